//! Undo: a new event that reverses an earlier one.
//!
//! What an event did is read from its payload, and how it is reversed is one
//! `Way`. Decisions are revoked, never removed; facts go back to what the
//! event says they were; a text comes back as a new revision. Nothing on which
//! a later event builds is undone, and never what was public, people, policy,
//! merges or imports: the refusal says what to do instead. An undo is not
//! undone: what it took back is simply done again.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::facts::{self, Head, Heads, change};
use super::revise::{self, Provenance};
use super::{Problem, Result, articles, claims, names, sources};
use crate::domain::article::{Origin, Stage};
use crate::domain::decision::DecisionKind;
use crate::domain::ids::{ArticleId, CitationId, ClaimId, DecisionId, EventSeq, RevisionNumber, SourceId};
use crate::domain::naming::TagName;
use crate::domain::person::Role;
use crate::store::article::Article;
use crate::store::claim::{Anchor, Claim};
use crate::store::event::{Draft, Event};
use crate::store::source::Source;
use crate::store::tag::Tag;
use crate::store::{
    Actor, Fault, Read, Tx, article, claim, decision, event, listed, queue, revision, seen, source, tag,
};

/// How an event is reversed.
#[derive(Debug, Clone, PartialEq)]
enum Way {
    /// A claim's facts go back, its decision is revoked, its citation removed.
    Claim { claim: ClaimId, fields: Map<String, Value>, decision: Option<Revoked>, also: Also },
    /// A claim on which nothing was done is withdrawn.
    Withdraw(ClaimId),
    /// An article's facts or stage go back, its decision is revoked.
    Article { article: ArticleId, fields: Map<String, Value>, decision: Option<Revoked> },
    /// The text before comes back as a new revision.
    Text { article: ArticleId, back_to: RevisionNumber },
    /// Tags are put on, or taken off.
    Tags { article: ArticleId, tags: Vec<Tag>, on: bool },
    /// A tag gets its former name.
    TagName { tag: Tag, name: TagName },
    /// A source's facts go back.
    Source { source: SourceId, fields: Map<String, Value> },
}

/// What else an event did to a claim, to be reversed with it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Also {
    /// Nothing.
    Nothing,
    /// It tied a source to it.
    Cited(CitationId),
    /// It marked listed changes seen.
    Seen(EventSeq),
    /// It put it elsewhere: the places as they were.
    Places(Vec<Anchor>),
}

/// A decision about to be revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Revoked {
    id: DecisionId,
    kind: String,
}

/// What an undo will do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The event that will be reversed.
    pub event: Event,
    /// What will come of it, in words.
    pub words: String,
    way: Way,
}

/// Fields that follow from others, and so are never put back by themselves.
const DERIVED: [&str; 4] = ["progress", "standing", "standing_reason", "head"];

/// Fields of a claim on which what may be relied on depends.
const ASSERTING: [&str; 8] = ["quote", "statement", "kind", "asks", "claimant", "finding", "correction", "rating"];

/// The newest event of a person that neither was reversed nor reverses one.
pub fn last_of(r: &Read<'_>, actor: &Actor) -> Result<EventSeq> {
    match event::last_by(r, &actor.name)? {
        Some(event) => Ok(event.seq),
        None => Err(Problem::not_found(format!("{} has done nothing here that could be undone", actor.name))
            .hint("name the event: copydesk undo EVENT; see: copydesk log")),
    }
}

/// The most events of one command that are looked for.
const MOST_OF_A_COMMAND: i64 = 100_000;

/// The events of the command that an event belongs to, up to that event and
/// the newest first, without those that were undone: a command on several
/// claims writes an event for each.
pub fn command_of(r: &Read<'_>, seq: EventSeq) -> Result<Vec<EventSeq>> {
    let first = |event: &Event| -> Result<Option<i64>> {
        Ok(fields_of(event)?.and_then(|fields| fields.get("command").and_then(Value::as_i64)))
    };
    let mut found = vec![seq];
    let Some(event) = event::by_seq(r, seq)? else { return Ok(found) };
    let Some(command) = first(&event)?.filter(|n| *n >= 1 && *n < seq.0 && seq.0 - *n < MOST_OF_A_COMMAND) else {
        return Ok(found);
    };
    for earlier in (command..seq.0).rev().map(EventSeq) {
        let Some(other) = event::by_seq(r, earlier)? else { continue };
        let same = earlier.0 == command || first(&other)? == Some(command);
        if same && other.actor == event.actor && event::reversed_by(r, earlier)?.is_none() {
            found.push(earlier);
        }
    }
    Ok(found)
}

