//! People and what their roles allow.

use super::words;

words! {
    /// What a person may do. Each role can do all that the ones before it can.
    pub enum Role, "role" {
        /// Writes and edits copy, adds claims.
        Writer = "writer",
        /// Checks claims.
        Checker = "checker",
        /// Approves and returns claims and articles; publishes.
        Editor = "editor",
        /// Keeps people and policy; kills, reinstates and overrides.
        Chief = "chief",
    }
}

/// Whether a name can be a person's handle: 1 to 40 of `a-z 0-9 . _ -`, led by a letter.
pub fn valid_handle(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_ordered_and_handles_are_plain() {
        assert!(Role::Chief > Role::Editor && Role::Editor > Role::Checker && Role::Checker > Role::Writer);
        assert!(valid_handle("ed.norton-2"));
        for bad in ["", "Ed", "2ed", "é", "a b", "-a"] {
            assert!(!valid_handle(bad), "{bad}");
        }
    }
}
