//! Dates: how a sentence's time hangs on the dateline, and the dateline and
//! byline that copy carries in its own first lines.

use crate::domain::{
    fold,
    lexicon::{
        Lexicon, Section, Word, names,
        tokens::{self, is_unspaced},
    },
};

/// How a sentence's time or place hangs on the dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dating {
    /// Not at all.
    None,
    /// A date without its year: "in May", "on 3 May".
    Year,
    /// "On Thursday", "last year", "two days ago".
    Day,
    /// "Here", perhaps with a time of those kinds.
    Place,
}

/// What leads a month, or a year, in.
const LED: &[&str] = &[
    "in",
    "since",
    "until",
    "by",
    "from",
    "till",
    "im",
    "seit",
    "bis",
    "ab",
    "von",
    "en",
    "depuis",
    "dès",
    "de",
    "desde",
    "hasta",
    "в",
    "с",
    "до",
    "к",
    "на",
    "في",
    "منذ",
    "of",
    "year",
    "jahr",
    "année",
    "año",
    "год",
    "anno",
    "عام",
    "through",
    "before",
    "after",
    "early",
    "late",
    "between",
    "on",
    "am",
    "anfang",
    "mitte",
    "ende",
    "vom",
    "zum",
    "vor",
    "nach",
    "dem",
    "le",
    "du",
    "au",
    "début",
    "fin",
    "mi",
    "avant",
    "après",
    "jusqu'en",
    "el",
    "del",
    "para",
    "во",
    "со",
    "ко",
    "по",
    "начале",
    "середине",
    "конце",
    "начала",
    "середины",
    "конца",
    "концу",
    "شهر",
    "حتى",
    "بحلول",
    "مطلع",
];

/// What stands between the parts of a date or of a range of dates.
const JOINING: &[&str] = &[
    "of", "to", "and", "until", "through", "und", "bis", "zum", "au", "et", "de", "del", "du", "al", "y", "a", "по",
    "и", "року", "من", "إلى",
];

/// What is counted in fours of digits: 1500 people are no year.
const COUNTED: &[&str] = &[
    "people",
    "persons",
    "men",
    "women",
    "children",
    "workers",
    "jobs",
    "soldiers",
    "troops",
    "residents",
    "students",
    "homes",
    "houses",
    "cars",
    "boats",
    "cases",
    "deaths",
    "dead",
    "votes",
    "members",
    "employees",
    "refugees",
    "migrants",
    "protesters",
    "families",
    "villages",
    "animals",
    "menschen",
    "personen",
    "leute",
    "männer",
    "frauen",
    "kinder",
    "arbeiter",
    "stellen",
    "soldaten",
    "einwohner",
    "fälle",
    "häuser",
    "personnes",
    "gens",
    "hommes",
    "femmes",
    "enfants",
    "ouvriers",
    "emplois",
    "soldats",
    "habitants",
    "personas",
    "hombres",
    "mujeres",
    "niños",
    "trabajadores",
    "empleos",
    "soldados",
    "habitantes",
    "casos",
    "человек",
    "людей",
    "мужчин",
    "женщин",
    "детей",
    "солдат",
    "жителей",
    "рабочих",
    "شخص",
    "شخصا",
    "人",
    "名",
    "个",
];

/// Months as datelines shorten them.
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "ene", "abr", "ago",
    "dic", "janv", "févr", "avr", "juil", "août", "déc", "mär", "mrz", "mai", "okt", "dez", "gen", "mag", "giu", "lug",
    "set", "ott", "янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
];

/// Whether a word is written as a year is: four digits, of this age.
fn is_year(word: &str) -> bool {
    word.len() == 4
        && word.bytes().all(|b| b.is_ascii_digit())
        && ["1", "20", "21"].iter().any(|head| word.starts_with(head))
}

fn word<'w>(words: &[&'w Word], at: Option<usize>) -> &'w str {
    at.and_then(|at| words.get(at)).map_or("", |word| word.as_str())
}

fn is(words: &[&Word], at: Option<usize>, sections: &[Section]) -> bool {
    at.and_then(|at| words.get(at)).is_some_and(|word| word.is_any(sections))
}

/// Whether the word at a place is a year: no number of something, and led in
/// as a date or of these two centuries.
fn is_year_at(words: &[&Word], at: usize) -> bool {
    let number = word(words, Some(at));
    if !is_year(number) {
        return false;
    }
    let (before, after) = (at.checked_sub(1), Some(at + 1));
    let counted =
        COUNTED.contains(&word(words, after)) || is(words, after, &[Section::Unit, Section::Currency, Section::Number]);
    let recent = number.starts_with("19") || number.starts_with("20");
    let led =
        || LED.contains(&word(words, before)) || is(words, before, &[Section::Month]) || word(words, after) == "年";
    !counted && (recent || led())
}

