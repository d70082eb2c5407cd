//! ninjs, the IPTC's news in JSON, 1.x (all lower case, one text a field),
//! 2.x (lists) and 3.x (camelCase): one item, a list, or one a line.
//!
//! Items inside others (associations) that are texts come in as articles of
//! their own; a picture's caption is a part of the article that it goes with.

use serde_json::Value;

use super::{
    Format, Reader, agency,
    json::{field, first_names, get, list, text},
    nitf, ours,
    whole::{self, Found, Whole},
};
use crate::import::{
    Rejection,
    detect::{Fit, Head},
    draft::{Draft, DraftTag},
    markup,
    source::Source,
};

/// ninjs 1.x, 2.x and 3.x.
#[derive(Debug)]
pub struct Ninjs;

impl Format for Ninjs {
    fn name(&self) -> &'static str {
        "ninjs"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        let names = first_names(&head.text);
        let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        // Only the uri is asked for; copydesk's own lines and other JSON have none,
        // or have what ninjs hasn't.
        let other = ["markdown", "external_id", "body", "revisions", "@context", "@type", "items", "version_url"];
        if has("uri") && !other.iter().any(|name| has(name)) { Fit::ByContent } else { Fit::No }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        whole::reader(source, whole::MAX_WHOLE_BYTES, |input| Ok(all(&input)))
    }
}

/// The deepest that items inside items are looked for.
const MAX_DEPTH: usize = 6;

fn all(input: &Whole) -> Found {
    let mut found = Found::new();
    let text = input.text.trim_start_matches('\u{feff}');
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut at = 0;
    while let Some(value) = values.next() {
        let blank = text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let line = text.get(..at + blank).unwrap_or_default().bytes().filter(|&b| b == b'\n').count() + 1;
        match value {
            Ok(Value::Array(items)) => {
                for (n, item) in items.iter().enumerate() {
                    push(input, &mut found, item, &format!("{}#{}", input.name, n + 1));
                }
            }
            Ok(item) => {
                let end = values.byte_offset();
                let alone = at == 0 && text.get(end..).is_none_or(|rest| rest.trim().is_empty());
                let name = if alone { input.name.clone() } else { format!("{}:{line}", input.name) };
                push(input, &mut found, &item, &name);
            }
            Err(error) => {
                let message = error.to_string();
                let what = message.split(" at line ").next().unwrap_or(&message);
                found.push(Err(Rejection::new(
                    input.name.as_str(),
                    "bad-json",
                    format!("{what} (column {})", error.column()),
                )
                .at_line(error.line())));
                break;
            }
        }
        at = values.byte_offset();
    }
    found
}

fn push(input: &Whole, found: &mut Found, item: &Value, name: &str) {
    if get(item, "uri").and_then(text).is_none() {
        found.push(Err(Rejection::new(name, "no-uri", "no ninjs item: it has no uri")));
        return;
    }
    let drafted = draft(input, item, name);
    let mut within = Vec::new();
    texts_within(item, 0, &mut within);
    // A package without a text of its own is what lies in it.
    let empty = drafted.as_ref().is_ok_and(|draft| draft.newest.texts.body.is_none()) && !within.is_empty();
    if !empty {
        found.push(drafted);
    }
    for (n, item) in within.into_iter().enumerate() {
        found.push(draft(input, item, &format!("{name}/{}", n + 1)));
    }
}

/// The items with a text of their own inside an item.
fn texts_within<'v>(item: &'v Value, depth: usize, found: &mut Vec<&'v Value>) {
    if depth >= MAX_DEPTH {
        return;
    }
    for inner in associations(item) {
        let is_text = field(inner, &["type"]).is_none_or(|kind| kind == "text");
        if is_text && get(inner, "uri").is_some() && has_body(inner) {
            found.push(inner);
        }
        texts_within(inner, depth + 1, found);
    }
}

fn associations(item: &Value) -> Vec<&Value> {
    match get(item, "associations") {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Object(named)) => named.values().filter(|v| v.is_object()).collect(),
        _ => Vec::new(),
    }
}

