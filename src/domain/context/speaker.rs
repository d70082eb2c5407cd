//! Who says it: the speaker of a sentence that stands in a quotation.
//!
//! Looked for where readers look: in the sentence itself (then its words are
//! compared anyway, and nothing is kept here), in the next sentence of the
//! same quotation, in the nearest sentence before under the same heading that
//! names anybody outside quotation marks, in the label at the paragraph's head.

use crate::domain::lexicon::{
    Lexicon, Section,
    names::{self, Name},
    tokens::{Token, TokenKind},
};

/// What a sentence says about who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    /// A name (or, where there are no capitals, the words about the verb).
    Named(String),
    /// "The minister said": somebody, by what they are.
    Described(String),
    /// "He said", or nothing at all.
    Nobody,
}

/// How many tokens from a verb of saying its subject may stand.
const NEAR: usize = 7;

/// Who a sentence says speaks. `tokens` are those outside quotation marks.
/// Without a verb of saying the first name counts, if `loosely`.
pub(super) fn says(tokens: &[Token], loosely: bool) -> Says {
    let found = names::names(tokens);
    let verbs = tokens.iter().enumerate().filter(|(_, t)| t.kind == TokenKind::Word && t.lower.is(Section::Speech));
    let mut described = None;
    for (verb, token) in verbs {
        if token.is_capitalised() && found.iter().any(|name| (name.start..name.end).contains(&verb)) {
            continue;
        }
        // "She told Reuters": whoever she is speaks.
        let beside = [verb.checked_sub(1), Some(verb + 1)];
        let pronoun = beside.iter().flatten().filter_map(|at| tokens.get(*at)).any(is_pronoun);
        if let Some(name) = nearest(&found, verb, tokens)
            && !(pronoun && name.start > verb)
        {
            return Says::Named(names::text(tokens, name));
        }
        if !pronoun && described.is_none() {
            described = subject(tokens, verb);
        }
    }
    match described {
        Some(words) => Says::Described(words),
        None if loosely => {
            let placed =
                |name: &Name| name.start.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(is_preposition);
            let mut free = found.iter().filter(|name| !placed(name)).peekable();
            let first = free.next().map(|first| free.next_if(|next| is_theirs(first, next, tokens)).unwrap_or(first));
            first.map_or(Says::Nobody, |name| Says::Named(names::text(tokens, name)))
        }
        None => Says::Nobody,
    }
}

/// Whether a name is that of somebody by whose role another stands: "Ashby captain Lister".
fn is_theirs(owner: &Name, name: &Name, tokens: &[Token]) -> bool {
    const ROLES: [&str; 40] = [
        "captain",
        "coach",
        "manager",
        "convener",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "leader",
        "minister",
        "secretary",
        "chief",
        "director",
        "president",
        "chairman",
        "chairwoman",
        "chair",
        "mayor",
        "governor",
        "senator",
        "head",
        "boss",
        "founder",
        "owner",
        "editor",
        "lawyer",
        "analyst",
        "economist",
        "striker",
        "defender",
        "midfielder",
        "goalkeeper",
        "official",
        "officer",
        "executive",
        "engineer",
        "teacher",
        "professor",
        "resident",
        "worker",
        "member",
    ];
    const WORDS: usize = 3;
    let between = tokens.get(owner.end..name.start).unwrap_or_default();
    let word = |t: &Token| t.kind == TokenKind::Word && !t.lower.is_common() && !is_preposition(t);
    let role = between.last().is_some_and(|t| ROLES.contains(&t.lower.as_str()));
    role && between.len() <= WORDS && between.iter().all(word)
}

fn is_pronoun(token: &Token) -> bool {
    token.lower.is(Section::Pronoun) || token.lower.is(Section::Person)
}

