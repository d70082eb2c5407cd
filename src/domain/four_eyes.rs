//! Four eyes: nobody approves their own work.
//!
//! The rules take plain facts (who did what) and answer with a leave or with a
//! refusal that names the person, the reason and who may do it instead. Under
//! [`FourEyes::Solo`] one person may do all, and every leave then says so, so
//! that reports can print it.

use super::{ids::PersonId, policy::FourEyes};

/// A person as a rule needs them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Someone {
    /// Who.
    pub id: PersonId,
    /// The handle, for messages.
    pub name: String,
}

/// Who had a hand in a claim and in the words that it stands on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimHands {
    /// Who proposed the finding that is to be approved or reconfirmed.
    pub proposer: Option<Someone>,
    /// Who brought that finding in for its proposer, out of a sheet.
    pub recorder: Option<Someone>,
    /// Who wrote or last changed its words in the text: the people who
    /// recorded a revision by hand in which the words newly stood (see
    /// [`writers_of_words`]). Importers of other people's copy are not authors.
    pub writers: Vec<Someone>,
    /// Who made the change near its words, for a reconfirmation.
    pub changers: Vec<Someone>,
}

impl ClaimHands {
    /// Whether somebody had a hand in it.
    pub fn has(&self, who: PersonId) -> bool {
        self.proposer
            .iter()
            .chain(&self.recorder)
            .chain(&self.writers)
            .chain(&self.changers)
            .any(|someone| someone.id == who)
    }
}

/// Leave to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Another pair of eyes.
    Independent,
    /// An editor of the article, where every editor is one: their own edits
    /// must be shown to them first.
    ShowOwnEdits,
    /// The same person, as the desk's policy allows: reports say "checked by one person".
    Alone,
}

/// Why somebody may not decide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// They proposed the finding.
    #[error("{actor} proposed this finding; somebody else must approve it")]
    OwnFinding {
        /// Who asked.
        actor: String,
    },
    /// They brought the finding in for somebody else.
    #[error("{actor} brought this finding in from a sheet; somebody else must approve it")]
    OwnRecord {
        /// Who asked.
        actor: String,
    },
    /// They wrote or last changed the claim's words.
    #[error("{actor} wrote or last changed these words; somebody else must approve them")]
    OwnWords {
        /// Who asked.
        actor: String,
    },
    /// They made the change for which it needs a look.
    #[error("{actor} made the change near these words; somebody else must say that they still hold")]
    OwnChange {
        /// Who asked.
        actor: String,
    },
    /// They edited the article since its last approval, and somebody else has not.
    #[error("{actor} edited this article since it was last approved; it can be approved by {}", one_of(others))]
    OwnEdits {
        /// Who asked.
        actor: String,
        /// The editors who recorded no edit, by name.
        others: Vec<String>,
    },
    /// Every editor edited the article, and they wrote most of it.
    #[error(
        "every editor edited this article since it was last approved, and {actor} wrote most of it{}",
        or_by(others)
    )]
    WroteMost {
        /// Who asked.
        actor: String,
        /// The editors who did not write most of it, by name.
        others: Vec<String>,
    },
}

fn one_of(list: &[String]) -> String {
    match list {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [rest @ .., end] => format!("{} or {end}", rest.join(", ")),
    }
}

fn or_by(list: &[String]) -> String {
    if list.is_empty() { String::new() } else { format!("; it can be approved by {}", one_of(list)) }
}

/// Whether `actor` may approve or reconfirm a claim.
pub fn may_approve_claim(policy: FourEyes, actor: &Someone, hands: &ClaimHands) -> Result<Leave, Refusal> {
    let refusal = if hands.proposer.as_ref().is_some_and(|p| p.id == actor.id) {
        Refusal::OwnFinding { actor: actor.name.clone() }
    } else if hands.recorder.as_ref().is_some_and(|p| p.id == actor.id) {
        Refusal::OwnRecord { actor: actor.name.clone() }
    } else if hands.writers.iter().any(|w| w.id == actor.id) {
        Refusal::OwnWords { actor: actor.name.clone() }
    } else if hands.changers.iter().any(|w| w.id == actor.id) {
        Refusal::OwnChange { actor: actor.name.clone() }
    } else {
        return Ok(Leave::Independent);
    };
    match policy {
        FourEyes::Strict => Err(refusal),
        FourEyes::Solo => Ok(Leave::Alone),
    }
}

