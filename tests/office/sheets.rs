//! Fact-check spreadsheets: a row becomes a claim, the same sheet again changes
//! nothing, and a changed one only what it says anew.

use serde_json::{Value, json};

use super::common::Desk;
use super::{COPY, claim, desk, import, repairs, sound, zip};

const SHEET: &str = "Harbour fire,,,,,\nFact,Quote,Source,Link,Checked by,OK?,Colour\n\
    Response time,We came within eight minutes,Dispatch log,https://example.org/log,Carl,✓,red\n\
    Age of the hall,The hall was built in 1954,City archive,,carl,wrong,\n\
    Death toll,Ten people died in the fire,Fire service,,Dana,ok,\n\
    Budget,The budget is $6 million,Budget 2026,,carl,ok,\n\
    The budget is $5 million,,Budget 2026,https://example.org/b,carl,ok,\n\
    ,,a source alone,,,,\n";

#[test]
fn a_sheet_becomes_claims_and_the_same_sheet_changes_nothing() {
    let desk = desk();
    desk.file("facts.csv", SHEET);
    desk.by("cleo", &["import", "facts.csv"]).ends(5);
    let (outcomes, items) = import(&desk, "cleo", &["facts.csv", "--article", "fire"], 5);
    assert_eq!(outcomes, ["created", "created", "created", "created", "created", "rejected"]);
    assert_eq!(items[0]["input"], "facts.csv:3");
    assert_eq!((&items[5]["code"], &items[5]["input"]), (&json!("no-words"), &json!("facts.csv:8")));
    assert_eq!(repairs(&items[0]), ["unknown-column"]);
    // Twice in the text, and nobody is called Dana; not in the text at all.
    assert_eq!(repairs(&items[2]), ["ambiguous", "finding-noted"]);
    assert_eq!(repairs(&items[3]), ["unplaced"]);
    let first = claim(&desk, 1);
    assert_eq!(
        (&first["progress"], &first["finding"], &first["standing"]),
        (&json!("proposed"), &json!("confirmed"), &json!("unapproved"))
    );
    assert_eq!(first["decisions"][0]["actor"], "carl");
    assert_eq!(first["citations"][0]["url"], "https://example.org/log");
    assert_eq!(claim(&desk, 2)["finding"], "needs-correction");
    assert_eq!((&claim(&desk, 3)["standing"], &claim(&desk, 3)["progress"]), (&json!("unplaced"), &json!("open")));
    // The fact is told in the words of the text.
    assert_eq!(claim(&desk, 5)["quote"], "The budget is $5 million");
    // One source of that name is cited twice, not made twice; its address tells it from another.
    assert_eq!(desk.run(&["source", "list", "fire", "--json"]).ends(0).json().as_array().unwrap().len(), 4);
    // Neither the checker whom the sheet names nor whoever brought it in approves it.
    desk.by("cleo", &["claim", "approve", "1"]).ends(1).says("brought this finding in");
    let before = desk.run(&["log", "--verify", "--json"]).json()["events"].as_i64().unwrap();
    let (outcomes, _) = import(&desk, "cleo", &["facts.csv", "--article", "fire"], 5);
    assert_eq!(outcomes, ["unchanged", "unchanged", "unchanged", "unchanged", "unchanged", "rejected"]);
    let after = desk.run(&["log", "--verify", "--json"]).json()["events"].as_i64().unwrap();
    assert_eq!(after, before + 1, "only the end of the run is told");
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    sound(&desk);
}

