//! NewsML-G2: news items by themselves, in packages and in messages, with
//! their text as XHTML, NITF or plain.
//!
//! Only text is an article. A package says which items belong together: it has
//! no text, and is passed over where its items come with it.

use std::borrow::Cow;

use roxmltree::Node;

use super::{
    Format, Reader, agency, nitf, ours,
    whole::{self, Found, Whole},
};
use crate::{
    domain::canonical::Repair,
    import::{
        Rejection,
        detect::{Fit, Head},
        draft::Draft,
        markup::{self, Writer, Written},
        source::Source,
        xml,
    },
};

/// NewsML-G2.
#[derive(Debug)]
pub struct NewsMl;

impl Format for NewsMl {
    fn name(&self) -> &'static str {
        "newsml-g2"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        match super::root_element(&head.text) {
            Some("newsItem" | "newsMessage" | "packageItem" | "contentSet") => Fit::ByContent,
            _ => Fit::No,
        }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        whole::reader(source, whole::MAX_WHOLE_BYTES, |input| {
            let mut repairs = Vec::new();
            let found =
                xml::read(&input.text, &mut repairs, |document, repairs| all(&input, document.root_element(), repairs));
            found.map_err(|bad| Rejection::new(input.name.as_str(), bad.code, bad.message).at_line(bad.line))
        })
    }
}

fn all(input: &Whole, root: Node<'_, '_>, repairs: &[Repair]) -> Found {
    let items: Vec<_> = root.descendants().filter(|n| n.is_element() && n.tag_name().name() == "newsItem").collect();
    if items.is_empty() {
        let line = Some(xml::line_of(root));
        if root.tag_name().name() == "contentSet" {
            return vec![draft(input, root, None, repairs)];
        }
        let message = "a package that names its items and holds none; import the items themselves";
        return vec![Err(Rejection { line, ..Rejection::new(input.name.as_str(), "no-items", message) })];
    }
    let several = items.len() > 1;
    items.into_iter().map(|item| draft(input, item, several.then(|| xml::line_of(item)), repairs)).collect()
}

/// A code's last part: `stat:usable` and `http://…/usable` are both usable.
fn code<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute("qcode").or_else(|| node.attribute("uri")).or_else(|| node.attribute("literal"))
}

