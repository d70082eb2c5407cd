//! ClaimReview as JSON-LD: checks that others (or this desk) have published,
//! by themselves, in a `DataFeed`, or within an HTML page. They become
//! precedents.
//!
//! Real ones are dirty: numbers as texts, empty texts, a best below the worst,
//! lists where one thing should stand and the other way round. What can be
//! read is read; only a review without a claim is rejected.

use serde_json::{Map, Value};

use super::{Format, Given, Reader};
use crate::{
    domain::{
        canonical::{Repair, canonical},
        time::Timestamp,
    },
    import::{
        ImportPrecedent, Rejection,
        decode::decode,
        detect::{Fit, Head},
        draft::Draft,
        identity::clean_url,
        source::Source,
        times,
    },
};

/// Checks that were published as ClaimReview.
#[derive(Debug)]
pub struct ClaimReviews;

impl Format for ClaimReviews {
    fn name(&self) -> &'static str {
        "claimreview"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        let text = head.text.trim_start_matches('\u{feff}').trim_start();
        let names = text.contains("\"ClaimReview\"") || text.contains("schema.org/ClaimReview\"");
        let speaks = names && text.contains("\"@type\"");
        // A page with a review is an article too: its own format reads it, and
        // the review beside it. JSONL of articles is told by its fields.
        if speaks && text.starts_with(['{', '[']) { Fit::ByContent } else { Fit::No }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        Box::new(Reviews { source: Some(source), found: Vec::new().into_iter() })
    }
}

struct Reviews {
    source: Option<Source>,
    found: std::vec::IntoIter<Result<ImportPrecedent, Rejection>>,
}

impl Reader for Reviews {
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>> {
        None
    }

    fn next_given(&mut self) -> Option<Result<Given, Rejection>> {
        if let Some(source) = self.source.take() {
            match read(source) {
                Ok(found) => self.found = found.into_iter(),
                Err(rejection) => return Some(Err(rejection)),
            }
        }
        Some(self.found.next()?.map(|precedent| Given::Precedent(Box::new(precedent))))
    }
}

/// The largest feed of reviews, in bytes.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// How deep reviews are looked for within what surrounds them.
const MAX_DEPTH: usize = 24;

fn read(source: Source) -> Result<Vec<Result<ImportPrecedent, Rejection>>, Rejection> {
    let name = source.name.clone();
    let bytes = source.read_up_to(MAX_BYTES, "for a feed of reviews")?;
    let decoded = decode(&bytes).map_err(|not_text| Rejection::new(name.as_str(), "binary", not_text.0))?;
    let text = decoded.text.trim_start_matches('\u{feff}').trim();
    let mut reviews = Vec::new();
    let mut broken = Vec::new();
    if text.starts_with('<') {
        for script in scripts(text) {
            match serde_json::from_str::<Value>(script) {
                Ok(value) => collect(value, 0, &mut reviews),
                Err(error) => broken.push(error.to_string()),
            }
        }
    } else {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => collect(value, 0, &mut reviews),
            // One a line, as dumps of them come.
            Err(whole) => {
                for line in text.lines().filter(|line| !line.trim().is_empty()) {
                    match serde_json::from_str::<Value>(line) {
                        Ok(value) => collect(value, 0, &mut reviews),
                        Err(_) => broken.push(whole.to_string()),
                    }
                }
            }
        }
    }
    if reviews.is_empty() {
        return Err(match broken.first() {
            Some(error) => Rejection::new(name, "bad-json", error.clone()),
            None => Rejection::new(name, "no-reviews", "no ClaimReview in it"),
        });
    }
    let many = reviews.len() > 1;
    let mut found = Vec::with_capacity(reviews.len());
    for (at, review) in reviews.into_iter().enumerate() {
        let input = if many { format!("{name}:{}", at + 1) } else { name.clone() };
        found.push(precedent(input, review, &decoded.repairs));
    }
    Ok(found)
}

/// Whether the beginning of a page has a review in it.
pub fn speaks_of_reviews(head: &[u8]) -> bool {
    let has = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
    has(b"ld+json") && (has(b"\"ClaimReview\"") || has(b"schema.org/ClaimReview"))
}

