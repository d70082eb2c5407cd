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
