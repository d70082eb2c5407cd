//! A spreadsheet in any bytes, as text whose cells are parted.
#![no_main]

use copydesk::domain::time::Timestamp;
use copydesk::import::pipeline::{Options, read_items};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = Options { format: Some("facts".to_owned()), ..Options::at(Timestamp::from_millis(0)) };
    let _ = read_items("a.csv", data, &options);
    let _ = read_items("a.csv", &[b"Fact,Source,OK?\n", data].concat(), &options);
});
