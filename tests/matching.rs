//! What was checked before is found again: by `match`, on a claim's page and in
//! a review.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Checks of others, as they publish them.
fn feed() -> Value {
    let review = |claim: &str, rating: &str, day: &str, url: &str| {
        json!({"item": [{"@type": "ClaimReview", "claimReviewed": claim, "url": url, "datePublished": day,
            "author": {"name": "Check House"}, "headline": format!("On {url}"),
            "itemReviewed": {"@type": "Claim", "author": {"name": "Ola Berg"}},
            "reviewRating": {"alternateName": rating}}]})
    };
    json!({"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [
        review("The town hall burnt twice in the nineteenth century", "Mostly false", "2020-10-07", "https://check.example/hall"),
        review("Windmills cause cancer in cattle", "False", "2021-02-03T10:00:00Z", "https://check.example/windmills"),
        review("A video shows a ten-metre anaconda in the river", "False", "2021-03-06", "https://check.example/anaconda"),
        review("The ferry company pays no taxes", "True", "2022-01-01", "https://check.example/ferry"),
    ]})
}

const FIRE: &str = "The town hall burned twice in the nineteenth century, the mayor said.

The council has sold the old slaughterhouse to a brewery. Ten people work there.
";

/// A desk with those checks, and an article with two claims that nobody has checked.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("feed.json", feed().to_string());
    desk.run(&["import", "feed.json"]).ends(0);
    desk.file("hall.md", FIRE);
    desk.by("wim", &["article", "new", "hall", "--headline", "The hall", "--language", "en", "--file", "hall.md"])
        .ends(0);
    desk.by("carl", &["claim", "add", "hall", "--quote", "burned twice in the nineteenth century", "--kind", "number"])
        .ends(0);
    desk.by(
        "carl",
        &[
            "claim",
            "add",
            "hall",
            "--quote",
            "sold the old slaughterhouse",
            "--statement",
            "The council sold the slaughterhouse to a brewery",
            "--asks",
            "so",
            "--kind",
            "event",
        ],
    )
    .ends(0);
    desk
}

fn matches(desk: &Desk, asked: &[&str]) -> Vec<Value> {
    desk.run(&[&["match", "--json"], asked].concat()).ends(0).json().as_array().unwrap().clone()
}

fn sound(desk: &Desk) {
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
}

#[test]
fn what_others_checked_is_found_by_its_words() {
    let desk = desk();
    let found = matches(&desk, &["So the town hall burned twice?"]);
    let fields: Vec<&String> = found[0].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["precedent", "statement", "claimant", "rating", "publisher", "url", "date", "score"]);
    let score = found[0]["score"].as_f64().unwrap();
    assert!(score > 0.35 && score <= 1.0, "{score}");
    assert_eq!(found.len(), 1, "the others have nothing to do with it: {found:?}");
    let mut first = found[0].clone();
    first.as_object_mut().unwrap().remove("score");
    assert_eq!(
        first,
        json!({"precedent": 1, "statement": "The town hall burnt twice in the nineteenth century", "claimant": "Ola Berg",
            "rating": "Mostly false", "publisher": "Check House", "url": "https://check.example/hall", "date": "2020-10-07"})
    );

    // Inflections, words without quotation marks, a tag, an address that is no word.
    assert_eq!(matches(&desk, &["windmill", "causing", "cancers"])[0]["precedent"], 2);
    assert_eq!(matches(&desk, &["#WindmillsCauseCancer https://check.example/ferry/taxes"])[0]["precedent"], 2);
    assert_eq!(matches(&desk, &["The moon is made of cheese"]), Vec::<Value>::new());
    desk.run(&["match", "The moon is made of cheese"]).ends(0).says("nothing that was checked before resembles it");

    let table = desk.run(&["match", "anaconda river video"]).ends(0).stdout;
    for word in ["RATING", "CHECKED BY", "False", "Ola Berg", "Check House", "2021-03-06"] {
        assert!(table.to_uppercase().contains(&word.to_uppercase()), "{word} is not in: {table}");
    }
    // How many, and no claim that isn't there.
    assert_eq!(matches(&desk, &["--limit", "1", "ferry taxes windmills cancer company cattle"]).len(), 1);
    desk.run(&["match", "--limit", "0", "hall"]).ends(2);
    desk.run(&["match", "#99"]).ends(3);
    sound(&desk);
}

