//! RSS 0.9x, 1.0 and 2.0, and Atom: an article an entry.
//!
//! A feed tells the same stories every day: an entry is known by its id (guid,
//! `atom:id`, `rdf:about`, else its link) from this feed's host, so that only
//! what is new or changed makes an article or a revision.

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
        identity::clean_url,
        markup::{self, TooMuch, Writer, Written},
        source::Source,
        xml,
    },
};

/// RSS and Atom.
#[derive(Debug)]
pub struct Feed;

impl Format for Feed {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        match super::root_element(&head.text) {
            Some("rss" | "feed" | "RDF" | "entry" | "channel") if !super::wxr::is_wxr(&head.text) => Fit::ByContent,
            _ if matches!(head.extension, Some("rss" | "atom")) => Fit::ByName,
            _ => Fit::No,
        }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        whole::reader(source, whole::MAX_WHOLE_BYTES, |input| {
            let mut repairs = Vec::new();
            let found =
                xml::read(&input.text, &mut repairs, |document, repairs| all(&input, document.root_element(), repairs));
            found.map_err(|bad| Rejection::new(input.name.as_str(), bad.code, bad.message).at_line(bad.line))?
        })
    }
}

/// What holds for all entries of a feed.
struct Channel {
    provider: Option<String>,
    language: Option<String>,
    base: Option<String>,
    author: Option<String>,
}

