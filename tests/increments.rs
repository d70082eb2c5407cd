//! What came to a desk after an event goes out, and into a copy of the desk,
//! which then is the desk again, to the byte; or it changes nothing.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::path::Path;
use std::sync::OnceLock;

use common::{Desk, everything};
use copydesk::desk::archive::{self, increment};
use copydesk::desk::claims;
use copydesk::desk::{Problem, check, verify};
use copydesk::domain::ids::{ClaimId, EventSeq, PersonId};
use copydesk::domain::person::Role;
use copydesk::domain::time::Timestamp;
use copydesk::store::{self, Actor, Now};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const NOW: Now = Now { at: Timestamp::from_millis(1_780_000_000_000), fixed: true };

const SHEET: &str =
    "Quote,Source,Checked by,OK?\nThe quay closes in 2028,Dispatch log,carl,ok\nThe ferry is old,Register,carl,ok\n";

/// A desk on which everything was done that a desk keeps, each state kept.
fn busy() -> Desk {
    let desk = Desk::kept();
    everything::play(&desk, 600);
    let by = |who: &str, words: &[&str]| desk.by(who, words).ends(0);
    // Names that change hands: what comes must not meet what was.
    by("ed", &["tag", "rename", "fires", "for a moment"]);
    by("ed", &["tag", "rename", "place:Oslo", "place:fires"]);
    by("ed", &["tag", "rename", "for a moment", "place:Oslo"]);
    for (from, to) in [("ferry", "a"), ("hold", "ferry"), ("a", "hold")] {
        by("wim", &["article", "set", from, "--slug", to]);
    }
    by("ed", &["undo", "--note", "not so"]);
    by("wim", &["tag", "remove", "fire", "place:fires"]);
    by("wim", &["tag", "add", "fire", "place:fires", "quayside"]);
    by("wim", &["tag", "add", "quay", "quayside"]);
    by("ed", &["tag", "merge", "quayside", "place:fires", "--yes"]);
    // A source in other words, and a citation taken away.
    by("carl", &["source", "edit", "S1", "--title", "The log of the service"]);
    by("carl", &["claim", "cite", "4", "S2"]);
    by("carl", &["undo", "--note", "the wrong one"]);
    by("cleo", &["person", "set", "wim", "--role", "editor"]);
    by("cleo", &["person", "set", "eva", "--inactive"]);
    by("cleo", &["policy", "set", "four_eyes", "solo"]);
    // Runs that change much, a little and nothing; sheets; checks of others.
    by("cleo", &["import", "quay.jsonl"]);
    desk.file("bad.jsonl", "{\"slug\":\n{\"slug\":\"pier\",\"headline\":\"Pier\",\"body\":\"A pier.\"}\n");
    desk.by("cleo", &["import", "bad.jsonl"]).ends(5);
    desk.file("facts.csv", SHEET);
    by("carl", &["import", "facts.csv", "--article", "quay", "--map", "finding=OK?"]);
    desk.file("facts.csv", SHEET.replace("Dispatch log", "The dispatch log"));
    by("carl", &["import", "facts.csv", "--article", "quay"]);
    for rating in ["False", "Mostly false"] {
        let review = json!({"@context": "https://schema.org", "@type": "ClaimReview", "claimReviewed": "It burnt twice",
            "url": "https://example.org/c", "reviewRating": {"alternateName": rating}});
        desk.file("feed.json", review.to_string());
        by("cleo", &["import", "feed.json"]);
    }
    // A change that is listed, marked seen, and the mark taken back.
    everything::edit(&desk, "wim", "berth", "## The berths", "## What berths");
    by("ed", &["claim", "seen", "--article", "berth", "--at", "head"]);
    by("ed", &["undo", "--note", "a slip"]);
    by("ed", &["claim", "seen", "--article", "berth", "--at", "head"]);
    by("carl", &["claim", "take", "1"]);
    by("carl", &["claim", "drop", "1"]);
    by("carl", &["claim", "take", "1"]);
    // Held on a screen and let go of, with no event to tell of it.
    hold(&desk.path("desk.db"), 9);
    desk.keep_state();
    // A source of the desk's own, with a file in several pieces.
    desk.file("long.bin", [0xA5].repeat(300_000));
    by("carl", &["source", "add", "--desk", "--kind", "document", "--title", "Guide", "--file", "long.bin"]);
    act(&desk.path("desk.db"), |tx| claims::let_go(tx, ClaimId(9)));
    desk.keep_state();
    desk
}

