//! Long text, a screen at a time.

use std::{
    io::Write,
    process::{Child, Command, Stdio},
};

use super::interrupt;

/// Shows text through a pager's command line, and waits for it. Returns
/// whether it could be started; where not, the caller prints the text itself.
pub fn show(command: &str, text: &str) -> bool {
    let Ok(mut child) = start(command) else { return false };
    // Ctrl-C belongs to the pager, which uses it to stop a search.
    interrupt::watch();
    if let Some(mut input) = child.stdin.take() {
        // A pager that is left early stops reading; that is no error.
        input.write_all(text.as_bytes()).ok();
    }
    let shown = child.wait().is_ok_and(|status| status.code() != Some(127));
    interrupt::forget();
    shown
}

/// The pager's command line with the line (from 0) to begin at, for those that
/// take one.
pub(super) fn at_line(command: &str, line: usize) -> String {
    let program = command.split_whitespace().find(|word| !word.contains('=')).unwrap_or_default();
    let name = program.rsplit('/').next().unwrap_or_default();
    if line > 0 && matches!(name, "less" | "more" | "most") {
        // A few lines of what comes before.
        format!("{command} +{}", line.saturating_sub(4) + 1)
    } else {
        command.to_owned()
    }
}

fn start(command: &str) -> std::io::Result<Child> {
    shell(command).stdin(Stdio::piped()).spawn()
}

/// A command line as the person's shell would read it, so that
/// `PAGER="less -R"` and `EDITOR="code --wait"` work. Words added to the
/// command are passed on as they are, never read by the shell.
pub(super) fn shell(command: &str) -> Command {
    if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{command} \"$@\"")).arg("sh");
        shell
    } else {
        let mut words = command.split_whitespace();
        let mut program = Command::new(words.next().unwrap_or("more"));
        program.args(words);
        program
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pagers_that_can_begin_at_a_line_do() {
        for (command, line, want) in [
            ("less -FRX", 40, "less -FRX +37"),
            ("/usr/bin/less", 0, "/usr/bin/less"),
            ("LESS=R less", 2, "LESS=R less +1"),
            ("bat --paging=always", 40, "bat --paging=always"),
        ] {
            assert_eq!(at_line(command, line), want);
        }
    }
}
