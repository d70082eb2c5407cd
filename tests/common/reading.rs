//! What must hold of whatever bytes are read as whatever format. Shared by the
//! properties and the fuzz targets.

use copydesk::{
    domain::{article::valid_slug, canonical::canonical_part, part::Part, time::Timestamp},
    import::{Options, formats::FORMATS, pipeline},
};

/// Reads bytes as the format of this number (past the last: by their content)
/// and holds what came of it.
#[allow(dead_code, reason = "a fuzz target has one format")]
pub(crate) fn check(format: usize, bytes: &[u8]) {
    check_as(FORMATS.get(format).map(|format| format.name()), bytes);
}

/// How many articles are read from bytes in this format, or by their content.
#[allow(dead_code, reason = "a fuzz target counts nothing")]
pub(crate) fn articles(format: Option<&str>, bytes: &[u8]) -> usize {
    let options = Options { format: format.map(str::to_owned), ..Options::at(Timestamp::from_millis(0)) };
    pipeline::read_bytes("x", bytes, &options).into_iter().flatten().count()
}

/// Reads bytes as this format, or by their content, and holds what came of it.
pub(crate) fn check_as(format: Option<&str>, bytes: &[u8]) {
    let format = format.map(str::to_owned);
    for repair in [false, true] {
        let options = Options { format: format.clone(), repair, ..Options::at(Timestamp::from_millis(0)) };
        for item in pipeline::read_bytes("x", bytes, &options).into_iter().flatten() {
            assert!(valid_slug(&item.slug), "{}", item.slug);
            assert!(!item.revisions.is_empty());
            for revision in &item.revisions {
                assert!(!revision.texts.get(&Part::Headline).is_empty());
                for (part, text) in revision.texts.iter() {
                    // What is kept is canonical: read again it stays as it is.
                    let again = canonical_part(part, text, false).expect("a text that was taken is taken again");
                    assert_eq!(again.text, text, "{part}");
                }
            }
        }
    }
}
