//! Annotated drafts: a Word document's comments and notes become claims, and
//! none of them is lost.

use serde_json::{Value, json};

use super::common::Desk;
use super::{COPY, W, claim, desk, docx, import, repairs, sound};

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
