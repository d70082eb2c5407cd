//! News pages: what JSON-LD says of the article, else OpenGraph, else the
//! page's meta elements; the text as a reader would find it (readability).

use dom_query::Document;
use dom_smoothie::{Config, Readability};
use serde_json::Value;

use super::{
    Format, Reader, agency,
    json::{field, get, list, text},
    whole::{self, Whole},
};
use crate::import::{
    Rejection,
    detect::{Fit, Head},
    draft::{Draft, DraftTag},
    identity::clean_url,
    markup::{self, Flavour, guard},
    source::Source,
};

/// The largest page, in bytes: readability's work grows faster than its input.
const MAX_PAGE_BYTES: u64 = 8 * 1024 * 1024;

/// An HTML page that is one article.
#[derive(Debug)]
pub struct HtmlPage;

impl Format for HtmlPage {
    fn name(&self) -> &'static str {
        "html"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        let start = head.text.trim_start_matches('\u{feff}').trim_start();
        let opening: String = start.chars().take(14).collect::<String>().to_ascii_lowercase();
        let is_page = opening.starts_with("<!doctype html")
            || super::root_element(&head.text).is_some_and(|name| name.eq_ignore_ascii_case("html"));
        // A page that publishes a check is read for the check.
        let is_check = head.text.contains("ClaimReview");
        match head.extension {
            _ if is_page && is_check => Fit::Possible,
            _ if is_page => Fit::ByContent,
            Some("html" | "htm" | "xhtml") if !is_check => Fit::ByName,
            _ => Fit::No,
        }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        whole::reader(source, MAX_PAGE_BYTES, |input| Ok(vec![page(&input)]))
    }
}

fn page(input: &Whole) -> Result<Draft, Rejection> {
    let reject = |code, message: String| Rejection::new(input.name.as_str(), code, message);
    guard::check(&input.text, Flavour::Html).map_err(|much| reject("too-deep", much.what).at_line(much.line))?;
    let document = Document::from(input.text.as_str());
    let mut draft = input.draft(None, &input.text);
    let said = Said::read(&document);
    said.fill(&mut draft);
    let address = draft.canonical_url.clone();

    let config = Config { max_elements_to_parse: guard::MAX_ELEMENTS, disable_json_ld: true, ..Config::default() };
    let mut article = None;
    if let Ok(mut readability) = Readability::with_document(document, address.as_deref(), Some(config)) {
        match readability.parse() {
            Ok(found) => article = Some(found),
            Err(dom_smoothie::ReadabilityError::TooManyElements(..)) => {
                return Err(reject("too-large", format!("a page of more than {} elements", guard::MAX_ELEMENTS)));
            }
            Err(_) => {}
        }
    }
    let markup = match &article {
        Some(found) => found.content.to_string(),
        // A page of few words: all that is in it.
        None => input.text.clone(),
    };
    let written =
        markup::html(&markup, address.as_deref(), &mut draft.repairs).map_err(|much| reject("too-deep", much.what))?;
    let texts = &mut draft.newest.texts;
    if let Some(found) = article {
        texts.headline = texts.headline.take().or_else(|| Some(found.title).filter(|t| !t.trim().is_empty()));
        texts.byline = texts.byline.take().or(found.byline);
    }
    if written.body.trim().is_empty() {
        return Err(reject("no-text", "a page without a text to read".to_owned()));
    }
    agency::settle(texts, written.body);
    texts.standfirst =
        texts.standfirst.take().filter(|text| !agency::opens(texts.body.as_deref().unwrap_or_default(), text));
    for (n, caption) in written.captions.into_iter().enumerate() {
        texts.parts.push((format!("caption:{}", n + 1), caption));
    }
    draft.newest.whole = true;
    if draft.canonical_url.is_none() {
        draft.stem.clone_from(&input.stem);
    }
    Ok(draft)
}

/// What a page says of itself.
struct Said {
    linked: Option<Value>,
    meta: Vec<(String, String)>,
    canonical: Option<String>,
    language: Option<String>,
    title: Option<String>,
}

