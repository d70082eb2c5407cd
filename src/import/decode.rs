//! Bytes to text: UTF-8, UTF-16, what markup says of itself, or what the bytes
//! look like, and which it was.
//!
//! What is UTF-8 is read so whatever it says of itself: no other encoding makes
//! such bytes by chance. What is no text at all is refused. UTF-8 with a few bad bytes stays UTF-8
//! (the bad bytes become U+FFFD, on which no approval can rest): reading it as
//! Windows-1252 would garble every accent in it.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use crate::domain::canonical::Repair;

/// A text, and what had to be said about its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text; borrowed when it was UTF-8.
    pub text: Cow<'a, str>,
    /// The encoding that it was read as, unless UTF-8, and what it lost.
    pub repairs: Vec<Repair>,
}

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotText(pub String);

/// Reads bytes as text.
///
/// # Errors
/// Known binary files, and bytes with the controls of one.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, NotText> {
    if let Some(kind) = known_binary(bytes) {
        return Err(NotText(format!("{kind}, not text")));
    }
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(bom..).unwrap_or_default();
        if encoding != UTF_8 {
            return utf_16(encoding, rest);
        }
        return eight_bit(rest);
    }
    if let Some(encoding) = nul_pattern(bytes) {
        return utf_16(encoding, bytes);
    }
    eight_bit(bytes)
}

/// The encoding of bytes by their mark or their NULs, where it is UTF-16.
pub fn is_utf_16(head: &[u8]) -> bool {
    match Encoding::for_bom(head) {
        Some((encoding, _)) => encoding != UTF_8,
        None => nul_pattern(head).is_some(),
    }
}

fn eight_bit(bytes: &[u8]) -> Result<Decoded<'_>, NotText> {
    let binary = || NotText("a binary file, not text".to_owned());
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            // A stray control character is refused with its place later on;
            // many of them are no copy.
            if bytes.iter().filter(|&&b| is_control(b)).count() * 20 > bytes.len() {
                return Err(binary());
            }
            if bytes.contains(&0x1b) && guess(bytes) == ISO_2022_JP {
                return Ok(decoded_as(ISO_2022_JP, bytes));
            }
            let mut repairs = Vec::new();
            if let Some(lie) = declared(bytes).filter(|e| *e != UTF_8 && !bytes.is_ascii()) {
                repairs.push(Repair::new(
                    "encoding",
                    format!("says that it is {}; read as UTF-8, which it is", spoken(lie)),
                ));
            }
            Ok(Decoded { text: Cow::Borrowed(text), repairs })
        }
        Err(_) if bytes.iter().filter(|&&b| is_control(b)).count() * 200 > bytes.len() => Err(binary()),
        Err(_) => {
            // Markup that says what it is, and is that throughout.
            if let Some(said) = declared(bytes).filter(|e| *e != UTF_8) {
                let (text, lossy) = said.decode_without_bom_handling(bytes);
                if !lossy {
                    let repair = Repair::new("encoding", format!("read as {}", spoken(said)));
                    return Ok(Decoded { text, repairs: vec![repair] });
                }
            }
            let (mut good, mut bad) = (0_usize, 0_usize);
            for chunk in bytes.utf8_chunks() {
                good += chunk.valid().bytes().filter(|&b| b >= 0xc0).count();
                bad += usize::from(!chunk.invalid().is_empty());
            }
            if good > bad {
                let repair = Repair::new(
                    "undecodable",
                    format!("{bad} × bytes that are not UTF-8 read as U+FFFD (replacement character)"),
                );
                return Ok(Decoded { text: String::from_utf8_lossy(bytes), repairs: vec![repair] });
            }
            Ok(decoded_as(guess(bytes), bytes))
        }
    }
}

/// How much is looked at to guess an encoding, in bytes.
const GUESS_BYTES: usize = 256 * 1024;

/// The encoding that bytes look like, for which nothing speaks but themselves.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // From where the first letters are that aren't ASCII: the rest says nothing.
    let from = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(GUESS_BYTES / 2);
    let sample = bytes.get(from..).unwrap_or(bytes);
    detector.feed(sample.get(..GUESS_BYTES).unwrap_or(sample), true);
    detector.guess(None, Utf8Detection::Deny)
}

fn decoded_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    let mut repairs = vec![Repair::new("encoding", format!("read as {}", spoken(encoding)))];
    if lossy {
        let message = format!("bytes that are not {} read as U+FFFD (replacement character)", spoken(encoding));
        repairs.push(Repair::new("undecodable", message));
    }
    Decoded { text, repairs }
}

/// An encoding's name as people write it.
fn spoken(encoding: &'static Encoding) -> String {
    match encoding.name().strip_prefix("windows-") {
        Some(page) => format!("Windows-{page}"),
        None => encoding.name().to_owned(),
    }
}

/// What markup says of its own encoding: `<?xml … encoding="…"?>`, or a page's
/// `<meta charset>`. The encodings that its bytes can't be in say nothing.
pub fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096))?.trim_ascii_start();
    if !head.starts_with(b"<") {
        return None;
    }
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = match head.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>")?.0.split_once("encoding")?,
        None => head.split_once("charset")?,
    };
    let label = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(label.len());
    let found = Encoding::for_label(label.get(..end)?.as_bytes())?;
    (found.is_ascii_compatible() && found != encoding_rs::REPLACEMENT).then_some(found)
}

