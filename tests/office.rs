//! What desks have beside copy: fact-check spreadsheets, annotated drafts,
//! archives, others' checks, tables of articles, git histories; and the options
//! of a run. Through the real program.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "what fails here fails the test"
)]

mod common;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::Desk;
use serde_json::{Value, json};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const COPY: &str = "---\ntitle: Ten die in harbour fire\nlanguage: en\n---\n\nTen people died in the fire at the harbour on \
    Tuesday. The hall was built in 1954.\n\n\"We came within eight minutes,\" said its chief, Ola Berg. Ten people died \
    in the fire of 1954 too. The budget is $5 million.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", COPY);
    desk.by("wim", &["import", "fire.md"]).ends(0);
    desk
}

/// The outcomes of an import, and its items.
fn import(desk: &Desk, who: &str, words: &[&str], code: i32) -> (Vec<String>, Vec<Value>) {
    let answer = desk.by(who, &[&["import", "--json"], words].concat()).ends(code).json();
    let items = answer["items"].as_array().unwrap().clone();
    (items.iter().map(|item| item["outcome"].as_str().unwrap().to_owned()).collect(), items)
}

fn claim(desk: &Desk, id: i64) -> Value {
    desk.run(&["claim", "show", &id.to_string(), "--json"]).ends(0).json()
}

fn repairs(item: &Value) -> Vec<String> {
    let list = item["repairs"].as_array().unwrap();
    list.iter().map(|repair| repair["code"].as_str().unwrap().to_owned()).collect()
}

fn sound(desk: &Desk) {
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
}

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

/// A ZIP archive of these files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>");
    let mut files: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())];
    files.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&files)
}

#[test]
fn an_annotated_draft_becomes_an_article_with_claims() {
    let desk = Desk::new();
    let body = "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Ten die in fire</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">Ten people died. </w:t></w:r><w:ins w:author=\"Ana\"><w:r><w:t xml:space=\"preserve\">In Homs, </w:t></w:r></w:ins>\
        <w:del w:author=\"Ana\"><w:r><w:delText>In Hama, </w:delText></w:r></w:del><w:commentRangeStart w:id=\"1\"/><w:r><w:t>the hall was built in 1954</w:t></w:r>\
        <w:commentRangeEnd w:id=\"1\"/><w:r><w:commentReference w:id=\"1\"/></w:r><w:r><w:t>. He paid $5 million.</w:t></w:r>\
        <w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t xml:space=\"preserve\"> Later, ten people died.</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>City</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Dead</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let styles = format!("<w:styles {W}><w:style w:styleId=\"Title\"><w:name w:val=\"Title\"/></w:style></w:styles>");
    let comments = format!(
        "<w:comments {W}><w:comment w:id=\"1\" w:author=\"Carl\"><w:p><w:r><w:t>Sure? Source: https://example.org/a</w:t></w:r></w:p></w:comment></w:comments>"
    );
    let footnotes = format!(
        "<w:footnotes {W}><w:footnote w:id=\"2\"><w:p><w:r><w:t>Budget 2026, p. 4</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    let parts = [("word/styles.xml", &*styles), ("word/comments.xml", &*comments), ("word/footnotes.xml", &*footnotes)];
    desk.file("draft.docx", docx(body, &parts));
    let (_, items) = import(&desk, "carl", &["draft.docx"], 0);
    assert_eq!(repairs(&items[0]), ["annotations", "tracked-changes"]);
    let article = desk.run(&["article", "show", "draft", "--json"]).ends(0).json();
    assert_eq!(article["headline"], "Ten die in fire");
    assert_eq!(
        article["body"],
        "Ten people died. In Homs, the hall was built in 1954. He paid $5 million. Later, ten people died."
    );
    assert!(article["parts"]["table:1"].as_str().unwrap().starts_with("| City | Dead |"));
    let (first, second) = (claim(&desk, 1), claim(&desk, 2));
    assert_eq!(
        (&first["quote"], &first["citations"][0]["url"]),
        (&json!("the hall was built in 1954"), &json!("https://example.org/a"))
    );
    assert_eq!(
        (&second["quote"], &second["citations"][0]["title"]),
        (&json!("He paid $5 million"), &json!("Budget 2026, p. 4"))
    );
    assert_eq!(import(&desk, "carl", &["draft.docx"], 0).0, ["unchanged"]);
    // As comments instead; and by a writer, who may not cite.
    import(&desk, "wim", &["draft.docx", "--slug", "second", "--annotations", "comments"], 0);
    assert_eq!(desk.run(&["claim", "list", "second", "--json"]).ends(0).json(), json!([]));
    let (_, items) = import(&desk, "wim", &["draft.docx", "--slug", "third"], 0);
    assert!(repairs(&items[0]).contains(&"sources-noted".to_owned()));
    sound(&desk);
}