impl Said {
    fn read(document: &Document) -> Self {
        let mut linked: Option<Value> = None;
        for script in document.select("script[type]").nodes() {
            let kind = script.attr("type").unwrap_or_default().to_ascii_lowercase();
            if !kind.starts_with("application/ld+json") || linked.is_some() {
                continue;
            }
            let text = script.text();
            let json = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
            let json = json
                .trim()
                .trim_start_matches("//<![CDATA[")
                .trim_start_matches("<![CDATA[")
                .trim_end_matches("//]]>")
                .trim_end_matches("]]>");
            if let Ok(value) = serde_json::from_str::<Value>(json) {
                linked = article(&value, 0).cloned();
            }
        }
        let mut meta = Vec::new();
        for node in document.select("meta[content]").nodes() {
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|a| node.attr(a));
            if let (Some(name), Some(content)) = (name, node.attr("content"))
                && !content.trim().is_empty()
            {
                meta.extend(
                    name.split_whitespace().map(|name| (name.to_ascii_lowercase(), content.trim().to_string())),
                );
            }
        }
        let canonical = document
            .select("link[rel][href]")
            .nodes()
            .iter()
            .find(|link| {
                link.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|r| r.eq_ignore_ascii_case("canonical")))
            })
            .and_then(|link| link.attr("href"))
            .map(|href| href.trim().to_string());
        let first_text = |sel: &str| {
            let words =
                document.select(sel).nodes().first().map(|n| n.text().split_whitespace().collect::<Vec<_>>().join(" "));
            words.filter(|words| !words.is_empty())
        };
        Self {
            linked,
            meta,
            canonical,
            language: document
                .select("html")
                .nodes()
                .first()
                .and_then(|html| html.attr("lang"))
                .map(|l| l.trim().to_string()),
            title: first_text("head > title"),
        }
    }

    /// The first of these meta elements.
    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.meta.iter().find(|(n, _)| n == name).map(|(_, content)| content.clone()))
    }

    fn linked(&self, names: &[&str]) -> Option<String> {
        self.linked.as_ref().and_then(|value| field(value, names))
    }

    fn fill(&self, draft: &mut Draft) {
        let line = |text: Option<String>, draft: &mut Draft| {
            text.and_then(|t| markup::line(&t, &mut draft.repairs).ok()).filter(|t| !t.is_empty())
        };
        let whole = |url: &String| clean_url(url).is_some();
        draft.canonical_url = self
            .canonical
            .clone()
            .filter(whole)
            .or_else(|| self.meta(&["og:url"]).filter(whole))
            .or_else(|| self.linked(&["url"]).filter(whole))
            .or_else(|| {
                self.linked
                    .as_ref()
                    .and_then(|l| get(l, "mainentityofpage"))
                    .and_then(|m| text(m).or_else(|| field(m, &["@id"])))
                    .filter(whole)
            });
        let publisher =
            self.linked.as_ref().and_then(|l| list(l, "publisher").into_iter().find_map(|p| field(p, &["name"])));
        let host = draft.canonical_url.as_deref().and_then(agency::authority);
        draft.fallback_provider = host.or(publisher).or_else(|| self.meta(&["og:site_name"]));
        draft.external_id = draft.canonical_url.as_deref().and_then(clean_url);
        draft.language = self
            .linked(&["inlanguage"])
            .or_else(|| self.language.clone())
            .or_else(|| self.meta(&["og:locale", "content-language", "language"]))
            .filter(|l| !l.is_empty());
        let headline = self.linked(&["headline", "name"]).or_else(|| self.meta(&["og:title", "twitter:title"]));
        draft.newest.texts.headline = line(headline, draft).or_else(|| {
            self.title.as_deref().map(|title| without_site(title, self.meta(&["og:site_name"]).as_deref()))
        });
        let about = self
            .linked(&["description"])
            .or_else(|| self.meta(&["og:description", "description", "twitter:description"]));
        draft.newest.texts.standfirst = line(about, draft);
        let byline = self.authors().or_else(|| {
            let named =
                self.meta(&["article:author", "author", "dc.creator", "parsely-author", "sailthru.author", "byl"]);
            named.filter(|name| !name.contains("://"))
        });
        draft.newest.texts.byline = line(byline, draft);
        draft.newest.source_time = self
            .linked(&["datemodified"])
            .or_else(|| self.meta(&["article:modified_time", "og:updated_time"]))
            .or_else(|| {
                self.linked(&["datepublished"]).or_else(|| {
                    self.meta(&[
                        "article:published_time",
                        "datepublished",
                        "date",
                        "dc.date",
                        "dc.date.issued",
                        "parsely-pub-date",
                        "pubdate",
                    ])
                })
            });
        let mut tags: Vec<String> = Vec::new();
        if let Some(linked) = &self.linked {
            for name in ["keywords", "articlesection"] {
                for entry in list(linked, name) {
                    let Some(words) = text(entry).or_else(|| field(entry, &["name"])) else { continue };
                    tags.extend(words.split([',', ';']).map(str::to_owned));
                }
            }
        }
        for (name, content) in &self.meta {
            match name.as_str() {
                "article:tag" | "article:section" => tags.push(content.clone()),
                "keywords" | "news_keywords" => tags.extend(content.split([',', ';']).map(str::to_owned)),
                _ => {}
            }
        }
        tags.truncate(crate::import::normalise::MAX_TAGS);
        draft.tags = tags
            .into_iter()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty() && name.len() < 200)
            .map(|name| DraftTag::Parts { scheme: None, name: Some(name), code: None })
            .collect();
    }

    fn authors(&self) -> Option<String> {
        let linked = self.linked.as_ref()?;
        let mut names: Vec<String> = Vec::new();
        for author in list(linked, "author") {
            if let Some(name) = text(author).or_else(|| field(author, &["name"]))
                && !names.contains(&name)
                && !name.contains("://")
            {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// The article in a page's JSON-LD: itself, in a list, in a graph.
fn article(value: &Value, depth: usize) -> Option<&Value> {
    if depth > 3 {
        return None;
    }
    if let Value::Array(items) = value {
        return items.iter().find_map(|item| article(item, depth + 1));
    }
    let is_article = list(value, "@type").into_iter().filter_map(text).any(|kind| {
        let kind = kind.rsplit('/').next().unwrap_or(&kind).to_owned();
        kind.ends_with("Article") || matches!(kind.as_str(), "BlogPosting" | "LiveBlogPosting" | "Report" | "Review")
    });
    if is_article { Some(value) } else { list(value, "@graph").into_iter().find_map(|item| article(item, depth + 1)) }
}

/// A page's title without the site's name behind it.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " – ", " — ", " - ", " « ", " » ", " :: "] {
        if let Some((words, last)) = title.rsplit_once(mark) {
            let is_site = site.is_some_and(|site| site.eq_ignore_ascii_case(last.trim()));
            if is_site
                || (mark == " | " && words.split_whitespace().count() >= 3 && last.split_whitespace().count() <= 4)
            {
                return words.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use crate::{domain::part::Part, import::formats::tests::read_one};

    fn page(head: &str, body: &str) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en-GB\"><head>{head}</head><body><nav><a href=/>Home</a> <a href=/n>News</a></nav><article>{body}</article><footer>© Example 2015</footer></body></html>"
        )
    }

    const TEXT: &str = "<h1>Ten die in fire</h1><p>Ten people died in the fire at the old mill on Tuesday, the fire service said, and more were hurt, some of them badly.</p>\
        <p>“We came within eight minutes,” said its chief, Ola Berg, who had been called at dawn; the road was closed, and the bridge as well. <a href=\"/b\">More</a>.</p>\
        <p>The mill was built in 1954, burnt down in 1971, and was built again by the town, which had no other place for its wool, cloth and grain.</p>";

    #[test]
    fn what_a_page_says_of_itself() {
        let linked = r#"<title>x | Example</title><link rel="canonical" href="https://www.example.org/fire?utm_source=a&id=3#top">
            <meta property="og:title" content="Not this"><meta property="article:tag" content="Fire"><meta property="og:site_name" content="Example">
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"no"},{"@type":["NewsArticle"],
            "headline":"Ten die in fire &amp; more","datePublished":"2015-11-18","dateModified":"2015-11-19T12:20:00+01:00","author":[{"name":"Ana Reyes"},{"name":"Bo Lind"}],
            "keywords":"mill, harbour","publisher":{"name":"Example"},"description":"A fire at the mill."}]}</script>"#;
        let item = read_one("page.html", page(linked, TEXT).as_bytes()).unwrap();
        let texts = &item.revisions[0].texts;
        assert_eq!(item.reader, "html");
        assert_eq!(texts.get(&Part::Headline), "Ten die in fire & more");
        assert_eq!(
            (texts.get(&Part::Byline), texts.get(&Part::Standfirst)),
            ("Ana Reyes, Bo Lind", "A fire at the mill.")
        );
        let body = texts.get(&Part::Body);
        assert!(
            body.contains("said its chief, Ola Berg") && body.contains("[More](https://www.example.org/b)"),
            "{body}"
        );
        assert!(!body.contains("Home") && !body.contains("©") && !body.contains('<'), "{body}");
        assert_eq!(item.identity.canonical_url.as_deref(), Some("https://www.example.org/fire?id=3"));
        assert_eq!((item.identity.provider.as_deref(), item.identity.stem.as_deref()), (Some("example.org"), None));
        assert_eq!(
            (item.revisions[0].source_time.unwrap().to_string().as_str(), item.revisions[0].source_offset),
            ("2015-11-19T11:20:00Z", Some(60))
        );
        assert_eq!(item.tags.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["mill", "harbour", "Fire"]);

        let plain = "<title>Ten die in fire - Example</title><meta property='og:site_name' content='Example'><meta name=author content='Ana Reyes'><meta name=date content='soon'>";
        let item = read_one("page.html", page(plain, TEXT).as_bytes()).unwrap();
        let texts = &item.revisions[0].texts;
        assert_eq!((texts.get(&Part::Headline), texts.get(&Part::Byline)), ("Ten die in fire", "Ana Reyes"));
        assert!(!texts.get(&Part::Body).contains("Ten die in fire"), "the headline stands once");
        assert_eq!((item.identity.stem.as_deref(), item.revisions[0].source_time), (Some("page"), None));
        assert!(item.repairs.iter().any(|r| r.message.contains("\"soon\"")));
    }

    #[test]
    fn what_is_no_article() {
        assert_eq!(read_one("a.html", b"<!DOCTYPE html><html><script>x</script></html>").unwrap_err().code, "no-text");
        let short = read_one("a.html", b"<html><title>A word</title><p>Only this.</p></html>").unwrap();
        assert_eq!(short.revisions[0].texts.get(&Part::Body), "Only this.");
        let deep = "<html>".to_owned() + &"<div>".repeat(100_000);
        assert_eq!(read_one("a.html", deep.as_bytes()).unwrap_err().code, "too-deep");
    }
}
