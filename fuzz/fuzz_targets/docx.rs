//! A Word document whose text, styles, numbers and comments are any bytes,
//! parted by NULs.
#![no_main]

use std::io::{Cursor, Write as _};

use copydesk::domain::time::Timestamp;
use copydesk::import::pipeline::{Options, read_items};
use libfuzzer_sys::fuzz_target;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const PARTS: [&str; 5] =
    ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/comments.xml", "word/footnotes.xml"];

fuzz_target!(|data: &[u8]| {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut put = |name: &str, bytes: &[u8]| out.start_file(name, stored).is_ok() && out.write_all(bytes).is_ok();
    put("[Content_Types].xml", b"<Types/>");
    for (name, bytes) in PARTS.into_iter().zip(data.split(|b| *b == 0)) {
        put(name, bytes);
    }
    let Ok(bytes) = out.finish() else { return };
    let _ = read_items("a.docx", &bytes.into_inner(), &Options::at(Timestamp::from_millis(0)));
});
