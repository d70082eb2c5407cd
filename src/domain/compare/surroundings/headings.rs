//! The headings above: moved, renamed, opposed, or only reworded.

use super::super::{Difference, arrow, contrasts, kinds, words::tokens_of};
use super::before::{is_renamed, reordered};
use crate::domain::{
    context::{Inside, PlaceContext},
    fold,
    lexicon::{
        Lexicon, Section,
        tokens::{self, Token},
    },
};

pub(super) fn headings(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    if approved.headings == now.headings {
        return;
    }
    let keys = |list: &[String]| list.iter().map(|h| fold::glyphs(h)).collect::<Vec<_>>();
    let (a, b) = (keys(&approved.headings), keys(&now.headings));
    if a == b {
        return;
    }
    let gone: Vec<&String> = a.iter().filter(|h| !b.contains(h)).collect();
    let come: Vec<&String> = b.iter().filter(|h| !a.contains(h)).collect();
    if gone.is_empty() && come.is_empty() {
        out.push(Difference::touched("headings reordered", "the headings above stand in another order"));
        return;
    }
    let join = |list: &[&String]| list.iter().map(|h| h.as_str()).collect::<Vec<_>>().join(" / ");
    let (old, new) = (join(&gone), join(&come));
    let arrow = arrow(&old, &new);
    let (outline_now, outline_then) = (keys(&now.outline), keys(&approved.outline));
    let remains = gone.iter().any(|h| outline_now.contains(h));
    let stood = come.iter().any(|h| outline_then.contains(h));
    let (old_words, new_words) = (tokens_of(&old, lexicon), tokens_of(&new, lexicon));
    // What stood under a heading that went falls under one that was there before.
    let fell = !gone.is_empty() && come.iter().all(|h| outline_then.contains(h)) && !b.is_empty();
    let moved = ((remains || gone.is_empty()) && (stood || come.is_empty())) || fell;
    let styled = is_styled_otherwise(&old, &new, lexicon);
    out.push(if moved {
        Difference::touched(format!("heading: {arrow}"), format!("moved to stand under another heading: {arrow}"))
    } else if styled {
        Difference::listed(format!("heading: {arrow}"), format!("the heading above is spelt otherwise: {arrow}"))
    } else if kinds::heading_facts(&old_words, lexicon) != kinds::heading_facts(&new_words, lexicon)
        || rescaled(&old_words, &new_words, lexicon)
        || contrasts::oppose(&old_words, &new_words)
        || (is_renamed(&old_words, &new_words, lexicon, true) && !reordered(&old_words, &new_words))
        || (!gone.is_empty()
            && !come.is_empty()
            && says_other(&old_words, &new_words)
            && names_somebody(&gone, lexicon)
            && names_somebody(&come, lexicon)
            && is_nobodys(approved)
            && is_nobodys(now))
        || (approved.byline.is_some() && names_somebody(&gone, lexicon) && names_somebody(&come, lexicon))
        || (says_i(approved, lexicon) && is_one_name(&gone, lexicon) && is_one_name(&come, lexicon))
        || !lexicon.own
    {
        Difference::touched(format!("heading: {arrow}"), format!("the heading above changed: {arrow}"))
    } else {
        Difference::listed(format!("heading: {arrow}"), format!("the heading above was reworded: {arrow}"))
    });
}

/// Whether the last of some headings may be a person's name and nothing else: two or
/// three words with capital letters that no list knows, the last no plural.
fn names_somebody(headings: &[&String], lexicon: &Lexicon) -> bool {
    let Some(heading) = headings.last() else { return false };
    let tokens = tokens_of(heading, lexicon);
    let (name, rest) = match tokens.iter().position(|t| t.text == ",") {
        Some(comma) => tokens.split_at(comma),
        None => (tokens.as_slice(), &[][..]),
    };
    let word = |t: &Token| t.is_capitalised() && !t.lower.is_common() && t.text.chars().skip(1).any(char::is_lowercase);
    let plural = name.last().is_some_and(|t| t.lower.ends_with('s') || t.lower.ends_with("ing"));
    (2..=3).contains(&name.len()) && name.iter().all(word) && rest.len() <= 8 && !plural
}

/// Whether the last of some headings may be a surname and nothing else.
fn is_one_name(headings: &[&String], lexicon: &Lexicon) -> bool {
    let Some(heading) = headings.last() else { return false };
    match tokens_of(heading, lexicon).as_slice() {
        [name] => name.is_capitalised() && !name.lower.is_common() && !name.lower.ends_with("ing"),
        _ => false,
    }
}

/// Whether somebody says "I" in the sentence.
fn says_i(context: &PlaceContext, lexicon: &Lexicon) -> bool {
    const WORDS: [&str; 8] = ["i", "my", "ich", "je", "yo", "я", "أنا", "我"];
    context.byline.is_some()
        && tokens_of(&context.sentence.text, lexicon).iter().any(|t| WORDS.contains(&t.lower.as_str()))
}

/// Whether words are quoted that nobody is said to say: whoever the heading names may.
fn is_nobodys(context: &PlaceContext) -> bool {
    let opened = |i: &Inside| matches!(i, Inside::QuotationMarks | Inside::BlockQuotation);
    let marks = |c: char| fold::is_double_quote(c) || matches!(c, '‘' | '’' | '「' | '」');
    let text = context.sentence.text.trim_end_matches(['.', '!', '?', ',']);
    // From end to end, or on into the next sentence.
    let quoted = text.starts_with(marks) && (text.ends_with(marks) || text.matches(marks).count() == 1);
    (quoted || context.inside.iter().any(opened)) && context.speaker.is_none() && context.attribution.is_empty()
}

/// Whether two lines have other words.
fn says_other(old: &[Token], new: &[Token]) -> bool {
    tokens::words(old) != tokens::words(new)
}

/// Whether a heading differs in house style alone, in whatever language: capital
/// letters at the beginnings of words that are none without them, and hyphens in words.
fn is_styled_otherwise(a: &str, b: &str, lexicon: &Lexicon) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let joined = |word: &str| -> String { word.chars().filter(|c| *c != fold::HYPHEN).collect() };
    let alike = |a: &str, b: &str| {
        let (whole, other) = (joined(a), joined(b));
        let (mut x, mut y) = (whole.chars(), other.chars());
        let firsts = x.next().map(|c| c.to_lowercase().to_string()) == y.next().map(|c| c.to_lowercase().to_string());
        let long = a.chars().filter(|c| c.is_alphabetic()).count() > LONGEST_ACRONYM;
        let plain = !a.contains(char::is_numeric) && !lexicon.is(&whole.to_lowercase(), Section::Month);
        a == b || (firsts && x.eq(y) && long && plain)
    };
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| alike(a, b))
}

/// As long is a word that may be another without its capital: US, May, IT.
const LONGEST_ACRONYM: usize = 3;

/// Whether a heading names other units, and named some before.
fn rescaled(old: &[Token], new: &[Token], lexicon: &Lexicon) -> bool {
    let (a, b) = (kinds::scale(old, lexicon), kinds::scale(new, lexicon));
    !a.is_empty() && !b.is_empty() && a != b
}
