//! What puts words in somebody's mouth, told so that whoever would change them knows.
//!
//! Which words are somebody's is told by their context: what their sentence
//! stands in, who speaks it, what attributes it. This file adds what a context
//! needn't tell to judge an approval, since the sentence itself has it: marks
//! inside the sentence, a dash or a speaker's label at its head. In doubt the
//! words are somebody's: nothing is lost by asking.

use super::context::{Inside, Labels, PlaceContext, labels};

/// What puts the words of a place in somebody's mouth; `None` where nothing does.
pub fn spoken(context: &PlaceContext) -> Option<&'static str> {
    let before: Vec<char> = context.sentence.text.chars().take(context.sentence.quote.0).collect();
    let after: Vec<char> = context.sentence.text.chars().skip(context.sentence.quote.1).collect();
    if context.inside.contains(&Inside::BlockQuotation) {
        return Some("a block quotation");
    }
    let in_marks = context.inside.contains(&Inside::QuotationMarks)
        || stands_open(&before)
        || (single_open(&before) && single_closed(&after))
        || context.quote.starts_with(DOUBLE);
    if in_marks {
        return Some("quotation marks");
    }
    let label: String = before.iter().collect();
    let own = label.split_once(": ").map(|(label, _)| label).filter(|label| is_short(label));
    if own.or(context.label.as_deref()).is_some_and(|label| labels(label) == Labels::Somebody) {
        return Some("what a speaker's label stands over");
    }
    let dashed = matches!(before.as_slice(), ['—' | '–' | '―', ' ' | '\u{a0}', ..]);
    (dashed || context.speaker.is_some() || !context.attribution.is_empty() || context.is_quotation())
        .then_some("what somebody is quoted to have said")
}

/// Whether words with quotations in them would have others in their place.
pub fn changes_speech(before: &str, after: &str) -> bool {
    let mut between = before.split(DOUBLE).skip(1).step_by(2);
    between.any(|said| !said.trim().is_empty() && !after.contains(said.trim()))
}

const DOUBLE: [char; 8] = ['"', '“', '”', '„', '«', '»', '「', '」'];

/// Whether double marks that were opened are still open at the end.
fn stands_open(before: &[char]) -> bool {
    let straight = before.iter().filter(|c| **c == '"').count() % 2 == 1;
    let shaped = before.iter().rev().find(|c| DOUBLE.contains(c) && **c != '"');
    straight || shaped.is_some_and(|c| matches!(c, '“' | '„' | '«' | '「'))
}

/// Whether single marks that were opened are still open at the end; an
/// apostrophe before a number (`the '90s`) opens nothing.
fn single_open(before: &[char]) -> bool {
    let mut open = false;
    for (at, c) in before.iter().enumerate() {
        let behind = at.checked_sub(1).and_then(|at| before.get(at));
        let ahead = before.get(at + 1);
        let heads = behind.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '—' | '–'));
        match c {
            '\'' | '‘' if heads && ahead.is_none_or(|c| !c.is_whitespace() && !c.is_ascii_digit()) => open = true,
            '\'' | '’' if !heads && ahead.is_some_and(|c| !c.is_alphanumeric()) => open = false,
            _ => {}
        }
    }
    open
}

/// Whether a single mark closes something here: one that no word goes on behind.
fn single_closed(after: &[char]) -> bool {
    after
        .iter()
        .enumerate()
        .any(|(at, c)| matches!(c, '\'' | '’') && after.get(at + 1).is_none_or(|c| !c.is_alphanumeric()))
}

/// Whether a label is short enough to be a speaker's.
fn is_short(label: &str) -> bool {
    !label.is_empty() && label.split_whitespace().count() <= 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        context::Reading,
        part::{Part, Texts},
    };

    fn of(body: &str, words: &str) -> Option<&'static str> {
        let mut texts = Texts::default();
        texts.set(Part::Body, body);
        let start = body.split(words).next().unwrap().chars().count();
        let context = Reading::of(&texts, "en").context(&Part::Body, start..start + words.chars().count());
        spoken(&context.unwrap())
    }

    #[test]
    fn whose_words_they_are() {
        for (body, how) in [
            ("\"We lost 40 boats,\" said Ines Halloran.", Some("quotation marks")),
            ("“It was bad. We lost 40 boats,” said Ines Halloran.", Some("quotation marks")),
            ("‘We lost 40 boats,’ said Ines Halloran.", Some("quotation marks")),
            ("'We lost 40 boats,' said Ines Halloran.", Some("quotation marks")),
            ("« Nous avons perdu 40 boats », dit-elle.", Some("quotation marks")),
            ("She spoke.\n\n> We lost 40 boats.", Some("a block quotation")),
            ("HALLORAN: We lost 40 boats.", Some("what a speaker's label stands over")),
            ("— We lost 40 boats, said Ines Halloran.", Some("what somebody is quoted to have said")),
            ("Halloran said that they lost 40 boats.", None),
            ("The workers' union says the port lost 40 boats in the '90s.", None),
            ("In the '90s the port lost 40 boats of the workers' union.", None),
            ("Update: the port lost 40 boats.", None),
            ("\"It was bad,\" said Halloran, who lost 40 boats.", None),
        ] {
            assert_eq!(of(body, "40 boats"), how, "{body}");
        }
    }

    #[test]
    fn what_stays_between_the_marks_is_no_change_of_speech() {
        for (before, after, changes) in [
            ("said \"we lost 40 boats\"", "said \"we lost 14 boats\"", true),
            ("said “we lost 40 boats” in 1998", "said “we lost 40 boats” in 1989", false),
            ("lost 40 boats", "lost 14 boats", false),
        ] {
            assert_eq!(changes_speech(before, after), changes, "{before}");
        }
    }
}
