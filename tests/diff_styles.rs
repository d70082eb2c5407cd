//! The styles of `copydesk diff`: what can be read back from them, and that
//! each works from the command line.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here should fail its test")]

mod common;

use std::io::Read;

use common::Desk;
use copydesk::diff::Class;
use copydesk::diff::revision::RevisionDiff;
use copydesk::render::diff::{
    Marks, Options, criticmarkup, inline, markdown, porcelain, side_by_side, stat, unified, words,
};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

/// Options under which a style gives everything, as it is.
fn whole() -> Options {
    Options { full: true, raw: true, ..Options::default() }
}

/// Pieces of text that hold what the marks are made of.
const HOSTILE: &[&str] = &[
    "[-",
    "-]",
    "{+",
    "+}",
    "{++",
    "++}",
    "{--",
    "--}",
    "{~~",
    "~>",
    "~~}",
    "{==",
    "==}",
    "{>>",
    "<<}",
    "{",
    "}",
    "[",
    "]",
    "+",
    "-",
    "~",
    "=",
    ">",
    "<",
    "\\",
    "\\\\",
    "\n",
    "\n\n",
    "\n \n\n",
    "\r\n",
    " ",
    "\t",
    "word",
    "Ten",
    "1.5",
    "é",
    "東京",
    "👩‍👩‍👧",
    "\u{202e}",
    "\u{1b}[31m",
    "The mayor said so on Tuesday. ",
    "“No,” he said.",
];

fn hostile() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(HOSTILE), 0..40).prop_map(|pieces| pieces.concat())
}

fn round_trips(old: &str, new: &str) {
    let diff = RevisionDiff::of_files("a", old, "b", new);
    for (marks, drawn) in [(Marks::Words, words(&diff, &whole())), (Marks::Critic, criticmarkup(&diff, &whole()))] {
        let sides = marks.sides(&drawn).unwrap_or_else(|e| panic!("{e}: {drawn:?}"));
        assert_eq!(sides, (old.to_owned(), new.to_owned()), "{marks:?} {drawn:?}");
    }
    // In git's form a line's end says nothing of its side.
    let drawn = porcelain(&diff, &whole());
    let mut sides = [String::new(), String::new()];
    for line in drawn.lines_of_runs() {
        match line.split_at(1) {
            (" ", run) => sides.iter_mut().for_each(|side| side.push_str(run)),
            ("-", run) => sides[0].push_str(run),
            ("+", run) => sides[1].push_str(run),
            _ => {}
        }
    }
    assert_eq!(sides, [old, new].map(|text| text.replace('\n', "")), "{drawn:?}");
}

trait Runs {
    /// The lines behind the two of the header, which a line feed alone ends.
    fn lines_of_runs(&self) -> Vec<&str>;
}

impl Runs for String {
    fn lines_of_runs(&self) -> Vec<&str> {
        self.split_terminator('\n').skip(3).filter(|line| *line != "~").collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_texts_are_read_back_from_hostile_ones(old in hostile(), new in hostile()) {
        round_trips(&old, &new);
    }

    #[test]
    fn and_from_edits_of_one_text(text in hostile(), piece in proptest::sample::select(HOSTILE), at in any::<proptest::sample::Index>()) {
        let mut edited = text.clone();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        edited.insert_str(*at.get(&places), piece);
        round_trips(&text, &edited);
        round_trips(&edited, &text);
    }

    #[test]
    fn escaped_text_is_read_as_it_was(text in hostile(), any in "\\PC{0,30}") {
        for marks in [Marks::Words, Marks::Critic] {
            for text in [&text, &any] {
                let mut escaped = String::new();
                marks.escape(&mut escaped, text, "");
                prop_assert_eq!(&marks.accept(&escaped).unwrap(), text);
            }
        }
    }

    #[test]
    fn what_is_ignored_stands_in_its_new_form(old in hostile(), new in hostile()) {
        let diff = RevisionDiff::of_files("a", &old, "b", &new);
        let options = Options { ignore: Class::ALL[1..].to_vec(), ..whole() };
        prop_assert_eq!(Marks::Words.accept(&words(&diff, &options)).unwrap(), new.clone());
        prop_assert_eq!(Marks::Critic.accept(&criticmarkup(&diff, &options)).unwrap(), new);
    }

    #[test]
    fn nothing_makes_a_style_stumble(old in hostile(), new in hostile(), context in 0..3_usize, width in 0..90_usize) {
        let diff = RevisionDiff::of_files("a", &old, "b", &new);
        let options = Options { context, width, ..Options::default() };
        for draw in [inline, side_by_side, words, porcelain, markdown, criticmarkup, unified, stat] {
            let drawn = draw(&diff, &options);
            let acts = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}';
            prop_assert!(!drawn.contains(acts), "{:?}", drawn);
        }
    }

