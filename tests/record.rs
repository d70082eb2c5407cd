//! The record: told, proven, and found out wherever somebody rewrote it; the
//! check of a desk; its copies.

#![allow(clippy::unwrap_used, reason = "what fails here should fail its test")]

mod common;

use std::path::Path;

use common::Desk;
use common::everything::{edit, everything};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// Runs SQL on a desk as somebody would who knows their way around SQLite:
/// no guard trigger fires, no reference is enforced.
fn tamper(file: &Path, sql: &str) {
    let connection = Connection::open(file).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.execute_batch(sql).unwrap_or_else(|e| panic!("{e}: {sql}"));
    assert!(connection.changes() > 0, "nothing was changed by: {sql}");
}

/// A copy of a desk that can be spoilt.
fn copy(desk: &Desk, name: &str) -> String {
    desk.run(&["db", "backup", name]).ends(0);
    name.to_owned()
}

#[test]
fn an_honest_record_holds_and_is_told() {
    let desk = everything();
    let proof = desk.run(&["log", "--verify", "--json"]).ends(0).json();
    let events = proof["events"].as_i64().unwrap();
    assert_eq!(proof["ok"], true);
    assert!(proof["first_bad"].is_null() && events >= 70, "{proof}");
    desk.run(&["db", "check"]).ends(0);

    let log = desk.run(&["log", "--json", "--limit", "0"]).ends(0).json();
    let log = log.as_array().unwrap();
    assert_eq!(log.len(), usize::try_from(events).unwrap());
    for (at, event) in log.iter().enumerate() {
        assert_eq!(event["sequence"], at + 1);
        for field in ["time", "actor", "action", "subject", "hash"] {
            assert!(event[field].is_string(), "{event}");
        }
    }
    // Every action is told in words of its own.
    let told = desk.run(&["log", "--limit", "0"]).ends(0).stdout;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for event in log {
        let (noun, verb) = event["action"].as_str().unwrap().split_once('.').unwrap();
        assert!(!told.contains(&format!("{noun}: {verb}")), "nobody says what {noun}.{verb} is:\n{told}");
    }
    for words in [
        "imported quay in 2 revisions",
        "changed fire: desk nothing → local, urgency 5 → 2",
        "wrote revision 3 of fire: mended; #3 now stale",
        "republished fire as correction at revision 3: It was nine minutes.",
        "passing a closed gate: the mayor reads it out at noon",
        ": too soon; now unapproved",
        "renamed the tag blaze to fires",
    ] {
        assert!(told.contains(words), "{words:?} is not in:\n{told}");
    }
    // A claim's record tells of the revision that changed its standing.
    let claim = desk.run(&["log", "#3", "--format", "csv", "--fields", "action"]).ends(0).stdout;
    assert!(claim.lines().any(|l| l == "revision.add") && claim.lines().any(|l| l == "claim.undo"), "{claim}");
    let last = desk.run(&["log", "fire", "--limit", "2", "--json"]).json();
    assert_eq!(last[1]["action"], "article.republish");
}