/// The texts of a page's JSON-LD scripts.
pub fn scripts(page: &str) -> Vec<&str> {
    let lower = page.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = lower.get(at..).and_then(|rest| rest.find("<script")).map(|n| at + n) {
        let Some(tag) = lower.get(open..).and_then(|rest| rest.find('>')).map(|n| open + n + 1) else { break };
        let Some(end) = lower.get(tag..).and_then(|rest| rest.find("</script")).map(|n| tag + n) else { break };
        if lower.get(open..tag).is_some_and(|tag| tag.contains("ld+json")) {
            let text = page.get(tag..end).unwrap_or_default().trim();
            let text =
                text.trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
            found.push(text.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim());
        }
        at = end;
    }
    found
}

/// Gathers the reviews in a value, whatever surrounds them.
fn collect(value: Value, depth: usize, into: &mut Vec<Map<String, Value>>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(list) => list.into_iter().for_each(|value| collect(value, depth + 1, into)),
        Value::Object(map) if is_review(&map) => into.push(map),
        Value::Object(map) => map.into_iter().for_each(|(_, value)| collect(value, depth + 1, into)),
        _ => {}
    }
}

fn is_review(map: &Map<String, Value>) -> bool {
    let is = |value: &Value| value.as_str().is_some_and(|name| name.rsplit(['/', ':']).next() == Some("ClaimReview"));
    match map.get("@type").or_else(|| map.get("type")) {
        Some(Value::Array(list)) => list.iter().any(is),
        Some(value) => is(value),
        None => false,
    }
}

/// A text, whatever form it was given in; empty for none.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        Some(Value::Array(list)) => {
            let all = list.iter().map(|value| text_or_name(Some(value))).filter(|text| !text.is_empty());
            all.collect::<Vec<_>>().join(", ")
        }
        Some(Value::Object(map)) => text(map.get("@value")),
        _ => String::new(),
    }
}

/// A text, or the name of the person or house that stands there.
fn text_or_name(value: Option<&Value>) -> String {
    match value {
        Some(Value::Object(map)) => {
            let name = text(map.get("name"));
            if name.is_empty() { text(map.get("@value")) } else { name }
        }
        other => text(other),
    }
}

/// The first thing, where there is a list of them.
fn first(value: Option<&Value>) -> Option<&Value> {
    match value {
        Some(Value::Array(list)) => list.first(),
        other => other,
    }
}

fn field<'v>(value: Option<&'v Value>, name: &str) -> Option<&'v Value> {
    first(value)?.as_object()?.get(name)
}

fn precedent(input: String, review: Map<String, Value>, repairs: &[Repair]) -> Result<ImportPrecedent, Rejection> {
    let mut repairs = repairs.to_vec();
    let get = |name: &str| review.get(name);
    let item = get("itemReviewed");
    let mut statement = text(get("claimReviewed"));
    for other in ["name", "description", "headline"] {
        if statement.is_empty() {
            statement = text(field(item, other));
        }
    }
    let done = canonical(statement, true)
        .map_err(|refusal| Rejection::new(input.as_str(), refusal.code, refusal.message.clone()))?;
    let statement = done.text.into_owned();
    if statement.is_empty() {
        return Err(Rejection::new(input, "no-claim", "a review without the claim that it reviews (claimReviewed)"));
    }
    repairs.extend(done.repairs);
    let given_url =
        [get("url"), get("mainEntityOfPage"), get("@id")].into_iter().map(address).find(|url| !url.is_empty());
    let given_url = given_url.unwrap_or_default();
    let url = clean_url(&given_url).unwrap_or_default();
    if url.is_empty() && !given_url.is_empty() {
        repairs.push(Repair::new("field-unread", format!("url left out: \"{given_url}\" is no address")));
    }
    let claimant = [field(item, "author"), get("claimant"), field(field(item, "itemReviewed"), "author")];
    let claimant = claimant.into_iter().map(text_or_name).find(|name| !name.is_empty()).unwrap_or_default();
    let publisher = [get("author"), get("publisher"), get("sdPublisher")];
    let publisher = publisher.into_iter().map(text_or_name).find(|name| !name.is_empty()).unwrap_or_default();
    let rating = rating(first(get("reviewRating")), &mut repairs);
    let checked = checked(&text(get("datePublished")), &mut repairs);
    if rating.is_empty() {
        repairs.push(Repair::new("no-rating", "it has no rating in words"));
    }
    Ok(ImportPrecedent {
        input,
        reader: "claimreview",
        statement,
        claimant,
        checked,
        rating,
        publisher,
        url,
        raw: Value::Object(review).to_string(),
        repairs,
    })
}

fn address(value: Option<&Value>) -> String {
    match first(value) {
        Some(Value::Object(map)) => {
            let url = text(map.get("url"));
            if url.is_empty() { text(map.get("@id")) } else { url }
        }
        other => text(other),
    }
}

