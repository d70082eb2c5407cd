//! What goes out comes back the same, whatever the words: articles as JSONL,
//! Markdown, ninjs and NewsML-G2, claims as CSV and XLSX. By the library alone,
//! so that many texts are tried; `tests/exports.rs` does a few from desk to desk.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "common/prose.rs"]
mod prose;

use copydesk::domain::canonical::canonical;
use copydesk::domain::claim::{Asks, ClaimKind, Finding, Progress, Standing};
use copydesk::domain::export::{Cited, Claim, Release, Story, Tag};
use copydesk::domain::ids::{ClaimId, RevisionNumber, SourceId};
use copydesk::domain::part::Part;
use copydesk::domain::source::Stance;
use copydesk::domain::time::Timestamp;
use copydesk::import::pipeline::{Options, read_bytes, read_items};
use copydesk::import::{ImportItem, Item};
use copydesk::render::export::sheet::{Csv, Line, xlsx};
use copydesk::render::export::{Frame, Stories, jsonl::Jsonl, markdown::Markdown, newsml::NewsMl, ninjs::Ninjs};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_767_700_000_000);

/// What one format or another takes for its own.
const SIGNS: &[&str] = &[
    "]]>",
    "<![CDATA[",
    "</inlineData>",
    "&amp;",
    "&#65;",
    "<b>bold</b>",
    "<!-- x -->",
    "---",
    "+++",
    "```",
    "\"",
    "'",
    "\\",
    "\\n",
    ": ",
    "#",
    "{",
    "}",
    "[a]: b",
    "|",
    "=1+1",
    "@x",
    "\t",
    "_x0041_",
    "null",
    "~",
    "yes",
    "2026-01-01",
    "%41",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{1fffe}",
    "\u{85}",
    "\u{2028}",
    "\u{200b}",
    "\u{ad}",
    "\u{fffd}",
    "\u{e000}",
    "\u{10ffff}",
    "* * *",
    "===",
    "1.",
    "- ",
    "> ",
    "    code",
    "![a](b)",
    "&",
    "<",
    ">",
    "&nbsp;",
    "\u{a0}",
    "\u{3000}",
    "é",
    "e\u{301}",
];

/// A line of words, of signs among them, and of any characters that can be seen.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prose::sentence(),
        2 => (prose::sentence(), prop::sample::select(SIGNS), prose::sentence()).prop_map(|(a, b, c)| format!("{a} {b}{c}")),
        1 => prop::sample::select(SIGNS).prop_map(|sign| format!("{sign} word {sign}")),
        1 => "\\PC{1,30}",
    ]
}

fn body() -> impl Strategy<Value = String> {
    let block = prop_oneof![
        4 => prose::paragraph(),
        2 => line(),
        1 => prop::collection::vec(line(), 1..4).prop_map(|lines| lines.join("\n")),
        1 => prop::sample::select(SIGNS).prop_map(str::to_owned),
    ];
    prop::collection::vec(block, 1..6).prop_map(|blocks| blocks.join("\n\n"))
}

fn tag() -> impl Strategy<Value = Value> {
    let name = prop_oneof![line(), "[a-zA-Z :,#'&<>\"-]{1,12}", prop::sample::select(SIGNS).prop_map(str::to_owned)];
    let scheme = prop::sample::select(&["topic", "place", "person", "org", "medtop", "my-own"][..]);
    (scheme, name, prop::option::weighted(0.3, "[0-9]{8}")).prop_map(|(scheme, name, code)| {
        code.map_or_else(
            || json!({"scheme": scheme, "name": name}),
            |code| json!({"scheme": scheme, "name": name, "code": code}),
        )
    })
}