#[test]
fn whoever_rewrites_the_record_is_found_out() {
    let desk = everything();
    let rehash = "UPDATE event SET payload = replace(payload, 'page 1', 'page 2') WHERE action = 'claim.check'";
    let cases: &[(&str, &str, &str)] = &[
        ("a text", "UPDATE revision SET body = replace(body, 'Ten', 'Two') WHERE article = 2 AND number = 1", "the text of revision 1"),
        (
            "two texts changed places, hashes and all",
            "CREATE TEMP TABLE old AS SELECT * FROM revision WHERE article = 2 AND number < 3;
             UPDATE revision SET (body, content_hash) = (SELECT body, content_hash FROM old WHERE old.number = 3 - revision.number)
             WHERE article = 2 AND number < 3",
            "put in place of another",
        ),
        ("who wrote it", "UPDATE revision SET author = 'nobody' WHERE article = 2 AND number = 1", "what is kept about revision 1"),
        ("when it came", "UPDATE revision SET recorded_at = recorded_at - 1 WHERE article = 1 AND number = 2", "what is kept about revision 2"),
        ("a text removed", "DELETE FROM revision WHERE article = 2 AND number = 2", "revision 2, which it made, is gone"),
        ("a part added", "INSERT INTO revision_part VALUES (2, 1, 'caption:1', 'A boat')", "the text of revision 1"),
        ("a payload", rehash, "its payload was changed"),
        ("an actor", "UPDATE event SET actor = 'wim' WHERE action = 'article.publish'", "one of its fields was changed"),
        ("a login", "UPDATE event SET login = 'wim' WHERE seq = 3", "one of its fields was changed"),
        ("a time", "UPDATE event SET at = at + 1 WHERE seq = 20", "one of its fields was changed"),
        ("a payload taken away", "UPDATE event SET payload = NULL WHERE seq = 20", "no redaction says so"),
        ("an event removed", "DELETE FROM event WHERE seq = 20", "a gap"),
        ("the last event removed", "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "it is missing"),
        (
            "the last event and its number removed",
            "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event); UPDATE desk SET events = events - 1",
            "the event says nothing of it",
        ),
        (
            "two events changed places",
            "UPDATE event SET seq = 9001 WHERE seq = 18; UPDATE event SET seq = 18 WHERE seq = 19;
             UPDATE event SET seq = 19 WHERE seq = 9001",
            "doesn't follow",
        ),
        ("an event in another chain", "UPDATE event SET article = 3 WHERE seq = 20", "doesn't follow"),
        ("a decision's note", "UPDATE decision SET note = 'page 9' WHERE note = 'page 1'", "the check on claim #2"),
        ("who decided", "UPDATE decision SET actor = 5 WHERE kind = 'approve' AND claim = 2", "the approve on claim #2"),
        ("the words decided on", "UPDATE decision_place SET quote = 'Two people died' WHERE decision = 1", "the check on claim #2"),
        ("a decision removed", "DELETE FROM decision WHERE id = 2; DELETE FROM decision_place WHERE decision = 2", "decision 2, which it made, is gone"),
        (
            "a decision made up",
            "INSERT INTO decision SELECT 900, article, claim, kind, revision, actor, at, note, finding, correction, rating,
             assertion, citations, content_hash, row_hash, made FROM decision WHERE id = 2",
            "the event says nothing of it",
        ),
        ("an undo undone", "DELETE FROM revocation", "the revocation is gone"),
        ("a decision revoked in secret", "INSERT INTO revocation SELECT 2, 20", "is revoked, and the event says nothing of it"),
        ("a public note", "UPDATE publication SET note = 'It was early.' WHERE kind = 'correction'", "the publication as correction"),
        ("a publication removed", "DELETE FROM publication WHERE kind = 'kill'", "which it made, is gone"),
        ("an override's reason", "UPDATE gate_override SET reason = 'all was checked'", "not the one that is kept"),
        ("an override removed", "DELETE FROM gate_override", "gone from the desk"),
        ("an article with all its rows", "DELETE FROM revision WHERE article = 4; DELETE FROM article WHERE id = 4", "is gone"),
    ];
    for (what, sql, words) in cases {
        let name = copy(&desk, "spoilt.db");
        tamper(&desk.path(&name), sql);
        let proof = desk.run(&["--db", &name, "log", "--verify", "--json"]).ends(1);
        let told = proof.error()["message"].as_str().unwrap().to_owned();
        assert!(told.contains(words), "{what}: {words:?} is not in: {told}");
        let proof = proof.json();
        assert_eq!(proof["ok"], false, "{what}");
        let first = proof["first_bad"].as_i64().unwrap();
        assert!(told.contains(&format!("from event {first} on")), "{what}: {told}");
        std::fs::remove_file(desk.path(&name)).unwrap();
    }
}

#[test]
fn a_check_finds_what_no_longer_fits() {
    let desk = everything();
    let cases: &[(&str, &str, &str)] = &[
        ("UPDATE claim SET standing = 'approved' WHERE id = 1", "standing", "it is stored as approved"),
        ("UPDATE claim SET progress = 'approved' WHERE id = 6", "standing", "it is stored as"),
        ("UPDATE claim SET finding = 'unsupported' WHERE id = 2", "standing", "it is stored as"),
        ("UPDATE decision SET assertion = replace(assertion, 'number', 'date')", "standing", "it is stored as"),
        ("UPDATE claim SET standing_reason = 'so it is' WHERE id = 2", "standing", "the reason of its standing"),
        ("DELETE FROM queue WHERE claim = 1", "queue", "is not in the queue"),
        ("UPDATE queue SET priority = 3 WHERE claim = 1", "queue", "doesn't say what it needs"),
        ("UPDATE queue SET claim = 2 WHERE claim = 1", "queue", "needs nobody's work"),
        ("UPDATE anchor SET start = start + 1 WHERE claim = 1", "anchor", "other words"),
        ("UPDATE anchor SET start = 100000 WHERE claim = 2", "anchor", "outside the body"),
        ("UPDATE anchor SET length = 0 WHERE claim = 2", "anchor", "outside the body"),
        ("UPDATE anchor SET part = 'headline' WHERE claim = 2", "standing", "it is stored as approved"),
        ("UPDATE revision SET body = 'Nothing.' WHERE article = 1 AND number = 1", "revision", "its hash"),
        ("DELETE FROM revision WHERE article = 2 AND number = 2", "revision", "revision 2 is missing"),
        ("UPDATE article SET head = 2 WHERE slug = 'fire'", "article", "its head is revision 2"),
        ("UPDATE article SET published = 1 WHERE slug = 'fire'", "article", "last one published"),
        ("UPDATE article SET stage = 'approved' WHERE slug = 'spat'", "article", "not the approved one"),
        ("UPDATE desk SET claims = 3", "counter", "there is number"),
        ("DELETE FROM event WHERE seq = 7", "event", "event 7 is missing"),
        ("DELETE FROM source WHERE id = 1", "reference", "refers to a row of source"),
        ("UPDATE decision_place SET context = '{'", "claim", "damaged"),
    ];
    for (sql, kind, words) in cases {
        let name = copy(&desk, "spoilt.db");
        tamper(&desk.path(&name), sql);
        let done = desk.run(&["--db", &name, "db", "check", "--json"]).ends(1);
        let found = done.json();
        assert_eq!(found["ok"], false, "{sql}");
        let findings = found["findings"].as_array().unwrap();
        let hit = |f: &serde_json::Value| f["kind"] == *kind && f["message"].as_str().unwrap().contains(words);
        assert!(findings.iter().any(hit), "{sql}: {found}");
        std::fs::remove_file(desk.path(&name)).unwrap();
    }
}

#[test]
fn a_seal_stays_the_same_for_ever() {
    let desk = everything();
    let seal = desk.run(&["db", "seal", "--json"]).ends(0).json();
    let at = seal["events"].to_string();
    let name = copy(&desk, "spoilt.db");
    desk.by("wim", &["tag", "add", "fire", "later"]).ends(0);
    assert_ne!(desk.run(&["db", "seal", "--json"]).json()["seal"], seal["seal"]);
    assert_eq!(desk.run(&["db", "seal", "--at", &at, "--json"]).ends(0).json(), seal);
    desk.run(&["db", "seal", "--at", "100000"]).ends(3);
    tamper(
        &desk.path(&name),
        "UPDATE event SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM event WHERE article = 2)",
    );
    assert_ne!(desk.run(&["--db", &name, "db", "seal", "--at", &at, "--json"]).json()["seal"], seal["seal"]);
}

#[test]
fn a_desk_goes_out_and_comes_back_whole() {
    let desk = everything();
    desk.run(&["export", "desk", "-o", "out.jsonl"]).ends(0).says("wrote out.jsonl");
    let lines = std::fs::read_to_string(desk.path("out.jsonl")).unwrap();
    desk.run(&["--as", "somebody", "init", "new.db", "--display", "Some Body"]).ends(0);
    desk.run(&["--db", "new.db", "--as", "somebody", "import", "out.jsonl", "--dry-run"])
        .ends(0)
        .says("nothing changed");
    desk.run(&["--db", "new.db", "--as", "somebody", "import", "out.jsonl"]).ends(0);
    assert!(desk.run(&["--db", "new.db", "export", "desk"]).ends(0).stdout == lines, "the two exports differ");
    desk.run(&["--db", "new.db", "log", "--verify"]).ends(0);
    desk.run(&["--db", "new.db", "db", "check"]).ends(0);
    for words in [&["db", "seal"][..], &["log", "--limit", "0"], &["article", "show", "fire"], &["queue", "--json"]] {
        let there = desk.run(&[&["--db", "new.db"], words].concat()).ends(0).stdout;
        assert_eq!(desk.run(words).stdout, there, "{words:?}");
    }
    // It goes on from there, and takes no second desk.
    desk.run(&["--db", "new.db", "--as", "wim", "tag", "add", "fire", "later"]).ends(0);
    desk.run(&["--db", "new.db", "log", "--verify"]).ends(0);
    desk.run(&["--db", "new.db", "import", "out.jsonl"]).ends(1).says("a new desk only");

    // A damaged, shortened, prolonged or newer one changes nothing.
    let cut = |text: &str, lines: usize| {
        text.lines().rev().skip(lines).collect::<Vec<_>>().into_iter().rev().fold(String::new(), |t, l| t + l + "\n")
    };
    let replaced = |from: &str, to: &str| {
        assert!(lines.contains(from), "{from}");
        lines.replacen(from, to, 1)
    };
    let cases = [
        ("the end is missing", cut(&lines, 1), "cut short"),
        ("half is missing", lines[..lines.len() / 2].rsplit_once('\n').unwrap().0.to_owned() + "\n", "cut short"),
        ("a line is cut", lines[..lines.len() / 2].trim_end().to_owned(), "no end"),
        ("a word changed", replaced("nine minutes", "four minutes"), "not what was written"),
        (
            "a row is missing",
            replaced("{\"table\":\"policy\"", "\n{\"table\":\"policy\"")
                .replacen("\n\n", "\n", 1)
                .lines()
                .enumerate()
                .filter(|(n, _)| *n != 30)
                .fold(String::new(), |t, (_, l)| t + l + "\n"),
            "not what was written",
        ),
        (
            "two rows of one key",
            {
                let row = lines.lines().nth(2).unwrap();
                lines.replacen(row, &format!("{row}\n{row}"), 1)
            },
            "damaged at line 4",
        ),
        ("an unknown table", replaced("\"table\":\"policy\"", "\"table\":\"police\""), "no table"),
        ("a column too many", replaced("\"row\":{\"key\"", "\"row\":{\"extra\":1,\"key\""), "has no extra"),
        ("a column too few", replaced("\"display\":", "\"displays\":"), "needs its display"),
        ("a value of another kind", replaced("\"active\":1", "\"active\":\"yes\""), "another kind"),
        ("a value that the rules refuse", replaced("\"active\":1", "\"active\":7"), "damaged at line"),
        ("no JSON", replaced("{\"table\":\"person\"", "{table:person"), "no JSON"),
        ("more after the end", format!("{lines}{{}}\n"), "more after the end"),
        ("a newer form", replaced("\"format\":1", "\"format\":2"), "newer copydesk"),
        (
            "a newer schema",
            replaced(
                &format!("\"schema\":{}", copydesk::store::desk::SCHEMA_VERSION),
                &format!("\"schema\":{}", copydesk::store::desk::SCHEMA_VERSION + 1),
            ),
            "newer copydesk",
        ),
    ];
    desk.run(&["--as", "somebody", "init", "other.db"]).ends(0);
    let before = desk.run(&["--db", "other.db", "export", "desk"]).stdout;
    for (what, text, words) in cases {
        desk.file("bad.jsonl", text);
        let done = desk.run(&["--db", "other.db", "--as", "somebody", "import", "bad.jsonl"]).ends(1);
        assert!(done.stderr.contains(words), "{what}: {}", done.stderr);
        assert_eq!(desk.run(&["--db", "other.db", "export", "desk"]).stdout, before, "{what}");
    }
    desk.run(&["--db", "other.db", "--as", "somebody", "import", "out.jsonl"]).ends(0);
}

#[test]
fn a_desk_is_copied_and_brought_back() {
    let desk = everything();
    let export = |db: &str| desk.run(&["--db", db, "export", "desk"]).ends(0).stdout;
    desk.run(&["db", "backup", "copy.db"]).ends(0).says("copy.db holds the desk");
    desk.run(&["db", "backup", "copy.db"]).ends(1).says("exists already");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(desk.path("copy.db")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let then = export("desk.db");
    assert!(then == export("copy.db"));
    desk.by("wim", &["tag", "add", "fire", "later"]).ends(0);
    let now = export("desk.db");
    desk.run(&["db", "restore", "copy.db"]).ends(2).says("--yes");
    assert!(export("desk.db") == now, "nothing changes without a yes");
    desk.run(&["db", "restore", "desk.db", "--yes"]).ends(2);
    let done = desk.run(&["db", "restore", "copy.db", "--yes", "--json"]).ends(0).json();
    assert!(done["kept"].as_str().unwrap().ends_with("desk.db.bak"), "{done}");
    assert!(export("desk.db") == then && export("desk.db.bak") == now);
    assert!(export("copy.db") == then, "the backup stays as it was");
    // Where there is none, it is made; where it is damaged, it is put aside.
    desk.run(&["--db", "fresh.db", "db", "restore", "copy.db"]).ends(0);
    assert!(export("fresh.db") == then);
    let mut bytes = std::fs::read(desk.path("fresh.db")).unwrap();
    for byte in &mut bytes[100..6_000] {
        *byte = 0xA5;
    }
    std::fs::write(desk.path("fresh.db"), &bytes).unwrap();
    desk.run(&["--db", "fresh.db", "log"]).ends(1).says("damaged");
    desk.run(&["--db", "fresh.db", "db", "restore", "copy.db", "--yes"]).ends(0).says("fresh.db.bak");
    assert!(export("fresh.db") == then && std::fs::read(desk.path("fresh.db.bak")).unwrap() == bytes);
    // What is no desk is neither restored from nor over.
    desk.file("notes.txt", "buy milk");
    desk.run(&["--db", "fresh.db", "db", "restore", "notes.txt", "--yes"]).ends(1).says("is not a desk");
    desk.run(&["--db", "notes.txt", "db", "restore", "copy.db", "--yes"]).ends(1).says("is not a desk");
    assert_eq!(std::fs::read(desk.path("notes.txt")).unwrap(), b"buy milk");
    std::fs::write(desk.path("bad.db"), &bytes).unwrap();
    desk.run(&["--db", "fresh.db", "db", "restore", "bad.db", "--yes"]).ends(1).says("damaged");
    assert!(export("fresh.db") == then);
    let stray: Vec<String> = std::fs::read_dir(desk.path(""))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".copydesk"))
        .collect();
    assert!(stray.is_empty(), "{stray:?}");
}

