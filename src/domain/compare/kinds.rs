//! Which words and marks are facts: a change of them needs a new check.

use unicode_normalization::char::is_combining_mark;

use crate::domain::{
    claim::Hard,
    context::is_scale,
    fold,
    lexicon::{
        Lexicon, Section,
        tokens::{Token, TokenKind, is_unspaced},
    },
};

/// The kind of fact that the token at `at` is, if any.
pub(super) fn hard(tokens: &[Token], at: usize, lexicon: &Lexicon) -> Option<Hard> {
    let token = tokens.get(at)?;
    match token.kind {
        TokenKind::Number => Some(number(tokens, at)),
        TokenKind::Tag => Some(Hard::Characters),
        TokenKind::Address => None,
        TokenKind::Mark => mark(tokens, at, token),
        TokenKind::Word => word(tokens, at, token, lexicon),
    }
}

/// A number by what stands beside it: a date, a time of day, or just a number.
fn number(tokens: &[Token], at: usize) -> Hard {
    let beside = |offset: isize| at.checked_add_signed(offset).and_then(|i| tokens.get(i));
    let is = |offset: isize, section| beside(offset).is_some_and(|t| t.lower.is(section));
    let text = tokens.get(at).map_or("", |t| t.text.as_str());
    if is(-1, Section::Month) || is(1, Section::Month) {
        return Hard::Date;
    }
    if text.contains(':') || is(1, Section::Time) {
        return Hard::Time;
    }
    let year = text.len() == 4
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.starts_with("19") || text.starts_with("20"));
    let dated = text.matches(['-', '/', '.', fold::HYPHEN, fold::RANGE]).count() == 2;
    if year && !is(1, Section::Unit) && !is(1, Section::Currency) || dated { Hard::Date } else { Hard::Number }
}

fn mark(tokens: &[Token], at: usize, token: &Token) -> Option<Hard> {
    let c = token.text.chars().next()?;
    let before = at.checked_sub(1).and_then(|i| tokens.get(i));
    let after = tokens.get(at + 1);
    let numeric = |t: Option<&Token>| t.is_some_and(|t| t.kind == TokenKind::Number);
    if token.text.chars().skip(1).any(|c| is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')) {
        return Some(Hard::Characters);
    }
    match c {
        '"' => Some(Hard::QuotationMarks),
        _ if fold::is_other_quote(c) => Some(Hard::QuotationMarks),
        // The genitive of a plural: the workers' pay.
        '\'' => {
            let genitive = !token.spaced && before.is_some_and(|t| t.lower.ends_with('s'));
            let alone = tokens.iter().filter(|t| t.text == "'").count() == 1;
            (!(genitive && alone)).then_some(Hard::QuotationMarks)
        }
        _ if fold::is_currency(c) => Some(Hard::Currency),
        '%' | '‰' | '٪' | '°' | '℃' | '℉' | '′' | '″' | '№' | 'º' | 'ª' => Some(Hard::Unit),
        fold::SIGN | fold::RANGE | '+' | '±' => Some(Hard::Number),
        '-' | '–' | '—' | '―' | '.' | ',' | ':' | '/' | '·' | '\u{ff0c}'
            if numeric(after) && (numeric(before) || !matches!(c, '.' | ',' | ':' | '/' | '·' | '\u{ff0c}')) =>
        {
            Some(Hard::Number)
        }
        '?' | '؟' | '？' => Some(Hard::Modality),
        '~' if token.text.len() >= 2 => Some(Hard::Frame),
        // About so many.
        '~' if numeric(after) || after.and_then(|t| t.text.chars().next()).is_some_and(fold::is_currency) => {
            Some(Hard::Modality)
        }
        // The border of a table's cell: what stands behind it belongs under another header.
        '`' | '|' => Some(Hard::Frame),
        // .5 percent, $.50
        '.' | ',' if numeric(after) && after.is_some_and(|t| !t.spaced) && begins_number(before, token) => {
            Some(Hard::Number)
        }
        // A dash at the head of a paragraph marks speech in French, Spanish and Russian.
        '–' | '—' | '―' if before.is_none() => Some(Hard::QuotationMarks),
        '.' | ',' | ';' | ':' | '!' | '(' | ')' | '[' | ']' | '/' | '*' | '_' | '&' | '#' | '@' | '{' | '}' | '\\'
        | '-' | '–' | '—' | '―' | '‐' | '‑' | '·' | '•' | '§' | '†' | '‡' | '¶' | '，' | '。' | '、' | '；' | '：'
        | '！' | '（' | '）' | '،' | '؛' | '¿' | '¡' | '।' | '~' | '…' | '®' | '©' | '™' => None,
        _ => Some(Hard::Characters),
    }
}

