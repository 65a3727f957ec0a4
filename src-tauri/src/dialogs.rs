//! Dialogs of the operating system, outside the page: no script in the page can answer them.

use std::{path::PathBuf, sync::Arc};

use keyfob_core::{dialogs::Dialog, language::Language};
use tauri::{AppHandle, Manager, WebviewWindow};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::state::AppState;

#[cfg(target_os = "linux")]
mod gtk;
#[cfg(not(target_os = "linux"))]
mod rfd;

#[cfg(target_os = "linux")]
use self::gtk as platform;
#[cfg(not(target_os = "linux"))]
use self::rfd as platform;

/// Held while a dialog is on the screen, even if the caller has stopped waiting for the answer. One at a time: a page that asks again and again can't cover the screen with dialogs.
#[derive(Default)]
pub(crate) struct DialogLock(Arc<Mutex<()>>);

/// Asks a question and returns whether the user agreed. Closing the dialog counts as a no, and so does anything that prevents it from
/// being shown, such as another dialog. Dropping the future closes the dialog.
pub(crate) async fn confirm(app: &AppHandle, window: &WebviewWindow, dialog: impl FnOnce(Language) -> Dialog) -> bool {
    match lock_of(app).try_lock_owned() {
        Ok(turn) => ask(app, window, dialog(language(app)), turn).await,
        Err(_) => false,
    }
}

/// Asks a question once no other dialog is on the screen; see [`confirm`].
pub(crate) async fn confirm_next(
    app: &AppHandle,
    window: &WebviewWindow,
    dialog: impl FnOnce(Language) -> Dialog,
) -> bool {
    let turn = lock_of(app).lock_owned().await;
    ask(app, window, dialog(language(app)), turn).await
}

/// Lets the user choose a folder; `None` if they cancel, or if another dialog is on the screen.
pub(crate) async fn choose_folder(app: &AppHandle, window: &WebviewWindow) -> Option<PathBuf> {
    let turn = lock_of(app).try_lock_owned().ok()?;
    let title = keyfob_core::dialogs::choose_folder(language(app));
    let (sender, answer) = oneshot::channel();
    let parent = window.clone();
    app.run_on_main_thread(move || platform::choose_folder(&parent, title, sender, turn)).ok()?;
    answer.await.ok().flatten()
}

async fn ask(app: &AppHandle, window: &WebviewWindow, dialog: Dialog, turn: OwnedMutexGuard<()>) -> bool {
    let (sender, answer) = oneshot::channel();
    let parent = window.clone();
    if app.run_on_main_thread(move || platform::ask(&parent, &dialog, sender, turn)).is_err() {
        return false;
    }
    answer.await.unwrap_or(false)
}

/// Returns the language of the system, which the page uses too: its web view may take another one.
pub(crate) fn system_language() -> Language {
    Language::of_locale(&sys_locale::get_locale().unwrap_or_default())
}

fn lock_of(app: &AppHandle) -> Arc<Mutex<()>> {
    app.state::<DialogLock>().0.clone()
}

pub(crate) fn language(app: &AppHandle) -> Language {
    AppState::of(app).language().or_system(system_language)
}