/// Who had a hand in an article's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleHands {
    /// The active people who may approve articles.
    pub editors: Vec<Someone>,
    /// Who recorded an edit since the last unrevoked approval (all edits where
    /// there was none). An import of other people's copy is nobody's edit.
    pub edited_since_approval: Vec<PersonId>,
    /// How many words of the head revision each person wrote; imported words
    /// belong to nobody here.
    pub words_by: Vec<(PersonId, usize)>,
    /// The number of words of the head revision.
    pub words: usize,
}

impl ArticleHands {
    fn edited(&self, who: PersonId) -> bool {
        self.edited_since_approval.contains(&who)
    }

    /// Whether more than half of the words are one person's.
    fn wrote_most(&self, who: PersonId) -> bool {
        let own: usize = self.words_by.iter().filter(|(id, _)| *id == who).map(|(_, words)| words).sum();
        own.saturating_mul(2) > self.words
    }
}

/// Whether `actor` may approve an article (or republish it).
pub fn may_approve_article(policy: FourEyes, actor: &Someone, hands: &ArticleHands) -> Result<Leave, Refusal> {
    if !hands.edited(actor.id) {
        return Ok(Leave::Independent);
    }
    if policy == FourEyes::Solo {
        return Ok(Leave::Alone);
    }
    let others = |keep: &dyn Fn(PersonId) -> bool| -> Vec<String> {
        hands.editors.iter().filter(|e| e.id != actor.id && keep(e.id)).map(|e| e.name.clone()).collect()
    };
    let clean = others(&|id| !hands.edited(id));
    if !clean.is_empty() {
        return Err(Refusal::OwnEdits { actor: actor.name.clone(), others: clean });
    }
    if hands.wrote_most(actor.id) {
        let others = others(&|id| !hands.wrote_most(id));
        return Err(Refusal::WroteMost { actor: actor.name.clone(), others });
    }
    Ok(Leave::ShowOwnEdits)
}

/// Whether whoever imports a text is taken to have written it: the copy names
/// nobody as its author, or it names them, by handle or by name in full. An
/// importer of other people's copy, a wire's above all, is not its author.
pub fn is_importers_own(handle: &str, display: &str, author: &str, byline: &str) -> bool {
    let named: Vec<String> = [author, byline].iter().map(|text| plain(text)).filter(|text| !text.is_empty()).collect();
    let (handle, display) = (plain(handle), plain(display));
    let is_them = |name: &str| !name.is_empty() && (name == handle || name == display);
    named.is_empty()
        || named.iter().any(|text| {
            let full = display.contains(' ') && format!(" {text} ").contains(&format!(" {display} "));
            full || PEOPLE
                .iter()
                .fold(vec![text.as_str()], |all, by| all.iter().flat_map(|t| t.split(by)).collect())
                .into_iter()
                .any(|name| is_them(name.trim().trim_start_matches("by ").trim()))
        })
}

/// What stands between two names of a byline, as [`plain`] leaves it.
const PEOPLE: [&str; 7] = [" and ", " und ", " et ", " y ", " e ", " i ", " og "];