/// Whether a point stands where a number begins: behind a space, a sign or nothing.
fn begins_number(before: Option<&Token>, point: &Token) -> bool {
    let sign = |t: &Token| t.text.chars().all(|c| fold::is_currency(c) || matches!(c, fold::SIGN | '(' | '"' | '+'));
    before.is_none_or(|t| point.spaced || sign(t))
}

/// Words that end as a superlative does and are none.
const NO_SUPERLATIVE: [&str; 16] = [
    "forest", "interest", "protest", "arrest", "request", "harvest", "contest", "suggest", "invest", "manifest",
    "honest", "modest", "conquest", "tempest", "digest", "attest",
];

fn word(tokens: &[Token], at: usize, token: &Token, lexicon: &Lexicon) -> Option<Hard> {
    const KINDS: [(Section, Hard); 12] = [
        (Section::Negation, Hard::Negation),
        (Section::Month, Hard::Date),
        (Section::Weekday, Hard::Date),
        (Section::Relative, Hard::Date),
        (Section::Time, Hard::Time),
        (Section::Currency, Hard::Currency),
        (Section::Unit, Hard::Unit),
        (Section::Number, Hard::Number),
        (Section::Modality, Hard::Modality),
        (Section::Scope, Hard::Modality),
        (Section::Comparison, Hard::Superlative),
        (Section::Speech, Hard::Attribution),
    ];
    if mixes_scripts(&token.text) || token.text.chars().any(is_hidden) {
        return Some(Hard::Characters);
    }
    if token.lower.is(Section::Negation) {
        return Some(Hard::Negation);
    }
    // The letters before a sign tell whose money: A$40.
    let beside = tokens.get(at + 1).filter(|next| !next.spaced);
    if beside.and_then(|next| next.text.chars().next()).is_some_and(fold::is_currency) {
        return Some(Hard::Currency);
    }
    // "may" and "will" are months and money only with a capital letter.
    if !token.is_capitalised() && token.lower.is(Section::Modality) {
        return Some(Hard::Modality);
    }
    if token.text.chars().any(char::is_numeric) {
        return Some(if token.is_capitalised() { Hard::Name } else { Hard::Number });
    }
    if let Some((_, hard)) = KINDS.iter().find(|(section, _)| token.lower.is(*section)) {
        return Some(*hard);
    }
    if token.lower.ends_with("n't") {
        return Some(Hard::Negation);
    }
    // "five-year", "cut-price": the parts of a compound are words too.
    let mut parts = token.lower.split(['-', fold::HYPHEN, '‑']);
    if token.lower.contains(['-', fold::HYPHEN, '‑'])
        && let Some(hard) = parts.find_map(|part| KINDS.iter().find(|(section, _)| lexicon.is(part, *section)))
    {
        return Some(hard.1);
    }
    let plain_superlative = token.lower.len() > 5 && token.lower.ends_with("est") && token.text.is_ascii();
    if plain_superlative && !NO_SUPERLATIVE.contains(&token.lower.as_str()) && !token.is_capitalised() {
        return Some(Hard::Superlative);
    }
    name(tokens, at, token, lexicon).then_some(Hard::Name)
}

/// Whether a word that no list knows looks like a name: a capital letter
/// inside a sentence; in German, where every noun has one, not behind an article.
fn name(tokens: &[Token], at: usize, token: &Token, lexicon: &Lexicon) -> bool {
    if !token.is_capitalised() || token.lower.is_common() {
        return false;
    }
    let before = at.checked_sub(1).and_then(|i| tokens.get(i));
    let Some(before) = before else {
        return tokens.get(at + 1).is_some_and(|t| t.is_capitalised() && !t.lower.is_common());
    };
    // A name behind a closing mark: "We won," Berg said.
    let opened = before.text == "\"" && !token.spaced;
    let begins = opened || matches!(before.text.as_str(), "." | "?" | "!" | ":");
    if begins && !tokens.get(at + 1).is_some_and(Token::is_capitalised) {
        return false;
    }
    !(lexicon.capital_nouns
        && before.lower.is(Section::Determiner)
        && token.text.chars().skip(1).all(char::is_lowercase))
}

/// Whether a word is written without capitals altogether, so that it may be a name.
pub(super) fn may_be_name(token: &Token) -> bool {
    token.kind == TokenKind::Word
        && !token.lower.is_common()
        && token.text.chars().all(|c| !c.is_uppercase() && !c.is_lowercase())
        && token.text.chars().any(char::is_alphabetic)
}