/// What undoing an event would do, or why it can't be undone and what to do instead.
pub fn plan(r: &Read<'_>, actor: &Actor, seq: EventSeq) -> Result<Plan> {
    let Some(event) = event::by_seq(r, seq)? else {
        let last = crate::store::desk::about(r)?.events;
        return Err(Problem::not_found(format!("there is no event {seq}; the record goes up to {last}"))
            .hint("see: copydesk log"));
    };
    if let Some(by) = event::reversed_by(r, seq)? {
        return Err(
            Problem::refused(format!("event {seq} was undone already, by event {by}")).hint("see: copydesk log")
        );
    }
    if let Some(earlier) = event.reverses {
        return Err(refusal(&event, "it is an undo itself")
            .hint(format!("do again what event {earlier} did; see it with: copydesk log")));
    }
    if event.actor != actor.name && actor.role < Role::Editor {
        return Err(Problem::refused(format!(
            "event {seq} is {}'s; {} is a {}, and only an editor undoes what somebody else did",
            event.actor, actor.name, actor.role
        ))
        .hint("ask an editor"));
    }
    let way = way(r, &event)?;
    let words = way.words(r)?;
    Ok(Plan { event, words, way })
}

/// Reverses an event by a new one; answers its number.
pub fn undo(tx: &Tx<'_>, seq: EventSeq, note: &str) -> Result<EventSeq> {
    let Plan { event, way, .. } = plan(tx, &tx.actor, seq)?;
    let (action, mut payload) = way.apply(tx)?;
    payload.insert("reverses".to_owned(), json!(seq));
    payload.insert("undoes".to_owned(), json!(event.action));
    if !note.trim().is_empty() {
        payload.insert("note".to_owned(), json!(note.trim()));
    }
    let subject = match event.subject.as_str() {
        "claim" => "claim",
        "source" => "source",
        "tag" => "tag",
        _ => "article",
    };
    let article = (event.article != 0).then_some(ArticleId(event.article));
    let done = tx.record(&Draft {
        action,
        subject,
        subject_id: event.subject_id,
        article,
        payload: payload.into(),
        reverses: Some(seq),
    })?;
    if action == "revision.undo"
        && let Some(article) = article
    {
        // Who brought the text back has seen it.
        seen::put(tx, tx.actor.id, article, names::article_of(tx, article)?.head)?;
    }
    Ok(done)
}

fn refusal(event: &Event, why: &str) -> Problem {
    Problem::refused(format!("event {} ({}) can't be undone: {why}", event.seq, event.action))
}

