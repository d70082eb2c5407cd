//! From a draft to an item: what holds for all formats alike.
//!
//! Texts are brought into canonical form, addresses cleaned, times and numbers
//! read, a headline and a slug found where none was given. A text that can't
//! be taken rejects the whole item; a field that can't be read is left out and
//! reported.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use crate::domain::{
    article::valid_slug,
    canonical::{Canonical, Refusal, Repair, canonical, canonical_line, canonical_part, content_hash},
    claim::{Asks, ClaimKind},
    lexicon::guess,
    part::{Part, Texts},
    time::Timestamp,
};

use super::{
    Identity, ImportClaim, ImportItem, ImportRevision, ImportSource, ImportTag, Options, Rejection,
    draft::{Draft, DraftClaim, DraftRevision, DraftTag, DraftTexts},
    identity::{MAX_GIVEN_SLUG, clean_url, slug_of, slugify},
    item::{ImportFields, is_scheme},
    times,
};

/// The longest metadata field (a name, an id, an address, a tag), in bytes.
pub const MAX_FIELD_BYTES: usize = 2_000;

/// The most tags an item can bring.
pub const MAX_TAGS: usize = 1_000;

/// Turns a draft that `reader` made into an item.
///
/// # Errors
/// Texts that are refused, and claims that make no sense.
pub fn normalise(draft: Draft, reader: &'static str, options: &Options) -> Result<ImportItem, Rejection> {
    let mut work = Work {
        input: draft.input,
        line: draft.line,
        refused: draft.refused,
        repair: options.repair,
        zone: options.zone,
        repairs: draft.repairs,
    };
    let given_slug = work.field("slug", options.slug.clone().or(draft.slug))?;
    let slug = given_slug.map(|slug| if valid_slug(&slug) { slug } else { work.fitting_slug(&slug) });
    let provider =
        work.field("provider", draft.provider.or_else(|| options.provider.clone()).or(draft.fallback_provider))?;
    let mut external_id = work.field("external_id", draft.external_id)?;
    if external_id.is_none() && provider.is_some() {
        external_id = work.field("external_id", draft.fallback_id)?;
    }
    let canonical_url = work
        .field("canonical_url", draft.canonical_url)?
        .and_then(|url| work.read(clean_url(&url), "canonical_url", &url));
    let fields = ImportFields {
        language: work.field("language", draft.language)?.and_then(|tag| work.read(language(&tag), "language", &tag)),
        desk: work.field("desk", options.desk.clone().or(draft.desk))?,
        urgency: work.field("urgency", draft.urgency)?.and_then(|n| work.read(in_range(&n, 1, 9), "urgency", &n)),
        embargo_until: match work.time("embargo_until", draft.embargo_until) {
            Some(time) => Some(time),
            None => work.time("publishDate", draft.publish_at).filter(|&time| time > options.now),
        },
        due_at: work.time("due_at", draft.due_at),
        assignee: work.field("assignee", draft.assignee)?,
        ednote: work
            .text(&Part::Body, draft.ednote.unwrap_or_default())
            .map(|note| Some(note).filter(|n| !n.is_empty()))?,
    };
    let tags = work.tags(draft.tags, &options.tags)?;

    let fallback_headline = || {
        let name = draft.stem.as_deref().or(slug.as_deref()).or_else(|| last_segment(external_id.as_deref()?));
        name.map(|name| name.replace(['-', '_'], " "))
    };
    let revisions = work.revisions(draft.newest, draft.revisions, fallback_headline, provider.as_deref())?;
    let claims = draft.claims.into_iter().map(|claim| work.claim(claim)).collect::<Result<_, _>>()?;
    let comments = work.comments(draft.comments)?;

    let stem = draft.stem.as_deref().map(slugify);
    let headline = revisions.last().map(|revision| revision.texts.get(&Part::Headline)).unwrap_or_default();
    let slugline = draft.slugline.as_deref().filter(|line| line.chars().any(char::is_alphanumeric)).map(slugify);
    let derived = slug.clone().or(slugline).or_else(|| stem.clone()).unwrap_or_else(|| slugify(headline));
    let withdrawn = work.field("status", draft.withdrawn)?;
    let body = revisions.last().map(|revision| revision.texts.get(&Part::Body)).unwrap_or_default();
    let language = guess::given_or_guessed(fields.language.as_deref().unwrap_or_default(), body);
    Ok(ImportItem {
        input: work.input,
        reader,
        raw_sha256: draft.raw_sha256,
        identity: Identity { provider, external_id, canonical_url, slug, stem },
        slug: derived,
        withdrawn,
        fields,
        tags,
        revisions,
        claims,
        language,
        comments,
        repairs: once_each(work.repairs),
        asides: draft.asides,
    })
}

