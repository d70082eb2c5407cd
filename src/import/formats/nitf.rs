//! NITF, the agencies' XML for text: a document of its own, or the text inside
//! a NewsML-G2 or ninjs item.

use std::borrow::Cow;

use roxmltree::Node;

use super::{
    Format, Reader, agency,
    whole::{self, Found, Whole},
};
use crate::{
    domain::canonical::Repair,
    import::{
        Rejection,
        detect::{Fit, Head},
        draft::{Draft, DraftTag},
        markup::{Writer, Written},
        source::Source,
        xml::{self, BadXml},
    },
};

/// News Industry Text Format.
#[derive(Debug)]
pub struct Nitf;

impl Format for Nitf {
    fn name(&self) -> &'static str {
        "nitf"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        match super::root_element(&head.text) {
            Some("nitf") => Fit::ByContent,
            _ => Fit::No,
        }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        whole::reader(source, whole::MAX_WHOLE_BYTES, |input| {
            let mut draft = input.draft(None, &input.text);
            let mut repairs = Vec::new();
            let done = xml::read(&input.text, &mut repairs, |document, _| {
                let root = document.root_element();
                fill(root, &mut draft);
                head(root, &mut draft);
            });
            draft.repairs.append(&mut repairs);
            Ok(finish(&input, done.map(|()| draft)))
        })
    }
}

/// The one article, or why there is none.
fn finish(input: &Whole, draft: Result<Draft, BadXml>) -> Found {
    vec![draft.map_err(|bad| Rejection::new(input.name.as_str(), bad.code, bad.message).at_line(bad.line))]
}

/// The body of an NITF document that stands as a text in another.
pub(super) fn body_of(text: &str, repairs: &mut Vec<Repair>) -> Result<String, BadXml> {
    xml::read(text, repairs, |document, _| content(document.root_element()).body)
}

/// What an element of NITF is in HTML; what is no text of the story is passed over.
fn in_html(node: Node<'_, '_>) -> Option<Cow<'static, str>> {
    let name = node.tag_name().name();
    Some(match name {
        "media-reference" | "media-metadata" | "media-object" | "media-producer" | "media-credit" | "correction"
        | "ds" | "ednote" => {
            return None;
        }
        "media" => "figure".into(),
        "media-caption" => "figcaption".into(),
        "block" | "note" | "body.content" | "abstract" | "bibliography" | "datasource" => "div".into(),
        "hl1" => "h1".into(),
        "hl2" => "h2".into(),
        "bq" | "pullquote" => "blockquote".into(),
        "credit" => "p".into(),
        "fn" => "p".into(),
        "nitf-table" | "nitf-table-metadata" => "div".into(),
        // A lead-in and its like: <em class="bold"> is read by its name alone.
        other => Cow::Owned(other.to_owned()),
    })
}

/// The story's text.
pub(super) fn content(root: Node<'_, '_>) -> Written {
    let body = root.descendants().find(|n| n.has_tag_name("body.content") || n.tag_name().name() == "body.content");
    let mut writer = Writer::new(None);
    if let Some(body) = body {
        xml::walk(body, &mut writer, in_html);
    }
    if let Some(end) = root.descendants().find(|n| n.tag_name().name() == "body.end") {
        for child in end.children().filter(|n| matches!(n.tag_name().name(), "tagline" | "bibliography")) {
            writer.end_paragraph();
            xml::walk(child, &mut writer, in_html);
        }
    }
    writer.finish()
}

/// What a `body.head` and `body.content` say, where the draft says nothing yet.
pub(super) fn fill(root: Node<'_, '_>, draft: &mut Draft) {
    let find = |name: &str| root.descendants().find(|n| n.tag_name().name() == name);
    let line = |name: &str| find(name).map(xml::words).filter(|text| !text.is_empty());
    let texts = &mut draft.newest.texts;
    texts.headline =
        texts.headline.take().or_else(|| line("hl1")).or_else(|| line("hedline")).or_else(|| line("title"));
    let bylines: Vec<String> = root
        .descendants()
        .filter(|n| n.tag_name().name() == "byline")
        .map(xml::words)
        .filter(|b| !b.is_empty())
        .collect();
    if texts.byline.is_none() && !bylines.is_empty() {
        texts.byline = Some(bylines.join(", "));
    }
    texts.dateline = texts.dateline.take().or_else(|| line("dateline"));
    let second = root
        .descendants()
        .filter(|n| n.tag_name().name() == "hl2" && n.ancestors().any(|a| a.tag_name().name() == "hedline"))
        .map(xml::words)
        .collect::<Vec<_>>()
        .join(" ");
    let standfirst = line("abstract").or(Some(second).filter(|text| !text.is_empty()));
    let written = content(root);
    if texts.standfirst.is_none() {
        texts.standfirst = standfirst.filter(|text| !agency::opens(&written.body, text));
    }
    texts.body = Some(agency::without_headline(written.body, texts.headline.as_deref()));
    for caption in written.captions {
        let number = texts.parts.len() + 1;
        texts.parts.push((format!("caption:{number}"), caption));
    }
    draft.newest.whole = true;
}