/// How an event is reversed, or the refusal.
fn way(r: &Read<'_>, event: &Event) -> Result<Way> {
    let Some(payload) = fields_of(event)? else {
        return Err(refusal(event, "what it did was redacted").hint("see: copydesk log"));
    };
    let refuse = |why: &str, hint: String| Err(refusal(event, why).hint(hint));
    match event.action.as_str() {
        "claim.add" => added(r, event),
        "claim.comment" | "article.comment" => refuse(
            "a comment stays, as it was read",
            format!("write another: copydesk claim comment {} TEXT", event.subject_id),
        ),
        "claim.take" | "claim.drop" | "claim.assign" | "claim.wait" | "claim.check" | "claim.approve"
        | "claim.reconfirm" | "claim.answered" | "claim.return" | "claim.withdraw" | "claim.reopen" | "claim.edit"
        | "claim.cite" | "claim.seen" | "claim.relink" | "claim.place" => on_claim(r, event, &payload),
        "article.submit" | "article.return" | "article.approve" | "article.spike" | "article.unspike"
        | "article.set" | "article.assign" => on_article(r, event, &payload),
        "revision.add" | "revision.restore" | "claim.apply" => on_text(r, event, &payload),
        "tag.add" | "tag.remove" => on_tags(r, event, &payload),
        "tag.rename" => renamed(r, event, &payload),
        "source.edit" => on_source(r, event, &payload),
        "source.add" => refuse(
            "a source stays at the desk",
            format!("leave it uncited, or mend it: copydesk source edit S{}", event.subject_id),
        ),
        "article.new" => {
            refuse("an article stays at the desk", format!("drop it: copydesk article spike {}", slug(r, event)?))
        }
        "article.publish" | "article.republish" => {
            let slug = slug(r, event)?;
            refuse(
                "what was public was public",
                format!(
                    "mend it: copydesk article republish {slug} --as correction --note TEXT; \
                     or withdraw it: copydesk article kill {slug} --note TEXT"
                ),
            )
        }
        "article.kill" => refuse(
            "what was withdrawn in public was withdrawn",
            format!("bring it back: copydesk article reinstate {} --note TEXT", slug(r, event)?),
        ),
        "article.reinstate" => {
            refuse("it brought back what was killed", format!("drop it: copydesk article spike {}", slug(r, event)?))
        }
        "import.end" => {
            refuse("it was an import", "drop its articles one by one: copydesk article spike ARTICLE".to_owned())
        }
        "article.import" | "article.update" => {
            let slug = slug(r, event)?;
            refuse(
                "it was an import",
                format!(
                    "bring an older text back: copydesk revision restore {slug}@NUMBER; or: copydesk article spike {slug}"
                ),
            )
        }
        "person.add" | "person.set" => {
            refuse("people are never undone", "change what they may do: copydesk person set NAME".to_owned())
        }
        "policy.set" => refuse("policy is never undone", "set it anew: copydesk policy set KEY VALUE".to_owned()),
        "tag.merge" => refuse(
            "nobody knows any more which article had which tag",
            "tag the articles anew: copydesk tag add ARTICLE TAG".to_owned(),
        ),
        _ => refuse("there is no way back from it", "see what it did: copydesk log".to_owned()),
    }
}

fn slug(r: &Read<'_>, event: &Event) -> Result<String> {
    Ok(names::article_of(r, ArticleId(event.article))?.slug)
}

/// The fields of an event's payload; `None` where it was redacted.
fn fields_of(event: &Event) -> Result<Option<Map<String, Value>>> {
    let Some(payload) = &event.payload else { return Ok(None) };
    serde_json::from_str(payload).map(Some).map_err(|e| damaged(event.seq, &e))
}

fn damaged(seq: EventSeq, what: &dyn std::fmt::Display) -> Problem {
    Fault::Corrupt(format!("event {seq}: {what}")).into()
}