/// A paragraph of runs, and a run of these words.
fn p(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn r(words: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
}

/// Words that the comment of this number is on.
fn on(id: u32, words: &str) -> String {
    let words = r(words);
    format!(
        "<w:commentRangeStart w:id=\"{id}\"/>{words}<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>"
    )
}

#[test]
fn no_comment_in_a_draft_is_lost_wherever_it_stands() {
    let desk = Desk::new();
    let title = format!("<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>{}{}</w:p>", on(1, "Ten die"), r(" in fire"));
    let gone = format!(
        "<w:del w:author=\"Ana\">{}</w:del>",
        on(5, "x").replace("w:t ", "w:delText ").replace("w:t>", "w:delText>")
    );
    let moved = format!("<w:moveTo w:author=\"Ana\">{}</w:moveTo>", r(" He paid."));
    let bold = "<w:r><w:rPr><w:b/><w:rPrChange w:author=\"Bo\"><w:rPr/></w:rPrChange></w:rPr><w:t>Late</w:t></w:r>";
    let raised = "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>6</w:t></w:r>";
    let ruby = format!("<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>", r("kan"), r("漢"));
    let symbols =
        "<w:r><w:sym w:font=\"Symbol\" w:char=\"F0B0\"/></w:r><w:r><w:sym w:font=\"Wingdings\" w:char=\"F021\"/></w:r>";
    let cell = |inner: String| format!("<w:tc>{}</w:tc>", p(&inner));
    let body = [
        title,
        p(&[
            on(2, "Ten people died"),
            r(". It cost 10"),
            raised.to_owned(),
            r(" euros at 5 "),
            symbols.to_owned(),
            gone,
            moved,
        ]
        .concat()),
        p(&[bold.to_owned(), r(" it was, "), ruby].concat()),
        "<w:tbl><w:tr>".to_owned()
            + &cell(r("City"))
            + &cell(r("Dead | hurt"))
            + &cell(r("In bed"))
            + "</w:tr><w:tr>"
            + &cell(r("Homs"))
            + &cell(r("about ") + &on(4, "12 men"))
            + &cell(r("3 men") + "<w:r><w:footnoteReference w:id=\"2\"/></w:r>")
            + "</w:tr></w:tbl>",
    ]
    .concat();
    let comment = |id: u32, who: &str, words: &str| {
        format!(
            "<w:comment w:id=\"{id}\" w:author=\"{who}\"><w:p w:paraId=\"P{id}\"><w:r><w:t>{words}</w:t></w:r></w:p></w:comment>"
        )
    };
    let comments = [
        comment(1, "Bo", "Ten or twelve?"),
        comment(2, "Bo", "Sure?"),
        comment(3, "Cy", "Yes: https://example.org/morgue"),
        comment(4, "Bo", "Who counted?"),
        comment(5, "Bo", "Why cut?"),
        comment(6, "Bo", "A fine piece"),
    ];
    let parts = [
        ("word/styles.xml", format!("<w:styles {W}><w:style w:styleId=\"Title\"><w:name w:val=\"Title\"/></w:style></w:styles>")),
        ("word/comments.xml", format!("<w:comments {W}>{}</w:comments>", comments.concat())),
        ("word/footnotes.xml", format!("<w:footnotes {W}><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>", p(&r("Ward list")))),
        (
            "word/commentsExtended.xml",
            "<x:c xmlns:x=\"x\"><x:commentEx x:paraId=\"P3\" x:paraIdParent=\"P2\" x:done=\"0\"/><x:commentEx x:paraId=\"P4\" x:done=\"1\"/></x:c>".to_owned(),
        ),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    desk.file("draft.docx", docx(&body, &parts));
    let (_, items) = import(&desk, "carl", &["draft.docx"], 0);
    let said: Vec<&str> =
        items[0]["repairs"].as_array().unwrap().iter().map(|r| r["message"].as_str().unwrap()).collect();
    assert_eq!(
        said,
        [
            "4 notes on its words: 4 claims",
            "2 × a comment on no words of the text kept as a comment on the article",
            "tracked changes accepted: 1 × deleted, 1 × moved, 1 × set otherwise, by Ana, Bo",
            "1 × a font's symbol that is no character left out",
        ]
    );
    let article = desk.run(&["article", "show", "draft", "--json"]).ends(0).json();
    assert_eq!(article["body"], "Ten people died. It cost 10⁶ euros at 5 ° He paid.\n\n**Late** it was, 漢(kan)");
    assert_eq!(
        article["parts"]["table:1"].as_str().unwrap().trim(),
        "| City | Dead \\| hurt | In bed |\n| --- | --- | --- |\n| Homs | about 12 men | 3 men |"
    );
    let claims: Vec<Value> = (1..=4).map(|id| claim(&desk, id)).collect();
    let quotes: Vec<&Value> = claims.iter().map(|claim| &claim["quote"]).collect();
    assert_eq!(quotes, ["Ten die", "Ten people died", "12 men", "3 men"]);
    let standing: Vec<&Value> = claims.iter().map(|claim| &claim["anchors"][0]["part"]).collect();
    assert_eq!(standing, ["headline", "body", "table:1", "table:1"]);
    let comments = |claim: &Value| -> Vec<String> {
        let all = claim["comments"].as_array().unwrap().iter();
        all.map(|comment| comment["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(comments(&claims[1]), ["Bo: Sure?", "Cy: Yes: https://example.org/morgue"]);
    assert_eq!(claims[1]["citations"][0]["url"], "https://example.org/morgue");
    assert_eq!(comments(&claims[2]), ["Bo (resolved): Who counted?"]);
    assert_eq!(claims[3]["citations"][0]["title"], "Ward list");
    let log = desk.run(&["log", "draft", "--json"]).ends(0).stdout;
    assert!(log.contains("Bo: Why cut?") && log.contains("Bo: A fine piece"), "{log}");
    assert_eq!(import(&desk, "carl", &["draft.docx"], 0).0, ["unchanged"]);
    sound(&desk);
}

#[test]
fn what_our_own_comparison_tracks_is_read_as_accepted() {
    let desk = desk();
    let new = COPY
        .replace("1954 too", "1953 too")
        .replace("Ten people died in the fire at", "Twelve people died in the fire at");
    desk.file("fire.md", &new);
    desk.by("wim", &["import", "fire.md"]).ends(0);
    desk.run(&["diff", "fire@1", "fire@2", "--style", "docx", "-o", "diff.docx"]).ends(0);
    import(&desk, "wim", &["diff.docx"], 0);
    let back = desk.run(&["article", "show", "diff", "--json"]).ends(0).json()["body"].as_str().unwrap().to_owned();
    assert!(back.contains("Twelve people died in the fire at the harbour") && back.contains("1953 too"), "{back}");
    assert!(!back.contains("Ten people died in the fire at"), "{back}");
}

#[test]
fn archives_are_read_as_folders_and_what_is_odd_in_them_is_named() {
    let desk = desk();
    let inner = zip(&[("a.txt", b"A\n\nB")]);
    let gz = {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(b"{\"headline\":\"One\"}").unwrap();
        out.finish().unwrap()
    };
    let mut out = ZipWriter::new_append(std::io::Cursor::new(zip(&[
        ("../../evil.txt", b"Evil\n\nBody."),
        ("x/fire.md", COPY.as_bytes()),
        ("__MACOSX/x", b"q"),
        ("inner.zip", &inner),
        ("one.jsonl.gz", &gz),
        ("b.bin", &[7; 500]),
        ("two.jsonl", b"{\"headline\":\"Two\"}\n{broken\n"),
    ])))
    .unwrap();
    out.add_symlink("link.txt", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let whole = out.finish().unwrap().into_inner();
    desk.file("cut.zip", &whole[..whole.len() / 2]);
    desk.file("a.zip", &whole);
    let (_, items) = import(&desk, "wim", &["a.zip", "cut.zip"], 5);
    let short: Vec<(String, String)> = items
        .iter()
        .map(|i| {
            (
                i["input"].as_str().unwrap().to_owned(),
                i["code"].as_str().unwrap_or_else(|| i["outcome"].as_str().unwrap()).to_owned(),
            )
        })
        .collect();
    let want = [
        ("a.zip/../../evil.txt", "outside"),
        ("a.zip/x/fire.md", "unchanged"),
        ("a.zip/inner.zip", "archive-in-archive"),
        ("a.zip/one.jsonl.gz", "archive-in-archive"),
        ("a.zip/b.bin", "binary"),
        ("a.zip/two.jsonl:1", "created"),
        ("a.zip/two.jsonl:2", "bad-json"),
        ("a.zip/link.txt", "link"),
        ("cut.zip", "damaged"),
    ];
    let short: Vec<(&str, &str)> = short.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(short, want);
    assert!(!desk.path("../../evil.txt").exists());
}

#[test]
fn checks_of_others_become_precedents_once() {
    let desk = desk();
    let review = |rating: &str| {
        json!({"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [
            {"item": [{"@type": "ClaimReview", "claimReviewed": "The hall burnt twice", "url": "https://example.org/c",
                "datePublished": "2020-10-07 20:05", "author": {"name": "Check House"},
                "reviewRating": {"ratingValue": "1", "bestRating": 1, "worstRating": "5", "alternateName": rating}}]},
            {"item": {"@type": "ClaimReview", "url": "https://example.org/d"}}]})
    };
    desk.file("feed.json", review("False").to_string());
    let (outcomes, items) = import(&desk, "wim", &["feed.json"], 5);
    assert_eq!(
        (outcomes, &items[0]["precedent"], &items[1]["code"]),
        (vec!["created".to_owned(), "rejected".to_owned()], &json!(1), &json!("no-claim"))
    );
    assert_eq!(import(&desk, "wim", &["feed.json"], 5).0, ["unchanged", "rejected"]);
    desk.file("feed.json", review("Mostly false").to_string());
    assert_eq!(import(&desk, "wim", &["feed.json"], 5).0, ["updated", "rejected"]);
    sound(&desk);
}

#[test]
fn a_git_history_is_read_commit_by_commit_through_renames() {
    if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("no git here: skipped");
        return;
    }
    let desk = Desk::new();
    let repo = desk.path("repo");
    std::fs::create_dir(&repo).unwrap();
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(&repo).args(["-c", "user.name=Ana Núñez", "-c", "user.email=a@example.org"]).args(words);
        command.env("GIT_COMMITTER_DATE", "2020-01-02T03:04:05+01:00").env_remove("GIT_DIR");
        assert!(command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success(), "{words:?}");
    };
    git(&["init", "-q"]);
    std::fs::write(repo.join("-a.md"), "---\ntitle: Fire\n---\n\nTen died.\n").unwrap();
    git(&["add", "."]);
    git(&["commit", "-qm", "first\n\n:100644 odd"]);
    git(&["mv", "--", "-a.md", "b ü.md"]);
    git(&["commit", "-qm", "rename"]);
    std::fs::write(repo.join("b ü.md"), "---\ntitle: Fire\n---\n\nTwelve died.\n").unwrap();
    git(&["commit", "-qam", "second"]);
    // A repository that would have things run: nothing of it is.
    let trap = format!("touch {}", desk.path("trapped").display());
    for (key, value) in [
        ("core.fsmonitor", &*trap),
        ("diff.external", &*trap),
        ("core.pager", &*trap),
        ("gpg.program", &*trap),
        ("log.showSignature", "true"),
    ] {
        git(&["config", key, value]);
    }
    let path = std::env::var("PATH").unwrap();
    let run = |words: &[&str]| {
        let mut command = desk.command(words);
        command.env("PATH", &path).env("GIT_DIR", "/nowhere").env("GIT_EXTERNAL_DIFF", &trap);
        common::finish(command, "")
    };
    let first = run(&["import", "--json", "--git", "repo/b ü.md"]).ends(0).json();
    assert_eq!((&first["items"][0]["outcome"], &first["items"][0]["revision"]), (&json!("created"), &json!(2)));
    let revisions = desk.run(&["revision", "list", "b-u", "--json"]).ends(0).json();
    assert_eq!(
        (&revisions[0]["author"], &revisions[0]["source_time"]),
        (&json!("Ana Núñez"), &json!("2020-01-02T02:04:05Z"))
    );
    assert_eq!(run(&["import", "--json", "--git", "repo"]).ends(0).json()["unchanged"], 1);
    assert!(!desk.path("trapped").exists(), "something in the repository was run");
    run(&["import", "--git", "fire.md"]).ends(5).says("rejected");
}

#[test]
fn a_git_history_ends_with_what_a_merge_made_and_knows_any_name() {
    if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("no git here: skipped");
        return;
    }
    let desk = Desk::new();
    let git_in = |folder: &str, minute: u32, words: &[&str]| {
        let mut command = Command::new("git");
        command
            .current_dir(desk.path(folder))
            .args(["-c", "user.name=Ana", "-c", "user.email=a@example.org"])
            .args(words);
        command.env("GIT_COMMITTER_DATE", format!("2020-01-02T03:{minute:02}:05Z")).env_remove("GIT_DIR");
        assert!(command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success(), "{words:?}");
    };
    let git = |minute: u32, words: &[&str]| git_in("repo", minute, words);
    let path = std::env::var("PATH").unwrap();
    let import = |words: &[&str]| {
        let mut command = desk.command(&[&["import", "--json", "--git"], words].concat());
        command.env("PATH", &path);
        common::finish(command, "")
    };
    let refused = |words: &[&str], why: &str| {
        let run = import(words).ends(5).json();
        assert!(run["items"][0]["message"].as_str().unwrap().contains(why), "{run}");
    };
    let write = |text: &str| std::fs::write(desk.path("repo/fire.md"), text).unwrap();
    std::fs::create_dir(desk.path("repo")).unwrap();
    git(1, &["init", "-q", "-b", "main"]);
    refused(&["repo"], "a repository without a commit yet");
    write("# Fire\n\nTen died.\n\nOne.\n\nTwo.\n\nIt burnt.\n");
    git(1, &["add", "."]);
    git(1, &["commit", "-qm", "first"]);
    git(2, &["checkout", "-qb", "side"]);
    write("# Fire\n\nTwelve died.\n\nOne.\n\nTwo.\n\nIt burnt.\n");
    git(2, &["commit", "-qam", "side"]);
    git(3, &["checkout", "-q", "main"]);
    write("# Fire\n\nTen died.\n\nOne.\n\nTwo.\n\nIt burnt down.\n");
    // The clock of the one who wrote this was slow.
    git(0, &["commit", "-qam", "main"]);
    git(4, &["merge", "-q", "side", "-m", "merge"]);
    import(&["repo/fire.md"]).ends(0);
    let body = desk.run(&["article", "show", "fire", "--json"]).ends(0).json()["body"].as_str().unwrap().to_owned();
    assert_eq!(body, "Twelve died.\n\nOne.\n\nTwo.\n\nIt burnt down.");
    let revisions = desk.run(&["revision", "list", "fire", "--json"]).ends(0).json();
    let notes: Vec<&Value> = revisions.as_array().unwrap().iter().map(|revision| &revision["note"]).collect();
    assert_eq!(notes, ["first", "main", "side", "merge"]);
    assert_eq!((&revisions[3]["reader"], revisions[3]["raw_sha256"].as_str().unwrap().len()), (&json!("git"), 64));
    // Names that are no UTF-8.
    #[cfg(target_os = "linux")]
    {
        let name = |byte: u8| {
            let bytes = [b"caf".as_slice(), &[byte], b".md"].concat();
            desk.path("repo").join(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(&bytes))
        };
        std::fs::write(name(0xe9), "# Cafe\n\nOpen.\n").unwrap();
        std::fs::write(name(0xe8), "# Other\n\nShut.\n").unwrap();
        git(5, &["add", "."]);
        git(5, &["commit", "-qm", "names"]);
        let run = import(&["repo"]).ends(0).json();
        assert_eq!((&run["created"], &run["unchanged"]), (&json!(2), &json!(1)), "{run}");
    }
    // A clone whose history is cut off says so, and is the same article.
    let from = format!("file://{}", desk.path("repo").display());
    git_in("", 6, &["clone", "-q", "--depth", "1", &from, "cut"]);
    let cut = import(&["cut/fire.md"]).ends(0).json();
    assert_eq!(
        (&cut["items"][0]["outcome"], &cut["items"][0]["repairs"][0]["code"]),
        (&json!("unchanged"), &json!("history-cut"))
    );
    refused(&["nowhere/at.md"], "no such file");
    desk.file("loose.md", "# Loose\n\nCopy.");
    refused(&["loose.md"], "without --git the files are imported as they are");
}

#[test]
fn a_run_is_reported_limited_and_tried_again() {
    let desk = Desk::new();
    desk.file(
        "in.jsonl",
        "{\"headline\":\"One\"}\n{broken\n{\"headline\":\"Three\",\"source_time\":\"2020-01-02 03:04\"}\n",
    );
    desk.file("latin.txt", b"Caf\xe9\n\n\xc4rger.");
    desk.run(&["import", "in.jsonl", "latin.txt", "--limit", "1", "--dry-run", "--report", "dry.jsonl"]).ends(0);
    assert_eq!(std::fs::read_to_string(desk.path("dry.jsonl")).unwrap().lines().count(), 1);
    desk.run(&["import", "in.jsonl", "--tz", "+01:00", "--report", "out.jsonl"]).ends(5);
    let report = std::fs::read_to_string(desk.path("out.jsonl")).unwrap();
    let lines: Vec<Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let short: Vec<_> = lines
        .iter()
        .map(|l| (l["input"].as_str().unwrap(), l["outcome"].as_str().unwrap(), l["code"].as_str()))
        .collect();
    assert_eq!(
        short,
        [
            ("in.jsonl:1", "created", None),
            ("in.jsonl:2", "rejected", Some("bad-json")),
            ("in.jsonl:3", "created", None)
        ]
    );
    assert_eq!(desk.run(&["revision", "list", "three", "--json"]).json()[0]["source_time"], "2020-01-02T02:04:00Z");
    desk.file("in.jsonl", "{\"headline\":\"One\"}\n{\"headline\":\"Two\"}\n{\"headline\":\"Three\"}\n");
    desk.run(&["import", "--retry-from", "out.jsonl", "--report", "again.jsonl"]).ends(0);
    assert!(std::fs::read_to_string(desk.path("again.jsonl")).unwrap().contains("\"created\""));
    desk.run(&["import", "--retry-from", "again.jsonl"]).ends(0).says("nothing was rejected");
    desk.run(&["import", "--retry-from", "in.jsonl"]).ends(2).says("line 1");
    desk.run(&["import", "latin.txt", "--encoding", "klingon"]).ends(2).says("windows-1252");
    desk.run(&["import", "latin.txt", "--tz", "Mars"]).ends(2).says("+01:00");
    let (_, items) = import(&desk, "cleo", &["latin.txt", "--encoding", "iso-8859-5"], 0);
    assert_eq!(items[0]["repairs"][0]["message"], "read as ISO-8859-5, as asked");
    assert_eq!(desk.run(&["article", "show", "latin", "--json"]).json()["headline"], "Cafщ");
}

#[test]
fn a_drop_folder_is_watched_until_ctrl_c() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("drop")).unwrap();
    desk.file("drop/a.txt", "A\n\nOne.");
    // What lies there half written when the watch begins is no copy yet.
    desk.file("drop/early.txt.tmp", "Half");
    std::os::unix::fs::symlink("/etc/hostname", desk.path("drop/out.txt")).unwrap();
    let mut command = desk.command(&["import", "drop", "--watch"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(50);
    let known = |slug: &str| {
        while Instant::now() < until {
            if desk.run(&["article", "show", slug]).code == 0 {
                return true;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        false
    };
    assert!(known("a"), "what lay there is imported");
    desk.file("drop/half.txt.part", "Half");
    desk.file("drop/b.txt", "B\n\nTwo.");
    assert!(known("b"), "what comes is imported");
    // Who writes it pauses: half of it is no copy.
    desk.file("drop/c.txt", "C\n\nThe first half,");
    std::thread::sleep(Duration::from_secs(1));
    desk.file("drop/c.txt", "C\n\nThe first half, and the second.");
    assert!(known("c"), "what came in two goes is imported");
    assert_eq!(desk.run(&["article", "show", "c", "--json"]).json()["head"], 1);
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("stopped watching"), "{said}");
    assert_eq!(said.matches("a link out of the folder").count(), 1, "{said}");
    assert_eq!(desk.run(&["article", "show", "half"]).code, 3);
    assert_eq!(desk.run(&["article", "show", "early-txt"]).code, 3);
    assert_eq!(desk.run(&["article", "list", "--json"]).ends(0).json().as_array().unwrap().len(), 3);
    sound(&desk);
}

#[test]
fn hostile_files_are_refused_by_name_at_once_and_the_rest_goes_on() {
    let desk = Desk::new();
    let deep = format!("{}{}", "<w:sdt><w:sdtContent>".repeat(50_000), "</w:sdtContent></w:sdt>".repeat(50_000));
    let doctype = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let entities = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", format!("{doctype}<w:document {W}>&b;</w:document>").as_bytes()),
    ]);
    let external = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
    ]);
    // What expands to 130 MiB, packed once: packing it takes longer than refusing it.
    let packed = zip(&[("a", &vec![b'a'; 130 << 20])]);
    let bomb = |part: &str, beside: &[(&str, &[u8])]| {
        let mut from = ZipArchive::new(std::io::Cursor::new(&packed)).unwrap();
        let mut out = ZipWriter::new_append(std::io::Cursor::new(zip(beside))).unwrap();
        out.raw_copy_file_rename(from.by_index(0).unwrap(), part).unwrap();
        out.finish().unwrap().into_inner()
    };
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let large = bomb("word/document.xml", &[types]);
    let sheet = bomb("xl/worksheets/sheet1.xml", &[types, ("xl/workbook.xml", b"<workbook/>")]);
    let lines = bomb("a.jsonl", &[]);
    let whole = docx("<w:p><w:r><w:t>Words</w:t></w:r></w:p>", &[]);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("deep.docx", docx(&deep, &[]), "nested-too-deep"),
        ("entities.docx", entities, "document-type"),
        ("external.docx", external, "document-type"),
        ("large.docx", large, "expands-too-far"),
        ("cut.docx", whole[..whole.len() - 30].to_vec(), "damaged"),
        ("empty.docx", zip(&[("[Content_Types].xml", b"<Types/>"), ("word/x.xml", b"")]), "bad-document"),
        ("broken.docx", docx("<w:p>", &[]), "bad-xml"),
        ("sheet.xlsx", sheet, "expands-too-far"),
        ("slides.pptx", zip(&[("[Content_Types].xml", b"<Types/>"), ("ppt/a.xml", b"")]), "unknown-format"),
        (
            "text.odt",
            zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]),
            "unknown-format",
        ),
        ("lines.zip", lines, "expands-too-far"),
        ("no.zip", b"PK\x03\x04 nothing".to_vec(), "damaged"),
        ("quotes.csv", format!("Fact,Source\n\"{}", "a,\n".repeat(100_000)).into_bytes(), "text-too-large-or-taken"),
    ];
    for (name, bytes, _) in &cases {
        desk.file(name, bytes);
    }
    desk.file("z-good.docx", docx("<w:p><w:r><w:t>Words</w:t></w:r></w:p>", &[]));
    for (name, _, code) in &cases {
        let begun = Instant::now();
        let output = desk.run(&["import", "--json", name, "z-good.docx"]).ends(5);
        // A debug build on a busy machine; a release takes a tenth of it.
        assert!(begun.elapsed() < Duration::from_secs(20), "{name} took {:?}", begun.elapsed());
        let items = output.json()["items"].clone();
        let first = &items[0];
        assert_eq!(first["outcome"], "rejected", "{name}: {first}");
        if !code.contains("-or-") {
            assert_eq!(first["code"], *code, "{name}: {first}");
        }
        assert!(first["input"].as_str().unwrap().starts_with(name));
        assert_ne!(items.as_array().unwrap().last().unwrap()["outcome"], "rejected", "the rest goes on after {name}");
    }
    sound(&desk);
}