/// The years that some words name, in order.
pub fn years(words: &[&Word]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if is_year_at(words, at) {
            found.push(word.as_str().to_owned());
        } else if word.contains(['-', '/', '.']) {
            found.extend(word.split(['-', '/', '.']).filter(|part| is_year(part)).map(str::to_owned));
        }
    }
    found
}

/// A day or its number: 3, 3rd, 12.
fn is_day(word: &str) -> bool {
    word.starts_with(char::is_numeric) && word.len() <= 4 && !is_year(word)
}

/// The month at a place, as a date has one: beside its day, or behind "in".
/// "May" alone is a verb, too.
fn is_month_at(words: &[&Word], at: usize) -> bool {
    let (before, after) = (word(words, at.checked_sub(1)), word(words, Some(at + 1)));
    if word(words, Some(at)) == "月" {
        return before.starts_with(char::is_numeric);
    }
    let day = |word: &str| word.starts_with(char::is_numeric) && word.len() <= 4;
    let month = word(words, Some(at));
    is(words, Some(at), &[Section::Month])
        && (day(before) || day(after) || LED.contains(&before) || month.starts_with(is_unspaced))
}

/// Whether a month's year stands beside it: "May 2014", "3 May to 5 June 2014", "2014年5月".
fn has_year(words: &[&Word], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).is_some_and(|i| is_year(word(words, Some(i))));
    if back(1) || (back(2) && is_day(word(words, at.checked_sub(1)))) {
        return true;
    }
    if word(words, Some(at)) == "月" {
        return word(words, at.checked_sub(2)) == "年";
    }
    for next in at + 1..at + 7 {
        if is_year_at(words, next) {
            return true;
        }
        let part = word(words, Some(next));
        if !is_day(part) && !JOINING.contains(&part) && !is(words, Some(next), &[Section::Month]) {
            break;
        }
    }
    false
}

/// Whether a relative date stands beside the full one that it is:
/// "on Monday, 3 May 2010", "the last week of May 2010".
fn is_dated(words: &[&Word], at: usize) -> bool {
    let before = (1..=3).any(|back| at.checked_sub(back).is_some_and(|i| is_year_at(words, i)));
    let monthly = (1..=5).any(|back| at.checked_sub(back).is_some_and(|i| is_month_at(words, i)));
    if before && monthly && is(words, Some(at), &[Section::Weekday]) {
        return true;
    }
    for next in at + 1..at + 7 {
        let part = word(words, Some(next));
        if is_month_at(words, next) || is(words, Some(next), &[Section::Month]) {
            return has_year(words, next);
        }
        if part.contains(['-', '/', '.']) && part.split(['-', '/', '.']).any(is_year) {
            return true;
        }
        if !is_day(part) && !JOINING.contains(&part) && !is(words, Some(next), &[Section::Unit]) {
            return false;
        }
    }
    false
}

/// A day and a month in numbers, behind what leads a date in: "am 3.5.", "on 5/12".
fn is_numeric_date(words: &[&Word], at: usize) -> bool {
    const BEFORE: [&str; 14] =
        ["on", "am", "le", "el", "vom", "bis", "seit", "ab", "den", "dem", "zum", "by", "since", "until"];
    let date = word(words, Some(at));
    let parts: Vec<&str> = date.trim_end_matches('.').split(['.', '/']).collect();
    let number = |part: &str, most: u8| part.parse::<u8>().is_ok_and(|n| (1..=most).contains(&n));
    BEFORE.contains(&word(words, at.checked_sub(1)))
        && matches!(parts.as_slice(), [day, month] if number(day, 31) && number(month, 31))
}

/// The month, the season or the date in numbers that stands without its year.
pub(super) fn undated(words: &[&Word], lexicon: &Lexicon) -> Option<String> {
    let season = |i: usize| lexicon.begins(words.get(i..).unwrap_or_default(), Section::Season);
    (0..words.len())
        .find(|i| ((is_month_at(words, *i) || season(*i)) && !has_year(words, *i)) || is_numeric_date(words, *i))
        .and_then(|i| words.get(i))
        .map(|word| word.as_str().to_owned())
}

/// How a sentence's time or place hangs on the dateline. `words` are its words
/// and numbers in small letters.
pub fn dating(words: &[&Word], lexicon: &Lexicon) -> Dating {
    let begins = |i: usize, section| lexicon.begins(words.get(i..).unwrap_or_default(), section);
    if (0..words.len()).any(|i| begins(i, Section::Here)) {
        return Dating::Place;
    }
    // 3日 behind no month is a day of this one.
    let day_alone = (1..words.len()).any(|i| {
        let back = |n: usize| word(words, i.checked_sub(n));
        word(words, Some(i)) == "日" && back(1).starts_with(char::is_numeric) && !back(2).ends_with('月')
    });
    // Without word lists any word may be "yesterday".
    if !lexicon.own || day_alone || (0..words.len()).any(|i| begins(i, Section::Relative) && !is_dated(words, i)) {
        return Dating::Day;
    }
    if undated(words, lexicon).is_some() { Dating::Year } else { Dating::None }
}

