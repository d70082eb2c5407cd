//! Where sentences end.
//!
//! `sentencex` knows the abbreviations of some thirty languages but takes a
//! quotation for one sentence, however long; so it is shown the text with its
//! quotation marks blanked out, and our own pass then puts closing marks to
//! the sentence that they close and joins what is no boundary ("9 a.m.
//! Monday", "am 3. Oktober"). Texts that it can't take (very long ones, or if
//! ever it lost a byte) fall back to the rules of UAX #29.
//!
//! Sentences always cover the whole text, without gaps.

mod abbreviations;

use std::{borrow::Cow, ops::Range};

use unicode_segmentation::UnicodeSegmentation;

use super::{
    fold,
    lexicon::{self, Lexicon, Section},
};
use abbreviations::Stop;

/// Paragraphs longer than this, in bytes, go by UAX #29, which is linear;
/// `sentencex` isn't for every text (full of `‹`, it takes 1.8 s for 1 MB in
/// paragraphs of 16 KiB).
const LONG: usize = 8 * 1024;

/// A sentence longer than this, in bytes, is cut at white space: no such text
/// is prose, and every context would carry all of it.
const LONGEST: usize = 6 * 1024;

/// The sentences of one paragraph as ranges of bytes, in order, without gaps,
/// white space belonging to the sentence before it. `language` is a BCP 47
/// tag; empty means English.
pub fn split(text: &str, language: &str) -> Vec<Range<usize>> {
    if text.is_empty() {
        return Vec::new();
    }
    let (lexicon, language) = (lexicon::of(language), lexicon::primary(language));
    let mut ends = boundaries(text, &language);
    for end in &mut ends {
        *end = settle(text, *end);
    }
    let labels = labelled_lines(text);
    if !labels.is_empty() {
        ends.extend(labels);
        ends.sort_unstable();
    }
    ends.push(text.len());
    let mut sentences: Vec<Range<usize>> = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        if end <= start {
            continue;
        }
        match sentences.last_mut() {
            Some(before) if joins(text, before.clone(), start..end, lexicon, &language) => before.end = end,
            _ => sentences.push(start..end),
        }
        start = end;
    }
    sentences.into_iter().flat_map(|range| pieces(text, range)).collect()
}

/// The places where one sentence ends and the next begins, both ends left out.
/// `language` is a primary tag.
fn boundaries(text: &str, language: &str) -> Vec<usize> {
    if text.len() <= LONG {
        let masked: Cow<'_, str> = if text.contains(fold::is_double_quote) {
            text.chars().flat_map(mask).collect()
        } else {
            Cow::Borrowed(text)
        };
        if masked.len() == text.len() {
            let language = if language.is_empty() { "en" } else { language };
            let mut at = 0;
            let mut ends = Vec::new();
            for piece in sentencex::segment(language, &masked) {
                at += piece.len();
                ends.push(at);
            }
            if at == text.len() && ends.iter().all(|end| text.is_char_boundary(*end)) {
                ends.pop();
                return ends;
            }
        }
    }
    text.split_sentence_bound_indices().map(|(at, _)| at).skip(1).collect()
}

/// A quotation mark as spaces of the same length in bytes; any other character as it is.
fn mask(c: char) -> impl Iterator<Item = char> {
    let quote = fold::is_double_quote(c);
    std::iter::repeat_n(if quote { ' ' } else { c }, if quote { c.len_utf8() } else { 1 })
}

/// Moves a boundary to where the sentence before it really ends: after its
/// closing marks and the white space behind them.
fn settle(text: &str, boundary: usize) -> usize {
    let (before, _) = text.split_at_checked(boundary).unwrap_or((text, ""));
    // Back over opening marks and white space to the end of the words.
    let words = before.trim_end_matches(|c: char| c.is_whitespace() || fold::is_double_quote(c)).len();
    let mut at = words;
    let mut rest = text.get(words..).unwrap_or_default().chars().peekable();
    let mut spaced = false;
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let ends = next.is_none_or(|n| n.is_whitespace() || closes(n));
        let closing = if spaced {
            // French puts a space before its closing mark.
            c == '»' && ends
        } else {
            closes(c) || (matches!(c, '"' | '\'' | '“' | '«' | '*' | '_') && ends)
        };
        if c.is_whitespace() {
            spaced = true;
        } else if closing {
            spaced = false;
        } else {
            break;
        }
        at += c.len_utf8();
    }
    at
}

const fn closes(c: char) -> bool {
    matches!(c, '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』' | '》' | '）')
}