#[test]
fn an_undo_puts_things_back_as_they_were() {
    let desk = everything();
    let article = |slug: &str| desk.run(&["article", "show", slug, "--json"]).ends(0).json();
    let claim = |id: &str| {
        let mut shown = desk.run(&["claim", "show", id, "--json"]).ends(0).json();
        // A decision that no longer counts stays on show, and so does a comment.
        for stays in ["decisions", "comments"] {
            shown.as_object_mut().unwrap().remove(stays);
        }
        shown
    };
    let check = || desk.run(&["db", "check"]).ends(0);
    let cases: &[(&str, &[&str])] = &[
        ("carl", &["claim", "take", "1"]),
        ("ed", &["claim", "assign", "1", "--to", "wim"]),
        ("carl", &["claim", "wait", "1", "--note", "the port is closed"]),
        ("carl", &["claim", "edit", "2", "--statement", "Ten people died on Tuesday", "--due", "2026-03-01T00:00:00Z"]),
        ("carl", &["claim", "check", "1", "--finding", "unsupported", "--note", "nobody measured"]),
        ("ed", &["claim", "return", "2", "--note", "once more"]),
        ("carl", &["claim", "withdraw", "2", "--note", "mistaken"]),
        ("carl", &["claim", "reopen", "6"]),
        ("carl", &["claim", "cite", "2", "S1", "--stance", "contradicts"]),
    ];
    for (who, words) in cases {
        let id = words[2];
        let before = claim(id);
        desk.by(who, words).ends(0);
        assert_ne!(claim(id), before, "{words:?}");
        desk.by(who, &["undo"]).ends(0);
        assert_eq!(claim(id), before, "{words:?}");
        check();
    }
    let cases: &[(&str, &[&str])] = &[
        ("ed", &["article", "set", "quay", "--desk", "sport", "--urgency", "1", "--language", "nb", "--slug", "pier"]),
        ("ed", &["article", "assign", "quay", "--to", "carl"]),
        ("wim", &["article", "submit", "quay"]),
        ("ed", &["article", "spike", "quay"]),
        ("ed", &["article", "unspike", "spat"]),
        ("wim", &["tag", "add", "quay", "person:Ola Berg"]),
        ("wim", &["tag", "remove", "quay", "place:Oslo"]),
    ];
    for (who, words) in cases {
        let slug = words[2];
        let strip = |mut shown: serde_json::Value| {
            shown.as_object_mut().unwrap().remove("updated_at");
            shown
        };
        let before = strip(article(slug));
        desk.by(who, words).ends(0);
        let event = desk.by(who, &["undo", "--json"]).ends(0).json();
        assert!(event["after"]["reverses"].is_number(), "{event}");
        assert_eq!(strip(article(slug)), before, "{words:?}");
        check();
    }
    // A source goes back, and with it the approvals that lapsed by its change.
    let before = claim("2");
    desk.by("carl", &["source", "edit", "S1", "--title", "Some log", "--locator", "x"]).ends(2);
    desk.by("carl", &["source", "edit", "S1", "--title", "Some log"]).ends(0);
    assert_ne!(claim("2")["standing"], before["standing"]);
    desk.by("carl", &["undo"]).ends(0);
    assert_eq!(claim("2"), before);
    check();
    // A text that was brought back goes again.
    let before = article("quay")["body"].clone();
    desk.by("wim", &["revision", "restore", "quay@1"]).ends(0);
    assert_ne!(article("quay")["body"], before);
    desk.by("wim", &["undo"]).ends(0);
    assert_eq!((article("quay")["body"].clone(), article("quay")["head"].as_i64()), (before, Some(4)));
    check();
    // An approval of an article goes, and the text can be approved again.
    desk.by("wim", &["article", "submit", "ferry"]).ends(1);
    desk.by("ed", &["article", "approve", "ferry"]).ends(0);
    desk.by("ed", &["undo"]).ends(0);
    assert_eq!(article("ferry")["stage"], "submitted");
    desk.by("eva", &["article", "approve", "ferry"]).ends(0);
    // A text comes back as a new revision, with its claims; the approval with it.
    let before = (claim("2")["standing"].clone(), article("ferry")["body"].clone());
    edit(&desk, "wim", "ferry", "Ten people", "Two people");
    assert_eq!(article("ferry")["stage"], "submitted");
    desk.by("wim", &["undo"]).ends(0);
    let after = article("ferry");
    assert_eq!((claim("2")["standing"].clone(), after["body"].clone()), before);
    assert_eq!((after["stage"].as_str(), after["head"].as_i64()), (Some("approved"), Some(3)));
    // A claim on which nothing was done is withdrawn.
    let words = ["claim", "add", "quay", "--quote", "closes in 2028", "--json"];
    let id = desk.by("carl", &words).ends(0).json()["id"].to_string();
    desk.by("carl", &["undo"]).ends(0).says(&format!("#{id} is withdrawn"));
    assert_eq!(claim(&id)["progress"], "withdrawn");
    // A renamed tag gets its name back.
    desk.by("ed", &["tag", "rename", "fires", "blazes"]).ends(0);
    desk.by("ed", &["undo"]).ends(0);
    assert!(desk.run(&["tag", "list", "--json"]).stdout.contains("\"fires\""));
    check();
    desk.run(&["log", "--verify"]).ends(0);
}

