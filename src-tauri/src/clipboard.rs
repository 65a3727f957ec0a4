//! The system's clipboard, for what the page must not hold: a token is put there by the program itself.
//!
//! Clipboard managers are asked not to keep it, and it is removed after a while and at the end of the program, if it is still there.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use keyfob_core::secret::Revealed;
use tauri::{AppHandle, Manager, async_runtime};
use tokio::{sync::oneshot, time::sleep};

use crate::test_hooks;

#[cfg(not(target_os = "linux"))]
mod arboard;
#[cfg(target_os = "linux")]
mod gtk;

#[cfg(not(target_os = "linux"))]
use self::arboard as platform;
#[cfg(target_os = "linux")]
use self::gtk as platform;

/// How long a copied token stays in the clipboard.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// What this program last put into the clipboard. It is used on the main thread only, as GTK requires.
#[derive(Default)]
pub(crate) struct Clipboard(Mutex<Copies>);

#[derive(Default)]
struct Copies {
    last: Option<platform::Copied>,
    made: u64,
}

impl Clipboard {
    fn put(&self, text: Revealed) -> Option<u64> {
        let mut copies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        copies.last = Some(platform::Copied::put(text)?);
        copies.made += 1;
        Some(copies.made)
    }

    /// Empties the clipboard if it still holds what was put there; with a number, only if that was the last copy. Call it on the main thread.
    pub(crate) fn clear(&self, number: Option<u64>) {
        let mut copies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if number.is_none_or(|number| number == copies.made)
            && let Some(copied) = copies.last.take()
        {
            copied.clear();
        }
    }
}

/// Puts a text into the clipboard, for a while. Returns whether that succeeded.
pub(crate) async fn copy(app: &AppHandle, text: Revealed) -> bool {
    let (sender, put) = oneshot::channel();
    let handle = app.clone();
    let run = move || {
        sender.send(handle.state::<Clipboard>().put(text)).ok();
    };
    if app.run_on_main_thread(run).is_err() {
        return false;
    }
    let Ok(Some(number)) = put.await else { return false };
    let app = app.clone();
    async_runtime::spawn(async move {
        sleep(test_hooks::clipboard_kept_for().unwrap_or(KEPT_FOR)).await;
        let handle = app.clone();
        // Fails only if the program ends, which clears it too.
        app.run_on_main_thread(move || handle.state::<Clipboard>().clear(Some(number))).ok();
    });
    true
}
