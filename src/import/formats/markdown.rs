//! Markdown with front matter, as site generators keep it (Hugo, Jekyll, Zola):
//! YAML, TOML or JSON.
//!
//! The fields that mean something to copydesk are taken, by the names that
//! they go by there; the others are passed over and named in a verbose run.
//! The text after the front matter is the body, as it is.

use super::{
    Format, Reader, Single,
    front_matter::{self, Fields, Node},
};
use crate::{
    domain::{canonical::Repair, part::Part},
    import::{
        Rejection,
        detect::{Fit, Head},
        draft::{Draft, DraftRevision, DraftTag},
        item::is_scheme,
        source::Source,
    },
};

/// Markdown, with YAML or TOML front matter or without.
#[derive(Debug)]
pub struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        match head.extension {
            Some("md" | "markdown" | "mdown" | "mkd") => Fit::ByName,
            _ if front_matter::fence(&head.text).is_some() && opens_fields(&head.text) => Fit::ByContent,
            _ if json_and_text(&head.text) => Fit::ByContent,
            None if head.text.trim_start().starts_with("# ") => Fit::ByContent,
            _ => Fit::No,
        }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        Single::boxed(source, |text, draft| {
            let document = read(text).map_err(|broken| {
                Rejection::new(draft.input.as_str(), "bad-front-matter", broken.message).at_line(broken.line)
            })?;
            if document.fields.is_some() {
                draft.fallback_id = Some(draft.input.clone());
            }
            document.fill(draft);
            Ok(())
        })
    }
}

/// Whether an object of fields on lines of its own stands on top of a text.
fn json_and_text(text: &str) -> bool {
    front_matter::is_json(text)
        && text.trim_start().starts_with("{\n")
        && matches!(front_matter::split(text), Ok(front_matter::Split { fields: Some(_), body })
            if body.trim_start().starts_with(|c: char| !matches!(c, '{' | '[')))
}

/// Whether what follows a fence reads as fields, however the file is called.
fn opens_fields(text: &str) -> bool {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    !matches!(front_matter::split(&text), Ok(front_matter::Split { fields: None, .. }))
}

/// A Markdown document taken apart.
#[derive(Debug)]
pub(super) struct Document {
    fields: Option<Fields>,
    headline: Option<String>,
    body: String,
}

/// Why a document can't be taken apart, and what can be had of it in spite of that.
#[derive(Debug)]
pub(super) struct BrokenDocument {
    pub(super) message: String,
    pub(super) line: usize,
    /// The document without its front matter.
    pub(super) rest: Document,
}

/// Takes a document apart; its line ends must be LF.
pub(super) fn read(text: &str) -> Result<Document, Box<BrokenDocument>> {
    match front_matter::split(text) {
        Ok(split) => {
            let has_title = split.fields.as_ref().is_some_and(|fields| {
                fields.iter().any(|(name, node)| {
                    matches!(name.to_ascii_lowercase().as_str(), "title" | "headline") && line_of(node).is_some()
                })
            });
            let (headline, body) = if has_title { (None, split.body.to_owned()) } else { first_heading(split.body) };
            Ok(Document { fields: split.fields, headline, body })
        }
        Err(broken) => {
            let (headline, body) = first_heading(text.get(broken.body_at..).unwrap_or_default());
            let rest = Document { fields: None, headline, body };
            Err(Box::new(BrokenDocument { message: broken.message, line: broken.line, rest }))
        }
    }
}

/// The first heading of the first rank. One that opens the text is taken out
/// of it: it would stand twice.
fn first_heading(body: &str) -> (Option<String>, String) {
    let mut fenced: Option<&str> = None;
    let mut nothing_before = true;
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        if bare.is_empty() {
            continue;
        }
        let fence = ["```", "~~~"].into_iter().find(|fence| bare.starts_with(fence));
        match (fenced, fence) {
            (Some(open), Some(close)) if open == close => fenced = None,
            (None, Some(open)) => fenced = Some(open),
            _ => {}
        }
        let heading = bare.strip_prefix("# ").map(|rest| rest.trim_end_matches('#').trim());
        if let (None, Some(heading)) = (fenced, heading)
            && !heading.is_empty()
        {
            let rest = match (body.get(..start), body.get(at..)) {
                (Some(_), Some(after)) if nothing_before => after.to_owned(),
                _ => body.to_owned(),
            };
            return (Some(heading.to_owned()), rest);
        }
        if nothing_before
            && let Some((underline, after)) = body.get(at..).and_then(|rest| rest.split_once('\n'))
            && underline.len() >= 3
            && underline.bytes().all(|b| b == b'=')
        {
            return (Some(bare.to_owned()), after.to_owned());
        }
        nothing_before = false;
    }
    (None, body.to_owned())
}

