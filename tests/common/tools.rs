//! Outside tools that judge what the program writes: found, or the test that
//! needs one is skipped aloud; where everything must run, that is a failure.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
#![allow(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "what is skipped is said; tools are found by the environment"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Says why a test can't run here; where everything must run, that is a failure.
pub fn skip(why: &str) {
    assert!(std::env::var_os("COPYDESK_CI").is_none_or(|v| v != "1"), "can't be skipped: {why}");
    eprintln!("skipped: {why}");
}

/// Whether a command can be run with these words.
pub fn is_here(words: &[&str]) -> bool {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A Python that has this module: that of `COPYDESK_PYTHON`, of the tools that
/// `.ci/run` keeps, or the system's.
pub fn python(module: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(|| home.join(".cache"), PathBuf::from);
    let named = std::env::var_os("COPYDESK_PYTHON").map(PathBuf::from);
    let kept = cache.join("copydesk-ci/pip/bin/python3");
    let found = named
        .into_iter()
        .chain([kept, "python3".into(), "/usr/bin/python3".into()])
        .find(|python| is_here(&[&python.to_string_lossy(), "-c", &format!("import {module}")]));
    if found.is_none() {
        skip(&format!("no Python here has {module}"));
    }
    found
}

/// Runs a script of Python on these arguments and this input; answers what it prints.
#[track_caller]
pub fn run_python(python: &Path, script: &str, arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(python);
    command.args(["-c", script]).args(arguments).env("PYTHONUTF8", "1");
    run(command, input)
}

/// Runs a command that must succeed; answers what it prints.
#[track_caller]
pub fn run(mut command: Command, input: &str) -> String {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let feeding = std::thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
    let done = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {}{said}", String::from_utf8_lossy(&done.stdout));
    String::from_utf8(done.stdout).unwrap()
}