/// Whether what looks like two sentences is one.
/// `language` is the primary tag of the lexicon's language.
fn joins(text: &str, before: Range<usize>, after: Range<usize>, lexicon: &Lexicon, language: &str) -> bool {
    let head = text.get(..before.end).unwrap_or_default();
    let rest = text.get(after.start..).unwrap_or_default();
    let before = text.get(before).unwrap_or_default();
    let spaced = before.ends_with(char::is_whitespace);
    let broken = before.ends_with('\n');
    let before = before.trim_end();
    let after = text.get(after).unwrap_or_default();
    if !spaced && in_address(before, after) {
        return true;
    }
    if broken && opens_with_label(after) && text.lines().next().is_some_and(opens_with_label) {
        return false;
    }
    let words = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(first) = words.chars().next() else { return true };
    if !before.chars().any(char::is_alphanumeric) {
        return true;
    }
    if first.is_lowercase() {
        return true;
    }
    let word: String =
        words.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(24).collect();
    let short = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let digit = after.trim_start().starts_with(|c: char| c.is_numeric());
    let caseless = first.is_alphabetic() && !first.is_uppercase();
    if caseless && goes_on_behind(head, rest) {
        return true;
    }
    let dated = lexicon.is(&word, Section::Month) || lexicon.is(&word, Section::Weekday);
    let clock = matches!(
        short.to_ascii_lowercase().trim_start_matches(|c: char| c.is_ascii_digit()),
        "a.m." | "p.m." | "a.m" | "p.m"
    );
    let numbered =
        before.rsplit(char::is_whitespace).nth(1).is_some_and(|word| word.starts_with(|c: char| c.is_numeric()));
    let abbreviated = match abbreviations::stop(short, language, numbered) {
        Stop::Never => true,
        // "At 5 p.m. Ten people died.": a count opens a sentence there.
        Stop::Perhaps if clock && (digit || lexicon.is(&word, Section::Number)) => false,
        Stop::Perhaps => digit || caseless || !opens(words, &word, lexicon),
        Stop::Ends => false,
    };
    let zone = ["gmt", "utc", "est", "edt", "et", "cet", "bst", "pst", "pdt", "pt", "msk"].contains(&word.as_str());
    let ordinal =
        short.strip_suffix('.').is_some_and(|n| !n.is_empty() && n.len() <= 4 && n.chars().all(char::is_numeric));
    abbreviated
        || (clock && (dated || zone))
        || (ordinal && (dated || digit))
        || (COUNTING.contains(&language) && is_ordinal(short) && !opens(words, &word, lexicon))
        || lone_initial(short)
        || is_elision(before)
        || (is_title(before, rest, || opens(words, &word, lexicon)))
        || (before.ends_with('!')
            && EXCLAIMED.iter().any(|name| before.ends_with(name))
            && !opens(words, &word, lexicon))
        || (!spaced && after.starts_with(char::is_alphanumeric) && is_short_name(short))
}

/// Where a line begins, behind a stop, as that of a speaker does, and the first line too.
fn labelled_lines(text: &str) -> Vec<usize> {
    if !text.lines().next().is_some_and(opens_with_label) {
        return Vec::new();
    }
    let stopped =
        |at: usize| text.get(..at).is_some_and(|head| head.trim_end().ends_with(['.', '!', '?', '…', '"', '”']));
    let lines = text.match_indices('\n').map(|(at, _)| at + 1);
    lines.filter(|at| text.get(*at..).is_some_and(opens_with_label) && stopped(*at)).collect()
}

/// Whether a line begins as that of a speaker does: `BERG: …`, `Anna Berg: …`.
fn opens_with_label(line: &str) -> bool {
    const WORDS: usize = 4;
    let line = line.split('\n').next().unwrap_or_default();
    let Some((head, rest)) = line.split_once(':') else { return false };
    let words = || head.split(' ');
    rest.starts_with(char::is_whitespace)
        && words().count() <= WORDS
        && words().all(|word| word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphanumeric))
}

/// Names that end in a mark of exclamation.
const EXCLAIMED: [&str; 10] =
    ["Yahoo!", "Jeopardy!", "Wham!", "Mamma Mia!", "Oklahoma!", "Moulin Rouge!", "Ahoy!", "¡Hola!", "Яху!", "ياهو!"];

/// Languages that write a stop behind an ordinal number: "im 19. Jahrhundert".
const COUNTING: [&str; 19] =
    ["de", "lb", "da", "no", "nb", "nn", "fi", "et", "lv", "is", "cs", "sk", "pl", "hu", "sl", "hr", "sr", "bs", "tr"];

