//! Published checks in any bytes: as JSON, and as a page's script.
#![no_main]

use copydesk::domain::time::Timestamp;
use copydesk::import::pipeline::{Options, read_items};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = Options { format: Some("claimreview".to_owned()), ..Options::at(Timestamp::from_millis(0)) };
    let _ = read_items("a.json", data, &options);
    let page = [b"<script type='application/ld+json'>", data, b"</script>"].concat();
    let _ = read_items("a.html", &page, &options);
});
