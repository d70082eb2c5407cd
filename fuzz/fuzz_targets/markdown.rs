//! Markdown, its front matter in YAML, TOML or JSON, in any bytes: nothing panics, and what is read can be kept.
#![no_main]

#[path = "../../tests/common/reading.rs"]
mod reading;

libfuzzer_sys::fuzz_target!(|data: &[u8]| reading::check_as(Some("markdown"), data));
