//! What a proof tells, in each of its forms.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;

const TEXT: &str = "The fire in the harbour began at noon on Monday.\n\n\
    Ten people died in the fire, the fire service said. Twelve people were hurt.\n\n\
    \"We warned the port for years,\" said Maria Lund. The port was built in 1998.\n\n\
    Damage came to 5 million euros <b>in all</b>.";

/// A text with claims that overlap, lapsed, went, stand twice and in the headline.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", TEXT);
    desk.by("wim", &["article", "new", "fire", "--headline", "Ten people died", "--file", "fire.md"]).ends(0);
    for (words, more) in [
        ("Ten people died in the fire", &["--kind", "number"][..]),
        ("Ten people died in the fire, the fire service said", &["--kind", "attribution"]),
        ("Twelve people were hurt", &[]),
        ("built in 1998", &[]),
        ("Ten people died", &["--part", "headline"]),
    ] {
        desk.by("carl", &[&["claim", "add", "fire", "--quote", words], more].concat()).ends(0);
    }
    let secret = [
        "--title",
        "A firefighter",
        "--kind",
        "interview",
        "--confidential",
        "--known-to",
        "carl",
        "--url",
        "https://secret.example/x",
    ];
    desk.by("carl", &[&["claim", "cite", "1-3,5"], &secret[..], &["--locator", "tape 4"]].concat()).ends(0);
    let open = ["--title", "Port register", "--kind", "data", "--url", "javascript:alert(1)"];
    desk.by("carl", &[&["claim", "cite", "4"], &open[..]].concat()).ends(0);
    desk.by("carl", &["claim", "check", "1-5", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-5"]).ends(0);
    let text = TEXT.replace("Twelve people", "Fifteen people").replace(" The port was built in 1998.", "");
    desk.file("fire.md", text);
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
    desk
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_form_says_what_became_of_each_claim() {
    let desk = desk();
    for style in ["terminal", "markdown", "html"] {
        let proof = squeezed(&desk.by("eva", &["proof", "fire", "--style", style]).ends(0).stdout);
        for says in [
            "number changed: Twelve → Fifteen",
            "approved by ed",
            "revision 1",
            "Not in this text",
            "built in 1998",
            "confidential: named by its label",
            "A firefighter",
            "Port register",
        ] {
            assert!(proof.contains(says), "{style}: {says}: {proof}");
        }
        // Of a confidential source nothing but its label.
        for secret in ["secret.example", "tape 4"] {
            assert!(!proof.contains(secret), "{style}: {secret}");
        }
    }
}

#[test]
fn claims_that_overlap_are_told_apart() {
    let desk = desk();
    let text = squeezed(&desk.by("eva", &["proof", "fire"]).ends(0).stdout);
    assert!(
        text.contains("⟦⟦Ten people died in the fire⟧#1 number ✓, the fire service said⟧#2 attribution ✓."),
        "{text}"
    );
    assert!(text.contains("⟦Ten people died⟧#5 number ✓"), "the headline: {text}");
    assert!(text.contains("[-Twelve-]{+Fifteen+} people were hurt."), "{text}");
    let markdown = desk.by("eva", &["--format", "markdown", "proof", "fire"]).ends(0).stdout;
    assert!(markdown.contains("# ⟦Ten people died⟧**#5 number ✓**"), "{markdown}");
    assert!(markdown.contains("~~Twelve~~**Fifteen** people were hurt."), "{markdown}");
    assert!(markdown.contains("\\<b>in all\\</b>"), "{markdown}");
    let page = desk.by("eva", &["proof", "fire", "--style", "html"]).ends(0).stdout;
    assert!(page.contains("<mark class=\"approved\">Ten people died in the fire</mark>"), "{page}");
    assert!(page.contains("<mark class=\"approved\">, the fire service said</mark>"), "{page}");
    assert!(page.contains("&lt;b&gt;in all&lt;/b&gt;") && !page.contains("href=\"javascript"), "{page}");
}

#[test]
fn coverage_is_counted_and_the_gate_follows_the_policy() {
    let desk = desk();
    let proof = desk.by("eva", &["proof", "fire", "--json"]).ends(0).json();
    let uncovered: Vec<&str> = proof["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|s| s["checkworthy"].as_f64() >= Some(0.5) && s["claims"].as_array().unwrap().is_empty())
        .map(|s| s["text"].as_str().unwrap())
        .collect();
    assert!(uncovered.iter().any(|s| s.starts_with("Damage came to 5 million")), "{uncovered:?}");
    let coverage = &proof["coverage"];
    let count = |name: &str| coverage[name].as_u64().unwrap();
    assert_eq!(count("checkworthy") - count("covered"), uncovered.len() as u64);
    assert!(count("approved") < count("covered") && count("checkworthy") < count("sentences"), "{coverage}");

    let kinds = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|b| b["kind"].as_str().unwrap().to_owned()).collect()
    };
    let gate = |desk: &Desk| desk.by("eva", &["gate", "fire", "--for", "publish", "--json"]).ends(8).json();
    let found = gate(&desk);
    assert_eq!(kinds(&found["warnings"]).iter().filter(|k| *k == "uncovered").count(), 1, "one line: {found}");
    desk.by("cleo", &["policy", "set", "coverage", "block"]).ends(0);
    let found = gate(&desk);
    assert_eq!(kinds(&found["blockers"]).iter().filter(|k| *k == "uncovered").count(), uncovered.len(), "{found}");
    // Whoever finds no claim of fact in a sentence says so, and it is asked for no longer.
    desk.by("carl", &["claim", "add", "fire", "--quote", "Damage came to 5 million euros"]).ends(0);
    desk.by("carl", &["claim", "withdraw", "6", "--note", "a guess of ours, and said to be one"]).ends(0);
    let found = gate(&desk);
    assert_eq!(kinds(&found["blockers"]).iter().filter(|k| *k == "uncovered").count(), uncovered.len() - 1);
    desk.by("cleo", &["policy", "set", "coverage", "off"]).ends(0);
    let found = gate(&desk);
    assert!(!found.to_string().contains("uncovered"), "{found}");
}

#[test]
fn a_files_ending_says_the_style() {
    let desk = desk();
    for (file, begins) in
        [("p.html", "<!DOCTYPE html>"), ("p.md", "Proof of `fire@2`"), ("p.json", "{"), ("p.txt", "fire@2")]
    {
        desk.by("eva", &["proof", "fire", "-o", file]).ends(0);
        let text = std::fs::read_to_string(desk.path(file)).unwrap();
        assert!(text.starts_with(begins), "{file}: {text}");
    }
    desk.by("eva", &["--json", "proof", "fire", "--style", "html"]).ends(2).says("different forms");
    desk.by("eva", &["--format", "csv", "proof", "fire"]).ends(2);
}

#[test]
fn one_person_and_a_passed_gate_are_said() {
    let desk = desk();
    desk.by("cleo", &["policy", "set", "four_eyes", "solo"]).ends(0);
    desk.by("cleo", &["claim", "check", "3", "--finding", "confirmed"]).ends(0);
    desk.by("cleo", &["claim", "approve", "3"]).ends(0);
    desk.by("carl", &["claim", "add", "fire", "--quote", "at noon on Monday"]).ends(0);
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    desk.by("cleo", &["article", "approve", "fire", "--override", "the presses wait"]).ends(0);
    for style in ["terminal", "markdown", "html"] {
        let proof = squeezed(&desk.by("eva", &["proof", "fire", "--style", style]).ends(0).stdout);
        assert!(proof.contains("Checked by one person") || proof.contains("checked by one person"), "{style}");
        assert!(proof.contains("the presses wait") && proof.contains("passed"), "{style}: {proof}");
        assert!(proof.contains("at noon on Monday"), "{style}: what was passed");
    }
}

/// A proof of a text that isn't public never says that it is.
#[test]
fn only_what_is_public_is_called_published() {
    let desk = Desk::new();
    desk.file("one.md", "The fire began at four.\n");
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--language", "en", "--file", "one.md"]).ends(0);
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    desk.by("ed", &["article", "approve", "fire"]).ends(0);
    desk.by("ed", &["article", "publish", "fire"]).ends(0);
    let proof = |rev: &str, style: &str| desk.run(&["proof", rev, "--style", style]).ends(0).stdout;
    assert!(proof("fire", "terminal").contains("fire@1 (published)"));
    desk.file("two.md", "The fire began at five.\n");
    desk.by("wim", &["article", "edit", "fire", "--file", "two.md", "--at", "head"]).ends(0);
    assert!(
        proof("fire", "terminal").contains("fire@2 (changes pending, public is @1)"),
        "{}",
        proof("fire", "terminal")
    );
    assert!(proof("fire", "markdown").contains("`fire@2` (changes pending, public is @1)"));
    assert!(proof("fire", "html").contains("proof, changes pending, public is @1"));
    assert!(proof("fire@1", "terminal").contains("fire@1 (published; head is 2)"));
    desk.by("ed", &["article", "approve", "fire"]).ends(1);
    let note = ["--note", "The hour was wrong."];
    desk.by("ed", &[&["article", "republish", "fire", "--as", "correction", "--at", "head"][..], &note].concat())
        .ends(0);
    assert!(proof("fire@1", "html").contains("proof, an older text, public is @2"));
    assert!(proof("fire", "html").contains("proof, published<"));
}
