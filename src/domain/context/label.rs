//! What a paragraph or a line opens with: the label of who speaks, the marks of question and
//! answer, words in bold that run in, a day or a time; and notices, which label nobody.

use crate::domain::{
    fold,
    lexicon::{
        Section, names,
        tokens::{self, Token, TokenKind},
    },
};

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