    #[test]
    fn any_marked_text_is_read_or_refused(marked in hostile()) {
        for marks in [Marks::Words, Marks::Critic] {
            marks.sides(&marked).ok();
        }
    }
}

const OLD: &str = "\
The town will borrow 1.5 million pounds to mend its bridge, the mayor said on Tuesday.

\"We can't wait for the county,\" Helen Marsh told the council.

The bridge has been closed since a flood in March, and lorries drive round by Ashford.

The council meets again on 4 May to vote on the loan.

Traders on Mill Lane say they lost a third of their custom over the summer.

The first bridge at this place was built in 1784.

It was widened twice, in 1907 and in 1955.
";

const NEW: &str = "\
The town will borrow 15 million pounds to mend its bridge, the mayor said on Tuesday.

Traders on Mill Lane say they lost half of their custom over the summer.

“We can’t wait for the county,” Helen Marsh told the council.

The bridge has been closed since a flood in March, and lorries drive round by Ashford.

Work is to begin in June, [-5 degrees-] or *not*.

The first bridge at this place was built in 1784.

It was widened twice, in 1907 and in 1955.
";

const STYLES: [&str; 9] =
    ["inline", "side-by-side", "words", "porcelain", "markdown", "criticmarkup", "unified", "stat", "json"];

fn two_files() -> Desk {
    let desk = Desk::empty();
    desk.file("old.txt", OLD);
    desk.file("new.txt", NEW);
    desk.file("empty.txt", "");
    desk
}

#[test]
fn both_texts_come_back_from_a_file_and_from_a_pipe() {
    let desk = two_files();
    for (style, marks) in [("words", Marks::Words), ("criticmarkup", Marks::Critic)] {
        let words = ["diff", "--files", "old.txt", "new.txt", "--full", "--style", style];
        let piped = desk.run(&words).ends(0).stdout;
        desk.run(&[&words[..], &["-o", "marked.txt"]].concat()).ends(0);
        assert_eq!(piped, std::fs::read_to_string(desk.path("marked.txt")).unwrap());
        assert_eq!(marks.sides(&piped).unwrap(), (OLD.to_owned(), NEW.to_owned()), "{piped}");
    }
}

#[test]
fn bytes_are_kept_where_other_programs_read_them() {
    let desk = Desk::empty();
    let (old, new) = ("One\u{1b}[1m two.\r\n\r\nSoft\u{ad}ly.\r\n", "One\u{1b}[1m three.\r\n\r\nSoft\u{ad}ly.\r\n");
    desk.file("old.txt", old);
    desk.file("new.txt", new);
    desk.file("lines.txt", old.replace("\r\n", "\n"));
    desk.file("blank.txt", old.replace("\r\n\r\n", "\n\n\n"));
    let said = desk.run(&["diff", "--files", "old.txt", "new.txt", "--style", "words", "--full"]).ends(0).stdout;
    assert_eq!(Marks::Words.sides(&said).unwrap(), (old.to_owned(), new.to_owned()));
    // Line ends alone are no difference; what people read is harmless.
    desk.run(&["diff", "--files", "old.txt", "lines.txt", "--style", "words", "--exit-code"])
        .ends(0)
        .says("no difference");
    // Blank lines between paragraphs are one, as they are to git.
    let blank = ["diff", "--files", "old.txt", "blank.txt", "--exit-code"];
    assert!(desk.run(&blank).ends(1).stdout.contains("No difference but in blank lines"));
    desk.run(&[&blank[..], &["--ignore", "spacing"]].concat()).ends(0);
    let said = desk.run(&["diff", "--files", "old.txt", "new.txt"]).ends(0).stdout;
    assert!(said.contains("One⟨U+001B⟩[1m [-two-]{+three+}.\n") && said.contains("Soft⟨U+00AD⟩ly.\n"), "{said}");
}