#[test]
fn nothing_that_is_typed_is_an_expression() {
    let desk = desk();
    for text in [
        "\"* OR NEAR(",
        "'",
        "hall'); DROP TABLE precedent; --",
        "statement: hall",
        "{statement title}: \"hall\"",
        "^hall + burnt*",
        "hall AND NOT burnt",
        "NEAR(hall burnt, 2)",
        "hall\u{2}burnt\u{3}",
        "-hall",
        "😀 hall 🎉",
        "🏳️‍🌈 \u{202e}hall",
        "\u{fffd}\u{feff}hall",
        &"(\"".repeat(5_000),
        &"hall ".repeat(20_000),
        &"x".repeat(100_000),
    ] {
        let output = desk.run(&["match", "--json", "--", text]);
        assert!([0, 2].contains(&output.code), "{text:.40}: {}", output.stderr);
        assert!(!output.stderr.contains("fault") && !output.stderr.contains("fts5"), "{text:.40}: {}", output.stderr);
    }
    assert_eq!(matches(&desk, &["town hall burnt twice 🎉 \"*"])[0]["precedent"], 1);
    for nothing in ["", "   ", "😀", "'", "the of and", "\"*"] {
        let error = desk.run(&["match", "--json", nothing]).ends(2).error();
        assert!(error["message"].as_str().unwrap().contains("no words"), "{nothing:?}: {error}");
        assert!(error["hint"].as_str().unwrap().contains("copydesk match"), "{error}");
    }
    sound(&desk);
}

#[test]
fn a_claim_is_compared_by_its_statement_else_by_its_words() {
    let desk = desk();
    for name in ["#1", "1", "c1"] {
        assert_eq!(matches(&desk, &[name])[0]["precedent"], 1, "{name}");
    }
    assert_eq!(matches(&desk, &["2"]), Vec::<Value>::new());
    desk.by("carl", &["claim", "edit", "2", "--statement", "The ferry company has paid no taxes"]).ends(0);
    assert_eq!(matches(&desk, &["2"])[0]["precedent"], 4);

    // The claim's page tells it, and only where there is something.
    let page = desk.run(&["claim", "show", "1"]).ends(0).stdout;
    assert!(page.contains("Checked before (more: copydesk match 1)"), "{page}");
    assert!(
        page.contains("Mostly false: The town hall burnt twice in the nineteenth century (Check House, 2020-10-07)"),
        "{page}"
    );
    desk.by("carl", &["claim", "edit", "2", "--statement", "The council sold it"]).ends(0);
    let page = desk.run(&["claim", "show", "2"]).ends(0).stdout;
    assert!(!page.contains("Checked before"), "{page}");
    assert!(desk.run(&["claim", "show", "1", "--json"]).ends(0).json().get("before").is_none());
}

#[test]
fn a_review_that_comes_again_is_found_as_it_is_now() {
    let desk = desk();
    let mut feed = feed();
    feed["dataFeedElement"][3]["item"][0]["headline"] = json!("Harbour shuttle and its duties");
    feed["dataFeedElement"][3]["item"][0]["reviewRating"]["alternateName"] = json!("Half true");
    desk.file("feed.json", feed.to_string());
    desk.run(&["import", "feed.json"]).ends(0);
    let found = matches(&desk, &["the harbour shuttle's duties"]);
    assert_eq!((&found[0]["precedent"], &found[0]["rating"]), (&json!(4), &json!("Half true")));
    sound(&desk);
}

/// Has the second claim checked and approved.
fn approve(desk: &Desk) {
    desk.by("carl", &["claim", "cite", "2", "--kind", "document", "--title", "Minutes"]).ends(0);
    desk.by("carl", &["claim", "check", "2", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "2"]).ends(0);
}

#[test]
fn what_this_desk_approved_is_found_while_it_holds() {
    let desk = desk();
    let asked = ["Has the slaughterhouse been sold to a brewery?"];
    assert_eq!(matches(&desk, &asked), Vec::<Value>::new());
    approve(&desk);
    let found = matches(&desk, &asked);
    assert_eq!(found[0]["precedent"], Value::Null);
    assert_eq!(
        (&found[0]["publisher"], &found[0]["rating"], &found[0]["statement"]),
        (&json!("here, #2"), &json!("confirmed"), &json!("The council sold the slaughterhouse to a brewery"))
    );
    assert!(found[0]["date"].as_str().unwrap().starts_with("2026-01-05T"), "{found:?}");
    assert_eq!(matches(&desk, &["#2"]), Vec::<Value>::new(), "not itself");
    sound(&desk);

    // The words change, and come back.
    desk.file("new.md", FIRE.replace("sold the old", "let the old"));
    desk.by("wim", &["article", "edit", "hall", "--file", "new.md"]).ends(0);
    assert_eq!(matches(&desk, &asked), Vec::<Value>::new(), "it no longer holds");
    sound(&desk);
    desk.by("wim", &["article", "edit", "hall", "--file", "hall.md"]).ends(0);
    assert_eq!(matches(&desk, &asked).len(), 1);
    // Taken back, and done again in other words.
    desk.by("ed", &["claim", "return", "2", "--note", "which brewery?"]).ends(0);
    assert_eq!(matches(&desk, &asked), Vec::<Value>::new());
    desk.by("carl", &["claim", "edit", "2", "--statement", "The abattoir went to a brewer"]).ends(0);
    approve(&desk);
    assert_eq!(matches(&desk, &["abattoir brewer"])[0]["publisher"], "here, #2");
    assert_eq!(matches(&desk, &asked), Vec::<Value>::new());
    sound(&desk);

    // A copy of the desk knows it, too: an export has no words, and gets them back.
    desk.run(&["export", "desk", "--to", "jsonl", "-o", "all.jsonl"]).ends(0);
    assert!(!std::fs::read_to_string(desk.path("all.jsonl")).unwrap().contains("precedent_words"));
    desk.run(&["--as", "kim", "init", "new.db"]).ends(0);
    desk.run(&["--db", "new.db", "--as", "kim", "import", "all.jsonl"]).ends(0);
    desk.run(&["db", "backup", "spare.db"]).ends(0);
    for copy in ["new.db", "spare.db"] {
        assert_eq!(matches(&desk, &["--db", copy, "abattoir brewer"])[0]["publisher"], "here, #2");
        assert_eq!(matches(&desk, &["--db", copy, "windmills cancer"])[0]["precedent"], 2);
        desk.run(&["--db", copy, "db", "check"]).ends(0);
    }
}