fn act(desk: &Path, f: impl FnOnce(&store::Tx<'_>) -> Result<(), Problem>) {
    let carl = Actor { id: PersonId(4), name: "carl".to_owned(), role: Role::Checker, login: "carl".to_owned() };
    store::Desk::open(desk).unwrap().transact(&carl, NOW, f).unwrap();
}

fn hold(desk: &Path, claim: i64) {
    act(desk, |tx| claims::hold(tx, ClaimId(claim)).map(|_| ()));
}

fn whole(desk: &store::Desk) -> Vec<u8> {
    let mut out = Vec::new();
    desk.read(NOW, |r| archive::write(r, &mut out, &mut |_| ())).unwrap();
    out
}

/// All rows of all tables, as the database has them, but for what somebody last opened.
fn rows(desk: &Path) -> Vec<(String, Vec<Vec<rusqlite::types::Value>>)> {
    let c = rusqlite::Connection::open(desk).unwrap();
    let mut tables = c.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let all = |table: &String| {
        let columns = c.prepare(&format!("SELECT * FROM {table}")).unwrap().column_count();
        let order: Vec<String> = (1..=columns).map(|n| n.to_string()).collect();
        let mut all = c.prepare(&format!("SELECT * FROM {table} ORDER BY {}", order.join(", "))).unwrap();
        let row = |row: &rusqlite::Row<'_>| (0..columns).map(|n| row.get(n)).collect();
        all.query_map([], row).unwrap().map(Result::unwrap).collect()
    };
    // The tables of words derive from the others, and are not laid out alike on two desks.
    let kept = |table: &&String| *table != "seen" && !table.starts_with("precedent_words");
    tables.iter().filter(kept).map(|table| (table.clone(), all(table))).collect()
}

fn after(desk: &store::Desk, event: i64) -> Vec<u8> {
    let mut out = Vec::new();
    desk.read(NOW, |r| increment::write(r, EventSeq(event), &mut out, &mut |_| ())).unwrap();
    out
}

fn events(desk: &store::Desk) -> i64 {
    desk.about().unwrap().events
}

/// Brings `to`'s increment into a copy that stands at `from`, and holds that it is the same desk then.
fn follows(from: &Path, to: &Path, copy: &Path) {
    std::fs::copy(from, copy).unwrap();
    bring_in(to, copy);
    assert!(rows(copy) == rows(to), "the copy of {} is not {}", from.display(), to.display());
}

fn bring_in(from: &Path, copy: &Path) {
    let (desk, copy) = (store::Desk::open(from).unwrap(), store::Desk::open(copy).unwrap());
    let part = after(&desk, events(&copy));
    increment::apply(&copy, &mut part.as_slice(), true, &mut |_| ())
        .unwrap_or_else(|e| panic!("{}: {e:?}", from.display()));
}

#[test]
fn a_copy_at_any_event_becomes_the_desk() {
    let desk = busy();
    let states = desk.states();
    assert!(states.len() > 110, "{}", states.len());
    let copy = desk.path("copy.db");
    std::fs::copy(&states[0], &copy).unwrap();
    for (n, state) in states.iter().enumerate() {
        // Step after step, …
        bring_in(state, &copy);
        assert!(rows(&copy) == rows(state), "state {n}");
        // … from anywhere to the end, and over several steps.
        if n % 6 == 0 {
            follows(state, states.last().unwrap(), &desk.path("other.db"));
        }
        if let Some(before) = n.checked_sub(2 + n * 7 % 13)
            && n % 4 == 0
        {
            follows(&states[before], state, &desk.path("other.db"));
        }
    }
    let (copy, last) = (store::Desk::open(&copy).unwrap(), store::Desk::open(states.last().unwrap()).unwrap());
    assert!(whole(&copy) == whole(&last));
    copy.read(NOW, |r| {
        assert!(verify::verify(r, &mut |_| ())?.ok());
        assert_eq!(check::check(r, &mut |_| ())?.findings, []);
        Ok::<(), Problem>(())
    })
    .unwrap();
}

#[test]
fn what_people_look_at_in_a_copy_is_let_go_of() {
    let desk = everything::everything();
    std::fs::copy(desk.path("desk.db"), desk.path("copy.db")).unwrap();
    hold(&desk.path("copy.db"), 2);
    hold(&desk.path("desk.db"), 3);
    let (here, copy) =
        (store::Desk::open(&desk.path("desk.db")).unwrap(), store::Desk::open(&desk.path("copy.db")).unwrap());
    let part = after(&here, events(&copy));
    increment::apply(&copy, &mut part.as_slice(), true, &mut |_| ()).unwrap();
    assert!(whole(&copy) == whole(&here));
}

/// A busy desk with a copy that stood at `at`, as files: made once a test binary.
fn pair() -> (Desk, i64) {
    static MADE: OnceLock<(Vec<u8>, Vec<u8>, i64)> = OnceLock::new();
    let (now, then, at) = MADE.get_or_init(|| {
        let desk = everything::everything();
        let then = std::fs::read(desk.path("desk.db")).unwrap();
        let at = desk.run(&["db", "seal", "--json"]).ends(0).json()["events"].as_i64().unwrap();
        desk.by("wim", &["tag", "add", "fire", "later"]).ends(0);
        everything::edit(&desk, "wim", "hold", "Ten people died", "Two people died");
        desk.by("carl", &["claim", "add", "berth", "--quote", "The pilots say"]).ends(0);
        (std::fs::read(desk.path("desk.db")).unwrap(), then, at)
    });
    let desk = Desk::empty();
    desk.file("desk.db", now);
    desk.file("copy.db", then);
    (desk, *at)
}

fn export(desk: &Desk, db: &str) -> String {
    desk.run(&["--db", db, "export", "desk"]).ends(0).stdout
}

#[test]
fn a_copy_goes_on_night_after_night() {
    let (desk, at) = pair();
    let since = at.to_string();
    let to = desk.run(&["db", "seal", "--json"]).json()["events"].as_i64().unwrap();
    desk.run(&["export", "desk", "--since", &since, "-o", "part.jsonl"])
        .ends(0)
        .says(&format!("what came to the desk after event {at}, up to event {to}"))
        .says("--db COPY.db import part.jsonl");
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(desk.path("part.jsonl")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it has what is for the desk alone");
    }
    // The same increment twice, with a number sign, compressed, to standard output.
    let part = std::fs::read_to_string(desk.path("part.jsonl")).unwrap();
    assert!(part.len() < export(&desk, "desk.db").len() / 5, "{}", part.len());
    assert_eq!(desk.run(&["export", "desk", "--since", &format!("#{at}")]).ends(0).stdout, part);
    let told = desk.run(&["export", "desk", "--since", &since, "-o", "part.jsonl.gz", "--json"]).ends(0).json();
    assert_eq!((&told["from"], &told["events"]), (&json!(at), &json!(to)));

    // Only the chief brings it in; a trial changes nothing.
    let before = export(&desk, "copy.db");
    let copy = |words: &[&str]| desk.run(&[&["--db", "copy.db"], words].concat());
    copy(&["--as", "ed", "import", "part.jsonl"]).ends(1).says("ed is a editor and may not import").says("--as NAME");
    copy(&["import", "part.jsonl", "--tag", "x"]).ends(2).says("comes in as it is");
    copy(&["import", "part.jsonl", "--dry-run"]).ends(0).says("would go on").says("nothing changed");
    assert_eq!(export(&desk, "copy.db"), before);
    copy(&["import", "part.jsonl.gz"]).ends(0).says(&format!("went on from event {at} and stands at event {to}"));
    assert_eq!(export(&desk, "copy.db"), export(&desk, "desk.db"));
    copy(&["log", "--verify"]).ends(0);
    copy(&["db", "check"]).ends(0);
    let again = copy(&["import", "part.jsonl", "--json"]).ends(0).json();
    assert_eq!((&again["events"], &again["came"]), (&json!(to), &json!(0)));
    copy(&["import", "part.jsonl"]).ends(0).says("has all of it already");

    // A night on which nothing happened.
    desk.run(&["export", "desk", "--since", &to.to_string(), "-o", "none.jsonl"]).ends(0).says("nothing happened");
    copy(&["import", "none.jsonl"]).ends(0).says("nothing happened since");
    // An old one comes late: all of it is in.
    desk.by("wim", &["tag", "add", "fire", "latest"]).ends(0);
    desk.run(&["export", "desk", "--since", &to.to_string(), "-o", "next.jsonl"]).ends(0);
    copy(&["import", "next.jsonl"]).ends(0);
    copy(&["import", "part.jsonl"]).ends(0).says("has all of it already");
    assert_eq!(export(&desk, "copy.db"), export(&desk, "desk.db"));
    // It is no article, wherever it comes among them.
    std::fs::create_dir(desk.path("folder")).unwrap();
    std::fs::copy(desk.path("part.jsonl"), desk.path("folder/part.jsonl")).unwrap();
    desk.run(&["import", "folder", "--json"]).ends(5);
}

#[test]
fn what_since_means() {
    let (desk, at) = pair();
    let bad = |words: &[&str], says: &str| desk.run(&[&["export"], words].concat()).ends(2).says(says);
    bad(&["desk", "--since", "2026-01-05"], "from an event, not from a time").says("db seal");
    bad(&["articles", "--since", &at.to_string()], "chosen by time");
    bad(&["claims", "--since", "#1"], "chosen by time");
    bad(&["desk", "--since", "0"], "numbered from 1");
    bad(&["desk", "--since", "#"], "not a time").says("or the number of an event");
    bad(&["desk", "--internal"], "everything in it");
    desk.run(&["export", "desk", "--since", "100000", "-o", "no.jsonl"]).ends(3).says("no event 100000");
    assert!(!desk.path("no.jsonl").exists());
    let lines = desk.run(&["export", "events", "--since", &at.to_string()]).ends(0).stdout;
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first["sequence"], at + 1);
}

