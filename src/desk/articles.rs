//! What can be done with an article: make it, edit it, move it on.
//!
//! This file has the article's texts and its own facts; `stages` moves it on.

mod stages;

pub use stages::{Republish, approvable, approve, kill, publish, reinstate, republish, send_back, step};

use serde_json::{Value, json};

use super::facts::{Head, change};
use super::revise::{self, Measured, Provenance, Revised, Turned};
use super::{Problem, Result, differs};
use crate::diff::merge;
use crate::domain::article::{Origin, Stage, valid_slug};
use crate::domain::canonical;
use crate::domain::ids::{ArticleId, PersonId, RevisionNumber};
use crate::domain::lexicon::guess;
use crate::domain::naming::TagName;
use crate::domain::part::{Part, Texts};
use crate::domain::time::Timestamp;
use crate::store::article::{self, Article};
use crate::store::event::Draft;
use crate::store::{Read, Tx, person, policy, revision, seen, tag};

/// An article's own facts as the record keeps them.
#[derive(Debug, serde::Serialize)]
pub struct Record<'a> {
    slug: &'a str,
    language: &'a str,
    desk: &'a str,
    urgency: i64,
    provider: &'a str,
    external_id: Option<&'a str>,
    canonical_url: Option<&'a str>,
    embargo_until: Option<Timestamp>,
    due_at: Option<Timestamp>,
    assignee: Option<PersonId>,
    ednote: &'a str,
    stage: Stage,
    withdrawn: bool,
    head: RevisionNumber,
    approved: Option<RevisionNumber>,
    published: Option<RevisionNumber>,
    published_at: Option<Timestamp>,
}

impl<'a> Record<'a> {
    /// The facts of an article.
    pub fn of(a: &'a Article) -> Self {
        Self {
            slug: &a.slug,
            language: &a.language,
            desk: &a.desk,
            urgency: a.urgency,
            provider: &a.provider,
            external_id: a.external_id.as_deref(),
            canonical_url: a.canonical_url.as_deref(),
            embargo_until: a.embargo_until,
            due_at: a.due_at,
            assignee: a.assignee,
            ednote: &a.ednote,
            stage: a.stage,
            withdrawn: a.withdrawn,
            head: a.head,
            approved: a.approved,
            published: a.published,
            published_at: a.published_at,
        }
    }
}

/// The same as a value, to be compared with another.
pub fn record_of(a: &Article) -> Value {
    json!(Record::of(a))
}

/// An article as it begins: a draft of one revision that nobody has.
pub fn fresh(tx: &Tx<'_>, slug: String) -> Article {
    Article {
        id: ArticleId(0),
        slug,
        language: String::new(),
        desk: String::new(),
        urgency: 5,
        provider: String::new(),
        external_id: None,
        canonical_url: None,
        embargo_until: None,
        due_at: None,
        assignee: None,
        ednote: String::new(),
        stage: Stage::Draft,
        withdrawn: false,
        head: RevisionNumber(1),
        approved: None,
        published: None,
        created_at: tx.now,
        updated_at: tx.now,
        published_at: None,
        made: tx.seq(),
        event: tx.seq(),
    }
}

/// Texts in their canonical form, or the refusal that says where they can't be.
pub fn canonical_texts(texts: &Texts) -> Result<Texts> {
    let mut clean = Texts::default();
    for (part, text) in texts.iter() {
        let done = canonical::canonical_part(part, text, false)
            .map_err(|e| Problem::refused(format!("{part}: {e}")).hint("mend the text and try again"))?;
        clean.set(part.clone(), done.text.into_owned());
    }
    Ok(clean)
}

/// An article about to be made of texts that were written on the desk.
#[derive(Debug, Clone, Default)]
pub struct New {
    /// Its slug.
    pub slug: String,
    /// Its texts.
    pub texts: Texts,
    /// The language, BCP 47; empty where nobody said.
    pub language: String,
    /// The desk it belongs to.
    pub desk: String,
    /// The urgency, 1 to 9; `None` for 5.
    pub urgency: Option<i64>,
    /// Its tags.
    pub tags: Vec<TagName>,
    /// A note on the first revision.
    pub note: String,
}