/// An item in the making: its name, for rejections, and its repairs so far.
struct Work {
    input: String,
    line: Option<usize>,
    refused: Option<Refusal>,
    repair: bool,
    zone: times::Zone,
    repairs: Vec<Repair>,
}

impl Work {
    fn reject(&self, code: &'static str, message: impl Into<String>) -> Rejection {
        Rejection { line: self.line, ..Rejection::new(self.input.as_str(), code, message) }
    }

    /// A rejection because a text was refused, with the place in the file
    /// rather than in the text where that is known.
    fn refused(&self, name: &str, refusal: &Refusal) -> Rejection {
        let in_file = self.refused.as_ref().filter(|first| first.code == refusal.code);
        let said = in_file.unwrap_or(refusal);
        let place = if in_file.is_some() { String::new() } else { format!("{name}: ") };
        let hint = if said.can_be_repaired() { "; --repair takes it out" } else { "" };
        let rejection = self.reject(said.code, format!("{place}{}{hint}", said.message));
        match in_file {
            Some(first) => rejection.at_line(first.line),
            None => rejection,
        }
    }

    /// A text in the canonical form of its part.
    fn text(&mut self, part: &Part, text: String) -> Result<String, Rejection> {
        let Canonical { text, repairs } =
            canonical_part(part, text, self.repair).map_err(|refusal| self.refused(part.as_str(), &refusal))?;
        self.repairs.extend(repairs.into_iter().map(|mut repair| {
            if *part != Part::Body {
                repair.message = format!("{part}: {}", repair.message);
            }
            repair
        }));
        Ok(text.into_owned())
    }

    /// A short field on one line; nothing when it is empty.
    fn field(&mut self, name: &str, text: Option<String>) -> Result<Option<String>, Rejection> {
        let Some(text) = text else { return Ok(None) };
        if text.len() > MAX_FIELD_BYTES {
            return Err(
                self.reject("field-too-long", format!("{name} is longer than {MAX_FIELD_BYTES} bytes, the limit"))
            );
        }
        let Canonical { text, repairs } =
            canonical_line(text, self.repair).map_err(|refusal| self.refused(name, &refusal))?;
        self.repairs.extend(
            repairs.into_iter().map(|repair| Repair { message: format!("{name}: {}", repair.message), ..repair }),
        );
        Ok(Some(text.into_owned()).filter(|text| !text.is_empty()))
    }

    /// The value read from a field; without one the field is left out, and that is said.
    fn read<T>(&mut self, value: Option<T>, name: &str, given: &str) -> Option<T> {
        if value.is_none() {
            let given: String = given.chars().take(80).collect();
            self.repairs
                .push(Repair::new("field-unread", format!("{name} left out: \"{given}\" can't be read as one")));
        }
        value
    }

    fn time(&mut self, name: &str, given: Option<String>) -> Option<Timestamp> {
        let given = given.filter(|given| !given.trim().is_empty())?;
        self.read(times::parse_in(&given, self.zone), name, &given)
    }

    fn fitting_slug(&mut self, given: &str) -> String {
        let slug = slug_of(given, MAX_GIVEN_SLUG);
        self.repairs.push(Repair::new("slug-changed", format!("slug \"{given}\" made {slug}")));
        slug
    }

    fn tags(&mut self, given: Vec<DraftTag>, more: &[ImportTag]) -> Result<Vec<ImportTag>, Rejection> {
        if given.len() > MAX_TAGS {
            return Err(self.reject("too-many-tags", format!("{} tags; the limit is {MAX_TAGS}", given.len())));
        }
        let mut tags: Vec<ImportTag> = Vec::with_capacity(given.len() + more.len());
        for tag in given {
            let tag = match tag {
                DraftTag::Text(text) => self.field("tag", Some(text))?.and_then(|text| ImportTag::parse(&text)),
                DraftTag::Parts { scheme, name, code } => {
                    let (name, code) = (self.field("tag", name)?, self.field("tag", code)?);
                    let scheme = self.field("tag", scheme)?.map_or_else(|| "topic".to_owned(), |s| s.to_lowercase());
                    match name.or_else(|| code.clone()) {
                        Some(name) if is_scheme(&scheme) => Some(ImportTag { scheme, name, code }),
                        Some(name) => self.read(None, "tag", &format!("{scheme}:{name}")),
                        None => None,
                    }
                }
            };
            tags.extend(tag);
        }
        tags.extend(more.iter().cloned());
        // The first spelling stays; names are one name whatever their case.
        let mut seen = HashSet::new();
        tags.retain(|tag| seen.insert((tag.scheme.clone(), tag.name.to_lowercase())));
        Ok(tags)
    }

