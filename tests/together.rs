//! Two people edit one article at once: what each changed alone goes together,
//! what both changed is settled by a person, and no text is ever lost.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
#[cfg(unix)]
#[path = "common/terminal.rs"]
mod terminal;

use common::Desk;
use serde_json::Value;

const FIRE: &str = "Ten people died in the fire. It began at noon. The fire is out.

The port was built in 1998.

The mayor came.
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    let new = ["article", "new", "fire", "--headline", "Fire in the harbour", "--language", "en", "--file", "fire.md"];
    desk.by("wim", &new).ends(0);
    desk
}

/// Somebody's edit of revision 1, by file.
fn edit(desk: &Desk, who: &str, file: &str, text: impl AsRef<[u8]>) -> common::Output {
    desk.file(file, text);
    desk.by(who, &["article", "edit", "fire", "--file", file, "--at", "1"])
}

fn now(desk: &Desk) -> Value {
    desk.run(&["article", "show", "fire", "--json"]).ends(0).json()
}

/// The path that follows these words in an error.
fn path(stderr: &str, words: &str) -> String {
    let after = stderr.split(words).nth(1).unwrap_or_else(|| panic!("{words:?} is not in: {stderr}"));
    after.split([',', '\n', ' ']).next().unwrap().to_owned()
}

