//! WordPress exports (WXR): posts and pages, with their categories and tags.
//!
//! Menus, attachments and revisions are no articles; what is private, in the
//! bin or a draft that saved itself isn't taken either, and that is said.
//! Exports repeat guids, so a post is known by its guid and its number.

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
        markup,
        source::Source,
        xml,
    },
};

/// WordPress eXtended RSS.
#[derive(Debug)]
pub struct Wxr;

/// Whether an RSS document is a WordPress export.
pub(super) fn is_wxr(head: &str) -> bool {
    head.contains("wordpress.org/export/") || head.contains("<wp:wxr_version>")
}

impl Format for Wxr {
    fn name(&self) -> &'static str {
        "wxr"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        if super::root_element(&head.text) == Some("rss") && is_wxr(&head.text) { Fit::ByContent } else { Fit::No }
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

fn all(input: &Whole, root: Node<'_, '_>, repairs: &[Repair]) -> Result<Found, Rejection> {
    let Some(channel) = xml::child(root, "channel") else {
        return Err(Rejection::new(input.name.as_str(), "no-feed", "a WordPress export without a channel"));
    };
    let site =
        wp(channel, "base_blog_url").or_else(|| wp(channel, "base_site_url")).or_else(|| xml::line(channel, "link"));
    let authors: Vec<(String, String)> = channel
        .children()
        .filter(|n| n.tag_name().name() == "author" || n.tag_name().name() == "wp_author")
        .filter_map(|a| Some((wp(a, "author_login")?, wp(a, "author_display_name")?)))
        .collect();
    let site = Site {
        provider: site.as_deref().and_then(agency::authority).or_else(|| xml::line(channel, "title")),
        base: site,
        language: xml::line(channel, "language"),
        authors,
    };
    let mut passed_over: Vec<String> = Vec::new();
    let mut found = Found::new();
    for post in xml::children(channel, "item") {
        match taken(post) {
            Ok(()) => found.push(draft(input, post, &site, repairs)),
            Err(what) => passed_over.push(what),
        }
    }
    if found.is_empty() {
        return Err(Rejection::new(
            input.name.as_str(),
            "no-items",
            "a WordPress export without a post or page to take",
        ));
    }
    if let Some(Ok(first)) = found.first_mut()
        && !passed_over.is_empty()
    {
        passed_over.sort_unstable();
        let mut counts: Vec<(String, usize)> = Vec::new();
        for what in passed_over {
            match counts.last_mut() {
                Some((last, count)) if *last == what => *count += 1,
                _ => counts.push((what, 1)),
            }
        }
        let list: Vec<String> = counts.into_iter().map(|(what, count)| format!("{count} × {what}")).collect();
        first.asides.push(format!("passed over in the export: {}", list.join(", ")));
    }
    Ok(found)
}

struct Site {
    provider: Option<String>,
    base: Option<String>,
    language: Option<String>,
    authors: Vec<(String, String)>,
}

/// The words of a child in WordPress's own namespace.
fn wp(node: Node<'_, '_>, name: &str) -> Option<String> {
    xml::line(node, name)
}

/// Whether a post is an article, or what it is instead.
fn taken(post: Node<'_, '_>) -> Result<(), String> {
    let kind = wp(post, "post_type").unwrap_or_else(|| "post".to_owned());
    let status = wp(post, "status").unwrap_or_else(|| "publish".to_owned());
    match (kind.as_str(), status.as_str()) {
        ("post" | "page", "publish" | "future" | "draft" | "pending") => Ok(()),
        ("post" | "page", status) => Err(format!("{kind} ({status})")),
        _ => Err(kind),
    }
}

fn draft(input: &Whole, post: Node<'_, '_>, site: &Site, repairs: &[Repair]) -> Result<Draft, Rejection> {
    let line = xml::line_of(post);
    let raw = input.text.get(post.range()).unwrap_or_default();
    let mut draft = input.draft(Some(line), raw);
    draft.repairs.extend_from_slice(repairs);
    let name = draft.input.clone();
    let too_much = |much: markup::TooMuch| {
        Rejection::new(name.as_str(), "too-deep", format!("its text: {}", much.what)).at_line(line)
    };
    let guid = xml::line(post, "guid");
    let number = wp(post, "post_id");
    draft.external_id = match (guid, number) {
        (Some(guid), Some(number)) if guid.ends_with(&format!("={number}")) => Some(guid),
        (Some(guid), Some(number)) => Some(format!("{guid}#{number}")),
        (guid, number) => guid.or(number),
    };
    draft.fallback_provider.clone_from(&site.provider);
    let is_public = wp(post, "status").is_none_or(|status| status == "publish");
    draft.canonical_url = xml::line(post, "link").filter(|url| is_public && clean_url(url).is_some());
    draft.slugline = wp(post, "post_name").filter(|name| !name.contains('%'));
    draft.language.clone_from(&site.language);
    let zero = |time: &String| !time.starts_with("0000");
    let written_at = |name: &str| wp(post, name).filter(zero);
    // The times ending in _gmt are UTC; the others are the site's own, of a zone unknown.
    draft.newest.source_time = written_at("post_modified_gmt")
        .or_else(|| written_at("post_date_gmt"))
        .or_else(|| xml::line(post, "pubDate").filter(|d| !d.contains("-0001")))
        .or_else(|| written_at("post_modified"))
        .or_else(|| written_at("post_date"));
    if wp(post, "status").as_deref() == Some("future") {
        draft.publish_at = written_at("post_date_gmt");
    }
    let (mut body, mut excerpt) = (String::new(), String::new());
    for encoded in xml::children(post, "encoded") {
        let is_excerpt = encoded.tag_name().namespace().is_some_and(|ns| ns.contains("excerpt"));
        *(if is_excerpt { &mut excerpt } else { &mut body }) = xml::text(encoded);
    }
    let headline = match xml::child(post, "title") {
        Some(title) => markup::line(&xml::text(title), &mut draft.repairs).map_err(too_much)?,
        None => String::new(),
    };
    let written = markup::html(&paragraphs(&body), site.base.as_deref(), &mut draft.repairs).map_err(too_much)?;
    let texts = &mut draft.newest.texts;
    texts.headline = Some(headline);
    if !agency::settle(texts, written.body) {
        return Err(Rejection::new(name.as_str(), "no-text", "a post with neither a title nor a text").at_line(line));
    }
    for (n, caption) in written.captions.into_iter().enumerate() {
        texts.parts.push((format!("caption:{}", n + 1), caption));
    }
    let excerpt = markup::line(&excerpt, &mut draft.repairs).map_err(too_much)?;
    texts.standfirst = Some(excerpt).filter(|e| !e.is_empty());
    texts.byline = xml::line(post, "creator").map(|login| {
        let known = site.authors.iter().find(|(name, display)| *name == login && !display.is_empty());
        known.map_or(login, |(_, display)| display.clone())
    });
    draft.newest.whole = true;
    for category in xml::children(post, "category") {
        let name = xml::words(category);
        if matches!(category.attribute("domain"), None | Some("category" | "post_tag" | "tag")) && !name.is_empty() {
            draft.tags.push(DraftTag::Parts { scheme: None, name: Some(name), code: None });
        }
    }
    Ok(draft)
}

/// WordPress keeps paragraphs as blank lines and makes `<p>` of them when it
/// shows them; `[caption]` and its like are its own markup.
fn paragraphs(text: &str) -> String {
    let text = captions(text);
    if text.contains("<!-- wp:paragraph") || text.contains("<p>") || text.contains("<p ") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut in_pre = false;
    for (at, block) in text.split("\n\n").enumerate() {
        if at > 0 {
            out.push_str(if in_pre { "\n\n" } else { "<p>" });
        }
        for (n, line) in block.split('\n').enumerate() {
            if n > 0 {
                let is_tag = line.trim_start().starts_with('<') || block.trim_start().starts_with('<');
                out.push_str(if in_pre || is_tag { "\n" } else { "<br>" });
            }
            out.push_str(line);
            in_pre = if line.contains("<pre") { !line.contains("</pre") } else { in_pre && !line.contains("</pre") };
        }
    }
    out
}

/// `[caption …]<img> Words[/caption]` as the figure that it is; other short
/// codes say what a plugin shows: the words in them stay, they go.
fn captions(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let name = from.trim_start_matches(['[', '/']);
        let word: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect();
        let is_known = matches!(
            word.as_str(),
            "caption"
                | "wp_caption"
                | "gallery"
                | "embed"
                | "audio"
                | "video"
                | "playlist"
                | "contact-form-7"
                | "vc_row"
                | "vc_column"
        );
        let end = from.find(']').filter(|_| is_known);
        let Some(end) = end else {
            out.push('[');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let tag = from.get(1..end).unwrap_or_default();
        if word.ends_with("caption") {
            if tag.starts_with('/') {
                out.push_str("</figcaption></figure>");
            } else {
                out.push_str("<figure><figcaption>");
                if let Some((_, said)) = tag.split_once("caption=\"") {
                    out.push_str(said.split('"').next().unwrap_or_default());
                }
            }
        }
        rest = from.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use crate::{domain::part::Part, import::formats::tests::read_all};

    const EXPORT: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Example</title><link>https://example.org</link><language>en</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://example.org</wp:base_blog_url>
<wp:author><wp:author_login>ana</wp:author_login><wp:author_display_name><![CDATA[Ana Reyes]]></wp:author_display_name></wp:author>
<item><title>Fire</title><link>https://example.org/fire/</link><dc:creator>ana</dc:creator><guid isPermaLink="false">https://example.org/?p=7</guid>
<content:encoded><![CDATA[First line
second line

[caption id="a" width="3"]<img src="x"> The mill[/caption]

<strong>Third</strong> [sic] [gallery ids="1"]]]></content:encoded><excerpt:encoded><![CDATA[In short.]]></excerpt:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2015-11-19 13:20:00</wp:post_date><wp:post_date_gmt>2015-11-19 12:20:00</wp:post_date_gmt><wp:post_name>fire-2015</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="news"><![CDATA[News]]></category><category domain="post_format">x</category></item>
<item><title>Draft</title><link>https://example.org/?p=8</link><guid>https://example.org/?p=7</guid><content:encoded/><wp:post_id>8</wp:post_id>
<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:status>draft</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>x.jpg</title><wp:post_id>9</wp:post_id><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
<item><title>Gone</title><wp:post_id>10</wp:post_id><wp:status>trash</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>"#;

    #[test]
    fn posts_and_pages() {
        let found: Vec<_> = read_all("w.xml", EXPORT.as_bytes()).into_iter().map(Result::unwrap).collect();
        assert_eq!(found.len(), 2);
        let (first, second) = (&found[0], &found[1]);
        let texts = &first.revisions[0].texts;
        assert_eq!((first.reader, first.slug.as_str()), ("wxr", "fire-2015"));
        assert_eq!(texts.get(&Part::Body), "First line  \nsecond line\n\n**Third** [sic]");
        assert_eq!(texts.get(&"caption:1".parse().unwrap()), "The mill");
        assert_eq!((texts.get(&Part::Byline), texts.get(&Part::Standfirst)), ("Ana Reyes", "In short."));
        assert_eq!(first.revisions[0].source_time.unwrap().to_string(), "2015-11-19T12:20:00Z");
        assert_eq!(first.tags.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["News"]);
        assert_eq!(first.asides, ["passed over in the export: 1 × attachment, 1 × post (trash)"]);
        let id = |item: &crate::import::ImportItem| item.identity.external_id.clone().unwrap();
        assert_eq!(
            (id(first).as_str(), id(second).as_str()),
            ("https://example.org/?p=7", "https://example.org/?p=7#8")
        );
        assert_eq!((second.revisions[0].source_time, second.identity.canonical_url.as_deref()), (None, None));
        assert!(second.repairs.is_empty(), "{:?}", second.repairs);
    }
}