fn draft(input: &Whole, item: Node<'_, '_>, line: Option<usize>, repairs: &[Repair]) -> Result<Draft, Rejection> {
    let raw = input.text.get(item.range()).unwrap_or(&input.text);
    let mut draft = input.draft(line, raw);
    draft.repairs.extend_from_slice(repairs);
    let reject = |code, message: String| Rejection { line, ..Rejection::new(draft_name(input, line), code, message) };
    let meta = xml::child(item, "itemMeta");
    let about = xml::child(item, "contentMeta");
    let of = |group: Option<Node<'_, '_>>, name: &str| group.and_then(|g| xml::line(g, name));
    let first = |group: Option<Node<'_, '_>>, name: &str| {
        group.and_then(|g| xml::child(g, name).and_then(code).map(str::to_owned))
    };

    draft.external_id = item.attribute("guid").map(str::to_owned);
    let provider = meta.and_then(|m| xml::child(m, "provider"));
    draft.fallback_provider = provider
        .and_then(|p| xml::line(p, "name").or_else(|| p.attribute("literal").map(str::to_owned)))
        .or_else(|| provider.and_then(code).map(|c| agency::authority(c).unwrap_or_else(|| last(c).to_owned())))
        .or_else(|| draft.external_id.as_deref().and_then(agency::authority))
        .or_else(|| draft.external_id.is_some().then(|| "newsml".to_owned()));
    draft.newest.source_time =
        of(meta, "versionCreated").or_else(|| of(about, "contentModified")).or_else(|| of(about, "contentCreated"));
    draft.embargo_until = of(meta, "embargoed");
    draft.withdrawn = first(meta, "pubStatus").and_then(|status| agency::withdrawn(&status).map(str::to_owned));
    draft.ednote = of(meta, "edNote");
    draft.urgency = of(about, "urgency");
    draft.slugline = of(about, "slugline");
    draft.language = about
        .and_then(|a| xml::child(a, "language").and_then(|l| l.attribute("tag")))
        .or_else(|| item.attribute(("http://www.w3.org/XML/1998/namespace", "lang")))
        .map(str::to_owned);

    let texts = &mut draft.newest.texts;
    texts.headline = about.and_then(headline);
    let by: Vec<String> =
        about.into_iter().flat_map(|a| xml::children(a, "by")).map(xml::words).filter(|b| !b.is_empty()).collect();
    texts.byline = Some(by.join(", ")).filter(|by| !by.is_empty()).or_else(|| {
        let creator = about.and_then(|a| xml::child(a, "creator"))?;
        xml::line(creator, "name").or_else(|| creator.attribute("literal").map(str::to_owned))
    });
    texts.dateline = of(about, "dateline");
    let description = of(about, "description");

    let class = first(meta, "itemClass").unwrap_or_default();
    let content = xml::child(item, "contentSet").or_else(|| (item.tag_name().name() == "contentSet").then_some(item));
    let written = content.map(|set| body(set, &mut draft)).transpose().map_err(|why| reject(why.0, why.1))?.flatten();
    let texts = &mut draft.newest.texts;
    match written {
        Some(written) => {
            texts.body = Some(agency::without_headline(written.body, texts.headline.as_deref()));
            for caption in written.captions {
                let number = texts.parts.len() + 1;
                texts.parts.push((format!("caption:{number}"), caption));
            }
            if texts.standfirst.is_none() {
                texts.standfirst =
                    description.filter(|text| !agency::opens(texts.body.as_deref().unwrap_or_default(), text));
            }
        }
        // A picture, a graphic: its words are its description.
        None => texts.body = description,
    }
    if texts.body.as_deref().is_none_or(|body| body.trim().is_empty()) && texts.headline.is_none() {
        let kind = last(&class);
        let what = if kind.is_empty() || kind == "text" {
            "no text in it".to_owned()
        } else {
            format!("a {kind} item without words")
        };
        return Err(reject("no-text", what));
    }
    draft.newest.whole = true;
    for subject in about.into_iter().flat_map(|a| a.children()) {
        let (scheme, name) = match subject.tag_name().name() {
            "subject" => {
                let kind = xml::child(subject, "type").and_then(code).or_else(|| subject.attribute("type")).map(last);
                let scheme = match kind {
                    Some("person") => Some("person"),
                    Some("organisation" | "organization") => Some("org"),
                    Some("geoArea" | "place" | "poi") => Some("place"),
                    _ => None,
                };
                (scheme, xml::line(subject, "name").or_else(|| subject.attribute("literal").map(str::to_owned)))
            }
            "keyword" => (None, Some(xml::words(subject)).filter(|w| !w.is_empty())),
            _ => continue,
        };
        let code = code(subject).map(str::to_owned);
        if name.is_some() || code.is_some() {
            draft.tags.push(agency::tag(scheme, name, code, None));
        }
    }
    ours::newsml(item, &mut draft);
    Ok(draft)
}

fn draft_name(input: &Whole, line: Option<usize>) -> String {
    line.map_or_else(|| input.name.clone(), |line| format!("{}:{line}", input.name))
}

fn last(code: &str) -> &str {
    code.trim_end_matches('/').rsplit([':', '/', '#']).next().unwrap_or(code)
}

/// The main headline, else the first, else the title of the item.
fn headline(about: Node<'_, '_>) -> Option<String> {
    let all: Vec<_> = xml::children(about, "headline").collect();
    let main = all.iter().find(|h| h.attribute("role").is_none_or(|role| last(role) == "main"));
    main.or(all.first()).map(|h| xml::words(*h)).filter(|words| !words.is_empty())
}

