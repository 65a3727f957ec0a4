//! Opens the data, then watches it: for changes by another program, a database file that was deleted, a vault that isn't used, and raw
//! responses that have expired. It also stores where the window is.

use std::{io, path::Path, thread, time::Duration};

use keyfob_core::{
    error::Error,
    keyfob::{CoreEvent, DatabaseState, Keyfob},
};
use tauri::{AppHandle, Manager};

use crate::{answer::Answer, events::Events, page::WINDOW, place::Place, state::AppState};

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
        let mut last = Seen { is_waiting: false, database: DatabaseState::InPlace };
        for look in 1u32.. {
            thread::sleep(PAUSE);
            if look == LOOKS_UNTIL_SHOWN {
                show(&app);
            }
            if let Ok(keyfob) = AppState::of(&app).keyfob() {
                tell(&app, &keyfob, &mut last);
                app.state::<Place>().look(&app);
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
            app.state::<Events>().send(CoreEvent::Damaged);
        }
    };
    thread::Builder::new().name("check".into()).spawn(check).ok();
}

/// What the last look found.
struct Seen {
    is_waiting: bool,
    database: DatabaseState,
}

/// Tells the page what is new, locks a vault that isn't used, and wipes expired raw responses. A database that can't be read right now is
/// looked at again the next time. A page that loads again asks for all of this, except whether the keyring keeps a command waiting, which is
/// repeated.
fn tell(app: &AppHandle, keyfob: &Keyfob, last: &mut Seen) {
    let events = app.state::<Events>();
    let now = Seen { is_waiting: keyfob.is_waiting_for_keyring(), database: keyfob.database_state() };
    if now.is_waiting || last.is_waiting {
        events.send(CoreEvent::KeyringWaiting(now.is_waiting));
    }
    if now.database != last.database {
        events.send(CoreEvent::Database(now.database));
    }
    *last = now;
    if keyfob.changes().unwrap_or(false) {
        events.send(CoreEvent::Changed);
    }
    if let Some(status) = keyfob.auto_lock() {
        events.send(CoreEvent::Vault(status));
    }
    keyfob.expire_raw_responses();
}

fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        window.show().ok();
    }
}
