//! What only looks otherwise, the words being the same: links, emphasis, white space, glyphs.

use super::{
    Difference, arrow,
    words::{Cut, is_number},
};
use crate::domain::{
    claim::Hard,
    context::Sentence,
    emphasis::set_off,
    fold,
    lexicon::tokens::{Token, TokenKind},
};

/// Every link and picture that is another, that came or went.
pub(super) fn links(a: &Sentence, b: &Sentence) -> Vec<Difference> {
    if a.links == b.links {
        return Vec::new();
    }
    let is_picture = |link: &&String| link.starts_with("![");
    let mut out = Vec::new();
    for pictures in [true, false] {
        let of =
            |all: &[String]| -> Vec<String> { all.iter().filter(|l| is_picture(l) == pictures).cloned().collect() };
        let (old, new) = (of(&a.links), of(&b.links));
        if old == new {
            continue;
        }
        let mut gone = old.iter().filter(|link| !new.contains(link));
        let mut come = new.iter().filter(|link| !old.contains(link));
        let mut told = |from: &str, to: &str| {
            let arrow = arrow(from, to);
            out.push(if pictures {
                // A picture in the line may be its verdict: a tick, a cross.
                Difference::touched(format!("picture: {arrow}"), format!("a picture in the sentence changed: {arrow}"))
            } else {
                // Two long targets may look the same where they are cut short.
                Difference::listed(format!("link: {from} → {to}"), format!("a link's target changed: {arrow}"))
            });
        };
        let mut any = false;
        loop {
            let (from, to) = (gone.next(), come.next());
            if from.is_none() && to.is_none() {
                break;
            }
            any = true;
            told(from.map_or("", String::as_str), to.map_or("", String::as_str));
        }
        if !any {
            // The same ones in another order, or one of them more often.
            told(&old.join(" "), &new.join(" "));
        }
    }
    out
}

/// Whether emphasis or other markup changed, links apart.
pub(super) fn emphasis(a: &Sentence, b: &Sentence) -> Option<Difference> {
    (a.source != b.source && set_off(&a.source) != set_off(&b.source)).then(marked_up)
}

pub(super) fn marked_up() -> Difference {
    Difference::listed("markup", "emphasis or markup changed around the words")
}

/// The same tokens with white space where there was none, or the reverse.
pub(super) fn spacing(old: &Cut, new: &Cut) -> Vec<Difference> {
    let mut out = Vec::new();
    for at in 1..old.tokens.len() {
        let (Some(a), Some(b), Some(before)) = (old.tokens.get(at), new.tokens.get(at), old.tokens.get(at - 1)) else {
            continue;
        };
        if a.spaced == b.spaced {
            continue;
        }
        let (from, to) = (old.join(at - 1..at + 1), new.join(at - 1..at + 1));
        let arrow = arrow(&from, &to);
        let numeric =
            |t: &Token| t.kind == TokenKind::Number || t.text.chars().all(|c| fold::is_currency(c) || c == fold::SIGN);
        // 5% and 5 %: a space between a number and its sign is nobody's number.
        let sign =
            |t: &Token| t.text.chars().all(|c| fold::is_currency(c) || matches!(c, '%' | '‰' | '٪' | '°' | '℃' | '℉'));
        let number = |at: Option<usize>| at.and_then(|at| old.tokens.get(at)).is_some_and(is_number);
        let signed = (sign(a) && is_number(before) && !number(Some(at + 1)))
            || (sign(before) && is_number(a) && !number(at.checked_sub(2)));
        if !signed && (numeric(a) || numeric(before)) {
            out.push(Difference::stale(
                Hard::Number,
                format!("number: {arrow}"),
                format!("number changed by a space: {arrow}"),
            ));
        } else if a.is_word() && before.is_word() {
            out.push(Difference::stale(
                Hard::Characters,
                format!("words: {arrow}"),
                format!("words changed by a space: {arrow}"),
            ));
        } else {
            out.push(Difference::listed(format!("spacing: {arrow}"), format!("a space came or went: {arrow}")));
        }
    }
    out
}

/// The same tokens in other glyphs: every glyph that became others, and which.
pub(super) fn glyphs(old: &Cut, new: &Cut) -> Vec<Difference> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut add = |from: String, to: String| match found.iter_mut().find(|(known, _)| *known == from) {
        Some((_, others)) if others.contains(&to) => {}
        Some((_, others)) => others.push(to),
        None => found.push((from, vec![to])),
    };
    for (from, to) in old.written.iter().zip(&new.written).filter(|(from, to)| from != to) {
        if from.chars().count() == to.chars().count() {
            let pairs = from.chars().zip(to.chars()).filter(|(from, to)| from != to);
            pairs.for_each(|(from, to)| add(from.to_string(), to.to_string()));
        } else {
            add(from.clone(), to.clone());
        }
    }
    let told = |(from, to): (String, Vec<String>)| {
        let arrow = format!("{from} → {}", to.join(" "));
        Difference::listed(format!("glyphs: {arrow}"), format!("other glyphs: {arrow}"))
    };
    found.into_iter().map(told).collect()
}
