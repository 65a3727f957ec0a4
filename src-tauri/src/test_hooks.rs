//! What only a build for tests does (feature `test-hooks`): it reports when the window first shows data, and it can be driven.

#[cfg(feature = "test-hooks")]
mod hooks {
    use std::{
        sync::Once,
        time::{SystemTime, UNIX_EPOCH},
    };

    /// Names the file that the moment is written to.
    const REPORT: &str = "KEYFOB_REPORT_READY";

    /// Whether the start is measured: the window then begins with the list.
    pub(crate) fn is_measured() -> bool {
        std::env::var_os(REPORT).is_some()
    }

    /// Writes the time of the first call, in nanoseconds since 1970, to the named file, if any.
    pub(crate) fn report() {
        static FIRST: Once = Once::new();
        FIRST.call_once(|| {
            if let Some(path) = std::env::var_os(REPORT) {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                std::fs::write(path, format!("{}\n", now.as_nanos())).ok();
            }
        });
    }

    /// Whether a test drives the window.
    pub(crate) fn is_driven() -> bool {
        std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
    }
}

#[cfg(not(feature = "test-hooks"))]
mod hooks {
    /// Never.
    pub(crate) fn is_measured() -> bool {
        false
    }

    /// Does nothing.
    pub(crate) fn report() {}

    /// Never.
    pub(crate) fn is_driven() -> bool {
        false
    }
}

pub(crate) use hooks::{is_driven, is_measured, report};