impl Document {
    /// Puts all that the document says into a draft, where nothing is said yet.
    pub(super) fn fill(self, draft: &mut Draft) {
        let mut tags = Vec::new();
        let revision = self.revision(Some((&mut *draft, &mut tags)));
        if draft.tags.is_empty() {
            draft.tags = tags;
        }
        let newest = &mut draft.newest;
        let said = std::mem::take(newest);
        let texts = revision.texts;
        newest.texts.headline = said.texts.headline.or(texts.headline);
        newest.texts.standfirst = said.texts.standfirst.or(texts.standfirst);
        newest.texts.byline = said.texts.byline.or(texts.byline);
        newest.texts.dateline = said.texts.dateline.or(texts.dateline);
        newest.texts.body = said.texts.body.or(texts.body);
        newest.texts.parts = if said.texts.parts.is_empty() { texts.parts } else { said.texts.parts };
        newest.source_time = said.source_time.or(revision.source_time);
        newest.author = said.author.or(revision.author);
        newest.note = said.note.or(revision.note);
        newest.whole = true;
    }

    /// The revision that the document is. With an article, its fields are
    /// filled where they are empty and its tags collected.
    pub(super) fn revision(self, article: Option<(&mut Draft, &mut Vec<DraftTag>)>) -> DraftRevision {
        let mut revision = DraftRevision { whole: true, ..DraftRevision::default() };
        revision.texts.headline = self.headline;
        revision.texts.body = Some(self.body);
        let Some(fields) = self.fields else { return revision };
        let has =
            |name: &str| fields.iter().position(|(n, node)| n.eq_ignore_ascii_case(name) && line_of(node).is_some());
        let mut used = vec![false; fields.len()];
        // The first of these names that has a value.
        let mut first = |names: &[&str]| {
            for (at, _) in
                fields.iter().enumerate().filter(|(_, (n, _))| names.iter().any(|name| n.eq_ignore_ascii_case(name)))
            {
                if let Some(used) = used.get_mut(at) {
                    *used = true;
                }
            }
            let at = names.iter().find_map(|name| has(name))?;
            fields.get(at).and_then(|(_, node)| line_of(node))
        };
        let texts = &mut revision.texts;
        texts.headline = first(&["headline", "title"]).or(texts.headline.take());
        texts.standfirst = first(&["standfirst", "deck", "subtitle", "summary", "description", "excerpt"]);
        texts.byline = first(&["byline", "author", "authors"]);
        texts.dateline = first(&["dateline"]);
        revision.author.clone_from(&texts.byline);
        revision.source_time = first(&["source_time", "lastmod", "last_modified_at", "updated", "modified", "date"]);
        revision.note = first(&["revision_note"]);
        first(&["internal"]);
        // Somebody else's field of this name is left alone.
        let is_part = |name: &str| matches!(name.parse(), Ok(Part::Named(_)));
        if let Some((_, Node::Map(parts))) = fields.iter().find(|(n, _)| n == "parts")
            && parts.iter().all(|(name, _)| is_part(name))
        {
            first(&["parts"]);
            revision.texts.parts =
                parts.iter().filter_map(|(part, node)| Some((part.clone(), line_of(node)?))).collect();
        }
        let Some((draft, tags)) = article else { return revision };

        let address = first(&["canonical_url", "canonicalurl", "canonical"]);
        let link = first(&["url", "permalink"]);
        let slug = first(&["slug"]);
        draft.canonical_url =
            draft.canonical_url.take().or(address).or_else(|| link.clone().filter(|l| l.contains("://")));
        draft.fallback_id = link.or_else(|| slug.clone()).or(draft.fallback_id.take());
        for (field, names) in [
            (&mut draft.slug, &["slug"][..]),
            (&mut draft.provider, &["provider"]),
            (&mut draft.external_id, &["external_id"]),
            (&mut draft.language, &["language", "lang", "locale"]),
            (&mut draft.desk, &["desk"]),
            (&mut draft.urgency, &["urgency"]),
            (&mut draft.embargo_until, &["embargo_until", "embargo"]),
            (&mut draft.publish_at, &["publishdate", "publish_date"]),
            (&mut draft.due_at, &["due_at", "due"]),
            (&mut draft.assignee, &["assignee"]),
            (&mut draft.ednote, &["ednote"]),
        ] {
            let value = first(names);
            *field = field.take().or(value);
        }
        for ((name, node), used) in fields.iter().zip(used.iter_mut()) {
            match name.to_ascii_lowercase().as_str() {
                "tags" | "tag" | "keywords" | "topics" | "topic" | "categories" | "category" => {
                    *used = true;
                    collect_tags(node, None, tags);
                }
                "taxonomies" => {
                    *used = true;
                    let Node::Map(kinds) = node else { continue };
                    for (kind, node) in kinds {
                        // Their own plurals: `people` are of the scheme `person`.
                        let scheme = match kind.as_str() {
                            "tags" | "categories" | "topics" | "keywords" => None,
                            "places" | "locations" => Some("place"),
                            "people" | "persons" => Some("person"),
                            "organisations" | "organizations" | "orgs" => Some("org"),
                            // Zola's way to name them; they are the byline.
                            "authors" | "author" => {
                                revision.texts.byline = revision.texts.byline.take().or_else(|| line_of(node));
                                revision.author = revision.author.take().or_else(|| line_of(node));
                                continue;
                            }
                            other => Some(other).filter(|kind| is_scheme(kind)),
                        };
                        collect_tags(node, scheme, tags);
                    }
                }
                _ => {}
            }
        }
        let unused: Vec<&str> =
            fields.iter().zip(&used).filter(|(_, used)| !**used).map(|((name, _), _)| name.as_str()).collect();
        if !unused.is_empty() {
            draft.asides.push(format!("front matter without a field here: {}", unused.join(", ")));
        }
        revision
    }
}

