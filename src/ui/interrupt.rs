//! Ctrl-C where it must not end the process at once: at a prompt (which has
//! hidden the cursor), in an editor or pager (which gets the key itself), and
//! between the items of an import.
//!
//! Outside such places the system's own handling stands: the process ends by
//! SIGINT, which shells report as 130.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

static PRESSED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on Ctrl-C is only noted, and [`pressed`] tells. May be called
/// often; only the first call counts. Where the handler can't be set, Ctrl-C
/// ends the process as before.
pub fn watch() {
    PRESSED.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&flag)).ok();
        flag
    });
}

/// As [`watch`], for work without prompts: Ctrl-C is noted, so that the item
/// at hand can be finished; pressed again, it ends the process with 130.
pub fn watch_once() {
    static SET: OnceLock<()> = OnceLock::new();
    SET.get_or_init(|| {
        let flag = PRESSED.get_or_init(|| Arc::new(AtomicBool::new(false)));
        // In this order: the shutdown looks at the flag before the second handler sets it.
        signal_hook::flag::register_conditional_shutdown(signal_hook::consts::SIGINT, 130, Arc::clone(flag)).ok();
        signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(flag)).ok();
    });
}

/// Whether Ctrl-C was pressed since [`watch`] or [`watch_once`].
pub fn pressed() -> bool {
    PRESSED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// Forgets a Ctrl-C that was meant for somebody else: an editor, a pager.
pub(super) fn forget() {
    if let Some(flag) = PRESSED.get() {
        flag.store(false, Ordering::Relaxed);
    }
}
