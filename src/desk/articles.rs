//! What can be done with an article: make it, edit it, move it on.

use serde_json::{Value, json};

use super::claims::role;
use super::facts::{Head, change};
use super::revise::{self, Measured, Provenance, Revised, Turned};
use super::{Problem, Result, differs, gate};
use crate::diff::merge;
use crate::domain::article::{Origin, PublicationKind, Stage, StageAction, next_stage, valid_slug};
use crate::domain::canonical;
use crate::domain::gate::{Gate, GateFor};
use crate::domain::ids::{ArticleId, PersonId, RevisionNumber};
use crate::domain::lexicon::guess;
use crate::domain::naming::TagName;
use crate::domain::part::{Part, Texts};
use crate::domain::person::Role;
use crate::domain::time::Timestamp;
use crate::store::article::{self, Article};
use crate::store::decision::{self, Decision};
use crate::store::event::Draft;
use crate::store::publication::{self, Publication};
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

/// The stage that an action leads to, or the refusal.
fn allow(tx: &Tx<'_>, article: &Article, action: StageAction, note: &str) -> Result<Stage> {
    let (slug, stage) = (&article.slug, article.stage);
    let Some(step) = next_stage(stage, action) else {
        let hint = match (stage, action) {
            (Stage::Draft, StageAction::Approve) => format!("submit it first: copydesk article submit {slug}"),
            (Stage::Draft | Stage::Submitted, StageAction::Publish) => {
                format!("approve it first: copydesk article approve {slug}")
            }
            (Stage::Published, StageAction::Publish) => {
                format!("put the new text out: copydesk article republish {slug} --as correction --note \"…\"")
            }
            (Stage::Published, StageAction::Spike) => format!("withdraw it: copydesk article kill {slug} --note \"…\""),
            (Stage::Spiked, _) => format!("bring it back: copydesk article unspike {slug}"),
            (Stage::Killed, _) => format!("bring it back: copydesk article reinstate {slug} --note \"…\""),
            _ => format!("see: copydesk article show {slug}"),
        };
        return Err(Problem::refused(format!("{slug} is {stage}; there is nothing to {action}")).hint(hint));
    };
    role(tx, step.role, &format!("{action} an article"))?;
    if step.note && note.trim().is_empty() {
        return Err(Problem::usage(format!("to {action} {slug}, say why")).hint("add: --note \"…\""));
    }
    Ok(step.to)
}

/// The reason of an override where the gate is closed and a chief passes it;
/// fails where it is closed and nobody does.
fn pass(tx: &Tx<'_>, head: &Head, gate: &Gate, reason: &str) -> Result<Value> {
    if gate.is_clear() {
        return Ok(Value::Null);
    }
    if reason.trim().is_empty() {
        return Err(gate::closed(head, gate));
    }
    role(tx, Role::Chief, "pass a closed gate")?;
    let blockers: Vec<_> = gate.blockers.iter().map(crate::domain::gate::Blocker::pass).collect();
    let kept = json!(blockers);
    let number = head.article.head;
    publication::insert_override(tx, head.article.id, number, gate.to.as_str(), reason.trim(), &kept.to_string())?;
    Ok(json!({ "override": { "reason": reason.trim(), "blockers": kept } }))
}

/// Moves an article without a gate: submit, spike, unspike.
pub fn step(tx: &Tx<'_>, head: &Head, action: StageAction, note: &str) -> Result<Article> {
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, action, note)?;
    finish(tx, head, after, event_of(action), with_note(note))
}

/// Gives an article back to its writer.
pub fn send_back(tx: &Tx<'_>, head: &Head, note: &str) -> Result<Article> {
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Return, note)?;
    let row = decide(tx, head, "return", note)?;
    finish(tx, head, after, "article.return", merge(with_note(note), decision_of(&row)))
}