/// The words of a text that may be names in writing without capitals, in order.
pub(super) fn uncased(tokens: &[Token]) -> Vec<String> {
    tokens.iter().filter(|t| may_be_name(t)).map(|t| t.lower.as_str().to_owned()).collect()
}

/// Whether a token is a dash with white space on both sides.
pub(super) fn is_spaced_dash(tokens: &[Token], at: usize) -> bool {
    let dash = tokens.get(at).is_some_and(|t| t.spaced && matches!(t.text.as_str(), "-" | "--" | "–" | "—" | "―"));
    dash && tokens.get(at + 1).is_none_or(|t| t.spaced)
}

/// Whether one word is the other with a prefix that turns it: legal, illegal.
pub(super) fn opposites(a: &str, b: &str) -> bool {
    const PREFIXES: [&str; 16] =
        ["un", "in", "im", "il", "ir", "non", "non-", "dis", "mis", "anti", "anti-", "не", "без", "nicht", "des", "a"];
    let turned = |long: &str, short: &str| {
        short.chars().count() > 3 && PREFIXES.iter().any(|p| long.strip_prefix(p) == Some(short))
    };
    turned(a, b) || turned(b, a)
}

/// Latin beside Cyrillic or Greek in one word: a letter that only looks right.
fn mixes_scripts(word: &str) -> bool {
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    latin && word.chars().any(|c| matches!(c, '\u{370}'..='\u{52f}'))
}

fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{336}' | '\u{335}' | '\u{338}' | '\u{200d}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{fe00}'..='\u{fe0f}'
    ) && !is_unspaced(c)
}

/// The facts of a text, in order: its numbers, dates, amounts, negations,
/// names and the words that turn what stands beside them.
pub(super) fn facts(tokens: &[Token], lexicon: &Lexicon, with_names: bool) -> Vec<String> {
    (0..tokens.len())
        .filter_map(|at| {
            let token = tokens.get(at)?;
            let kind = hard(tokens, at, lexicon)?;
            let fact = match kind {
                Hard::Number | Hard::Date | Hard::Currency | Hard::Negation | Hard::Unit => true,
                Hard::Name => with_names,
                _ => begins(tokens, at, lexicon, Section::Scope),
            };
            let first_name = with_names && at == 0 && token.is_capitalised() && !token.lower.is_common();
            (fact || first_name).then(|| token.lower.as_str().to_owned())
        })
        .chain(
            with_names
                .then(|| tokens.first().filter(|t| t.is_capitalised() && !t.lower.is_common()))
                .flatten()
                .map(|t| t.lower.as_str().to_owned()),
        )
        .collect()
}

/// The most words of a phrase that is looked for in a line.
const PHRASE: usize = 5;

/// Whether one of the section's words or phrases begins at the token.
fn begins(tokens: &[Token], at: usize, lexicon: &Lexicon, section: Section) -> bool {
    let Some(first) = tokens.get(at).filter(|t| t.is_word()) else { return false };
    first.lower.is(section) || {
        let rest = tokens.get(at..).unwrap_or_default().iter().filter(|t| t.is_word()).take(PHRASE);
        lexicon.begins(&rest.map(|t| &t.lower).collect::<Vec<_>>(), section)
    }
}

/// Whether a word belongs to a phrase that says when: "next week", "in spring".
pub(super) fn is_in_date(tokens: &[Token], at: usize, lexicon: &Lexicon) -> bool {
    let begins_at = |at: usize| [Section::Relative, Section::Season].iter().any(|of| begins(tokens, at, lexicon, *of));
    let alone =
        |at: usize| tokens.get(at).is_some_and(|t| t.lower.is(Section::Relative) || t.lower.is(Section::Season));
    tokens.get(at).is_some_and(Token::is_word)
        && (begins_at(at) || at.checked_sub(1).is_some_and(|before| begins_at(before) && !alone(before)))
}

/// Words of the lists that turn nothing in a heading: they join, or are nouns as often.
const JOINING: [&str; 38] = [
    "as",
    "than",
    "per",
    "between",
    "since",
    "during",
    "about",
    "around",
    "some",
    "once",
    "when",
    "until",
    "state",
    "states",
    "report",
    "reports",
    "call",
    "calls",
    "als",
    "wie",
    "je",
    "rund",
    "etwa",
    "que",
    "par",
    "pendant",
    "si",
    "por",
    "durante",
    "cuando",
    "unos",
    "чем",
    "с",
    "через",
    "когда",
    "من",
    "نحو",
    "期间",
];

