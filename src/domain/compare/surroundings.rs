//! What stands around the sentence: state, speaker, structure, headings,
//! what it refers to, its neighbours, time.

use super::{
    Difference, arrow, contrasts, kinds,
    words::{Cut, tokens_of},
};
use crate::domain::{
    claim::Hard,
    context::{self, Dating, Inside, Labels, PlaceContext, Pull, labels},
    fold,
    lexicon::{
        self, Lexicon, Section, names,
        tokens::{self, Token},
    },
};

/// Below this share of common words a sentence was replaced, not reworded.
const REPLACED: f64 = 0.5;

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

fn speaker(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
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
fn attribution(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
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
fn is_same_person(a: &str, approved: &PlaceContext, b: &str, now: &PlaceContext) -> bool {
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

/// The words of a person's full name without titles, parties and offices in
/// front of it, in small letters.
fn person(full: &str) -> Vec<String> {
    const OFFICES: [&str; 12] = [
        "former",
        "democrat",
        "republican",
        "conservative",
        "labour",
        "chairman",
        "chairwoman",
        "chair",
        "spokesman",
        "spokeswoman",
        "then",
        "acting",
    ];
    let words: Vec<&str> = full.split(' ').collect();
    let office = |word: &str| {
        let acronym = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        let lower = word.to_lowercase();
        acronym
            || lower.starts_with("ex-")
            || (lower.is_ascii() && lower.len() > 4 && lower.ends_with("ly"))
            || OFFICES.contains(&lower.as_str())
            || names::untitled(&format!("{word} Hill")) == "Hill"
    };
    let front = words.iter().take_while(|word| office(word)).count().min(words.len().saturating_sub(2));
    words.iter().skip(front).map(|word| word.to_lowercase()).collect()
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
        let turns = |text: &str| kinds::turning(&tokens_of(text, lexicon), lexicon);
        if scale(&a.note) != scale(&b.note) {
            let arrow = arrow(&a.note, &b.note);
            out.push(Difference::stale(
                Hard::Unit,
                format!("table note: {arrow}"),
                format!("the line under the table counts in something else: {arrow}"),
            ));
        } else if (context::names_table(&a.note) && context::names_table(&b.note)) || turns(&a.note) != turns(&b.note) {
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
        let chars: Vec<char> = line.chars().collect();
        let letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_uppercase());
        let told = chars.iter().enumerate().filter(|(at, c)| match c {
            // U.S., and no other stop.
            '.' => {
                let among = letter(Some(at + 1)) || at.checked_sub(2).and_then(|at| chars.get(at)) == Some(&'.');
                !(letter(at.checked_sub(1)) && among) || chars.get(at + 1).is_none()
            }
            _ => true,
        });
        told.map(|(_, c)| c).collect()
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

fn headings(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
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
        || (rename(&old_words, &new_words, lexicon).is_some_and(|names| names.iter().any(|(a, b)| !is_mended(a, b)))
            && !reordered(&old_words, &new_words))
        || (!gone.is_empty()
            && !come.is_empty()
            && says_other(&old_words, &new_words)
            && is_nobodys(approved)
            && is_nobodys(now))
        || (approved.byline.is_some() && names_somebody(&gone, lexicon) && names_somebody(&come, lexicon))
        || !lexicon.own
    {
        Difference::touched(format!("heading: {arrow}"), format!("the heading above changed: {arrow}"))
    } else {
        Difference::listed(format!("heading: {arrow}"), format!("the heading above was reworded: {arrow}"))
    });
}

/// Whether the last of some headings may be a person's name and nothing else: two or
/// three words with capital letters that no list knows.
fn names_somebody(headings: &[&String], lexicon: &Lexicon) -> bool {
    let Some(heading) = headings.last() else { return false };
    let tokens = tokens_of(heading, lexicon);
    let (name, rest) = match tokens.iter().position(|t| t.text == ",") {
        Some(comma) => tokens.split_at(comma),
        None => (tokens.as_slice(), &[][..]),
    };
    let word = |t: &Token| t.is_capitalised() && !t.lower.is_common() && t.text.chars().skip(1).any(char::is_lowercase);
    (2..=3).contains(&name.len()) && name.iter().all(word) && rest.len() <= 8
}

/// Whether words are quoted that nobody is said to say: whoever the heading names may.
fn is_nobodys(context: &PlaceContext) -> bool {
    let opened = |i: &Inside| matches!(i, Inside::QuotationMarks | Inside::BlockQuotation);
    let quoted = context.sentence.text.starts_with(['"', '“', '„', '«', '「', '‘']);
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

/// Judges the sentence referred back to; true if the sentence before needs no further look.
fn reference(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) -> bool {
    let pull = |context: &PlaceContext| context.reference.as_ref().map(|r| r.pull);
    let Some(pull) = pull(approved).max(pull(now)) else { return false };
    let opener = approved.reference.as_ref().or(now.reference.as_ref()).map_or("", |r| r.opener.as_str());
    let chain = |context: &PlaceContext| context.reference.as_ref().map(|r| r.sentence.clone()).unwrap_or_default();
    let (far_a, far_b) = (chain(approved), chain(now));
    if pull == Pull::Year {
        year_above(&far_a, &far_b, opener, lexicon, out);
        return false;
    }
    if pull == Pull::Answer {
        if !same(&far_a, &far_b) {
            let arrow = arrow(&far_a, &far_b);
            let message = format!("what \"{opener}\" answers changed: {arrow}");
            out.push(Difference::touched(format!("sentence before: {arrow}"), message));
        }
        return !same(&far_a, &far_b);
    }
    let (a, b) = (last_before(approved, &now.before), last_before(now, &approved.before));
    let pronoun = lexicon.begins(&[&lexicon::Word::of(opener.into(), lexicon)], Section::Pronoun);
    let further = match pull {
        _ if far_a == far_b => false,
        Pull::Year | Pull::Weak | Pull::Answer => false,
        Pull::Strong if pronoun || !lexicon.own => names_differ(&far_a, &far_b, lexicon),
        Pull::Strong | Pull::Order => facts_differ(&far_a, &far_b, lexicon),
    };
    if same(&a, &b) && !further {
        return false;
    }
    let (old, new) = (Cut::text(&a, lexicon), Cut::text(&b, lexicon));
    // Without word lists an opener may be another word altogether: the neighbours decide.
    if !lexicon.own && !further {
        return false;
    }
    let touched = match pull {
        Pull::Weak => lexicon.own && is_renamed(&old.tokens, &new.tokens, lexicon),
        Pull::Year | Pull::Answer => false,
        Pull::Order => true,
        Pull::Strong => {
            let person = PERSONS.contains(&opener);
            let other = || {
                refers_elsewhere(&old, &new, lexicon)
                    || (pronoun && is_of_another(&old.tokens, &new.tokens))
                    || (person && has_other_nouns(&old.tokens, &new.tokens))
            };
            further || (!same(&a, &b) && other())
        }
    };
    let arrow = if further { arrow(&far_a, &far_b) } else { arrow(&a, &b) };
    let cause = format!("sentence before: {arrow}");
    out.push(if touched {
        Difference::touched(cause, format!("what \"{opener}\" refers to changed: {arrow}"))
    } else {
        Difference::listed(cause, format!("the sentence before, to which \"{opener}\" refers, was reworded: {arrow}"))
    });
    true
}

/// The sentence before, or, where a heading or a table stands between, what is
/// above it. Where that ends in the `other` text's sentence before, and nothing
/// between names anybody, it is that sentence.
fn last_before(context: &PlaceContext, other: &str) -> String {
    let chain = context.reference.as_ref().map_or("", |r| r.sentence.as_str());
    if !context.before.is_empty() || chain.is_empty() {
        return context.before.clone();
    }
    let (above, between) = chain.split_once(" / ").unwrap_or((chain, ""));
    let named = between.split(" / ").any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.iter().skip(1).any(|word| word.starts_with(char::is_uppercase))
    });
    if !named && !other.is_empty() && above.ends_with(other) { other.to_owned() } else { chain.to_owned() }
}

/// The year that a date without one is of, named further above.
fn year_above(a: &str, b: &str, opener: &str, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let years = |text: &str| context::years(&tokens::words(&tokens_of(text, lexicon)));
    let (old, new) = (years(a), years(b));
    if !old.is_empty() && !new.is_empty() && old != new {
        let arrow = arrow(a, b);
        out.push(Difference::touched(
            format!("sentence before: {arrow}"),
            format!("the year of \"{opener}\" changed: {arrow}"),
        ));
    }
}

/// Whether the sentences that a pronoun may go back to name others; where only
/// one side names anybody, the sentence before decides alone.
fn names_differ(a: &str, b: &str, lexicon: &Lexicon) -> bool {
    let found = |text: &str| -> Vec<String> {
        text.split(" / ").enumerate().flat_map(|(at, text)| named_in(text, at > 0, lexicon)).collect()
    };
    let (a, b) = (found(a), found(b));
    !a.is_empty() && !b.is_empty() && a != b
}

/// The names in sentences, or in a line between them, whose first word has its
/// capital letter anyhow; where there are no capitals, all words that may be names.
fn named_in(text: &str, between: bool, lexicon: &Lexicon) -> Vec<String> {
    let tokens = tokens_of(text, lexicon);
    let noun = |name: &names::Name| {
        lexicon.capital_nouns
            && name.end == name.start + 1
            && name.start.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|t| t.lower.is(Section::Determiner))
    };
    let counts = |name: &names::Name| !noun(name) && (!between || name.start > 0 || name.end > 1);
    let names = names::names(&tokens);
    let cased = names.iter().filter(|name| counts(name)).map(|name| names::text(&tokens, name));
    cased.chain(kinds::uncased(&tokens)).collect()
}

/// Whether the sentences that a share or an order goes back to have other
/// numbers and names, or the same words in another order.
fn facts_differ(a: &str, b: &str, lexicon: &Lexicon) -> bool {
    let (old, new) = (tokens_of(a, lexicon), tokens_of(b, lexicon));
    !a.is_empty()
        && !b.is_empty()
        && (kinds::facts(&old, lexicon, true) != kinds::facts(&new, lexicon, true) || reordered(&old, &new))
}

/// Whether two sentences have the same words in another order.
fn reordered(old: &[Token], new: &[Token]) -> bool {
    fn words(tokens: &[Token]) -> Vec<&str> {
        tokens::words(tokens).into_iter().map(lexicon::Word::as_str).collect()
    }
    let (mut a, mut b) = (words(old), words(new));
    if a == b {
        return false;
    }
    a.sort_unstable();
    b.sort_unstable();
    a == b
}

/// Whether a sentence referred to has other names, numbers or scope words, or is another one.
fn refers_elsewhere(old: &Cut, new: &Cut, lexicon: &Lexicon) -> bool {
    kinds::facts(&old.tokens, lexicon, true) != kinds::facts(&new.tokens, lexicon, true)
        || kinds::uncased(&old.tokens) != kinds::uncased(&new.tokens)
        || reordered(&old.tokens, &new.tokens)
        || old.similarity(new) < REPLACED
}

/// Pronouns that stand for a person.
const PERSONS: [&str; 16] =
    ["he", "she", "his", "her", "him", "er", "il", "elle", "lui", "él", "ella", "он", "она", "его", "её", "ему"];

/// Whether a noun with its article came and another went: "The dog bit the boy.", "The dog bit the man."
fn has_other_nouns(old: &[Token], new: &[Token]) -> bool {
    let nouns = |tokens: &[Token]| -> Vec<String> {
        let words = tokens::words(tokens);
        let pairs = words.windows(2).filter_map(|pair| match pair {
            [article, noun] if article.is(Section::Determiner) && !noun.is_common() => Some(noun.as_str().to_owned()),
            _ => None,
        });
        pairs.collect()
    };
    let (a, b) = (nouns(old), nouns(new));
    let gone = a.iter().any(|noun| !new.iter().any(|t| t.lower == **noun));
    let come = b.iter().any(|noun| !old.iter().any(|t| t.lower == **noun));
    gone && come
}

/// Whether two sentences begin by speaking of two different things, each with its
/// article ("The prosecutor rose", "The defendant rose"), whom a pronoun behind them may mean.
fn is_of_another(old: &[Token], new: &[Token]) -> bool {
    /// How many words behind the article may still be of what is spoken of.
    const NEAR: usize = 5;
    let (a, b) = (tokens::words(old), tokens::words(new));
    let stands = |all: &[&lexicon::Word], word: &lexicon::Word| all.iter().take(NEAR).any(|other| *other == word);
    match (a.as_slice(), b.as_slice()) {
        ([article, a @ ..], [other, b @ ..]) if article.is(Section::Determiner) && other.is(Section::Determiner) => {
            a.first().zip(b.first()).is_some_and(|(first, second)| !stands(b, first) && !stands(a, second))
        }
        _ => false,
    }
}

fn neighbours(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, leaned: bool, out: &mut Vec<Difference>) {
    let pairs = [("before", &approved.before, &now.before), ("after", &approved.after, &now.after)];
    for (side, a, b) in pairs {
        if same(a, b) {
            continue;
        }
        let (old, new) = (tokens_of(a, lexicon), tokens_of(b, lexicon));
        let had = kinds::scope(&old, lexicon);
        let gained: Vec<String> = kinds::scope(&new, lexicon).into_iter().filter(|word| !had.contains(word)).collect();
        let arrow = arrow(a, b);
        // Without word lists nobody knows which words matter: both neighbours count.
        if !lexicon.own && (!leaned || side == "after") {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the sentence {side} changed: {arrow}"),
            ));
        } else if side == "before" && redated(&old, &new, approved, lexicon) {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the year that the date goes by changed: {arrow}"),
            ));
        } else if side == "before" && !leaned && leans_loosely(approved, lexicon) && is_renamed(&old, &new, lexicon) {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the sentence {side}, on which the words may lean, is of another name: {arrow}"),
            ));
        } else if kinds::verdicts(&old) != kinds::verdicts(&new)
            || is_verdict(&old, lexicon) != is_verdict(&new, lexicon)
            || (is_verdict(&old, lexicon) && !same(a, b))
        {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the verdict {side} changed: {arrow}"),
            ));
        } else if !out.iter().any(|d| d.cause.starts_with("numbers:"))
            && counts_otherwise(&old, &new, approved, lexicon)
        {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the sentence {side} counts in something else: {arrow}"),
            ));
        } else if !gained.is_empty() {
            let words = gained.join(", ");
            out.push(Difference::listed(
                format!("sentence {side}: {words}"),
                format!("the sentence {side} now says \"{words}\""),
            ));
        }
    }
}

