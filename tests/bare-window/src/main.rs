//! The least that a Tauri window can be: a hidden window, a page with one line, one command that shows it.
//!
//! `cargo xtask bench start` measures Keyfob's window against this one, which has the same version of Tauri, the same
//! features of it and the same build.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The page has drawn: says so to whoever measures, and shows the window.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command what it asks for by value")]
fn drawn(window: tauri::WebviewWindow) -> Result<(), String> {
    if let Some(path) = std::env::var_os("KEYFOB_REPORT_READY") {
        report(Path::new(&path)).map_err(|error| error.to_string())?;
    }
    window.show().map_err(|error| error.to_string())
}

fn report(path: &Path) -> std::io::Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    std::fs::write(path, format!("{}\n", now.as_nanos()))
}

#[expect(
    clippy::expect_used,
    reason = "without a window there is nothing to measure, and the words are for who measures"
)]
fn main() {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![drawn])
        .run(tauri::generate_context!())
        .expect("the bare window did not open");
}