fn has_body(item: &Value) -> bool {
    !list(item, "bodies").is_empty()
        || item
            .as_object()
            .is_some_and(|fields| fields.keys().any(|name| name.to_ascii_lowercase().starts_with("body_")))
}

/// A text in one of its forms.
struct Said {
    role: String,
    kind: Kind,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Html,
    Nitf,
    Plain,
    Other,
}

/// All forms of a text: `body_xhtml`, `body_text`, `bodies[]` and their like.
fn said(item: &Value, one: &str, many: &str) -> Vec<Said> {
    let mut all = Vec::new();
    for entry in list(item, many) {
        let Some(value) = field(entry, &["value"]).or_else(|| text(entry)) else { continue };
        let kind = field(entry, &["contenttype"]).unwrap_or_default().to_ascii_lowercase();
        let kind = match kind.as_str() {
            kind if kind.contains("html") => Kind::Html,
            kind if kind.contains("nitf") => Kind::Nitf,
            "" if value.trim_start().starts_with('<') => Kind::Html,
            "" | "text/plain" => Kind::Plain,
            _ => Kind::Other,
        };
        all.push(Said { role: field(entry, &["role"]).unwrap_or_default(), kind, value });
    }
    for (name, value) in item.as_object().into_iter().flatten() {
        let name = name.to_ascii_lowercase();
        let Some(rest) = name.strip_prefix(one).filter(|rest| rest.is_empty() || rest.starts_with('_')) else {
            continue;
        };
        let Some(value) = text(value) else { continue };
        let kind = match rest {
            rest if rest.contains("html") => Kind::Html,
            rest if rest.contains("nitf") => Kind::Nitf,
            _ => Kind::Plain,
        };
        // Extensions (`headline_seo`) stand after what the standard names.
        let role = if matches!(rest, "" | "_text" | "_xhtml" | "_html") { "main" } else { rest };
        all.push(Said { role: role.to_owned(), kind, value });
    }
    all
}

/// The form to take: the one that is meant, in the kind that says the most.
fn best(mut all: Vec<Said>) -> Option<Said> {
    let rank =
        |said: &Said| !matches!(said.role.to_ascii_lowercase().as_str(), "main" | "" | "text" | "html" | "html5");
    all.sort_by_key(|said| (said.kind, rank(said)));
    all.into_iter().next()
}

/// A text of one line: headlines.
fn headline(item: &Value) -> Option<String> {
    let mut all = said(item, "headline", "headlines");
    all.sort_by_key(|said| (said.role != "main", said.kind != Kind::Plain));
    let value = all.into_iter().next()?.value;
    markup::line(&value, &mut Vec::new()).ok().filter(|line| !line.is_empty())
}

fn draft(input: &Whole, item: &Value, name: &str) -> Result<Draft, Rejection> {
    let mut draft = Draft::read_from(name, item.to_string().as_bytes());
    draft.repairs.clone_from(&input.repairs);
    let uri = field(item, &["uri"]).unwrap_or_default();
    draft.fallback_provider = field(item, &["copyrightholder", "source"]).or_else(|| agency::authority(&uri));
    draft.external_id = Some(uri);
    let status = field(item, &["pubstatus"]).unwrap_or_default();
    draft.withdrawn = agency::withdrawn(&status).map(str::to_owned);
    draft.language = field(item, &["language"]);
    draft.urgency = field(item, &["urgency"]);
    draft.embargo_until = field(item, &["embargoed", "embargoeduntil"]);
    draft.slugline = field(item, &["slugline"]);
    draft.ednote = field(item, &["ednote"]);
    draft.canonical_url = field(item, &["canonicalurl", "canonical_url"]);
    draft.newest.source_time = field(item, &["versioncreated", "contentmodified", "firstcreated", "contentcreated"]);
    draft.newest.whole = true;

    let mut body = written(name, best(said(item, "body", "bodies")), &mut draft)?;
    let texts_of = |draft: &mut Draft| written(name, best(said(item, "description", "descriptions")), draft);
    let description = texts_of(&mut draft)?;
    if body.is_none() {
        body = description;
    } else {
        // What opens the body already is no standfirst.
        draft.newest.texts.standfirst = description
            .filter(|text| !agency::opens(body.as_deref().unwrap_or_default(), text))
            .map(|text| agency::one_paragraph(&text));
    }
    let texts = &mut draft.newest.texts;
    texts.headline = headline(item).or_else(|| field(item, &["title", "name"]));
    texts.byline = field(item, &["byline", "by"]);
    texts.dateline = field(item, &["dateline"]);
    texts.headline = texts.headline.take().or_else(|| field(item, &["slugline"]));
    if let Some(body) = body {
        agency::settle(texts, body);
    }
    for (n, caption) in captions(item).into_iter().enumerate() {
        texts.parts.push((format!("caption:{}", n + 1), caption));
    }
    draft.tags = tags(item);
    ours::ninjs(item, &mut draft);
    Ok(draft)
}