/// How many paragraphs a dateline or a byline may be looked for in.
const OPENING: usize = 5;

/// The most words of a line that may stand above the dateline: a byline, a caption, a tag.
const LINE: usize = 12;

/// The dateline among the first paragraphs of copy, behind a byline or a caption.
pub(super) fn opening_dateline<T: AsRef<[char]>>(
    paragraphs: impl Iterator<Item = T>,
    lexicon: &Lexicon,
) -> Option<String> {
    for (at, seen) in paragraphs.take(OPENING).enumerate() {
        let seen = seen.as_ref();
        if is_correction_note(seen) {
            continue;
        }
        let further = |line: &String| line.contains(char::is_numeric);
        if let Some(line) = dateline(seen, lexicon).filter(|line| at == 0 || further(line)) {
            return Some(line);
        }
        let line: String = seen.iter().take(200).collect();
        if seen.len() > 200 || line.split_whitespace().count() > LINE {
            return None;
        }
        let words: Vec<Word> = bare_words(&line).map(|word| Word::of(word.into(), lexicon)).collect();
        // "Published 12 May 2015"
        let month = words.iter().position(|w| is_month(w, lexicon));
        let words: Vec<&Word> = words.iter().collect();
        if month.is_some_and(|at| has_year(&words, at)) && words.len() <= 8 {
            return Some(fold::spaces(&line));
        }
    }
    None
}

/// Who is named in full by the lines that say whose words follow or stood above: the first and
/// the last paragraph, where they are in italics from end to end ("*Helen Ford is a former
/// councillor.*"), and one of the first that says to whom it was told.
pub(super) fn credits<'a>(mut paragraphs: impl DoubleEndedIterator<Item = &'a [char]>, lexicon: &Lexicon) -> String {
    const TOLD: [&str; 5] =
        ["as told to ", "aufgezeichnet von ", "propos recueillis par ", "testimonio recogido por ", "записал"];
    let first: Vec<&[char]> = paragraphs.by_ref().take(OPENING).collect();
    let last = paragraphs.next_back().or(if first.len() > 1 { first.last().copied() } else { None });
    let mut found: Vec<String> = Vec::new();
    for line in first.first().copied().into_iter().chain(last) {
        let Some(words) = in_italics(line) else { continue };
        let tokens = tokens::tokens(words, lexicon);
        let names = names::names(&tokens).iter().map(|name| names::text(&tokens, name)).collect::<Vec<_>>();
        found.extend(names.into_iter().filter(|name| name.contains(' ')));
    }
    for line in first {
        let line: String = line.iter().take(120).collect();
        let line = line.trim_matches(['*', '_', ' ']);
        if TOLD.iter().any(|told| line.to_lowercase().starts_with(told)) {
            found.push(fold::spaces(line));
        }
    }
    found.join(", ")
}

/// The words of a line that is in italics from end to end.
fn in_italics(line: &[char]) -> Option<&[char]> {
    const LONGEST: usize = 400;
    let inner = match line {
        ['*', inner @ .., '*'] => Some((inner, '*')),
        ['_', inner @ .., '_'] => Some((inner, '_')),
        _ => None,
    };
    inner.filter(|(inner, mark)| inner.len() <= LONGEST && !inner.contains(mark)).map(|(inner, _)| inner)
}

/// Whether a paragraph tells, under its own date, what was changed in the text:
/// "Correction, 3 May: …", "Editor's note (10 October): …".
pub(super) fn is_correction_note(seen: &[char]) -> bool {
    const WORDS: [&str; 15] = [
        "correction",
        "corrections",
        "corrected",
        "clarification",
        "korrektur",
        "berichtigung",
        "rectificatif",
        "corrección",
        "rectificación",
        "исправлено",
        "исправление",
        "уточнение",
        "تصحيح",
        "更正",
        "勘误",
    ];
    const NOTES: [&str; 6] =
        ["editor's note", "editor’s note", "anmerkung der", "note de la", "nota de la", "nota del"];
    const HEAD: usize = 24;
    let head: String = seen.iter().skip_while(|c| !c.is_alphanumeric()).take(HEAD).collect();
    let head = head.to_lowercase();
    let word: String = head.chars().take_while(|c| c.is_alphabetic()).collect();
    let behind = head.get(word.len()..).unwrap_or_default().trim_start();
    // "Corrections were made" is a sentence.
    let marked = behind.starts_with([',', ':', '(', '：', '，', '（', '[', '–', '—', '-'])
        || behind.starts_with(char::is_numeric)
        || behind.starts_with("on ");
    (marked && WORDS.contains(&word.as_str())) || NOTES.iter().any(|note| head.starts_with(note))
}

