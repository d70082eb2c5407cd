//! Paragraphs whose marks came or went, set so that every program that reads
//! documents joins them alike.

use crate::render::docx::{Inline, Paragraph, Style, Track};

/// The same paragraphs: accepting and rejecting gives the same texts.
pub(super) fn settled(mut paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    end(&mut paragraphs);
    let mut out = Vec::with_capacity(paragraphs.len());
    let mut group = Vec::new();
    for paragraph in paragraphs {
        let ends = paragraph.mark == Track::Kept;
        group.push(paragraph);
        if ends {
            apart(&mut out, std::mem::take(&mut group));
        }
    }
    apart(&mut out, group);
    out
}

/// The mark of the document's last paragraph can't come or go: there is
/// nothing after it to go on in. So the mark before it does, or the last old
/// and the last new paragraph become one.
fn end(paragraphs: &mut Vec<Paragraph>) {
    let tail = paragraphs.iter().rposition(|p| p.mark == Track::Kept).map_or(0, |kept| kept + 1);
    let Some(last) = paragraphs.len().checked_sub(1).filter(|last| tail <= *last) else { return };
    let of = |track| paragraphs.iter().skip(tail).rposition(|p| p.mark == track).map(|at| tail + at);
    match (of(Track::Deleted), of(Track::Inserted)) {
        (Some(gone), Some(come)) => {
            let (was, is) = (style(paragraphs, gone), style(paragraphs, come));
            if let Some(paragraph) = paragraphs.get_mut(last) {
                (paragraph.mark, paragraph.style, paragraph.was) = (Track::Kept, is, Some(was).filter(|w| *w != is));
            }
            let first = paragraphs.remove(gone.min(come));
            if let Some(next) = paragraphs.get_mut(gone.min(come)) {
                next.content.splice(0..0, first.content);
            }
        }
        (gone, _) => {
            let track = if gone.is_some() { Track::Deleted } else { Track::Inserted };
            let before = tail.checked_sub(1).and_then(|kept| paragraphs.get_mut(kept)).filter(|p| !is_heading(p));
            let Some(before) = before else {
                // All of the text came or went; or it ends with a heading now, and an empty paragraph stays.
                if tail == 0
                    && let Some(paragraph) = paragraphs.get_mut(last)
                {
                    paragraph.mark = Track::Kept;
                }
                return;
            };
            let (is, was) = (before.style, before.was.unwrap_or(before.style));
            before.mark = track;
            if track == Track::Deleted {
                (before.style, before.was) = (was, None);
            }
            if let Some(paragraph) = paragraphs.get_mut(last) {
                let own = paragraph.style;
                let (new, old) = if track == Track::Deleted { (is, own) } else { (own, was) };
                (paragraph.mark, paragraph.style, paragraph.was) = (Track::Kept, new, Some(old).filter(|w| *w != new));
            }
        }
    }
}

fn style(paragraphs: &[Paragraph], at: usize) -> Style {
    paragraphs.get(at).map_or(Style::Body, |p| p.style)
}

fn is_heading(paragraph: &Paragraph) -> bool {
    matches!(paragraph.style, Style::Heading(_)) || matches!(paragraph.was, Some(Style::Heading(_)))
}

/// Adds paragraphs that go on in one another on one side. Where a heading goes
/// on in a text, or a text in a heading, not every program follows: such
/// paragraphs are shown as replaced whole.
fn apart(out: &mut Vec<Paragraph>, group: Vec<Paragraph>) {
    let joined = |gone: Track| {
        let words = |p: &Paragraph| p.content.iter().any(|i| matches!(i, Inline::Text(track, _) if *track != gone));
        let mut heading = false;
        let mut parts = 0;
        for paragraph in &group {
            if words(paragraph) {
                parts += 1;
                heading |= is_heading(paragraph);
            }
            if paragraph.mark != gone {
                if parts > 1 && heading {
                    return true;
                }
                (heading, parts) = (false, 0);
            }
        }
        parts > 1 && heading
    };
    if group.len() < 2 || !(joined(Track::Deleted) || joined(Track::Inserted)) {
        out.extend(group);
        return;
    }
    for (side, other) in [(Track::Deleted, Track::Inserted), (Track::Inserted, Track::Deleted)] {
        let mut content = Vec::new();
        for paragraph in &group {
            for inline in &paragraph.content {
                match inline {
                    Inline::Text(track, text) if *track != other => content.push(Inline::Text(side, text.clone())),
                    Inline::Text(..) => {}
                    // Comments stay with the new text.
                    note if side == Track::Inserted => content.push(note.clone()),
                    _ => {}
                }
            }
            if paragraph.mark != other {
                let style = match (side, paragraph.was) {
                    (Track::Deleted, Some(was)) => was,
                    _ => paragraph.style,
                };
                out.push(Paragraph { style, was: None, mark: side, content: std::mem::take(&mut content) });
            }
        }
        if let (Some(last), false) = (out.last_mut(), content.is_empty()) {
            last.content.append(&mut content);
        }
    }
}