/// Whether two sentences are the same but for a name in place of another: "Shell
/// cut its forecast", "BP cut its forecast". A name's longer form is none.
fn is_renamed(old: &[Token], new: &[Token], lexicon: &Lexicon) -> bool {
    rename(old, new, lexicon).is_some()
}

/// The last words of the names that differ in two sentences that are the same without them.
fn rename(old: &[Token], new: &[Token], lexicon: &Lexicon) -> Option<Vec<(String, String)>> {
    let parted = |tokens: &[Token]| {
        let found = names::names(tokens);
        let noun = |name: &&names::Name| {
            let article = name.start.checked_sub(1).and_then(|at| tokens.get(at));
            !(lexicon.capital_nouns && article.is_some_and(|t| t.lower.is(Section::Determiner)))
        };
        let found: Vec<&names::Name> = found.iter().filter(noun).collect();
        let within = |at: usize| found.iter().any(|name| (name.start..name.end).contains(&at));
        let rest: Vec<String> = tokens
            .iter()
            .enumerate()
            .filter(|(at, t)| t.is_word() && !within(*at))
            .map(|(_, t)| t.lower.as_str().to_owned())
            .collect();
        let texts: Vec<String> = found.iter().map(|name| names::text(tokens, name)).collect();
        (texts, rest)
    };
    let ((a, rest), (b, other)) = (parted(old), parted(new));
    let last = |name: &str| names::uninflected(names::bare(name.rsplit(' ').next().unwrap_or(name))).into_owned();
    let code = |tokens: &[Token]| tokens.first().is_some_and(|t| matches!(t.text.as_str(), "{" | "<"));
    if rest != other || rest.is_empty() || a.len() != b.len() || code(old) || code(new) {
        return None;
    }
    let pairs = a.iter().zip(&b).map(|(a, b)| (last(a), last(b)));
    let differ: Vec<(String, String)> = pairs.filter(|(a, b)| a != b).collect();
    (!differ.is_empty()).then_some(differ)
}

