//! Any bytes, read as any format: nothing panics, and what is read can be kept.
//!
//! The first byte chooses the format; the rest is the input.
#![no_main]

#[path = "../../tests/common/reading.rs"]
mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (choice, bytes) = data.split_first().unwrap_or((&0, &[]));
    reading::check(usize::from(*choice), bytes);
});
