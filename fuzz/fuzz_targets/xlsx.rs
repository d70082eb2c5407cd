//! A workbook whose parts are any bytes, parted by NULs.
#![no_main]

use std::io::{Cursor, Write as _};

use copydesk::domain::time::Timestamp;
use copydesk::import::pipeline::{Options, read_items};
use libfuzzer_sys::fuzz_target;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const PARTS: [&str; 4] =
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/_rels/sheet1.xml.rels"];

const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;

const RELATIONS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

const ALL: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="b" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

fuzz_target!(|data: &[u8]| {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut put = |name: &str, bytes: &[u8]| out.start_file(name, stored).is_ok() && out.write_all(bytes).is_ok();
    put("[Content_Types].xml", b"<Types/>");
    put("_rels/.rels", ALL);
    put("xl/workbook.xml", WORKBOOK);
    put("xl/_rels/workbook.xml.rels", RELATIONS);
    for (name, bytes) in PARTS.into_iter().zip(data.split(|b| *b == 0)) {
        put(name, bytes);
    }
    let Ok(bytes) = out.finish() else { return };
    let _ = read_items("a.xlsx", &bytes.into_inner(), &Options::at(Timestamp::from_millis(0)));
});