/// The facts that an event changed, as they were; without those that follow from others.
fn changed(payload: &Map<String, Value>) -> Map<String, Value> {
    let before = payload.get("before").and_then(Value::as_object);
    before
        .into_iter()
        .flatten()
        .filter(|(key, _)| !DERIVED.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn revoked(payload: &Map<String, Value>, r: &Read<'_>, event: &Event) -> Result<Option<Revoked>> {
    let Some(id) = payload.get("decision").and_then(|d| d.get("id")).and_then(Value::as_i64) else { return Ok(None) };
    let id = DecisionId(id);
    let row = decision::by_id(r, id)?.ok_or_else(|| damaged(event.seq, &format!("decision {id} is gone")))?;
    Ok(Some(Revoked { id, kind: row.kind }))
}

/// A later event of the same chain that still counts.
struct Later {
    event: Event,
    payload: Map<String, Value>,
}

impl Later {
    /// Whether it changed one of these facts.
    fn touches(&self, fields: &Map<String, Value>) -> bool {
        changed(&self.payload).keys().any(|key| fields.contains_key(key))
    }

    fn decides(&self) -> bool {
        self.payload.contains_key("decision")
    }

    fn has_text(&self) -> bool {
        self.payload.get("revision").is_some_and(Value::is_object) || self.payload.contains_key("revisions")
    }
}

/// The events after this one in its chain that neither were reversed nor reverse one.
fn later(r: &Read<'_>, event: &Event) -> Result<Vec<Later>> {
    let all = event::after(r, event.article, event.seq)?;
    let reversed: Vec<EventSeq> = all.iter().filter_map(|e| e.reverses).collect();
    let mut found = Vec::new();
    for event in all {
        if event.reverses.is_none()
            && !reversed.contains(&event.seq)
            && let Some(payload) = fields_of(&event)?
        {
            found.push(Later { event, payload });
        }
    }
    Ok(found)
}

fn built_on(event: &Event, by: &Later, hint: Option<String>) -> Problem {
    let Event { seq, action, actor, .. } = &by.event;
    let problem = refusal(event, &format!("event {seq} ({action}, by {actor}) builds on it"));
    problem.hint(hint.unwrap_or_else(|| format!("undo that first: copydesk undo {seq}")))
}

/// Whether it approved an article or made it public: on the standing of all its claims.
fn relies_on_claims(later: &Later) -> bool {
    matches!(later.event.action.as_str(), "article.approve" | "article.publish" | "article.republish")
}

fn added(r: &Read<'_>, event: &Event) -> Result<Way> {
    let id = ClaimId(event.subject_id);
    let on_it =
        |l: &&Later| l.event.subject == "claim" && l.event.subject_id == id.0 && l.event.action != "claim.comment";
    if let Some(by) = later(r, event)?.iter().find(on_it) {
        let hint = format!("withdraw it: copydesk claim withdraw {id} --note TEXT");
        return Err(built_on(event, by, Some(hint)));
    }
    Ok(Way::Withdraw(id))
}

fn on_claim(r: &Read<'_>, event: &Event, payload: &Map<String, Value>) -> Result<Way> {
    let id = ClaimId(event.subject_id);
    let fields = changed(payload);
    let decision = revoked(payload, r, event)?;
    let also = also(r, event, payload)?;
    let weighs = decision.is_some()
        || matches!(also, Also::Cited(_) | Also::Places(_))
        || fields.keys().any(|f| ASSERTING.contains(&f.as_str()));
    for by in later(r, event)? {
        let same = by.event.subject == "claim" && by.event.subject_id == id.0;
        if same && (by.touches(&fields) || (weighs && by.decides())) {
            return Err(built_on(event, &by, None));
        }
        if weighs && relies_on_claims(&by) {
            let hint = match decision.as_ref().map(|d| d.kind.as_str()) {
                Some("check" | "approve" | "reconfirm" | "answered") => {
                    format!("return it: copydesk claim return {id} --note TEXT")
                }
                _ => format!("see: copydesk claim show {id}"),
            };
            return Err(built_on(event, &by, Some(hint)));
        }
    }
    Ok(Way::Claim { claim: id, fields, decision, also })
}

/// What else an event did to a claim; places go back only while the text is
/// the one in which they were changed.
fn also(r: &Read<'_>, event: &Event, payload: &Map<String, Value>) -> Result<Also> {
    if let Some(id) = payload.get("citation").and_then(Value::as_i64) {
        return Ok(Also::Cited(CitationId(id)));
    }
    if payload.contains_key("seen") {
        return Ok(Also::Seen(event.seq));
    }
    let Some(places) = payload.get("places").and_then(|p| p.get("before")) else { return Ok(Also::Nothing) };
    let (claim, article) = (ClaimId(event.subject_id), names::article_of(r, ArticleId(event.article))?);
    let revision = payload.get("revision").and_then(Value::as_i64).unwrap_or(0);
    if article.head.0 != revision {
        return Err(refusal(event, &format!("{} is at revision {} now", article.slug, article.head))
            .hint(format!("tie the claim to its words anew: copydesk claim relink {claim}")));
    }
    let places = claims::places_of(claim, article.head, places).map_err(|e| damaged(event.seq, &e))?;
    Ok(Also::Places(places))
}

fn on_article(r: &Read<'_>, event: &Event, payload: &Map<String, Value>) -> Result<Way> {
    let fields = changed(payload);
    if payload.contains_key("override") {
        return Err(refusal(event, "it passed a closed gate, and that stays on the record")
            .hint(format!("return it: copydesk article return {} --note TEXT", slug(r, event)?)));
    }
    let moves = fields.contains_key("stage");
    for by in later(r, event)?.iter().filter(|l| l.event.subject == "article") {
        if by.touches(&fields) || (moves && by.has_text()) {
            return Err(built_on(event, by, None));
        }
    }
    let decision = revoked(payload, r, event)?;
    if fields.is_empty() && decision.is_none() {
        return Err(refusal(event, "it changed nothing").hint("see: copydesk log"));
    }
    Ok(Way::Article { article: ArticleId(event.subject_id), fields, decision })
}

fn on_text(r: &Read<'_>, event: &Event, payload: &Map<String, Value>) -> Result<Way> {
    let article = names::article_of(r, ArticleId(event.article))?;
    let number = payload.get("revision").and_then(|of| of.get("number")).and_then(Value::as_i64);
    let number = number.ok_or_else(|| damaged(event.seq, &"it names no revision"))?;
    let back_to = RevisionNumber(number - 1);
    let restore = || Some(format!("bring the older text back: copydesk revision restore {}@{back_to}", article.slug));
    for by in later(r, event)? {
        if by.has_text() || relies_on_claims(&by) {
            return Err(built_on(event, &by, restore()));
        }
    }
    if article.head.0 != number || back_to.0 < 1 {
        return Err(refusal(event, &format!("{} is at revision {} now", article.slug, article.head))
            .hint(restore().unwrap_or_default()));
    }
    Ok(Way::Text { article: article.id, back_to })
}

fn tag_names(payload: &Map<String, Value>) -> Vec<&str> {
    payload.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn on_tags(r: &Read<'_>, event: &Event, payload: &Map<String, Value>) -> Result<Way> {
    let given = tag_names(payload);
    for by in later(r, event)? {
        let tags = tag_names(&by.payload);
        if by.event.action.starts_with("tag.") && given.iter().any(|name| tags.contains(name)) {
            return Err(built_on(event, &by, None));
        }
    }
    let mut found = Vec::new();
    for name in given {
        let parsed: TagName = name.parse().map_err(|e| damaged(event.seq, &e))?;
        let Some(tag) = tag::by_name(r, &parsed.scheme, &parsed.name)? else {
            return Err(refusal(event, &format!("the tag {name} has another name now"))
                .hint("see: copydesk tag list; then: copydesk tag add or remove"));
        };
        found.push(tag);
    }
    Ok(Way::Tags { article: ArticleId(event.article), tags: found, on: event.action == "tag.remove" })
}

fn renamed(r: &Read<'_>, event: &Event, payload: &Map<String, Value>) -> Result<Way> {
    let name = |key: &str| -> Result<TagName> {
        let text = payload.get(key).and_then(Value::as_str).unwrap_or_default();
        text.parse().map_err(|e| damaged(event.seq, &e))
    };
    let (before, after) = (name("before")?, name("after")?);
    let now = tag::by_name(r, &after.scheme, &after.name)?.filter(|tag| tag.id.0 == event.subject_id);
    let Some(tag) = now else {
        return Err(refusal(event, &format!("the tag is not named {after} any more")).hint("see: copydesk tag list"));
    };
    if tag::by_name(r, &before.scheme, &before.name)?.is_some_and(|other| other.id != tag.id) {
        return Err(refusal(event, &format!("another tag is named {before} now"))
            .hint(format!("put the two together: copydesk tag merge {after} {before}")));
    }
    Ok(Way::TagName { tag, name: before })
}

fn on_source(r: &Read<'_>, event: &Event, payload: &Map<String, Value>) -> Result<Way> {
    let id = SourceId(event.subject_id);
    let fields = changed(payload);
    if fields.contains_key("file_sha256") {
        return Err(refusal(event, "the file that was attached before is not kept")
            .hint(format!("attach it again: copydesk source edit S{id} --file FILE")));
    }
    for by in later(r, event)?.iter().filter(|l| l.event.subject == "source" && l.event.subject_id == id.0) {
        if by.touches(&fields) {
            return Err(built_on(event, by, None));
        }
    }
    for claim in source::claims_citing(r, id)? {
        for row in decision::of_claim(r, claim)?.into_iter().filter(|d| d.made > event.seq) {
            if decision::revoked(r, row.id)?.is_none() {
                return Err(refusal(
                    event,
                    &format!("event {} ({} of claim #{claim}) builds on it", row.made, row.kind),
                )
                .hint(format!("mend the source instead: copydesk source edit S{id}")));
            }
        }
    }
    Ok(Way::Source { source: id, fields })
}

/// `priority back to 2, finding back to nothing`.
fn back(fields: &Map<String, Value>) -> Vec<String> {
    fields
        .iter()
        .map(|(key, value)| {
            let was = match value {
                Value::Null => "nothing".to_owned(),
                Value::String(text) if text.is_empty() => "nothing".to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            format!("{} back to {was}", key.replace('_', " "))
        })
        .collect()
}

/// A kind of decision as a noun.
fn noun(kind: &str) -> &str {
    match kind {
        "approve" => "approval",
        "reconfirm" => "reconfirmation",
        "answered" => "mark that the text answers it",
        "withdraw" => "withdrawal",
        "reopen" => "reopening",
        other => other,
    }
}

impl Way {
    /// What it will do.
    fn words(&self, r: &Read<'_>) -> Result<String> {
        let slug = |id: ArticleId| -> Result<String> { Ok(names::article_of(r, id)?.slug) };
        Ok(match self {
            Self::Claim { claim, fields, decision, also } => {
                let mut words: Vec<String> =
                    decision.iter().map(|d| format!("the {} of #{claim} no longer counts", noun(&d.kind))).collect();
                match also {
                    Also::Nothing => {}
                    Also::Cited(_) => words.push(format!("the citation of #{claim} is taken away")),
                    Also::Seen(_) => words.push(format!("what was marked seen of #{claim} is shown again")),
                    Also::Places(_) => words.push(format!("#{claim} goes back to the places that it had")),
                }
                // A decision takes its traces along; they go without saying.
                if decision.is_none() {
                    words.extend(back(fields).into_iter().map(|field| format!("#{claim}: {field}")));
                }
                if words.is_empty() { format!("#{claim} stays as it is") } else { words.join("; ") }
            }
            Self::Withdraw(claim) => format!("#{claim} is withdrawn, as added by mistake"),
            Self::Article { article, fields, decision } => {
                let mut words: Vec<String> = decision
                    .iter()
                    .map(|d| format!("the {} of {} no longer counts", d.kind, slug(*article).unwrap_or_default()))
                    .collect();
                words.extend(back(fields).into_iter().filter(|w| !w.starts_with("approved ")));
                format!("{}: {}", slug(*article)?, words.join("; "))
            }
            Self::Text { article, back_to } => {
                format!("the text of revision {back_to} of {} comes back as a new revision", slug(*article)?)
            }
            Self::Tags { article, tags, on } => {
                let names: Vec<String> = tags.iter().map(ToString::to_string).collect();
                let (names, slug) = (names.join(", "), slug(*article)?);
                if *on { format!("{slug} is tagged {names} again") } else { format!("{names} is taken off {slug}") }
            }
            Self::TagName { tag, name } => format!("the tag {tag} is named {} again", renamed_to(tag, name)),
            Self::Source { source, fields } => format!("S{source}: {}", back(fields).join(", ")),
        })
    }

    /// Does it; answers the name of the event and what it says.
    fn apply(self, tx: &Tx<'_>) -> Result<(&'static str, Map<String, Value>)> {
        match self {
            Self::Claim { claim, fields, decision, also } => {
                let case = claims::Case::load(tx, &Heads::default(), claim)?;
                let before = case.loaded.claim.clone();
                let mut after = before.clone();
                restore_claim(&mut after, &fields)?;
                if let Some(d) = &decision {
                    decision::revoke(tx, d.id)?;
                }
                match &also {
                    Also::Nothing => {}
                    Also::Cited(id) => source::remove(tx, *id, true)?,
                    Also::Seen(made) => listed::end(tx, claim, *made)?,
                    Also::Places(places) => claims::put_places(tx, &case.head, claim, places)?,
                }
                claim::update(tx, &after)?;
                let after = facts::settle(tx, &case.head, after)?;
                let mut payload = change(&facts::record_of(&before), &facts::record_of(&after));
                revokes(&mut payload, decision.as_ref());
                match &also {
                    Also::Nothing => {}
                    Also::Cited(id) => insert(&mut payload, "uncites", json!(id)),
                    Also::Seen(made) => insert(&mut payload, "unsees", json!(made)),
                    Also::Places(places) => insert(
                        &mut payload,
                        "places",
                        json!({ "before": claims::places_told(&case.loaded.anchors), "after": claims::places_told(places) }),
                    ),
                }
                Ok(("claim.undo", payload))
            }
            Self::Withdraw(id) => {
                let case = claims::Case::load(tx, &Heads::default(), id)?;
                let before = case.loaded.claim.clone();
                let row = claims::decide(tx, &case, DecisionKind::Withdraw, "added by mistake")?;
                let after = facts::settle(tx, &case.head, before.clone())?;
                let mut payload = change(&facts::record_of(&before), &facts::record_of(&after));
                let sha256 = crate::store::hex(&row.row_hash);
                payload.insert("decision".to_owned(), json!({ "id": row.id, "sha256": sha256 }));
                Ok(("claim.undo", payload))
            }
            Self::Article { article, fields, decision } => {
                let before = names::article_of(tx, article)?;
                let mut after = before.clone();
                restore_article(tx, &mut after, &fields)?;
                if let Some(d) = &decision {
                    decision::revoke(tx, d.id)?;
                }
                article::update(tx, &after)?;
                let mut payload = change(&articles::record_of(&before), &articles::record_of(&after));
                revokes(&mut payload, decision.as_ref());
                let language = before.language != after.language;
                let head = Head::load(tx, after)?;
                if language {
                    payload.insert("turned".to_owned(), json!(revise::rejudge(tx, &head)?));
                }
                for claim in claim::of_article(tx, article)? {
                    queue::keep(tx, &claim, &head.article)?;
                }
                Ok(("article.undo", payload))
            }
            Self::Text { article, back_to } => {
                let head = Head::load(tx, names::article_of(tx, article)?)?;
                let texts = revision::texts(tx, article, back_to)?;
                let author =
                    revision::by_number(tx, article, back_to)?.map_or_else(|| tx.actor.name.clone(), |r| r.author);
                let note = format!("restored from revision {back_to}");
                let from = Provenance::by_hand(&author, Origin::Restore, &note);
                let revised = revise::revise(tx, &head, texts, from)?
                    .ok_or_else(|| Problem::refused(format!("revision {back_to} has the same text")))?;
                match revised.payload() {
                    Value::Object(payload) => Ok(("revision.undo", payload)),
                    other => Ok(("revision.undo", Map::from_iter([("revision".to_owned(), other)]))),
                }
            }
            Self::Tags { article, tags, on } => {
                for tag in &tags {
                    if on {
                        tag::add(tx, article, tag.id)?
                    } else {
                        tag::remove(tx, article, tag.id)?
                    };
                }
                article::update(tx, &names::article_of(tx, article)?)?;
                let names: Vec<String> = tags.iter().map(ToString::to_string).collect();
                Ok(("tag.undo", Map::from_iter([("tags".to_owned(), json!(names))])))
            }
            Self::TagName { tag, name } => {
                claims::role(tx, Role::Editor, "rename a tag")?;
                tag::rename(tx, tag.id, &name.scheme, &name.name)?;
                let names = [("before", tag.to_string()), ("after", renamed_to(&tag, &name).to_string())];
                Ok(("tag.undo", names.into_iter().map(|(key, name)| (key.to_owned(), json!(name))).collect()))
            }
            Self::Source { source, fields } => {
                let before = names::source(tx, source)?;
                let mut after = before.clone();
                restore_source(&mut after, &fields)?;
                source::update(tx, &after)?;
                let mut turned = Vec::new();
                for id in source::claims_citing(tx, source)? {
                    let was = names::claim(tx, id)?;
                    let head = Head::load(tx, names::article_of(tx, was.article)?)?;
                    let axes = (was.standing, was.progress);
                    let is = facts::settle(tx, &head, was)?;
                    if axes != (is.standing, is.progress) {
                        turned.push(json!({ "claim": is.id, "before": axes.0, "after": is.standing, "reason": is.standing_reason }));
                    }
                }
                let mut payload = change(&sources::record_of(&before), &sources::record_of(&after));
                payload.insert("turned".to_owned(), turned.into());
                Ok(("source.undo", payload))
            }
        }
    }
}

fn insert(payload: &mut Map<String, Value>, key: &str, value: Value) {
    payload.insert(key.to_owned(), value);
}

/// A tag under another name.
fn renamed_to(tag: &Tag, name: &TagName) -> Tag {
    Tag { scheme: name.scheme.clone(), name: name.name.clone(), ..tag.clone() }
}

fn revokes(payload: &mut Map<String, Value>, decision: Option<&Revoked>) {
    if let Some(d) = decision {
        payload.insert("revokes".to_owned(), json!(d.id));
    }
}

fn read<T: DeserializeOwned>(key: &str, value: &Value) -> Result<T> {
    serde_json::from_value(value.clone())
        .map_err(|e| Fault::Corrupt(format!("the record of {key} can't be read: {e}")).into())
}

/// A text that the record keeps as null where it is empty.
fn text(key: &str, value: &Value) -> Result<String> {
    Ok(read::<Option<String>>(key, value)?.unwrap_or_default())
}

fn restore_claim(claim: &mut Claim, fields: &Map<String, Value>) -> Result<()> {
    for (key, value) in fields {
        let key = key.as_str();
        match key {
            "quote" => claim.quote = text(key, value)?,
            "statement" => claim.statement = text(key, value)?,
            "kind" => claim.kind = read(key, value)?,
            "asks" => claim.asks = read(key, value)?,
            "claimant" => claim.claimant = text(key, value)?,
            "said_on" => claim.said_on = text(key, value)?,
            "appearances" => claim.appearances = json!(read::<Vec<String>>(key, value)?).to_string(),
            "priority" => claim.priority = read(key, value)?,
            "assignee" => claim.assignee = read(key, value)?,
            "holder" => claim.holder = read(key, value)?,
            "lease_until" => claim.lease_until = read(key, value)?,
            "due_at" => claim.due_at = read(key, value)?,
            "work" => claim.work = read(key, value)?,
            "finding" => claim.finding = read(key, value)?,
            "correction" => claim.correction = text(key, value)?,
            "rating" => claim.rating = text(key, value)?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn restore_article(tx: &Tx<'_>, article: &mut Article, fields: &Map<String, Value>) -> Result<()> {
    let taken = |other: Option<Article>, what: &str, id: ArticleId| match other.filter(|other| other.id != id) {
        Some(other) => Err(Problem::refused(format!("{} has {what} by now", other.slug)).hint("choose another")),
        None => Ok(()),
    };
    for (key, value) in fields {
        let key = key.as_str();
        match key {
            "slug" => {
                article.slug = text(key, value)?;
                taken(article::by_slug(tx, &article.slug)?, "that slug", article.id)?;
            }
            "canonical_url" => {
                article.canonical_url = read(key, value)?;
                if let Some(url) = &article.canonical_url {
                    taken(article::by_url(tx, url)?, "that address", article.id)?;
                }
            }
            "language" => article.language = text(key, value)?,
            "desk" => article.desk = text(key, value)?,
            "urgency" => article.urgency = read(key, value)?,
            "provider" => article.provider = text(key, value)?,
            "external_id" => article.external_id = read(key, value)?,
            "embargo_until" => article.embargo_until = read(key, value)?,
            "due_at" => article.due_at = read(key, value)?,
            "assignee" => article.assignee = read(key, value)?,
            "ednote" => article.ednote = text(key, value)?,
            "stage" => article.stage = read::<Stage>(key, value)?,
            "approved" => article.approved = read(key, value)?,
            _ => return Err(unknown(key)),
        }
    }
    if let Some(external) = &article.external_id {
        taken(article::by_external(tx, &article.provider, external)?, "that identity", article.id)?;
    }
    Ok(())
}

fn restore_source(source: &mut Source, fields: &Map<String, Value>) -> Result<()> {
    for (key, value) in fields {
        let key = key.as_str();
        match key {
            "kind" => source.kind = read(key, value)?,
            "title" => source.title = text(key, value)?,
            "url" => source.url = text(key, value)?,
            "archived_url" => source.archived_url = text(key, value)?,
            "retrieved_at" => source.retrieved_at = read(key, value)?,
            "primary" => source.is_primary = read(key, value)?,
            "independence" => source.independence = text(key, value)?,
            "confidential" => source.confidential = read(key, value)?,
            "known_by" => source.known_by = text(key, value)?,
            "note" => source.note = text(key, value)?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn unknown(key: &str) -> Problem {
    Problem::refused(format!("nothing puts {} back", key.replace('_', " "))).hint("see: copydesk log")
}
