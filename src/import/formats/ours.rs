//! ninjs and NewsML-G2 that copydesk itself wrote: they say so, and carry the
//! text as the light Markdown that it was written in. Such an item is taken
//! word for word, with the identity that it had.

use roxmltree::Node;
use serde_json::Value;

use super::json::{field, list};
use crate::import::draft::{Draft, DraftTag};
use crate::import::{item::is_scheme, xml};

/// What an item says that copydesk wrote.
const NAME: &str = "copydesk";

/// Takes a ninjs item, if it is ours.
pub(super) fn ninjs(item: &Value, draft: &mut Draft) {
    if field(item, &["profile"]).as_deref() != Some(NAME) {
        return;
    }
    let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let with_role = |many: &str, role: &str, kind: Option<&str>| {
        let fits = |entry: &&Value| {
            word(entry, "role").as_deref() == Some(role)
                && kind.is_none_or(|k| word(entry, "contentType").as_deref() == Some(k))
        };
        list(item, many).into_iter().find(fits).and_then(|entry| word(entry, "value"))
    };
    draft.slug = word(item, "slugline");
    draft.slugline = None;
    draft.fallback_provider = None;
    draft.provider = list(item, "infoSources").into_iter().find_map(|source| word(source, "name"));
    draft.external_id = with_role("altIds", "external_id", None);
    draft.canonical_url = with_role("altIds", "canonical_url", None);
    let texts = &mut draft.newest.texts;
    texts.headline = with_role("headlines", "main", None);
    texts.standfirst = with_role("descriptions", "standfirst", None);
    texts.dateline = with_role("descriptions", "dateline", None);
    texts.body = with_role("bodies", "main", Some("text/markdown"));
    texts.parts = list(item, "bodies")
        .into_iter()
        .filter(|body| word(body, "contentType").as_deref() == Some("text/markdown"))
        .filter_map(|body| Some((word(body, "role").filter(|role| role != "main")?, word(body, "value")?)))
        .collect();
    draft.tags.clear();
    for (many, scheme) in [("subjects", "topic"), ("places", "place"), ("people", "person"), ("organisations", "org")] {
        for entry in list(item, many) {
            let media_topic = word(entry, "uri").and_then(|uri| Some(uri.split_once("/mediatopic/")?.1.to_owned()));
            let literal = media_topic.map(|code| format!("medtop:{code}")).or_else(|| word(entry, "literal"));
            draft.tags.push(tag(scheme, word(entry, "name").unwrap_or_default(), literal.as_deref()));
        }
    }
}

/// Takes a news item, if it is ours.
pub(super) fn newsml(item: Node<'_, '_>, draft: &mut Draft) {
    let group = |name: &str| xml::child(item, name);
    let (Some(meta), Some(about)) = (group("itemMeta"), group("contentMeta")) else { return };
    let text = |node: Node<'_, '_>| node.text().unwrap_or_default().to_owned();
    let of = |group: Node<'_, '_>, name: &str| xml::child(group, name).map(text).filter(|text| !text.is_empty());
    if of(meta, "generator").as_deref() != Some(NAME) {
        return;
    }
    draft.slug = of(about, "slugline");
    draft.slugline = None;
    draft.fallback_provider = None;
    draft.provider = xml::child(meta, "provider").and_then(|p| of(p, "name")).filter(|name| name != NAME);
    draft.external_id = of(about, "altId");
    draft.canonical_url = xml::child(meta, "link").and_then(|link| link.attribute("href")).map(str::to_owned);
    let texts = &mut draft.newest.texts;
    texts.headline = of(about, "headline");
    texts.standfirst = of(about, "description");
    texts.dateline = of(about, "dateline");
    texts.byline = of(about, "by");
    texts.body = None;
    texts.parts.clear();
    for data in group("contentSet").into_iter().flat_map(|set| xml::children(set, "inlineData")) {
        match data.attribute("contenttype").and_then(|kind| kind.strip_prefix("text/markdown")) {
            Some("") => texts.body = Some(text(data)),
            Some(more) => {
                let part = more.trim_start_matches("; part=").trim_matches('"');
                texts.parts.push((part.to_owned(), text(data)));
            }
            None => {}
        }
    }
    draft.tags.clear();
    for node in about.children() {
        match node.tag_name().name() {
            "keyword" => draft.tags.push(tag("topic", text(node), None)),
            "subject" => {
                let literal = node.attribute("qcode").or_else(|| node.attribute("literal"));
                draft.tags.push(tag("topic", of(node, "name").unwrap_or_default(), literal));
            }
            _ => {}
        }
    }
}

/// A tag by its name, and by scheme and code (or name) in a literal.
fn tag(scheme: &str, name: String, literal: Option<&str>) -> DraftTag {
    let (scheme, code) = match literal.and_then(|literal| literal.split_once(':')) {
        Some((scheme, code)) if is_scheme(scheme) => (scheme, Some(code)),
        _ => (scheme, None),
    };
    // Where there is no code, the name stands for it; the name of a media topic may be its number.
    let is_number = |code: &str| code.bytes().all(|b| b.is_ascii_digit());
    let code = code.filter(|code| *code != name || (scheme == "medtop" && is_number(code))).map(str::to_owned);
    DraftTag::Parts { scheme: Some(scheme.to_owned()), name: Some(name), code }
}
