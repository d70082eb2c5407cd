//! The comparison as JSON, in the form that programs rely on: field names and
//! offsets are a promise. Offsets are in characters of that part's text in
//! that revision, end exclusive.

use serde::Serialize;
use serde_json::Value;

use super::{Options, without};
use crate::diff::revision::{ClaimChange, DiffSide, RevisionDiff};
use crate::diff::{Block, BlockKind, Class, Op, OpKind, Span, Summary};
use crate::domain::claim::Standing;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::domain::part::Part;
use crate::domain::time::Timestamp;

#[derive(Serialize)]
struct Document<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<&'d str>,
    from: Side<'d>,
    to: Side<'d>,
    degraded: bool,
    summary: Summary,
    fields: Vec<Field<'d>>,
    blocks: Vec<BlockJson<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Vec<Claim<'d>>>,
}

#[derive(Serialize)]
struct Side<'d> {
    revision: Name<'d>,
    recorded_at: Option<Timestamp>,
}

/// A revision's number, or a file's name.
#[derive(Serialize)]
#[serde(untagged)]
enum Name<'d> {
    Number(RevisionNumber),
    File(&'d str),
}

#[derive(Serialize)]
struct Field<'d> {
    part: &'d Part,
    ops: Vec<OpJson<'d>>,
}

#[derive(Serialize)]
struct BlockJson<'d> {
    kind: BlockKind,
    old: Vec<usize>,
    new: Vec<usize>,
    similarity: f64,
    /// Only where it is so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    degraded: bool,
    ops: Vec<OpJson<'d>>,
}

#[derive(Serialize)]
struct OpJson<'d> {
    kind: OpKind,
    class: Option<Class>,
    old: Stretch<'d>,
    new: Stretch<'d>,
}

#[derive(Serialize)]
struct Stretch<'d> {
    start: usize,
    end: usize,
    text: &'d str,
}

#[derive(Serialize)]
struct Claim<'d> {
    id: ClaimId,
    before: Option<Standing>,
    after: Option<Standing>,
    reason: Option<&'d str>,
}

/// The comparison as one JSON document. Everything is in it, whatever the
/// context asked for; text is not made safe, JSON escapes what it must.
///
/// # Errors
///
/// None that data can cause; the type is that of serde_json.
pub fn json(diff: &RevisionDiff, options: &Options) -> Result<Value, serde_json::Error> {
    let shown = without(diff, &options.ignore);
    let fields = shown
        .parts
        .iter()
        .filter(|p| p.part != Part::Body)
        .map(|p| Field {
            part: &p.part,
            ops: p.diff.blocks.iter().flat_map(|b| &b.ops).map(|op| stretch(op, &p.old, &p.new)).collect(),
        })
        .collect();
    let body = shown.parts.iter().filter(|p| p.part == Part::Body);
    let blocks = body.flat_map(|p| p.diff.blocks.iter().map(|b| block(b, &p.old, &p.new))).collect();
    let document = Document {
        article: diff.article.as_deref(),
        from: side(&diff.from),
        to: side(&diff.to),
        degraded: shown.parts.iter().any(|p| p.diff.is_degraded()),
        summary: shown.summary(),
        fields,
        blocks,
        claims: diff.article.as_ref().filter(|_| options.claims).map(|_| diff.claims.iter().map(claim).collect()),
    };
    serde_json::to_value(document)
}

fn side(side: &DiffSide) -> Side<'_> {
    let revision = side.revision.map_or(Name::File(&side.label), Name::Number);
    Side { revision, recorded_at: side.recorded_at }
}

fn block<'d>(block: &'d Block, old: &'d str, new: &'d str) -> BlockJson<'d> {
    BlockJson {
        kind: block.kind,
        old: block.old.clone().collect(),
        new: block.new.clone().collect(),
        // Four places say all that there is to say.
        similarity: (block.similarity * 10_000.0).round() / 10_000.0,
        degraded: block.degraded,
        ops: block.ops.iter().map(|op| stretch(op, old, new)).collect(),
    }
}

