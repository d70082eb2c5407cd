//! Words of headings that part what stands under them: the dead and the injured, for and against.

use std::{collections::HashMap, sync::LazyLock};

use crate::domain::lexicon::tokens::Token;

/// For each word the groups in which it stands, and on which side of each.
static WORDS: LazyLock<HashMap<&'static str, Vec<(usize, usize)>>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, Vec<(usize, usize)>> = HashMap::new();
    let groups = include_str!("contrasts.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for (group, line) in groups.enumerate() {
        for (side, side_words) in line.split('|').enumerate() {
            for word in side_words.split_whitespace() {
                words.entry(word).or_default().push((group, side));
            }
        }
    }
    words
});

/// Whether one line has a word of one side of a group where the other has one of another side.
pub(super) fn oppose(old: &[Token], new: &[Token]) -> bool {
    let sides = |tokens: &[Token]| -> Vec<(usize, usize)> {
        let found = tokens.iter().filter_map(|token| WORDS.get(token.lower.as_str()));
        found.flatten().copied().collect()
    };
    let (a, b) = (sides(old), sides(new));
    a.iter().any(|(group, side)| {
        let there = |list: &[(usize, usize)], side: usize| list.contains(&(*group, side));
        b.iter().any(|(other, its)| other == group && its != side && !there(&b, *side) && !there(&a, *its))
    })
}
