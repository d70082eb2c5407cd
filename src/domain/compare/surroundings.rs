//! What stands around the sentence: state, speaker, structure, headings,
//! what it refers to, its neighbours, time.

mod before;
mod called;
mod headings;
mod voice;

use before::{counted, neighbours, reference};
use called::full_names;
use headings::headings;
use voice::{attribution, speaker};

use super::{Difference, arrow, kinds, words::tokens_of};
use crate::domain::{
    claim::Hard,
    context::{self, Dating, Inside, PlaceContext},
    fold,
    lexicon::{
        self, Lexicon, Section,
        tokens::{self, Token},
    },
};

/// Adds all that differs around the sentence.
pub(super) fn all(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    if approved.part != now.part {
        let arrow = arrow(approved.part.as_str(), now.part.as_str());
        out.push(Difference::touched(format!("part: {arrow}"), format!("moved to another part: {arrow}")));
    }
    inside(approved, now, out);
    marked_up(approved, now, out);
    speaker(approved, now, lexicon, out);
    attribution(approved, now, lexicon, out);
    structure(approved, now, lexicon, out);
    headings(approved, now, lexicon, out);
    let leaned = reference(approved, now, lexicon, out);
    counted(approved, now, lexicon, out);
    neighbours(approved, now, lexicon, leaned, out);
    full_names(approved, now, lexicon, out);
    time(approved, now, lexicon, out);
}

fn same(a: &str, b: &str) -> bool {
    fold::glyphs_equal(a, b)
}

fn inside(approved: &PlaceContext, now: &PlaceContext, out: &mut Vec<Difference>) {
    for &state in Inside::ALL {
        let (was, is) = (approved.inside.contains(&state), now.inside.contains(&state));
        if was == is {
            continue;
        }
        let hard = match state {
            Inside::QuotationMarks => Hard::QuotationMarks,
            Inside::Direction => Hard::Characters,
            _ => Hard::Frame,
        };
        let (cause, message) = if is {
            (format!("now inside {state}"), format!("the words now stand inside {state}"))
        } else {
            (format!("no longer inside {state}"), format!("the words no longer stand inside {state}"))
        };
        out.push(Difference::stale(hard, cause, message));
    }
}

/// A sentence that reads the same although what raises or strikes out in it was written
/// out: `10<sup>6</sup>` and `10&lt;sup&gt;6&lt;/sup&gt;`.
fn marked_up(approved: &PlaceContext, now: &PlaceContext, out: &mut Vec<Difference>) {
    if approved.sentence.text != now.sentence.text || approved.sentence.source == now.sentence.source {
        return;
    }
    let (a, b) = (working(&approved.sentence.source), working(&now.sentence.source));
    if a != b {
        let arrow = arrow(&a.join(" "), &b.join(" "));
        out.push(Difference::stale(
            Hard::Characters,
            format!("markup: {arrow}"),
            format!("markup of the sentence that says something changed: {arrow}"),
        ));
    }
}

/// The marks of a source that raise, lower or strike out, in order; not those behind a backslash.
fn working(source: &str) -> Vec<&str> {
    const MARKS: [&str; 13] = [
        "<sup>",
        "</sup>",
        "<sub>",
        "</sub>",
        "<s>",
        "</s>",
        "<del>",
        "</del>",
        "<ins>",
        "</ins>",
        "<strike>",
        "</strike>",
        "~~",
    ];
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['<', '~', '\\']) {
        let (_, tail) = rest.split_at(at);
        if let Some((_, behind)) = tail.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
            rest = behind;
            continue;
        }
        if tail.starts_with("\\|") {
            // No border of a cell.
            found.push("\\|");
        }
        let mark = MARKS.iter().find(|mark| tail.starts_with(**mark));
        found.extend(mark);
        let skip = if tail.starts_with('\\') { 2 } else { mark.map_or(1, |mark| mark.len()) };
        rest = tail.get(skip..).or_else(|| tail.get(1..)).unwrap_or_default();
    }
    found
}

