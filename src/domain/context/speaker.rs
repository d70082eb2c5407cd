//! Who says it: the speaker of a sentence that stands in a quotation.
//!
//! Looked for where readers look: in the sentence itself (then its words are
//! compared anyway, and nothing is kept here), in the next sentence of the
//! same quotation, in the nearest sentence before under the same heading that
//! names anybody outside quotation marks, in the label at the paragraph's head.

use crate::domain::{
    fold,
    lexicon::{
        Lexicon, Section,
        names::{self, Name},
        tokens::{self, Token, TokenKind},
    },
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

/// Labels that announce what follows and name no speaker.
const NOTICES: &[&str] = &[
    "update",
    "updated",
    "updates",
    "correction",
    "corrections",
    "clarification",
    "note",
    "notes",
    "breaking",
    "watch",
    "read",
    "photo",
    "photos",
    "picture",
    "pictures",
    "image",
    "images",
    "video",
    "graphic",
    "map",
    "chart",
    "table",
    "figure",
    "source",
    "sources",
    "related",
    "disclosure",
    "exclusive",
    "summary",
    "background",
    "context",
    "timeline",
    "tip",
    "tips",
    "caution",
    "example",
    "examples",
    "step",
    "more",
    "live",
    "alert",
    "important",
    "download",
    "deadline",
    "when",
    "where",
    "what",
    "who",
    "why",
    "how",
    "date",
    "time",
    "location",
    "price",
    "cost",
    "contact",
    "tags",
    "slide",
    "slides",
    "episode",
    "day",
    "week",
    "month",
    "part",
    "chapter",
    "section",
    "module",
    "session",
    "lesson",
    "phase",
    "stage",
    "option",
    "disclaimer",
    "advantages",
    "disadvantages",
    "benefits",
    "challenges",
    "reality",
    "result",
    "results",
    "goal",
    "goals",
    "conclusion",
    "overview",
    "notice",
    "topics",
    "pros",
    "cons",
    "todo",
    "faq",
    "ps",
    "p.s.",
    "nb",
    "credit",
    "hinweis",
    "anmerkung",
    "korrektur",
    "quelle",
    "quellen",
    "foto",
    "fotos",
    "bild",
    "grafik",
    "aktualisiert",
    "lire",
    "voir",
    "crédit",
    "nota",
    "actualización",
    "fuente",
    "fuentes",
    "источник",
    "фото",
    "видео",
    "обновлено",
    "примечание",
    "ملاحظة",
    "المصدر",
    "صورة",
    "تحديث",
    "注",
    "图",
    "来源",
    "更新",
];

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

/// How surely a label names a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// Capitals, initials, or a name of several words.
    Somebody,
    /// One word with a capital letter: a name, or what the paragraph is about.
    Perhaps,
}

/// How surely a label names a speaker.
pub fn labels(label: &str) -> Labels {
    let words = || label.split(' ').filter(|w| w.chars().any(char::is_alphabetic));
    let capitals = words().all(|w| w.chars().all(|c| !c.is_lowercase()));
    let cased = words().all(|w| !w.starts_with(char::is_lowercase));
    if capitals || (cased && words().count() > 1) { Labels::Somebody } else { Labels::Perhaps }
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

/// What a time code takes at the head of a paragraph: `[00:12] HILL: …`.
fn time_code(tokens: &[Token]) -> usize {
    let timed = |t: &Token| t.kind == TokenKind::Number && t.text.contains(':');
    match tokens {
        [open, time, close, ..] if matches!(open.text.as_str(), "[" | "(") && timed(time) && close.text.len() == 1 => 3,
        [time, ..] if timed(time) => 1,
        _ => 0,
    }
}

/// Whether a paragraph begins with the mark of a question or of an answer, as
/// interviews in some papers do: `Q. …`, `A. …`.
pub(super) fn asks(seen: &[char], mark: char) -> bool {
    let mut chars = seen.iter().skip_while(|c| c.is_whitespace());
    chars.next() == Some(&mark) && chars.next() == Some(&'.') && chars.next().is_some_and(|c| c.is_whitespace())
}

/// The words in bold with which a paragraph begins, as a name does in an
/// interview or a title in a list: `**Hill** We cut …`. `source` is the block's own.
pub(super) fn run_in(source: &[char]) -> Option<String> {
    let (inner, follows) = set_off(source)?;
    let follows: String = follows.iter().take(40).collect();
    // A break of the line may stand between.
    let rest = follows.trim_start_matches('\\');
    let tag = rest.strip_prefix("<br").and_then(|tag| tag.split_once('>'));
    let rest = tag.map_or(rest, |(_, rest)| rest);
    let apart = rest.len() < follows.len() || rest.starts_with(char::is_whitespace);
    let runs_on = apart && rest.trim_start().starts_with(|c: char| !c.is_lowercase());
    let stopped = inner.last().is_some_and(|c| matches!(c, '.' | '!' | '?'));
    let words = inner.split(|c| c.is_whitespace()).filter(|w| !w.is_empty()).count();
    let begins = inner.first().is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase());
    let plain = !inner.iter().any(|c| matches!(c, '*' | '[' | '`' | '<'));
    // `**What is true:** The roof fell. …`; a time, `**10:45**`, is no label.
    let timed =
        |at: usize| at > 0 && [at - 1, at + 1].iter().all(|at| inner.get(*at).is_some_and(char::is_ascii_digit));
    let colons = inner.iter().enumerate().filter(|(at, c)| matches!(c, ':' | '：') && !timed(*at)).count();
    let labels = inner.last().is_some_and(|c| matches!(c, ':' | '：'));
    let plain = plain && colons == usize::from(labels);
    // `**Jane Hill, the mayor of Halm** We cut …`
    let fits = match words {
        _ if stopped => words <= 2,
        _ if labels || inner.contains(&',') => words <= 8,
        _ => words <= 5,
    };
    (begins && runs_on && plain && fits).then(|| inner.iter().collect())
}