/// Makes an article.
pub fn create(tx: &Tx<'_>, new: &New) -> Result<Article> {
    let slug = &new.slug;
    check_slug(slug)?;
    if article::by_slug(tx, slug)?.is_some() {
        return Err(Problem::refused(format!("there is an article {slug} already"))
            .hint(format!("edit it: copydesk article edit {slug}; or choose another slug")));
    }
    let texts = canonical_texts(&new.texts)?;
    if texts.get(&Part::Headline).is_empty() {
        return Err(Problem::usage("an article needs a headline").hint("add: --headline \"…\""));
    }
    let mut made = fresh(tx, slug.clone());
    made.language = guess::given_or_guessed(new.language.trim(), new.texts.get(&Part::Body));
    check_language(&made.language)?;
    new.desk.trim().clone_into(&mut made.desk);
    made.urgency = new.urgency.unwrap_or(made.urgency);
    made.id = article::insert(tx, &made)?;
    let from = Provenance::by_hand(&tx.actor.name, Origin::Edit, new.note.trim());
    let row = revise::row(tx, made.id, RevisionNumber(1), from, Measured::of(&texts));
    revision::insert(tx, &row, &texts)?;
    let mut tags = Vec::new();
    for name in &new.tags {
        let tag = tag::ensure(tx, &name.scheme, &name.name, None)?;
        if tag::add(tx, made.id, tag.id)? {
            tags.push(tag.to_string());
        }
    }
    tx.record(&Draft {
        action: "article.new",
        subject: "article",
        subject_id: made.id.0,
        article: Some(made.id),
        payload: json!({
            "article": record_of(&made),
            "revision": revise::mark(&row),
            "tags": tags,
        })
        .into(),
        reverses: None,
    })?;
    seen::put(tx, tx.actor.id, made.id, made.head)?;
    Ok(made)
}

/// A slug that no article has, made from this one by a number at its end
/// where another article has it.
pub fn free_slug(r: &Read<'_>, wanted: &str) -> Result<String> {
    let mut slug = wanted.to_owned();
    let mut n = 1;
    while article::by_slug(r, &slug)?.is_some() {
        n += 1;
        slug = format!("{wanted}-{n}");
    }
    Ok(slug)
}

fn check_slug(slug: &str) -> Result<()> {
    if valid_slug(slug) {
        return Ok(());
    }
    Err(Problem::usage(format!("\"{slug}\" can't be a slug"))
        .hint("use a-z, 0-9 and dashes, at most 120, such as harbour-fire"))
}

/// Fails on what can't be a language tag of BCP 47. Whether the tag is
/// registered is not asked: desks write in languages that no list has.
fn check_language(tag: &str) -> Result<()> {
    let is_word = |word: &str| (1..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphanumeric());
    if tag.is_empty() || (tag.len() <= 35 && tag.split('-').all(is_word)) {
        return Ok(());
    }
    Err(Problem::usage(format!("\"{tag}\" is not a language"))
        .hint("write it as in BCP 47, such as en, pt-BR or zh-Hant"))
}

/// Fails when the article's text changed since the one who decides saw it.
/// Words decide: another revision of the same text is no conflict.
pub fn check_seen(r: &Read<'_>, article: &Article, saw: Option<RevisionNumber>) -> Result<()> {
    let Some(saw) = saw.filter(|saw| *saw != article.head) else { return Ok(()) };
    let hash = |number| -> Result<Option<[u8; 32]>> {
        Ok(revision::by_number(r, article.id, number)?.map(|row| row.content_hash))
    };
    if hash(saw)? == hash(article.head)? {
        return Ok(());
    }
    let (slug, head) = (&article.slug, article.head);
    let mut problem =
        Problem::conflict(format!("{slug} changed after revision {saw}, which you saw; it is now at revision {head}"));
    let text = |number| revision::texts(r, article.id, number);
    for line in differs::told(&text(saw)?, &text(head)?, &article.language) {
        problem = problem.detail(line);
    }
    Err(problem.hint(format!("look at: copydesk diff {slug}@{saw} @{head}; then decide with: --at {head}")))
}