fn structure(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let (a, b) = (&approved.structure, &now.structure);
    if a.blocks != b.blocks {
        let arrow = arrow(&a.blocks.join(", "), &b.blocks.join(", "));
        out.push(Difference::touched(
            format!("block: {arrow}"),
            format!("the words stand in another kind of block: {arrow}"),
        ));
    }
    if !same(&a.lead_in, &b.lead_in) && !is_heading_set_otherwise(approved, now) {
        let arrow = arrow(&a.lead_in, &b.lead_in);
        out.push(if is_punctuated_otherwise(&a.lead_in, &b.lead_in) {
            Difference::listed(
                format!("lead-in: {arrow}"),
                format!("the words that lead in are spelt otherwise: {arrow}"),
            )
        } else {
            Difference::touched(format!("lead-in: {arrow}"), format!("the words that lead in changed: {arrow}"))
        });
    }
    if !same(&a.continued, &b.continued) {
        let arrow = arrow(&a.continued, &b.continued);
        out.push(Difference::touched(
            format!("goes on: {arrow}"),
            format!("the paragraph below, in which the sentence goes on, changed: {arrow}"),
        ));
    }
    if a.rank != b.rank {
        let rank = |rank: Option<u32>| rank.map(|n| n.to_string()).unwrap_or_default();
        let arrow = arrow(&rank(a.rank), &rank(b.rank));
        out.push(Difference::touched(format!("rank: {arrow}"), format!("the place in the list changed: {arrow}")));
    }
    if a.mark != b.mark {
        let arrow = arrow(&a.mark, &b.mark);
        out.push(Difference::touched(format!("mark: {arrow}"), format!("the mark of the item changed: {arrow}")));
    }
    if !same(&a.table_header, &b.table_header) {
        let arrow = arrow(&a.table_header, &b.table_header);
        out.push(Difference::stale(
            Hard::Frame,
            format!("table header: {arrow}"),
            format!("the table's header changed: {arrow}"),
        ));
    }
    if !same(&a.caption, &b.caption) {
        let arrow = arrow(&a.caption, &b.caption);
        let (cause, message) = (format!("table caption: {arrow}"), format!("the line over the table changed: {arrow}"));
        out.push(if facts(&a.caption, lexicon) == facts(&b.caption, lexicon) {
            Difference::touched(cause, message)
        } else {
            Difference::stale(Hard::Frame, cause, message)
        });
    }
    if !same(&a.note, &b.note) {
        let scale = |text: &str| kinds::scale(&tokens_of(text, lexicon), lexicon);
        if scale(&a.note) != scale(&b.note) {
            let arrow = arrow(&a.note, &b.note);
            out.push(Difference::stale(
                Hard::Unit,
                format!("table note: {arrow}"),
                format!("the line under the table counts in something else: {arrow}"),
            ));
        } else if context::names_table(&a.note) && context::names_table(&b.note) {
            let arrow = arrow(&a.note, &b.note);
            out.push(Difference::touched(
                format!("table note: {arrow}"),
                format!("the line under the table changed: {arrow}"),
            ));
        }
    }
    if a.image != b.image {
        let arrow = arrow(&a.image, &b.image);
        out.push(Difference::listed(format!("image: {arrow}"), format!("the image above changed: {arrow}")));
    }
    let notes = |notes: &[String]| notes.iter().map(|n| fold::glyphs(n)).collect::<Vec<_>>();
    if a.footnotes != b.footnotes && notes(&a.footnotes) != notes(&b.footnotes) {
        let arrow = arrow(&a.footnotes.join(" / "), &b.footnotes.join(" / "));
        out.push(Difference::touched(format!("footnote: {arrow}"), format!("a cited footnote changed: {arrow}")));
    }
}

/// Whether two lines differ in stops behind letters (US, U.S.) and in how an ellipsis is set alone.
fn is_punctuated_otherwise(a: &str, b: &str) -> bool {
    fn bare(line: &str) -> String {
        let line = line.replace("...", "…").replace(" …", "…");
        let words: Vec<String> = line
            .split(' ')
            .map(|word| {
                // U.S., and no other stop.
                let letters = word.split('.').filter(|part| !part.is_empty()).count();
                let spelt =
                    word.chars().enumerate().all(|(at, c)| if at % 2 == 0 { c.is_uppercase() } else { c == '.' });
                if spelt && letters > 1 && word.ends_with('.') { word.replace('.', "") } else { word.to_owned() }
            })
            .collect();
        words.join(" ")
    }
    !a.is_empty() && !b.is_empty() && same(&bare(a), &bare(b))
}

/// Whether the line that leads into a list is its heading on both sides, set in
/// bold on one and as a heading proper on the other.
fn is_heading_set_otherwise(approved: &PlaceContext, now: &PlaceContext) -> bool {
    let sides = (approved.structure.lead_in.as_str(), now.structure.lead_in.as_str());
    let (("", line) | (line, "")) = sides else { return false };
    let heads = |context: &PlaceContext| context.headings.last().is_some_and(|heading| same(heading, line));
    heads(approved) && heads(now)
}

/// Numbers, dates, amounts, negations and scope words of a line, in order.
fn facts(text: &str, lexicon: &Lexicon) -> Vec<String> {
    kinds::facts(&tokens_of(text, lexicon), lexicon, false)
}

fn time(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    dateline(approved, now, lexicon, out);
    if let (Some(a), Some(b)) = (&approved.byline, &now.byline)
        && !same(a, b)
        && !same(unprefixed(a), unprefixed(b))
    {
        let arrow = arrow(a, b);
        let cause = format!("byline: {arrow}");
        out.push(if same_people(a, b) {
            Difference::listed(cause, format!("the byline names the same people in another order: {arrow}"))
        } else {
            let message = format!("the byline changed under words in the first person: {arrow}");
            Difference::stale(Hard::Frame, cause, message)
        });
    }
    language(approved, now, out);
}

