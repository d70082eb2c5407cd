//! Whole review sessions on a real terminal, with what stands on the screen:
//! a checker's and an editor's, at several widths, with a conflict, a failing
//! editor, an undo, a relink, Ctrl-C.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
#[path = "common/terminal.rs"]
mod terminal;

use common::Desk;
use serde_json::{Value, json};
use terminal::Terminal;

const FIRE: &str = "The harbour at Tarnhaven burned on Monday night.

Ten people died in the fire, the fire service said. It began at noon in a warehouse.

Twelve people were hurt. The port was built in 1998.
";

/// A desk with three claims that nobody has checked.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    let new = ["article", "new", "fire", "--headline", "Fire in the harbour", "--language", "en", "--file", "fire.md"];
    desk.by("wim", &new).ends(0);
    for quote in ["Ten people died", "Twelve people were hurt", "built in 1998"] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
    }
    desk
}

fn edit(desk: &Desk, who: &str, old: &str, new: &str) {
    let body = desk.run(&["article", "show", "fire", "--json"]).ends(0).json()["body"].as_str().unwrap().to_owned();
    assert!(body.contains(old), "{body}");
    desk.file("fire.md", body.replace(old, new));
    desk.by(who, &["article", "edit", "fire", "--file", "fire.md", "--at", "head"]).ends(0);
}

struct Seat<'d> {
    desk: &'d Desk,
    env: Vec<(&'static str, String)>,
}

impl<'d> Seat<'d> {
    fn at(desk: &'d Desk) -> Self {
        Self { desk, env: vec![("TERM", "xterm".into()), ("NO_COLOR", "1".into()), ("PATH", "/usr/bin:/bin".into())] }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.retain(|(known, _)| *known != name);
        self.env.push((name, value.into()));
        self
    }

    fn sits(&self, who: &str, words: &[&str], columns: u16, lines: u16) -> Terminal {
        let mut command = self.desk.command(&[&["--as", who, "review"], words].concat());
        command.env_remove("COLUMNS").envs(self.env.iter().map(|(name, value)| (*name, value.as_str())));
        Terminal::start(&command, columns, lines)
    }
}

fn claim(desk: &Desk, id: &str) -> Value {
    desk.by("eva", &["claim", "show", id, "--json"]).ends(0).json()
}

/// A path that was named on the screen, put together where it was broken.
fn kept(all: &str) -> String {
    let after = all.rsplit("kept in ").next().unwrap();
    after.chars().take_while(|c| *c != '\r' && *c != '\n').collect::<String>().trim().to_owned()
}

#[test]
fn screens_of_a_checker() {
    let desk = desk();
    desk.by("wim", &["article", "set", "fire", "--due", "2026-01-05T03:00:00Z"]).ends(0);
    let mut s = Seat::at(&desk).sits("carl", &["fire"], 80, 40);
    s.sees("[q] quit");
    insta::assert_snapshot!("checker-80", s.screen());
    s.types("c").at("What did you find?", "u").at("How was it found?", "Rang them\r").sees("proposed: #1");
    s.sees("2 of 3").sees("[q] quit");
    insta::assert_snapshot!("checker-next-80", s.screen());
    s.types("?").sees("what became of it, revision by revision").at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    let last = s.screen();
    assert!(last.contains("proposed: #1\n"), "{last}");
    assert!(last.contains("the gate to approve is closed by 3 blockers"), "{last}");
}