#[test]
fn only_what_changed_in_a_sheet_is_taken() {
    let desk = desk();
    desk.file("facts.csv", SHEET);
    desk.by("cleo", &["import", "facts.csv", "--article", "fire"]).ends(5);
    // The desk goes on; the old sheet undoes nothing.
    desk.by("ed", &["claim", "edit", "5", "--priority", "1", "--kind", "number"]).ends(0);
    desk.by("ed", &["claim", "check", "2", "--finding", "disputed"]).ends(0);
    let (outcomes, _) = import(&desk, "cleo", &["facts.csv", "--article", "fire"], 5);
    assert!(outcomes[..5].iter().all(|outcome| outcome == "unchanged"), "{outcomes:?}");
    assert_eq!(claim(&desk, 2)["finding"], "disputed");
    // A reworded fact over the same words is the same claim; a new status is proposed.
    let changed = SHEET.replace("Age of the hall", "The hall is 70 years old").replace("carl,wrong", "carl,disputed");
    let changed = changed
        .replace("We came within eight minutes", "\"\"\"We came within eight minutes\"\"\"")
        .replace("Response time", "Response in time");
    desk.file("facts.csv", changed);
    let (outcomes, items) = import(&desk, "cleo", &["facts.csv", "--article", "fire"], 5);
    assert_eq!(outcomes[..3], ["updated", "updated", "unchanged"]);
    assert_eq!((&items[0]["claim"], &items[1]["claim"]), (&json!(1), &json!(2)));
    assert_eq!(claim(&desk, 2)["statement"], "The hall is 70 years old");
    // Words that were not there are tied once they are.
    desk.file("fire.md", COPY.replace("$5 million", "$6 million"));
    desk.by("wim", &["import", "fire.md"]).ends(0);
    let (_, items) = import(&desk, "cleo", &["facts.csv", "--article", "fire"], 5);
    assert_eq!(
        (&items[3]["outcome"], &claim(&desk, 4)["quote"]),
        (&json!("updated"), &json!("The budget is $6 million"))
    );
    sound(&desk);
}

#[test]
fn a_desk_s_own_names_are_remembered() {
    let desk = desk();
    desk.file("own.tsv", "Was\tWo\tWer\nThe hall was built in 1954\tStadtarchiv\tcarl\n");
    desk.by("cleo", &["import", "own.tsv", "--article", "fire", "--format", "facts"]).ends(5);
    let map = "statement=Was,source=\"Wo\",checker=Wer";
    desk.by("cleo", &["import", "own.tsv", "--article", "fire", "--map", "facts=Was"]).ends(2).says("the columns are");
    desk.by("cleo", &["import", "own.tsv", "--article", "fire", "--map", map, "--dry-run"]).ends(0);
    desk.by("cleo", &["import", "own.tsv", "--article", "fire", "--map", map]).ends(0);
    assert_eq!(claim(&desk, 1)["quote"], "The hall was built in 1954");
    let (outcomes, _) = import(&desk, "cleo", &["own.tsv", "--article", "fire"], 0);
    assert_eq!(outcomes, ["unchanged"]);
    sound(&desk);
}

#[test]
fn a_workbook_and_our_own_sheet_come_back() {
    let desk = desk();
    desk.file("facts.csv", SHEET);
    desk.by("cleo", &["import", "facts.csv", "--article", "fire"]).ends(5);
    desk.by("carl", &["claim", "withdraw", "4", "--note", "dropped"]).ends(0);
    for kind in ["csv", "xlsx"] {
        let file = format!("out.{kind}");
        desk.run(&["export", "claims", "--to", kind, "-o", &file]).ends(0);
        let (outcomes, items) = import(&desk, "cleo", &[&file], 0);
        assert!(outcomes.iter().all(|outcome| outcome == "unchanged"), "{kind}: {items:?}");
        // On another desk with the same article: the same claims.
        let other = self::desk();
        std::fs::copy(desk.path(&file), other.path(&file)).unwrap();
        let (outcomes, items) = import(&other, "cleo", &[&file], 0);
        assert!(outcomes.iter().all(|outcome| outcome == "created"), "{kind}: {items:?}");
        let facts = |desk: &Desk| -> Vec<Value> {
            let all = desk.run(&["claim", "list", "fire", "--json"]).ends(0).json();
            let keep = |c: &Value| {
                json!([c["quote"], c["statement"], c["kind"], c["asks"], c["finding"], c["progress"], c["standing"]])
            };
            let mut facts: Vec<Value> = all.as_array().unwrap().iter().map(keep).collect();
            facts.sort_by_key(ToString::to_string);
            facts
        };
        assert_eq!(facts(&desk), facts(&other), "{kind}");
        sound(&other);
    }
}

