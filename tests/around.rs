//! What stands around the work: the config file, completions at Tab, pages to
//! read, and the events that other programs follow.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
#[path = "common/terminal.rs"]
mod terminal;

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use common::{Desk, tools};
use serde_json::Value;
use terminal::Terminal;

fn fire() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", "Ten people died in the fire. It began at 4 am.\n");
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--file", "fire.md"]).ends(0);
    desk.by("carl", &["claim", "add", "fire", "--quote", "Ten people died", "--kind", "number"]).ends(0);
    desk.by("carl", &["claim", "cite", "1", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    desk
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn events_tell_what_became_of_claims() {
    let desk = fire();
    desk.file("two.md", "Twelve people died in the fire. It began at 4 am.\n");
    desk.by("wim", &["article", "edit", "fire", "--file", "two.md"]).ends(0);
    let all = lines(&desk.run(&["events"]).ends(0).stdout);
    let numbers: Vec<i64> = all.iter().map(|e| e["sequence"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=i64::try_from(all.len()).unwrap()).collect::<Vec<_>>());
    let of = |action: &str| all.iter().find(|e| e["action"] == action).unwrap();
    let approved = of("claim.approve");
    assert_eq!((&approved["article"], &approved["claims"][0]["after"]), (&"fire".into(), &"approved".into()));
    let edited = &of("revision.add")["claims"][0];
    assert_eq!((&edited["id"], &edited["before"], &edited["after"]), (&1.into(), &"approved".into(), &"stale".into()));
    assert!(edited["reason"].as_str().unwrap().contains("Ten → Twelve"), "{edited}");
    assert_eq!(of("claim.add")["claims"][0]["after"], "unapproved");
    assert_eq!(of("person.add")["article"], Value::Null);
    // From a number on, and not beyond what there is.
    let since = (numbers.len() - 1).to_string();
    assert_eq!(
        lines(&desk.run(&["events", "--since", &since, "--json"]).ends(0).stdout),
        [all.last().unwrap().clone()]
    );
    desk.run(&["events", "--since", "4711"]).ends(3).says("goes up to");
    desk.run(&["events", "--format", "csv"]).ends(2).says("copydesk log");
}

#[test]
fn a_follower_misses_nothing_and_gets_nothing_twice() {
    let desk = fire();
    let mut child = desk.command(&["events", "--follow", "--since", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    // Four write at once, while it reads.
    let mut writers = Vec::new();
    for _ in 0..6 {
        for who in ["ed", "eva", "carl", "cleo"] {
            let mut command = desk.command(&["--as", who, "claim", "comment", "1", "noted"]);
            writers.push(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        }
    }
    let mut ended = writers.into_iter().map(|mut writer| writer.wait().unwrap());
    assert!(ended.all(|status| status.success()));
    let last = lines(&desk.run(&["log", "--limit", "1", "--format", "jsonl"]).stdout)[0]["sequence"].as_i64().unwrap();
    for want in 1..=last {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let event: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(event["sequence"], want);
    }
    // What comes later comes too; then Ctrl-C ends it, with nothing half written.
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert!(line.contains("\"article.submit\"") && line.ends_with('\n'), "{line}");
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut reader, &mut rest).unwrap();
    let status = child.wait().unwrap();
    assert_eq!((rest.as_str(), status.code(), status.signal()), ("", Some(130), None));
    // A reader that goes away ends it as well, though nothing happens any more.
    let mut child = desk.command(&["events", "--follow"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_config_file_and_where_each_value_comes_from() {
    let desk = fire();
    let path = desk.run(&["config", "path"]).ends(0).says("no such file yet").stdout.trim().to_owned();
    assert!(path.ends_with(".config/copydesk/config.toml"), "{path}");
    let folder = std::path::Path::new(&path).parent().unwrap();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(&path, "user = \"carl\"\ncolor = \"never\"\n[queue]\nlimit = 3\nmine = true\n").unwrap();
    let rows = desk.run(&["config", "show", "--as", "ed", "--json"]).ends(0).json();
    let row = |key: &str| rows.as_array().unwrap().iter().find(|r| r["key"] == key).unwrap().clone();
    for (key, value, from) in [
        ("user", "ed", "--as"),
        ("color", "never", path.as_str()),
        ("queue.limit", "3", path.as_str()),
        ("queue.sort", "priority", "copydesk"),
        ("pager", "less -FRX", "copydesk"),
        ("db", "desk.db", "the nearest desk.db"),
    ] {
        let row = row(key);
        assert!(row["value"].as_str().unwrap().ends_with(value) && row["from"] == from, "{key}: {row}");
    }
    // The queue's defaults hold for the queue, and --all leaves them out.
    desk.by("carl", &["claim", "return", "1", "--note", "x"]).ends(1);
    desk.by("ed", &["claim", "return", "1", "--note", "who counted?"]).ends(0);
    assert_eq!(desk.by("carl", &["queue", "--json"]).ends(0).json(), serde_json::json!([]));
    assert_eq!(desk.by("carl", &["queue", "--all", "--json"]).ends(0).json()[0]["id"], 1);
    // A slip of the pen is refused everywhere but where it is mended.
    std::fs::write(&path, "usr = \"carl\"\n").unwrap();
    desk.run(&["queue"]).ends(2).says("there is no key usr").says("did you mean user?");
    desk.run(&["config", "show"]).ends(2).says("there is no key usr");
    desk.run(&["config", "path"]).ends(0);
    desk.run(&["help", "workflow"]).ends(0);
}

#[test]
fn pages_to_read() {
    let desk = Desk::empty();
    for (topic, word) in [("workflow", "copydesk gate fire"), ("revisions", "fire@approved"), ("standing", "! stale")] {
        let page = desk.run(&["help", topic]).ends(0).stdout;
        assert!(page.contains(word) && page.lines().all(|line| line.chars().count() <= 80), "{page}");
    }
    desk.run(&["help", "nonsense"]).ends(2);
    assert!(desk.run(&["--help"]).ends(0).stdout.contains("copydesk help standing"));
    assert!(!desk.run(&["--help"]).stdout.contains("\n  topic"));
}

/// What bash is told for a line, as its script asks: the last word is completed.
fn tab(desk: &Desk, line: &[&str]) -> Vec<String> {
    let mut command = desk.command(&[]);
    command.env("COPYDESK_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", line.len().to_string());
    command.env("_CLAP_IFS", "\n").args(["--", "copydesk"]).args(line);
    let done = common::finish(command, "").ends(0);
    assert_eq!(done.stderr, "", "{line:?}");
    done.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn what_is_at_the_desk_is_completed() {
    let desk = fire();
    desk.by("wim", &["article", "new", "flood", "--headline", "Flood", "--file", "fire.md"]).ends(0);
    desk.by("ed", &["tag", "add", "fire", "place:Syria", "harbour"]).ends(0);
    desk.by("carl", &["claim", "add", "fire", "--quote", "4 am"]).ends(0);
    desk.file("flood.md", (3..=12).map(|n| format!("In {n} streets the water stood.\n\n")).collect::<String>());
    desk.by("wim", &["article", "edit", "flood", "--file", "flood.md"]).ends(0);
    for n in 3..=12 {
        desk.by("carl", &["claim", "add", "flood", "--quote", &format!("In {n} streets")]).ends(0);
    }
    for (line, want) in [
        (&["art"][..], &["article"][..]),
        (&["article", "show", "f"], &["fire", "flood"]),
        (&["article", "show", "fl"], &["flood"]),
        (&["diff", "fire@"], &["fire@head", "fire@first", "fire@prev", "fire@seen", "fire@1"]),
        (&["article", "approve", "fire", "--at", "he"], &["head"]),
        (&["claim", "show", ""], &["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]),
        (&["claim", "take", "2,1"], &["2,1", "2,10", "2,11", "2,12"]),
        // The number that is being typed names no article: those of all articles are offered.
        (&["claim", "show", "1"], &["1", "10", "11", "12"]),
        (&["claim", "assign", "2", "--to", "c"], &["carl", "cleo"]),
        (&["queue", "--tag", "har"], &["harbour"]),
        (&["queue", "--tag", "pl"], &["place:Syria"]),
        (&["claim", "cite", "2", "S"], &["S1"]),
        (&["queue", "--standing", "sta"], &["stale"]),
        (&["help", "wor"], &[]),
        // Flags stand in nobody's way.
        (&["article", "show", ""], &["fire", "flood"]),
        (&["article", "show", "--ver"], &["--verbose"]),
    ] {
        assert_eq!(tab(&desk, line), want, "{line:?}");
    }
    assert!(tab(&desk, &["claim", "add", "fire", ""]).contains(&"--quote".to_owned()), "nothing else can stand here");
    // Nothing is wrong where there is no desk, a foreign file, or none that can be read.
    desk.file("other.db", "no desk");
    assert_eq!(tab(&desk, &["--db", "other.db", "article", "show", "f"]), [""; 0]);
    assert_eq!(
        tab(&desk, &["--db", "missing.db", "claim", "show", ""]).iter().filter(|w| !w.starts_with('-')).count(),
        0
    );
    let record = desk.run(&["log", "--json"]).stdout;
    assert!(!record.contains("complete"));
}

/// The desk with a shell's completions beside it, and the shell in its folder,
/// in which nothing but copydesk and the system's own programs is found.
fn shell(desk: &Desk, name: &str) -> Command {
    desk.file("script", desk.run(&["completions", name]).ends(0).stdout);
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_copydesk")).parent().unwrap();
    let mut command = Command::new(name);
    command.current_dir(desk.path("")).env_clear().env("HOME", desk.path("")).env("TERM", "xterm");
    command.env("PATH", format!("{}:/usr/bin:/bin", program.display())).stdin(Stdio::null());
    command
}

/// What a shell prints; `None` when it isn't here.
fn prints(mut shell: Command) -> Option<String> {
    let name = shell.get_program().to_string_lossy().into_owned();
    match shell.output() {
        Ok(done) => {
            let told = String::from_utf8_lossy(&done.stdout).into_owned();
            assert!(!told.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
            Some(told)
        }
        Err(why) => {
            tools::skip(&format!("{name} is not here ({why})"));
            None
        }
    }
}

#[test]
fn bash_completes_a_slug() {
    let desk = fire();
    let mut bash = shell(&desk, "bash");
    let ask = "source ./script; COMP_WORDS=(copydesk claim list fi); COMP_CWORD=3; COMP_TYPE=9; \
               _clap_complete_copydesk copydesk fi list; printf '%s\\n' \"${COMPREPLY[@]}\"";
    bash.args(["--norc", "-c", ask]);
    if let Some(told) = prints(bash) {
        assert_eq!(told.trim(), "fire");
    }
}

#[test]
fn fish_completes_a_slug_and_a_finding() {
    let desk = fire();
    let mut fish = shell(&desk, "fish");
    fish.args([
        "--no-config",
        "-c",
        "source ./script; complete -C 'copydesk article show '; complete -C 'copydesk claim check 1 --finding n'",
    ]);
    if let Some(told) = prints(fish) {
        let words: Vec<&str> = told.lines().filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(words, ["fire", "needs-correction", "not-checkable"]);
    }
}

/// zsh completes at a terminal alone: it gets one, and the key Tab.
#[test]
fn zsh_completes_a_slug() {
    let desk = fire();
    if !tools::is_here(&["zsh", "--version"]) {
        return tools::skip("zsh is not here");
    }
    let mut zsh = shell(&desk, "zsh");
    std::fs::rename(desk.path("script"), desk.path("_copydesk")).unwrap();
    zsh.args(["-f", "-i"]);
    let mut terminal = Terminal::start(&zsh, 100, 30);
    terminal
        .types("fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; PS1='> '; print re''ady\n")
        .sees("ready");
    terminal.at("> ", "copydesk article show fi").at("show fi", "\t").at("re", " --json --fields slug\n");
    terminal.sees(r#""slug": "fire""#);
    terminal.types("exit\n").ends();
}
