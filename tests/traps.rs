//! Edits that leave approved words and change what they say, and those that
//! only seem to: driven through the real program from import to standing.
//!
//! The tables of `tests/standings` (which another test holds against the judge
//! alone) and of `tests/traps` (whose cases also depend on where a claim's
//! words are found again). Where a text is refused at the desk's door the
//! approval keeps what it covers, so that is as good as `stale`.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "what fails here fails the test")]

#[path = "common/cases.rs"]
mod cases;
mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cases::{Case, read};
use common::Desk;
use serde_json::{Value, json};

/// The cases of a folder, each with a label.
fn table(folder: &str) -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let mut all = Vec::new();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "txt")) {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        all.extend(read(file).into_iter().map(|case| (format!("{stem}: {}", case.name), case)));
    }
    all
}

/// The article of a case as a line of JSONL.
fn line(number: usize, case: &Case, text: &str, new: bool, claim: bool) -> String {
    let pick = |pair: &(String, String)| if new { pair.1.clone() } else { pair.0.clone() };
    let mut article = json!({
        "slug": format!("case-{number}"), "provider": "desk", "external_id": format!("case-{number}"),
        "headline": "A case", "body": "Nothing.", "language": pick(&case.language),
    });
    match case.part.as_str() {
        "headline" | "standfirst" | "body" => article[case.part.as_str()] = json!(text),
        named => article["parts"] = json!({ named: text }),
    }
    for (field, value) in [("dateline", pick(&case.dateline)), ("byline", pick(&case.byline))] {
        if !value.is_empty() {
            article[field] = json!(value);
        }
    }
    if claim {
        article["claims"] = json!([{"quote": case.quote, "kind": "event", "part": case.part, "occurrence": 1}]);
    }
    article.to_string()
}

/// What became of each case's approval: its standing, why, and its hard changes.
fn drive(cases: &[(String, Case)]) -> BTreeMap<usize, Value> {
    let mut refused = Vec::new();
    let desk = Desk::new();
    let lines = |text: &dyn Fn(&Case) -> String, new: bool, claim: bool| {
        let all: Vec<String> =
            cases.iter().enumerate().map(|(at, (_, case))| line(at, case, &text(case), new, claim)).collect();
        all.join("\n")
    };
    let import = |text: &str| desk.feed(&["--as", "wim", "import", "-", "--input-format", "jsonl", "--json"], text);
    let first = import(&lines(&|c| c.old.clone(), false, true)).json();
    let missing: Vec<_> = first["items"].as_array().unwrap().iter().filter(|i| i["outcome"] != "created").collect();
    assert!(missing.is_empty(), "{missing:?}");
    let claims = desk.run(&["claim", "list", "--limit", "0", "--json"]).ends(0).json();
    let claims = claims.as_array().unwrap();
    assert_eq!(claims.len(), cases.len());
    let all = format!("1-{}", cases.len());
    desk.by("carl", &["claim", "cite", &all, "--kind", "document", "--title", "The file"]).ends(0);
    desk.by("carl", &["claim", "check", &all, "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", &all]).ends(0);
    let steps = cases.iter().map(|(_, c)| c.between.len()).max().unwrap_or(0);
    for step in 0..steps {
        import(&lines(
            &|c| c.between.get(step).unwrap_or_else(|| c.between.last().unwrap_or(&c.old)).clone(),
            false,
            false,
        ))
        .ends(0);
    }
    let last = import(&lines(&|c| c.new.clone(), true, false)).json();
    for (at, item) in last["items"].as_array().unwrap().iter().enumerate() {
        if item["outcome"] == "rejected" {
            refused.push(at);
        }
    }
    for (at, (_, case)) in cases.iter().enumerate() {
        if case.language.0 != case.language.1 {
            desk.by("ed", &["article", "set", &format!("case-{at}"), "--language", &case.language.1]).ends(0);
        }
    }
    desk.run(&["db", "check"]).ends(0);
    let now = desk.run(&["claim", "list", "--limit", "0", "--json"]).ends(0).json();
    now.as_array()
        .unwrap()
        .iter()
        .map(|claim| {
            let number: usize = claim["article"].as_str().unwrap().strip_prefix("case-").unwrap().parse().unwrap();
            let mut claim = claim.clone();
            if refused.contains(&number) {
                claim["standing"] = "refused".into();
            }
            (number, claim)
        })
        .collect()
}