fn all(input: &Whole, root: Node<'_, '_>, repairs: &[Repair]) -> Result<Found, Rejection> {
    let name = root.tag_name().name();
    if !matches!(name, "rss" | "feed" | "RDF" | "entry" | "channel") {
        let message = format!("no feed: its first element is <{name}>");
        return Err(Rejection::new(input.name.as_str(), "no-feed", message).at_line(xml::line_of(root)));
    }
    let channel = xml::child(root, "channel").unwrap_or(root);
    let site = link(channel, None);
    let own =
        xml::children(channel, "link").find(|l| l.attribute("rel") == Some("self")).and_then(|l| l.attribute("href"));
    let host = |url: &str| agency::authority(url);
    let about = Channel {
        provider: site
            .as_deref()
            .and_then(host)
            .or_else(|| own.and_then(host))
            .or_else(|| xml::line(channel, "id").as_deref().and_then(host))
            .or_else(|| xml::line(channel, "title")),
        language: xml::line(channel, "language").or_else(|| lang(channel)).or_else(|| lang(root)),
        author: if name == "feed" { people(channel, "author") } else { None },
        base: base(channel, None).or_else(|| base(root, None)).or(site),
    };
    let entries: Vec<_> = if name == "entry" {
        vec![root]
    } else {
        let among = |parent: Node<'_, '_>| {
            let is_entry = |n: &Node<'_, '_>| n.is_element() && matches!(n.tag_name().name(), "item" | "entry");
            parent.children().filter(is_entry).map(|n| n.id()).collect::<Vec<_>>()
        };
        let mut ids = among(channel);
        if channel != root {
            ids.extend(among(root));
        }
        ids.into_iter().filter_map(|id| root.document().get_node(id)).collect()
    };
    // A feed may be empty today.
    Ok(entries.into_iter().map(|entry| draft(input, entry, &about, repairs)).collect())
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const ATOM: &str = "http://www.w3.org/2005/Atom";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";

fn lang(node: Node<'_, '_>) -> Option<String> {
    node.attribute((XML, "lang")).map(str::to_owned)
}

/// The address that relative ones start from, if it is a whole one.
fn base(node: Node<'_, '_>, outer: Option<&str>) -> Option<String> {
    let own = node.attribute((XML, "base")).filter(|b| clean_url(b).is_some());
    own.or(outer).map(str::to_owned)
}

/// Where an entry, or a feed's site, is to be read.
fn link(node: Node<'_, '_>, base: Option<&str>) -> Option<String> {
    let links: Vec<_> = xml::children(node, "link").collect();
    let atom = links.iter().filter(|l| l.attribute("href").is_some());
    let best = atom
        .clone()
        .find(|l| {
            l.attribute("rel").is_none_or(|rel| rel == "alternate")
                && l.attribute("type").is_none_or(|t| t.contains("html"))
        })
        .or_else(|| atom.clone().find(|l| l.attribute("rel").is_none_or(|rel| rel == "alternate")));
    let found = best.and_then(|l| l.attribute("href").map(str::to_owned)).or_else(|| {
        links.iter().filter(|l| l.attribute("href").is_none()).map(|l| xml::words(*l)).find(|text| !text.is_empty())
    })?;
    let found = found.trim().to_owned();
    if found.contains("://") {
        return Some(found);
    }
    let (scheme, rest) = base?.split_once("://")?;
    let host = rest.split('/').next()?;
    found.starts_with('/').then(|| format!("{scheme}://{host}{found}"))
}

/// The names of authors.
fn people(node: Node<'_, '_>, name: &str) -> Option<String> {
    let all: Vec<String> = xml::children(node, name)
        .filter_map(|who| {
            xml::line(who, "name")
                .or_else(|| xml::line(who, "email"))
                .or_else(|| Some(xml::words(who)).filter(|w| !w.is_empty()))
        })
        .map(|who| without_address(&who))
        .collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// RSS has `jo@example.org (Jo Doe)`, or the other way round.
fn without_address(who: &str) -> String {
    if let Some((before, rest)) = who.split_once(" (")
        && let Some(inner) = rest.strip_suffix(')')
    {
        return if before.contains('@') { inner } else { before }.to_owned();
    }
    match who.split_once(" <") {
        Some((before, rest)) if rest.contains('@') => before.trim_matches('"').to_owned(),
        _ => who.to_owned(),
    }
}

fn draft(input: &Whole, entry: Node<'_, '_>, channel: &Channel, repairs: &[Repair]) -> Result<Draft, Rejection> {
    let line = xml::line_of(entry);
    let raw = input.text.get(entry.range()).unwrap_or_default();
    let mut draft = input.draft(Some(line), raw);
    draft.repairs.extend_from_slice(repairs);
    let name = draft.input.clone();
    let too_much =
        |much: TooMuch| Rejection::new(name.as_str(), "too-deep", format!("its text: {}", much.what)).at_line(line);
    let base = base(entry, channel.base.as_deref());
    let guid = xml::child(entry, "guid");
    let guid_is_link = guid.is_some_and(|g| g.attribute("isPermaLink").is_none_or(|p| p != "false"));
    let guid = guid.map(xml::words).filter(|g| !g.is_empty());
    let about = entry.attributes().find(|a| a.name() == "about").map(|a| a.value().to_owned());
    let address =
        link(entry, base.as_deref()).or_else(|| guid.clone().filter(|g| guid_is_link && clean_url(g).is_some()));
    draft.external_id = guid.or_else(|| xml::line(entry, "id")).or(about).or_else(|| {
        // A link is an id without what changes in it from day to day.
        address.as_deref().map(|url| clean_url(url).unwrap_or_else(|| url.to_owned()))
    });
    draft.canonical_url = address.filter(|url| clean_url(url).is_some());
    draft.fallback_provider.clone_from(&channel.provider);
    if draft.fallback_provider.is_none() {
        draft.fallback_provider = draft.canonical_url.as_deref().and_then(agency::authority);
    }
    draft.language = lang(entry).or_else(|| channel.language.clone());
    // The newest of its times: RSS tells of changes only in extensions.
    draft.newest.source_time = ["updated", "modified", "pubDate", "published", "date", "issued", "created"]
        .iter()
        .find_map(|name| xml::line(entry, name));

    let headline =
        xml::children(entry, "title").find(|t| t.tag_name().namespace().is_none_or(|ns| !ns.contains("mrss")));
    let headline = match headline {
        Some(title) => Some(title_of(title, &mut draft.repairs).map_err(too_much)?).filter(|t| !t.is_empty()),
        None => None,
    };
    let (body, summary) = texts(entry, base.as_deref(), &mut draft.repairs).map_err(too_much)?;
    let texts = &mut draft.newest.texts;
    let (written, standfirst) = match (body, summary) {
        (Some(body), summary) => {
            let summary = summary.map(|s| agency::one_paragraph(&s.body));
            let other = summary.filter(|s| !s.is_empty() && !agency::opens(&body.body, s));
            (body, other)
        }
        (None, Some(summary)) => (summary, None),
        (None, None) => (Written::default(), None),
    };
    texts.headline = headline;
    if !agency::settle(texts, written.body) {
        return Err(Rejection::new(name.as_str(), "no-text", "an entry with neither a title nor a text").at_line(line));
    }
    texts.standfirst = standfirst;
    for (n, caption) in written.captions.into_iter().enumerate() {
        texts.parts.push((format!("caption:{}", n + 1), caption));
    }
    texts.byline = people(entry, "author").or_else(|| people(entry, "creator")).or_else(|| channel.author.clone());
    draft.newest.whole = true;
    for category in entry.children().filter(Node::is_element) {
        match category.tag_name().name() {
            "category" => {
                let label = category.attribute("label").or_else(|| category.attribute("term")).map(str::to_owned);
                let name = label.unwrap_or_else(|| xml::words(category));
                draft.tags.push(DraftTag::Parts {
                    scheme: None,
                    name: Some(name).filter(|n| !n.is_empty()),
                    code: None,
                });
            }
            "subject" => {
                draft.tags.push(DraftTag::Parts {
                    scheme: None,
                    name: Some(xml::words(category)).filter(|n| !n.is_empty()),
                    code: None,
                });
            }
            _ => {}
        }
    }
    Ok(draft)
}

/// A title in one line, in whatever form it was put.
fn title_of(title: Node<'_, '_>, repairs: &mut Vec<Repair>) -> Result<String, TooMuch> {
    match title.attribute("type") {
        Some("xhtml") => Ok(xml::words(title)),
        // Plain text is no markup; RSS doesn't say which it is.
        Some("text" | "text/plain") if title.attribute("mode").is_none() => Ok(xml::words(title)),
        _ => markup::line(&xml::text(title), repairs),
    }
}

/// An entry's full text, and its summary.
fn texts(
    entry: Node<'_, '_>,
    base: Option<&str>,
    repairs: &mut Vec<Repair>,
) -> Result<(Option<Written>, Option<Written>), TooMuch> {
    let (mut full, mut short): (Option<Written>, Option<Written>) = (None, None);
    for node in entry.children().filter(Node::is_element) {
        let space = node.tag_name().namespace().unwrap_or_default();
        let is_full = match node.tag_name().name() {
            "encoded" => space == CONTENT || space.is_empty() || !space.contains("excerpt"),
            "content" => space == ATOM || space.contains("atom") || space.is_empty(),
            // xhtml:body, and what feeds call the whole text.
            "body" | "fullitem" | "fulltext" => true,
            "description" | "summary" | "tagline" if !space.contains("mrss") && !space.contains("itunes") => false,
            _ => continue,
        };
        if node.tag_name().name() == "content" && (node.attribute("url").is_some() || node.attribute("src").is_some()) {
            continue;
        }
        let place = if is_full { &mut full } else { &mut short };
        if place.as_ref().is_some_and(|written| !written.body.is_empty()) {
            continue;
        }
        let written = written(node, base, repairs)?;
        if !written.body.is_empty() {
            *place = Some(written);
        }
    }
    Ok((full, short))
}

/// The text of an element that says, or doesn't, how it is written.
fn written(node: Node<'_, '_>, base: Option<&str>, repairs: &mut Vec<Repair>) -> Result<Written, TooMuch> {
    let kind = node.attribute("type").unwrap_or_default();
    let mode = node.attribute("mode").unwrap_or_default();
    if mode == "base64"
        || (!kind.is_empty() && !kind.contains("html") && !kind.starts_with("text") && !kind.contains("xml"))
    {
        return match base64(&xml::text(node)).and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(text) => markup::html(&text, base, repairs),
            None => Ok(Written::default()),
        };
    }
    if node.children().any(|n| n.is_element()) {
        let mut writer = Writer::new(base);
        xml::walk(node, &mut writer, |n| Some(Cow::Owned(n.tag_name().name().to_ascii_lowercase())));
        return Ok(writer.finish());
    }
    let text = xml::text(node);
    if matches!(kind, "text" | "text/plain") && mode != "escaped" || !text.contains(['<', '&']) {
        return Ok(Written { body: agency::plain(&text), captions: Vec::new() });
    }
    // Without a tag it is text with entities in it, and its blank lines part paragraphs.
    let has_tag = text.match_indices('<').any(|(at, _)| {
        text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)))
    });
    if !has_tag && !text.contains("&lt;") && text.contains("\n\n") {
        return markup::html(&text.replace("\n\n", "\n<p>"), base, repairs);
    }
    markup::html(&text, base, repairs)
}