#[test]
fn screens_of_an_editor_at_every_width() {
    let desk = desk();
    desk.by(
        "carl",
        &[
            "claim",
            "cite",
            "1",
            "--kind",
            "document",
            "--title",
            "Fire service log",
            "--url",
            "https://fire.example/log",
        ],
    )
    .ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed", "--note", "read the log"]).ends(0);
    desk.by("eva", &["claim", "approve", "1"]).ends(0);
    desk.by("wim", &["claim", "comment", "1", "The hospital counts eleven"]).ends(0);
    edit(&desk, "wim", "Ten people died", "Eleven people died");
    for (columns, lines) in [(60, 40), (80, 40), (140, 40), (80, 24)] {
        let mut s = Seat::at(&desk).sits("ed", &["c1"], columns, lines);
        s.sees("[q] quit");
        let screen = s.screen();
        for row in screen.lines() {
            assert!(row.chars().count() <= usize::from(columns));
        }
        // The claim's number and its words are on the screen, however small it is.
        assert!(screen.contains("#1  ! stale"), "{columns}x{lines}:\n{screen}");
        assert!(screen.contains("⟦Eleven people died⟧"), "{columns}x{lines}:\n{screen}");
        insta::assert_snapshot!(format!("editor-{columns}x{lines}"), screen);
        s.types("q");
        assert_eq!(s.ends(), 0);
    }
}

#[test]
fn a_conflict_loses_nothing_that_was_typed() {
    let desk = desk();
    desk.by("carl", &["claim", "check", "1", "--finding", "not-checkable"]).ends(0);
    let mut s = Seat::at(&desk).sits("ed", &["c1"], 80, 40);
    s.at("[q] quit", "r").sees("Why does it go back?");
    // While the note is being typed, somebody cites a source: what is decided on is not what was seen.
    desk.by("carl", &["claim", "cite", "1", "--kind", "web", "--title", "A page"]).ends(0);
    s.types("The hospital says eleven\r").sees("not recorded").sees("its sources were changed");
    s.sees("S1 supports: A page").at("[q] quit", "r").at("The hospital says eleven", "\r").sees("returned: #1");
    assert_eq!(s.ends(), 0);
    assert_eq!(claim(&desk, "1")["standing_reason"], "returned: The hospital says eleven");

    // The words change: the difference is shown, and what stays unrecorded goes into a file.
    desk.by("carl", &["claim", "check", "1", "--finding", "not-checkable"]).ends(0);
    let mut s = Seat::at(&desk).sits("ed", &["c1"], 80, 40);
    s.at("[q] quit", "r").sees("Why does it go back?");
    edit(&desk, "wim", "Ten people", "Nine people");
    s.types("Count them again\r").sees("not recorded").sees("[-Ten-]{+Nine+}").sees("⟦Nine people died⟧");
    s.at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    let path = kept(&s.all());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "Count them again", "{path}");
}

#[test]
fn the_last_decision_is_taken_back() {
    let desk = desk();
    desk.by("carl", &["claim", "check", "1-2", "--finding", "not-checkable"]).ends(0);
    let mut s = Seat::at(&desk).sits("ed", &["fire", "--standing", "unapproved"], 80, 40);
    s.at("[q] quit", "a").sees("approved: #1").at("[q] quit", "u");
    s.sees("undoing it").at("Undo it?", "y").sees("undone, as event").sees("⟦Ten people died⟧").at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    assert!(s.screen().contains("nothing was changed"), "{}", s.screen());
    assert_eq!(claim(&desk, "1")["progress"], "proposed");
}

#[test]
fn long_texts_are_written_in_the_editor() {
    let desk = desk();
    let write =
        "sh -c 'printf \"One line.\\n\\nAnother line.\\n\" | cat - \"$1\" > \"$1.new\" && mv \"$1.new\" \"$1\"' -";
    let mut s = Seat::at(&desk).with("EDITOR", write).sits("carl", &["c1"], 80, 40);
    s.at("[q] quit", "m").at("Comment", "e\r").sees("commented on: #1").at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    assert_eq!(claim(&desk, "1")["comments"][0]["text"], "One line.\n\nAnother line.");

    // An editor that fails keeps the draft, names it, and the same key offers it again.
    let fails = "sh -c 'echo Half a thought. > \"$1\"; exit 3' -";
    let mut s = Seat::at(&desk).with("EDITOR", fails).sits("carl", &["c1"], 80, 40);
    s.at("[q] quit", "x").at("Why is it withdrawn?", "e\r").sees("what you typed is kept in").sees("[q] quit");
    s.types("q");
    assert_eq!(s.ends(), 0);
    assert_eq!(std::fs::read_to_string(kept(&s.all())).unwrap(), "Half a thought.\n");
    assert_eq!(claim(&desk, "1")["progress"], "open");

    // An empty text goes back, and leaves no file behind.
    let mut s = Seat::at(&desk).with("EDITOR", "true").sits("carl", &["c1"], 80, 40);
    s.at("[q] quit", "x").at("Why is it withdrawn?", "e\r").at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    assert!(s.screen().contains("nothing was changed"));
}

