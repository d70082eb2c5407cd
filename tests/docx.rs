//! `diff --style docx`, as the programs see it that people open it with:
//! accepting all changes gives the new text, rejecting all the old one.
//!
//! pandoc reads the documents both ways, LibreOffice prints them, python-docx
//! opens them. A machine without one of them skips what needs it, aloud.
//! Pairs of real revisions lie beside the repository in
//! `shared/data/revisions`, or `COPYDESK_REVISIONS` names their file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "what fails here fails the test"
)]

mod common;

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::Desk;
use serde_json::Value;

/// Says why a test can't run here; where everything must run, that is a failure.
fn skip(why: &str) {
    assert!(std::env::var_os("COPYDESK_CI").is_none_or(|v| v != "1"), "can't be skipped: {why}");
    eprintln!("skipped: {why}");
}

/// Whether a command can be run with these words.
fn is_here(words: &[&str]) -> bool {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn has_pandoc() -> bool {
    let here = is_here(&["pandoc", "--version"]);
    if !here {
        skip("pandoc isn't installed");
    }
    here
}

/// Writes the comparison of two texts as a document; answers its path.
fn document(desk: &Desk, name: &str, old: &str, new: &str) -> PathBuf {
    let (a, b, out) = (format!("{name}.old"), format!("{name}.new"), format!("{name}.docx"));
    desk.file(&a, old);
    desk.file(&b, new);
    desk.run(&["diff", "--files", &a, &b, "-o", &out]).ends(0);
    desk.path(&out)
}

/// The paragraphs of each document as pandoc reads them, empty ones left out.
fn read(changes: &str, documents: &[PathBuf]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    // Many in one run; what stands between two of them tells them apart.
    let between = Desk::empty();
    let border = document(&between, "border", "\u{a7}\u{a7}\u{a7}", "\u{a7}\u{a7}\u{a7}");
    for some in documents.chunks(40) {
        let mut command = Command::new("pandoc");
        command.args(["-f", "docx", "-t", "json"]).arg(format!("--track-changes={changes}"));
        for document in some {
            command.arg(document).arg(&border);
        }
        let done = command.output().unwrap();
        assert!(done.status.success() && done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
        let tree: Value = serde_json::from_slice(&done.stdout).unwrap();
        let mut paragraphs = Vec::new();
        blocks(&tree["blocks"], &mut paragraphs);
        let mut one = Vec::new();
        for paragraph in paragraphs {
            if paragraph == "\u{a7}\u{a7}\u{a7}" {
                all.push(std::mem::take(&mut one));
            } else if !paragraph.is_empty() {
                one.push(paragraph);
            }
        }
    }
    assert_eq!(all.len(), documents.len());
    all
}

fn blocks(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| blocks(item, into)),
        Value::Object(block) => match block.get("t").and_then(Value::as_str) {
            Some("Para" | "Plain" | "Header") => {
                let mut text = String::new();
                inlines(&block["c"], &mut text);
                into.push(spaced(&text));
            }
            _ => block.values().for_each(|value| blocks(value, into)),
        },
        _ => {}
    }
}

fn inlines(value: &Value, into: &mut String) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| inlines(item, into)),
        Value::Object(inline) => match inline.get("t").and_then(Value::as_str) {
            Some("Str") => into.push_str(inline["c"].as_str().unwrap()),
            Some("Space" | "SoftBreak" | "LineBreak") => into.push(' '),
            _ => inlines(&inline["c"], into),
        },
        _ => {}
    }
}

/// With one space for any white space.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The paragraphs of a text without marks.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(spaced).filter(|p| !p.is_empty()).collect()
}