    /// The revisions, oldest first. Each takes from the one before what it
    /// doesn't say itself; the first from the article's own texts.
    fn revisions(
        &mut self,
        newest: DraftRevision,
        history: Vec<DraftRevision>,
        fallback_headline: impl Fn() -> Option<String>,
        provider: Option<&str>,
    ) -> Result<Vec<ImportRevision>, Rejection> {
        let mut texts = Texts::default();
        let mut all: Vec<ImportRevision> = Vec::with_capacity(history.len() + 1);
        let count = history.len();
        // Beside a history the article's own texts are its newest revision if
        // they have a body; else they stand in for what the first one lacks.
        let is_revision = count == 0 || newest.texts.body.is_some();
        if count > 0 {
            self.put(&mut texts, DraftTexts { body: None, ..newest.texts.clone() })?;
        }
        let mut all_drafts = history.into_iter().chain(is_revision.then_some(newest)).enumerate().peekable();
        while let Some((at, draft)) = all_drafts.next() {
            let before = self.repairs.len();
            if draft.whole {
                let headline = texts.get(&Part::Headline).to_owned();
                texts = Texts::default().with(Part::Headline, headline);
            }
            self.put(&mut texts, draft.texts)?;
            if texts.get(&Part::Headline).is_empty() {
                let Some(headline) = fallback_headline() else {
                    return Err(self.reject("no-headline", "neither a headline nor anything to make one of"));
                };
                let headline = self.text(&Part::Headline, headline)?;
                texts.set(Part::Headline, headline);
            }
            let source_offset = draft.source_time.as_deref().and_then(times::offset);
            let source_time = self.time("source_time", draft.source_time);
            let source_offset = source_offset.filter(|_| source_time.is_some());
            let author = self.field("author", draft.author)?.or_else(|| {
                let byline = texts.get(&Part::Byline);
                if byline.is_empty() { provider.map(str::to_owned) } else { Some(byline.to_owned()) }
            });
            let note = self.note(draft.note)?;
            let content_hash = content_hash(&texts);
            // The article's own texts, told beside a history that ends with them, add nothing.
            if count > 0 && at == count && all.last().is_some_and(|last| last.content_hash == content_hash) {
                self.repairs.truncate(before);
                break;
            }
            // The last one's texts are given away, the others' are what the next one starts from.
            let texts = if all_drafts.peek().is_some() { texts.clone() } else { std::mem::take(&mut texts) };
            let words = texts.words();
            all.push(ImportRevision { texts, content_hash, words, source_time, source_offset, author, note });
        }
        Ok(all)
    }

    /// A commit's message may have many lines; it is kept as a text.
    fn note(&mut self, note: Option<String>) -> Result<Option<String>, Rejection> {
        let Some(note) = note else { return Ok(None) };
        let Canonical { text, repairs } =
            canonical(note, self.repair).map_err(|refusal| self.refused("note", &refusal))?;
        self.repairs.extend(
            repairs.into_iter().map(|repair| Repair { message: format!("note: {}", repair.message), ..repair }),
        );
        Ok(Some(text.into_owned()).filter(|text| !text.is_empty()))
    }

    /// Puts what is given over what is there.
    fn put(&mut self, texts: &mut Texts, given: DraftTexts) -> Result<(), Rejection> {
        let DraftTexts { headline, standfirst, byline, dateline, body, parts } = given;
        for (part, text) in Part::USUAL.into_iter().zip([headline, standfirst, byline, dateline, body]) {
            // An empty headline says nothing; another part can be emptied.
            if let Some(text) = text.filter(|text| part != Part::Headline || !text.trim().is_empty()) {
                let text = self.text(&part, text)?;
                texts.set(part, text);
            }
        }
        for (name, text) in parts {
            let part: Part = name
                .parse()
                .map_err(|error: crate::domain::part::BadPart| self.reject("bad-part", error.to_string()))?;
            if !matches!(part, Part::Named(_)) {
                return Err(self.reject("bad-part", format!("{part} is a field of its own, not one of the parts")));
            }
            let text = self.text(&part, text)?;
            texts.set(part, text);
        }
        Ok(())
    }