fn utf_16<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Decoded<'a>, NotText> {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    if text.chars().filter(|&c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')).count() * 20 > text.len() {
        return Err(NotText("a binary file, not text".to_owned()));
    }
    let mut repairs = vec![Repair::new("encoding", format!("read as {}", encoding.name()))];
    if lossy {
        repairs.push(Repair::new("undecodable", "bytes that are not UTF-16 read as U+FFFD (replacement character)"));
    }
    Ok(Decoded { text, repairs })
}

/// UTF-16 without a mark: the letters, spaces and line ends of ASCII leave a
/// NUL in every other byte, all on the same side.
fn nul_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096))?;
    let mut nuls = [0_usize; 2];
    for pair in sample.chunks_exact(2) {
        for (side, &byte) in nuls.iter_mut().zip(pair) {
            *side += usize::from(byte == 0);
        }
    }
    // English has one in nearly every pair; Russian one in seven, its spaces.
    let enough = (sample.len() / 2 / 25).max(2);
    match nuls {
        [0, odd] if odd >= enough => Some(UTF_16LE),
        [even, 0] if even >= enough => Some(UTF_16BE),
        _ => None,
    }
}

/// The C0 controls that text doesn't have; form feed and escape it may.
const fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0xb | 0xe..=0x1a | 0x1c..=0x1f | 0x7f)
}

fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 18] = [
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive (or an office document)"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"\x1f\x8b", "a gzip archive within another"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ", "an xz archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"ID3", "an MP3 recording"),
        (b"\xff\xfe\0\0", "UTF-32, which is not read"),
        (b"\0\0\xfe\xff", "UTF-32, which is not read"),
    ];
    if bytes.len() > 12 && bytes.starts_with(b"RIFF") {
        return Some("a RIFF media file");
    }
    // Three letters can open a story ("ID3"): then its next byte is no text.
    MAGIC
        .iter()
        .find(|(magic, _)| {
            bytes.starts_with(magic)
                && (magic.len() > 3
                    || !magic.is_ascii()
                    || bytes.get(3).is_some_and(|b| *b < b' ' || b.is_ascii_digit()))
        })
        .map(|&(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, Vec<String>), String> {
        decode(bytes)
            .map(|d| (d.text.into_owned(), d.repairs.into_iter().map(|r| r.message).collect()))
            .map_err(|e| e.0)
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings() {
        let said = |text: &str, repair: &str| Ok((text.to_owned(), vec![repair.to_owned()]));
        let plain = |text: &str| Ok((text.to_owned(), Vec::new()));
        assert_eq!(read("“so” é".as_bytes()), plain("“so” é"));
        assert_eq!(read(b"\xef\xbb\xbfa"), plain("a"));
        assert_eq!(read(b""), plain(""));
        assert_eq!(read(b"\x93so\x94 \x96 caf\xe9 \x80 5"), said("“so” – café € 5", "read as Windows-1252"));
        let russian = "Россия готова работать с коалицией.\nДа.";
        for text in ["Ten people died.\n", russian] {
            let (le, be) = (utf_16(text, u16::to_le_bytes), utf_16(text, u16::to_be_bytes));
            assert_eq!(read(&le), said(text, "read as UTF-16LE"));
            assert_eq!(read(&be), said(text, "read as UTF-16BE"));
            assert_eq!(read(&[b"\xff\xfe", &le[..]].concat()), said(text, "read as UTF-16LE"));
            assert_eq!(read(&[b"\xfe\xff", &be[..]].concat()), said(text, "read as UTF-16BE"));
        }
        // What markup says of itself, and what it is.
        assert_eq!(
            read(b"<?xml version='1.0' encoding=\"iso-8859-2\"?><a>\xb3\xf3d\xbc</a>"),
            said("<?xml version='1.0' encoding=\"iso-8859-2\"?><a>łódź</a>", "read as ISO-8859-2")
        );
        let page = "<html><meta charset=latin1><p>Łódź";
        assert_eq!(read(page.as_bytes()), said(page, "says that it is Windows-1252; read as UTF-8, which it is"));
        // Without a word about it.
        let (koi8, _, _) = encoding_rs::KOI8_R.encode(russian);
        assert_eq!(read(&koi8), said(russian, "read as KOI8-U"));
        let japanese = "首相は火曜日に記者会見を開いた。";
        for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, encoding_rs::ISO_2022_JP] {
            let (bytes, _, _) = encoding.encode(japanese);
            assert_eq!(read(&bytes), said(japanese, &format!("read as {}", encoding.name())));
        }
        // One bad byte among good accents.
        let (text, repairs) =
            read("né à Köln, x".as_bytes().iter().copied().chain([0xe9]).collect::<Vec<_>>().as_slice()).unwrap();
        assert_eq!(text, "né à Köln, x\u{fffd}");
        assert_eq!(repairs.len(), 1);
    }

    #[test]
    fn binary_is_refused_and_named() {
        assert_eq!(read(b"\x89PNG\r\n\x1a\n"), Err("a PNG image, not text".to_owned()));
        assert_eq!(read(b"PK\x03\x04abc"), Err("a ZIP archive (or an office document), not text".to_owned()));
        let noise: Vec<u8> = (0..=255_u8).cycle().take(5000).map(|b| b.wrapping_mul(151)).collect();
        assert_eq!(read(&noise), Err("a binary file, not text".to_owned()));
        assert_eq!(read(&[0; 64]), Err("a binary file, not text".to_owned()));
        // A single control character is text, to be refused with its place.
        assert!(read(b"Ten people\x00 died in the fire in Aleppo").is_ok());
        assert!(read(b"ID3 is a format.").is_ok() && read(b"ID3\x03\0\0").is_err());
    }
}
