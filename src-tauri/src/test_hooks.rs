//! What only a build for tests does (feature `test-hooks`): it reports when the window first shows the list, and it can be driven.

#[cfg(feature = "test-hooks")]
mod hooks {
    use std::{
        sync::atomic::{AtomicBool, Ordering},
        time::{Duration, SystemTime, UNIX_EPOCH},
    };

    /// Names the file that the moment is written to.
    const REPORT: &str = "KEYFOB_REPORT_READY";

    /// Whether the start is measured: the window then begins with the list.
    pub(crate) fn is_measured() -> bool {
        std::env::var_os(REPORT).is_some()
    }

    static IS_LISTED: AtomicBool = AtomicBool::new(false);

    /// Notes that the page has the list.
    pub(crate) fn listed() {
        IS_LISTED.store(true, Ordering::Relaxed);
    }

    /// Writes the current time, in nanoseconds since 1970, to the named file, if any, when the page has drawn the list. A page that drew
    /// without the list isn't ready, and nothing is written.
    pub(crate) fn report() {
        if let Some(path) = std::env::var_os(REPORT)
            && IS_LISTED.load(Ordering::Relaxed)
        {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            std::fs::write(path, format!("{}\n", now.as_nanos())).ok();
        }
    }

    /// Whether a test drives the window.
    pub(crate) fn is_driven() -> bool {
        std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
    }

    /// How long a copied token stays in the clipboard, in milliseconds, if a test says so.
    pub(crate) fn clipboard_kept_for() -> Option<Duration> {
        std::env::var("KEYFOB_CLIPBOARD_MS").ok()?.parse().ok().map(Duration::from_millis)
    }
}

#[cfg(not(feature = "test-hooks"))]
mod hooks {
    /// Never.
    pub(crate) fn is_measured() -> bool {
        false
    }

    /// Does nothing.
    pub(crate) fn listed() {}

    /// Does nothing.
    pub(crate) fn report() {}

    /// Never.
    pub(crate) fn is_driven() -> bool {
        false
    }

    /// Never said.
    pub(crate) fn clipboard_kept_for() -> Option<std::time::Duration> {
        None
    }
}

pub(crate) use hooks::{clipboard_kept_for, is_driven, is_measured, listed, report};
