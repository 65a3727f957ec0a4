//! Opens the data, then watches it: for changes by another program, a vault that isn't used, and raw responses that have expired.

use std::{io, path::Path, thread, time::Duration};

use keyfob_core::{error::Error, keyfob::Keyfob};
use tauri::{AppHandle, Emitter, Manager};

use crate::{answer::Answer, page::WINDOW, state::AppState};

/// How often it looks: another program's change is seen within half a second.
const PAUSE: Duration = Duration::from_millis(400);
/// Looks after which a window is shown whose page did not say that it has drawn: a broken page is better than none.
const LOOKS_UNTIL_SHOWN: u32 = 12;
/// When the whole of a large database is checked, which opening it did not: after the start, which is to be quick.
const CHECK_AFTER: Duration = Duration::from_secs(5);

/// Opens the data and watches it, on its own thread that ends with the program.
///
/// # Errors
/// The thread can't be started.
pub(crate) fn begin(app: AppHandle) -> io::Result<()> {
    thread::Builder::new().name("watch".into()).spawn(move || {
        // A failure is told to the page by the first command.
        open(&app, None).ok();
        let mut was_waiting = false;
        for look in 1u32.. {
            thread::sleep(PAUSE);
            if look == LOOKS_UNTIL_SHOWN {
                show(&app);
            }
            if let Ok(keyfob) = AppState::of(&app).keyfob() {
                tell(&app, &keyfob, &mut was_waiting);
            }
        }
    })?;
    Ok(())
}

/// Opens the data in a folder, or in the current one, and checks all of it later.
///
/// # Errors
/// The data can't be opened.
pub(crate) fn open(app: &AppHandle, folder: Option<&Path>) -> Answer<()> {
    let state = AppState::of(app);
    let keyfob = match folder {
        Some(folder) => state.open_in(folder),
        None if state.is_open() => return Ok(()),
        None => state.open(),
    };
    check_later(app.clone(), keyfob?);
    Ok(())
}

/// Checks the whole database once, on its own thread, and tells the page if it is damaged: the next start repairs it. Without a
/// thread it is checked as its rows are read.
fn check_later(app: AppHandle, keyfob: Keyfob) {
    let check = move || {
        thread::sleep(CHECK_AFTER);
        if matches!(keyfob.verify(), Err(Error::Damaged(_))) {
            app.emit("damaged", ()).ok();
        }
    };
    thread::Builder::new().name("check".into()).spawn(check).ok();
}

/// Tells the page what is new and whether the keyring keeps a command waiting, locks a vault that isn't used, and wipes expired raw responses, which no one may ask for again.
/// A database that can't be read right now is looked at again the next time, and a page that doesn't listen misses nothing that it
/// wouldn't be told when it asks.
fn tell(app: &AppHandle, keyfob: &Keyfob, was_waiting: &mut bool) {
    let is_waiting = keyfob.is_waiting_for_keyring();
    // Repeated while it waits: a page that loads again didn't hear it before.
    if is_waiting || *was_waiting {
        app.emit("keyring-waiting", is_waiting).ok();
    }
    *was_waiting = is_waiting;
    if keyfob.changes().unwrap_or(false) {
        app.emit("changed", ()).ok();
    }
    if let Some(status) = keyfob.auto_lock() {
        app.emit("vault", status).ok();
    }
    keyfob.expire_raw_responses();
}

fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        window.show().ok();
    }
}