#[test]
fn an_increment_goes_into_a_copy_that_stands_where_it_goes_on_and_no_other() {
    let (desk, at) = pair();
    let copy = |words: &[&str]| desk.run(&[&["--db", "copy.db"], words].concat());
    let part =
        |since: i64, name: &str| desk.run(&["export", "desk", "--since", &since.to_string(), "-o", name]).ends(0);
    // Another desk.
    desk.run(&["--as", "cleo", "init", "new.db"]).ends(0);
    part(at, "part.jsonl");
    desk.run(&["--db", "new.db", "import", "part.jsonl"]).ends(1).says("of another desk").says("copydesk init NEW.db");
    // Behind, and in the middle.
    part(at + 2, "late.jsonl");
    copy(&["import", "late.jsonl"])
        .ends(1)
        .says(&format!("stands at event {at}, and the increment goes on from event {}", at + 2))
        .says(&format!("copydesk export desk --since {at} -o FILE"));
    part(at - 3, "early.jsonl");
    copy(&["import", "early.jsonl"])
        .ends(1)
        .says(&format!("stands at event {at} already, and the increment goes on from event {}", at - 3))
        .says(&format!("copydesk export desk --since {at} -o FILE"));
    // One in which people worked, as many events as there and fewer.
    let mine = copy(&["--as", "wim", "tag", "add", "fire", "mine"]);
    assert_eq!(mine.code, 0);
    part(at + 1, "next.jsonl");
    let before = export(&desk, "copy.db");
    copy(&["import", "next.jsonl"]).ends(1).says("events of its own").says("load the whole desk into a new one");
    copy(&["import", "part.jsonl"]).ends(1);
    for n in 0..6 {
        copy(&["--as", "wim", "tag", "add", "fire", &format!("mine {n}")]).ends(0);
    }
    copy(&["import", "part.jsonl"]).ends(1).says("events of its own");
    assert_ne!(export(&desk, "copy.db"), before);
}

