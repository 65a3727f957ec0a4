//! The window itself: showing it, closing it, and what was chosen about it.

use keyfob_core::keyfob::{Keyfob, Preferences, Startup};
use tauri::{AppHandle, WebviewWindow, command};

use super::Answer;
use crate::opened::{Opened, ask};

/// Shows the window, now that the page has drawn, and says what the page needs to know first.
#[command]
pub(crate) async fn opened(app: AppHandle, window: WebviewWindow) -> Answer<Startup> {
    // A window that cannot be shown is gone already.
    window.show().and_then(|()| window.set_focus()).ok();
    ask(app, Keyfob::startup).await
}

/// Notes whether closing the window would lose something typed.
#[command(rename_all = "snake_case")]
pub(crate) async fn unsaved(app: AppHandle, is: bool) -> Answer<()> {
    Opened::of(&app).set_unsaved(is);
    Ok(())
}

/// Closes the window, whatever is typed.
#[command]
pub(crate) async fn close_window(window: WebviewWindow) -> Answer<()> {
    // A window that cannot be closed is gone already.
    window.destroy().ok();
    Ok(())
}

/// What was chosen about the window.
#[command]
pub(crate) async fn preferences(app: AppHandle) -> Answer<Preferences> {
    ask(app, Keyfob::preferences).await
}

/// Keeps what was chosen about the window.
#[command(rename_all = "snake_case")]
pub(crate) async fn set_preferences(app: AppHandle, preferences: Preferences) -> Answer<Preferences> {
    ask(app, move |keyfob| keyfob.set_preferences(preferences)).await
}
