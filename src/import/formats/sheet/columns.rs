//! What the columns of a desk's own spreadsheet mean: a dictionary of the
//! names that desks give them, and what the desk itself says of its names.

use std::sync::Arc;

use crate::domain::words;

words! {
    /// What a column of a fact-check spreadsheet says of a fact.
    pub enum Column, "column" {
        /// The number of the claim.
        Id = "id",
        /// The article: its slug.
        Article = "article",
        /// The exact words in the text.
        Quote = "quote",
        /// The fact to be checked.
        Statement = "statement",
        /// What sort of fact.
        Kind = "kind",
        /// Whether it was said, or is so.
        Asks = "asks",
        /// Who says so.
        Claimant = "claimant",
        /// When it was said.
        SaidOn = "said_on",
        /// 1 to 3.
        Priority = "priority",
        /// Who is to check it.
        Assignee = "assignee",
        /// When it is due.
        DueAt = "due_at",
        /// The part of the article.
        Part = "part",
        /// Which of several places.
        Occurrence = "occurrence",
        /// A source's title.
        Source = "source",
        /// A source's address.
        Url = "url",
        /// Page, timecode.
        Locator = "locator",
        /// Who checked it.
        Checker = "checker",
        /// What came of it.
        Finding = "finding",
        /// The words that should stand instead.
        Correction = "correction",
        /// The public rating.
        Rating = "rating",
        /// Notes.
        Notes = "notes",
        /// How far the work has come.
        Progress = "progress",
        /// Known, and not for an import: what copydesk works out by itself.
        Left = "ignore",
    }
}