/// An increment's lines with their hash and counts as they should be.
fn sealed(lines: &[String]) -> String {
    let outs = lines.iter().filter(|line| line.contains("\"out\":")).count();
    let rows = lines.iter().filter(|line| line.contains("\"row\":")).count();
    let mut text = lines.join("\n") + "\n";
    let sha256: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let end = format!("{{\"end\":{{\"out\":{outs},\"rows\":{rows},\"sha256\":\"{sha256}\"}}}}\n");
    text += &end;
    text
}

#[test]
fn a_damaged_or_planted_increment_changes_nothing() {
    let (desk, at) = pair();
    desk.run(&["export", "desk", "--since", &at.to_string(), "-o", "part.jsonl"]).ends(0);
    let text = std::fs::read_to_string(desk.path("part.jsonl")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.pop();
    assert_eq!(sealed(&lines), text, "this is how one is sealed");
    let first_row = lines.iter().position(|line| line.contains("\"row\":")).unwrap();
    let row = |start: &str| lines.iter().position(|line| line.starts_with(&format!("{{\"table\":\"{start}\",\"row\"")));
    // With a line more, before this one, and with a line in other words.
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines.insert(at, line.to_owned());
        sealed(&lines)
    };
    let other = |at: usize, from: &str, to: &str| {
        let mut lines = lines.clone();
        assert!(lines[at].contains(from), "{from:?} is not in {}", lines[at]);
        lines[at] = lines[at].replacen(from, to, 1);
        sealed(&lines)
    };
    let (event, claim, revision) = (row("event").unwrap(), row("claim").unwrap(), row("revision").unwrap());
    let decided = export(&desk, "desk.db");
    let find = |table: &str, words: &str| {
        let start = format!("{{\"table\":\"{table}\"");
        decided.lines().find(|line| line.starts_with(&start) && line.contains(words)).unwrap().to_owned()
    };
    let schema = format!("\"schema\":{}", copydesk::store::desk::SCHEMA_VERSION);
    let old_decision = find("decision", "\"kind\":\"approve\"");
    let cases: Vec<(&str, String, &str)> = vec![
        ("cut short", text[..text.len() / 2].rsplit_once('\n').unwrap().0.to_owned() + "\n", "cut short"),
        ("a line is cut", text[..text.len() / 2].trim_end().to_owned(), "no end"),
        ("a word changed", text.replacen("Two people", "Six people", 1), "not what was written"),
        ("more after the end", format!("{text}{{}}\n"), "more after the end"),
        ("a newer form", text.replacen("\"format\":1", "\"format\":2", 1), "newer copydesk"),
        ("a newer schema", text.replacen(&schema, "\"schema\":99", 1), "newer copydesk"),
        ("an older schema", text.replacen(&schema, "\"schema\":3", 1), "older copydesk"),
        ("no events", text.replacen("\"from\":", "\"frim\":", 1), "from which event"),
        ("a wrong seal", other(0, "\"from_seal\":\"", "\"from_seal\":\"0"), "events of its own"),
        ("a wrong last seal", other(0, "\"to_seal\":\"", "\"to_seal\":\"0"), "not the ones that its first line seals"),
        ("an event fewer", other(0, &format!("\"to\":{}", at + 3), &format!("\"to\":{}", at + 2)), "none of this"),
        ("an event more", other(0, &format!("\"to\":{}", at + 3), &format!("\"to\":{}", at + 4)), "is missing"),
        ("an unknown table", with(first_row, "{\"table\":\"seen\",\"row\":{\"person\":1}}"), "no table"),
        ("the database's own table", with(1, "{\"table\":\"sqlite_schema\",\"out\":{\"name\":\"event\"}}"), "no table"),
        ("an event taken out", with(1, "{\"table\":\"event\",\"out\":{\"seq\":3}}"), "not taken out so"),
        ("a revision taken out", with(1, "{\"table\":\"revision\",\"out\":{\"article\":2}}"), "not taken out so"),
        ("a decision taken out", with(1, "{\"table\":\"decision\",\"out\":{\"id\":1}}"), "not taken out so"),
        ("all claims taken out", with(1, "{\"table\":\"claim\",\"out\":{\"id\":{\"from\":1}}}"), "not taken out so"),
        ("all people taken out", with(1, "{\"table\":\"person\",\"out\":{}}"), "not taken out so"),
        ("by a column that isn't", with(1, "{\"table\":\"claim\",\"out\":{\"1=1 OR id\":1}}"), "has no 1=1 OR id"),
        ("a claim taken out", with(1, "{\"table\":\"claim\",\"out\":{\"id\":2}}"), "damaged at line"),
        (
            "an article's tags taken out",
            with(1, "{\"table\":\"article_tag\",\"out\":{\"article\":1}}"),
            "not be the one",
        ),
        ("taken out after a row", with(first_row + 1, "{\"table\":\"claim\",\"out\":{\"id\":2}}"), "comes before"),
        ("a row after all", with(lines.len(), &old_decision), "no line of an increment"),
        ("a decision from before", with(lines.len() - 1, &old_decision), "is none of this increment"),
        ("a row that is there", with(claim, &lines[claim]), "damaged at line"),
        ("an event in other words", other(event, "\\\"tags\\\"", "\\\"tegs\\\""), "payload was changed"),
        ("an event by another", other(event, "\"actor\":\"wim\"", "\"actor\":\"ed\""), "one of its fields"),
        ("an event left out", sealed(&[&lines[..event], &lines[event + 1..]].concat()), "is missing"),
        ("a text in other words", other(revision, "Two people", "Six people"), "was changed"),
        ("a claim that would stand", other(claim, "\"standing\":\"", "\"standing\":\"approved\",\"x\":\""), "has no x"),
        ("a claim in other words", other(claim, "\"statement\":\"", "\"statement\":\"x"), "would not be the one"),
        (
            "another desk's name",
            other(row("desk").unwrap(), "\"clock\":\"fixed\"", "\"clock\":\"system\""),
            "another desk",
        ),
        ("another whole", other(lines.len() - 1, "\"whole\":\"", "\"whole\":\"0"), "would not be the one"),
        ("no whole", sealed(&lines[..lines.len() - 1]), "no line of an increment"),
        ("no JSON", with(2, "{table}"), "no JSON"),
    ];
    let before = export(&desk, "copy.db");
    for (what, text, words) in cases {
        desk.file("bad.jsonl", text);
        let done = desk.run(&["--db", "copy.db", "import", "bad.jsonl"]).ends(1);
        assert!(done.stderr.contains(words), "{what}: {}", done.stderr);
        assert!(done.stderr.contains("nothing changed") || !words.contains("damaged"), "{what}: {}", done.stderr);
        assert_eq!(export(&desk, "copy.db"), before, "{what}");
    }
    desk.run(&["--db", "copy.db", "import", "part.jsonl"]).ends(0);
}

/// A decision planted with the hash of the whole that comes of it: the chains tell.
#[test]
fn a_planted_approval_is_found_though_every_hash_fits() {
    let (desk, at) = pair();
    let source = desk.path("desk.db");
    // Who can write the file can reckon its hashes: write it from a desk with the plant in it.
    let c = rusqlite::Connection::open(&source).unwrap();
    c.execute_batch(
        "UPDATE desk SET decisions = decisions + 1;
         INSERT INTO decision SELECT (SELECT decisions FROM desk), article, claim, kind, revision, actor, at, note, finding,
             correction, rating, assertion, citations, content_hash, row_hash, (SELECT events FROM desk)
         FROM decision WHERE kind = 'approve' LIMIT 1;",
    )
    .unwrap();
    drop(c);
    desk.run(&["export", "desk", "--since", &at.to_string(), "-o", "part.jsonl"]).ends(0);
    let before = export(&desk, "copy.db");
    desk.run(&["--db", "copy.db", "import", "part.jsonl"])
        .ends(1)
        .says("says that this event made it, and the event says nothing of it");
    assert_eq!(export(&desk, "copy.db"), before);
}
