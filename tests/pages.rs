//! The pages that the program writes: valid HTML without an accessibility
//! error, in light and dark, on a desk and on a telephone; and hostile copy
//! stays copy in them.
//!
//! `html-validate` and `axe-core` judge, the latter in a headless Chromium;
//! `.ci/run` installs both. `COPYDESK_NPM` names the folder with the npm
//! packages, if it isn't in the cache.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "what fails here fails the test"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::Desk;

/// Copy that would act if it ever became markup, or if a browser obeyed it.
const HOSTILE: &str = "# <script>alert('headline')</script>\n\n\
    He said <img src=x onerror=alert(1)> and \"><svg onload=alert(2)> & &lt;b&gt; at </p></main></body> 5 percent.\n\n\
    <style>* { display: none }</style> [link](javascript:alert(3)) --> <!-- ]]> \u{202e}txet\u{202c} \u{2066}x\n\n\
    ' autofocus onfocus='alert(4)' \u{1}\u{1b}[31m \u{fffe} \u{feff} \u{ad} e\u{301}\u{300}\u{301}\n\n\
    <!DOCTYPE html><base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>";

/// Paragraphs enough for every kind of change.
fn story(paragraphs: &[&str]) -> String {
    paragraphs.join("\n\n") + "\n"
}

const COUNCIL: &str = "The council of Tarnhaven met on Monday to vote on its budget for the coming year, and on the repair of the breakwater.";
const MAYOR: &str =
    "Mayor Ilse Brandt called the repair \"the most urgent work of the decade\" and put its cost at 4.5 million euros.";
const HARBOUR: &str =
    "The harbour moved 1.2 million tonnes of freight last year, a record, according to the port authority.";
const CRITICS: &str = "Critics of the plan said the money would be missed elsewhere. Three schools need new roofs. The library has been closed since March.";
const FISHERS: &str =
    "Fishermen have waited for the repair since a storm in January broke the outer wall in two places.";
const LIST: &str =
    "The plan in short:\n- 4.5 million for the breakwater\n- 1.1 million for roofs\n- nothing for the library";
const TABLE: &str = "| Year | Tonnes |\n| --- | --- |\n| 2014 | 1,100,000 |\n| 2015 | 1,200,000 |";

/// Pairs of files that between them show everything a comparison can show.
fn pairs() -> Vec<(&'static str, String, String)> {
    let old = story(&[COUNCIL, MAYOR, HARBOUR, CRITICS, FISHERS, LIST, TABLE, "## What comes next", "Nobody knows."]);
    let critics = CRITICS.replacen(". ", ".\n\n", 1);
    let new = story(&[
        &HARBOUR.replace("1.2", "1.3"),
        &COUNCIL.replace("Monday", "Tuesday"),
        &MAYOR.replace(['\u{22}'], "”").replace("the repair", "the  *repair*"),
        &critics,
        &LIST.replace("nothing", "Nothing"),
        &TABLE.replace("1,200,000", "1,300,000"),
        "A new paragraph stands here, which says that the vote was close: 14 to 13.",
        "## What comes next",
        "Nobody knows.",
        FISHERS,
    ]);
    let long = |n: usize| {
        let line =
            |i: usize| format!("Paragraph {i} says that {} people came, and that {} of them stayed.", i * 37, i * 11);
        (0..n).map(line).collect::<Vec<_>>().join("\n\n")
    };
    let arabic = "قال الوزير إن 120 شخصا قتلوا في الهجوم.\n\nوأضاف أن \"الوضع خطير\".\n\n东京周一表示，有120人死亡。\n\nประชาชนเสียชีวิต 120 คน";
    vec![
        ("kinds", old.clone(), new.clone()),
        ("back", new, old),
        ("big", long(80), long(80).replace("99", "98").replace("stayed", "left")),
        ("scripts", arabic.to_owned(), arabic.replace("120", "١٢٥").replace("周一", "周二")),
        ("from-nothing", String::new(), story(&[COUNCIL, MAYOR])),
        ("to-nothing", story(&[COUNCIL, MAYOR]), String::new()),
        ("same", story(&[COUNCIL, MAYOR]), story(&[COUNCIL, MAYOR])),
        ("hostile", HOSTILE.to_owned(), HOSTILE.replace("5 percent", "6 <b>percent</b>").replace("link", "<link>")),
    ]
}

