//! Cells of a spreadsheet that a program would take for formulas, made texts and
//! read back: whoever opens a sheet of claims runs nothing that stands in them.

/// What makes a spreadsheet program take a cell for a formula.
const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a cell would be taken for a formula, whatever apostrophes stand before it.
fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(SIGNS)
}

/// The cell with an apostrophe before it where it would be taken for a formula.
pub fn defend(cell: &str) -> String {
    if is_risky(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell as it was before it was defended.
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts() {
        for (cell, defended) in [
            ("=1+1", "'=1+1"),
            ("+31 20", "'+31 20"),
            ("-5%", "'-5%"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
            ("'twas", "'twas"),
            ("ten", "ten"),
            ("", ""),
            ("'", "'"),
        ] {
            assert_eq!(defend(cell), defended);
            assert_eq!(plain(defended), cell);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_defended_reads_back(cell in "('|=|@|-|a|\t|\n|\\PC){0,6}") {
            let defended = defend(&cell);
            proptest::prop_assert!(!defended.starts_with(SIGNS));
            proptest::prop_assert_eq!(plain(&defended), cell.as_str());
        }
    }
}