/// Whether a word is one that sentences open with and names don't ("The", "Er",
/// "D'autres"): behind a stop that may be an abbreviation's, it begins another.
fn opens(words: &str, word: &str, lexicon: &Lexicon) -> bool {
    let elided = word.chars().count() == 1 && words.chars().nth(1).is_some_and(fold::is_single_quote);
    let counts = lexicon.is(word, Section::Number) && !lexicon.is(word, Section::Determiner);
    let leads = [Section::Head, Section::Weak, Section::Order].into_iter().any(|section| lexicon.is(word, section));
    elided || ((lexicon.is_common(word) || leads) && !counts)
}

/// "19." before a noun, "1.000.", "3.10.": no year, which ends a sentence more often.
fn is_ordinal(word: &str) -> bool {
    let number = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(number) = number.strip_suffix('.').filter(|n| n.len() <= 9) else { return false };
    let year = number.len() == 4 && number.parse().is_ok_and(|year| (1100..=2199).contains(&year));
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
        && (number.contains('.') || number.len() <= 4)
        && !year
}

/// Dots that stand behind a space, or in brackets, in place of words left out.
fn is_elision(before: &str) -> bool {
    let dots = before.trim_end_matches([')', ']']);
    let words = dots.trim_end_matches(|c: char| matches!(c, '.' | '…') || c.is_whitespace());
    let run = dots.get(words.len()..).unwrap_or_default();
    let (count, spread) = (run.chars().filter(|c| *c == '.').count(), run.starts_with(char::is_whitespace));
    (count >= 3 || run.contains('…')) && (spread || words.ends_with(['(', '[']))
}

/// How far back, in characters, the mark is looked for that opened a title.
const TITLE: usize = 200;

/// Whether a question or a cry is a title, or quoted, in the middle of a
/// sentence: `the show “Help!” Hill made`, `in „Achtung! Zuschauer“`. Behind a
/// colon, a comma or a dash somebody says it, and the sentence ends with it.
/// What `opens` a sentence of its own follows no title that was closed.
fn is_title(before: &str, rest: &str, opens: impl FnOnce() -> bool) -> bool {
    let stop = |c: char| matches!(c, '?' | '!' | '…' | '؟' | '？' | '！');
    let words = before.trim_end_matches(|c: char| c.is_whitespace() || is_closing(c));
    if !words.ends_with(stop) {
        return false;
    }
    let closing = before.get(words.len()..).unwrap_or_default().chars().find(|c| !c.is_whitespace());
    let mut within = false;
    let mark = match closing {
        Some(mark) => mark,
        // Spanish marks where a question begins.
        None if words.contains(['¿', '¡']) => {
            if words.ends_with('?') {
                '¿'
            } else {
                '¡'
            }
        }
        None => {
            // The mark that closes it stands a few words on.
            let near =
                rest.char_indices().take(TITLE / 4).find(|(_, c)| is_closing(*c) || matches!(c, '.' | ':' | '\n'));
            match near {
                Some((_, c)) if is_closing(c) && !fold::is_single_quote(c) => {
                    within = true;
                    c
                }
                _ => return false,
            }
        }
    };
    let Some((at, _)) = opening_mark(words, mark, TITLE) else { return false };
    let lead = words.get(..at).unwrap_or_default().trim_end();
    let midway = lead.ends_with(char::is_alphanumeric) || (lead.is_empty() && closing.is_some());
    midway && (within || !opens())
}

/// In writing without capitals: whether the sentence goes on behind a closing
/// mark, as it does unless a colon led into the quotation.
fn goes_on_behind(head: &str, rest: &str) -> bool {
    let words = head.trim_end();
    let ahead = rest.trim_start().chars().next();
    // A straight mark that nothing parts from the next word closes if one is open.
    let straight = ahead == Some('"') && words.chars().filter(|c| *c == '"').count() % 2 == 1;
    let closing = if straight { Some('"') } else { words.chars().next_back().filter(|c| is_closing(*c)) };
    let Some(mark) = closing else { return false };
    if !straight && !ahead.is_some_and(char::is_alphanumeric) {
        return false;
    }
    let inner = if straight { words } else { words.get(..words.len() - mark.len_utf8()).unwrap_or_default() };
    let lead = opening_mark(inner, mark, 10 * TITLE).and_then(|(at, _)| inner.get(..at)).unwrap_or_default();
    !lead.trim_end().ends_with([':', '：'])
}

/// The nearest mark that a closing one may belong to, where a word begins.
fn opening_mark(words: &str, closing: char, far: usize) -> Option<(usize, char)> {
    let pairs = |c: char| match closing {
        '”' => matches!(c, '“' | '„' | '”'),
        '“' => c == '„',
        '»' => matches!(c, '«' | '»'),
        '«' => c == '»',
        '’' => matches!(c, '‘' | '‚'),
        '‘' => c == '‚',
        '›' => c == '‹',
        '‹' => c == '›',
        '」' => c == '「',
        '』' => c == '『',
        '》' => c == '《',
        '〉' => c == '〈',
        ')' => c == '(',
        '）' => c == '（',
        ']' => c == '[',
        other => c == other,
    };
    let alike = matches!(closing, '"' | '\'' | '”' | '»');
    words.char_indices().rev().take(far).find(|(at, c)| {
        let free = words.get(..*at).and_then(|head| head.chars().next_back()).is_none_or(|c| !c.is_alphanumeric());
        pairs(*c) && (free || !alike)
    })
}

