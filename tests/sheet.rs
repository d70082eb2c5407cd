//! `claim sheet`: an article's claims a line each, taken or refused line by line.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use serde_json::Value;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file(
        "fire.md",
        "Ten people died in the fire | the worst since 1990. It began at 4 am.\n\nPolice said 200 people had fled. The pier is 90 years old.\n",
    );
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--file", "fire.md"]).ends(0);
    for quote in ["200 people had fled", "Ten people died", "fire | the worst since 1990"] {
        desk.by("carl", &["claim", "add", "fire", "--quote", quote, "--kind", "number"]).ends(0);
    }
    desk.by("carl", &["source", "add", "fire", "--kind", "document", "--title", "Log"]).ends(0);
    desk
}

fn sheet(desk: &Desk) -> String {
    desk.by("carl", &["claim", "sheet", "fire"]).ends(0).stdout
}

fn line(sheet: &str, id: &str) -> String {
    sheet.lines().find(|line| line.trim_start().starts_with(&format!("{id}:"))).unwrap().to_owned()
}

fn claim(desk: &Desk, id: i64) -> Value {
    desk.run(&["claim", "show", &id.to_string(), "--json"]).ends(0).json()
}

#[test]
fn a_sheet_printed_filled_in_and_handed_in() {
    let desk = desk();
    let printed = sheet(&desk);
    assert!(printed.starts_with("# fire@1: claim | words | kind | finding | source | correction\n"), "{printed}");
    let order: Vec<&str> = printed.lines().filter(|l| l.contains(" | number")).map(|l| &l[..1]).collect();
    assert_eq!(order, ["2", "3", "1"], "in the order of the text: {printed}");
    assert!(printed.contains(r"fire \| the worst since 1990"), "{printed}");
    // Handed in as it is, it changes nothing.
    let before = desk.run(&["log", "--limit", "0", "--json"]).json();
    desk.feed(&["--as", "carl", "claim", "sheet", "fire", "--file", "-"], &printed).ends(0).says("3 unchanged");
    assert_eq!(desk.run(&["log", "--limit", "0", "--json"]).json(), before);

    let one = line(&printed, "1").split('|').next().unwrap().to_owned();
    let two = line(&printed, "2").split('|').next().unwrap().to_owned();
    let filled = format!(
        "# fire@1: mine\n{two}| | | conf | S1 p. 4 |\n{one}| | | needs-correction | web: Police <https://police.example/1> | 300 people had fled\n\
         | It began at 4 am | date | | web: Police <https://police.example/1> |\n~ The dam held | event\n"
    );
    desk.file("sheet.txt", &filled);
    let rows = desk.by("carl", &["claim", "sheet", "fire", "--file", "sheet.txt", "--json"]).ends(0).json();
    let told: Vec<(i64, &str)> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["claim"].as_i64().unwrap(), r["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(2, "changed"), (1, "changed"), (4, "made"), (5, "made")]);
    let two = claim(&desk, 2);
    assert_eq!((&two["progress"], &two["finding"]), (&"proposed".into(), &"confirmed".into()));
    assert_eq!(two["citations"][0]["locator"], "p. 4");
    assert_eq!(claim(&desk, 1)["correction"], "300 people had fled");
    assert_eq!(
        claim(&desk, 1)["citations"][0]["source"],
        claim(&desk, 4)["citations"][0]["source"],
        "typed twice, kept once"
    );
    let (four, five) = (claim(&desk, 4), claim(&desk, 5));
    assert_eq!(
        (&four["quote"], &four["kind"], &four["progress"]),
        (&"It began at 4 am".into(), &"date".into(), &"open".into())
    );
    assert_eq!((&five["quote"], &five["statement"]), (&Value::Null, &"The dam held".into()));
    desk.run(&["db", "check"]).ends(0);
    // The same again makes no claim twice; lines with the old stamps are unchanged where they say what is so.
    let again = desk.by("carl", &["claim", "sheet", "fire", "--file", "sheet.txt", "--json"]).ends(5).json();
    let outcomes: Vec<&str> = again.as_array().unwrap().iter().map(|r| r["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes[2..], ["refused", "refused"], "{again}");
    // One command: one undo takes it all back.
    desk.by("carl", &["undo", "--yes"]).ends(0);
}

#[test]
fn what_is_refused_is_kept_with_its_reason() {
    let desk = desk();
    let printed = sheet(&desk);
    let stale = line(&printed, "1");
    // Somebody else is faster.
    desk.by("carl", &["claim", "cite", "1", "S1"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    let typed = format!(
        "{printed}{}\n| no such words | number\n2 | | number | confirmed\n3 | | wrong\n99 | x\n| Ten people died | number\n\
         | 90 years old | number | | S9 |\n2 | a | b | c | d | e | f\n| It began at 4 am | date\n",
        stale.replace("number", "date")
    );
    let done = desk.feed(&["--as", "carl", "claim", "sheet", "fire", "--file", "-"], &typed).ends(5);
    for reason in [
        "claim #1 changed since this line was read",
        "these words don't stand in fire@1",
        "claim #2 needs",
        "\"wrong\" is none of number, date",
        "no claim #99 at this desk",
        "claim #2 has these words already",
        "no source S9 at this desk",
        "it has 6 cells after the number and takes 5",
        "1 made, 3 unchanged, 8 refused",
    ] {
        assert!(done.stderr.contains(reason), "{reason} is not in {}", done.stderr);
    }
    let path = done.stderr.lines().find_map(|l| l.split("is kept in ").nth(1)).unwrap().trim().to_owned();
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept.starts_with("# fire@1:") && kept.contains("# refused: claim #1 changed"), "{kept}");
    assert!(kept.contains("# now: 1 | 200 people had fled | number | confirmed | S1"), "{kept}");
    assert!(kept.contains("\n| no such words | number\n") && !kept.contains("It began at 4 am"), "{kept}");
    // Mended, the rest is taken: the line of the conflict was seen, and counts now.
    let mended: String =
        kept.lines().filter(|l| l.starts_with("# fire") || l.contains(" | date")).collect::<Vec<_>>().join("\n");
    desk.feed(&["--as", "carl", "claim", "sheet", "fire", "--file", "-"], &mended).ends(0).says("#1 edited");
    assert_eq!(claim(&desk, 1)["kind"], "date");
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
}

#[test]
fn in_the_editor() {
    let desk = desk();
    let done = desk.edit(
        "carl",
        &["claim", "sheet", "fire"],
        "sed -i 's/| number |  *|  *|/| number | not-checkable | |/' \"$1\"",
    );
    assert!(done.ends(0).stderr.contains("3 changed"));
    assert_eq!(claim(&desk, 3)["finding"], "not-checkable");
    desk.edit("carl", &["claim", "sheet", "fire"], "true").ends(0).says("nothing changed");
    // An editor that fails keeps what was typed.
    let failed = desk.edit("carl", &["claim", "sheet", "fire"], "echo '| 4 am | date' >> \"$1\"; exit 1").ends(1);
    let path = failed.stderr.split_whitespace().find(|w| w.contains("copydesk-claims-fire")).unwrap();
    let path = path.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    assert!(std::fs::read_to_string(path).unwrap().ends_with("| 4 am | date\n"));
    let refused = desk.edit("carl", &["claim", "sheet", "fire"], "echo '| gone words | date' >> \"$1\"").ends(5);
    assert!(refused.stderr.contains("copydesk claim sheet fire --file "), "{}", refused.stderr);
}

#[test]
fn a_decision_on_a_sheet_is_about_the_text_that_was_read() {
    let desk = desk();
    let printed = sheet(&desk);
    desk.file("two.md", "Ten people died in a fire on Sunday | the worst since 1990. It began at 4 am.\n\nPolice said 200 people had fled. The pier is 90 years old.\n");
    desk.by("wim", &["article", "edit", "fire", "--file", "two.md"]).ends(0);
    let two = line(&printed, "2").split('|').next().unwrap().to_owned();
    let typed = format!("# fire@1: read then\n{two}| | | disputed | |\n");
    desk.feed(&["--as", "carl", "claim", "sheet", "fire", "--file", "-"], &typed).ends(5).says("refused");
    assert_eq!(claim(&desk, 2)["progress"], "open");
}

#[test]
fn three_hundred_at_once() {
    let desk = Desk::new();
    let text: String = (0..300).map(|n| format!("The town has {} trees in street {n}.\n\n", 1000 + n)).collect();
    desk.file("trees.md", &text);
    desk.by("wim", &["article", "new", "trees", "--headline", "Trees", "--file", "trees.md"]).ends(0);
    let lines: String = (0..300)
        .map(|n| format!("| {} trees | number | confirmed | document: Register of trees |\n", 1000 + n))
        .collect();
    let done = desk.feed(&["--as", "carl", "claim", "sheet", "trees", "--file", "-"], &lines).ends(0);
    assert!(done.stderr.contains("300 made"), "{}", done.stderr);
    assert_eq!(desk.run(&["source", "list", "trees", "--json"]).json().as_array().unwrap().len(), 1);
    desk.run(&["db", "check"]).ends(0);
}
