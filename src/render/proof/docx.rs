//! A proof as a document for a word processor: the article with its claims as
//! comments, then what was corrected and passed, then how much is covered.

use std::io;

use super::covered;
use crate::domain::export::Story;
use crate::domain::proof::{Coverage, Proof};
use crate::render::docx::{Inline, Paragraph, Style, Track};
use crate::render::{View, export, human};

/// Draws the proof; `story` is the same revision with its claims. Answers the
/// bytes of the file.
///
/// # Errors
/// Where the file would be larger than its format can say (4 GiB).
pub fn docx(proof: &Proof, story: &Story, view: &View) -> io::Result<Vec<u8>> {
    let mut document = export::docx::document(story, view.zone.offset_at(view.now));
    let older = if proof.revision == proof.head { String::new() } else { format!("; head is {}", proof.head) };
    document.header =
        vec![(format!("Proof of {}@{} ({}{older})", proof.article, proof.revision, proof.stands()), String::new())];
    if proof.solo {
        let said = "Checked by one person: four eyes are not asked at this desk.".to_owned();
        document.header.push((said, String::new()));
    }
    let mut add = |style, text: String| {
        let content = vec![Inline::Text(Track::Kept, text)];
        document.paragraphs.push(Paragraph { style, content, ..Paragraph::default() });
    };
    if !proof.record.is_empty() {
        add(Style::Label, "Record".to_owned());
    }
    for remark in &proof.record {
        let at = human::local(remark.at, view);
        let note = if remark.note.is_empty() { String::new() } else { format!(": {}", remark.note) };
        add(Style::Note, format!("{} of revision {} by {}, {at}{note}", remark.what, remark.revision, remark.by));
        for passed in &remark.passed {
            add(Style::Note, format!("passed: {passed}"));
        }
    }
    let alone: Vec<i64> = proof.claims.iter().filter(|claim| claim.alone).map(|claim| claim.id.0).collect();
    add(Style::Label, "Coverage".to_owned());
    add(Style::Note, covered(Coverage::of(&proof.sentences)));
    if !alone.is_empty() && !proof.solo {
        add(Style::Note, format!("Checked by one person: {}", human::ranges(alone)));
    }
    document.write()
}