/// The words in bold, by marks or by tags, with which characters begin, and what follows them.
fn set_off(source: &[char]) -> Option<(&[char], &[char])> {
    const LONG: usize = 60;
    const MARKS: [(&str, &str); 4] = [("**", "**"), ("__", "__"), ("<strong>", "</strong>"), ("<b>", "</b>")];
    if !source.first().is_some_and(|c| matches!(c, '*' | '_' | '<')) {
        return None;
    }
    let stands = |at: usize, mark: &str| mark.chars().enumerate().all(|(i, c)| source.get(at + i) == Some(&c));
    let (open, close) = MARKS.iter().find(|(open, _)| stands(0, open))?;
    let begin = open.len();
    source.get(begin).filter(|c| !c.is_whitespace() && !matches!(c, '*' | '_'))?;
    let end = (begin + 1..source.len().min(begin + LONG)).find(|at| stands(*at, close))?;
    source.get(begin..end).zip(source.get(end + close.len()..))
}

/// The words before a colon with which a line begins, whatever they are: a date
/// ("3 May: …"), who speaks and as what ("Jane Hill, mayor of Halm: …"); or a
/// name or a date before a dash. `opening` says that the line opens the text,
/// where a dash stands behind the dateline.
pub(super) fn heads(seen: &[char], opening: bool) -> Option<String> {
    const LONG: usize = 100;
    const WORDS: usize = 12;
    let near = seen.get(..seen.len().min(LONG)).unwrap_or_default();
    let free = |at: usize| seen.get(at + 1).is_none_or(|c| c.is_whitespace());
    let colon = near.iter().enumerate().position(|(at, c)| *c == '：' || (*c == ':' && free(at)));
    let text = |end: usize| -> Option<String> {
        let head = near.get(..end)?;
        let mark = |c: &char| fold::is_double_quote(*c) || matches!(c, '?' | '!' | ';' | '…');
        let text: String = head.iter().collect();
        let words = text.split_whitespace().count();
        let says = text.chars().any(char::is_alphanumeric) && (1..=WORDS).contains(&words) && !is_notice(&text);
        (says && !head.iter().any(mark)).then(|| fold::spaces(&text))
    };
    if let Some(colon) = colon {
        // "He said: “…”" says who speaks those words alone.
        let mark = |c: &char| fold::is_double_quote(*c) || fold::is_single_quote(*c);
        let speaks = seen.iter().skip(colon + 1).find(|c| !c.is_whitespace()).is_some_and(mark);
        return text(colon).filter(|_| !speaks);
    }
    let dash = near.windows(3).position(
        |w| matches!(w, [before, '–' | '—' | '-' | '―', after] if before.is_whitespace() && after.is_whitespace()),
    );
    let dashed = dash.and_then(text).filter(|head| {
        let words = || head.split(' ');
        let cased = words().all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()));
        let several = words().count() > 1 && head.chars().any(char::is_lowercase) && !head.contains(['(', ',']);
        let names = words().count() > 1 || head.contains(char::is_numeric);
        cased && names && words().count() <= 4 && (!opening || several)
    });
    dashed.or_else(|| clock(near))
}

/// The time of day with which a line of a live report begins, with its zone: `14:05 The bridge …`.
fn clock(line: &[char]) -> Option<String> {
    let line: String = line.iter().collect();
    let (time, rest) = line.split_once(' ')?;
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    let timed = time
        .split_once([':', '.', 'h'])
        .is_some_and(|(hour, minute)| digits(hour) && digits(minute) && minute.len() == 2);
    let zone = rest.split(' ').next().filter(|word| {
        matches!(*word, "a.m." | "p.m." | "am" | "pm" | "Uhr")
            || ((2..=4).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase()))
    });
    let behind = zone.and_then(|zone| rest.strip_prefix(zone)).unwrap_or(rest);
    let dash = |c: char| c.is_whitespace() || matches!(c, '–' | '—' | '-' | '―' | ',' | '|');
    let begins = behind.trim_start_matches(dash).starts_with(char::is_uppercase);
    let whole = zone.map_or_else(|| time.to_owned(), |zone| format!("{time} {zone}"));
    (timed && begins).then_some(whole)
}

