//! JSON Feed 1.0 and 1.1: an article an item.

use serde_json::Value;

use super::{
    Format, Reader, agency,
    json::{field, get, list, text},
    whole::{self, Found, Whole},
};
use crate::import::{
    Rejection,
    detect::{Fit, Head},
    draft::{Draft, DraftTag},
    identity::clean_url,
    markup,
    source::Source,
};

/// JSON Feed.
#[derive(Debug)]
pub struct JsonFeed;

impl Format for JsonFeed {
    fn name(&self) -> &'static str {
        "json-feed"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        let text = head.text.trim_start();
        let says = text.contains("jsonfeed.org/version/") || text.contains("jsonfeed.org\\/version\\/");
        if text.starts_with('{') && says { Fit::ByContent } else { Fit::No }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        whole::reader(source, whole::MAX_WHOLE_BYTES, |input| all(&input))
    }
}

fn all(input: &Whole) -> Result<Found, Rejection> {
    let reject = |code, message: String| Rejection::new(input.name.as_str(), code, message);
    let feed: Value = serde_json::from_str(input.text.trim_start_matches('\u{feff}')).map_err(|error| {
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or(&message);
        reject("bad-json", format!("{what} (column {})", error.column())).at_line(error.line())
    })?;
    let items = list(&feed, "items");
    Ok(items.into_iter().enumerate().map(|(n, item)| draft(input, &feed, item, n + 1)).collect())
}

fn authors(value: &Value) -> Option<String> {
    let named: Vec<String> = ["authors", "author"]
        .iter()
        .map(|name| list(value, name))
        .find(|all| !all.is_empty())?
        .into_iter()
        .filter_map(|author| field(author, &["name"]).or_else(|| text(author)))
        .collect();
    (!named.is_empty()).then(|| named.join(", "))
}

fn draft(input: &Whole, feed: &Value, item: &Value, number: usize) -> Result<Draft, Rejection> {
    let name = format!("{}#{number}", input.name);
    let mut draft = Draft::read_from(name.as_str(), item.to_string().as_bytes());
    draft.repairs.clone_from(&input.repairs);
    let too_much =
        |much: markup::TooMuch| Rejection::new(name.as_str(), "too-deep", format!("its text: {}", much.what));
    let url = field(item, &["url"]);
    draft.external_id = field(item, &["id"]).or_else(|| url.clone());
    draft.canonical_url = url.filter(|url| clean_url(url).is_some());
    draft.fallback_provider = ["home_page_url", "feed_url"]
        .iter()
        .find_map(|name| field(feed, &[name]).as_deref().and_then(agency::authority))
        .or_else(|| field(feed, &["title"]));
    draft.language = field(item, &["language"]).or_else(|| field(feed, &["language"]));
    draft.newest.source_time = field(item, &["date_modified", "date_published"]);
    let base = field(item, &["url"]).or_else(|| field(feed, &["home_page_url"]));
    let written = match (get(item, "content_html").and_then(text), get(item, "content_text").and_then(text)) {
        (Some(html), _) => markup::html(&html, base.as_deref(), &mut draft.repairs).map_err(too_much)?,
        (None, Some(plain)) => markup::Written { body: agency::plain(&plain), captions: Vec::new() },
        (None, None) => markup::Written::default(),
    };
    let summary = field(item, &["summary"]);
    let texts = &mut draft.newest.texts;
    texts.headline = match field(item, &["title"]) {
        Some(title) => Some(markup::line(&title, &mut draft.repairs).map_err(too_much)?),
        None => None,
    };
    let body = if written.body.is_empty() { summary.clone().unwrap_or_default() } else { written.body };
    texts.standfirst = summary.filter(|text| !agency::opens(&body, text));
    if !agency::settle(texts, body) {
        return Err(Rejection::new(name.as_str(), "no-text", "an item with neither a title nor a text"));
    }
    for (n, caption) in written.captions.into_iter().enumerate() {
        texts.parts.push((format!("caption:{}", n + 1), caption));
    }
    texts.byline = authors(item).or_else(|| authors(feed));
    draft.newest.whole = true;
    draft.tags = list(item, "tags").into_iter().filter_map(text).map(DraftTag::Text).collect();
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use crate::{domain::part::Part, import::formats::tests::read_all};

    #[test]
    fn items() {
        let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"https://www.example.org/","authors":[{"name":"Bo Lind"}],
            "items":[{"id":1,"url":"https://example.org/1#x","title":"One &amp; two","content_html":"<p>Text <a href=\"/b\">b</a></p>","summary":"Other.",
            "date_published":"2015-11-18T00:00:00Z","date_modified":"2015-11-19T00:00:00+01:00","tags":["Fire","place:Homs"]},
            {"id":"2","content_text":"Only words.\nMore."},{"id":"3"}]}"#;
        let found = read_all("f.json", feed.as_bytes());
        let first = found[0].as_ref().unwrap();
        let texts = &first.revisions[0].texts;
        assert_eq!((first.reader, texts.get(&Part::Headline)), ("json-feed", "One & two"));
        assert_eq!(texts.get(&Part::Body), "Text [b](https://example.org/b)");
        assert_eq!((texts.get(&Part::Byline), texts.get(&Part::Standfirst)), ("Bo Lind", "Other."));
        let id = &first.identity;
        assert_eq!((id.provider.as_deref(), id.external_id.as_deref()), (Some("example.org"), Some("1")));
        assert_eq!(id.canonical_url.as_deref(), Some("https://example.org/1"));
        assert_eq!(first.revisions[0].source_time.unwrap().to_string(), "2015-11-18T23:00:00Z");
        let second = found[1].as_ref().unwrap();
        assert_eq!(second.revisions[0].texts.get(&Part::Body), "Only words.\n\nMore.");
        assert_eq!(found[2].as_ref().unwrap_err().code, "no-text");
    }
}