fn hold(folder: &str) {
    let cases = table(folder);
    assert!(cases.len() > 40, "only {} cases read", cases.len());
    let claims = drive(&cases);
    let mut wrong = Vec::new();
    for (at, (label, case)) in cases.iter().enumerate() {
        let claim = &claims[&at];
        let standing = claim["standing"].as_str().unwrap();
        let listed = claim["listed"].as_array().is_some_and(|l| !l.is_empty());
        let want = |word: &str| case.want.iter().any(|w| w == word);
        let fits = match standing {
            "approved" => want("same") || (want("listed") && (listed || want("touched") || claim["listed"].is_null())),
            // Hidden or cut words are gone from what a reader sees.
            "cut" | "refused" => want("stale") || want("cut"),
            other => want(other),
        };
        if !fits {
            wrong.push(format!(
                "{label}: want {}, got {standing} ({}) {}\n    old   {:?}\n    quote {:?}\n    new   {:?}",
                case.want.join("/"),
                claim["standing_reason"],
                claim["hard_changes"],
                case.old,
                case.quote,
                case.new
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_edit_of_the_standings_table_end_to_end() {
    hold("standings");
}

#[test]
fn every_trap_of_place_and_path_end_to_end() {
    hold("traps");
}

/// A desk on which claim 1 to `n` stand approved in articles of their own, each with its own source.
fn approved(n: usize, body: &str, quote: &str) -> Desk {
    let desk = Desk::new();
    let line = |at: usize| {
        json!({
            "slug": format!("story-{at}"), "provider": "desk", "external_id": format!("story-{at}"), "language": "en",
            "headline": "Ten boats burn", "dateline": "HALM, 12 May 2015", "body": body,
            "claims": [{"quote": quote, "kind": "number"}],
        })
        .to_string()
    };
    let lines: Vec<_> = (1..=n).map(line).collect();
    desk.feed(&["--as", "wim", "import", "-", "--input-format", "jsonl"], &lines.join("\n")).ends(0);
    for at in 1..=n {
        desk.by("carl", &["claim", "cite", &at.to_string(), "--kind", "document", "--title", "The log"]).ends(0);
    }
    desk
}

fn standing(desk: &Desk, claim: usize) -> String {
    let claim = desk.run(&["claim", "show", &claim.to_string(), "--json"]).ends(0).json();
    claim["standing"].as_str().unwrap().to_owned()
}

const BODY: &str = "Ten boats burnt on Tuesday, and the harbour lost 1.5 million euros. The town was quiet.";

#[test]
fn what_an_approval_rests_on_ends_it_without_a_change_of_text() {
    // N stands for the claim's number, SN for its source, story-N for its article.
    let cases: [(&str, &str); 20] = [
        ("claim edit N --statement Everything", "stale"),
        ("claim edit N --claimant Berg", "stale"),
        ("claim edit N --kind event", "stale"),
        ("claim edit N --asks said", "stale"),
        ("claim edit N --correction Nine", "stale"),
        ("claim cite N --kind web --title Another --stance contradicts", "stale"),
        ("source edit SN --title Rumours", "stale"),
        ("source edit SN --url https://example.org/other", "stale"),
        ("source edit SN --kind web", "stale"),
        ("source edit SN --primary true", "stale"),
        ("source edit SN --group harbour", "stale"),
        ("article set story-N --language de", "touched"),
        ("article edit story-N --dateline HALM,20May2015", "touched"),
        ("claim check N --finding unsupported", "unapproved"),
        ("claim return N --note again", "unapproved"),
        ("claim withdraw N --note opinion", "unapproved"),
        // Added support, archive links, notes and what nothing rests on do no harm.
        ("claim cite N --kind web --title Another", "approved"),
        ("source edit SN --archived-url https://example.org/kept", "approved"),
        ("source edit SN --note seen", "approved"),
        ("claim edit N --priority 1", "approved"),
    ];
    let desk = approved(cases.len(), BODY, "Ten boats burnt on Tuesday, and the harbour lost 1.5 million euros");
    let all = format!("1-{}", cases.len());
    desk.by("carl", &["claim", "check", &all, "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", &all]).ends(0);
    let wrong: Vec<String> = cases
        .iter()
        .enumerate()
        .filter_map(|(at, (words, want))| {
            let n = (at + 1).to_string();
            let words: Vec<String> = words
                .split(' ')
                .map(|w| match w {
                    "N" => n.clone(),
                    "SN" => format!("S{n}"),
                    "story-N" => format!("story-{n}"),
                    "HALM,20May2015" => "HALM, 20 May 2015".to_owned(),
                    other => other.to_owned(),
                })
                .collect();
            let typed: Vec<&str> = words.iter().map(String::as_str).collect();
            desk.by("eva", &typed).ends(0);
            let first = standing(&desk, at + 1);
            // A revision that does nothing here brings nothing back, and ends nothing.
            let slug = format!("story-{n}");
            desk.by("wim", &["article", "edit", &slug, "--headline", "Ten boats burn at night"]).ends(0);
            let then = standing(&desk, at + 1);
            (first != *want || then != *want)
                .then(|| format!("{}: want {want}, got {first}, then {then}", words.join(" ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn words_brought_back_under_another_dateline_are_looked_at() {
    let desk = approved(1, BODY, "Ten boats burnt on Tuesday");
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    let edit = |words: &[&str], body: &str| {
        let all = [&["--as", "wim", "article", "edit", "story-1"], words].concat();
        desk.feed(&all, body).ends(0);
    };
    // Something else stands in place of the paragraph: it was replaced, not cut.
    edit(&["--file", "-"], "The town was quiet.");
    assert_eq!(standing(&desk, 1), "stale");
    edit(&["--dateline", "HALM, 20 May 2015"], "");
    edit(&["--file", "-"], BODY);
    assert_eq!(standing(&desk, 1), "touched");
    edit(&["--dateline", "HALM, 12 May 2015"], "");
    assert_eq!(standing(&desk, 1), "approved");
}

/// Of two places one may go: its words, which stand at the other, are not taken for them.
#[test]
fn a_place_that_is_cut_does_not_come_back_as_another_one() {
    const BURN: &str = "Ten boats burnt in the harbour on Tuesday. The town was quiet.";
    let desk = approved(1, BURN, "Ten boats burnt in the harbour on Tuesday");
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    let headline = |text: &str| {
        desk.by("wim", &["article", "edit", "story-1", "--headline", text]).ends(0);
    };
    headline("Ten boats burnt in the harbour on Tuesday");
    desk.by("ed", &["claim", "place", "1", "--confirm", "2"]).ends(0);
    desk.by("ed", &["claim", "reconfirm", "1"]).ends(0);
    assert_eq!(standing(&desk, 1), "approved");
    headline("Boats burn");
    headline("Ten boats burnt in the harbour on Tuesday");
    assert_eq!(standing(&desk, 1), "approved");
    desk.feed(&["--as", "wim", "article", "edit", "story-1", "--file", "-"], "The town was quiet.").ends(0);
    assert_eq!(standing(&desk, 1), "approved");
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn words_brought_back_under_another_byline_are_checked_again() {
    const WE: &str = "The town was quiet. We counted 200 bodies in the harbour.";
    let desk = approved(1, WE, "We counted 200 bodies");
    let edit = |words: &[&str], body: &str| {
        let all = [&["--as", "wim", "article", "edit", "story-1"], words].concat();
        desk.feed(&all, body).ends(0);
    };
    edit(&["--byline", "Anna Berg"], "");
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    edit(&["--file", "-"], "The town was quiet.");
    assert_eq!(standing(&desk, 1), "cut");
    edit(&["--byline", "Tom Hill"], "");
    edit(&["--file", "-"], WE);
    assert_eq!(standing(&desk, 1), "stale");
    edit(&["--byline", "Anna Berg"], "");
    assert_eq!(standing(&desk, 1), "approved");
}

/// What somebody said is not ours to correct unseen: the words that were
/// approved stand for the correction only where the quotation is otherwise the same.
#[test]
fn a_correction_inside_a_direct_quotation_covers_its_words_alone() {
    const SAID: &str = "\"Ten boats burnt on Tuesday,\" said Berg. The town was quiet.";
    let desk = approved(1, SAID, "Ten boats burnt");
    let found = ["claim", "check", "1", "--finding", "needs-correction", "--correction", "Nine boats burnt"];
    desk.by("carl", &found).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    assert_eq!(standing(&desk, 1), "contradicted");
    let edit = |body: &str| {
        desk.feed(&["--as", "wim", "article", "edit", "story-1", "--file", "-"], body).ends(0);
    };
    edit(&SAID.replace("Ten boats", "Nine boats"));
    assert_eq!(standing(&desk, 1), "approved");
    // In another mouth, or in nobody's, it is another claim.
    edit(&SAID.replace("Ten boats", "Nine boats").replace("Berg", "Hill"));
    assert_eq!(standing(&desk, 1), "stale");
    edit(&SAID.replace("Ten boats", "Nine boats").replace('"', ""));
    assert_eq!(standing(&desk, 1), "stale");
}

#[test]
fn an_applied_correction_is_approved_and_old_words_elsewhere_are_told() {
    let desk = approved(1, BODY, "Ten boats burnt");
    let finding = ["claim", "check", "1", "--finding", "needs-correction", "--correction", "Nine boats burnt"];
    desk.by("carl", &finding).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    assert_eq!(standing(&desk, 1), "contradicted");
    let edit = |body: &str| {
        desk.feed(&["--as", "wim", "article", "edit", "story-1", "--file", "-"], body).ends(0);
    };
    // Nearly the correction is not the correction.
    edit(&BODY.replace("Ten boats burnt", "Eight boats burnt"));
    assert_eq!(standing(&desk, 1), "stale");
    edit(&BODY.replace("Ten boats burnt", "Nine boats burnt"));
    assert_eq!(standing(&desk, 1), "approved");
    // With another change beside it, it isn't what two people approved.
    edit(&BODY.replace("Ten boats burnt", "Nine boats burnt").replace("1.5", "2.5"));
    assert_eq!(standing(&desk, 1), "stale");
    edit(&BODY.replace("Ten boats burnt", "Nine boats burnt"));
    assert_eq!(standing(&desk, 1), "approved");
    desk.by("eva", &["claim", "edit", "1", "--correction", "Eleven boats burnt"]).ends(0);
    assert_ne!(standing(&desk, 1), "approved");
}

#[test]
fn the_reason_names_the_revision_that_brought_it() {
    let desk = approved(1, BODY, "the harbour lost 1.5 million euros");
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    let edit = |body: &str| {
        desk.feed(&["--as", "wim", "article", "edit", "story-1", "--file", "-"], body).ends(0);
    };
    let reason = |of: &[&str]| {
        let shown = desk.run(of).ends(0).json();
        let claim = if shown.is_array() { shown[0].clone() } else { shown };
        claim["standing_reason"].as_str().unwrap_or_default().to_owned()
    };
    edit(&BODY.replace("quiet", "still"));
    edit(&BODY.replace("1.5", "15"));
    edit(&format!("{}\n\nThe end.", BODY.replace("1.5", "15")));
    for of in [&["claim", "show", "1", "--json"][..], &["claim", "list", "--json"], &["queue", "--json"]] {
        let told = reason(of);
        assert!(told.starts_with("number changed: 1.5 → 15 million (revision 3, wim, 20"), "{told}");
        assert!(told.ends_with("Z)"), "{told}");
    }
    let page = desk.run(&["claim", "show", "1"]).ends(0).stdout;
    assert!(page.contains("1.5 → 15 million (revision 3, wim, 20"), "{page}");
    let gate = desk.run(&["gate", "story-1", "--json"]).json();
    assert!(gate["blockers"].to_string().contains("(revision 3, wim)"), "{gate}");
    let proof = desk.run(&["proof", "story-1", "--style", "markdown"]).ends(0).stdout;
    assert!(proof.contains("(revision 3, wim)"), "{proof}");
    // What no revision changed names none.
    edit(BODY);
    desk.by("eva", &["claim", "cite", "1", "--kind", "web", "--title", "No", "--stance", "contradicts"]).ends(0);
    assert_eq!(reason(&["claim", "show", "1", "--json"]), "source S2 contradicts it");
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn approved_corrections_in_one_sentence_leave_each_other_approved() {
    let desk = approved(1, BODY, "Ten boats burnt on Tuesday");
    let add = |quote: &str| desk.by("wim", &["claim", "add", "story-1", "--quote", quote]).ends(0);
    add("the harbour lost 1.5 million euros");
    add("The town was quiet");
    add("boats burnt on Tuesday, and");
    desk.by("carl", &["claim", "cite", "1-4", "--kind", "document", "--title", "The log"]).ends(0);
    let correct = |claim: &str, words: &str| {
        let found = ["claim", "check", claim, "--finding", "needs-correction", "--correction", words];
        desk.by("carl", &found).ends(0);
    };
    correct("1", "Nine boats burnt on Tuesday");
    correct("2", "the harbour lost 2.5 million euros");
    desk.by("carl", &["claim", "check", "3,4", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-4"]).ends(0);
    let edit = |body: &str| {
        desk.feed(&["--as", "wim", "article", "edit", "story-1", "--file", "-"], body).ends(0);
        desk.run(&["db", "check"]).ends(0);
        [1, 2, 3, 4].map(|claim| standing(&desk, claim))
    };
    let (nine, more) = (BODY.replace("Ten", "Nine"), BODY.replace("1.5", "2.5"));
    // One applied: the other's words are still the ones found wrong; the confirmed one beside it stands.
    assert_eq!(edit(&nine), ["approved", "contradicted", "approved", "approved"]);
    assert_eq!(edit(&more), ["contradicted", "approved", "approved", "approved"]);
    // Both, in one revision or two.
    assert_eq!(edit(&nine.replace("1.5", "2.5")), ["approved", "approved", "approved", "approved"]);
    // Another number is nobody's correction.
    assert_eq!(edit(&nine.replace("1.5", "3.5")), ["stale", "stale", "approved", "stale"]);
    assert_eq!(edit(&nine.replace("1.5", "2.5").replace("euros", "dollars")), ["stale", "stale", "approved", "stale"]);
    assert_eq!(edit(&nine.replace("1.5", "2.5")), ["approved", "approved", "approved", "approved"]);
    // Where the neighbour's approval ends, its words are a change like any other.
    desk.by("ed", &["claim", "return", "1", "--note", "count again"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
    assert_eq!([2, 3, 4].map(|claim| standing(&desk, claim)), ["stale", "approved", "stale"]);
    desk.by("ed", &["undo"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
    assert_eq!([1, 2, 3, 4].map(|claim| standing(&desk, claim)), ["approved"; 4]);
}

/// What brings approved words back: a restore, a revert by hand, the older wire copy again.
#[test]
fn words_brought_back_are_approved_only_as_they_were() {
    // What happened in between, and what comes of it once the words are back.
    let between: [(&[&str], &str); 8] = [
        (&[], "approved"),
        (&["claim edit N --statement Everything"], "stale"),
        (&["source edit SN --title Rumours"], "stale"),
        (&["claim cite N --kind web --title Another --stance contradicts"], "stale"),
        (&["claim cite N --kind web --title Another"], "approved"),
        (&["claim withdraw N --note opinion"], "unapproved"),
        (&["claim check N --finding unsupported"], "unapproved"),
        (&["article set story-N --language de"], "touched"),
    ];
    let ways = ["restore", "by hand", "import"];
    let desk = approved(
        between.len() * ways.len(),
        BODY,
        "Ten boats burnt on Tuesday, and the harbour lost 1.5 million euros",
    );
    let all = format!("1-{}", between.len() * ways.len());
    desk.by("carl", &["claim", "check", &all, "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", &all]).ends(0);
    let mut wrong = Vec::new();
    for (n, way, (steps, want)) in ways
        .iter()
        .flat_map(|way| between.iter().map(move |b| (way, b)))
        .enumerate()
        .map(|(at, (way, b))| ((at + 1).to_string(), *way, *b))
    {
        let slug = format!("story-{n}");
        let edit = |body: &str| desk.feed(&["--as", "wim", "article", "edit", &slug, "--file", "-"], body).ends(0);
        let wire = |body: &str| {
            let line = json!({
                "slug": slug, "provider": "desk", "external_id": slug, "language": "en",
                "headline": "Ten boats burn", "dateline": "HALM, 12 May 2015", "body": body,
            });
            let import = ["--as", "wim", "import", "-", "--input-format", "jsonl"];
            desk.feed(&import, &line.to_string()).ends(0)
        };
        let changed = BODY.replace("Ten", "Nine");
        drop(if way == "import" { wire(&changed) } else { edit(&changed) });
        for step in steps {
            let words: Vec<String> = step
                .split(' ')
                .map(|w| match w {
                    "N" => n.clone(),
                    "SN" => format!("S{n}"),
                    "story-N" => slug.clone(),
                    other => other.to_owned(),
                })
                .collect();
            desk.by("eva", &words.iter().map(String::as_str).collect::<Vec<_>>()).ends(0);
        }
        match way {
            "restore" => drop(desk.by("wim", &["revision", "restore", &format!("{slug}@1")]).ends(0)),
            "by hand" => drop(edit(BODY)),
            _ => drop(wire(BODY)),
        }
        let got = standing(&desk, n.parse().unwrap());
        if got != *want {
            wrong.push(format!("{way}, {steps:?}: want {want}, got {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    desk.run(&["db", "check"]).ends(0);
}