#[test]
fn lost_words_are_tied_to_others() {
    let desk = Desk::new();
    desk.file(
        "fire.md",
        "The fire began at noon.\n\nTen people died in the harbour fire, the union said.\n\nThe mayor came. Rain fell on the port all night.\n",
    );
    let new = ["article", "new", "fire", "--headline", "Fire", "--language", "en", "--file", "fire.md"];
    desk.by("wim", &new).ends(0);
    desk.by("wim", &["claim", "add", "fire", "--quote", "Ten people died in the harbour fire"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "not-checkable"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    desk.file(
        "fire.md",
        "The fire began at noon.\n\nRescue work in the harbour goes on through the night, officials believe.\n\n\
         The mayor came. Rain fell on the port all night.\n\nLater the town heard that ten people died in that \
         harbour fire, and that ten persons died in the Harbour fires of 1990.\n",
    );
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md", "--at", "head"]).ends(0);
    let mut s = Seat::at(&desk).sits("carl", &["c1"], 80, 40);
    s.sees("These words are gone from the text.").at("[l] relink", "l").sees("Which words?");
    insta::assert_snapshot!("relink-80", s.screen());
    s.types("1").sees("relinked: #1").sees("that ⟦ten people died in that harbour fire⟧");
    s.at("[q] quit", "l").at("Which words?", "w").at("The exact words", "no such words\r").sees("error:");
    s.at("[q] quit", "l")
        .at("[w] type the words", "w")
        .at("no such words", &("\u{7f}".repeat(13) + "ten people died\r"));
    s.sees("⟦ten people died⟧").at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    assert_eq!(claim(&desk, "1")["quote"], "ten people died");
}

#[test]
fn ctrl_c_anywhere_leaves_the_desk_whole() {
    let desk = desk();
    for (keys, question) in [
        ("", "[q] quit"),
        ("c", "What did you find?"),
        ("s", "What sort of source?"),
        ("m", "Comment"),
        ("g", "To whom?"),
    ] {
        let mut s = Seat::at(&desk).sits("carl", &["fire"], 60, 30);
        s.sees("[q] quit");
        if !keys.is_empty() {
            s.types(keys).sees(question);
        }
        s.types("\u{3}").sees("nothing was changed");
        assert_eq!(s.ends(), 130, "{question}");
        assert!(s.shows_cursor(), "{question}");
        // Nobody holds what was on the screen.
        assert_eq!(claim(&desk, "1")["holder"], Value::Null, "{question}");
    }
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn whatever_is_on_a_screen_is_met_by_nobody_else() {
    let desk = desk();
    let mut first = Seat::at(&desk).sits("carl", &[], 80, 30);
    first.sees("⟦Ten people died⟧").sees("[q] quit");
    let mut second = Seat::at(&desk).sits("eva", &[], 80, 30);
    second.sees("⟦Twelve people were hurt⟧").sees("[q] quit");
    desk.by("ed", &["claim", "take", "1"]).ends(4).says("is with carl");
    // Gone on, the claim is free again.
    first.types("n").sees("⟦built in 1998⟧").sees("[q] quit");
    second.types("n").sees("⟦Ten people died⟧").sees("[q] quit").types("q");
    assert_eq!(second.ends(), 0);
    assert!(second.screen().contains("passed over: #3 (carl)"), "{}", second.screen());
    first.types("q");
    assert_eq!(first.ends(), 0);
    let log = desk.run(&["log", "--json", "--limit", "0"]).json();
    assert_eq!(log.as_array().unwrap().len(), 9, "that a claim was looked at is no event: {log}");
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn a_terminal_that_can_do_nothing_is_enough() {
    let desk = desk();
    let mut s = Seat::at(&desk).with("TERM", "dumb").sits("carl", &["fire"], 60, 30);
    s.at("[q] quit", "s")
        .at("a number", "1\r")
        .at("Its title", "Log\r")
        .at("Where is it?", "\r")
        .at("primary source?", "y");
    s.at("What does it say", "s")
        .at("Where in it?", "p. 2x\u{7f}\r")
        .at("Its own words", "\r")
        .sees("gave a source to");
    s.at("[q] quit", "g").at("a number", "2\r").sees("given away").at("[q] quit", "\u{3}");
    assert_eq!(s.ends(), 130);
    assert!(!s.all().contains('\u{1b}'), "{:?}", s.all());
    let now = claim(&desk, "1");
    assert_eq!(now["citations"][0]["locator"], "p. 2");
    assert_eq!(now["assignee"], "carl");
}

#[test]
fn wide_and_right_to_left_letters_and_another_size() {
    let desk = Desk::new();
    let body = "東京の火災で十人が死亡したと消防庁が月曜日に発表した。港は一九九八年に建設されたものであり、倉庫が多く並んでいる。\n\nقال رئيس البلدية إن عشرة أشخاص لقوا حتفهم في الحريق الذي اندلع في الميناء ليلة الاثنين.\n";
    desk.file("tokyo.md", body);
    desk.by("wim", &["article", "new", "tokyo", "--headline", "東京の火災", "--language", "ja", "--file", "tokyo.md"])
        .ends(0);
    desk.by("wim", &["claim", "add", "tokyo", "--quote", "十人が死亡した"]).ends(0);
    desk.by("wim", &["claim", "add", "tokyo", "--quote", "عشرة أشخاص لقوا حتفهم"]).ends(0);
    let mut s = Seat::at(&desk).sits("carl", &["tokyo"], 60, 30);
    s.sees("⟦十人が死亡した⟧").sees("[q] quit");
    insta::assert_snapshot!("wide-60", s.screen());
    // A wide note, and a letter of it taken back.
    s.resize(100, 40).types("m").at("Comment", "消防庁に電話した誤\u{7f}\r").sees("commented on").sees("[q] quit");
    s.types("n").sees("⟦عشرة أشخاص لقوا حتفهم⟧").sees("[q] quit");
    insta::assert_snapshot!("right-to-left-100", s.screen());
    s.types("q");
    assert_eq!(s.ends(), 0);
    assert_eq!(claim(&desk, "1")["comments"][0]["text"], json!("消防庁に電話した"));
}

#[test]
fn the_article_its_history_and_a_source_are_a_key_away() {
    let desk = desk();
    let browser = desk.path("browser");
    std::fs::write(&browser, "#!/bin/sh\nprintf '%s|' \"$@\" > \"${0%/*}/opened\"\n").unwrap();
    std::fs::set_permissions(&browser, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let url = "https://fire.example/log?a=1&b=$(id)";
    desk.by("carl", &["claim", "cite", "1", "--kind", "web", "--title", "Log", "--url", url]).ends(0);
    desk.by("carl", &["claim", "cite", "2", "--kind", "web", "--title", "Local", "--url", "file:///etc/passwd"]);
    let mut s = Seat::at(&desk)
        .with("BROWSER", browser.display().to_string())
        .with("COPYDESK_PAGER", "sed s/^/PAGED/")
        .sits("carl", &["fire"], 80, 20);
    s.sees(url);
    assert!(!s.all().contains("\u{1b}]8"), "nothing is known of this terminal");
    s.at("[q] quit", "o").sees("opened S1").at("[q] quit", "v").sees("⟦Ten people died⟧#1").at("[q] quit", "h");
    s.sees("revision 1").at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    assert_eq!(std::fs::read_to_string(desk.path("opened")).unwrap(), format!("{url}|"));
}

#[test]
fn a_terminal_that_opens_addresses_is_told_where_they_lead() {
    let desk = desk();
    let url = "https://fire.example/log";
    desk.by("carl", &["claim", "cite", "1", "--kind", "web", "--title", "Log", "--url", url]).ends(0);
    let link = format!("\u{1b}]8;;{url}\u{1b}\\{url}\u{1b}]8;;\u{1b}\\");
    let mut s = Seat::at(&desk).with("VTE_VERSION", "7600").sits("carl", &["c1"], 80, 30);
    s.sees(&link).at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    for dull in [("TERM", "dumb"), ("FORCE_HYPERLINK", "0")] {
        let mut s = Seat::at(&desk).with("VTE_VERSION", "7600").with(dull.0, dull.1).sits("carl", &["c1"], 80, 30);
        s.sees(url).at("[q] quit", "\u{3}");
        s.ends();
        assert!(!s.all().contains("\u{1b}]8"), "{dull:?}");
    }
}

#[test]
fn the_statement_is_mended_and_a_key_that_is_not_offered_says_why() {
    let desk = desk();
    let mut s = Seat::at(&desk).sits("carl", &["fire"], 80, 30);
    s.at("[q] quit", "a").sees("approve can't be done with #1 now").at("[q] quit", "e");
    s.at("Change what?", "k").at("What sort of assertion?", "\u{1b}").at("[q] quit", "e");
    s.at("Change what?", "s")
        .at("What is to be checked?", "!\r")
        .sees("edited: #1")
        .sees("statement  Ten people died!");
    s.at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    assert_eq!(claim(&desk, "1")["statement"], "Ten people died!");
}

#[test]
fn only_documents_are_opened_and_their_copies_go_with_the_session() {
    let desk = desk();
    let folder = desk.path("bin");
    std::fs::create_dir(&folder).unwrap();
    let opener = folder.join("xdg-open");
    std::fs::write(&opener, "#!/bin/sh\nprintf '%s' \"$1\" > \"${0%/*}/path\"; cp \"$1\" \"${0%/*}/content\"\n")
        .unwrap();
    std::fs::set_permissions(&opener, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    desk.file("Ruling; rm -rf.pdf", "%PDF-1.7 ruling");
    desk.file("run.sh", "#!/bin/sh\ntouch ran\n");
    for (id, file) in [("1", "Ruling; rm -rf.pdf"), ("2", "run.sh")] {
        desk.by("carl", &["claim", "cite", id, "--kind", "document", "--title", "Kept", "--file", file]).ends(0);
    }
    let seat = Seat::at(&desk).with("PATH", format!("{}:/usr/bin:/bin", folder.display()));
    let mut s = seat.sits("carl", &["fire"], 200, 30);
    s.at("[q] quit", "o").sees("opened S1 file").at("[q] quit", "n").sees("Twelve people").at("[q] quit", "o");
    s.sees("is not opened: only documents").sees("it lies in").at("[q] quit", "q");
    assert_eq!(s.ends(), 0);
    let path = std::fs::read_to_string(folder.join("path")).unwrap();
    assert!(path.ends_with("S1-Ruling--rm--rf.pdf"), "{path}");
    assert_eq!(std::fs::read_to_string(folder.join("content")).unwrap(), "%PDF-1.7 ruling");
    assert!(!std::path::Path::new(&path).exists(), "the copy goes with the session");
    assert!(!desk.path("ran").exists());
}