/// Fails where marks of a conflict are left in a text that had none.
fn settled(texts: &Texts, before: &Texts) -> Result<()> {
    for (part, text) in texts.iter() {
        if let Some(line) = merge::marked(text).filter(|_| merge::marked(before.get(part)).is_none()) {
            let shown = text.lines().nth(line - 1).unwrap_or_default().trim();
            return Err(Problem::refused(format!("a conflict is not settled yet: line {line} of the {part} is \"{shown}\""))
                .hint("choose the words that stand there, and take out the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>>"));
        }
    }
    Ok(())
}

/// Stores an edited text. `None` when nothing changed.
pub fn edit(
    tx: &Tx<'_>,
    head: &Head,
    texts: &Texts,
    note: &str,
    saw: Option<RevisionNumber>,
) -> Result<Option<Revised>> {
    check_seen(tx, &head.article, saw)?;
    let texts = canonical_texts(texts)?;
    if texts.get(&Part::Headline).is_empty() {
        return Err(Problem::refused("the headline is empty").hint("an article keeps a headline"));
    }
    settled(&texts, &head.texts)?;
    revise_and_record(tx, head, texts, Provenance::by_hand(&tx.actor.name, Origin::Edit, note.trim()), "revision.add")
}

/// Brings an older revision's text back as a new one. `None` when it is the text already.
pub fn restore(tx: &Tx<'_>, head: &Head, number: RevisionNumber, note: &str) -> Result<Option<Revised>> {
    let texts = revision::texts(tx, head.article.id, number)?;
    let was = revision::by_number(tx, head.article.id, number)?;
    let author = was.map_or_else(|| tx.actor.name.clone(), |r| r.author);
    let note = if note.trim().is_empty() { format!("restored from revision {number}") } else { note.to_owned() };
    revise_and_record(tx, head, texts, Provenance::by_hand(&author, Origin::Restore, &note), "revision.restore")
}

fn revise_and_record(
    tx: &Tx<'_>,
    head: &Head,
    texts: Texts,
    from: Provenance,
    action: &'static str,
) -> Result<Option<Revised>> {
    let note = from.note.clone();
    let Some(revised) = revise::revise(tx, head, texts, from)? else { return Ok(None) };
    let mut payload = revised.payload();
    if !note.is_empty()
        && let Value::Object(fields) = &mut payload
    {
        fields.insert("note".to_owned(), json!(note));
    }
    tx.record(&Draft {
        action,
        subject: "article",
        subject_id: head.article.id.0,
        article: Some(head.article.id),
        payload: payload.into(),
        reverses: None,
    })?;
    // Who wrote it has seen it: their next edit is made on it.
    seen::put(tx, tx.actor.id, head.article.id, revised.head.article.head)?;
    Ok(Some(revised))
}

/// Changes of an article's own facts; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct Set {
    /// The slug.
    pub slug: Option<String>,
    /// The language, BCP 47.
    pub language: Option<String>,
    /// The desk.
    pub desk: Option<String>,
    /// The urgency, 1 to 9.
    pub urgency: Option<i64>,
    /// Not before this; `Some(None)` for no embargo.
    pub embargo_until: Option<Option<Timestamp>>,
    /// When it is due; `Some(None)` for never.
    pub due_at: Option<Option<Timestamp>>,
    /// Where it stands in public; empty for nowhere.
    pub canonical_url: Option<String>,
    /// The internal note.
    pub ednote: Option<String>,
    /// Who provided it; empty for nobody.
    pub provider: Option<String>,
    /// The provider's identity for it; empty for none.
    pub external_id: Option<String>,
}

