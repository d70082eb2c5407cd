//! Edits that leave approved words and change what they say, and those that
//! only seem to: driven through the real program from import to standing.
//!
//! The tables of `tests/standings` (which another test holds against the judge
//! alone) and of `tests/traps` (whose cases also depend on where a claim's
//! words are found again). Where a text is refused at the desk's door the
//! approval keeps what it covers, so that is as good as `stale`.

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
    article[case.part.as_str()] = json!(text);
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
