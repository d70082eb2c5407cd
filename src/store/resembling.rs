//! What was checked before and resembles a text: precedents, and this desk's
//! own claims whose finding holds.
//!
//! The rarer words of the text find those that may resemble it, in the order
//! of BM25; each of the first ones is then weighed whole ([`resemblance`]).
//! Words that very many have find nothing and are only weighed, so that looking
//! takes as long on a desk with a million precedents as on one with a few thousand.

use std::collections::HashMap;

use super::Error;
use super::desk::Read;
use super::engine::words::{CLOSE, OPEN};
use crate::domain::ids::ClaimId;
use crate::domain::resemblance::{self, Counted, Rarity, Told};

/// A word that so many have is not looked for, and counted no further.
const FREQUENT: i64 = 1_000;

/// Of so many rows the likeliest are found.
const ROWS: u64 = 4_000;

/// Up to so many are counted to know how rare a word is.
const KNOWN: i64 = 1_000_000;

/// How many are weighed beyond those that are asked for: the order of BM25 is
/// not that of resemblance, and some may not be wanted.
const BEYOND: usize = 7;

/// How many candidates there are for each that is weighed, some of them unwanted.
const RIVALS: usize = 5;

/// The most that are weighed.
const MOST: usize = 200;

/// Something that was checked before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Before {
    /// Elsewhere: the precedent's id.
    Elsewhere(i64),
    /// At this desk.
    Here(ClaimId),
}

/// What was checked before and resembles the words ([`resemblance::words`]) by
/// at least `least`, the likeliest first, each with how much it does (0 to 1).
/// Only those are weighed that are `wanted`. About `most` are looked for; there
/// may be some more.
pub fn find<E: From<Error>>(
    r: &Read<'_>,
    asked: &[String],
    least: f64,
    most: usize,
    mut wanted: impl FnMut(Before) -> Result<bool, E>,
) -> Result<Vec<(Before, f64)>, E> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let known = u64::try_from(r.known_words(KNOWN).map_err(Error::from)?).unwrap_or(0);
    let rarity = Rarity { known };
    let mut counts = Counts { r, known: HashMap::new() };
    let counted = counts.of(asked.iter().cloned())?;
    let weighed = most.saturating_add(BEYOND).min(MOST);
    let limit = i64::try_from(weighed * RIVALS).unwrap_or(i64::MAX);
    let everywhere: Vec<&str> = counted.iter().filter(|c| c.having > 0).map(|c| c.word.as_str()).collect();
    let rare = rarest(&counted);
    let keys = if rare.is_empty() { r.having_all(&everywhere, limit) } else { r.likely(&rare, limit) };
    let mut found = Vec::new();
    let mut left = weighed;
    for key in keys.map_err(Error::from)? {
        let before = if key < 0 { Before::Here(ClaimId(-key)) } else { Before::Elsewhere(key) };
        if left == 0 {
            break;
        }
        if !wanted(before)? {
            continue;
        }
        left -= 1;
        let Some(marked) = r.marked(&everywhere, key).map_err(Error::from)? else { continue };
        let mut told = |text: &str| -> Result<Told, Error> {
            let (all, shared) = resemblance::marked(text, OPEN, CLOSE);
            Ok(Told { all: counts.of(all)?, shared: counts.of(shared)? })
        };
        let told = [told(&marked.statement)?, told(&marked.title)?];
        let about = counts.of(resemblance::marked(&marked.about, OPEN, CLOSE).1)?;
        let score = resemblance::score(&counted, &told, &about, rarity);
        if score >= least {
            found.push((before, score));
        }
    }
    // Of those that resemble it alike, the order of BM25 stays.
    found.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    Ok(found)
}

/// The rarest words, as many as few enough have.
fn rarest(counted: &[Counted]) -> Vec<&str> {
    let frequent = FREQUENT.unsigned_abs();
    let mut rare: Vec<&Counted> = counted.iter().filter(|c| c.having > 0 && c.having < frequent).collect();
    rare.sort_by_key(|c| c.having);
    let mut rows = 0;
    let few = rare.into_iter().take_while(|c| {
        rows += c.having;
        rows <= ROWS
    });
    few.map(|c| c.word.as_str()).collect()
}

/// How many have each word, asked once a word.
struct Counts<'r, 'd> {
    r: &'r Read<'d>,
    known: HashMap<String, u64>,
}

impl Counts<'_, '_> {
    fn of(&mut self, words: impl IntoIterator<Item = String>) -> Result<Vec<Counted>, Error> {
        let counted = words.into_iter().map(|word| {
            let having = match self.known.get(&word) {
                Some(having) => *having,
                None => {
                    let having = u64::try_from(self.r.having_word(&word, FREQUENT)?).unwrap_or(0);
                    self.known.insert(word.clone(), having);
                    having
                }
            };
            Ok(Counted { word, having })
        });
        counted.collect()
    }
}
