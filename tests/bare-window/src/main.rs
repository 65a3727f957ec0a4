//! A minimal Tauri window: hidden, with a page of one line, and one command that shows it.
//!
//! `cargo xtask bench start` compares Keyfob's window with this one, which has the same version, features and build of Tauri.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Reports that the page is drawn, and shows the window.
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

#[expect(clippy::expect_used, reason = "without a window there is nothing to measure")]
fn main() {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![drawn])
        .run(tauri::generate_context!())
        .expect("the bare window did not open");
}