#[test]
fn what_cant_be_undone_says_what_to_do_instead() {
    let desk = everything();
    let seq = |action: &str| -> String {
        let log = desk.run(&["log", "--json", "--limit", "0"]).json();
        let event = log
            .as_array()
            .unwrap()
            .iter()
            .rev()
            // Nothing builds on what was done last with the berths.
            .find(|e| e["action"] == action && e["subject"] != "berth" && e["subject"] != "#8")
            .unwrap_or_else(|| panic!("{action}"))
            .clone();
        event["sequence"].to_string()
    };
    let before = desk.run(&["export", "desk"]).stdout;
    for (action, hint) in [
        ("desk.make", "copydesk log"),
        ("person.add", "copydesk person set"),
        ("person.set", "copydesk person set"),
        ("policy.set", "copydesk policy set"),
        ("article.import", "copydesk revision restore quay@"),
        ("import.end", "copydesk article spike"),
        ("article.new", "copydesk article spike"),
        ("article.publish", "copydesk article republish"),
        ("article.republish", "copydesk article kill"),
        ("article.kill", "copydesk article reinstate"),
        ("article.reinstate", "copydesk article spike"),
        ("tag.merge", "copydesk tag add"),
        ("source.add", "copydesk source edit"),
        ("claim.comment", "copydesk claim comment"),
        ("claim.undo", "do again"),
        // An override stays on the record.
        ("article.approve", "copydesk article return hold"),
        // Later events build on these.
        ("claim.wait", "copydesk undo"),
        ("claim.take", "copydesk undo"),
        ("revision.add", "copydesk revision restore fire@2"),
        ("claim.approve", "copydesk claim return 3"),
    ] {
        let done = desk.by("cleo", &["undo", &seq(action)]).ends(1);
        assert!(done.stderr.contains(hint), "{action}: {}", done.stderr);
    }
    desk.by("cleo", &["undo", "100000"]).ends(3);
    let undone = desk.run(&["log", "--json", "--limit", "0"]).json();
    let undone = undone.as_array().unwrap().iter().find_map(|e| e["after"]["reverses"].as_i64()).unwrap().to_string();
    desk.by("cleo", &["undo", &undone]).ends(1).says("was undone already");
    desk.by("wim", &["undo", &seq("claim.assign")]).ends(1).says("only an editor");
    assert!(desk.run(&["export", "desk"]).stdout == before, "a refusal changes nothing");
}
