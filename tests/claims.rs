//! A claim's life from outside: added, checked, approved by somebody else,
//! lapsed with its words, confirmed again, withdrawn; and every refusal.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::{Desk, Output};
use serde_json::{Value, json};

const FIRE: &str = "The fire in the harbour began at noon on Monday.

Ten people died in the fire, the fire service said. Twelve people were hurt.

\"We warned the port for years,\" said Maria Lund, who leads the union.

The port was built in 1998. It is the largest in the region.
";

/// A desk with one article, written by wim and read by nobody yet.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    desk.by(
        "wim",
        &["article", "new", "fire", "--headline", "Fire in the harbour", "--language", "en", "--file", "fire.md"],
    )
    .ends(0);
    desk
}

fn edit(desk: &Desk, from: &str, to: &str) -> Output {
    let text = std::fs::read_to_string(desk.path("fire.md")).unwrap();
    assert!(text.contains(from), "{from:?} is not in the text");
    desk.file("fire.md", text.replace(from, to));
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0)
}

fn add(desk: &Desk, quote: &str) {
    desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
}

/// Claims approved by ed on one document, as carl found them.
fn approved(desk: &Desk, quotes: &[&str]) {
    for quote in quotes {
        add(desk, quote);
    }
    let all = format!("1-{}", quotes.len());
    desk.by("carl", &["claim", "cite", &all, "--kind", "document", "--title", "Fire service log"]).ends(0);
    desk.by("carl", &["claim", "check", &all, "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", &all]).ends(0);
}

fn show(desk: &Desk, id: &str) -> Value {
    desk.by("eva", &["claim", "show", id, "--json"]).ends(0).json()
}

fn standing(desk: &Desk, id: &str) -> (String, String) {
    let claim = show(desk, id);
    (claim["standing"].as_str().unwrap().to_owned(), claim["progress"].as_str().unwrap().to_owned())
}

#[track_caller]
fn stands(desk: &Desk, id: &str, want: (&str, &str)) {
    let (standing, progress) = standing(desk, id);
    assert_eq!((standing.as_str(), progress.as_str()), want);
}

/// What the record holds, to see that a refusal changed nothing.
fn events(desk: &Desk) -> usize {
    desk.run(&["log", "--json"]).ends(0).json().as_array().unwrap().len()
}