/// A Roman numeral, perhaps with the ending of an ordinal: XIV, XIXe. Those of
/// one letter are told by their place: "Part I", and no "I quit".
fn is_roman(text: &str) -> bool {
    let numeral = text.trim_end_matches(|c: char| c.is_lowercase() || matches!(c, 'ᵉ' | 'º'));
    let ending = text.len() - numeral.len();
    (2..=7).contains(&numeral.len()) && ending <= 4 && numeral.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// A letter that numbers what it stands behind, at the end of a line or of its
/// part: "Part I", "Group B: results".
fn is_numbering(tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let letter = token.kind == TokenKind::Word && token.text.len() == 1 && token.is_capitalised();
    let named = at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(Token::is_capitalised);
    letter && named && tokens.get(at + 1).is_none_or(|next| next.kind == TokenKind::Mark && next.text != "'")
}

/// Words of a heading that say what somebody wants, or how the story goes on, and turn nothing.
const MILD: [&str; 18] = [
    "up", "latest", "leading", "top", "wants", "want", "wanted", "hopes", "plans", "seeks", "sought", "tries", "try",
    "trying", "aims", "suspect", "suspects", "chief",
];

/// What of a heading bears on the words under it: numbers, dates, what comes
/// first, before or after, what may be or is said, and the words that turn, in order.
pub(super) fn heading_facts(tokens: &[Token], lexicon: &Lexicon) -> Vec<String> {
    let mut facts = Vec::new();
    // How far a phrase reaches that is a fact as a whole: last week.
    let mut until = 0;
    for (at, token) in tokens.iter().enumerate() {
        let dated = [Section::Relative, Section::Season].iter().any(|of| begins(tokens, at, lexicon, *of));
        if dated {
            until = at + 2;
        }
        let fact = hard(tokens, at, lexicon).is_some_and(|kind| match kind {
            Hard::Number | Hard::Date | Hard::Time | Hard::Currency | Hard::Negation => true,
            Hard::Superlative | Hard::Modality | Hard::Attribution => {
                let word = token.lower.as_str();
                !JOINING.contains(&word) && !MILD.contains(&word)
            }
            // What is struck out.
            Hard::Frame => token.text.starts_with('~'),
            _ => false,
        });
        let verdict = token.kind == TokenKind::Mark && token.text.starts_with(fold::is_verdict);
        let numbered = token.kind == TokenKind::Word
            && (token.text.chars().any(char::is_numeric) || is_roman(&token.text) || is_numbering(tokens, at));
        if fact
            || verdict
            || numbered
            || dated
            || (at < until && token.is_word())
            || begins(tokens, at, lexicon, Section::Scope)
        {
            facts.push(token.lower.as_str().to_owned());
        }
    }
    facts
}

/// The signs of a text that say whether something is so: ✅, ❌.
pub(super) fn verdicts(tokens: &[Token]) -> Vec<&str> {
    let verdict = |t: &&Token| t.kind == TokenKind::Mark && t.text.starts_with(fold::is_verdict);
    tokens.iter().filter(verdict).map(|t| t.text.as_str()).collect()
}

/// What the numbers under or over a line count: units, money, and words such
/// as million, in order.
pub(super) fn scale(tokens: &[Token], lexicon: &Lexicon) -> Vec<String> {
    (0..tokens.len())
        .filter_map(|at| {
            let token = tokens.get(at)?;
            let word = token.kind == TokenKind::Word && token.lower.is(Section::Number);
            let kind = hard(tokens, at, lexicon)?;
            (word || matches!(kind, Hard::Unit | Hard::Currency)).then(|| token.lower.as_str().to_owned())
        })
        .collect()
}

/// The units and currencies that a text names, and words such as million behind no number, in order.
pub(super) fn units(tokens: &[Token], lexicon: &Lexicon) -> Vec<String> {
    let unit = |at: usize| matches!(hard(tokens, at, lexicon), Some(Hard::Unit | Hard::Currency));
    let counts = |at: usize| tokens.get(at).is_some_and(|t| t.lower.is(Section::Number) || t.kind == TokenKind::Number);
    let scale = |at: usize| {
        let named = tokens.get(at).is_some_and(|t| is_scale(&t.lower));
        named && at.checked_sub(1).is_some_and(|before| !counts(before))
    };
    let named = (0..tokens.len()).filter(|at| unit(*at) || scale(*at)).filter_map(|at| tokens.get(at));
    named.map(|t| t.lower.as_str().to_owned()).collect()
}

/// The words of a text that turn what stands beside them, sorted.
pub(super) fn scope(tokens: &[Token], lexicon: &Lexicon) -> Vec<String> {
    let mut out: Vec<String> = (0..tokens.len())
        .filter(|at| begins(tokens, *at, lexicon, Section::Scope))
        .filter_map(|at| tokens.get(at).map(|t| t.lower.as_str().to_owned()))
        .collect();
    out.sort_unstable();
    out
}