/// A text as light Markdown.
fn written(name: &str, said: Option<Said>, draft: &mut Draft) -> Result<Option<String>, Rejection> {
    let Some(said) = said else { return Ok(None) };
    let too_much = |much: markup::TooMuch| Rejection::new(name, "too-deep", format!("its text: {}", much.what));
    let body = match said.kind {
        Kind::Html => markup::html(&said.value, None, &mut draft.repairs).map_err(too_much)?.body,
        Kind::Nitf => nitf::body_of(&said.value, &mut draft.repairs).map_err(|bad| {
            Rejection::new(name, bad.code, format!("its text: {} (line {} of it)", bad.message, bad.line))
        })?,
        Kind::Plain => agency::plain(&said.value),
        Kind::Other if said.value.trim_start().starts_with('<') => {
            markup::html(&said.value, None, &mut draft.repairs).map_err(too_much)?.body
        }
        Kind::Other => agency::plain(&said.value),
    };
    Ok(Some(body).filter(|body| !body.trim().is_empty()))
}

/// The captions of the pictures that go with an item.
fn captions(item: &Value) -> Vec<String> {
    let is_picture =
        |inner: &&Value| field(inner, &["type"]).is_some_and(|kind| kind == "picture" || kind == "graphic");
    let mut all: Vec<String> = associations(item)
        .into_iter()
        .filter(is_picture)
        .filter_map(|inner| best(said(inner, "description", "descriptions")))
        .filter_map(|said| markup::line(&said.value, &mut Vec::new()).ok())
        .filter(|caption| !caption.is_empty())
        .collect();
    let mut seen = std::collections::HashSet::new();
    all.retain(|caption| seen.insert(caption.clone()));
    all
}

