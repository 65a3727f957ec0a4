//! The program around the window: one for each data folder, one window, closed only when nothing typed would be lost.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use keyfob_core::{
    hardening,
    keyfob::{CoreEvent, DatabaseState},
};
use tauri::{
    AppHandle, Builder, CloseRequestApi, Manager, RunEvent, WebviewWindow, Window, WindowEvent, Wry,
    plugin::TauriPlugin,
};

use crate::{
    attempts::Attempts,
    clipboard::Clipboard,
    commands,
    dialogs::DialogLock,
    events::Events,
    liveness::{self, Liveness},
    page,
    place::Place,
    state::AppState,
    watch,
};

/// Runs until the window is closed.
///
/// # Errors
/// No window can be created.
pub(crate) fn run(folder: PathBuf) -> tauri::Result<()> {
    let builder = Builder::default()
        .plugin(one_for_each(&folder))
        .manage(AppState::new(folder.clone()))
        .manage(Attempts::default())
        .manage(Clipboard::default())
        .manage(DialogLock::default())
        .manage(Events::default())
        .manage(Liveness::default())
        .manage(Place::default())
        .invoke_handler(commands::handler())
        .on_window_event(on_event);
    #[cfg(target_os = "macos")]
    let builder = builder.on_web_content_process_terminate(|webview| {
        if let Some(window) = webview.app_handle().get_webview_window(page::WINDOW) {
            liveness::page_crashed(&window);
        }
    });
    builder
        .setup(move |app| {
            page::open(app, &folder)?;
            hardening::refuse_inspection()?;
            watch::begin(app.handle().clone())?;
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let RunEvent::Exit = event {
                app.state::<Place>().save(app);
                app.state::<Clipboard>().clear(None);
            }
        });
    Ok(())
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

/// Shows the window; if its page hangs, the user is told.
fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(page::WINDOW) {
        // A window manager may refuse; there is nothing else to try.
        window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus()).ok();
        liveness::send_acknowledged(window, CoreEvent::Ping);
    }
}

/// Remembers where the window is, and asks before it is closed.
fn on_event(window: &Window, event: &WindowEvent) {
    let Some(page) = window.get_webview_window(window.label()) else { return };
    match event {
        WindowEvent::Resized(_) | WindowEvent::Moved(_) => page.state::<Place>().note(&page),
        WindowEvent::CloseRequested { api, .. } => closing(&page, api),
        _ => {}
    }
}

/// Leaves the decision to the page if closing would lose unsaved text, or all data because its file is gone.
fn closing(window: &WebviewWindow, api: &CloseRequestApi) {
    let state = AppState::of(window);
    let database = state.database_state();
    if database == DatabaseState::InPlace && !state.has_unsaved() {
        return;
    }
    api.prevent_close();
    // The file may have been deleted a moment ago.
    window.state::<Events>().send(CoreEvent::Database(database));
    liveness::send_acknowledged(window.clone(), CoreEvent::CloseRequested);
}
