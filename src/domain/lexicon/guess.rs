//! Which language a text is written in, as far as its small words show.

use std::{collections::HashMap, sync::LazyLock};

use super::{Lexicon, Section, Sections, of, primary};

/// The languages that can be told by their words.
const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "ru", "ar"];
/// How many words from the beginning are looked at: a wire's first paragraphs.
const WORDS: usize = 120;
/// How many where those don't tell.
const MORE_WORDS: usize = 800;
/// What begins and ends a tag, a template's call and a link's target, and how many characters it has at most.
const SKIPPED: [(&str, &str); 4] = [("<", ">"), ("{{", "}}"), ("{%", "%}"), ("](", ")")];
const LONGEST: usize = 1_000;
/// How many characters are looked at.
const BEGINNING: usize = 16_000;
/// The fewest small words that prove anything.
const FEWEST: usize = 8;

/// Each small word, with the languages that have it, a bit for each of [`LANGUAGES`].
static SMALL: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut small: HashMap<&'static str, u8> = HashMap::new();
    for (bit, language) in LANGUAGES.iter().enumerate() {
        for word in of(language).small_words() {
            *small.entry(word).or_default() |= 1 << bit;
        }
    }
    small
});

impl Lexicon {
    fn small_words(&self) -> impl Iterator<Item = &'static str> {
        let small = [Section::Common, Section::Determiner, Section::Pronoun]
            .into_iter()
            .fold(Sections::default(), |all, section| all.with(Sections::of(section)));
        self.words.iter().filter(move |(_, entry)| entry.sections.has_any(small)).map(|(word, _)| *word)
    }
}

/// The language of a text as a BCP 47 tag, where three in ten of its first
/// words are small words of one language and clearly fewer those of any other;
/// else `None`. Of the languages with word lists only; a text too short to
/// tell has none, and is judged by the stricter rules for unknown ones.
pub fn guess(text: &str) -> Option<&'static str> {
    let first = tell(text, WORDS, |most, next, words| most >= FEWEST && most * 10 >= words * 3 && most * 2 >= next * 3);
    // A text full of names, headings and links has fewer small words; more of
    // it, and a clearer lead over all other languages, tell as much.
    first.or_else(|| {
        tell(text, MORE_WORDS, |most, next, words| most >= 4 * FEWEST && most * 10 >= words * 2 && most >= next * 3)
    })
}

/// The language that the first `limit` words show, where `sure` of its hits,
/// those of the next one, and the number of words.
fn tell(text: &str, limit: usize, sure: impl Fn(usize, usize, usize) -> bool) -> Option<&'static str> {
    let mut hits = [0usize; LANGUAGES.len()];
    let (mut words, mut han, mut kana) = (0usize, 0usize, 0usize);
    for word in prose(text).take(limit) {
        words += 1;
        for c in word.chars().take(WORDS) {
            han += usize::from(matches!(c, '\u{4e00}'..='\u{9fff}'));
            kana += usize::from(matches!(c, '\u{3040}'..='\u{30ff}'));
        }
        let found = if word.chars().any(char::is_uppercase) {
            SMALL.get(word.to_lowercase().as_str())
        } else {
            SMALL.get(word)
        };
        let bits = found.copied().unwrap_or_default();
        for (bit, hits) in hits.iter_mut().enumerate() {
            *hits += usize::from(bits >> bit & 1 == 1);
        }
    }
    if han >= 2 * FEWEST && kana == 0 {
        return Some("zh");
    }
    let (best, most) = hits.iter().copied().enumerate().max_by_key(|(_, hits)| *hits)?;
    let next = hits.iter().enumerate().filter(|(at, _)| *at != best).map(|(_, hits)| *hits).max().unwrap_or(0);
    sure(most, next, words).then(|| LANGUAGES.get(best).copied()).flatten()
}

/// The words that people read: without addresses, tags and what templates put in.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.char_indices().nth(BEGINNING).map_or(text, |(at, _)| &text[..at]);
    let stretches = std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            // Where nothing closes it, it is no tag.
            let skipped = SKIPPED.iter().find_map(|(open, close)| {
                let inside = rest.strip_prefix(open)?;
                let near = inside.char_indices().nth(LONGEST).map_or(inside, |(at, _)| &inside[..at]);
                near.find(close).and_then(|at| inside.get(at + close.len()..))
            });
            if let Some(after) = skipped {
                rest = after;
                continue;
            }
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let until = rest[first..].find(['<', '{', ']']).map_or(rest.len(), |at| first + at);
            let (stretch, after) = rest.split_at(until);
            rest = after;
            return Some(stretch);
        }
    });
    stretches
        .flat_map(str::split_whitespace)
        .filter(|word| !word.contains("://") && !word.starts_with("www.") && !word.contains('@'))
        .flat_map(|word| word.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’')))
        .filter(|word| !word.is_empty())
}

/// A language as it is given, or else as the text shows it; empty where neither is.
pub fn given_or_guessed(given: &str, text: &str) -> String {
    if primary(given).is_empty() { guess(text).map(str::to_owned).unwrap_or_default() } else { given.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn small_words_tell_the_language() {
        let texts = [
            (
                Some("en"),
                "The lock of Halm let the first ship through on Monday, the port's director said, and two more are waiting for it.",
            ),
            (
                Some("de"),
                "Die Schleuse von Halm ist wieder offen, sagte der Direktor am Montag, und die Schiffe, die auf sie warten, sind aus dem Norden.",
            ),
            (
                Some("fr"),
                "L’écluse de la ville est de nouveau ouverte, a dit le directeur du port, et les bateaux qui sont dans le canal ne vont pas attendre.",
            ),
            (
                Some("es"),
                "La esclusa de la ciudad está abierta, dijo el director del puerto, y los barcos que están en el canal no van a esperar más por ella.",
            ),
            (
                Some("ru"),
                "Шлюз в городе снова открыт, сказал директор порта, и суда, которые стоят на канале, не будут ждать, но это было бы не так, если бы он был закрыт.",
            ),
            (Some("zh"), "市长在星期一表示港口的船闸已经重新开放，第一艘船顺利通过。"),
            (
                None,
                "De sluis van Halm is weer open, zei de directeur van de haven op maandag, en twee schepen liggen te wachten in het kanaal.",
            ),
            // Addresses and tags are no words.
            (
                Some("en"),
                "{{< img src=\"https://example.org/harbour/new/port/lock.jpg\" alt=\"lock\" >}} <a class=\"x y z\" href=\"https://example.org/a/b/c\">The \
                 lock</a> of [Halm](https://example.org/towns/harbours/halm/index.html) let the first ship through on Monday, and two more are \
                 waiting for it at https://example.org/waiting/ships/of/today.html now.",
            ),
            (None, "Halm: 3-1."),
            (None, ""),
        ];
        for (language, text) in texts {
            assert_eq!(guess(text), language, "{text}");
        }
        for open in ["<", "{{", "]("] {
            assert_eq!(guess(&open.repeat(1 << 20)), None, "{open}");
        }
    }
}