#[test]
fn what_is_ignored_is_shown_as_it_is_now() {
    let desk = two_files();
    let said = desk
        .run(&["diff", "--files", "old.txt", "new.txt", "--full", "--style", "words", "--ignore", "typographic"])
        .ends(0)
        .stdout;
    assert!(said.contains("+}“We can’t wait for the county,” Helen Marsh"), "{said}");
    assert_eq!(Marks::Words.accept(&said).unwrap(), NEW);
}

#[test]
fn every_style_shows_every_pair() {
    let desk = two_files();
    for style in STYLES {
        for (old, new) in [("old.txt", "new.txt"), ("empty.txt", "new.txt"), ("old.txt", "empty.txt")] {
            for more in [&[][..], &["--full"], &["--context", "0"], &["--ignore", "spacing,typographic,case,markup"]] {
                let words = [&["diff", "--files", old, new, "--style", style], more].concat();
                let said = desk.run(&words).ends(0).stdout;
                assert!(!said.is_empty(), "{words:?}");
                if new == "new.txt" && style != "stat" {
                    assert!(said.contains("Work"), "{words:?} {said}");
                }
            }
        }
        desk.run(&["diff", "--files", "empty.txt", "empty.txt", "--style", style]).ends(0);
        desk.run(&["diff", "--files", "old.txt", "old.txt", "--style", style, "--exit-code"]).ends(0);
        desk.run(&["diff", "--files", "old.txt", "new.txt", "--style", style, "--exit-code"]).ends(1);
    }
}

#[test]
fn a_report_in_markdown() {
    let desk = two_files();
    let said = desk.run(&["diff", "--files", "old.txt", "new.txt", "--format", "markdown"]).ends(0).stdout;
    let wanted = "\
# Changes: old.txt → new.txt

- **From:** old.txt
- **To:** new.txt
- **Counts:** 12 words in, 15 out; 1 paragraph moved; 7 changes (3 typographic)

## Text

**¶1, changed**

> The town will borrow ~~1.5~~ **15** million pounds to mend its bridge, the mayor said on Tuesday.

**¶2, moved up from ¶5**

> Traders on Mill Lane say they lost ~~a third~~ **half** of their custom over the summer.

**¶3, changed**

> ~~\"~~ <ins>“</ins>We ~~can't~~ **can’t** wait for the county,~~\"~~ **”** Helen Marsh told the council.

**¶4**

> The bridge has been closed since a flood in March, and lorries drive round by Ashford.

**¶4 before, cut**

> ~~The council meets again on 4 May to vote on the loan.~~

**¶5 before, moved to ¶2:** Traders on Mill Lane say they lost …

**¶5, new**

> **Work is to begin in June, \\[-5 degrees-\\] or \\*not\\*.**

**¶6**

> The first bridge at this place was built in 1784.

*… 1 paragraph unchanged …*
";
    assert_eq!(said, wanted);
}