/// What came of it: in words, else as a number on its scale.
fn rating(given: Option<&Value>, repairs: &mut Vec<Repair>) -> String {
    let Some(map) = given.and_then(Value::as_object) else { return text(given) };
    let words = ["alternateName", "name", "ratingExplanation"].into_iter().map(|name| text(map.get(name)));
    let words = words.into_iter().find(|word| !word.is_empty());
    let number = |name: &str| text(map.get(name)).replace(',', ".").parse::<f64>().ok();
    let (value, best, worst) = (number("ratingValue"), number("bestRating"), number("worstRating"));
    if let (Some(best), Some(worst)) = (best, worst)
        && best < worst
    {
        repairs.push(Repair::new("odd-scale", format!("its scale is upside down: best {best}, worst {worst}")));
    }
    words.unwrap_or_else(|| match (value, best) {
        (Some(value), Some(best)) => format!("{value} of {best}"),
        (Some(value), None) => value.to_string(),
        (None, _) => String::new(),
    })
}

/// The day of the check, or its time where one is given with its zone.
fn checked(given: &str, repairs: &mut Vec<Repair>) -> String {
    if given.is_empty() {
        return String::new();
    }
    let is_day = given.len() == 10
        && given.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    match times::parse(given) {
        Some(_) if is_day => given.to_owned(),
        Some(time) if Timestamp::parse(given).is_ok() => time.to_string(),
        // No zone is named: the day is what is sure.
        Some(time) => time.to_string().chars().take(10).collect(),
        None => {
            repairs.push(Repair::new(
                "field-unread",
                format!("datePublished left out: \"{given}\" can't be read as a date"),
            ));
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Item, formats::tests::options, pipeline::read_items};

    fn read(name: &str, text: &str) -> Vec<Result<ImportPrecedent, String>> {
        let items = read_items(name, text.as_bytes(), &options()).into_iter();
        let precedents = items.filter_map(|item| match item {
            Ok(Item::Precedent(precedent)) => Some(Ok(*precedent)),
            Ok(_) => None,
            Err(rejection) => Some(Err(rejection.code.to_owned())),
        });
        precedents.collect()
    }

    const DIRTY: &str = r#"{"@context":"https://schema.org","@type":["Review","ClaimReview"],"claimReviewed":" The hall  burnt twice ",
        "datePublished":"2020-10-07 20:05","url":"HTTPS://Example.org/check?utm_source=x#top","author":[{"@type":"Organization","name":"Check House"}],
        "itemReviewed":{"@type":"CreativeWork","author":{"name":"","@type":"Person"},"datePublished":""},
        "reviewRating":{"ratingValue":"4","bestRating":"1","worstRating":5,"alternateName":"Mostly false"}}"#;

    #[test]
    fn dirty_reviews_are_read_and_what_is_odd_is_said() {
        let found = read("a.json", DIRTY).remove(0).unwrap();
        assert_eq!(found.statement, "The hall burnt twice");
        assert_eq!((found.checked.as_str(), found.url.as_str()), ("2020-10-07", "https://example.org/check"));
        assert_eq!(
            (found.publisher.as_str(), found.claimant.as_str(), found.rating.as_str()),
            ("Check House", "", "Mostly false")
        );
        assert_eq!(found.repairs.iter().map(|r| r.code).collect::<Vec<_>>(), ["odd-scale"]);
    }

    #[test]
    fn reviews_are_found_in_feeds_and_pages() {
        let feed = format!(
            r#"{{"@type":"DataFeed","dataFeedElement":[{{"item":[{DIRTY}]}},{{"item":{{"@type":"ClaimReview","url":"https://example.org/b"}}}}]}}"#
        );
        let found = read("feed.json", &feed);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].as_ref().unwrap().input, "feed.json:1");
        assert_eq!(found[1], Err("no-claim".to_owned()));
        let page = format!(
            "<!DOCTYPE html><html><script>var a = 1</script><SCRIPT type='application/ld+json'>{{\"@graph\":[{DIRTY}]}}</SCRIPT><p>Hello</p>"
        );
        let precedents = read("page.html", &page);
        assert!(
            precedents.iter().any(|found| found.as_ref().is_ok_and(|p| p.statement == "The hall burnt twice")),
            "{precedents:?}"
        );
        assert_eq!(read("cut.json", &feed[..feed.len() / 2]), [Err("bad-json".to_owned())]);
    }
}
