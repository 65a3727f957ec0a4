//! The program around the window: one for each data folder, one window, closed only when nothing typed would be lost.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use keyfob_core::hardening;
use tauri::{AppHandle, Builder, Emitter, Manager, Window, WindowEvent, Wry, plugin::TauriPlugin};

use crate::{commands, opened::Opened, page, watch};

/// Runs until the window is closed.
///
/// # Errors
/// There is no window to be had.
pub(crate) fn run(folder: PathBuf) -> tauri::Result<()> {
    Builder::default()
        .plugin(one_for_each(&folder))
        .manage(Opened::default())
        .invoke_handler(commands::handler())
        .on_window_event(closing)
        .setup(move |app| {
            page::open(app, &folder)?;
            hardening::refuse_inspection()?;
            watch::begin(app.handle().clone(), folder)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}

/// A second start on the same data folder brings the first one's window forward and ends.
fn one_for_each(folder: &Path) -> TauriPlugin<Wry> {
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, _, _| bring_forward(app))
        .dbus_id(format!("dev.keyfob.Keyfob.f{:016x}", hasher.finish()))
        .build()
}

fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(page::WINDOW) {
        // A window manager may refuse; there is nothing else to try.
        window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus()).ok();
    }
}

/// Leaves the question to the page where something typed would be lost; a page that cannot be asked does not keep the window open.
fn closing(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && Opened::of(window).has_unsaved()
        && window.emit("close-requested", ()).is_ok()
    {
        api.prevent_close();
    }
}