/// What an NITF document's head says of the article.
fn head(root: Node<'_, '_>, draft: &mut Draft) {
    let attribute = |element: &str, name: &str| {
        root.descendants()
            .find(|n| n.tag_name().name() == element && n.attribute(name).is_some_and(|v| !v.trim().is_empty()))
            .and_then(|n| n.attribute(name))
            .map(str::to_owned)
    };
    draft.external_id = attribute("doc-id", "id-string");
    let uno = root.attribute("uno").map(str::to_owned);
    draft.external_id = draft.external_id.take().or(uno);
    draft.fallback_provider = attribute("doc-id", "regsrc")
        .or_else(|| attribute("doc.copyright", "holder"))
        .or_else(|| draft.external_id.as_deref().and_then(agency::authority))
        .or_else(|| draft.external_id.is_some().then(|| "nitf".to_owned()));
    draft.newest.source_time = attribute("date.issue", "norm").or_else(|| attribute("story.date", "norm"));
    draft.embargo_until = attribute("date.release", "norm").filter(|release| {
        // Released when issued is no embargo.
        draft.newest.source_time.as_deref() != Some(release)
    });
    draft.urgency = attribute("urgency", "ed-urg");
    draft.ednote = attribute("ed-msg", "info");
    draft.slugline = attribute("du-key", "key").or_else(|| attribute("fixture", "fix-id"));
    draft.withdrawn = root
        .descendants()
        .find(|n| n.tag_name().name() == "docdata")
        .and_then(|n| n.attribute("management-status"))
        .and_then(agency::withdrawn)
        .map(str::to_owned);
    draft.language = root.attribute(("http://www.w3.org/XML/1998/namespace", "lang")).map(str::to_owned);
    for node in root.descendants() {
        let name = node.tag_name().name();
        if name == "tobject.subject" {
            let code = node.attribute("tobject.subject.refnum").map(str::to_owned);
            let words = ["tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type"];
            let name = words.iter().find_map(|name| node.attribute(*name)).map(str::to_owned);
            draft.tags.push(agency::tag(None, name, code, None));
        } else if name == "keyword"
            && let Some(key) = node.attribute("key")
        {
            draft.tags.push(DraftTag::Parts { scheme: None, name: Some(key.to_owned()), code: None });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{domain::part::Part, import::formats::tests::read_one};

    const STORY: &str = r#"<?xml version="1.0"?>
<!DOCTYPE nitf SYSTEM "nitf-3-3.dtd">
<nitf><head><title>Not this</title><docdata management-status="usable">
<doc-id id-string="fire-1" regsrc="EXA"/><urgency ed-urg="2"/><date.issue norm="20151119T122000+0100"/><ed-msg info="Adds toll"/>
<key-list><keyword key="harbour"/></key-list></docdata></head>
<body><body.head><hedline><hl1>Ten die
  in fire</hl1><hl2>Mill burnt out</hl2></hedline><byline>By <person>Ana Reyes</person></byline><dateline><location>ALEPPO</location></dateline></body.head>
<body.content><block><p>Ten people <em>died</em> at the <org>Old Mill</org>, <money>$5</money> million lost.</p>
<media media-type="image"><media-reference source="x.jpg"/><media-caption>The mill at dawn</media-caption></media>
<ul><li>One</li><li>Two</li></ul><hl2>After</hl2><p>Nobody&nbsp;left.</p></block></body.content>
<body.end><tagline>Reporting by Ana Reyes</tagline></body.end></body></nitf>"#;

    #[test]
    fn a_story() {
        let item = read_one("a.xml", STORY.as_bytes()).unwrap();
        let texts = &item.revisions[0].texts;
        assert_eq!(item.reader, "nitf");
        assert_eq!(texts.get(&Part::Headline), "Ten die in fire");
        assert_eq!(texts.get(&Part::Standfirst), "Mill burnt out");
        assert_eq!(texts.get(&Part::Byline), "By Ana Reyes");
        assert_eq!(texts.get(&Part::Dateline), "ALEPPO");
        assert_eq!(
            texts.get(&Part::Body),
            "Ten people *died* at the Old Mill, $5 million lost.\n\n- One\n- Two\n\n## After\n\nNobody\u{a0}left.\n\nReporting by Ana Reyes"
        );
        assert_eq!(texts.get(&"caption:1".parse().unwrap()), "The mill at dawn");
        assert_eq!(
            (item.identity.provider.as_deref(), item.identity.external_id.as_deref()),
            (Some("EXA"), Some("fire-1"))
        );
        assert_eq!(item.revisions[0].source_time.unwrap().to_string(), "2015-11-19T11:20:00Z");
        assert_eq!((item.fields.urgency, item.fields.ednote.as_deref()), (Some(2), Some("Adds toll")));
        assert_eq!(item.tags[0].name, "harbour");
        assert_eq!(item.repairs[0].code, "xml-mended");
    }
}