#[test]
fn two_columns_fit_any_width() {
    let wide = "東京都は金曜日、来年度の予算を六兆円とすると発表した。知事は記者会見で説明した。";
    let arabic = "وقال وزير الدفاع إن عدد القتلى بلغ عشرين شخصا في الهجوم الذي وقع يوم الخميس";
    let long = "x".repeat(150);
    let old = format!("{OLD}\n{wide}\n\n{arabic}\n\n{long}");
    let new = format!("{NEW}\n{}\n\n{}\n\n{long}y", wide.replace('六', "七"), arabic.replace("عشرين", "ثلاثين"));
    let diff = RevisionDiff::of_files("a", &old, "b", &new);
    for width in [60, 72, 80, 100, 140] {
        let drawn = side_by_side(&diff, &Options { width, ..Options::default() });
        for line in drawn.lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
        // The sign stands in one column, whatever the script beside it.
        let columns: Vec<usize> = drawn
            .lines()
            .filter_map(|line| line.split_once(" │").or_else(|| line.split_once("\u{200e} │")))
            .map(|(left, _)| left.width())
            .collect();
        assert!(columns.len() > 10 && columns.iter().all(|at| *at == columns[0]), "{width} {columns:?}\n{drawn}");
    }
    let narrow = side_by_side(&diff, &Options { width: 40, ..Options::default() });
    assert_eq!(narrow, inline(&diff, &Options { width: 40, ..Options::default() }));
}

#[test]
fn two_columns_say_what_happened_without_colour() {
    let diff = RevisionDiff::of_files("a", OLD, "b", NEW);
    let drawn = side_by_side(&diff, &Options { width: 90, ..Options::default() });
    let wanted = "\
¶5  Traders on Mill Lane say they lost [-a  > ¶2  (moved up from ¶5) Traders on Mill Lane
    third-] of their custom over the        │     say they lost {+half+} of their custom
    summer.                                 │     over the summer.
                                            │