/// Changes an article's facts; answers it with the claims that turned: a
/// changed language is judged for every claim.
pub fn set(tx: &Tx<'_>, head: &Head, set: &Set) -> Result<(Article, Vec<Turned>)> {
    let before = &head.article;
    let mut after = before.clone();
    if let Some(slug) = &set.slug {
        check_slug(slug)?;
        if article::by_slug(tx, slug)?.is_some_and(|other| other.id != before.id) {
            return Err(Problem::refused(format!("there is an article {slug} already")).hint("choose another slug"));
        }
        after.slug.clone_from(slug);
    }
    let text = |new: &Option<String>, old: &mut String| {
        if let Some(new) = new {
            new.trim().clone_into(old);
        }
    };
    let or_none = |new: &Option<String>, old: &mut Option<String>| {
        if let Some(new) = new.as_deref().map(str::trim) {
            *old = (!new.is_empty()).then(|| new.to_owned());
        }
    };
    text(&set.language, &mut after.language);
    check_language(&after.language)?;
    text(&set.desk, &mut after.desk);
    text(&set.ednote, &mut after.ednote);
    text(&set.provider, &mut after.provider);
    or_none(&set.external_id, &mut after.external_id);
    or_none(&set.canonical_url, &mut after.canonical_url);
    after.urgency = set.urgency.unwrap_or(after.urgency);
    after.embargo_until = set.embargo_until.unwrap_or(after.embargo_until);
    after.due_at = set.due_at.unwrap_or(after.due_at);
    if after == *before {
        return Err(Problem::usage(format!("nothing about {} changes", before.slug))
            .hint("name what changes, such as --desk foreign or --due 2026-01-31"));
    }
    identity_is_free(tx, &after)?;
    article::update(tx, &after)?;
    let now = Head::of(after, head.texts.clone());
    let turned = revise::rejudge(tx, &now)?;
    let mut payload = change(&record_of(before), &record_of(&now.article));
    payload.insert("turned".to_owned(), json!(turned));
    tx.record(&Draft {
        action: "article.set",
        subject: "article",
        subject_id: before.id.0,
        article: Some(before.id),
        payload: payload.into(),
        reverses: None,
    })?;
    Ok((now.article, turned))
}

/// Fails where another article has this one's address or its provider's id.
fn identity_is_free(r: &Read<'_>, after: &Article) -> Result<()> {
    let another = |found: Option<Article>| found.filter(|other| other.id != after.id);
    if let Some(url) = &after.canonical_url
        && let Some(other) = another(article::by_url(r, url)?)
    {
        return Err(Problem::refused(format!("{} stands at {url} already", other.slug))
            .hint(format!("see: copydesk article show {}", other.slug)));
    }
    if let Some(id) = &after.external_id
        && let Some(other) = another(article::by_external(r, &after.provider, id)?)
    {
        return Err(Problem::refused(format!("{} is {id} of the provider \"{}\" already", other.slug, after.provider))
            .hint(format!("see: copydesk article show {}", other.slug)));
    }
    Ok(())
}

/// Gives an article to somebody; `None` takes it from everybody.
pub fn assign(tx: &Tx<'_>, head: &Head, to: Option<PersonId>) -> Result<Article> {
    if let Some(person) = to.map(|id| person::by_id(tx, id)).transpose()?.flatten()
        && !person.active
    {
        return Err(Problem::refused(format!("{} is no longer active at this desk", person.name))
            .hint("see who is: copydesk person list"));
    }
    let mut after = head.article.clone();
    after.assignee = to;
    if after != head.article {
        article::update(tx, &after)?;
        record(tx, "article.assign", &head.article, &after, Value::Null)?;
    }
    Ok(after)
}

/// Keeps what of an article's own facts an action changed, and more that it says.
fn record(tx: &Tx<'_>, action: &'static str, before: &Article, after: &Article, more: Value) -> Result<()> {
    let mut payload = change(&record_of(before), &record_of(after));
    if let Value::Object(more) = more {
        payload.extend(more);
    }
    tx.record(&Draft {
        action,
        subject: "article",
        subject_id: after.id.0,
        article: Some(after.id),
        payload: payload.into(),
        reverses: None,
    })?;
    Ok(())
}

/// Whether the policy of four eyes lets one person do all: every report says so.
pub fn solo(r: &Read<'_>) -> Result<bool> {
    Ok(policy::load(r)?.four_eyes == crate::domain::policy::FourEyes::Solo)
}