/// A byline without the word before the names: "By Jane Hill", "Von Jane Hill".
fn unprefixed(line: &str) -> &str {
    let Some((first, rest)) = line.split_once(' ') else { return line };
    let names = rest.starts_with(char::is_uppercase) && rest.contains(' ');
    if names && matches!(first, "By" | "by" | "BY" | "Von" | "Par" | "Por") { rest } else { line }
}

/// Whether two bylines, each full names or each accounts (`jane-hill`) with
/// commas between them and nothing else, name the same people.
fn same_people(a: &str, b: &str) -> bool {
    let people = |line: &str| {
        let line = fold::glyphs(line);
        let mut names: Vec<String> = line.split(',').map(|name| name.trim().to_owned()).collect();
        names.sort_unstable();
        names
    };
    let (a, b) = (people(a), people(b));
    let is_name = |name: &String| {
        let words = || name.split_whitespace();
        words().count() > 1 && words().all(|word| word.starts_with(char::is_uppercase))
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == fold::HYPHEN;
    let is_account = |name: &String| name.chars().all(plain);
    a.len() > 1 && a == b && (a.iter().all(is_name) || a.iter().all(is_account))
}

/// The dateline's date under a relative date, its year under a date without
/// one, its place under "here" (row "the dateline's date").
fn dateline(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let (Some(a), Some(b)) = (&approved.dateline, &now.dateline) else { return };
    if same(a, b) {
        return;
    }
    let arrow = arrow(a, b);
    let picked = |text: &str, wanted: &dyn Fn(&Token) -> bool| -> Vec<String> {
        tokens_of(text, lexicon)
            .iter()
            .filter(|t| t.is_word() && wanted(t))
            .map(|t| t.lower.as_str().to_owned())
            .collect()
    };
    let date = |t: &Token| {
        t.text.chars().any(char::is_numeric)
            || [Section::Month, Section::Weekday, Section::Number].iter().any(|section| t.lower.is(*section))
    };
    let numbers = |t: &Token| t.lower.split(|c: char| !c.is_ascii_digit()).count();
    // A year of four digits, or a date in numbers that ends in one of two.
    let year = |t: &Token| {
        let four = t.lower.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4);
        four || (numbers(t) == 3 && t.lower.starts_with(|c: char| c.is_ascii_digit()))
    };
    let differ = |wanted: &dyn Fn(&Token) -> bool| picked(a, wanted) != picked(b, wanted);
    let own = tokens_of(&approved.sentence.text, lexicon);
    let message = match context::dating(&tokens::words(&own), lexicon) {
        Dating::Place if differ(&|t| !date(t)) => "the dateline's place changed under \"here\"",
        Dating::Place | Dating::Day if differ(&date) => "the dateline's date changed under a relative date",
        Dating::Year if differ(&year) => "the dateline's year changed under a date without one",
        Dating::Year | Dating::None => return,
        Dating::Place | Dating::Day => {
            out.push(Difference::listed(
                format!("dateline: {arrow}"),
                format!("the dateline changed, its date didn't: {arrow}"),
            ));
            return;
        }
    };
    out.push(Difference::touched(format!("dateline: {arrow}"), format!("{message}: {arrow}")));
}

/// Numbers and dates are read by the language: 1.500, 3/4.
fn language(approved: &PlaceContext, now: &PlaceContext, out: &mut Vec<Difference>) {
    let (old, new) = (&approved.language, &now.language);
    if old.eq_ignore_ascii_case(new) || !approved.sentence.text.chars().any(char::is_numeric) {
        return;
    }
    let chars: Vec<char> = approved.sentence.text.chars().collect();
    let between = |marks: &[char]| {
        chars.windows(3).any(
            |w| matches!(w, [left, mark, right] if left.is_numeric() && marks.contains(mark) && right.is_numeric()),
        )
    };
    let alike = lexicon::primary(old) == lexicon::primary(new) && has_point(old) == has_point(new);
    let read_otherwise = if alike { between(&['/']) } else { between(&['.', ',', '/', '\'', '’']) };
    let arrow = arrow(old, new);
    let cause = format!("language: {arrow}");
    out.push(if read_otherwise {
        Difference::touched(cause, format!("the article's language changed under a number: {arrow}"))
    } else {
        Difference::listed(cause, format!("the article's language changed: {arrow}"))
    });
}

/// Whether a decimal is written with a point where a language is spoken:
/// `1.5` in Mexico, `1,5` in Spain.
fn has_point(tag: &str) -> bool {
    const POINT: [&str; 16] =
        ["MX", "US", "PR", "GT", "HN", "NI", "SV", "DO", "PA", "PE", "CH", "LI", "GB", "AU", "IE", "NZ"];
    let region = || tag.split(['-', '_']).skip(1);
    let spoken = matches!(lexicon::primary(tag).as_str(), "en" | "zh" | "ja" | "ko" | "th" | "he" | "hi");
    let here = |list: &[&str]| region().any(|part| list.iter().any(|known| part.eq_ignore_ascii_case(known)));
    here(&POINT) || (spoken && !here(&["ZA"]))
}