/// Writes the page of a comparison of two files.
fn compared(desk: &Desk, name: &str, old: &str, new: &str, more: &[&str]) -> PathBuf {
    let (before, after, page) = (format!("{name}.old.txt"), format!("{name}.new.txt"), format!("{name}.html"));
    desk.file(&before, old);
    desk.file(&after, new);
    desk.run(&[&["diff", "--files", &before, &after, "--style", "html", "-o", &page], more].concat()).ends(0);
    desk.path(&page)
}

#[test]
fn pages_are_valid_and_accessible() {
    let Some((modules, chromium)) = tools() else { return };
    let (desk, hostile) = (Desk::empty(), hostile_desk());
    let mut pages: Vec<PathBuf> = pairs().iter().map(|(name, old, new)| compared(&desk, name, old, new, &[])).collect();
    let (name, old, new) = &pairs()[0];
    pages.push(compared(&desk, &format!("{name}-full"), old, new, &["--full", "--ignore", "case,markup"]));
    // The demonstration desk has claims of every standing.
    desk.run(&["demo", "d"]).ends(0);
    for (name, words) in [
        ("claims", "diff lavrov-coalition@3 @4 --style html -o"),
        ("claims-all", "diff rovers-transfer@first --full --style html -o"),
        ("claims-cut", "diff harbour-budget@1 @2 --style html -o"),
        ("proof-open", "proof harbour-budget --style html -o"),
        ("proof-public", "proof lavrov-coalition --style html -o"),
        ("proof-older", "proof rovers-transfer@1 --style html -o"),
    ] {
        pages.push(of_demo(&desk, name, words));
    }
    for (name, words) in [
        ("proof-hostile.html", "proof evil --style html -o"),
        ("claims-hostile.html", "diff evil@1 @2 --full --style html -o"),
    ] {
        hostile.run(&words.split(' ').chain([name]).collect::<Vec<_>>()).ends(0);
        pages.push(hostile.path(name));
    }
    let done = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/check.mjs"))
        .args([&modules, &chromium])
        .args(&pages)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
}

/// Writes a page in the demonstration desk.
fn of_demo(desk: &Desk, name: &str, words: &str) -> PathBuf {
    let file = desk.path(&format!("{name}.html"));
    let mut program = desk.command(&words.split(' ').chain([file.to_str().unwrap()]).collect::<Vec<_>>());
    program.current_dir(desk.path("d")).env("COPYDESK_USER", "clara.chief");
    common::finish(program, "").ends(0);
    file
}

#[test]
fn hostile_copy_stays_copy() {
    let desk = Desk::empty();
    let (_, old, new) = pairs().pop().unwrap();
    let page = std::fs::read_to_string(compared(&desk, "hostile", &old, &new, &["--full"])).unwrap();
    for acts in ["<script", "<img", "<svg", "<base", "<link>", "<!--", "onerror=alert(1)>", "javascript:alert(3)\""] {
        assert!(!page.contains(acts), "{acts}");
    }
    assert!(page.contains("&lt;script&gt;alert(&#39;headline&#39;)&lt;/script&gt;"));
    assert!(page.contains("⟨U+202E⟩txet⟨U+202C⟩") && page.contains("⟨U+001B⟩[31m") && page.contains("⟨U+0001⟩"));
    assert!(!page.chars().any(|c| c.is_control() && c != '\n'));
    assert_eq!(page.matches("<style>").count(), 2, "ours alone");

    let desk = hostile_desk();
    for words in [&["proof", "evil", "--style", "html"][..], &["diff", "evil@1", "@2", "--full", "--style", "html"]] {
        let page = desk.run(words).ends(0).stdout;
        for acts in ["<script", "<img", "<svg", "<iframe", "<i>", "<b onclick", "href=\"javascript", "<!--"] {
            assert!(!page.contains(acts), "{words:?}: {acts}");
        }
        assert!(page.contains("&lt;svg onload=alert(2)&gt;"), "{page}");
        held_together(&page);
    }
}