fn bare_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

fn is_month(word: &str, lexicon: &Lexicon) -> bool {
    lexicon.is(word, Section::Month) || MONTHS.contains(&word)
}

/// The dateline that a paragraph of wire copy opens with: `MOSCOW, Nov 12
/// (Agency) - …`, `Halm, 12 May: …`, `Madrid, 12 nov (EFE).- …`, `Halm (dpa) – …`.
fn dateline(seen: &[char], lexicon: &Lexicon) -> Option<String> {
    const MARKS: [&str; 8] = [" - ", " – ", " — ", " -- ", ": ", ".- ", ".– ", "/. "];
    let start = seen.iter().take_while(|c| c.is_whitespace()).count();
    let head: String = seen.iter().skip(start).take(90).collect();
    // 新华社北京11月12日电
    if let Some((line, mark)) = ["日电", "日電"].iter().find_map(|mark| head.split_once(mark).map(|(l, _)| (l, mark)))
        && line.chars().count() <= 30
        && line.ends_with(char::is_numeric)
    {
        return Some(format!("{line}{mark}"));
    }
    // (ANSA) - ROMA, 12 NOV - …; (Madrid, 12 nov) …
    let mut agency = "";
    let mut rest = head.as_str();
    if let Some((inner, behind)) = head.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        if is_dated_place(inner, lexicon) {
            return Some(fold::spaces(inner));
        }
        if let Some(behind) = [" - ", " – ", " — "].iter().find_map(|dash| behind.strip_prefix(dash)) {
            (agency, rest) = (inner, behind);
        }
    }
    // Москва. 12 ноября. …
    let mut parts = rest.splitn(3, ". ");
    if let (Some(place), Some(date), Some(_)) = (parts.next(), parts.next(), parts.next()) {
        let words: Vec<String> = bare_words(date).collect();
        let day = matches!(words.as_slice(), [day, month, ..] if is_day(day) && is_month(month, lexicon));
        if day && words.len() <= 3 && place.starts_with(char::is_uppercase) && place.split(' ').count() <= 3 {
            return Some(fold::spaces(&format!("{place}. {date}")));
        }
    }
    let end = MARKS.iter().filter_map(|mark| rest.find(mark)).min()?;
    let place = rest.get(..end)?;
    let capitals = place.split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty())?;
    let shouted = capitals.chars().count() > 1 && capitals.chars().all(char::is_uppercase);
    // Halm (dpa) – …
    let wired = place.starts_with(char::is_uppercase)
        && place.ends_with(')')
        && place.contains('(')
        && place.split(' ').count() <= 6
        && rest.get(end..).is_some_and(|mark| !mark.starts_with(':'));
    let line = fold::spaces(place);
    let line = if agency.is_empty() { line } else { format!("({agency}) - {line}") };
    (shouted || wired || is_dated_place(place, lexicon)).then_some(line)
}

/// A place, a comma and a day with its month.
fn is_dated_place(line: &str, lexicon: &Lexicon) -> bool {
    let opens = line.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let day = bare_words(line).any(|w| w.starts_with(char::is_numeric));
    opens && line.contains([',', '،']) && day && bare_words(line).any(|w| is_month(&w, lexicon))
}

/// The line among the first paragraphs that says who wrote the copy: `By Anna Berg`.
pub(super) fn opening_byline<T: AsRef<[char]>>(
    paragraphs: impl Iterator<Item = T>,
    lexicon: &Lexicon,
) -> Option<String> {
    const BY: [&str; 8] = ["by", "von", "par", "por", "di", "автор", "текст", "text"];
    const BETWEEN: [&str; 14] =
        ["and", "und", "et", "y", "e", "и", "in", "for", "für", "van", "von", "de", "der", "al"];
    paragraphs.take(OPENING).find_map(|seen| {
        let seen = seen.as_ref();
        if seen.len() > 120 {
            return None;
        }
        let line = fold::spaces(&seen.iter().collect::<String>());
        let (by, names) = line.split_once([' ', ':'])?;
        let names = || names.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty());
        let fits = names().next().is_some_and(|w| w.starts_with(char::is_uppercase))
            && names().all(|w| w.starts_with(char::is_uppercase) || BETWEEN.contains(&w))
            && names().next().is_some_and(|w| !is_month(&w.to_lowercase(), lexicon));
        let ended = line.ends_with(['.', '!', '?', '…']);
        (BY.contains(&by.trim_end_matches(':').to_lowercase().as_str()) && fits && names().count() <= 10 && !ended)
            .then_some(line)
    })
}