/// Whether a long word of a heading was only spelt right: a slip of the pen there is
/// mended more often than another is meant.
fn is_mended(a: &str, b: &str) -> bool {
    a.chars().count() >= LONG_NAME && strsim::damerau_levenshtein(a, b) <= 1 && a.chars().next() == b.chars().next()
}

/// From so many characters on, a name that differs in one is taken for the same, spelt right.
const LONG_NAME: usize = 9;

/// Whether a sentence has a word that the one before may fill, though it doesn't open
/// with one that always leans: "this mine", "gave her 40 boats".
fn leans_loosely(approved: &PlaceContext, lexicon: &Lexicon) -> bool {
    const POINTING: [&str; 30] = [
        "this", "that", "these", "those", "dieser", "diese", "dieses", "diesem", "diesen", "jener", "jene", "ce",
        "cet", "cette", "ces", "celui-ci", "celle-ci", "este", "esta", "estos", "estas", "ese", "esa", "aquel",
        "aquella", "этот", "эта", "эти", "та", "тот",
    ];
    const WHOM: [&str; 3] = ["him", "her", "them"];
    const EXISTS: [&str; 14] =
        ["is", "are", "was", "were", "has", "have", "had", "will", "would", "could", "may", "might", "must", "should"];
    let tokens = tokens_of(&approved.sentence.text, lexicon);
    let mut words = tokens.iter().filter(|t| t.is_word());
    let (first, second) = (words.next(), words.next());
    let pointing = first.is_some_and(|t| POINTING.contains(&t.lower.as_str()));
    // "Der sprach": no noun is behind the article.
    let alone = lexicon.capital_nouns
        && first.is_some_and(|t| matches!(t.lower.as_str(), "der" | "die" | "das"))
        && second.is_some_and(|t| !t.is_capitalised());
    let whom = |at: usize| {
        let next = tokens.get(at + 1);
        let ends = next.is_none_or(|t| !t.is_word() || t.text.contains(char::is_numeric) || t.lower.is_common());
        tokens.get(at).is_some_and(|t| t.lower != "her" || ends)
    };
    let mut whoms = tokens.iter().enumerate().filter(|(_, t)| WHOM.contains(&t.lower.as_str()));
    // "Ten people died there."; but not "but there are".
    let there = |at: usize| {
        let is = |t: &Token| EXISTS.contains(&t.lower.as_str());
        at > 0 && tokens.get(at).is_some_and(|t| t.lower == "there") && !tokens.get(at + 1).is_some_and(is)
    };
    lexicon.own && (pointing || alone || whoms.any(|(at, _)| whom(at)) || (0..tokens.len()).any(there))
}