/// The text of a content set; the forms that keep the most structure first.
fn body(set: Node<'_, '_>, draft: &mut Draft) -> Result<Option<Written>, (&'static str, String)> {
    let too_much = |much: markup::TooMuch| ("too-deep", format!("its text: {}", much.what));
    for inline in xml::children(set, "inlineXML") {
        let Some(root) = inline.first_element_child() else { continue };
        let inside = root.tag_name().name();
        let written = if inside == "nitf" || root.descendants().any(|n| n.tag_name().name() == "body.content") {
            nitf::fill(root, draft);
            let captions = std::mem::take(&mut draft.newest.texts.parts);
            Written {
                body: draft.newest.texts.body.take().unwrap_or_default(),
                captions: captions.into_iter().map(|(_, text)| text).collect(),
            }
        } else {
            let mut writer = Writer::new(None);
            let body = root.descendants().find(|n| n.tag_name().name() == "body").unwrap_or(root);
            let from = if body == root && body.tag_name().name() != "body" { inline } else { body };
            xml::walk(from, &mut writer, |node| Some(Cow::Owned(node.tag_name().name().to_ascii_lowercase())));
            writer.finish()
        };
        if !written.body.trim().is_empty() {
            return Ok(Some(written));
        }
    }
    for inline in xml::children(set, "inlineData") {
        let text = xml::text(inline);
        let kind = inline.attribute("contenttype").unwrap_or_default();
        if inline.attribute("encoding").is_some_and(|e| last(e) == "base64") || text.trim().is_empty() {
            continue;
        }
        if kind.contains("html") || (kind.is_empty() && text.trim_start().starts_with('<')) {
            return markup::html(&text, None, &mut draft.repairs).map(Some).map_err(too_much);
        }
        return Ok(Some(Written { body: agency::plain(&text), captions: Vec::new() }));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::part::Part,
        import::formats::tests::{read_all, read_one},
    };

    fn item(guid: &str, status: &str, content: &str) -> String {
        format!(
            r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="2" standard="NewsML-G2" standardversion="2.35" xml:lang="en-GB">
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:EXA"/><versionCreated>2015-11-19T12:20:00+01:00</versionCreated>
<embargoed>2015-12-01T06:00:00Z</embargoed><pubStatus qcode="stat:{status}"/><edNote>Adds toll</edNote></itemMeta>
<contentMeta><urgency>2</urgency><by>Ana Reyes</by><subject type="cpnat:abstract" qcode="medtop:20000139"><name>fire</name></subject>
<subject type="cpnat:person"><name>Ola Berg</name></subject><keyword>harbour</keyword><slugline>HARBOUR-Fire</slugline><headline>Ten die in fire</headline></contentMeta>
<contentSet>{content}</contentSet></newsItem>"#
        )
    }

    #[test]
    fn text_as_xhtml_nitf_or_plain() {
        for content in [
            r#"<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>
               <h1>Ten die in fire</h1><p>Ten people &amp; a dog died.</p><p>More soon.</p></body></html></inlineXML>"#,
            r#"<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head><hedline><hl1>x</hl1></hedline></body.head>
               <body.content><p>Ten people &amp; a dog died.</p><p>More soon.</p></body.content></body></nitf></inlineXML>"#,
            "<inlineData contenttype=\"text/plain\">Ten people &amp; a dog died.\nMore soon.</inlineData>",
            "<inlineData contenttype=\"text/html\">&lt;p&gt;Ten people &amp;amp; a dog died.&lt;/p&gt;&lt;p&gt;More soon.&lt;/p&gt;</inlineData>",
        ] {
            let item = read_one("a.xml", item("urn:newsml:example.org:1", "usable", content).as_bytes()).unwrap();
            let texts = &item.revisions[0].texts;
            assert_eq!(item.reader, "newsml-g2");
            assert_eq!(texts.get(&Part::Headline), "Ten die in fire", "{content}");
            assert_eq!(texts.get(&Part::Body), "Ten people & a dog died.\n\nMore soon.", "{content}");
            assert_eq!(texts.get(&Part::Byline), "Ana Reyes");
            assert_eq!((item.identity.provider.as_deref(), item.slug.as_str()), (Some("EXA"), "harbour-fire"));
            assert_eq!(item.revisions[0].source_offset, Some(60));
            assert_eq!(item.fields.embargo_until.unwrap().to_string(), "2015-12-01T06:00:00Z");
            let tags: Vec<_> = item.tags.iter().map(|t| format!("{}:{}", t.scheme, t.name)).collect();
            assert_eq!(tags, ["medtop:fire", "person:Ola Berg", "topic:harbour"]);
            assert!(item.repairs.is_empty() && item.withdrawn.is_none(), "{:?}", item.repairs);
        }
    }

    #[test]
    fn messages_and_packages() {
        let text = "<inlineData>x</inlineData>";
        let message = format!(
            "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>\n<packageItem guid=\"p\"><itemRef residref=\"a\"/></packageItem>\n{}\n{}\n{}</itemSet></newsMessage>",
            item("a", "usable", text),
            item("b", "canceled", text),
            "<newsItem guid=\"c\"> … </newsItem>"
        );
        let found: Vec<_> = read_all("m.xml", message.as_bytes())
            .into_iter()
            .map(|r| {
                r.map(|i| (i.identity.external_id.unwrap_or_default(), i.withdrawn.is_some()))
                    .map_err(|r| (r.code, r.line))
            })
            .collect();
        assert_eq!(found, [Ok(("a".to_owned(), false)), Ok(("b".to_owned(), true)), Err(("no-text", Some(15)))]);
        let alone = "<packageItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"p\"><groupSet/></packageItem>";
        assert_eq!(read_one("p.xml", alone.as_bytes()).unwrap_err().code, "no-items");
    }
}