/// The names, small and without punctuation, as desks write them in their
/// languages. A number at the end ("Source 2") doesn't count.
#[rustfmt::skip] // a list of words, which reads as one
const NAMES: &[(Column, &[&str])] = &[
    (Column::Id, &["id", "claim id", "claim number"]),
    (Column::Article, &[
        "article", "slug", "story", "story slug", "article slug", "piece", "artikel", "texte", "articulo",
    ]),
    (Column::Quote, &[
        "quote", "exact words", "words", "wording", "passage", "excerpt", "text", "sentence", "line in text",
        "copy", "text in article", "quoted text", "zitat", "wortlaut", "textstelle", "satz", "citation exacte",
        "passage du texte", "phrase", "extrait", "cita", "frase", "texto", "citazione", "testo", "citaat",
        "passage in tekst", "trecho", "цитата", "текст", "引用", "原文",
    ]),
    (Column::Statement, &[
        "statement", "fact", "facts", "claim", "claims", "fact to check", "claim to check", "assertion",
        "item", "fact claim", "what to check", "check", "fakt", "fakten", "behauptung", "aussage", "zu prüfen",
        "fait", "faits", "affirmation", "allégation", "à vérifier", "hecho", "dato", "afirmación",
        "afirmacion", "fatto", "affermazione", "dato da verificare", "feit", "bewering", "fato", "afirmação",
        "alegação", "факт", "утверждение", "facto", "påstående", "påstand", "twierdzenie", "iddia", "事实", "主張",
    ]),
    (Column::Kind, &["kind", "type", "category", "art", "typ", "catégorie", "tipo", "categoría", "soort", "тип"]),
    (Column::Asks, &["asks"]),
    (Column::Claimant, &[
        "claimant", "speaker", "said by", "who said it", "who says", "who says so", "attribution",
        "attributed to", "claimed by", "sprecher", "sprecherin", "wer sagt es", "urheber", "qui le dit",
        "auteur", "locuteur", "quién lo dice", "quien lo dice", "hablante", "chi lo dice", "wie zegt het",
        "автор", "кто сказал",
    ]),
    (Column::SaidOn, &[
        "said on", "date said", "date of statement", "when said", "gesagt am", "date de la déclaration",
    ]),
    (Column::Priority, &[
        "priority", "prio", "importance", "priorität", "priorité", "prioridad", "priorità", "prioriteit",
        "приоритет",
    ]),
    (Column::Assignee, &[
        "assignee", "assigned to", "assigned", "who checks", "to be checked by", "zuständig", "zugewiesen",
        "assigné à", "asignado a",
    ]),
    (Column::DueAt, &[
        "due at", "due", "due date", "deadline", "fällig", "frist", "échéance", "fecha límite", "scadenza",
    ]),
    (Column::Part, &["part", "part of article"]),
    (Column::Occurrence, &["occurrence"]),
    (Column::Source, &[
        "source", "sources", "source name", "source title", "evidence", "backing", "backup", "documentation",
        "reference", "references", "primary source", "secondary source", "where checked", "checked with",
        "checked against", "quelle", "quellen", "beleg", "belege", "nachweis", "référence", "références",
        "preuve", "fuente", "fuentes", "fonte", "fonti", "fontes", "bron", "bronnen", "источник", "источники",
        "källa", "källor", "kilde", "kilder", "źródło", "kaynak", "来源", "出典",
    ]),
    (Column::Url, &[
        "url", "urls", "link", "links", "source link", "source url", "link to source", "web link", "weblink",
        "source links", "hyperlink", "address", "lien", "liens", "enlace", "enlaces", "collegamento",
        "quellenlink", "link zur quelle", "ссылка", "länk", "lenke", "链接", "リンク",
    ]),
    (Column::Locator, &[
        "locator", "page", "pages", "page number", "timecode", "time code", "timestamp", "where in source",
        "seite", "página", "pagina",
    ]),
    (Column::Checker, &[
        "checker", "checked by", "fact checker", "factchecker", "fact checked by", "verified by",
        "confirmed by", "initials", "fc", "who", "geprüft von", "prüfer", "prüferin", "vérifié par",
        "vérificateur", "verificado por", "verificador", "verificato da", "gecheckt door",
        "gecontroleerd door", "проверил", "кто проверил", "granskad av", "sjekket av",
    ]),
    (Column::Finding, &[
        "finding", "status", "ok", "okay", "result", "verdict", "outcome", "verified", "confirmed", "correct",
        "checked", "fact checked", "is it correct", "true", "accurate", "conclusion", "ergebnis", "geprüft",
        "stimmt", "befund", "statut", "résultat", "vérifié", "exact", "estado", "resultado", "verificado",
        "esito", "stato", "verificato", "klopt", "resultaat", "gecheckt", "situação", "статус", "результат",
        "проверено", "verdikt", "granskad", "状态", "結果",
    ]),
    (Column::Correction, &[
        "correction", "corrected text", "suggested correction", "suggested change", "suggested fix", "fix",
        "change", "change to", "should be", "should read", "new wording", "korrektur", "änderung",
        "richtig ist", "corrección", "correccion", "correzione", "correctie", "correção", "исправление",
        "rättelse", "rettelse", "更正",
    ]),
    (Column::Rating, &["rating", "bewertung", "note publique", "calificación", "valutazione"]),
    (Column::Notes, &[
        "notes", "note", "comment", "comments", "remarks", "remark", "details", "explanation", "checker notes",
        "fc notes", "notiz", "notizen", "anmerkung", "anmerkungen", "bemerkung", "kommentar", "kommentare",
        "commentaire", "commentaires", "remarque", "remarques", "notas", "comentario", "comentarios",
        "observaciones", "osservazioni", "commenti", "opmerking", "opmerkingen", "observações", "примечание",
        "примечания", "комментарий", "anteckningar", "备注", "備考",
    ]),
    (Column::Progress, &["progress"]),
    (Column::Left, &[
        "ignore", "#", "no", "nr", "number", "n", "№", "row", "internal notes", "internal comments",
        "standing", "standing reason", "hard changes", "appearances", "waiting since", "overdue",
        "sentence before", "created at", "updated at", "anchors", "decisions", "listed", "revision", "start",
        "end", "holder", "since", "article id", "headline", "approved by", "approved at", "checked at",
        "date checked",
    ]),
];

