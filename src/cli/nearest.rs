//! Names near a mistyped one.
//!
//! A scan grows with the desk, so callers give a bounded list (names that share
//! a first letter or a prefix, the latest few thousand) and no more than
//! [`CANDIDATES`] of it are looked at.

/// How many candidates are compared at most.
pub const CANDIDATES: usize = 5_000;

/// The most names that are suggested.
const SUGGESTIONS: usize = 3;

/// The names nearest to `given`, best first, at most three; none when nothing
/// is near. Case doesn't count. Near means few slips of the finger
/// (Damerau–Levenshtein, about one in three characters), or that one is a
/// part of the other.
pub fn nearest<S: AsRef<str>>(given: &str, candidates: impl IntoIterator<Item = S>) -> Vec<String> {
    let given: String = given.chars().take(120).collect::<String>().to_lowercase();
    let length = given.chars().count();
    if length == 0 {
        return Vec::new();
    }
    let mut near: Vec<(usize, String)> = Vec::new();
    for candidate in candidates.into_iter().take(CANDIDATES) {
        let name = candidate.as_ref();
        let folded = name.to_lowercase();
        let longest = length.max(folded.chars().count());
        let slips = strsim::damerau_levenshtein(&given, &folded);
        let score = if slips <= (longest / 3).max(1) && slips < longest {
            slips
        } else if length >= 3 && (folded.contains(&given) || given.contains(&folded) && folded.chars().count() >= 3) {
            // After the names that differ by a slip.
            longest
        } else {
            continue;
        };
        near.push((score, name.to_owned()));
    }
    near.sort();
    near.dedup();
    near.into_iter().take(SUGGESTIONS).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_and_parts() {
        let desk = ["harbour-fire", "harbour-fees", "town-budget", "transfer-window", "lavrov-interview"];
        assert_eq!(nearest("harbor-fire", desk), ["harbour-fire", "harbour-fees"]);
        assert_eq!(nearest("lavrov", desk), ["lavrov-interview"]);
        assert_eq!(nearest("Town-Bugdet", desk), ["town-budget"]);
        assert!(nearest("zzz", desk).is_empty());
        assert!(nearest("", desk).is_empty());
        assert!(nearest("b", ["a"]).is_empty());
    }
}