/// Two texts, and the paragraphs of each where marks become styles.
type Case<'a> = (&'a str, &'a str, Option<(&'a [&'a str], &'a [&'a str])>);

const CASES: &[Case<'static>] = &[
    ("One.", "One.", None),
    ("", "One.\n\nTwo.", None),
    ("One.\n\nTwo.", "", None),
    ("Rents rose 1.5 percent.", "Rents rose 15 percent.", None),
    ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", None),
    ("One.\n\nTwo.\n\nThree.", "Two.\n\nThree.", None),
    ("One.\n\nTwo.\n\nThree.", "One.\n\nTwo.", None),
    ("One.", "One.\n\nTwo.\n\nThree.", None),
    ("Three.", "One.\n\nTwo.\n\nThree.", None),
    ("One old.\n\nSame words here.", "Something else altogether.\n\nSame words here.", None),
    ("Same words here.\n\nOne old.", "Same words here.\n\nSomething else altogether.", None),
    ("Quite another text.", "Not a word of it is left.\n\nAnd there is more of it.", None),
    ("The fire began at noon. Ten people died.", "The fire began at noon.\n\nTen people died.", None),
    ("The fire began at noon.\n\nTen people died.", "The fire began at noon. Ten people died.", None),
    (
        "The fire began at noon.\n\nTen people died in it.\n\nThe mayor came.",
        "The fire began at one. Twelve people died in it.\n\nThe mayor came late.",
        None,
    ),
    (
        "The council met for the last time on Monday.\n\nTen people died in the harbour fire.\n\nThe mayor came and left again.",
        "The mayor came and left again at once.\n\nThe council met for the last time on Monday.\n\nTen people died in the harbour fire.",
        None,
    ),
    ("A line\nand another\nand one more.", "A line and\nanother and one more.", None),
    ("Tab\there.", "Tab\tthere.", None),
    ("He said <b>&amp; \"so\"</b> ]]>.", "He said <b>&amp; 'so'</b> ]]>.", None),
    ("قال الوزير إن عشرة أشخاص ماتوا.", "قال الوزير إن عشرين شخصا ماتوا.", None),
    ("市长说十人死亡。", "市长说十二人死亡。", None),
    ("A 👩‍👩‍👧 came. e\u{301}tude", "A 👩‍👩‍👦 came. e\u{301}tude 👍🏽", None),
    // Marks become styles; a mark that changes is a change of style.
    ("# Fire\n\nTen died.", "## Fire\n\nTen died.", Some((&["Fire", "Ten died."], &["Fire", "Ten died."]))),
    ("Fire\n\nTen died.", "# Fire\n\nTen died.", Some((&["Fire", "Ten died."], &["Fire", "Ten died."]))),
    (
        "# Fire in the harbour\n\nTen died there.",
        "Fire in the harbour. Ten died there.",
        Some((&["Fire in the harbour", "Ten died there."], &["Fire in the harbour. Ten died there."])),
    ),
    (
        "The end of it all.\n\n# Next to come\n\nText.",
        "The end of it all. Next to come\n\nText.",
        Some((&["The end of it all.", "Next to come", "Text."], &["The end of it all. Next to come", "Text."])),
    ),
    ("Ten died.\n\n# Last", "Ten died.", Some((&["Ten died.", "Last"], &["Ten died."]))),
    ("# Only this", "", Some((&["Only this"], &[]))),
    (
        "The bill would:\n\n- raise fines to $500\n- ban phones",
        "The bill would:\n\n- raise fines to $600\n- free all\n- ban phones in class",
        Some((
            &["The bill would:", "raise fines to $500", "ban phones"],
            &["The bill would:", "raise fines to $600", "free all", "ban phones in class"],
        )),
    ),
    (
        "- one thing\n- another thing",
        "- one thing\n\n- another thing",
        Some((&["one thing", "another thing"], &["one thing", "another thing"])),
    ),
    (
        "1. Oslo is first\n2. Bern is next",
        "1. Bern is first\n2. Oslo is next",
        Some((&["1. Oslo is first", "2. Bern is next"], &["1. Bern is first", "2. Oslo is next"])),
    ),
    (
        "> We lost it.\n\nHe left.",
        "We lost it.\n\n> He left.",
        Some((&["We lost it.", "He left."], &["We lost it.", "He left."])),
    ),
    // XML has no such characters.
    ("A \u{fffe} b", "A \u{fffe} c", Some((&["A \u{fffd} b"], &["A \u{fffd} c"]))),
];

#[test]
fn accepting_gives_the_new_text_and_rejecting_the_old() {
    if !has_pandoc() {
        return;
    }
    let desk = Desk::empty();
    let documents: Vec<PathBuf> =
        CASES.iter().enumerate().map(|(at, case)| document(&desk, &at.to_string(), case.0, case.1)).collect();
    let (rejected, accepted) = (read("reject", &documents), read("accept", &documents));
    for ((old, new, marked), (rejected, accepted)) in CASES.iter().zip(rejected.into_iter().zip(accepted)) {
        let own = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let wanted = marked.map_or_else(|| (paragraphs(old), paragraphs(new)), |(old, new)| (own(old), own(new)));
        assert_eq!((rejected, accepted), wanted, "{old:?} → {new:?}");
    }
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

const WORDS: &[&str] = &[
    "council",
    "budget",
    "the",
    "of",
    "and",
    "river",
    "minister",
    "said",
    "not",
    "12",
    "1.5",
    "$3",
    "“home”",
    "don’t",
    "Über",
    "мэр",
    "東京",
    "👩‍👩‍👧",
    "*new*",
    "[report](http://a.b)",
    "police",
    "on",
    "Tuesday",
    "bridge",
    "—",
    "مرحبا",
    "a&b",
    "<i>",
];

/// A text, and the same after some edits such as people make.
fn edited(chance: &mut Chance) -> (String, String) {
    let words = |chance: &mut Chance| -> Vec<&str> {
        let first = ["Police", "Nobody", "Rents", "Ten"][chance.below(4)];
        let more = 3 + chance.below(24);
        std::iter::once(first).chain((0..more).map(|_| WORDS[chance.below(WORDS.len())])).collect()
    };
    let old: Vec<Vec<&str>> = (0..chance.below(9)).map(|_| words(chance)).collect();
    let mut new = old.clone();
    for _ in 0..chance.below(7) {
        let at = chance.below(new.len().max(1));
        let to = chance.below(new.len().max(1));
        match chance.below(8) {
            0 | 1 => new.insert(at.min(new.len()), words(chance)),
            _ if new.is_empty() => {}
            2 => {
                let moved = new.remove(at);
                new.insert(to.min(new.len()), moved);
            }
            3 => drop(new.remove(at)),
            4 if new[at].len() > 1 => {
                let middle = 1 + chance.below(new[at].len() - 1);
                let rest = new[at].split_off(middle);
                new.insert(at + 1, rest);
            }
            5 if at + 1 < new.len() => {
                let next = new.remove(at + 1);
                new[at].extend(next);
            }
            _ => {
                let word = chance.below(new[at].len());
                new[at][word] = WORDS[chance.below(WORDS.len())];
            }
        }
    }
    // Nothing but words: what would read as a bullet or a number isn't put first.
    let text = |paragraphs: &[Vec<&str>]| -> String {
        let lines = paragraphs.iter().map(|words| format!("So {}", words.join(" ")));
        lines.collect::<Vec<_>>().join("\n\n")
    };
    (text(&old), text(&new))
}

#[test]
fn so_with_any_edits() {
    if !has_pandoc() {
        return;
    }
    let desk = Desk::empty();
    let mut chance = Chance(7);
    let pairs: Vec<(String, String)> = (0..80).map(|_| edited(&mut chance)).collect();
    let documents: Vec<PathBuf> =
        pairs.iter().enumerate().map(|(at, (old, new))| document(&desk, &at.to_string(), old, new)).collect();
    let (rejected, accepted) = (read("reject", &documents), read("accept", &documents));
    for (at, (old, new)) in pairs.iter().enumerate() {
        assert_eq!(rejected[at], paragraphs(old), "rejected {at}: {old}\n---\n{new}");
        assert_eq!(accepted[at], paragraphs(new), "accepted {at}: {old}\n---\n{new}");
    }
}

/// Adjacent revisions of real pages, in Markdown.
fn real_pairs(file: &Path) -> Vec<(String, String)> {
    let lines = std::io::BufReader::new(flate2::read::MultiGzDecoder::new(std::fs::File::open(file).unwrap())).lines();
    let mut pairs = Vec::new();
    for line in lines.take(120) {
        let page: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let texts: Vec<&str> =
            page["revisions"].as_array().unwrap().iter().filter_map(|r| r["markdown"].as_str()).collect();
        let changed = texts.windows(2).filter(|two| two[0] != two[1] && two[1].len() < 10_000);
        pairs.extend(changed.take(2).map(|two| (two[0].to_owned(), two[1].to_owned())));
    }
    pairs
}

#[test]
fn so_on_real_revisions() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("shared/data/revisions");
    let file = std::env::var_os("COPYDESK_REVISIONS").map_or(beside.join("digitalgov-dev.jsonl.gz"), PathBuf::from);
    if !file.exists() {
        eprintln!("skipped: no real revisions; name a file of them with COPYDESK_REVISIONS");
        return;
    }
    if !has_pandoc() {
        return;
    }
    let pairs = real_pairs(&file);
    let step = (pairs.len() / 30).max(1);
    let desk = Desk::empty();
    let (mut both, mut olds, mut news) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (old, new)) in pairs.iter().step_by(step).enumerate() {
        both.push(document(&desk, &format!("{at}"), old, new));
        // The same texts unchanged say how their marks read.
        olds.push(document(&desk, &format!("{at}-old"), old, old));
        news.push(document(&desk, &format!("{at}-new"), new, new));
    }
    for (changes, clean) in [("reject", olds), ("accept", news)] {
        let wanted = read(changes, &clean);
        for (at, got) in read(changes, &both).into_iter().enumerate() {
            assert_eq!(got, wanted[at], "{changes} {at}");
        }
    }
}

/// A file in a document.
fn part(document: &[u8], name: &str) -> String {
    let number =
        |at: usize, len: usize| document[at..at + len].iter().rev().fold(0, |n, byte| n << 8 | usize::from(*byte));
    let mut at = 0;
    while document[at..].starts_with(b"PK\x03\x04") {
        let (packed, names) = (number(at + 18, 4), number(at + 26, 2));
        let data = at + 30 + names;
        if &document[at + 30..data] == name.as_bytes() {
            let mut text = String::new();
            flate2::read::DeflateDecoder::new(&document[data..data + packed]).read_to_string(&mut text).unwrap();
            return text;
        }
        at = data + packed;
    }
    panic!("no {name}");
}

/// A desk with a story whose claims an edit touches: one changed, one cut, and
/// a paragraph moved.
fn story() -> Desk {
    let desk = Desk::new();
    let old = "The council met on Monday. Rents rose 1.5 percent in May, the council said. Nobody else spoke at the \
               meeting, which ended before any reporter came.\n\n\
               Ten people died in the fire, police said.\n\n\
               The mayor came to the harbour at noon and left it again, and nobody saw him.";
    let new = "The mayor came to the harbour at noon and left again, and nobody saw him.\n\n\
               The council met on Monday. Rents rose 15 percent in May, the council said. Nobody else spoke at the \
               meeting, which ended before any reporter came.";
    desk.file("old.md", old);
    desk.file("new.md", new);
    desk.by("wim", &["article", "new", "rents", "--headline", "Rents rise", "--file", "old.md"]).ends(0);
    for quote in ["Rents rose 1.5 percent in May", "Ten people died in the fire"] {
        desk.by("wim", &["claim", "add", "rents", "--quote", quote]).ends(0);
    }
    desk.by(
        "carl",
        &["claim", "cite", "1,2", "--kind", "document", "--title", "Bulletin", "--url", "https://a.example/b"],
    )
    .ends(0);
    desk.by("carl", &["claim", "check", "1,2", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1,2"]).ends(0);
    desk.by("wim", &["article", "edit", "rents", "--file", "new.md"]).ends(0);
    desk
}

#[test]
fn changes_are_signed_and_claims_and_moves_are_told_in_comments() {
    let desk = story();
    desk.run(&["diff", "rents", "--style", "docx", "-o", "a.docx"]).ends(0).says("wrote a.docx");
    let bytes = std::fs::read(desk.path("a.docx")).unwrap();
    let (text, comments) = (part(&bytes, "word/document.xml"), part(&bytes, "word/comments.xml"));
    let recorded = desk.run(&["revision", "show", "rents@2", "--json"]).ends(0).json();
    let at = recorded["recorded_at"].as_str().unwrap().trim_end_matches('Z');
    let signed = format!("w:author=\"wim\" w:date=\"{at}\"");
    assert!(text.contains("<w:delText xml:space=\"preserve\">1.5</w:delText>") && text.contains(&signed));
    let plain = |xml: &str| xml.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, t)| t).collect::<String>();
    let told: Vec<String> = comments.split("<w:comment ").skip(1).map(plain).collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    let about =
        |words: &[&str]| told.iter().position(|told| words.iter().all(|w| told.contains(w))).expect("a comment");
    let changed = about(&["Claim #1: approved → stale", "1.5 → 15"]);
    let cut = about(&["Claim #2: approved → cut"]);
    about(&["Moved up from paragraph 3, and changed:", "left it again"]);
    about(&["Moved to paragraph 1."]);
    let under = |id: usize| {
        let (_, after) = text.split_once(&format!("<w:commentRangeStart w:id=\"{id}\"/>")).unwrap();
        plain(after.split_once(&format!("<w:commentRangeEnd w:id=\"{id}\"/>")).unwrap().0)
    };
    assert_eq!(under(changed), "Rents rose 1.515 percent in May");
    assert_eq!(under(cut), "Ten people died in the fire");
    // A comment on words that are gone goes with them.
    let (_, after) = text.split_once(&format!("<w:commentRangeEnd w:id=\"{cut}\"/>")).unwrap();
    assert!(after.starts_with("<w:del "), "{after}");

    // The same bytes again, whatever the day.
    desk.run(&["diff", "rents", "-o", "b.docx"]).ends(0);
    assert_eq!(bytes, std::fs::read(desk.path("b.docx")).unwrap());
}

#[test]
fn a_files_ending_says_the_style() {
    let desk = Desk::empty();
    desk.file("a.txt", "One.");
    desk.file("b.txt", "Two.");
    let written = |out: &str, words: &[&str]| {
        desk.run(&[&["diff", "--files", "a.txt", "b.txt", "-o", out], words].concat()).ends(0);
        std::fs::read(desk.path(out)).unwrap()
    };
    assert!(written("d.docx", &[]).starts_with(b"PK"));
    assert!(written("d.JSON", &[]).starts_with(b"{"));
    assert!(written("d.txt", &[]).starts_with(b"- a.txt"));
    assert!(written("e.docx", &["--style", "stat"]).is_ascii());
}

#[test]
fn office_programs_open_it() {
    let desk = story();
    desk.run(&["diff", "rents", "-o", "story.docx"]).ends(0);
    let mut names = vec!["story".to_owned()];
    for (at, case) in CASES.iter().enumerate() {
        document(&desk, &format!("case-{at}"), case.0, case.1);
        names.push(format!("case-{at}"));
    }
    let documents: Vec<PathBuf> = names.iter().map(|name| desk.path(&format!("{name}.docx"))).collect();

    let python = ["python3", "/usr/bin/python3"].into_iter().find(|python| is_here(&[python, "-c", "import docx"]));
    match python {
        None => skip("python-docx isn't installed"),
        Some(python) => {
            let script = "import docx, sys\nfor f in sys.argv[1:]:\n  d = docx.Document(f)\n  print(len(d.paragraphs), d.core_properties.author)";
            let done = Command::new(python).args(["-c", script]).args(&documents).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            let said = String::from_utf8_lossy(&done.stdout).into_owned();
            assert!(said.starts_with("5 wim\n") && said.lines().count() == names.len(), "{said}");
        }
    }

    if !is_here(&["soffice", "--version"]) {
        skip("LibreOffice isn't installed");
        return;
    }
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", desk.path("office").display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(desk.path("pdf"))
        .args(&documents)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && !said.contains("Error"), "{said}");
    for name in names {
        let page = std::fs::read(desk.path(&format!("pdf/{name}.pdf"))).unwrap_or_default();
        assert!(page.starts_with(b"%PDF") && page.len() > 1000, "{name}: {said}");
    }
}