/// Reads base64, white space aside; `None` when it is none.
fn base64(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut count) = (Vec::with_capacity(text.len() * 3 / 4), 0_u32, 0);
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::part::Part,
        import::{ImportItem, formats::tests::read_all},
    };

    const RSS: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Example &raquo; News</title><link>https://www.example.org/</link><language>en-gb</language>
<item><title>Ten die &amp;amp; more</title><link>https://www.example.org/a?utm_source=rss&v=2#top</link><guid isPermaLink="false">41</guid>
<pubDate>Thu, 19 Nov 2015 12:20:00 +0100</pubDate><dc:creator>Ana Reyes</dc:creator><category>Fire</category>
<description>Ten people died …</description><content:encoded><![CDATA[<p>Ten people died.</p><p>See <a href="/b">more</a>.</p><img src="x">]]></content:encoded></item>
<item><description>&lt;p&gt;No title, but words.&lt;/p&gt;</description><guid>https://www.example.org/b</guid><pubDate>yesterday</pubDate></item>
<item><author>jo@example.org (Jo Doe)</author></item>
</channel></rss>"#;

    fn facts(item: &ImportItem) -> (&str, &str, Option<&str>, Option<&str>) {
        let texts = &item.revisions[0].texts;
        (
            texts.get(&Part::Headline),
            texts.get(&Part::Body),
            item.identity.external_id.as_deref(),
            item.identity.canonical_url.as_deref(),
        )
    }

    #[test]
    fn rss() {
        let found = read_all("f.xml", RSS.as_bytes());
        let first = found[0].as_ref().unwrap();
        assert_eq!(first.reader, "feed");
        assert_eq!(
            facts(first),
            (
                "Ten die & more",
                "Ten people died.\n\nSee [more](https://www.example.org/b).",
                Some("41"),
                Some("https://www.example.org/a?v=2")
            )
        );
        assert_eq!(
            (first.identity.provider.as_deref(), first.fields.language.as_deref()),
            (Some("example.org"), Some("en-gb"))
        );
        assert_eq!(first.revisions[0].texts.get(&Part::Byline), "Ana Reyes");
        assert_eq!((first.revisions[0].source_offset, first.tags[0].name.as_str()), (Some(60), "Fire"));
        let said: Vec<_> = first.repairs.iter().map(|r| r.code).collect();
        assert_eq!(said, ["xml-mended", "xml-mended"]);
        let second = found[1].as_ref().unwrap();
        assert_eq!(
            facts(second),
            (
                "No title, but words.",
                "No title, but words.",
                Some("https://www.example.org/b"),
                Some("https://www.example.org/b")
            )
        );
        assert_eq!(second.revisions[0].source_time, None);
        assert!(
            second.repairs.iter().any(|r| r.message.contains("\"yesterday\" can't be read")),
            "{:?}",
            second.repairs
        );
        assert_eq!(found[2].as_ref().unwrap_err().code, "no-text");
    }

    #[test]
    fn text_without_a_tag_keeps_its_paragraphs() {
        let feed = "<rss version='2.0'><channel><item><title>A</title><description>AT&amp;amp;T of 5 &lt; 6
and more.

Next.</description></item></channel></rss>";
        let found = read_all("f.xml", feed.as_bytes());
        let texts = &found[0].as_ref().unwrap().revisions[0].texts;
        assert_eq!(texts.get(&Part::Body), "AT&T of 5 < 6 and more.\n\nNext.");
    }

    #[test]
    fn atom_and_rdf() {
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://example.org/"><title>T</title><link rel="self" href="https://example.org/f"/>
<author><name>Bo Lind</name></author>
<entry><id>tag:example.org,2015:1</id><title type="html">One &amp;lt; &lt;i&gt;two&lt;/i&gt;</title><link href="/one"/><updated>2015-11-19T12:20:00Z</updated><published>2015-11-18T00:00:00Z</published>
<category term="x" label="Fire"/><summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Full <em>text</em>.</p></div></content></entry>
<entry><id>2</id><title type="text">AT&amp;T &lt;b&gt;</title><content type="text">5 &lt; 6</content></entry></feed>"#;
        let found: Vec<_> = read_all("f", atom.as_bytes()).into_iter().map(Result::unwrap).collect();
        assert_eq!(
            facts(&found[0]),
            ("One < two", "Full *text*.", Some("tag:example.org,2015:1"), Some("https://example.org/one"))
        );
        assert_eq!(found[0].revisions[0].texts.get(&Part::Standfirst), "Short.");
        assert_eq!(found[0].revisions[0].texts.get(&Part::Byline), "Bo Lind");
        assert_eq!(found[0].revisions[0].source_time.unwrap().to_string(), "2015-11-19T12:20:00Z");
        assert_eq!(facts(&found[1]), ("AT&T <b>", "5 < 6", Some("2"), None));
        let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>T</title><link>https://example.org/</link></channel>
<item rdf:about="https://example.org/1"><title>One</title><link>https://example.org/1</link><description>Text.</description><dc:date>2015-11-19</dc:date></item></rdf:RDF>"#;
        let found: Vec<_> = read_all("f.rdf", rdf.as_bytes()).into_iter().map(Result::unwrap).collect();
        assert_eq!(facts(&found[0]), ("One", "Text.", Some("https://example.org/1"), Some("https://example.org/1")));
    }
}
