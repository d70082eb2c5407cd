//! A buffered stream to which a reader may stop listening.

use std::io::{self, Write};

/// Standard output, standard error, or memory.
#[derive(Debug)]
pub struct Out {
    buffer: Vec<u8>,
    to: To,
    closed: bool,
}

#[derive(Debug)]
enum To {
    Stdout,
    Stderr,
    Memory,
}

/// How many bytes are kept before they are written.
const BUFFER: usize = 64 * 1024;

impl Out {
    /// The process's standard output.
    pub fn stdout() -> Self {
        Self { buffer: Vec::new(), to: To::Stdout, closed: false }
    }

    /// The process's standard error.
    pub fn stderr() -> Self {
        Self { buffer: Vec::new(), to: To::Stderr, closed: false }
    }

    /// Nothing but memory; see [`Self::captured`].
    pub fn memory() -> Self {
        Self { buffer: Vec::new(), to: To::Memory, closed: false }
    }

    /// Whether the reader went away.
    pub fn closed(&self) -> bool {
        self.closed
    }

    /// What went to memory.
    pub fn captured(&self) -> String {
        String::from_utf8_lossy(&self.buffer).into_owned()
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let result = match self.to {
            To::Memory => return Ok(()),
            To::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(&self.buffer).and_then(|()| stdout.flush())
            }
            To::Stderr => io::stderr().lock().write_all(&self.buffer),
        };
        self.buffer.clear();
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            other => other,
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.closed {
            self.buffer.extend_from_slice(bytes);
            if self.buffer.len() >= BUFFER {
                self.pass_on()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed || self.buffer.is_empty() { Ok(()) } else { self.pass_on() }
    }
}

/// Whether standard output is a pipe whose reader has gone. Where the system
/// can't say, it shows at the next writing.
#[cfg(unix)]
pub fn nobody_reads_stdout() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdout = io::stdout();
    let mut asked = [PollFd::new(&stdout, PollFlags::empty())];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut asked, Some(&at_once)).is_ok_and(|ready| ready > 0)
        && asked.iter().any(|fd| fd.revents().contains(PollFlags::ERR))
}

/// Whether standard output is a pipe whose reader has gone: not known here.
#[cfg(not(unix))]
pub fn nobody_reads_stdout() -> bool {
    false
}