/// A line of JSON that `import` reads.
fn given() -> impl Strategy<Value = Value> {
    let maybe = || prop::option::of(line());
    let texts = (line(), body(), maybe(), maybe(), maybe(), maybe());
    let time = || 0_i64..4_000_000_000_000;
    let about = (
        prop::collection::vec(tag(), 0..5),
        time(),
        prop::option::of(time()),
        1..=9_u8,
        prop::option::of(prop::sample::select(&["en", "en-GB", "de", "zh-Hant", "ar"][..])),
        prop::option::of((line(), "[a-z0-9.-]{1,8}")),
        prop::option::of("[a-z0-9/._-]{1,12}(\\?[a-z]=[0-9]&[b-d]=2)?"),
    );
    (texts, about).prop_map(|((headline, body, standfirst, byline, dateline, caption), about)| {
        let (tags, time, embargo, urgency, language, from, url) = about;
        let when = |millis: i64| Timestamp::from_millis(millis).to_string();
        let mut given = json!({"slug": "here", "headline": headline, "body": body, "tags": tags, "source_time": when(time),
            "urgency": urgency, "embargo_until": embargo.map(when)});
        let some = given.as_object_mut().unwrap();
        for (name, text) in [("standfirst", standfirst), ("byline", byline), ("dateline", dateline)] {
            some.extend(text.map(|text| (name.to_owned(), text.into())));
        }
        some.extend(caption.map(|text| ("parts".to_owned(), json!({"caption:1": text, "table:1": "| a |\n|---|\n| 1 |"}))));
        some.extend(language.map(|language| ("language".to_owned(), language.into())));
        if let Some((provider, id)) = from {
            some.extend([
                ("provider".to_owned(), provider.into()),
                ("external_id".to_owned(), format!("tag:example.org,2026:{id}").into()),
            ]);
        }
        some.extend(url.map(|url| ("canonical_url".to_owned(), format!("https://example.org/{url}").into())));
        some.retain(|_, value| !value.is_null());
        given
    })
}

/// What a desk would make of an item, and so export.
fn story(item: &ImportItem) -> Story {
    let last = item.revisions.last().unwrap();
    Story {
        origin: "0123456789abcdef".to_owned(),
        slug: item.slug.clone(),
        revision: RevisionNumber(3),
        release: Release::Public,
        texts: last.texts.clone(),
        language: item.fields.language.clone().unwrap_or_default(),
        desk: item.fields.desk.clone().unwrap_or_default(),
        urgency: item.fields.urgency.map_or(5, i64::from),
        provider: item.identity.provider.clone().unwrap_or_default(),
        external_id: item.identity.external_id.clone(),
        canonical_url: item.identity.canonical_url.clone(),
        embargo_until: item.fields.embargo_until,
        created_at: NOW,
        published_at: Some(NOW),
        source_time: last.source_time,
        recorded_at: NOW,
        author: String::new(),
        tags: item
            .tags
            .iter()
            .map(|tag| Tag { scheme: tag.scheme.clone(), name: tag.name.clone(), code: tag.code.clone() })
            .collect(),
        claims: Vec::new(),
        history: Vec::new(),
        inside: None,
    }
}

/// What must come back: texts, tags, times, and what else a form carries. A
/// tag's code that is its name as well says nothing more.
fn told(item: &ImportItem, codes: bool) -> Value {
    let last = item.revisions.last().unwrap();
    let texts: Vec<(String, &str)> = last.texts.iter().map(|(part, text)| (part.to_string(), text)).collect();
    let mut tags: Vec<Value> = item
        .tags
        .iter()
        .map(|tag| json!([tag.scheme, tag.name, tag.code.as_ref().filter(|code| codes && **code != tag.name)]))
        .collect();
    tags.sort_by_key(ToString::to_string);
    json!({
        "texts": texts, "tags": tags, "time": last.source_time.map(|t| t.to_string()), "slug": item.slug,
        "embargo": item.fields.embargo_until.map(|t| t.to_string()), "language": item.fields.language,
        "urgency": item.fields.urgency.unwrap_or(5), "url": item.identity.canonical_url,
        "from": item.identity.external_id.as_ref().map(|id| (&item.identity.provider, id)),
    })
}

fn written(writer: &mut dyn Stories, stories: &[Story]) -> Vec<u8> {
    let mut out = Vec::new();
    writer.begin(&mut out).unwrap();
    for story in stories {
        writer.story(&mut out, story).unwrap();
    }
    writer.end(&mut out).unwrap();
    out
}