#[test]
fn a_claim_from_its_words_to_a_new_approval() {
    let desk = desk();
    let added = desk.by("wim", &["claim", "add", "fire", "--quote", "Ten people died", "--json"]).ends(0).json();
    assert_eq!(added["kind"], "number");
    assert_eq!((&added["standing"], &added["progress"]), (&json!("unapproved"), &json!("open")));
    let anchor = &added["anchors"][0];
    assert_eq!((&anchor["part"], &anchor["start"], &anchor["end"]), (&json!("body"), &json!(50), &json!(65)));
    assert_eq!((&anchor["how"], &anchor["quote"]), (&json!("placed"), &json!("Ten people died")));
    assert!(anchor["suffix"].as_str().unwrap().starts_with(" in the fire"));

    desk.by("carl", &["claim", "take", "--next"]).ends(0).says("#1");
    stands(&desk, "1", ("unapproved", "checking"));
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"])
        .ends(1)
        .says("needs 1 more independent supporting source")
        .says("copydesk claim cite 1");
    desk.by("carl", &["claim", "cite", "1", "--kind", "document", "--title", "Fire service log", "--primary"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed", "--note", "page 2"]).ends(0);
    stands(&desk, "1", ("unapproved", "proposed"));
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    stands(&desk, "1", ("approved", "approved"));
    desk.by("ed", &["gate", "fire"]).ends(0);

    // The words travel, and the approval with them.
    edit(&desk, "The fire in the harbour began", "A first word. The fire in the harbour began");
    stands(&desk, "1", ("approved", "approved"));
    // They change, and it lapses.
    edit(&desk, "Ten people died", "Eleven people died");
    let stale = show(&desk, "1");
    assert_eq!((&stale["standing"], &stale["progress"]), (&json!("stale"), &json!("returned")));
    assert_eq!(stale["hard_changes"], json!(["number"]));
    let last = stale["anchors"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["revision"], &last["how"]), (&json!(3), &json!("edited")));
    assert_eq!(last["quote"], "Eleven people died");
    let closed = desk.by("ed", &["gate", "fire", "--json"]).ends(8);
    assert_eq!(closed.json()["blockers"][0]["kind"], "claim_stale");
    assert_eq!(closed.stderr, "");
    desk.by("ed", &["claim", "approve", "1"]).ends(1).says("can't be approved as it stands");
    desk.by("eva", &["claim", "reconfirm", "1"]).ends(1).says("is stale and must be checked again");

    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    let again = desk.by("eva", &["claim", "approve", "1", "--json"]).ends(0).json();
    assert_eq!((&again["standing"], &again["quote"]), (&json!("approved"), &json!("Eleven people died")));
    let kinds: Vec<&str> = again["decisions"].as_array().unwrap().iter().filter_map(|d| d["kind"].as_str()).collect();
    assert_eq!(kinds, ["check", "approve", "check", "approve"]);
    let covers = &again["decisions"][1]["covers"][0];
    assert_eq!(covers["quote"], "Ten people died");
    assert_eq!(covers["sentence"], "Ten people died in the fire, the fire service said.");
    desk.by("ed", &["gate", "fire"]).ends(0);

    // Words that come back bring their approval back with them only where it was not ended since.
    edit(&desk, "Eleven people died", "Ten people died");
    stands(&desk, "1", ("stale", "returned"));
    let log = desk.run(&["log", "--verify", "--json"]).ends(0).json();
    assert_eq!(log["ok"], true);
}

#[test]
fn nobody_approves_their_own_work() {
    let desk = desk();
    add(&desk, "Ten people died");
    desk.by("ed", &["claim", "cite", "1", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    let before = events(&desk);
    desk.by("carl", &["claim", "approve", "1"]).ends(1).says("carl is a checker and may not approve a claim");
    desk.by("ed", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(1).says("ed proposed this finding; somebody else must approve it");
    assert_eq!(events(&desk), before + 1);
    desk.by("eva", &["claim", "approve", "1"]).ends(0);

    // Who wrote the words doesn't approve them either, whatever their role.
    desk.file("more.md", "Twenty ships burned.\n");
    desk.by("ed", &["article", "new", "ships", "--headline", "Ships", "--file", "more.md"]).ends(0);
    desk.by("wim", &["claim", "add", "ships", "--quote", "Twenty ships burned"]).ends(0);
    desk.by("carl", &["claim", "check", "2", "--finding", "not-checkable"]).ends(0);
    desk.by("ed", &["claim", "approve", "2"]).ends(1).says("ed wrote or last changed these words");
    desk.by("cleo", &["policy", "set", "four_eyes", "solo"]).ends(0);
    desk.by("ed", &["claim", "approve", "2"]).ends(0);
}

#[test]
fn a_quote_that_can_not_be_placed() {
    let desk = desk();
    let before = events(&desk);
    desk.by("wim", &["claim", "add", "fire", "--quote", "Ten persons died in the fire"])
        .ends(3)
        .says("these words don't stand in fire@1")
        .says("the closest passage (body): \"")
        .says("people died in the fire");
    desk.by("wim", &["claim", "add", "fire", "--quote", "people"])
        .ends(1)
        .says("stand in fire 2 times")
        .says("1. body: …")
        .says("2. body: …")
        .says("--occurrence 1 to 2");
    desk.by("wim", &["claim", "add", "fire", "--quote", "people", "--occurrence", "3"]).ends(3).says("2 times, not 3");
    desk.by("wim", &["claim", "add", "fire"]).ends(2);
    desk.by("wim", &["claim", "add", "fir-e", "--quote", "people"]).ends(3).says("did you mean fire?");
    assert_eq!(events(&desk), before);
    let second =
        desk.by("wim", &["claim", "add", "fire", "--quote", "people", "--occurrence", "2", "--json"]).ends(0).json();
    assert_eq!(second["anchors"][0]["suffix"].as_str().map(|s| s.starts_with(" were hurt")), Some(true));
    let waits = desk.by("wim", &["claim", "add", "fire", "--statement", "The union warned in 2024", "--json"]);
    assert_eq!(waits.ends(0).json()["standing"], "unplaced");
}

#[test]
fn a_decision_is_about_what_its_maker_saw() {
    let desk = desk();
    approved(&desk, &["Ten people died", "Twelve people were hurt"]);
    desk.by("eva", &["proof", "fire"]).ends(0);
    edit(&desk, "Ten people died", "Nine people died");
    let before = events(&desk);
    // Explicitly, and by what was seen last.
    for args in [&["--at", "1"][..], &[]] {
        let words = [&["claim", "return", "1", "--note", "why?"][..], args].concat();
        desk.by("eva", &words)
            .ends(4)
            .says("the words of claim #1 changed after revision 1, which you saw")
            .says("Ten people died in the fire")
            .says("Nine people died in the fire")
            .says("copydesk diff fire@1 @2");
    }
    let error = desk.by("carl", &["claim", "check", "1", "--finding", "confirmed", "--at", "1", "--json"]).ends(4);
    assert_eq!(error.error()["kind"], "conflict");
    assert_eq!(events(&desk), before);
    // Words decide, not the number of the revision.
    desk.by("eva", &["claim", "return", "2", "--note", "one more source", "--at", "1"]).ends(0);
    // Whoever looked at the new words may decide on them.
    desk.by("eva", &["proof", "fire"]).ends(0);
    desk.by("eva", &["claim", "withdraw", "1", "--note", "not ours"]).ends(0);
}

#[test]
fn one_look_is_enough_where_something_near_the_words_changed() {
    let desk = desk();
    approved(&desk, &["Ten people died"]);
    edit(&desk, "in the fire, the fire service said", "in the great fire, the fire service said");
    stands(&desk, "1", ("touched", "approved"));
    desk.by("eva", &["gate", "fire"]).ends(8);
    desk.by("carl", &["claim", "reconfirm", "1"]).ends(1).says("may not reconfirm a claim");
    desk.by("eva", &["claim", "reconfirm", "1", "--note", "still ten"]).ends(0);
    stands(&desk, "1", ("approved", "approved"));
    desk.by("eva", &["claim", "reconfirm", "1"]).ends(1).says("only touched claims are reconfirmed");
}

#[test]
fn a_lapse_does_not_go_by_being_cut_and_put_back() {
    let desk = desk();
    let body = || desk.run(&["article", "show", "fire", "--json"]).ends(0).json()["body"].as_str().unwrap().to_owned();
    let put = |text: &str| {
        desk.file("fire.md", text);
        desk.by("wim", &["article", "edit", "fire", "--file", "fire.md", "--at", "head"]).ends(0);
    };
    approved(&desk, &["began at noon on Monday"]);
    edit(&desk, "noon on Monday", "noon on Tuesday");
    stands(&desk, "1", ("stale", "returned"));
    let changed = body();
    put(changed.split_once("\n\n").unwrap().1);
    assert_eq!(standing(&desk, "1").0, "cut");
    // Nobody checked what comes back.
    put(&changed);
    assert_eq!(standing(&desk, "1").0, "stale");
    let reason = show(&desk, "1")["standing_reason"].as_str().unwrap().to_owned();
    assert!(reason.contains("Monday → Tuesday"), "{reason}");
    desk.run(&["gate", "fire"]).ends(8);
    // So too by undoing the cut, and by bringing an older text back.
    put(changed.split_once("\n\n").unwrap().1);
    desk.by("wim", &["undo"]).ends(0);
    assert_eq!(standing(&desk, "1").0, "stale");
    put(changed.split_once("\n\n").unwrap().1);
    desk.by("wim", &["revision", "restore", "fire@2"]).ends(0);
    assert_eq!(standing(&desk, "1").0, "stale");
    // The approved words bring the approval back, whatever stood in between.
    put(changed.split_once("\n\n").unwrap().1);
    desk.by("wim", &["revision", "restore", "fire@1"]).ends(0);
    stands(&desk, "1", ("approved", "approved"));
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn words_in_somebodys_mouth_can_be_answered_by_the_text() {
    let desk = desk();
    let quote = "We warned the port for years";
    let added = desk.by("wim", &["claim", "add", "fire", "--quote", quote, "--json"]).ends(0).json();
    assert_eq!((&added["kind"], &added["asks"]), (&json!("quotation"), &json!("said")));
    desk.by("wim", &["claim", "edit", "1", "--asks", "so", "--kind", "event"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "unsupported"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    stands(&desk, "1", ("contradicted", "approved"));
    let closed = desk.by("ed", &["gate", "fire", "--json"]).ends(8).json();
    assert_eq!(closed["blockers"][0]["kind"], "claim_contradicted");
    assert!(closed["blockers"][0]["hint"].as_str().unwrap().contains("claim answered 1"));
    assert_eq!(desk.by("ed", &["queue", "--json"]).json().as_array().unwrap().len(), 1);
    desk.by("carl", &["claim", "answered", "1"]).ends(1);
    desk.by("ed", &["claim", "answered", "1", "--note", "the next sentence says so"]).ends(0);
    let clear = desk.by("ed", &["gate", "fire", "--json"]).ends(0).json();
    assert_eq!(clear["warnings"][0]["kind"], "answered");
    assert_eq!(desk.by("ed", &["queue", "--json"]).json(), json!([]), "an answered claim needs nobody's work");
    // Of what was said in these words nobody can be told otherwise by the text.
    add(&desk, "Ten people died");
    desk.by("carl", &["claim", "check", "2", "--finding", "disputed"]).ends(0);
    desk.by("ed", &["claim", "approve", "2"]).ends(0);
    desk.by("ed", &["claim", "answered", "2"]).ends(1).says("somebody's mouth");
}

#[test]
fn withdrawn_and_brought_back() {
    let desk = desk();
    approved(&desk, &["Ten people died"]);
    desk.by("carl", &["claim", "withdraw", "1"]).ends(2).says("--note TEXT");
    desk.by("carl", &["claim", "withdraw", "1", "--note", "an opinion"]).ends(0);
    assert_eq!(show(&desk, "1")["progress"], "withdrawn");
    desk.by("ed", &["gate", "fire"]).ends(0);
    assert_eq!(desk.by("carl", &["queue", "--json"]).json(), json!([]));
    desk.by("ed", &["claim", "approve", "1"]).ends(1).says("copydesk claim reopen 1");
    desk.by("carl", &["claim", "reopen", "1"]).ends(0);
    let back = show(&desk, "1");
    assert_eq!((&back["progress"], &back["standing"]), (&json!("open"), &json!("unapproved")));
    assert_eq!(back["finding"], Value::Null);
}

#[test]
fn several_claims_in_one_command_are_all_or_nothing() {
    let desk = desk();
    for quote in ["Ten people died", "Twelve people were hurt", "built in 1998"] {
        add(&desk, quote);
    }
    desk.by("carl", &["claim", "cite", "1-3", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1,3", "--finding", "confirmed"]).ends(0);
    let before = events(&desk);
    desk.by("ed", &["claim", "approve", "1-3"]).ends(1).says("#2");
    desk.by("ed", &["claim", "approve", "1,3,9"]).ends(3).says("no claim #9").says("claims go up to #3");
    assert_eq!(events(&desk), before, "nothing was changed");
    stands(&desk, "1", ("unapproved", "proposed"));
    let both = desk.by("ed", &["claim", "approve", "1,3", "--json"]).ends(0).json();
    assert_eq!(both.as_array().unwrap().iter().map(|c| c["id"].clone()).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(events(&desk), before + 2, "an event each");
    // One source was typed once.
    let sources: Vec<Value> = both.as_array().unwrap().iter().map(|c| c["citations"][0]["source"].clone()).collect();
    assert_eq!(sources, [1, 1]);
}

#[test]
fn a_changed_claim_or_source_ends_what_rests_on_it() {
    let desk = desk();
    approved(&desk, &["Ten people died", "Twelve people were hurt"]);
    desk.by("wim", &["claim", "edit", "1", "--statement", "Ten people died on Monday"]).ends(0);
    stands(&desk, "1", ("stale", "returned"));
    desk.by("wim", &["claim", "edit", "1", "--statement", ""]).ends(0);
    stands(&desk, "1", ("approved", "approved"));
    desk.by("wim", &["claim", "edit", "1", "--priority", "1"]).ends(0);
    stands(&desk, "1", ("approved", "approved"));
    desk.by("wim", &["claim", "edit", "1", "--priority", "1"]).ends(2).says("nothing about claim #1 changes");
    // Support does no harm, a contradiction does.
    desk.by("carl", &["claim", "cite", "2", "--kind", "news", "--title", "Wire report"]).ends(0);
    stands(&desk, "2", ("approved", "approved"));
    let against = ["claim", "cite", "2", "--kind", "expert", "--title", "Coroner", "--stance", "contradicts"];
    desk.by("carl", &against).ends(0);
    assert_eq!(show(&desk, "2")["standing_reason"], "source S3 contradicts it");
    stands(&desk, "2", ("stale", "returned"));
}

#[test]
fn who_has_a_claim() {
    let desk = desk();
    desk.by("cleo", &["person", "add", "chidi", "--role", "checker"]).ends(0);
    add(&desk, "Ten people died");
    desk.by("carl", &["claim", "take", "1"]).ends(0);
    desk.by("chidi", &["claim", "take", "1"]).ends(4).says("is with carl until");
    desk.by("chidi", &["claim", "check", "1", "--finding", "disputed"]).ends(4).says("is with carl until");
    desk.by("chidi", &["claim", "take", "--next"]).ends(3).says("nothing in the queue is free");
    desk.by("chidi", &["claim", "drop", "1"]).ends(1).says("somebody else took");
    let mine = desk.by("carl", &["queue", "--mine", "--json"]).json();
    assert_eq!((&mine[0]["id"], &mine[0]["holder"]), (&json!(1), &json!("carl")));
    desk.by("carl", &["claim", "drop", "1"]).ends(0);
    desk.by("ed", &["claim", "assign", "1", "--to", "chidi"]).ends(0);
    assert_eq!(desk.by("carl", &["queue", "--mine", "--json"]).json(), json!([]));
    assert_eq!(desk.by("chidi", &["queue", "--mine", "--json"]).json()[0]["assignee"], "chidi");
    desk.by("ed", &["claim", "assign", "1", "--to", "chidy"]).ends(3).says("did you mean chidi?");
    desk.by("chidi", &["claim", "wait", "1", "--note", "the coroner calls back"]).ends(0);
    let waiting = show(&desk, "1");
    assert_eq!(waiting["progress"], "waiting");
    assert_eq!(waiting["comments"][0]["text"], "waiting: the coroner calls back");
    desk.by("chidi", &["claim", "comment", "1", "She was out"]).ends(0);
    assert_eq!(show(&desk, "1")["comments"][1]["by"], "chidi");
}

#[test]
fn the_queue_is_in_the_order_of_need() {
    let desk = desk();
    approved(&desk, &["Ten people died", "Twelve people were hurt"]);
    add(&desk, "built in 1998");
    desk.by("wim", &["claim", "add", "fire", "--quote", "the largest in the region", "--due", "2026-01-05T00:01"])
        .ends(0);
    desk.by("wim", &["claim", "add", "fire", "--statement", "Nobody was charged"]).ends(0);
    edit(&desk, "Twelve people were hurt", "Fifteen people were hurt");
    let ids = |args: &[&str]| -> Vec<i64> {
        let rows = desk.by("carl", &[&["queue", "--json"], args].concat()).ends(0).json();
        rows.as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(&[]), [4, 2, 3, 5], "overdue, stale, open, unplaced");
    assert_eq!(ids(&["--standing", "stale"]), [2]);
    assert_eq!(ids(&["--standing", "unapproved", "--limit", "1"]), [4]);
    assert_eq!(ids(&["--kind", "date"]), [3]);
    assert_eq!(ids(&["--overdue"]), [4]);
    assert_eq!(ids(&["--article", "fire", "--limit", "2"]), [4, 2]);
    assert_eq!(ids(&["--sort", "age"]), [3, 4, 5, 2]);
    assert_eq!(ids(&["--sort", "due"]), [4, 2, 3, 5]);
    assert_eq!(ids(&["--desk", "sport"]), [0_i64; 0]);
    desk.by("carl", &["queue", "--tag", "nowhere"]).ends(3);
    desk.by("ed", &["tag", "add", "fire", "place:Harbour"]).ends(0);
    assert_eq!(ids(&["--tag", "place:harbour"]), [4, 2, 3, 5]);
    let row = &desk.by("carl", &["queue", "--json"]).json()[1];
    assert_eq!(row["sentence"], "Fifteen people were hurt.");
    assert_eq!((&row["overdue"], &row["article"]), (&json!(false), &json!("fire")));
    assert!(row["waiting_since"].as_str().unwrap().ends_with('Z'));
    let people = desk.by("carl", &["queue"]).ends(0).stdout;
    assert!(people.contains("! stale") && people.contains("overdue"), "{people}");
}

#[test]
fn the_proof_marks_every_claim_and_is_what_was_seen() {
    let desk = desk();
    approved(&desk, &["Ten people died", "Twelve people were hurt"]);
    add(&desk, "built in 1998");
    edit(&desk, "Twelve people were hurt", "Fifteen people were hurt");
    let text = desk.by("eva", &["proof", "fire"]).ends(0).stdout;
    // A line may end anywhere between two words.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("⟦Ten people died⟧#1 number ✓ in the fire"), "{text}");
    assert!(text.contains("⟦Fifteen people were hurt⟧#2 number !"), "{text}");
    assert!(text.contains("number changed") && text.contains("S1 Fire service log"), "{text}");
    assert!(text.contains("[-Twelve-]{+Fifteen+} people were hurt."), "{text}");
    let proof = desk.by("eva", &["proof", "fire", "--style", "json"]).ends(0).json();
    let with: Vec<(&str, &Value)> = proof["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|s| s["claims"] != json!([]))
        .map(|s| (s["text"].as_str().unwrap(), &s["claims"]))
        .collect();
    assert_eq!(
        with,
        [
            ("Ten people died in the fire, the fire service said.", &json!([1])),
            ("Fifteen people were hurt.", &json!([2])),
            ("The port was built in 1998.", &json!([3])),
        ]
    );
    let coverage = &proof["coverage"];
    assert_eq!((&coverage["covered"], &coverage["approved"]), (&json!(2), &json!(1)), "{coverage}");
    assert!(coverage["checkworthy"].as_i64() >= Some(2) && proof["sentences"][0]["checkworthy"].is_number());
    // An older text is judged as it stands: the approval covers it still.
    let older = desk.by("eva", &["proof", "fire@1"]).ends(0).stdout;
    let older = older.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(older.contains("⟦Twelve people were hurt⟧#2 number ✓"), "{older}");
    desk.by("eva", &["proof", "fire", "-o", "proof.txt"]).ends(0);
    assert!(std::fs::read_to_string(desk.path("proof.txt")).unwrap().contains("⟦Ten people died⟧#1 number ✓"));
    desk.by("eva", &["proof", "fire@9"]).ends(3);
}

#[test]
fn undo_takes_a_decision_back() {
    let desk = desk();
    approved(&desk, &["Ten people died"]);
    desk.by("ed", &["undo"]).ends(0);
    stands(&desk, "1", ("unapproved", "proposed"));
    let claim = show(&desk, "1");
    assert!(claim["decisions"][1]["revoked"].is_number(), "{claim}");
}

/// What an editor undid is no edit of theirs: they may approve the article, and
/// the claim on words that stand as they stood before.
#[test]
fn an_undone_edit_does_not_count_for_four_eyes() {
    let desk = Desk::new();
    desk.file("one.md", "Ten people died in the fire. It began at 4 am.\n");
    desk.file("two.md", "Twelve people died in the fire. It began at 4 am.\n");
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--file", "one.md"]).ends(0);
    desk.by("carl", &["claim", "add", "fire", "--quote", "Ten people died", "--kind", "number"]).ends(0);
    desk.by("carl", &["claim", "cite", "1", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("ed", &["article", "edit", "fire", "--file", "two.md"]).ends(0);
    desk.by("ed", &["undo"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed", "--at", "head"]).ends(0);
    desk.by("ed", &["claim", "approve", "1", "--at", "head"]).ends(0);
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    // An edit that stays counts, and so does one after the undo.
    desk.file("three.md", "Ten people died in the fire. It began at 4 am.\n\nThe pier is old.\n");
    desk.by("eva", &["article", "edit", "fire", "--file", "three.md", "--at", "head"]).ends(0);
    desk.by("eva", &["article", "approve", "fire", "--at", "head"]).ends(8).says("eva edited this article");
    desk.by("ed", &["article", "approve", "fire", "--at", "head"]).ends(0);
}

#[test]
fn undo_takes_back_the_whole_of_a_command() {
    let desk = desk();
    approved(&desk, &["Ten people died", "Twelve people were hurt", "built in 1998"]);
    desk.by("ed", &["undo"]).ends(0).says("one command made 3 events").says("the approval of #2 no longer counts");
    for id in ["1", "2", "3"] {
        stands(&desk, id, ("unapproved", "proposed"));
    }
    desk.by("ed", &["claim", "approve", "1-3"]).ends(0);
    // One event by its number alone; and then the rest of its command.
    let log = desk.run(&["log", "--json", "--limit", "0"]).json();
    let last = log.as_array().unwrap().last().unwrap()["sequence"].as_i64().unwrap();
    desk.by("ed", &["undo", &(last - 1).to_string()]).ends(0);
    stands(&desk, "2", ("unapproved", "proposed"));
    stands(&desk, "3", ("approved", "approved"));
    let undone = desk.by("ed", &["undo", "--json"]).ends(0).json();
    assert_eq!(undone.as_array().unwrap().len(), 2);
    stands(&desk, "1", ("unapproved", "proposed"));
    // All or nothing: what somebody builds on one of them keeps all.
    desk.by("ed", &["claim", "approve", "1-2"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["undo"]).ends(1).says("builds on it");
    stands(&desk, "2", ("approved", "approved"));
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn small_words_that_help() {
    let desk = desk();
    approved(&desk, &["Ten people died"]);
    desk.by("ed", &["claim", "reconfirm"]).ends(2).says("copydesk claim reconfirm --article ARTICLE");
    desk.by("ed", &["claim", "seen"]).ends(2).says("copydesk claim seen --article ARTICLE");
    let check = ["claim", "check", "1", "--finding", "needs-correction", "--correction", "   "];
    desk.by("carl", &check).ends(2).says("the correction can't be empty");
    // The source that a claim has is not the one that it needs.
    desk.by("cleo", &["policy", "set", "min_sources", "2"]).ends(0);
    let gate = desk.by("ed", &["gate", "fire", "--for", "approve", "--json"]).json();
    let hint =
        gate["blockers"].as_array().unwrap().iter().find(|b| b["kind"] == "too_few_sources").unwrap()["hint"].clone();
    assert!(hint.as_str().unwrap().contains("--kind document") && !hint.as_str().unwrap().contains("S1"), "{hint}");
    // Where a claim is, it needn't be put.
    let look = desk.by("wim", &["claim", "relink", "1", "--json"]);
    if look.code == 2 {
        let stands = show(&desk, "1")["anchors"].as_array().unwrap().last().unwrap().clone();
        let all = look.json()["candidates"].as_array().unwrap().clone();
        assert!(all.iter().all(|c| (&c["start"], &c["end"]) != (&stands["start"], &stands["end"])), "{all:?}");
    }
}

/// Who brought a text back turned its claims, and not who wrote that text once.
#[test]
fn a_restored_text_turned_claims_by_who_restored_it() {
    let desk = Desk::new();
    desk.file(
        "one.md",
        "---\nheadline: Fire\nbyline: Zed Zuckerman\n---\n## Rumours\n\nTen people died in the fire.\n",
    );
    desk.by("wim", &["import", "one.md", "--slug", "fire"]).ends(0);
    desk.file("two.md", "## Findings\n\nTen people died in the fire.\n");
    desk.by("wim", &["article", "edit", "fire", "--file", "two.md", "--at", "head"]).ends(0);
    desk.by("wim", &["claim", "add", "fire", "--quote", "Ten people died"]).ends(0);
    desk.by("carl", &["claim", "cite", "1", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    desk.by("eva", &["revision", "restore", "fire@1"]).ends(0);
    stands(&desk, "1", ("touched", "approved"));
    let gate = desk.by("ed", &["gate", "fire", "--for", "approve"]).ends(8).stdout;
    assert!(gate.contains("(revision 3, eva)") && !gate.contains("Zed"), "{gate}");
}

#[cfg(unix)]
#[test]
fn a_note_that_was_typed_is_kept() {
    let desk = desk();
    approved(&desk, &["Ten people died"]);
    let Some(mut session) = desk.terminal(&["--as", "ed", "claim", "return", "1"]) else { return };
    session.exp_string("Why do they go back?").unwrap();
    desk.by("eva", &["claim", "withdraw", "1", "--note", "not needed"]).ends(0);
    session.send("A long and careful note\r").unwrap();
    session.flush().unwrap();
    let shown = session.exp_eof().unwrap();
    let path =
        shown.split("your note is kept in ").nth(1).unwrap_or_else(|| panic!("{shown}")).lines().next().unwrap().trim();
    assert_eq!(std::fs::read_to_string(path).unwrap(), "A long and careful note");
}

/// A citation goes, also where its source came with it: that stays at the desk, uncited.
#[test]
fn a_citation_of_a_new_source_is_undone() {
    let desk = desk();
    approved(&desk, &["Ten people died", "Twelve people were hurt"]);
    let cited = |id: &str| show(&desk, id)["citations"].as_array().unwrap().len();
    let before = (cited("1"), cited("2"));
    desk.by("carl", &["claim", "cite", "1-2", "--kind", "news", "--title", "X", "--stance", "contradicts"]).ends(0);
    stands(&desk, "1", ("stale", "returned"));
    let told = desk.by("carl", &["undo", "--yes"]).ends(0).says("the citation of #1 is taken away");
    assert!(told.stderr.contains("stays at the desk"), "{}", told.stderr);
    stands(&desk, "1", ("approved", "approved"));
    assert_eq!((cited("1"), cited("2")), before);
    // A source by itself is nobody's to undo, and what helps is named.
    desk.by("carl", &["undo", "--yes"]).ends(1).says("copydesk source edit S");
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn a_confidential_source_is_kept_by_a_label() {
    let desk = desk();
    add(&desk, "Ten people died");
    let source = ["claim", "cite", "1", "--kind", "interview", "--title", "Officer A", "--confidential"];
    desk.by("carl", &source).ends(2).says("--known-to NAME");
    desk.by("carl", &[&source[..], &["--known-to", "carl"]].concat()).ends(0);
    let cited = &show(&desk, "1")["citations"][0];
    assert_eq!((&cited["title"], &cited["confidential"]), (&json!("Officer A"), &json!(true)));
    desk.by("carl", &["claim", "cite", "1", "S1"]).ends(0);
    assert_eq!(show(&desk, "1")["citations"].as_array().unwrap().len(), 1, "the same tie is not made twice");
    desk.by("carl", &["claim", "cite", "1"]).ends(2).says("name a source of the desk");
    desk.by("carl", &["claim", "cite", "1", "S9"]).ends(3).says("no source S9");
}

/// A claim on the number of a list's item would lie on no words: nothing could be decided on it.
#[test]
fn a_mark_of_layout_carries_no_claim() {
    let desk = Desk::new();
    let text = "Fines rise.\n\n1. Parking: 50 euros\n2. Litter: 80 euros\n\n> Anna said so.";
    desk.file("fines.md", text);
    desk.run(&["article", "new", "fines", "--headline", "Fines", "--file", "fines.md"]).ends(0);
    for mark in ["1.", ">"] {
        desk.run(&["claim", "add", "fines", "--quote", mark]).ends(1).says("mark of the layout");
    }
    desk.run(&["claim", "add", "fines", "--quote", "50"]).ends(0);
    desk.run(&["claim", "check", "1", "--finding", "disputed"]).ends(0);
}