/// Approves the head revision.
pub fn approve(tx: &Tx<'_>, head: &Head, note: &str, reason: &str, saw: Option<RevisionNumber>) -> Result<Article> {
    check_seen(tx, &head.article, saw)?;
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Approve, note)?;
    let gate = gate::judge(tx, head, GateFor::Approve, Some(&tx.actor))?;
    let passed = pass(tx, head, &gate, reason)?;
    let row = decide(tx, head, "approve", note)?;
    after.approved = Some(after.head);
    finish(tx, head, after, "article.approve", merge(merge(with_note(note), decision_of(&row)), passed))
}

/// Makes the approved revision public, with a public note or none.
pub fn publish(tx: &Tx<'_>, head: &Head, note: &str, reason: &str, saw: Option<RevisionNumber>) -> Result<Article> {
    check_seen(tx, &head.article, saw)?;
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Publish, "")?;
    let gate = gate::judge(tx, head, GateFor::Publish, Some(&tx.actor))?;
    let passed = pass(tx, head, &gate, reason)?;
    let first = publication::of_article(tx, after.id)?.is_empty();
    let kind = if first { PublicationKind::First } else { PublicationKind::Reinstate };
    let row = publication::insert(tx, after.id, after.head, kind, note.trim(), "")?;
    after.published = Some(after.head);
    after.published_at = after.published_at.or(Some(tx.now));
    finish(tx, head, after, "article.publish", merge(publication_of(&row), passed))
}

/// What a publication in place of another is.
#[derive(Debug, Clone, Copy)]
pub struct Republish<'a> {
    /// Correction, clarification, update or note.
    pub kind: PublicationKind,
    /// The public note; only an update may go without.
    pub note: &'a str,
    /// Why a changed fact is not called a correction; internal.
    pub why: &'a str,
    /// Why a closed gate is passed; empty to not pass it.
    pub reason: &'a str,
}

/// Puts the head revision in place of what is public.
pub fn republish(tx: &Tx<'_>, head: &Head, change: &Republish<'_>, saw: Option<RevisionNumber>) -> Result<Article> {
    use PublicationKind as P;
    let Republish { kind, note, why, reason } = *change;
    check_seen(tx, &head.article, saw)?;
    let mut after = head.article.clone();
    let slug = after.slug.clone();
    after.stage = allow(tx, &after, StageAction::Republish, note)?;
    if !matches!(kind, P::Correction | P::Clarification | P::Update | P::Note) {
        return Err(Problem::usage(format!("{slug} can't be republished as {kind}"))
            .hint("--as correction, clarification, update or note"));
    }
    if kind != P::Update && note.trim().is_empty() {
        return Err(Problem::usage(format!("a {kind} needs its public note")).hint("add: --note \"…\""));
    }
    let public = after.published.unwrap_or(after.head);
    let changed = hard_change(tx, head, public)?;
    if kind != P::Note && public == after.head {
        return Err(Problem::refused(format!("{slug} is public as it stands")).hint("edit it first, or: --as note"));
    }
    if let Some(what) = &changed
        && kind != P::Correction
        && why.trim().is_empty()
    {
        return Err(Problem::refused(format!(
            "a checked fact changed since it was published ({what}); this is a correction"
        ))
        .hint(format!("--as correction; or say why it is none: --reason \"…\" with --as {kind}")));
    }
    let gate = gate::judge(tx, head, GateFor::Republish, Some(&tx.actor))?;
    let passed = pass(tx, head, &gate, reason)?;
    let decision = decide(tx, head, "approve", note)?;
    let row = publication::insert(tx, after.id, after.head, kind, note.trim(), why.trim())?;
    after.approved = Some(after.head);
    after.published = Some(after.head);
    let what = merge(publication_of(&row), decision_of(&decision));
    finish(tx, head, after, "article.republish", merge(what, passed))
}

/// The first hard change of claimed words between what is public and head.
fn hard_change(r: &Read<'_>, head: &Head, public: RevisionNumber) -> Result<Option<String>> {
    let texts = revision::texts(r, head.article.id, public)?;
    let then = crate::domain::context::Reading::of(&texts, &head.article.language);
    let anchors = crate::store::claim::anchors_at(r, head.article.id, public)?;
    for now in crate::store::claim::anchors_at(r, head.article.id, head.article.head)? {
        if !now.confirmed || !now.how.has_words() {
            continue;
        }
        let was = anchors.iter().find(|a| a.claim == now.claim && a.place == now.place && a.how.has_words());
        let before = was.and_then(|a| then.context(&a.part, a.start..a.start + a.length));
        let after = head.reading().context(&now.part, now.start..now.start + now.length);
        if let (Some(before), Some(after)) = (before, after)
            && let Some(d) = crate::domain::compare::compare(&before, &after).into_iter().find(|d| d.hard.is_some())
        {
            return Ok(Some(format!("#{}: {}", now.claim, d.message)));
        }
    }
    Ok(None)
}

