//! An archive in any bytes: nothing of it may panic, or expand without end.
#![no_main]

use copydesk::domain::time::Timestamp;
use copydesk::import::pipeline::{Options, read_items};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = Options::at(Timestamp::from_millis(0));
    let _ = read_items("a.zip", data, &options);
    let _ = read_items("a.zip", &[b"PK\x03\x04", data].concat(), &options);
});