#[test]
fn what_each_changed_alone_goes_together() {
    let desk = desk();
    desk.by("wim", &["claim", "add", "fire", "--quote", "built in 1998"]).ends(0);
    edit(&desk, "ed", "ed.md", FIRE.replace("The fire is out.", "It burns on.").replace("The mayor", "The bishop"))
        .ends(0);
    let wim = FIRE.replace("Ten people", "Nine people").replace("built in 1998", "built in 1989");
    let told = edit(&desk, "wim", "wim.md", &wim).ends(0);
    for says in [
        "fire is at revision 3",
        "yours and revision 2, by ed, were brought together",
        "body: It burns on.",
        "body: The bishop came.",
    ] {
        assert!(told.stderr.contains(says), "{says:?} is not in {}", told.stderr);
    }
    let now = now(&desk);
    assert_eq!(
        now["body"],
        "Nine people died in the fire. It began at noon. It burns on.\n\nThe port was built in 1989.\n\nThe bishop came."
    );
    // What came from the other was told, not read: it is still new to whoever merged.
    let fresh = desk.by("wim", &["diff", "fire", "--since", "seen"]).ends(0).stdout;
    assert!(fresh.contains("bishop"), "{fresh}");
    let revisions = desk.run(&["revision", "list", "fire", "--json"]).ends(0).json();
    assert_eq!(revisions[2]["note"], "merged with revision 2", "{revisions}");
    // A headline of one and a byline of the other.
    desk.by("ed", &["article", "edit", "fire", "--byline", "Ed", "--at", "3"]).ends(0);
    desk.by("wim", &["article", "edit", "fire", "--headline", "Great fire", "--note", "bigger", "--at", "3"]).ends(0);
    let revisions = desk.run(&["revision", "list", "fire", "--json"]).ends(0).json();
    assert_eq!(revisions[4]["note"], "bigger (merged with revision 4)");
    let now = self::now(&desk);
    assert_eq!((now["headline"].as_str(), now["byline"].as_str()), (Some("Great fire"), Some("Ed")));
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn what_both_changed_is_settled_between_marks() {
    let desk = desk();
    edit(&desk, "ed", "ed.md", FIRE.replace("Ten people", "Twelve people").replace("The mayor", "The bishop")).ends(0);
    let late = edit(&desk, "wim", "wim.md", FIRE.replace("Ten people", "Nine people")).ends(4);
    for says in [
        "revision 2, by ed, and you changed the same place",
        "is now: Twelve people died",
        "1 other change of revision 2",
    ] {
        assert!(late.stderr.contains(says), "{says:?} is not in {}", late.stderr);
    }
    assert_eq!(now(&desk)["head"], 2, "nothing was written");
    assert_eq!(std::fs::read_to_string(desk.path("wim.md")).unwrap(), FIRE.replace("Ten people", "Nine people"));
    let file = path(&late.stderr, "both texts are in ");
    let both = std::fs::read_to_string(&file).unwrap();
    for line in [
        "<<<<<<< yours\nNine people died",
        "||||||| revision 1, before",
        "Ten people died",
        "=======\nTwelve people died",
        ">>>>>>> revision 2, by ed",
        "The bishop came.",
    ] {
        assert!(both.contains(line), "{line:?} is not in {both}");
    }
    // Unsettled it is refused; settled it goes in.
    desk.by("wim", &["article", "edit", "fire", "--file", &file, "--at", "2"])
        .ends(1)
        .says("a conflict is not settled yet: line")
        .says("<<<<<<< yours")
        .says("take out the lines that begin with <<<<<<<");
    let settled: Vec<&str> = both
        .lines()
        .filter(|l| !["<<<<<<<", "|||||||", "=======", ">>>>>>>", "Ten ", "Twelve "].iter().any(|m| l.starts_with(m)))
        .collect();
    std::fs::write(&file, settled.join("\n")).unwrap();
    desk.by("wim", &["article", "edit", "fire", "--file", &file, "--at", "2"]).ends(0);
    let body = now(&desk)["body"].as_str().unwrap().to_owned();
    assert!(body.starts_with("Nine people died") && body.ends_with("The bishop came."), "{body}");
    // A headline that both wrote has no file to settle: the flags are typed again.
    desk.by("ed", &["article", "edit", "fire", "--headline", "Ed's fire", "--at", "3"]).ends(0);
    desk.by("wim", &["article", "edit", "fire", "--headline", "Wim's fire", "--at", "3"])
        .ends(4)
        .says("the headline is now: Ed's fire")
        .says("--at 4");
}

#[test]
fn an_article_about_marks_may_have_them() {
    let desk = Desk::new();
    let text = "Git writes this:\n\n```\n<<<<<<< yours\na\n=======\nb\n>>>>>>> theirs\n```\n";
    desk.file("git.md", text);
    desk.by("wim", &["article", "new", "git", "--headline", "Git", "--file", "git.md"]).ends(0);
    desk.file("git.md", format!("{text}\nThat is all.\n"));
    desk.by("wim", &["article", "edit", "git", "--file", "git.md"]).ends(0);
    assert!(desk.run(&["article", "show", "git", "--json"]).json()["body"].as_str().unwrap().ends_with("That is all."));
}

#[cfg(unix)]
#[test]
fn the_editor_opens_again_on_a_conflict() {
    use terminal::Terminal;
    let desk = desk();
    // The first time wim writes, somebody else saves meanwhile; the second time wim settles it.
    let script = desk.path("editor");
    let other = format!("'{}' --as ed article edit fire --file ed.md --at 1", env!("CARGO_BIN_EXE_copydesk"));
    std::fs::write(
        &script,
        format!(
            "#!/bin/sh\nif [ ! -e opened ]; then touch opened; sed -i 's/Ten people/Nine people/' \"$1\"; {other} >/dev/null 2>&1\n\
             elif [ ! -e settled ]; then touch settled; sed -i -e '/^[<|>]/d' -e '/^Ten/d' -e '/^Twelve/d' \"$1\"\n\
             else sed -i '/^=======$/d' \"$1\"; fi\n"
        ),
    )
    .unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    desk.file("ed.md", FIRE.replace("Ten people", "Twelve people"));
    let mut command = desk.command(&["--as", "wim", "article", "edit", "fire"]);
    command.env("PATH", "/usr/bin:/bin").env("EDITOR", &script).env("TERM", "xterm").env("NO_COLOR", "1");
    let mut s = Terminal::start(&command, 80, 30);
    s.sees("you changed the same place").at("[e] edit", "e");
    s.sees("a line with ======= is left").at("[e] edit", "e").sees("fire is at revision 3");
    assert_eq!(s.ends(), 0);
    assert!(now(&desk)["body"].as_str().unwrap().starts_with("Nine people died"));
    let drafts = std::fs::read_dir(desk.path(".")).unwrap().filter_map(Result::ok);
    let left: Vec<_> = drafts.filter(|f| f.file_name().to_string_lossy().starts_with("copydesk-")).collect();
    assert!(left.is_empty(), "a saved draft is removed: {left:?}");

    // Given up, both texts stay in the draft.
    std::fs::remove_file(desk.path("opened")).unwrap();
    desk.by("ed", &["revision", "restore", "fire@1"]).ends(0);
    let head = now(&desk)["head"].to_string();
    let body = std::fs::read_to_string(&script).unwrap().replace("--at 1", &format!("--at {head}"));
    std::fs::write(&script, body).unwrap();
    let mut command = desk.command(&["--as", "wim", "article", "edit", "fire"]);
    command.env("PATH", "/usr/bin:/bin").env("EDITOR", &script).env("TERM", "xterm").env("NO_COLOR", "1");
    let mut s = Terminal::start(&command, 200, 30);
    s.at("[e] edit", "\u{3}").sees("both texts are in");
    assert_eq!(s.ends(), 4);
    let all = s.all();
    let file = all.rsplit("both texts are in ").next().unwrap().split(',').next().unwrap();
    let both = std::fs::read_to_string(file).unwrap();
    assert!(both.contains("Nine people died") && both.contains("Twelve people died"), "{both}");
}