    fn claim(&mut self, draft: DraftClaim) -> Result<ImportClaim, Rejection> {
        let bad = |this: &Self, message: String| this.reject("bad-claim", format!("a claim: {message}"));
        let quote = self.claim_text("quote", draft.quote)?;
        let statement = self.claim_text("statement", draft.statement)?;
        if quote.is_none() && statement.is_none() {
            return Err(bad(self, "it needs a quote or a statement".to_owned()));
        }
        let kind: ClaimKind = match self.field("kind", draft.kind)? {
            Some(word) => word.parse().map_err(|error: crate::domain::UnknownWord| bad(self, error.to_string()))?,
            None => ClaimKind::Other,
        };
        let asks: Asks = match self.field("asks", draft.asks)? {
            Some(word) => word.parse().map_err(|error: crate::domain::UnknownWord| bad(self, error.to_string()))?,
            None => kind.default_asks(),
        };
        let part = match self.field("part", draft.part)? {
            Some(name) => {
                Some(name.parse().map_err(|error: crate::domain::part::BadPart| bad(self, error.to_string()))?)
            }
            None => None,
        };
        let number = |this: &mut Self, name: &str, given: Option<String>, most: u32| match this.field(name, given)? {
            None => Ok(None),
            Some(given) => match given.parse::<u32>() {
                Ok(n) if (1..=most).contains(&n) => Ok(Some(n)),
                _ => Err(bad(this, format!("{name} \"{given}\" is no number from 1 to {most}"))),
            },
        };
        let priority = number(self, "priority", draft.priority, 3)?.and_then(|n| u8::try_from(n).ok());
        let occurrence = number(self, "occurrence", draft.occurrence, 1_000_000)?;
        let mut appearances = Vec::new();
        for address in draft.appearances {
            appearances.extend(self.field("appearances", Some(address))?);
        }
        Ok(ImportClaim {
            quote,
            statement,
            kind,
            asks,
            claimant: self.field("claimant", draft.claimant)?,
            said_on: self.field("said_on", draft.said_on)?,
            appearances,
            priority,
            assignee: self.field("assignee", draft.assignee)?,
            due_at: self.time("due_at", draft.due_at),
            part,
            occurrence,
            sources: self.sources(draft.sources)?,
            comments: self.comments(draft.comments)?,
            may_wait: draft.may_wait,
        })
    }

    fn sources(&mut self, given: Vec<ImportSource>) -> Result<Vec<ImportSource>, Rejection> {
        let mut sources = Vec::with_capacity(given.len());
        for source in given {
            let Some(title) = self.field("source", Some(source.title))? else { continue };
            let url = self.field("source", Some(source.url))?.unwrap_or_default();
            sources.push(ImportSource { title, url, ..source });
        }
        Ok(sources)
    }

    fn comments(&mut self, given: Vec<String>) -> Result<Vec<String>, Rejection> {
        let mut comments = Vec::with_capacity(given.len());
        for comment in given {
            comments.extend(self.claim_text("comment", Some(comment))?);
        }
        Ok(comments)
    }

    /// A claim's words, as the text has them: invisible characters went there too.
    fn claim_text(&mut self, name: &str, text: Option<String>) -> Result<Option<String>, Rejection> {
        let Some(text) = text else { return Ok(None) };
        let done = canonical(text, self.repair).map_err(|refusal| self.refused(name, &refusal))?;
        Ok(Some(done.text.trim().to_owned()).filter(|text| !text.is_empty()))
    }
}

/// Each repair once: those that recur in the revisions of a history are counted.
fn once_each(repairs: Vec<Repair>) -> Vec<Repair> {
    let mut once: Vec<(Repair, usize)> = Vec::new();
    let mut places: HashMap<(&'static str, String), usize> = HashMap::new();
    for repair in repairs {
        match places.entry((repair.code, repair.message.clone())) {
            Entry::Occupied(place) => {
                if let Some((_, count)) = once.get_mut(*place.get()) {
                    *count += 1;
                }
            }
            Entry::Vacant(place) => {
                place.insert(once.len());
                once.push((repair, 1));
            }
        }
    }
    once.into_iter()
        .map(|(mut repair, count)| {
            if count > 1 {
                repair.message = format!("{} (in {count} revisions)", repair.message);
            }
            repair
        })
        .collect()
}

/// The last part of a path or address, without its ending.
fn last_segment(id: &str) -> Option<&str> {
    let name = id.trim_end_matches('/').rsplit('/').next()?;
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    (!name.is_empty()).then_some(name)
}

/// A language tag (BCP 47) by its form; `en_GB` is taken for `en-GB`.
fn language(tag: &str) -> Option<String> {
    let tag = tag.replace('_', "-");
    let mut words = tag.split('-');
    let first = words.next()?;
    let ok = (2..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && words.all(|word| (1..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphanumeric()));
    ok.then_some(tag)
}

fn in_range(text: &str, least: u8, most: u8) -> Option<u8> {
    text.trim().parse().ok().filter(|n| (least..=most).contains(n))
}
