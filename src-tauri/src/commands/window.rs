//! The window itself: showing and closing it, its preferences, and the data folder it works on.

use keyfob_core::{
    error::Error,
    keyfob::{CoreEvent, Diagnostics, Keyfob, Preferences, Startup, folder_for},
    language::Language,
};
use tauri::{AppHandle, State, WebviewWindow, async_runtime::spawn_blocking, command, webview_version};

use crate::{
    answer::Answer,
    dialogs,
    events::Events,
    liveness::Liveness,
    place::{self, Place},
    state::{AppState, ask},
    test_hooks, watch,
};

/// Shows the window, now that the page has drawn, and returns what the page needs to know first.
#[command]
pub(crate) async fn opened(app: AppHandle, window: WebviewWindow) -> Answer<Startup> {
    test_hooks::report();
    place::restore(&window).await;
    // Fails only if the window is gone.
    window.show().and_then(|()| window.set_focus()).ok();
    ask(app, Keyfob::startup).await
}

/// Waits for what the page isn't told otherwise.
#[command]
pub(crate) async fn next_events(events: State<'_, Events>) -> Answer<Vec<CoreEvent>> {
    Ok(events.next().await)
}

/// Notes that the page received the events that were sent to it.
#[command]
pub(crate) async fn acknowledge(liveness: State<'_, Liveness>) -> Answer<()> {
    liveness.acknowledge();
    Ok(())
}

/// Tries again to open the data.
#[command]
pub(crate) async fn open_again(app: AppHandle) -> Answer<()> {
    on_thread(move || watch::open(&app, None)).await
}

/// Lets the user choose another data folder, and opens the data there. Returns the folder, which is used until the program ends.
#[command]
pub(crate) async fn choose_folder(app: AppHandle, window: WebviewWindow) -> Answer<String> {
    let chosen = dialogs::choose_folder(&app, &window).await.ok_or(Error::Cancelled)?;
    on_thread(move || {
        let folder = folder_for(&chosen);
        watch::open(&app, Some(&folder))?;
        Ok(folder.display().to_string())
    })
    .await
}

/// Notes whether closing the window would lose unsaved text.
#[command(rename_all = "snake_case")]
pub(crate) async fn unsaved(app: AppHandle, is: bool) -> Answer<()> {
    AppState::of(&app).set_unsaved(is);
    Ok(())
}

/// Closes the window, even if text is unsaved.
#[command]
pub(crate) async fn close_window(window: WebviewWindow) -> Answer<()> {
    // Fails only if the window is gone.
    window.destroy().ok();
    Ok(())
}

/// Returns the preferences.
#[command]
pub(crate) async fn preferences(app: AppHandle) -> Answer<Preferences> {
    let preferences = ask(app.clone(), Keyfob::preferences).await?;
    AppState::of(&app).set_language(preferences.language);
    Ok(preferences)
}

/// Returns the language of the system: the one that the page uses unless the user chose another.
#[command]
pub(crate) async fn system_language() -> Answer<Language> {
    Ok(dialogs::system_language())
}

/// Stores the preferences.
#[command(rename_all = "snake_case")]
pub(crate) async fn set_preferences(app: AppHandle, preferences: Preferences) -> Answer<Preferences> {
    AppState::of(&app).set_language(preferences.language);
    ask(app, move |keyfob| keyfob.set_preferences(preferences)).await
}

/// Zooms the page by a number of steps, or back to 100 %.
#[command]
pub(crate) async fn zoom(window: WebviewWindow, place: State<'_, Place>, steps: Option<i32>) -> Answer<()> {
    place.zoom(&window, steps);
    Ok(())
}

/// Returns facts for a report about a problem.
#[command]
pub(crate) async fn diagnostics(app: AppHandle) -> Answer<Diagnostics> {
    let of_environment = |name| std::env::var(name).unwrap_or_else(|_| "unknown".to_owned());
    let window = [
        ("System", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
        ("WebView", webview_version().unwrap_or_else(|_| "unknown".to_owned())),
        ("Desktop", format!("{}, {}", of_environment("XDG_CURRENT_DESKTOP"), of_environment("XDG_SESSION_TYPE"))),
    ];
    ask(app, move |keyfob| keyfob.diagnostics(&window)).await
}

/// Does something on a thread that may block.
async fn on_thread<T: Send + 'static>(act: impl FnOnce() -> Answer<T> + Send + 'static) -> Answer<T> {
    #[expect(clippy::expect_used, reason = "a panic in the core is no answer, and the thread is never cancelled")]
    spawn_blocking(act).await.expect("the core does not panic")
}
