//! Characters that a document names by their number in a font of symbols.

use roxmltree::Node;

use super::styles::attribute;

/// What the font Symbol has from 0x41 on, where it is a letter: Greek.
const GREEK: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
const SMALL_GREEK: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

/// Other characters of Symbol that copy has.
#[rustfmt::skip]
const SYMBOL: &[(u32, char)] = &[
    (0xa0, '€'), (0xa2, '′'), (0xa3, '≤'), (0xa5, '∞'), (0xac, '←'), (0xad, '↑'), (0xae, '→'), (0xaf, '↓'), (0xb0, '°'),
    (0xb1, '±'), (0xb2, '″'), (0xb3, '≥'), (0xb4, '×'), (0xb7, '•'), (0xb8, '÷'), (0xb9, '≠'), (0xba, '≡'), (0xbb, '≈'),
    (0xbc, '…'), (0xd6, '√'), (0xd2, '®'), (0xd3, '©'), (0xd4, '™'), (0x2d, '−'), (0x40, '≅'),
];

/// What the fonts of signs have that copy uses.
#[rustfmt::skip]
const WINGDINGS: &[(u32, char)] = &[
    (0xe0, '→'), (0xdf, '←'), (0xfb, '✗'), (0xfc, '✓'), (0xfd, '☒'), (0xfe, '☑'), (0xa8, '☐'), (0x6c, '●'), (0x6e, '■'),
    (0xa7, '▪'), (0x4a, '☺'), (0x9f, '•'),
];

/// A character by its number in a font of symbols; `None` where none is known
/// that shows the same.
pub(super) fn symbol(node: &Node<'_, '_>) -> Option<char> {
    let number = u32::from_str_radix(attribute(node, "char")?, 16).ok()?;
    let font = attribute(node, "font").unwrap_or_default().to_lowercase();
    // Fonts of symbols have theirs at their number, or in the private area.
    let own = if (0xf000..=0xf0ff).contains(&number) { number - 0xf000 } else { number };
    let of = |table: &[(u32, char)]| table.iter().find(|(at, _)| *at == own).map(|(_, c)| *c);
    if own < 0x100 && font == "symbol" {
        let letter = |from: u32, table: &str| table.chars().nth(usize::try_from(own.checked_sub(from)?).ok()?);
        let greek = match own {
            0x41..=0x5a => letter(0x41, GREEK),
            0x61..=0x7a => letter(0x61, SMALL_GREEK),
            _ => None,
        };
        let plain = || char::from_u32(own).filter(|c| matches!(c, ' '..='?' | '[' | ']' | '_' | '{'..='}'));
        return greek.or_else(|| of(SYMBOL)).or_else(plain);
    }
    if own < 0x100 && font.starts_with("wingdings") {
        return of(WINGDINGS);
    }
    char::from_u32(number).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c) && !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_read_as_what_they_show() {
        for (font, number, want) in [
            ("Symbol", "F0B0", Some('°')),
            ("Symbol", "61", Some('α')),
            ("Symbol", "F06D", Some('μ')),
            ("Symbol", "F02B", Some('+')),
            ("Wingdings", "F0FC", Some('✓')),
            ("Wingdings", "F021", None),
            ("Arial", "2248", Some('≈')),
            ("Arial", "F0B0", None),
            ("Arial", "x", None),
        ] {
            let text = format!("<sym font='{font}' char='{number}'/>");
            let document = roxmltree::Document::parse(&text).unwrap();
            assert_eq!(symbol(&document.root_element()), want, "{text}");
        }
    }
}