#[test]
fn a_fragment_is_read_in_its_sentence() {
    let desk = desk();
    desk.file(
        "tax.md",
        "Council tax in Tarnhaven goes up by 3.4 percent in April, and the fee for boats by 8 percent.\n\n\
         The price of bread went up by 3.4 percent in April.\n\nBoats are few.\n",
    );
    let quote = |slug: &str, quote: &str, place: &str| {
        desk.by("carl", &["claim", "add", slug, "--quote", quote, "--occurrence", place, "--kind", "number"]).ends(0);
    };
    for slug in ["tax", "news"] {
        desk.by("wim", &["article", "new", slug, "--headline", "Tax", "--language", "en", "--file", "tax.md"]).ends(0);
    }
    quote("tax", "by 3.4 percent in April", "1");
    quote("tax", "by 8 percent", "1");
    quote("news", "by 3.4 percent in April", "1");
    quote("news", "by 3.4 percent in April", "2");
    desk.by("carl", &["claim", "cite", "3-6", "--kind", "document", "--title", "Budget"]).ends(0);
    desk.by("carl", &["claim", "check", "3", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "3"]).ends(0);
    let statement = "Council tax in Tarnhaven goes up ⟦by 3.4 percent in April⟧, and the fee for boats by 8 percent.";
    assert_eq!(matches(&desk, &["Tarnhaven's council tax goes up by 3.4 percent"])[0]["statement"], statement);
    // The same words of another thing, and another claim of the same sentence.
    let page = |id: &str| desk.run(&["claim", "show", id]).ends(0).stdout;
    assert!(page("5").contains("confirmed: Council tax in Tarnhaven goes up"), "{}", page("5"));
    for id in ["4", "6"] {
        assert!(!page(id).contains("Checked before"), "{}", page(id));
    }
    sound(&desk);
}

#[test]
fn that_it_was_said_is_not_that_it_is_so() {
    let desk = desk();
    desk.by("carl", &["claim", "edit", "2", "--asks", "said"]).ends(0);
    approve(&desk);
    assert_eq!(
        matches(&desk, &["the council sold the slaughterhouse to a brewery"])[0]["rating"],
        "confirmed, as to whether it was said"
    );
    // What was withdrawn from the public answers for nothing.
    desk.by("wim", &["article", "submit", "hall"]).ends(0);
    desk.by("ed", &["claim", "withdraw", "1", "--note", "no claim"]).ends(0);
    desk.by("eva", &["article", "approve", "hall"]).ends(0);
    desk.by("eva", &["article", "publish", "hall"]).ends(0);
    desk.by("cleo", &["article", "kill", "hall", "--note", "It was wrong."]).ends(0);
    assert_eq!(matches(&desk, &["the council sold the slaughterhouse to a brewery"]), Vec::<Value>::new());
    sound(&desk);
}

#[test]
fn a_check_finds_words_that_are_not_those_of_the_rows() {
    let desk = desk();
    approve(&desk);
    sound(&desk);
    let connection = Connection::open(desk.path("desk.db")).unwrap();
    connection.execute("DELETE FROM precedent_words WHERE rowid = -2", []).unwrap();
    connection.execute("UPDATE precedent_words SET statement = 'Cheese' WHERE rowid = 1", []).unwrap();
    drop(connection);
    let found = desk.run(&["db", "check", "--json"]).ends(1).json();
    let told = found["findings"].as_array().unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["kind"], "precedent");
    assert!(told[0]["message"].as_str().unwrap().starts_with("2 "), "{told:?}");
}
