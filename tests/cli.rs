//! The command line from outside: the real binary in a clean environment,
//! without a desk.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use std::process::{Command, Output, Stdio};

fn copydesk(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.args(args).env_clear().stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    copydesk(args).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_wrong_line_exits_with_2_in_both_forms() {
    for args in [
        &["quue"][..],
        &["article", "republish", "x"],
        &["--json", "--format", "csv", "queue"],
        &["claim", "show", "x"],
    ] {
        let text = run(args);
        assert_eq!(text.status.code(), Some(2), "{args:?}");
        assert!(text.stdout.is_empty() && !text.stderr.is_empty(), "{args:?}");
        let mut args = args.to_vec();
        args.push("--json");
        let json = run(&args);
        assert_eq!(json.status.code(), Some(2), "{args:?}");
        let error: serde_json::Value = serde_json::from_slice(&json.stderr).unwrap();
        assert_eq!(error["error"]["kind"], "usage", "{args:?}");
        assert!(error["error"]["message"].is_string() && !error["error"]["hint"].is_null(), "{args:?}: {error}");
    }
}

#[test]
fn help_and_version_go_to_stdout() {
    for args in [&["--version"][..], &["--help"], &["claim", "check", "-h"], &["help", "queue"], &["--json", "--help"]]
    {
        let output = run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{args:?}");
    }
    let bare = run(&[]);
    assert_eq!(bare.status.code(), Some(2));
    assert!(stderr(&bare).contains("Usage: copydesk"));
}

#[test]
fn colour_only_where_it_is_wanted() {
    assert!(!run(&["--help"]).stdout.contains(&0x1b));
    assert!(run(&["--color", "always", "--help"]).stdout.contains(&0x1b));
    assert!(stderr(&run(&["--color=always", "quue"])).contains('\u{1b}'));
    assert!(!stderr(&run(&["quue"])).contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = copydesk(&["completions", "zsh"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_can_not_be_written_is_a_failure() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = copydesk(&["completions", "bash"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: can't write to standard output"), "{}", stderr(&output));
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell, "--plain"]);
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && script.contains("reconfirm"), "{shell}");
        let output = run(&["completions", shell]);
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && script.contains("COPYDESK_COMPLETE"), "{shell}");
    }
}

#[test]
fn a_manual_page_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("man1");
    let output = run(&["man", "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    for page in ["copydesk.1", "copydesk-queue.1", "copydesk-claim.1", "copydesk-claim-check.1"] {
        let text = std::fs::read_to_string(out.join(page)).unwrap();
        // Name, section, date (none), source, manual: an empty one is written, or the next is taken for it.
        let head = format!(
            ".TH {} 1 \"\" \"copydesk {}\" \"copydesk manual\"\n",
            &page[..page.len() - 2],
            env!("CARGO_PKG_VERSION")
        );
        assert!(text.contains(&head), "{page}: {text}");
    }
    let queue = std::fs::read_to_string(out.join("copydesk-queue.1")).unwrap();
    assert!(
        queue.contains(
            "\n.SH SYNOPSIS\n\\©copydesk queue [OPTIONS] [next]\n.SH DESCRIPTION\n".replace('©', "&").as_str()
        ),
        "{queue}"
    );
    assert!(String::from_utf8(run(&["man"]).stdout).unwrap().contains(".TH copydesk"));
}

#[test]
fn a_clock_that_can_not_be_read_is_a_usage_error() {
    let output = copydesk(&["queue"]).env("COPYDESK_NOW", "noon").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("COPYDESK_NOW: \"noon\" is not a time"), "{}", stderr(&output));
}