/// A header as names are compared: small, without punctuation at its ends,
/// with one blank for each run of blanks, dashes and underscores.
pub fn folded(header: &str) -> String {
    let words = |text: &str| {
        let parts = text.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-' | '‐' | '‑' | '/'));
        parts.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let text = words(&header.to_lowercase());
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '№')).to_owned();
    if bare.is_empty() { text } else { bare }
}

/// What a column of this name says, by the dictionary.
pub fn known(header: &str) -> Option<Column> {
    let name = folded(header);
    let find = |name: &str| NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(column, _)| *column);
    find(&name).or_else(|| {
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        (plain != name && !plain.is_empty()).then(|| find(plain)).flatten()
    })
}

/// What a desk says of the names of its columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(Arc<Vec<(String, Column)>>);

impl Columns {
    /// These names (in any spelling) for these columns; the first of one name counts.
    pub fn new(named: impl IntoIterator<Item = (String, Column)>) -> Self {
        Self(Arc::new(named.into_iter().map(|(name, column)| (folded(&name), column)).collect()))
    }

    /// What a column of this name says: by the desk's word, else by the dictionary.
    pub fn of(&self, header: &str) -> Option<Column> {
        let name = folded(header);
        let said = self.0.iter().find(|(known, _)| *known == name).map(|(_, column)| *column);
        said.or_else(|| known(header))
    }

    /// Whether the desk says anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads `statement=Fact,url="Source link"`: a column of copydesk's, and what
/// the desk calls it.
///
/// # Errors
/// What can't be read so, in words.
pub fn parse_map(text: &str) -> Result<Vec<(String, Column)>, String> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let Some((name, after)) = rest.split_once('=') else {
            return Err(format!("\"{rest}\" is not COLUMN=NAME"));
        };
        let column: Column = name.trim().parse().map_err(|e: crate::domain::UnknownWord| e.to_string())?;
        let after = after.trim_start();
        let (header, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or_else(|| format!("the quotation in {after} has no end"))?,
            None => after.split_once(',').unwrap_or((after, "")),
        };
        if header.trim().is_empty() {
            return Err(format!("{column}= needs the name of a column"));
        }
        out.push((header.trim().to_owned(), column));
        rest = next.trim_start().trim_start_matches(',').trim_start();
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_desks_use() {
        for (header, want) in [
            ("Fact", Some(Column::Statement)),
            (" CLAIM: ", Some(Column::Statement)),
            ("OK?", Some(Column::Finding)),
            ("Checked by", Some(Column::Checker)),
            ("Fact-checker", Some(Column::Checker)),
            ("Source 2", Some(Column::Source)),
            ("Source link", Some(Column::Url)),
            ("standing_reason", Some(Column::Left)),
            ("due_at", Some(Column::DueAt)),
            ("#", Some(Column::Left)),
            ("Quelle(n)", None),
            ("Geprüft von", Some(Column::Checker)),
            ("Источник", Some(Column::Source)),
            ("Colour", None),
            ("", None),
        ] {
            assert_eq!(known(header), want, "{header:?}");
        }
        // Every word of the contract names itself, and no name means two things.
        for column in Column::ALL {
            assert_eq!(known(column.as_str()), Some(*column));
        }
        let mut all: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "a name stands twice");
        assert!(all.iter().all(|name| folded(name) == *name), "a name isn't written as names are compared");
    }

    #[test]
    fn a_desk_s_own_names() {
        let map = parse_map("statement=Fact, url=\"Source, link\",checker = Wer ").unwrap();
        let names: Vec<(&str, Column)> = map.iter().map(|(name, column)| (name.as_str(), *column)).collect();
        assert_eq!(names, [("Fact", Column::Statement), ("Source, link", Column::Url), ("Wer", Column::Checker)]);
        let columns = Columns::new(map);
        assert_eq!(columns.of("wer?"), Some(Column::Checker));
        assert_eq!(columns.of("Quote"), Some(Column::Quote));
        for bad in ["Fact", "facts=Fact", "url=", "url=\"x"] {
            assert!(parse_map(bad).is_err(), "{bad}");
        }
    }
}