¶2  [-\"-]We [-can't-] wait for the          ~ ¶3  {+“+}We {+can’t+} wait for the
    county,[-\"-] Helen Marsh told the       │     county,{+”+} Helen Marsh told the
    council.                                │     council.
                                            │
¶3  The bridge has been closed since a      │ ¶4  The bridge has been closed since a
    flood in March, and lorries drive round │     flood in March, and lorries drive round
    by Ashford.                             │     by Ashford.
                                            │
¶4  The council meets again on 4 May to     -
    vote on the loan.                       -
                                            │
¶5  (moved to ¶2) Traders on Mill Lane say  <
    they lost …                             │
                                            │
                                            + ¶5  Work is to begin in June, \\[-5
                                            +     degrees\\-] or *not*.
";
    assert!(drawn.contains(wanted), "{drawn}");
}

fn article() -> Desk {
    let desk = Desk::new();
    desk.file("a.txt", OLD);
    desk.by("wim", &["article", "new", "bridge", "--headline", "Town may borrow", "--file", "a.txt"]).ends(0);
    desk
}

fn edit(desk: &Desk, text: &str, headline: &str) {
    desk.file("a.txt", text);
    desk.by("wim", &["article", "edit", "bridge", "--file", "a.txt", "--headline", headline]).ends(0);
}

#[test]
fn a_history_step_by_step() {
    let desk = article();
    desk.run(&["diff", "bridge", "--each"]).ends(3).says("nothing to compare yet");
    edit(&desk, NEW, "Town to borrow");
    edit(&desk, &NEW.replace("June", "July"), "Town to borrow");
    edit(&desk, &NEW.replace("June", "May"), "Town will borrow");
    let each = |more: &[&str]| desk.run(&[&["diff", "--each"], more].concat());
    for style in STYLES {
        let said = each(&["bridge", "--style", style]).ends(0).stdout;
        let json = style == "json";
        let at: Vec<usize> = (2..=4)
            .map(|n| said.find(&if json { format!("\"revision\": {n}") } else { format!("bridge@{n}") }).unwrap())
            .collect();
        assert!(at.is_sorted(), "{style}: {said}");
    }
    assert_eq!(each(&["bridge", "--json"]).ends(0).json().as_array().unwrap().len(), 3);
    assert_eq!(each(&["bridge", "--format", "jsonl"]).ends(0).stdout.lines().count(), 3);
    assert_eq!(each(&["bridge@2", "@3", "--json"]).ends(0).json().as_array().unwrap().len(), 1);
    assert_eq!(each(&["bridge", "--since", "2", "--json"]).ends(0).json().as_array().unwrap().len(), 2);
    each(&["bridge@3", "@2"]).ends(2).says("copydesk diff bridge --each");
    each(&["bridge", "--exit-code"]).ends(1);
    each(&["--files", "a.txt", "a.txt"]).ends(2);
}

#[test]
fn an_article_s_parts_and_claims_are_named() {
    let desk = article();
    desk.by("carl", &["claim", "add", "bridge", "--quote", "1.5 million pounds"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "not-checkable"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    edit(&desk, NEW, "Town to borrow");
    for style in ["inline", "side-by-side", "markdown", "words", "criticmarkup"] {
        let said = desk.run(&["diff", "bridge", "--style", style]).ends(0).stdout;
        assert!(said.contains("approved → stale"), "{style}: {said}");
        assert!(said.to_lowercase().find("headline") < said.to_lowercase().find("body"), "{style}: {said}");
        let said = desk.run(&["diff", "bridge", "--style", style, "--no-claims"]).ends(0).stdout;
        assert!(!said.contains("stale"), "{style}: {said}");
    }
    assert!(desk.run(&["diff", "bridge", "--json", "--no-claims"]).ends(0).json().get("claims").is_none());
    desk.run(&["diff", "bridge@2", "@2", "--claims"]).ends(0).says("no claim was touched");
    desk.run(&["diff", "bridge", "--style", "words", "--json"]).ends(2);
}

#[test]
fn bad_files_are_refused_by_name_and_byte() {
    let desk = two_files();
    desk.file("pdf.txt", b"%PDF-1.4\n\x00\x01");
    desk.file("nul.txt", b"Ten people died in the fire on the hill.\0 So it was said.");
    desk.file("cut.txt", [&"né à Köln et à Liège. ".repeat(9).into_bytes()[..], b"\xc3("].concat());
    desk.file("code.txt", b"Caf\xe9 \x81 au lait");
    desk.file("half.txt", b"\xff\xfeO\0n\0\x3d\xd8e\0.\0");
    desk.file("large.txt", "word ".repeat(2_000_000));
    std::fs::create_dir(desk.path("folder")).unwrap();
    for (file, says) in [
        ("pdf.txt", "pdf.txt is a PDF file, not text; see byte 9 (0x00)"),
        ("nul.txt", "nul.txt is a binary file, not text; see byte 40 (0x00)"),
        ("cut.txt", "cut.txt is in no encoding that is read here; see byte 243 (0xc3)"),
        ("code.txt", "code.txt is in no encoding that is read here; see byte 5 (0x81)"),
        ("half.txt", "half.txt is in no encoding that is read here; see byte 6 (0x3d)"),
        ("folder", "folder is a folder"),
        ("large.txt", "large.txt is larger than"),
    ] {
        desk.run(&["diff", "--files", file, "new.txt"]).ends(1).says(says);
        desk.run(&["diff", "--files", "old.txt", file]).ends(1).says(says);
        // 1 is an answer here, so that it can't be a failure as well.
        desk.run(&["diff", "--files", file, "new.txt", "--exit-code"]).ends(2).says(says);
    }
    desk.run(&["diff", "--files", "none.txt", "new.txt", "--exit-code"]).ends(3).says("none.txt");
    desk.run(&["diff", "--files", "old.txt", "old.txt"]).ends(0).says("the same file");
    let said = desk.feed(&["diff", "--files", "-", "new.txt", "--style", "words"], OLD).ends(0).stdout;
    assert!(said.starts_with("--- standard input\n+++ new.txt\n"), "{said}");
}

/// Says that something was not tested and why; under COPYDESK_CI it must be.
#[expect(clippy::disallowed_methods, clippy::print_stderr, reason = "the people who run the tests are told")]
fn skipped(why: &str) {
    assert!(std::env::var_os("COPYDESK_CI").is_none_or(|v| v != "1"), "can't be skipped: {why}");
    eprintln!("skipped: {why}");
}

/// git in the desk's folder; `None` where there is none, which is said.
fn git(desk: &Desk, words: &[&str]) -> Option<String> {
    let done = std::process::Command::new("git")
        .args(words)
        .current_dir(desk.path(""))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output();
    let Ok(done) = done else {
        skipped("git is not there");
        return None;
    };
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap())
}

#[test]
fn git_applies_what_unified_says() {
    let desk = two_files();
    for more in [&[][..], &["--full"], &["--context", "0"]] {
        let words = [&["diff", "--files", "old.txt", "new.txt", "--style", "unified", "-o", "change.patch"], more];
        desk.run(&words.concat()).ends(0);
        for (flags, from, to) in [(&[][..], OLD, NEW), (&["--reverse"], NEW, OLD)] {
            // Both names, for git takes the text's name from the patch.
            desk.file("old.txt", from);
            desk.file("new.txt", from);
            let words = [&["apply", "-p0", "--unidiff-zero"], flags, &["change.patch"]].concat();
            if git(&desk, &words).is_none() {
                return;
            }
            let applied = ["old.txt", "new.txt"].map(|file| std::fs::read_to_string(desk.path(file)).unwrap());
            assert!(applied.contains(&to.to_owned()), "{more:?} {flags:?} {applied:?}");
        }
        desk.file("old.txt", OLD);
        desk.file("new.txt", NEW);
    }
}

#[test]
fn porcelain_is_git_s_own() {
    let desk = Desk::empty();
    desk.file("a.txt", "One two three.\n\nThe cost was 1.5 million in May.\n\nSo it was.\n");
    desk.file("b.txt", "One two three.\n\nThe cost was 15 million in June.\n\nSo it is.\n");
    let Some(theirs) = git(
        &desk,
        &["-c", "core.pager=", "diff", "--no-index", "--word-diff=porcelain", "--no-color", "a.txt", "b.txt"],
    ) else {
        return;
    };
    let words = ["diff", "--files", "a.txt", "b.txt", "--style", "porcelain", "--context", "3"];
    let ours = desk.run(&words).ends(0).stdout;
    // git's words end at white space only, ours at a full stop too.
    let runs = |text: &str| {
        let lines = text.lines().skip_while(|line| !line.starts_with("@@"));
        lines.collect::<Vec<_>>().join("\n").replace("\n-May.\n+June.\n", "\n-May\n+June\n .\n")
    };
    let theirs = runs(&theirs).replace("\n-was.\n+is.\n", "\n-was\n+is\n .\n");
    assert_eq!(runs(&ours), theirs);
}

/// The histories in `../shared/data`, if they are there: the Markdown of each
/// revision of the first articles.
fn histories(articles: usize) -> Option<Vec<Vec<String>>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/revisions/digitalgov-dev.jsonl.gz");
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(path).ok()?).read_to_string(&mut text).unwrap();
    let texts = |line: &str| -> Vec<String> {
        let article: serde_json::Value = serde_json::from_str(line).unwrap();
        let revisions = article["revisions"].as_array().cloned().unwrap_or_default();
        revisions.iter().filter_map(|r| r["markdown"].as_str().or(r["body"].as_str()).map(str::to_owned)).collect()
    };
    Some(text.lines().take(articles).map(texts).collect())
}

#[test]
fn real_histories_come_back() {
    let Some(histories) = histories(60) else {
        eprintln!("skipped: there are no histories in ../shared/data");
        return;
    };
    let mut pairs = 0;
    for revisions in histories {
        for pair in revisions.windows(2) {
            round_trips(&pair[0], &pair[1]);
            pairs += 1;
        }
    }
    assert!(pairs > 100, "{pairs}");
}