fn tags(item: &Value) -> Vec<DraftTag> {
    let mut tags = Vec::new();
    for (names, scheme) in [
        (&["subjects", "subject"][..], None),
        (&["places", "place"], Some("place")),
        (&["people", "person"], Some("person")),
        (&["organisations", "organisation"], Some("org")),
        (&["keywords", "keyword"], None),
    ] {
        for name in names {
            for entry in list(item, name) {
                if let Some(plain) = text(entry) {
                    tags.push(agency::tag(scheme, Some(plain), None, None));
                    continue;
                }
                let code = field(entry, &["code", "literal", "qcode"]).or_else(|| field(entry, &["uri"]));
                tags.push(agency::tag(scheme, field(entry, &["name"]), code, field(entry, &["scheme", "uri"])));
            }
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::part::Part,
        import::formats::tests::{read_all, read_one},
    };

    #[test]
    fn one_to_three() {
        let one = r#"{"uri":"urn:newsml:example.org:2015:1","type":"text","versioncreated":"2015-11-19T12:20:00+01:00","pubstatus":"usable",
            "urgency":3,"headline":"Ten die in fire","byline":"Ana Reyes","language":"en-GB","slugline":"HARBOUR-Fire","ednote":"More follows",
            "body_text":"never","body_xhtml":"<p>Ten people &amp; a dog died.</p><p>More soon.</p>",
            "subject":[{"name":"fire","code":"20000139","scheme":"http://cv.iptc.org/newscodes/mediatopic/"}],"place":[{"name":"Aleppo"}],
            "associations":{"a":{"uri":"x","type":"picture","description_text":"The mill at dawn"}}}"#;
        let three = r#"[{"uri":"urn:newsml:example.org:2015:1","type":"text","versionCreated":"2015-11-19T12:20:00+01:00","pubStatus":"usable",
            "urgency":3,"headlines":[{"role":"sub","value":"x"},{"role":"main","value":"Ten die in fire"}],"by":"Ana Reyes","language":"en-GB",
            "slugline":"HARBOUR-Fire","edNote":"More follows",
            "bodies":[{"contentType":"text/plain","value":"never"},{"contentType":"text/html","value":"<h1>Ten die in fire</h1><p>Ten people &amp; a dog died.</p><p>More soon.</p>"}],
            "subjects":[{"name":"fire","uri":"http://cv.iptc.org/newscodes/mediatopic/20000139"}],"places":[{"name":"Aleppo"}],
            "associations":[{"name":"a","uri":"x","type":"picture","descriptions":[{"value":"The mill at dawn"}]}]}]"#;
        for (name, text) in [("a.json", one), ("b.json", three)] {
            let item = read_one(name, text.as_bytes()).unwrap();
            assert_eq!(item.reader, "ninjs");
            let revision = &item.revisions[0];
            let texts = &revision.texts;
            assert_eq!(texts.get(&Part::Headline), "Ten die in fire");
            assert_eq!(texts.get(&Part::Body), "Ten people & a dog died.\n\nMore soon.");
            assert_eq!(texts.get(&Part::Byline), "Ana Reyes");
            assert_eq!(texts.get(&"caption:1".parse().unwrap()), "The mill at dawn");
            assert_eq!(revision.source_time.unwrap().to_string(), "2015-11-19T11:20:00Z");
            assert_eq!(item.identity.provider.as_deref(), Some("example.org"));
            assert_eq!(item.identity.external_id.as_deref(), Some("urn:newsml:example.org:2015:1"));
            assert_eq!((item.slug.as_str(), item.identity.slug.as_deref()), ("harbour-fire", None));
            let tags: Vec<_> =
                item.tags.iter().map(|t| format!("{}:{}={:?}", t.scheme, t.name, t.code.as_deref())).collect();
            assert_eq!(tags, ["medtop:fire=Some(\"20000139\")", "place:Aleppo=None"]);
            assert_eq!((item.fields.urgency, item.fields.ednote.as_deref()), (Some(3), Some("More follows")));
            assert!(item.repairs.is_empty(), "{:?}", item.repairs);
        }
    }

    #[test]
    fn lists_lines_packages_and_what_is_none() {
        let text = "{\"uri\":\"a:1\",\"headline\":\"A\",\"body_text\":\"x\"}\n{\"uri\":\"a:2\",\"headline\":\"B\",\"pubstatus\":\"canceled\"}\n{\"uri\":1\n";
        let found: Vec<_> = read_all("in.json", text.as_bytes())
            .into_iter()
            .map(|r| r.map(|i| (i.input, i.withdrawn)).map_err(|r| (r.code, r.line)))
            .collect();
        let canceled = Some("canceled".to_owned());
        assert_eq!(
            found,
            [Ok(("in.json:1".to_owned(), None)), Ok(("in.json:2".to_owned(), canceled)), Err(("bad-json", Some(4)))]
        );
        let package = r#"{"uri":"p","type":"composite","headline":"Both","associations":{
            "a":{"uri":"t:1","type":"text","headline":"One","body_text":"1"},"b":{"uri":"t:2","type":"text","headline":"Two","body_text":"2"}}}"#;
        let found: Vec<_> = read_all("in.json", package.as_bytes()).into_iter().map(|r| r.unwrap().slug).collect();
        assert_eq!(found, ["one", "two"]);
        let found = read_all("in.json", br#"[{"uri":"a","headline":"A"},{"headline":"B"}]"#);
        assert_eq!(found[1].as_ref().unwrap_err().code, "no-uri");
    }
}