const fn is_closing(c: char) -> bool {
    closes(c) || matches!(c, '"' | '“' | '«' | '‹' | '‘' | '\'' | '〉')
}

/// "St." in "St.Louis", "Node." in "Node.Js": a stop inside a name, where no space follows.
fn is_short_name(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.strip_suffix('.').is_some_and(|word| {
        word.starts_with(char::is_uppercase) && word.chars().count() <= 4 && word.chars().all(char::is_alphanumeric)
    })
}

/// Whether the two meet, without a space, inside an address or the name of a
/// site or a file: `http://dap.Halm`, `Halm.Com`, `report.PDF`.
fn in_address(before: &str, after: &str) -> bool {
    const ENDINGS: [&str; 24] = [
        "com", "gov", "org", "net", "edu", "mil", "int", "info", "io", "js", "uk", "eu", "de", "fr", "ru", "cn", "tv",
        "co", "us", "pdf", "html", "doc", "docx", "xls",
    ];
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let next: String = after.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(8).collect();
    let stops = word.ends_with(['.', '?', '!']) && after.starts_with(char::is_alphanumeric);
    let names = word.ends_with('.') && ENDINGS.contains(&next.as_str());
    stops && (word.contains("://") || word.starts_with("www.") || word.contains('@') || names)
}

/// "J." in "J. Smith": one capital letter and a stop.
fn lone_initial(word: &str) -> bool {
    let mut chars = word.trim_start_matches(|c: char| !c.is_alphanumeric()).chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.') && chars.next().is_none()
}

/// A range in pieces of at most [`LONGEST`] bytes, cut after white space where there is any.
fn pieces(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    while range.end - start > LONGEST {
        let mut limit = start + LONGEST;
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let slice = text.get(start..limit).unwrap_or_default();
        let cut = slice
            .char_indices()
            .rev()
            .take(1000)
            .find(|(_, c)| c.is_whitespace())
            .map_or(limit, |(at, c)| start + at + c.len_utf8());
        out.push(start..cut);
        start = cut;
    }
    out.push(start..range.end);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sentences(text: &str, language: &str) -> Vec<String> {
        split(text, language).into_iter().map(|r| text[r].trim().to_owned()).collect()
    }

    #[test]
    fn news_sentences() {
        for (language, want) in [
            ("en", &["The U.S. Senate met at 9 a.m. Monday.", "Mr. Smith of St. Paul spoke."][..]),
            ("en", &["He said: \"We lost the vote.", "We spent 5 million on it.", "We are sorry.\""]),
            ("en", &["\"We won the town,\" said Lavrov.", "\"Ten tanks were destroyed.\""]),
            ("en", &["“Is it so?” he asked.", "“No.”", "They left."]),
            ("en", &["It rose 1.5 percent to $3.2 million.", "Growth was flat."]),
            ("en", &["J. R. Hartley wrote it.", "No one knew."]),
            ("de", &["Am 3. Oktober kam z. B. Herr Dr. Maier.", "„Das ist so.“", "Er ging."]),
            ("fr", &["« Nous avons perdu. »", "M. Dupont est parti."]),
            ("ru", &["Он сказал это.", "«Мы победили», — заявил министр."]),
            ("zh", &["他说：“我们赢了。”", "大家都笑了。"]),
            ("es", &["¿Quién fue?", "El Sr. Gómez lo negó."]),
            ("", &["Ten died.", "Police deny it."]),
            ("en", &["Node.Js has 5 million users.", "St.Louis paid."]),
        ] {
            assert_eq!(sentences(&want.join(" "), language), want, "{language}");
        }
    }

    proptest! {
        #[test]
        fn no_byte_is_lost(
            text in "([\"'“”„«». !?\\n-]|a\\.m\\.|Mr\\.|[0-9]\\.|[A-Za-zäж中ب]|\\PC|\\pM){0,80}",
            language in "(en|de|fr|es|ru|ar|zh|ja|xx|en-US|)"
        ) {
            let ranges = split(&text, &language);
            let mut at = 0;
            for range in &ranges {
                prop_assert_eq!(range.start, at);
                prop_assert!(range.end > at && text.is_char_boundary(range.end));
                at = range.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
