//! Two texts, and everything that must hold of the difference between them.
//!
//! The input is both texts with a NUL between them; bytes that are no UTF-8
//! become U+FFFD.
#![no_main]

#[path = "../../tests/common/invariants.rs"]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (old, new) = text.split_once('\0').unwrap_or((&text, ""));
    invariants::check(old, new);
});