/// The name closest to a verb, none further than [`NEAR`] and no pronoun between.
fn nearest<'n>(found: &'n [Name], verb: usize, tokens: &[Token]) -> Option<&'n Name> {
    let near = |name: &&Name| {
        let (distance, between) = if name.end <= verb {
            (verb - name.end, name.end..verb)
        } else {
            (name.start.saturating_sub(verb + 1), verb + 1..name.start)
        };
        let between = tokens.get(between).unwrap_or_default();
        let placed = name.start.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(is_preposition);
        let said_by_other = between.iter().any(is_pronoun);
        (distance <= NEAR && !said_by_other && !(placed && distance > 0)).then_some(distance)
    };
    found
        .iter()
        .filter_map(|name| near(&name).map(|distance| (distance, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Whether a sentence has a verb of saying. `tokens` are those outside quotation marks.
pub(super) fn attributes(tokens: &[Token]) -> bool {
    tokens.iter().any(|t| t.kind == TokenKind::Word && t.lower.is(Section::Speech))
}

/// Everybody and everything that a sentence names.
pub(super) fn named(tokens: &[Token]) -> Vec<String> {
    names::names(tokens).iter().map(|name| names::text(tokens, name)).collect()
}

/// Whether words are of a script without capitals, in which no name can be told.
pub(super) fn is_uncased(tokens: &[Token]) -> bool {
    tokens.iter().any(|t| t.kind == TokenKind::Word && !has_case(&t.text))
}

/// What is inserted into a quotation, within its marks, about who speaks: from a
/// comma or dash and a verb of saying on, up to the next stop.
pub(super) fn inserted(tokens: &[Token]) -> Vec<String> {
    const LONG: usize = 12;
    let parts = |t: &Token| matches!(t.text.as_str(), "," | "—" | "–" | "-");
    let ends = |t: &Token| matches!(t.text.as_str(), "," | "." | "—" | "–" | ";" | ":" | "»" | "”" | "\"");
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let behind = (1..=3).filter_map(|back| at.checked_sub(back)).filter_map(|at| tokens.get(at)).any(parts);
        if token.kind == TokenKind::Word && behind && token.lower.is(Section::Speech) {
            let words = tokens.get(at..).unwrap_or_default().iter().take(LONG).take_while(|t| !ends(t));
            found.push(words.map(|t| t.text.as_str()).collect::<Vec<_>>().join(" "));
        }
    }
    found
}

/// "In Paris", "to Reuters": such a name doesn't speak.
fn is_preposition(token: &Token) -> bool {
    const PLACING: [&str; 49] = [
        "by", "after", "before", "like", "unlike", "echoing", "since", "than", "between", "in", "at", "on", "from",
        "near", "via", "into", "to", "with", "about", "for", "of", "against", "over", "im", "am", "aus", "bei", "nach",
        "mit", "über", "gegen", "für", "à", "dans", "en", "de", "du", "des", "contre", "avec", "sur", "a", "sobre",
        "con", "в", "на", "из", "от", "с",
    ];
    PLACING.contains(&token.lower.as_str())
}

/// The few words that a verb of saying has for its subject.
fn subject(tokens: &[Token], verb: usize) -> Option<String> {
    let part = |t: &&Token| t.is_word();
    let before: Vec<&Token> = tokens.get(..verb)?.iter().rev().take_while(part).take(3).collect();
    let words: Vec<String> = if before.is_empty() {
        tokens.get(verb + 1..)?.iter().take_while(part).take(3).map(|t| t.lower.as_str().to_owned()).collect()
    } else {
        before.into_iter().rev().map(|t| t.lower.as_str().to_owned()).collect()
    };
    (!words.is_empty()).then(|| words.join(" "))
}

/// What somebody is who is only described: `spokesman` of "the spokesman".
pub(super) fn role(described: &str, lexicon: &Lexicon) -> Option<String> {
    let says_what = |word: &&str| !lexicon.is(word, Section::Common) && !lexicon.is(word, Section::Determiner);
    described.rsplit(' ').find(says_what).map(str::to_owned)
}

/// The names beside a role in a sentence: "a spokesman for Shell", "Shell's spokesman, Tom Hill".
pub(super) fn named_beside(tokens: &[Token], role: &str) -> Option<String> {
    /// How many tokens may stand between.
    const BESIDE: usize = 3;
    let at = tokens.iter().position(|t| t.lower == *role)?;
    let near = |name: &&Name| {
        let between = if name.end <= at { at - name.end } else { name.start.saturating_sub(at + 1) };
        between <= BESIDE
    };
    let found = names::names(tokens);
    let beside: Vec<String> = found.iter().filter(near).map(|name| names::text(tokens, name)).collect();
    (!beside.is_empty()).then(|| beside.join(", "))
}

/// Who signs a quotation, where a sentence is nothing but a signature: behind
/// a dash, in parentheses, or, standing `alone`, a bare name.
pub(super) fn signature(tokens: &[Token], alone: bool) -> Option<String> {
    const WORDS: usize = 12;
    let (first, last) = (tokens.first()?, tokens.last()?);
    let words = tokens.iter().filter(|t| t.is_word()).count();
    if words == 0 || words > WORDS {
        return None;
    }
    // @hill
    if alone && first.text == "@" && words <= 2 {
        return Some(tokens.iter().map(|t| t.text.as_str()).collect());
    }
    let dashed = matches!(first.text.as_str(), "—" | "–" | "―" | "--" | "-");
    let inner = tokens.get(1..).unwrap_or_default();
    let enclosed = first.text == "(" && matches!(last.text.as_str(), ")" | ".");
    let named = |tokens: &[Token]| tokens.iter().any(|t| t.is_capitalised() || !has_case(&t.text));
    let joined =
        |tokens: &[Token]| tokens.iter().filter(|t| t.is_word()).map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ");
    if (dashed || enclosed) && named(inner) && words <= WORDS {
        return Some(joined(inner));
    }
    let name = names::names(tokens).into_iter().next().filter(|name| name.start == 0);
    let bare = words <= 6
        && name.as_ref().is_some_and(|name| name.end + 4 >= tokens.len())
        && tokens.iter().filter(|t| t.kind == TokenKind::Word).all(|t| t.is_capitalised() || t.lower.len() <= 3);
    // Jane Hill, mayor of Halm
    let described = name.is_some_and(|name| name.end > 1 && tokens.get(name.end).is_some_and(|t| t.text == ","));
    (alone && last.is_word() && (bare || described)).then(|| joined(tokens))
}

fn has_case(text: &str) -> bool {
    text.chars().any(|c| c.is_lowercase() || c.is_uppercase()) || !text.chars().any(char::is_alphabetic)
}

/// Who is named inside the marks of a quotation as its speaker, as French does:
/// a comma, a verb of saying, and a name right behind it.
pub(super) fn incise(tokens: &[Token]) -> Option<String> {
    let found = names::names(tokens);
    let comma = |verb: usize| {
        (1..=3).filter_map(|back| verb.checked_sub(back)).filter_map(|at| tokens.get(at)).any(|t| t.text == ",")
    };
    tokens
        .iter()
        .enumerate()
        .filter(|(at, t)| t.kind == TokenKind::Word && t.lower.is(Section::Speech) && comma(*at))
        .find_map(|(at, _)| found.iter().find(|name| name.start == at + 1))
        .map(|name| names::text(tokens, name))
}

/// Who signs a letter: a short line behind a dash that begins with a name and
/// ends without a stop.
pub(super) fn signed(tokens: &[Token]) -> Option<String> {
    let dashed = tokens.first().is_some_and(|t| matches!(t.text.as_str(), "—" | "–" | "―" | "--"));
    let inner = tokens.get(1..).unwrap_or_default();
    let named = names::names(inner).first().is_some_and(|name| name.start == 0);
    let ends = tokens.last().is_some_and(Token::is_word);
    if dashed && named && ends { signature(tokens, false) } else { None }
}