/// A byline's words in small letters, one space between them; what is neither a
/// letter nor a number stands between names.
fn plain(text: &str) -> String {
    let text: String = text.to_lowercase();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ',' | ';' | '/' | '|' | '&' | '+' | '\n' => out.push_str(" and "),
            c if c.is_alphanumeric() || matches!(c, '\'' | '’') => out.push(c),
            _ => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Who wrote or last changed a claim's words: for each revision, oldest first,
/// whose edit it is (`None` for an import of other people's copy) and whether the words stand
/// in it. Whoever recorded a revision in which they newly stand had a hand in
/// them, whether they wrote them or brought them back.
pub fn writers_of_words(revisions: impl IntoIterator<Item = (Option<Someone>, bool)>) -> Vec<Someone> {
    let mut writers: Vec<Someone> = Vec::new();
    let mut stood = false;
    for (by, stands) in revisions {
        if let Some(who) = by
            && stands
            && !stood
            && !writers.contains(&who)
        {
            writers.push(who);
        }
        stood = stands;
    }
    writers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(id: i64) -> Someone {
        Someone {
            id: PersonId(id),
            name: ["", "ada", "bo", "cy", "di", "eve"][usize::try_from(id).unwrap()].to_owned(),
        }
    }

    #[test]
    fn nobody_approves_their_own_claim() {
        let hands = ClaimHands {
            proposer: Some(who(1)),
            recorder: Some(who(5)),
            writers: vec![who(2)],
            changers: vec![who(4)],
        };
        let strict = |id| may_approve_claim(FourEyes::Strict, &who(id), &hands);
        assert_eq!(strict(1), Err(Refusal::OwnFinding { actor: "ada".into() }));
        assert_eq!(strict(2), Err(Refusal::OwnWords { actor: "bo".into() }));
        assert_eq!(strict(4), Err(Refusal::OwnChange { actor: "di".into() }));
        assert_eq!(strict(5), Err(Refusal::OwnRecord { actor: "eve".into() }));
        assert_eq!(strict(3), Ok(Leave::Independent));
        assert_eq!(may_approve_claim(FourEyes::Solo, &who(1), &hands), Ok(Leave::Alone));
        assert_eq!(may_approve_claim(FourEyes::Solo, &who(3), &hands), Ok(Leave::Independent));
    }

    #[test]
    fn an_article_needs_an_editor_who_did_not_edit_it() {
        let mut hands = ArticleHands {
            editors: vec![who(1), who(2)],
            edited_since_approval: vec![who(1).id],
            words_by: vec![(who(1).id, 10)],
            words: 100,
        };
        let ask = |hands: &ArticleHands, id| may_approve_article(FourEyes::Strict, &who(id), hands);
        assert_eq!(ask(&hands, 2), Ok(Leave::Independent));
        let refusal = ask(&hands, 1).unwrap_err();
        assert_eq!(refusal, Refusal::OwnEdits { actor: "ada".into(), others: vec!["bo".into()] });
        assert!(refusal.to_string().contains("approved by bo"));

        // Every editor edited it: the one who wrote little may, with a look at their own edits.
        hands.edited_since_approval.push(who(2).id);
        hands.words_by = vec![(who(1).id, 60), (who(2).id, 5)];
        assert_eq!(ask(&hands, 2), Ok(Leave::ShowOwnEdits));
        assert_eq!(ask(&hands, 1), Err(Refusal::WroteMost { actor: "ada".into(), others: vec!["bo".into()] }));
        assert_eq!(may_approve_article(FourEyes::Solo, &who(1), &hands), Ok(Leave::Alone));
    }

    /// A desk of one editor and some writers: the editor who only mended a
    /// writer's copy is its second pair of eyes, the one who wrote it is not.
    #[test]
    fn an_only_editor() {
        let mut hands = ArticleHands {
            editors: vec![who(1)],
            edited_since_approval: vec![who(1).id],
            words_by: vec![(who(1).id, 1), (who(3).id, 99)],
            words: 100,
        };
        assert_eq!(may_approve_article(FourEyes::Strict, &who(1), &hands), Ok(Leave::ShowOwnEdits));
        hands.words_by = vec![(who(1).id, 51), (who(3).id, 49)];
        let refusal = may_approve_article(FourEyes::Strict, &who(1), &hands).unwrap_err();
        assert_eq!(refusal, Refusal::WroteMost { actor: "ada".into(), others: vec![] });
    }

    #[test]
    fn whose_copy_it_is() {
        for (author, byline, own) in [
            ("", "", true),
            ("  ", "-", true),
            ("lena.berg", "", true),
            ("Wire", "By Lena Berg", true),
            ("", "LENA BERG / ANA REYES", true),
            ("", "Ana Reyes y Lena Berg", true),
            ("", "Ana Reyes; Text: Lena Berg (Oslo)", true),
            ("Wire", "", false),
            ("Ana Reyes", "Ana Reyes", false),
            ("", "Lena Bergman", false),
            ("", "Madlena Berg", false),
        ] {
            assert_eq!(is_importers_own("lena.berg", "Lena Berg", author, byline), own, "{author:?} {byline:?}");
        }
        assert!(is_importers_own("ed", "", "By Ed", ""));
        assert!(!is_importers_own("ed", "", "Ed Miller", ""));
    }

    #[test]
    fn importers_are_not_authors_and_restorers_are() {
        let writers = |list: &[(Option<i64>, bool)]| {
            writers_of_words(list.iter().map(|(id, stands)| (id.map(who), *stands)))
                .into_iter()
                .map(|w| w.id.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(writers(&[(None, true), (Some(2), true)]), [0i64; 0]);
        assert_eq!(writers(&[(Some(1), true), (Some(2), true)]), [1]);
        assert_eq!(writers(&[(Some(1), true), (Some(2), false), (Some(3), true)]), [1, 3]);
        assert_eq!(writers(&[(None, true), (Some(2), false), (None, true)]), [0i64; 0]);
    }
}