/// Withdraws a published article.
pub fn kill(tx: &Tx<'_>, head: &Head, note: &str) -> Result<Article> {
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Kill, note)?;
    let revision = after.published.unwrap_or(after.head);
    let row = publication::insert(tx, after.id, revision, PublicationKind::Kill, note.trim(), "")?;
    after.published = None;
    finish(tx, head, after, "article.kill", publication_of(&row))
}

/// Brings a killed article back to the editors.
pub fn reinstate(tx: &Tx<'_>, head: &Head, note: &str) -> Result<Article> {
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Reinstate, note)?;
    let row = decide(tx, head, "return", note)?;
    finish(tx, head, after, "article.reinstate", merge(with_note(note), decision_of(&row)))
}

/// Writes a decision on the article's text.
fn decide(tx: &Tx<'_>, head: &Head, kind: &str, note: &str) -> Result<Decision> {
    let row = Decision {
        id: crate::domain::ids::DecisionId(0),
        article: head.article.id,
        claim: None,
        kind: kind.to_owned(),
        revision: head.article.head,
        actor: tx.actor.id,
        at: tx.now,
        note: note.trim().to_owned(),
        finding: None,
        correction: String::new(),
        rating: String::new(),
        assertion: String::new(),
        citations: "[]".to_owned(),
        content_hash: Some(canonical::content_hash(&head.texts)),
        row_hash: [0; 32],
        made: tx.seq(),
    };
    Ok(decision::insert(tx, row, &[])?)
}

fn decision_of(row: &Decision) -> Value {
    json!({ "decision": { "id": row.id, "sha256": crate::store::hex(&row.row_hash) } })
}

fn publication_of(row: &Publication) -> Value {
    let sha256 = crate::store::hex(&publication::row_hash(row));
    let mut what = json!({ "id": row.id, "kind": row.kind, "revision": row.revision, "sha256": sha256 });
    if !row.note.is_empty() {
        what["note"] = json!(row.note);
    }
    json!({ "publication": what })
}

fn with_note(note: &str) -> Value {
    if note.trim().is_empty() { Value::Null } else { json!({ "note": note.trim() }) }
}

fn merge(a: Value, b: Value) -> Value {
    match (a, b) {
        (Value::Object(mut a), Value::Object(b)) => {
            a.extend(b);
            Value::Object(a)
        }
        (Value::Null, b) => b,
        (a, _) => a,
    }
}

const fn event_of(action: StageAction) -> &'static str {
    match action {
        StageAction::Submit => "article.submit",
        StageAction::Return => "article.return",
        StageAction::Approve => "article.approve",
        StageAction::Publish => "article.publish",
        StageAction::Republish => "article.republish",
        StageAction::Kill => "article.kill",
        StageAction::Reinstate => "article.reinstate",
        StageAction::Spike => "article.spike",
        StageAction::Unspike => "article.unspike",
    }
}

/// Writes the article and its event; the queue follows the stage.
fn finish(tx: &Tx<'_>, head: &Head, after: Article, event: &'static str, more: Value) -> Result<Article> {
    article::update(tx, &after)?;
    record(tx, event, &head.article, &after, more)?;
    for claim in crate::store::claim::of_article(tx, after.id)? {
        crate::store::queue::keep(tx, &claim, &after)?;
    }
    Ok(after)
}

/// Whether the policy of four eyes lets one person do all: every report says so.
pub fn solo(r: &Read<'_>) -> Result<bool> {
    Ok(policy::load(r)?.four_eyes == crate::domain::policy::FourEyes::Solo)
}
