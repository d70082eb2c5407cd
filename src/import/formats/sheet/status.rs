//! What desks write into the status column, and which finding it is. A word
//! that may mean two things is none.

use crate::domain::claim::Finding;
#[rustfmt::skip] // a list of words, which reads as one
const WORDS: &[(Finding, &[&str])] = &[
    (Finding::Confirmed, &[
        "confirmed", "confirm", "ok", "okay", "o.k.", "k", "yes", "y", "true", "correct", "right", "accurate",
        "verified", "checked", "checks out", "check", "good", "fine", "stet", "done", "green", "✓", "✔", "☑",
        "✅", "👍", "🟢", "[x]", "fact ok", "bestätigt", "stimmt", "richtig", "korrekt", "ja", "geprüft",
        "in ordnung", "wahr", "vrai", "exact", "confirmé", "vérifié", "oui", "juste", "bon", "verdadero",
        "correcto", "confirmado", "verificado", "sí", "si", "cierto", "vero", "confermato", "verificato",
        "corretto", "klopt", "juist", "bevestigd", "waar", "verdadeiro", "correto", "sim", "да", "верно",
        "правда", "подтверждено", "проверено", "stämmer", "bekräftad", "stemmer", "bekreftet", "是", "正确", "属实",
    ]),
    (Finding::NeedsCorrection, &[
        "needs correction", "needs-correction", "correct this", "to correct", "fix", "change", "needs fix",
        "needs change", "wrong", "incorrect", "false", "error", "inaccurate", "not correct", "red", "✗", "✘",
        "❌", "✖", "👎", "🔴", "falsch", "korrigieren", "ändern", "stimmt nicht", "unrichtig", "nicht korrekt",
        "faux", "à corriger", "inexact", "erreur", "falso", "incorrecto", "corregir", "errato", "sbagliato",
        "correggere", "onjuist", "fout", "klopt niet", "incorreto", "corrigir", "неверно", "ложь", "исправить",
        "fel", "feil", "错误",
    ]),
    (Finding::Unsupported, &[
        "unsupported", "unverified", "not verified", "unconfirmed", "not confirmed", "no source",
        "no evidence", "no support", "not found", "can't confirm", "cannot confirm", "could not confirm",
        "can't verify", "cannot verify", "could not verify", "unbelegt", "nicht belegt", "nicht bestätigt",
        "keine quelle", "non vérifié", "non confirmé", "sans source", "sin fuente", "sin confirmar",
        "no verificado", "non verificato", "non confermato", "onbevestigd", "niet bevestigd", "não confirmado",
        "не подтверждено", "нет источника",
    ]),
    (Finding::Disputed, &[
        "disputed", "contested", "conflicting", "sources conflict", "umstritten", "strittig", "contesté",
        "en disputa", "contestato", "betwist", "спорно",
    ]),
    (Finding::NotCheckable, &[
        "not checkable", "not-checkable", "uncheckable", "not a fact", "opinion", "n/a", "na",
        "not applicable", "meinung", "nicht prüfbar", "avis", "invérifiable", "opinión", "no verificable",
        "opinione", "non verificabile", "mening", "мнение",
    ]),
];

/// The finding that a status word stands for.
///
/// ```
/// use copydesk::domain::claim::Finding;
/// use copydesk::import::formats::sheet::status::finding;
/// assert_eq!(finding(" OK! "), Some(Finding::Confirmed));
/// assert_eq!(finding("x"), None);
/// ```
pub fn finding(status: &str) -> Option<Finding> {
    let text = status.trim().to_lowercase().replace('\u{fe0f}', "").replace('’', "'");
    let bare = text.trim_end_matches(['.', '!', ' ']);
    WORDS.iter().find(|(_, words)| words.contains(&bare) || words.contains(&&*text)).map(|(finding, _)| *finding)
}

/// Whether a status says that nobody has finished with it.
pub fn is_open(status: &str) -> bool {
    let text = status.trim().to_lowercase();
    let words = [
        "",
        "-",
        "–",
        "?",
        "open",
        "to do",
        "todo",
        "tbd",
        "tk",
        "pending",
        "in progress",
        "wip",
        "checking",
        "waiting",
        "new",
        "unchecked",
        "not checked",
        "offen",
        "ausstehend",
        "à faire",
        "à vérifier",
        "zu prüfen",
        "ungeprüft",
        "por verificar",
        "a verificar",
        "da verificare",
        "te checken",
        "to check",
        "needs checking",
        "??",
        "???",
        "en cours",
        "pendiente",
        "in corso",
        "da fare",
        "bezig",
        "в работе",
    ];
    words.contains(&&*text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_status() {
        for finding_word in Finding::ALL {
            assert_eq!(finding(finding_word.as_str()), Some(*finding_word));
        }
        for (given, want) in [
            ("✔️", Some(Finding::Confirmed)),
            ("Stimmt nicht", Some(Finding::NeedsCorrection)),
            ("can’t confirm", Some(Finding::Unsupported)),
            ("Opinion", Some(Finding::NotCheckable)),
            ("x", None),
            ("ask Ola", None),
            ("", None),
        ] {
            assert_eq!(finding(given), want, "{given:?}");
        }
        assert!(is_open(" In progress ") && !is_open("ok"));
        let mut all: Vec<&str> = WORDS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "a word stands twice");
    }
}
