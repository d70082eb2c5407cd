//! Commands as they are typed: the words that a shell must be given in quotes.

/// A word as a shell must be given it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:,@=+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let mut quoted = String::from('"');
    for c in word.chars() {
        if "\"\\$`".contains(c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_split_or_fill_in_is_quoted() {
        assert_eq!(quoted("place:Syria"), "place:Syria");
        assert_eq!(quoted("topic 7"), "\"topic 7\"");
        assert_eq!(quoted("$5 \"so\""), r#""\$5 \"so\"""#);
        assert_eq!(quoted(""), "\"\"");
    }
}
