//! Who says the words, and as what: the speaker, the words that attribute, the label above.

use super::super::{Difference, arrow, words::tokens_of};
use super::{called::person, facts, same};
use crate::domain::{
    claim::Hard,
    context::{Labels, PlaceContext, labels},
    lexicon::{Lexicon, Section, names, tokens::Token},
};

pub(super) fn speaker(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let (a, b) = (approved.speaker.as_deref().unwrap_or_default(), now.speaker.as_deref().unwrap_or_default());
    if same(a, b) {
        label(approved, now, lexicon, out);
        return;
    }
    let arrow = arrow(a, b);
    out.push(if is_same_person(a, approved, b, now) {
        Difference::listed(format!("speaker: {arrow}"), format!("the speaker is named otherwise: {arrow}"))
    } else {
        Difference::stale(Hard::Attribution, format!("speaker: {arrow}"), format!("the speaker changed: {arrow}"))
    });
}

/// What is said around a quotation about who speaks and how. Another name, or a
/// word that denies or doubts, makes it somebody else's words, or not said at
/// all; where nobody is named, so does any other word for who speaks.
pub(super) fn attribution(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let (a, b) = (&approved.attribution, &now.attribution);
    let gone: Vec<&String> = a.iter().filter(|line| !b.iter().any(|other| same(line, other))).collect();
    let come: Vec<&String> = b.iter().filter(|line| !a.iter().any(|other| same(line, other))).collect();
    if (gone.is_empty() && come.is_empty()) || out.iter().any(|d| d.cause.starts_with("speaker:")) {
        return;
    }
    let join = |lines: &[&String]| lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join(" / ");
    let (a, b) = (join(&gone), join(&come));
    let (old, new) = (tokens_of(&a, lexicon), tokens_of(&b, lexicon));
    let named = |tokens: &[Token]| -> Vec<String> {
        names::names(tokens).iter().map(|name| names::text(tokens, name)).collect()
    };
    let words = |tokens: &[Token]| -> Vec<String> {
        tokens.iter().filter(|t| t.is_word()).map(|t| t.lower.as_str().to_owned()).collect()
    };
    let (old_names, new_names, old_words, new_words) = (named(&old), named(&new), words(&old), words(&new));
    let is_any = |word: &str, sections: &[Section]| sections.iter().any(|section| lexicon.is(word, *section));
    // As often on both sides: of two "not" one may have gone.
    let count = |words: &[String], word: &String| words.iter().filter(|other| *other == word).count();
    let differing: Vec<&String> =
        old_words.iter().chain(&new_words).filter(|word| count(&old_words, word) != count(&new_words, word)).collect();
    // "Said Jane Hill", "Jane Hill said"; but not "denied that she said", "said that she denied".
    let rest = |words: &[String], names: &[String]| -> Vec<String> {
        let named = |word: &String| names.iter().any(|name| name.to_lowercase().split(' ').any(|part| part == word));
        words.iter().filter(|word| !named(word)).cloned().collect()
    };
    let same_order = rest(&old_words, &old_names) == rest(&new_words, &new_names);
    if lexicon.own && differing.is_empty() && same_order && old_names == new_names {
        return;
    }
    let light = |word: &&String| {
        is_any(word, &[Section::Common, Section::Determiner, Section::Pronoun, Section::Weekday, Section::Relative])
            || (word.ends_with("ly") && word.len() > 4)
            || PLAINLY.contains(&word.as_str())
    };
    // "He said", "she said": somebody else is meant.
    let one_sided = |words: &[String], others: &[String]| {
        words.iter().any(|word| is_any(word, &[Section::Pronoun]) && !others.contains(word))
    };
    let swapped = one_sided(&old_words, &new_words) && one_sided(&new_words, &old_words);
    let turned = |word: &&String| is_any(word, &[Section::Negation, Section::Modality, Section::Scope]);
    let says = |word: &String| lexicon.is(word, Section::Speech);
    let arrow = arrow(&a, &b);
    let message = format!("the words that attribute it were reworded: {arrow}");
    let cause = format!("attribution: {arrow}");
    let turns = differing.iter().any(turned);
    let lightly = !differing.is_empty() && differing.iter().all(light);
    out.push(if lexicon.own && !turns && !swapped && old_names == new_names && lightly {
        Difference::listed(cause, message)
    } else if !turns
        && ((!old_names.is_empty() && old_names == new_names)
            || !(old_words.iter().any(says) || new_words.iter().any(says)))
    {
        Difference::touched(cause, message)
    } else {
        Difference::stale(Hard::Attribution, cause, format!("the attribution changed: {arrow}"))
    });
}

/// Verbs of saying that say no more than that.
const PLAINLY: [&str; 14] = [
    "said",
    "says",
    "added",
    "adds",
    "told",
    "tells",
    "also",
    "sagte",
    "sagt",
    "dit",
    "dijo",
    "dice",
    "сказал",
    "сказала",
];

/// Whether two names of a speaker are one person's: the longer is what the
/// text had last called the shorter in full, or, where it never did, has a
/// first name more. A title alone proves nothing.
pub(super) fn is_same_person(a: &str, approved: &PlaceContext, b: &str, now: &PlaceContext) -> bool {
    let (a, b) = (names::untitled(a), names::untitled(b));
    let full = |short: &str, context: &PlaceContext| {
        context.full_names.iter().find(|(name, _)| name == short).map(|(_, full)| person(full))
    };
    let longer = |short: &str, context: &PlaceContext, other: &PlaceContext, long: &str| {
        let Some((first, _)) = long.rsplit_once(' ').filter(|(_, last)| *last == short) else { return false };
        match full(short, context).or_else(|| full(short, other)) {
            Some(full) => full == person(long),
            // Named nowhere else: one first name, with an initial or without.
            None => {
                let words = || first.split(' ').filter(|word| word.chars().count() > 1);
                words().count() == 1
                    && words().all(|word| word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase))
                    && names::untitled(&format!("{short} Hill")) != "Hill"
            }
        }
    };
    if a == b {
        return a.contains(' ') || (full(a, approved).is_some() && full(a, approved) == full(b, now));
    }
    longer(a, approved, now, b) || longer(b, now, approved, a)
}

/// The label above words that no quotation marks (row "speaker"). One in place
/// of another may be somebody else speaking; one that comes or goes too, where
/// it looks like a speaker and isn't the dateline's place.
fn label(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let (a, b) = (approved.label.as_deref().unwrap_or_default(), now.label.as_deref().unwrap_or_default());
    if same(a, b) {
        return;
    }
    let arrow = arrow(a, b);
    if !a.is_empty() && !b.is_empty() {
        out.push(Difference::touched(format!("label: {arrow}"), format!("the label above changed: {arrow}")));
        return;
    }
    let one = if a.is_empty() { b } else { a };
    let first_person = approved.byline.is_some() || now.byline.is_some();
    let placed = [&approved.dateline, &now.dateline]
        .into_iter()
        .flatten()
        .any(|line| line.to_lowercase().contains(&one.to_lowercase()));
    let says = |t: &Token| t.lower.is(Section::Speech);
    let turns = || !facts(one, lexicon).is_empty() || tokens_of(one, lexicon).iter().any(says);
    if !placed && (first_person || labels(one) == Labels::Somebody || turns()) {
        let message = if a.is_empty() {
            format!("a label now stands above, so that somebody else may be speaking: {one}")
        } else {
            format!("a label no longer stands above, so that somebody else may be speaking: {one}")
        };
        out.push(Difference::touched(format!("label: {arrow}"), message));
    }
}