#[test]
fn a_cell_that_is_a_link_leads_to_its_source() {
    let desk = desk();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let cell = |at: &str, words: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{words}</t></is></c>");
    let formula = "<c r=\"C3\" t=\"str\"><f>HYPERLINK(\"https://example.org/log\",\"The log\")</f><v>The log</v></c>";
    let rows = [
        format!("<row r=\"1\">{}{}{}</row>", cell("A1", "Fact"), cell("B1", "Source"), cell("C1", "Link")),
        format!("<row r=\"2\">{}{}</row>", cell("A2", "Ten people died"), cell("B2", "Minutes")),
        format!("<row r=\"3\">{}{}{formula}</row>", cell("A3", "It was 1954"), cell("B3", "Log")),
    ];
    let links = "<hyperlinks><hyperlink ref=\"B2\" r:id=\"l\"/><hyperlink ref=\"A1\" location=\"x!A1\"/></hyperlinks>";
    let sheet = format!(
        "<worksheet xmlns=\"{main}\" xmlns:r=\"{office}\"><sheetData>{}</sheetData>{links}</worksheet>",
        rows.concat()
    );
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"s\"/><sheet name=\"Lists\" sheetId=\"2\" state=\"hidden\" r:id=\"h\"/></sheets></workbook>"
    );
    let relation = |id: &str, kind: &str, target: &str, more: &str| {
        format!(
            "<Relationships xmlns=\"{relations}\"><Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"{more}/></Relationships>"
        )
    };
    let second = format!(
        "<Relationship Id=\"h\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>"
    );
    let of_book = relation("s", "worksheet", "worksheets/sheet1.xml", "").replace("</Relationships>", &second);
    let lists = format!(
        "<worksheet xmlns=\"{main}\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Fact</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Never meant</t></is></c></row></sheetData></worksheet>"
    );
    let of_sheet = relation("l", "hyperlink", "https://example.org/minutes", " TargetMode=\"External\"");
    let of_all = relation("b", "officeDocument", "xl/workbook.xml", "");
    let files = [
        ("[Content_Types].xml", "<Types/>".as_bytes()),
        ("_rels/.rels", of_all.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", of_book.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/worksheets/sheet2.xml", lists.as_bytes()),
        ("xl/worksheets/_rels/sheet1.xml.rels", of_sheet.as_bytes()),
    ];
    desk.file("facts.xlsx", zip(&files));
    let (_, items) = import(&desk, "cleo", &["facts.xlsx", "--article", "fire"], 0);
    assert_eq!((items.len(), &items[0]["repairs"][0]["code"]), (2, &json!("hidden-sheet")), "{items:?}");
    for (id, title, url) in [(1, "Minutes", "https://example.org/minutes"), (2, "Log", "https://example.org/log")] {
        let source = &claim(&desk, id)["citations"][0];
        assert_eq!((&source["title"], &source["url"]), (&json!(title), &json!(url)));
    }
    sound(&desk);
}

#[test]
fn a_quotation_that_never_ends_doesn_t_swallow_the_facts_after_it() {
    let desk = desk();
    desk.file("facts.csv", "Fact,Source\n\"Ten people died,Minutes\nIt was 1954,Log\n");
    let (_, items) = import(&desk, "cleo", &["facts.csv", "--article", "fire"], 5);
    assert_eq!(items[0]["code"], "open-quotation");
    assert!(items[0]["message"].as_str().unwrap().contains("in line 2"), "{items:?}");
}
