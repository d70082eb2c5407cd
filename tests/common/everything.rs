//! A desk on which everything that a desk keeps was done once, by the program.

use std::sync::OnceLock;

use super::Desk;

const COPY: &str = "Ten people died in the harbour fire on Tuesday, the fire service said.\n\n\
    \"We came within eight minutes,\" said its chief, Ola Berg. She counted 40 boats lost.\n\n\
    The council pays 2 million crowns.\n";

/// It. Made once a test binary, then copied. Slugs: `fire` (public, corrected), `ferry` (killed and brought
/// back), `quay` (imported with its history), `spat` (spiked), `hold` (passed
/// with an override), `berth` (corrected by `claim apply`). Something was undone, too.
pub fn everything() -> Desk {
    static MADE: OnceLock<(Vec<u8>, i64)> = OnceLock::new();
    let (bytes, minute) = MADE.get_or_init(|| {
        let desk = Desk::new();
        play(&desk, 300_000);
        // The last one to close a desk moves its log into the file.
        assert!(!desk.path("desk.db-wal").exists());
        (std::fs::read(desk.path("desk.db")).unwrap(), desk.minute.get())
    });
    let desk = Desk::empty();
    desk.file("desk.db", bytes);
    desk.minute.set(*minute);
    desk
}

/// Does all of that, once, on a desk with people and nothing else; the file that
/// is attached has so many bytes.
pub fn play(desk: &Desk, attached: u32) {
    let by = |who: &str, words: &[&str]| desk.by(who, words).ends(0);
    desk.file("fire.md", COPY);
    desk.file("log.pdf", (0..attached).map(|n| u8::try_from(n % 251).unwrap()).collect::<Vec<u8>>());
    desk.file(
        "quay.jsonl",
        concat!(
            r#"{"slug":"quay","provider":"north wire","external_id":"n-1","headline":"Quay to close","tags":["place:Oslo"],"#,
            r#""revisions":[{"source_time":"2026-01-02T08:00:00Z","author":"N. W.","headline":"Quay closes","body":"The quay closes in 2027."},"#,
            r#"{"source_time":"2026-01-02T10:00:00Z","body":"The quay closes in 2028, the port said. It is 90 metres long."}],"#,
            r#""claims":[{"quote":"90 metres long","kind":"number"}]}"#,
            "\n"
        ),
    );
    by("cleo", &["import", "quay.jsonl", "--desk", "local"]);
    by("cleo", &["policy", "set", "min_sources", "1"]);
    by("cleo", &["person", "set", "wim", "--display", "Wim Skriver"]);
    by("wim", &["article", "new", "fire", "--headline", "Ten die in harbour fire", "--file", "fire.md"]);
    by("wim", &["article", "set", "fire", "--desk", "local", "--urgency", "2", "--language", "en"]);
    by("ed", &["article", "assign", "fire", "--to", "wim"]);
    by("wim", &["tag", "add", "fire", "place:Oslo", "blaze"]);
    by("ed", &["tag", "rename", "blaze", "fires"]);
    by("ed", &["tag", "add", "quay", "harbour"]);
    by("ed", &["tag", "merge", "harbour", "fires", "--yes"]);

    // Claims 2 to 6 (1 came with the import).
    for (quote, kind) in [
        ("Ten people died", "number"),
        ("We came within eight minutes", "quotation"),
        ("40 boats lost", "number"),
        ("2 million crowns", "number"),
    ] {
        by("carl", &["claim", "add", "fire", "--quote", quote, "--kind", kind]);
    }
    by("carl", &["claim", "add", "fire", "--statement", "The fire began on a boat"]);
    by(
        "carl",
        &["claim", "cite", "2-3", "--kind", "document", "--title", "Service log", "--file", "log.pdf", "--primary"],
    );
    by("carl", &["claim", "cite", "4", "S1", "--locator", "p. 4", "--stance", "contradicts"]);
    let secret = ["--kind", "interview", "--title", "a diver", "--confidential", "--known-to", "ed"];
    by("carl", &[&["claim", "cite", "5"][..], &secret].concat());
    by("carl", &["claim", "take", "2"]);
    by("carl", &["claim", "check", "2", "--finding", "confirmed", "--note", "page 1"]);
    by("ed", &["claim", "approve", "2"]);
    by("carl", &["claim", "check", "3", "--finding", "confirmed"]);
    by("ed", &["claim", "return", "3", "--note", "who heard it?"]);
    by("carl", &["claim", "wait", "3", "--note", "Berg calls back"]);
    by("carl", &["claim", "check", "3", "--finding", "confirmed"]);
    by("eva", &["claim", "approve", "3"]);
    by("eva", &["undo", "--note", "too soon"]);
    by("ed", &["claim", "approve", "3"]);
    by("carl", &["claim", "cite", "4", "--kind", "data", "--title", "Port register"]);
    by("carl", &["claim", "check", "4", "--finding", "needs-correction", "--correction", "30 boats lost"]);
    by("ed", &["claim", "approve", "4"]);
    by("carl", &["claim", "check", "5", "--finding", "confirmed"]);
    by("ed", &["claim", "approve", "5"]);
    by("carl", &["claim", "edit", "6", "--priority", "1"]);
    by("carl", &["claim", "withdraw", "6", "--note", "nobody says so any more"]);
    by("carl", &["claim", "assign", "1", "--to", "carl"]);
    by("carl", &["claim", "comment", "1", "ask the port"]);

    // Corrected, approved, public, and corrected in public.
    edit(desk, "wim", "fire", "40 boats", "30 boats");
    by("wim", &["article", "submit", "fire"]);
    by("ed", &["article", "return", "fire", "--note", "mind the name"]);
    by("wim", &["article", "submit", "fire"]);
    by("eva", &["article", "approve", "fire"]);
    by("ed", &["article", "publish", "fire"]);
    edit(desk, "wim", "fire", "within eight minutes", "within nine minutes");
    by("carl", &["claim", "check", "3", "--finding", "confirmed"]);
    by("eva", &["claim", "approve", "3"]);
    by("eva", &["claim", "reconfirm", "4"]);
    by("ed", &["article", "republish", "fire", "--as", "correction", "--note", "It was nine minutes."]);

    for slug in ["ferry", "spat", "hold"] {
        by("wim", &["article", "new", slug, "--headline", "The ferry is late", "--file", "fire.md"]);
    }
    by("wim", &["article", "submit", "ferry"]);
    by("ed", &["article", "approve", "ferry"]);
    by("ed", &["article", "publish", "ferry"]);
    by("cleo", &["article", "kill", "ferry", "--note", "It was on time."]);
    by("cleo", &["article", "reinstate", "ferry", "--note", "Now it is late."]);
    by("ed", &["article", "spike", "spat"]);
    by("carl", &["claim", "add", "hold", "--quote", "Ten people died"]);
    // Corrections applied, places confirmed and changed: claims 8 and 9. (Nothing is marked seen:
    // tests/upgrade.rs takes the table for that away.)
    desk.file("berth.md", "## Berths\n\nThe port has 40 berths for boats. It is old.\n");
    by("wim", &["article", "new", "berth", "--headline", "Berths", "--language", "en", "--file", "berth.md"]);
    by("carl", &["claim", "add", "berth", "--quote", "40 berths for boats", "--kind", "number"]);
    by("carl", &["claim", "cite", "8", "--kind", "data", "--title", "Berth register"]);
    by("carl", &["claim", "check", "8", "--finding", "needs-correction", "--correction", "50 berths for boats"]);
    by("ed", &["claim", "approve", "8"]);
    by("wim", &["claim", "apply", "--article", "berth"]);
    edit(desk, "wim", "berth", "## Berths", "## The berths");
    edit(desk, "wim", "berth", "It is old.", "It is old. The pilots say: it has 50 berths for boats.");
    by("carl", &["claim", "place", "8", "--confirm", "2", "--at", "head"]);
    by("carl", &["claim", "add", "berth", "--statement", "It is old"]);
    by("carl", &["claim", "relink", "9", "--quote", "It is old", "--at", "head"]);
    by("wim", &["article", "submit", "hold"]);
    by("cleo", &["article", "approve", "hold", "--override", "the mayor reads it out at noon"]);
}

/// Changes words of an article's body.
pub fn edit(desk: &Desk, who: &str, slug: &str, from: &str, to: &str) {
    let body = desk.run(&["article", "show", slug, "--json"]).ends(0).json()["body"].as_str().unwrap().to_owned();
    assert!(body.contains(from), "{body}");
    let at = desk.run(&["article", "show", slug, "--json"]).json()["head"].to_string();
    let words = ["--as", who, "article", "edit", slug, "--file", "-", "--at", &at, "--note", "mended"];
    desk.feed(&words, &body.replace(from, to)).ends(0);
}
