//! How an event is reversed, or why it isn't: what builds on it, what the world
//! has seen, what to do instead.

use serde_json::{Map, Value};

use super::super::{Problem, Result, claims, names};
use super::{ASSERTING, Also, DERIVED, Revoked, Way, refusal};
use crate::domain::ids::{ArticleId, CitationId, ClaimId, DecisionId, EventSeq, RevisionNumber, SourceId};
use crate::domain::naming::TagName;
use crate::store::event::Event;
use crate::store::{Fault, Read, decision, event, source, tag};

/// How an event is reversed, or the refusal.
pub(super) fn way(r: &Read<'_>, event: &Event) -> Result<Way> {
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
        "article.withdraw" => refuse(
            "its provider took it back",
            format!(
                "pass the gate with a reason, as a chief: copydesk article approve {} --override REASON",
                slug(r, event)?
            ),
        ),
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
pub(super) fn fields_of(event: &Event) -> Result<Option<Map<String, Value>>> {
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
        if let Some(row) = decision::in_force(r, claim)?.into_iter().find(|d| d.made > event.seq) {
            return Err(refusal(event, &format!("event {} ({} of claim #{claim}) builds on it", row.made, row.kind))
                .hint(format!("mend the source instead: copydesk source edit S{id}")));
        }
    }
    Ok(Way::Source { source: id, fields })
}