/// Whether a sentence of a word or two says whether what stands beside it is so: "Wrong.", "Not true."
fn is_verdict(tokens: &[Token], lexicon: &Lexicon) -> bool {
    const WORDS: [&str; 16] = [
        "yes", "no", "right", "wrong", "true", "false", "ja", "nein", "oui", "non", "si", "sí", "да", "нет", "نعم", "لا",
    ];
    const TRUTH: [&str; 26] = [
        "true",
        "false",
        "fake",
        "hoax",
        "myth",
        "myths",
        "fact",
        "facts",
        "rumour",
        "rumours",
        "rumor",
        "rumors",
        "confirmed",
        "unconfirmed",
        "verified",
        "unverified",
        "correct",
        "incorrect",
        "wrong",
        "fiction",
        "disputed",
        "denied",
        "alleged",
        "misleading",
        "falsch",
        "faux",
    ];
    let says = |word: &lexicon::Word| WORDS.contains(&word.as_str()) || (lexicon.own && word.is(Section::Scope));
    match tokens::words(tokens).as_slice() {
        [word] => says(word),
        words @ [_, _] => words.iter().any(|word| TRUTH.contains(&word.as_str())),
        _ => false,
    }
}

/// What is said anywhere of what the text's numbers are in.
fn counted(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let (gone, come) = (missing(&approved.counted, &now.counted), missing(&now.counted, &approved.counted));
    if gone.is_empty() && come.is_empty() {
        return;
    }
    let said = |lines: &[&String]| {
        let mut said: Vec<String> =
            lines.iter().flat_map(|line| kinds::counted(&tokens_of(line, lexicon), lexicon)).collect();
        said.sort_unstable();
        said
    };
    let join = |lines: &[&String]| lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join(" / ");
    let arrow = arrow(&join(&gone), &join(&come));
    let cause = format!("numbers: {arrow}");
    out.push(if !gone.is_empty() && !come.is_empty() && said(&gone) == said(&come) {
        Difference::listed(cause, format!("what the text's numbers are in is said otherwise: {arrow}"))
    } else {
        Difference::touched(cause, format!("what the text's numbers are in changed: {arrow}"))
    });
}