/// A value as one line: a text, a list's texts joined, a thing's name.
fn line_of(node: &Node) -> Option<String> {
    let line = match node {
        Node::Null => return None,
        Node::Text(text) | Node::Number(text) => text.clone(),
        Node::List(items) => items.iter().filter_map(line_of).collect::<Vec<_>>().join(", "),
        Node::Map(fields) => ["name", "display_name", "title"]
            .iter()
            .find_map(|name| fields.iter().find(|(n, _)| n == name).and_then(|(_, node)| line_of(node)))?,
    };
    (!line.trim().is_empty()).then_some(line)
}

/// The tags in a list, or in a text with commas.
fn collect_tags(node: &Node, scheme: Option<&str>, tags: &mut Vec<DraftTag>) {
    let mut add = |name: String| {
        tags.push(match scheme {
            None => DraftTag::Text(name),
            Some(scheme) => DraftTag::Parts { scheme: Some(scheme.to_owned()), name: Some(name), code: None },
        });
    };
    match node {
        Node::Text(text) => text.split(',').for_each(|name| add(name.to_owned())),
        Node::List(items) => items.iter().filter_map(line_of).for_each(add),
        other => line_of(other).into_iter().for_each(add),
    }
}

impl BrokenDocument {
    /// What is said when the text is taken without its front matter.
    pub(super) fn repair(&self) -> Repair {
        Repair::new("front-matter-unread", format!("{} (line {}); taken without it", self.message, self.line))
    }
}

#[cfg(test)]
mod tests {
    use crate::{domain::part::Part, import::formats::tests::read_one};

    #[test]
    fn fields_go_where_they_belong() {
        let doc = "---\ntitle: \"Budget: what’s in it\"\ndeck: Fines double.\nsummary: not this\nauthors: [Ana Reyes, Bo Lind]\n\
                   date: 2015-11-19 10:00:05 -0400\nlastmod: 2015-11-19T18:00:00Z\nslug: budget-2016\ncanonical_url: https://Example.org/b?utm_source=x\n\
                   tags: [Budget, 'place:Springfield', 2016]\ncategories: Town hall, Budget\nlang: en_GB\nurgency: 3\n\
                   publishDate: 2015-11-21\nlayout: post\nweight: 3\nprovider: Example\n---\n\n\nFines will double to $500.  \nSo.\n";
        let item = read_one("b.md", doc.as_bytes()).unwrap();
        let revision = &item.revisions[0];
        assert_eq!(revision.texts.get(&Part::Headline), "Budget: what’s in it");
        assert_eq!(revision.texts.get(&Part::Standfirst), "Fines double.");
        assert_eq!(revision.texts.get(&Part::Byline), "Ana Reyes, Bo Lind");
        assert_eq!(revision.texts.get(&Part::Body), "Fines will double to $500.  \nSo.");
        assert_eq!(revision.author.as_deref(), Some("Ana Reyes, Bo Lind"));
        assert_eq!(revision.source_time.unwrap().to_string(), "2015-11-19T18:00:00Z");
        let id = &item.identity;
        assert_eq!((id.slug.as_deref(), item.slug.as_str()), (Some("budget-2016"), "budget-2016"));
        assert_eq!(id.canonical_url.as_deref(), Some("https://example.org/b"));
        assert_eq!((id.provider.as_deref(), id.external_id.as_deref()), (Some("Example"), Some("budget-2016")));
        assert_eq!(id.stem.as_deref(), Some("b"));
        let tags: Vec<_> = item.tags.iter().map(|t| format!("{}:{}", t.scheme, t.name)).collect();
        assert_eq!(tags, ["topic:Budget", "place:Springfield", "topic:2016", "topic:Town hall"]);
        assert_eq!((item.fields.language.as_deref(), item.fields.urgency), (Some("en-GB"), Some(3)));
        assert_eq!(item.fields.embargo_until.unwrap().to_string(), "2015-11-21T00:00:00Z");
        assert_eq!(item.asides, ["front matter without a field here: layout, weight"]);
        assert!(item.repairs.is_empty(), "{:?}", item.repairs);
    }