/// Whether one or two words say that a notice follows: "Editor's note", "Update".
pub(super) fn is_notice(head: &str) -> bool {
    let words = || head.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase());
    words().count() <= 2 && words().any(|word| NOTICES.contains(&word.as_str()))
}

/// A name in capitals that stands before a stop: `HILL. We cut …`.
pub(super) fn stopped(seen: &[char]) -> Option<String> {
    let text: String = seen.iter().collect();
    let name = text.trim().strip_suffix('.')?;
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    let name_like = letters().count() > 2 && letters().all(char::is_uppercase) && name.split(' ').count() <= 4;
    name_like.then(|| name.to_owned())
}

/// The label that a paragraph begins with: `LAVROV:`, `Q:`, `Anna Meier:`, `王强：`.
pub(super) fn label(tokens: &[Token]) -> Option<String> {
    let tokens = tokens.get(time_code(tokens)..)?;
    let colon = tokens.iter().take(6).position(|t| matches!(t.text.as_str(), ":" | "："))?;
    let name = tokens.get(..colon)?;
    (closes_label(tokens, colon, name) && names_speaker(name, false)).then(|| spoken(name))
}

/// The same with a role or a remark behind the name, or small words within it:
/// `Jane Hill, mayor of Halm:`, `HILL (laughs):`, `van der Berg:`. It is not as
/// sure: the name of a place may stand so.
pub(super) fn described_label(tokens: &[Token]) -> Option<String> {
    const LONG: usize = 20;
    let tokens = tokens.get(time_code(tokens)..)?;
    let colon = tokens.iter().take(LONG).position(|t| matches!(t.text.as_str(), ":" | "："))?;
    let whole = tokens.get(..colon)?;
    let count = |marks: [&str; 3]| whole.iter().filter(|t| marks.contains(&t.text.as_str())).count();
    let remark = whole.iter().position(|t| matches!(t.text.as_str(), "," | "(" | "[" | "（")).filter(|at| *at > 0);
    let name = whole.get(..remark.unwrap_or(colon))?;
    // "In the end, this is clear: …" names nobody.
    let particle = name.first().is_some_and(|t| names::is_particle(&t.lower));
    let shouted = name.iter().all(|t| t.text.chars().all(|c| !c.is_lowercase()));
    let named = names::names(name).first().is_some_and(|name| name.start == 0);
    (name.len() <= 6
        && count(["(", "[", "（"]) == count([")", "]", "）"])
        && (shouted || named || particle || is_unspaced_name(name))
        && closes_label(tokens, colon, name)
        && names_speaker(name, true))
    .then(|| spoken(name))
}

/// Whether a colon at a token closes a label with this name in it.
fn closes_label(tokens: &[Token], colon: usize, name: &[Token]) -> bool {
    // Chinese has no space behind the colon; "he said:" is no label there.
    let wide = tokens.get(colon).is_some_and(|t| t.text == "：");
    let says = || name.iter().any(|t| t.lower.is(Section::Speech));
    let edge = [name.first(), name.iter().rev().find(|t| t.kind == TokenKind::Word)];
    let notice = edge.iter().flatten().any(|t| NOTICES.contains(&t.lower.as_str()))
        || (wide && NOTICES.contains(&name.iter().map(|t| t.lower.as_str()).collect::<String>().as_str()));
    !notice && (tokens.get(colon + 1).is_none_or(|t| t.spaced) || (wide && !says()))
}

/// Whether all words of a label have capital letters, as a name does; small ones may stand in it.
fn names_speaker(name: &[Token], small: bool) -> bool {
    let words = || name.iter().filter(|t| t.kind == TokenKind::Word);
    name.first().is_some_and(|t| t.kind == TokenKind::Word)
        && name.iter().all(|t| t.is_word() || matches!(t.text.as_str(), "." | "(" | ")" | ","))
        && words().all(|t| is_cased(t) || (small && names::is_particle(&t.lower)))
        && words().any(is_cased)
}

fn spoken(name: &[Token]) -> String {
    name.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether a word has its capital letter, or no small one.
fn is_cased(token: &Token) -> bool {
    token.is_capitalised() || token.text.chars().all(|c| !c.is_lowercase())
}

/// Whether all of a name is written without spaces, as in Chinese: `王强（市长）：`.
fn is_unspaced_name(name: &[Token]) -> bool {
    let chars = || name.iter().flat_map(|t| t.text.chars());
    chars().all(tokens::is_unspaced) && (2..=4).contains(&chars().count())
}
