//! The real program on a terminal (a PTY) of a given size, typed at, with what
//! stands on its screen.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, reason = "what fails here should fail its test")]

use std::{
    io::{Read as _, Write as _},
    num::NonZero,
    process::Command,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use rexpect::process::{PtyProcess, WaitStatus};

/// How long something is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the program wrote so far.
struct Written {
    bytes: Vec<u8>,
    grid: vt100::Parser,
    over: bool,
}

/// A program on a terminal.
pub struct Terminal {
    process: PtyProcess,
    keyboard: std::fs::File,
    written: Arc<(Mutex<Written>, Condvar)>,
    /// How far what was written was waited for.
    read: usize,
}

impl Terminal {
    /// Starts a command on a terminal of so many columns and lines.
    pub fn start(command: &Command, columns: u16, lines: u16) -> Self {
        // The size is set before the program starts, so that it never sees another.
        let mut shell = Command::new("/bin/sh");
        let script = format!("PATH=/usr/bin:/bin stty rows {lines} cols {columns}; exec \"$0\" \"$@\"");
        shell.arg("-c").arg(script).arg(command.get_program()).args(command.get_args()).env_clear();
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                shell.env(name, value);
            }
        }
        if let Some(folder) = command.get_current_dir() {
            shell.current_dir(folder);
        }
        let mut process = PtyProcess::new(shell).unwrap();
        process.set_kill_timeout(Some(1_000));
        let keyboard = process.get_file_handle().unwrap();
        let grid = vt100::Parser::new(some(lines), some(columns), 2_000);
        let written = Arc::new((Mutex::new(Written { bytes: Vec::new(), grid, over: false }), Condvar::new()));
        let (mut screen, shared) = (process.get_file_handle().unwrap(), Arc::clone(&written));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let count = screen.read(&mut buffer).unwrap_or(0);
                let (written, told) = &*shared;
                let mut written = written.lock().unwrap();
                match buffer.get(..count) {
                    Some(bytes) if count > 0 => {
                        written.bytes.extend_from_slice(bytes);
                        written.grid.process(bytes);
                    }
                    _ => written.over = true,
                }
                told.notify_all();
                if written.over {
                    return;
                }
            }
        });
        Self { process, keyboard, written, read: 0 }
    }

    /// Waits until this was written, after what was waited for before.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        assert!(self.meets(text), "waiting for {text:?}; it ended, and on the screen is:\n{}", self.screen());
        self
    }

    /// The same; answers `false` where the program ended without it.
    #[track_caller]
    pub fn meets(&mut self, text: &str) -> bool {
        let (written, told) = &*self.written;
        let mut now = written.lock().unwrap();
        let mut timed_out = false;
        loop {
            let fresh = now.bytes.get(self.read..).unwrap_or_default();
            if let Some(at) = fresh.windows(text.len()).position(|w| w == text.as_bytes()) {
                self.read += at + text.len();
                return true;
            }
            if now.over {
                return false;
            }
            if timed_out {
                let screen = grid(&now.grid);
                drop(now);
                panic!("waiting for {text:?}; on the screen:\n{screen}");
            }
            let waited = told.wait_timeout(now, PATIENCE).unwrap();
            timed_out = waited.1.timed_out();
            now = waited.0;
        }
    }

    /// Waits for a text, then types.
    #[track_caller]
    pub fn at(&mut self, text: &str, keys: &str) -> &mut Self {
        self.sees(text);
        self.types(keys)
    }

    /// Types.
    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    /// Makes the terminal another size.
    pub fn resize(&mut self, columns: u16, lines: u16) -> &mut Self {
        let size = rustix::termios::Winsize { ws_row: lines, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        rustix::termios::tcsetwinsize(&self.keyboard, size).unwrap();
        self.written.0.lock().unwrap().grid.screen_mut().set_size(some(lines), some(columns));
        self
    }

    /// Waits for the end; answers the exit code.
    #[track_caller]
    pub fn ends(&mut self) -> i32 {
        let (written, told) = &*self.written;
        let mut now = written.lock().unwrap();
        while !now.over {
            let waited = told.wait_timeout(now, PATIENCE).unwrap();
            now = waited.0;
            if waited.1.timed_out() && !now.over {
                let screen = grid(&now.grid);
                drop(now);
                panic!("it doesn't end; on the screen:\n{screen}");
            }
        }
        drop(now);
        match self.process.wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            other => panic!("{other:?}"),
        }
    }

    /// What stands on the screen.
    pub fn screen(&self) -> String {
        grid(&self.written.0.lock().unwrap().grid)
    }

    /// Whether the cursor is shown.
    pub fn shows_cursor(&self) -> bool {
        !self.written.0.lock().unwrap().grid.screen().hide_cursor()
    }

    /// Everything that was written, with its escape sequences.
    pub fn all(&self) -> String {
        String::from_utf8_lossy(&self.written.0.lock().unwrap().bytes).into_owned()
    }
}

fn some(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn grid(parser: &vt100::Parser) -> String {
    let screen = parser.screen();
    let (_, columns) = screen.size();
    let rows: Vec<String> = screen.rows(0, columns.get()).map(|row| row.trim_end().to_owned()).collect();
    rows.join("\n").trim_matches('\n').to_owned() + "\n"
}
