//! Two flags mean one thing everywhere and another after one verb:
//! `--as NAME` is who acts, but `article republish --as correction` is what the
//! publication is; `--format csv` is the form of the output, but
//! `import --format plain` is how the input is written.
//!
//! The verb's own flag has a name of its own (`--kind`, `--input-format`), and
//! the short way of writing it is turned into that here, before the command
//! line is read. A page to read (`help standing`) is turned into the hidden
//! command that prints it. Only words that the verb's flag knows are turned, so that
//! `article republish … --as dana` still says who acts.

use std::ffi::{OsStr, OsString};

struct Rule {
    verb: &'static [&'static str],
    flag: &'static str,
    words: &'static [&'static str],
    into: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        verb: &["article", "republish"],
        flag: "--as",
        words: &["correction", "clarification", "update", "note"],
        into: "--kind",
    },
    Rule {
        verb: &["import"],
        flag: "--format",
        words: &[
            "plain",
            "markdown",
            "jsonl",
            "auto",
            "ninjs",
            "newsml-g2",
            "nitf",
            "feed",
            "json-feed",
            "wxr",
            "html",
            "articles",
            "docx",
            "claimreview",
            "facts",
        ],
        into: "--input-format",
    },
];

/// Global flags that take a value in the next word.
const WITH_VALUE: &[&str] = &["--db", "--as", "--format", "--fields", "--color"];

/// The words of a command line with the rules above applied. The first is the
/// program's name.
pub fn words(mut words: Vec<OsString>) -> Vec<OsString> {
    if let Some(after) = after_verb(&words, &["help"])
        && words.get(after).and_then(|word| word.to_str()).is_some_and(|word| super::topic::WORDS.contains(&word))
        && let Some(word) = words.get_mut(after - 1)
    {
        *word = "topic".into();
    }
    for rule in RULES {
        let Some(after) = after_verb(&words, rule.verb) else { continue };
        let mut at = after;
        while at < words.len() {
            let Some(word) = words.get(at).and_then(|word| word.to_str()) else {
                at += 1;
                continue;
            };
            if word == "--" {
                break;
            }
            let next = words.get(at + 1).and_then(|next| next.to_str());
            if word == rule.flag && next.is_some_and(|next| rule.words.contains(&next)) {
                if let Some(word) = words.get_mut(at) {
                    *word = rule.into.into();
                }
                at += 1;
            } else if let Some(value) = word.strip_prefix(rule.flag).and_then(|rest| rest.strip_prefix('='))
                && rule.words.contains(&value)
            {
                let whole = format!("{}={value}", rule.into);
                if let Some(word) = words.get_mut(at) {
                    *word = whole.into();
                }
            }
            at += 1;
        }
    }
    words
}

/// The place after the verb, where the command line is one of that verb.
fn after_verb(words: &[OsString], verb: &[&str]) -> Option<usize> {
    let mut wanted = verb.iter();
    let mut next = wanted.next()?;
    let mut at = 1;
    loop {
        let word: &OsStr = words.get(at)?;
        at += 1;
        if WITH_VALUE.iter().any(|flag| word == *flag) {
            at += 1;
        } else if word == "--" {
            return None;
        } else if word.to_str().is_some_and(|word| word.starts_with('-')) {
            // A flag without a value, or with its value in the same word.
        } else if word == *next {
            match wanted.next() {
                Some(more) => next = more,
                None => return Some(at),
            }
        } else {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_verb_s_own_words_are_turned() {
        let cases = [
            ("c article republish x --as correction", "c article republish x --kind correction"),
            ("c article republish x --as=note", "c article republish x --kind=note"),
            ("c article republish x --as dana --as update", "c article republish x --as dana --kind update"),
            ("c --as note article republish x", "c --as note article republish x"),
            (
                "c --as=dana --db d article -q republish x --as note",
                "c --as=dana --db d article -q republish x --kind note",
            ),
            ("c article publish x --as note", "c article publish x --as note"),
            ("c article republish x -- --as note", "c article republish x -- --as note"),
            ("c import a --format jsonl", "c import a --input-format jsonl"),
            ("c import a --format csv", "c import a --format csv"),
            ("c --format jsonl import a", "c --format jsonl import a"),
            ("c queue --format jsonl", "c queue --format jsonl"),
            ("c import a --format", "c import a --format"),
            ("c --no-pager help standing", "c --no-pager topic standing"),
            ("c help revision", "c help revision"),
        ];
        for (before, after) in cases {
            let turned = words(before.split(' ').map(OsString::from).collect());
            assert_eq!(turned, after.split(' ').map(OsString::from).collect::<Vec<_>>(), "{before}");
        }
    }
}
