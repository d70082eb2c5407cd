//! Where words may stand in new text, told without searching it.

use std::ops::Range;

/// So many bytes tell most words apart.
const HEAD: usize = 4;

/// Words that may begin at more places than this are searched for.
const MOST: usize = 64;

/// Every place in new text by the bytes that begin there, and every place where
/// old text runs into it by the two bytes on both sides; both in order.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    inside: Vec<([u8; HEAD], usize)>,
    border: Vec<([u8; 2], usize)>,
    /// A bit for each pair of bytes at a border.
    pairs: Vec<u64>,
}

/// The entries of a sorted list under a key.
fn under<K: Ord + Copy>(list: &[(K, usize)], key: K) -> &[(K, usize)] {
    let rest = list.get(list.partition_point(|(k, _)| *k < key)..).unwrap_or_default();
    rest.get(..rest.partition_point(|(k, _)| *k == key)).unwrap_or_default()
}

/// Where in the set of pairs a pair stands: its word and its bit.
fn bit([first, second]: [u8; 2]) -> (usize, u64) {
    (usize::from(first) * 4 + usize::from(second / 64), 1 << (second % 64))
}

impl Beginnings {
    /// Reads the new stretches of a text, given in bytes.
    pub(super) fn of(text: &[u8], fresh: &[Range<usize>]) -> Self {
        let mut found = Self::default();
        let head = |at: usize| Some((*text.get(at..)?.first_chunk()?, at));
        found.inside = fresh.iter().cloned().flatten().filter_map(head).collect();
        found.inside.sort_unstable();
        let border = |fresh: &Range<usize>| {
            let pair = text.get(fresh.start.checked_sub(1)?..)?.first_chunk()?;
            Some((*pair, fresh.start))
        };
        found.border = fresh.iter().filter_map(border).collect();
        found.border.sort_unstable();
        found.pairs.resize(4 * 256, 0);
        for (pair, _) in &found.border {
            let (word, bit) = bit(*pair);
            if let Some(word) = found.pairs.get_mut(word) {
                *word |= bit;
            }
        }
        found
    }

    /// Where words may begin that lie in new text, at least in part: every such
    /// place is among them. `None` where they are many, or the words too short to tell.
    pub(super) fn of_needle(&self, needle: &[u8]) -> Option<Vec<usize>> {
        let inside = under(&self.inside, *needle.first_chunk()?);
        if inside.len() > MOST {
            return None;
        }
        let mut places: Vec<usize> = inside.iter().map(|(_, at)| *at).collect();
        for (before, pair) in needle.windows(2).enumerate() {
            let Some(&pair) = pair.first_chunk::<2>() else { continue };
            let (word, bit) = bit(pair);
            if self.pairs.get(word).is_none_or(|word| word & bit == 0) {
                continue;
            }
            let starts = under(&self.border, pair).iter().map(|(_, start)| *start);
            places.extend(starts.filter_map(|start| start.checked_sub(before + 1)));
            if places.len() > MOST {
                return None;
            }
        }
        Some(places)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// No place where words lie in new text is missed.
        #[test]
        fn every_place_in_new_text_is_among_them(
            text in "[ab é]{0,80}",
            needle in "[ab é]{4,9}",
            from in 0_usize..80,
            len in 1_usize..20,
        ) {
            let bytes = text.as_bytes();
            let fresh = from.min(bytes.len())..(from + len).min(bytes.len());
            let given = Beginnings::of(bytes, std::slice::from_ref(&fresh));
            if let Some(places) = given.of_needle(needle.as_bytes()).filter(|_| !fresh.is_empty()) {
                for (at, _) in bytes.windows(needle.len()).enumerate().filter(|(_, w)| *w == needle.as_bytes()) {
                    if at < fresh.end && fresh.start < at + needle.len() {
                        prop_assert!(places.contains(&at), "{at} of {places:?}");
                    }
                }
            }
        }
    }
}