/// Those of some lines that are not among others.
fn missing<'a>(lines: &'a [String], others: &[String]) -> Vec<&'a String> {
    lines.iter().filter(|line| !others.iter().any(|other| same(line, other))).collect()
}

/// Whether a sentence beside a number, without a number of its own, names other
/// units than it did: "All sums are in euros."
fn counts_otherwise(old: &[Token], new: &[Token], approved: &PlaceContext, lexicon: &Lexicon) -> bool {
    let number = |t: &Token| t.text.contains(char::is_numeric);
    if old.iter().chain(new).any(number) || !approved.sentence.text.contains(char::is_numeric) {
        return false;
    }
    let (a, b) = (kinds::units(old, lexicon), kinds::units(new, lexicon));
    !a.is_empty() && !b.is_empty() && a != b
}

/// Whether the sentence has a date without its year, and the year in the
/// sentence before is another.
fn redated(old: &[Token], new: &[Token], approved: &PlaceContext, lexicon: &Lexicon) -> bool {
    let years = |tokens: &[Token]| context::years(&tokens::words(tokens));
    let (a, b) = (years(old), years(new));
    if a.is_empty() || b.is_empty() || a == b {
        return false;
    }
    let own = tokens_of(&approved.sentence.text, lexicon);
    context::dating(&tokens::words(&own), lexicon) == Dating::Year
}