    #[test]
    fn toml_and_line_ends() {
        let doc = "+++\r\ntitle = 'A'\r\ndate = 2015-11-19\r\n[taxonomies]\r\ntags = ['x']\r\nplace = ['Homs']\r\n+++\r\nOne.\r\n\r\nTwo.\r\n";
        let item = read_one("a.md", doc.as_bytes()).unwrap();
        assert_eq!(item.revisions[0].texts.get(&Part::Body), "One.\n\nTwo.");
        assert_eq!(item.tags.iter().map(|t| t.scheme.as_str()).collect::<Vec<_>>(), ["place", "topic"]);
        assert_eq!(item.repairs[0].code, "line-ends");
    }

    #[test]
    fn json_and_zolas_taxonomies() {
        let doc = "{\n \"title\": \"A\",\n \"date\": \"2015-11-19T12:20:00+01:00\",\n \"tags\": [\"x\"]\n}\n\nOne.\n";
        for name in ["a.md", "a"] {
            let item = read_one(name, doc.as_bytes()).unwrap();
            let revision = &item.revisions[0];
            assert_eq!((revision.texts.get(&Part::Headline), revision.texts.get(&Part::Body)), ("A", "One."));
            assert_eq!((revision.source_offset, item.tags[0].name.as_str()), (Some(60), "x"));
        }
        let doc =
            "+++\ntitle = 'A'\n[taxonomies]\nauthors = ['Ana Reyes']\nplaces = ['Homs']\n[extra]\nx = 1\n+++\nOne.";
        let item = read_one("a.md", doc.as_bytes()).unwrap();
        assert_eq!(item.revisions[0].texts.get(&Part::Byline), "Ana Reyes");
        assert_eq!(item.tags.iter().map(|t| t.scheme.as_str()).collect::<Vec<_>>(), ["place"]);
        assert_eq!(item.asides, ["front matter without a field here: extra"]);
    }

    #[test]
    fn a_headline_is_found_or_made() {
        for (doc, headline, body) in [
            ("# Mayor quits #\n\nShe left.", "Mayor quits", "She left."),
            ("Mayor quits\n===========\n\nShe left.", "Mayor quits", "She left."),
            ("Intro.\n\n# Mayor quits\n\nShe left.", "Mayor quits", "Intro.\n\n# Mayor quits\n\nShe left."),
            ("```\n# not this\n```\n\nShe left.", "mayor quits", "```\n# not this\n```\n\nShe left."),
            ("---\ntitle: T\n---\n# Mayor quits\n\nShe left.", "T", "# Mayor quits\n\nShe left."),
            ("---\n\nA rule above.", "mayor quits", "---\n\nA rule above."),
            ("---\nlayout: x\n---\n## Two\n\nShe left.", "mayor quits", "## Two\n\nShe left."),
        ] {
            let item = read_one("mayor-quits.md", doc.as_bytes()).unwrap();
            let texts = &item.revisions[0].texts;
            assert_eq!((texts.get(&Part::Headline), texts.get(&Part::Body)), (headline, body), "{doc:?}");
        }
    }

    #[test]
    fn broken_front_matter_is_named_with_its_line() {
        let rejection = read_one("a.md", b"---\ntitle: a: b\n---\nText").unwrap_err();
        assert_eq!((rejection.code, rejection.line), ("bad-front-matter", Some(2)));
        let rejection = read_one("a.md", b"---\ntitle: never closed\n\nText").unwrap_err();
        assert_eq!(rejection.message, "the front matter that --- opens is never closed");
    }
}