fn frame(many: bool) -> Frame {
    Frame { many, internal: false, at: NOW, origin: "0123456789abcdef".to_owned(), title: String::new() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_article_comes_back_from_every_form(given in given()) {
        let options = Options { repair: true, ..Options::at(NOW) };
        let read = read_bytes("in.jsonl", given.to_string().as_bytes(), &options);
        // What can't come in can't go out.
        let [Ok(item)] = read.as_slice() else { return Ok(()) };
        let (ours, options) = (story(item), Options::at(NOW));
        let second = Story { slug: "there".to_owned(), external_id: None, canonical_url: None, ..ours.clone() };
        let both = [ours.clone(), second];
        let forms: [(&str, bool, Vec<u8>); 6] = [
            ("out.jsonl", true, written(&mut Jsonl, &both)),
            ("out.md", false, written(&mut Markdown, &both[..1])),
            ("one.json", true, written(&mut Ninjs::new(&frame(false)), &both[..1])),
            ("all.json", true, written(&mut Ninjs::new(&frame(true)), &both)),
            ("one.xml", true, written(&mut NewsMl::new(frame(false)), &both[..1])),
            ("all.xml", true, written(&mut NewsMl::new(frame(true)), &both)),
        ];
        for (name, codes, bytes) in forms {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let back = read_bytes(name, &bytes, &options);
            let back: Vec<&ImportItem> = match back.iter().map(Result::as_ref).collect::<Result<_, _>>() {
                Ok(back) => back,
                Err(rejection) => return Err(TestCaseError::fail(format!("{name}: {rejection:?}\n{text}"))),
            };
            prop_assert!(!back.is_empty(), "{}: nothing came back\n{}", name, text);
            let mut ours = told(item, codes);
            if name.contains("xml") {
                // What XML can't hold is replaced.
                ours = serde_json::from_str(&ours.to_string().replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")).unwrap();
            }
            prop_assert_eq!(told(back[0], codes), ours, "{}:\n{}", name, text);
        }
    }
}

/// A text as a desk keeps it.
fn kept(text: &str) -> String {
    canonical(text, true).unwrap().text.trim().to_owned()
}

fn cited() -> impl Strategy<Value = Cited> {
    let url = prop_oneof![Just(String::new()), "https://[a-z]{1,6}\\.org/[a-z0-9_()?=&;,.-]{0,12}"];
    let stance = prop::sample::select(&[Stance::Supports, Stance::Contradicts, Stance::Context][..]);
    (1..99_i64, line(), url, prop::option::of(line()), stance).prop_map(|(id, title, url, locator, stance)| Cited {
        id: SourceId(id),
        confidential: false,
        title,
        url,
        locator: locator.unwrap_or_default(),
        quotation: String::new(),
        stance,
        note: String::new(),
    })
}

prop_compose! {
    fn claim()(
        id in 1..9_999_i64,
        quote in line(),
        statement in prop::option::of(body()),
        (claimant, said_on, correction, rating) in (prop::option::of(line()), prop::option::of("[0-9-]{4,10}"), prop::option::of(line()), prop::option::of(line())),
        kind in prop::sample::select(ClaimKind::ALL),
        asks in prop::sample::select(&[Asks::Said, Asks::So][..]),
        finding in prop::option::of(prop::sample::select(Finding::ALL)),
        priority in 1..=3_i64,
        sources in prop::collection::vec(cited(), 0..4),
    ) -> Claim {
        let found = finding.is_some();
        Claim {
            id: ClaimId(id),
            known_as: quote.clone(),
            quote,
            statement: statement.unwrap_or_default(),
            kind,
            asks,
            claimant: claimant.unwrap_or_default(),
            said_on: said_on.unwrap_or_default(),
            appearances: Vec::new(),
            priority,
            progress: if found { Progress::Approved } else { Progress::Open },
            standing: if found { Standing::Approved } else { Standing::Unapproved },
            reason: String::new(),
            finding,
            correction: correction.filter(|_| found).unwrap_or_default(),
            rating: rating.filter(|_| found).unwrap_or_default(),
            places: vec![(Part::Body, 0..1)],
            created_at: NOW,
            checked: found.then(|| ("carl".to_owned(), NOW)),
            approved: found.then(|| ("ed".to_owned(), NOW)),
            sources,
            inside: None,
        }
    }
}

/// Words without the quotation marks around all of them, which a sheet leaves out.
fn bare(text: &str) -> &str {
    for (open, close) in [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !inner.contains([open, close])
        {
            return inner.trim();
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn claims_come_back_from_a_sheet_with_what_was_found(mut claims in prop::collection::vec(claim(), 1..4)) {
        for (claim, id) in claims.iter_mut().zip(1..) {
            claim.id = ClaimId(id);
            for text in [&mut claim.known_as, &mut claim.statement, &mut claim.claimant, &mut claim.correction, &mut claim.rating] {
                *text = kept(text);
            }
            for source in &mut claim.sources {
                source.title = kept(&source.title).split_whitespace().collect::<Vec<_>>().join(" ");
                source.locator = kept(&source.locator);
            }
            // A source has a name.
            claim.sources.retain(|source| !source.title.is_empty());
        }
        // A claim has words.
        claims.retain(|claim| !claim.known_as.is_empty() && !bare(&claim.known_as).is_empty());
        prop_assume!(!claims.is_empty());
        let lines: Vec<Line> = claims.iter().map(|claim| Line::new("here", 2, claim, false)).collect();
        let mut csv = Vec::new();
        let mut out = Csv::start(&mut csv, false).unwrap();
        for line in &lines {
            out.push(line).unwrap();
        }
        out.finish().unwrap();
        for (name, bytes) in [("out.csv", csv), ("out.xlsx", xlsx(&lines, false).unwrap().bytes)] {
            let back = read_items(name, &bytes, &Options::at(NOW));
            let text = if name == "out.csv" { String::from_utf8_lossy(&bytes).into_owned() } else { String::new() };
            prop_assert_eq!(back.len(), claims.len(), "{}: {:?}\n{}", name, back, text);
            for (fact, claim) in back.into_iter().zip(&claims) {
                let Ok(Item::Fact(fact)) = fact else {
                    return Err(TestCaseError::fail(format!("{name}: {fact:?}\n{text}")));
                };
                prop_assert_eq!((fact.id, fact.article.as_deref()), (Some(claim.id.0), Some("here")));
                prop_assert_eq!(&fact.quote, bare(&claim.known_as), "{}", name);
                prop_assert_eq!(&fact.statement, &claim.statement, "{}", name);
                prop_assert_eq!((fact.kind, fact.asks), (Some(claim.kind), Some(claim.asks)));
                prop_assert_eq!((&fact.claimant, &fact.said_on), (&claim.claimant, &claim.said_on), "{}", name);
                prop_assert_eq!(fact.priority.map(i64::from), Some(claim.priority));
                prop_assert_eq!(&fact.part, &Some(Part::Body));
                prop_assert_eq!(fact.finding, claim.finding, "{}", name);
                prop_assert_eq!((&fact.correction, &fact.rating), (&claim.correction, &claim.rating), "{}", name);
                prop_assert_eq!(fact.checker == "carl", claim.finding.is_some());
                let told = |id: i64, stance: Stance| (Some(id), stance);
                let ours: Vec<_> = claim.sources.iter().map(|s| told(s.id.0, s.stance)).collect();
                let theirs: Vec<_> = fact.sources.iter().map(|s| (s.id, s.stance)).collect();
                prop_assert_eq!(theirs, ours, "{}: {:?}\n{}", name, fact.sources, text);
                if let ([ours], [theirs]) = (claim.sources.as_slice(), fact.sources.as_slice()) {
                    prop_assert_eq!(&theirs.locator, &ours.locator, "{}", name);
                }
            }
        }
    }
}