fn stretch<'d>(op: &Op, old: &'d str, new: &'d str) -> OpJson<'d> {
    let part = |span: &Span, text: &'d str| Stretch {
        start: span.chars.start,
        end: span.chars.end,
        text: text.get(span.bytes.clone()).unwrap_or_default(),
    };
    OpJson { kind: op.kind, class: op.class, old: part(&op.old, old), new: part(&op.new, new) }
}

fn claim(change: &ClaimChange) -> Claim<'_> {
    Claim { id: change.id, before: change.before, after: change.after, reason: change.reason.as_deref() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::revision::ClaimChange;
    use crate::domain::part::Texts;

    #[test]
    fn the_form_that_programs_rely_on() {
        let old = Texts::default().with(Part::Headline, "Talks fail").with(Part::Body, "Über 5 died.");
        let new = Texts::default().with(Part::Headline, "Talks fail").with(Part::Body, "Über 6 died.");
        let side = |n, at: &str| DiffSide {
            label: format!("talks@{n}"),
            revision: Some(RevisionNumber(n)),
            author: None,
            recorded_at: at.parse().ok(),
        };
        let (from, to) = (side(1, "2026-01-31T09:00:00Z"), side(2, "2026-01-31T10:00:00Z"));
        let mut d = RevisionDiff::of_texts("talks", from, &old, to, &new);
        d.claims.push(ClaimChange {
            id: ClaimId(12),
            before: Some(Standing::Approved),
            after: Some(Standing::Stale),
            reason: Some("a number changed".to_owned()),
        });
        let wanted = serde_json::json!({
            "article": "talks",
            "from": {"revision": 1, "recorded_at": "2026-01-31T09:00:00Z"},
            "to": {"revision": 2, "recorded_at": "2026-01-31T10:00:00Z"},
            "degraded": false,
            "summary": {"inserted_words": 1, "deleted_words": 1, "moved_paragraphs": 0,
                        "changes": {"substantive": 1, "case": 0, "typographic": 0, "spacing": 0, "markup": 0}},
            "fields": [{"part": "headline", "ops": [
                {"kind": "equal", "class": null, "old": {"start": 0, "end": 10, "text": "Talks fail"},
                 "new": {"start": 0, "end": 10, "text": "Talks fail"}}]}],
            "blocks": [{"kind": "changed", "old": [0], "new": [0], "similarity": d.parts[1].diff.blocks[0].similarity, "ops": [
                {"kind": "equal", "class": null, "old": {"start": 0, "end": 5, "text": "Über "},
                 "new": {"start": 0, "end": 5, "text": "Über "}},
                {"kind": "replace", "class": "substantive", "old": {"start": 5, "end": 6, "text": "5"},
                 "new": {"start": 5, "end": 6, "text": "6"}},
                {"kind": "equal", "class": null, "old": {"start": 6, "end": 12, "text": " died."},
                 "new": {"start": 6, "end": 12, "text": " died."}}]}],
            "claims": [{"id": 12, "before": "approved", "after": "stale", "reason": "a number changed"}],
        });
        let mut drawn = json(&d, &Options::default()).unwrap();
        // Rounded in the document.
        drawn["blocks"][0]["similarity"] = wanted["blocks"][0]["similarity"].clone();
        assert_eq!(drawn, wanted);
    }

    #[test]
    fn files_have_names_and_no_claims() {
        let drawn = json(&RevisionDiff::of_files("a.txt", "One.", "b.txt", ""), &Options::default()).unwrap();
        assert_eq!(drawn["from"]["revision"], "a.txt");
        assert!(drawn.get("article").is_none() && drawn.get("claims").is_none());
        assert_eq!(drawn["blocks"][0]["kind"], "deleted");
    }
}