/// Whether a short name is the last of two or three words that may name a person: no
/// letters for a longer name, and no plural.
fn is_surname(short: &str, full: &str) -> bool {
    let word = |word: &str| {
        word.chars().next().is_some_and(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase)
    };
    let words: Vec<&str> = full.split(' ').collect();
    (2..=3).contains(&words.len())
        && words.last() == Some(&short)
        && words
            .iter()
            .all(|w| word(w) && !w.contains(char::is_numeric) && w.chars().filter(|c| c.is_uppercase()).count() == 1)
        && !short.ends_with('s')
}

/// Whether a text has a short name, and nowhere in a longer one.
fn stands_short(text: &str, short: &str, lexicon: &Lexicon) -> bool {
    let tokens = tokens_of(text, lexicon);
    let names = names::names(&tokens);
    let longer = |name: &names::Name| {
        let text = names::text(&tokens, name);
        names::untitled(&text).contains(' ') && text.contains(short)
    };
    text.contains(short) && !names.iter().any(longer)
}

fn full_names(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    for (short, old) in &approved.full_names {
        let Some((_, new)) = now.full_names.iter().find(|(name, _)| name == short) else {
            if !is_surname(short, old) {
                continue;
            }
            // Who is called in full, here or as the speaker, needs nobody above.
            let texts = [Some(&now.sentence.text), now.speaker.as_ref(), now.label.as_ref()];
            if !texts.into_iter().flatten().any(|text| stands_short(text, short, lexicon)) {
                continue;
            }
            out.push(Difference::touched(
                format!("name: {old} → "),
                format!("nobody above is called {old} any more, whom \"{short}\" is short for"),
            ));
            continue;
        };
        if !is_one_name(&person(old), &person(new)) {
            let arrow = arrow(old, new);
            out.push(Difference::touched(format!("name: {arrow}"), format!("who \"{short}\" is changed: {arrow}")));
        }
    }
}

/// Whether two full names are one: word for word, or with initials on one side only.
fn is_one_name(a: &[String], b: &[String]) -> bool {
    let spelt = |name: &[String]| name.iter().filter(|word| word.chars().count() > 1).cloned().collect::<Vec<_>>();
    let (x, y) = (spelt(a), spelt(b));
    a == b || (x == y && x.len() > 1 && (x.len() == a.len() || y.len() == b.len()))
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