#[test]
fn moves_and_claims_lead_to_their_places_and_back() {
    let desk = Desk::empty();
    let (name, old, new) = &pairs()[0];
    let page = std::fs::read_to_string(compared(&desk, name, old, new, &[])).unwrap();
    // Both where it was and where it is, whichever of the two moved.
    assert!(page.matches(" moved ").count() >= 2, "{page}");
    held_together(&page);
    desk.run(&["demo", "d"]).ends(0);
    let page = std::fs::read_to_string(of_demo(&desk, "claims", "diff harbour-budget@1 @2 --style html -o")).unwrap();
    assert!(page.contains("claims touched") && page.contains("href=\"#claim-"));
    held_together(&page);
}

/// A desk whose copy, claims, sources and people's notes try to become markup.
fn hostile_desk() -> Desk {
    let desk = Desk::new();
    let inert = HOSTILE.replace(['\u{0}', '\u{1}', '\u{1b}', '\u{202e}', '\u{202c}', '\u{2066}', '\u{fffe}'], "");
    desk.file("evil.md", &inert);
    let headline = "\"><script>alert(5)</script> 5 percent";
    desk.by("wim", &["article", "new", "evil", "--headline", headline, "--file", "evil.md"]).ends(0);
    desk.by("wim", &["article", "set", "evil", "--language", "ar"]).ends(0);
    for words in ["<img src=x onerror=alert(1)> and \"><svg onload=alert(2)>", "alert(1)> and", "5 percent"] {
        let more = ["--statement", "</span><script>alert(6)</script>", "--claimant", "\"><b onclick=alert(7)>Bob</b>"];
        desk.by("carl", &[&["claim", "add", "evil", "--part", "body", "--quote", words], &more[..]].concat()).ends(0);
    }
    let source = ["--title", "<iframe src=//evil.example></iframe>", "--kind", "web", "--url", "javascript:alert(8)"];
    let tie = ["--locator", "p. <i>4</i>", "--quotation", "\"><script>alert(9)</script>"];
    desk.by("carl", &[&["claim", "cite", "1-3"], &source[..], &tie].concat()).ends(0);
    desk.by("carl", &["claim", "check", "1-3", "--finding", "confirmed", "--note", "<!--"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-3"]).ends(0);
    desk.file("evil.md", inert.replace("5 percent", "6 <b>percent</b>"));
    desk.by("wim", &["article", "edit", "evil", "--file", "evil.md"]).ends(0);
    desk
}

/// Each link of a page leads to an element of it, and no id stands twice.
fn held_together(page: &str) {
    let after = |mark: &str| -> Vec<String> {
        page.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let mut ids = after(" id=\"");
    for target in after("href=\"#") {
        assert!(ids.contains(&target), "{target} is no place of the page");
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
}

/// The folder of the npm packages and the browser; says what is missing.
fn tools() -> Option<(PathBuf, PathBuf)> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache")));
    let modules = std::env::var_os("COPYDESK_NPM").map(PathBuf::from);
    let modules = modules.or_else(|| cache.map(|cache| cache.join("copydesk-ci/npm"))).unwrap_or_default();
    for package in ["html-validate", "axe-core", "playwright-core"] {
        if !modules.join("node_modules").join(package).is_dir() {
            return skip(&format!("no npm package {package}; bash .ci/run installs it"));
        }
    }
    if Command::new("node").arg("--version").output().is_err() {
        return skip("no node");
    }
    let found = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    match found.into_iter().find(|path| path.exists()) {
        Some(chromium) => Some((modules, chromium)),
        None => skip("no chromium"),
    }
}

fn skip<T>(why: &str) -> Option<T> {
    assert!(std::env::var_os("COPYDESK_CI").is_none_or(|v| v != "1"), "can't be skipped: {why}");
    eprintln!("skipped: {why}");
    None
}
