//! Opens the data beside the window, then watches it: for what another program changed, a vault that isn't used, and raw responses
//! whose time is up.

use std::{io, path::PathBuf, thread, time::Duration};

use keyfob_core::{
    error::Error,
    keyfob::{Keyfob, Settings},
    vault::Keyring,
};
use tauri::{AppHandle, Emitter, Manager};

use crate::{commands::Answer, opened::Opened, page::WINDOW};

/// How often it looks: another program's change is seen within half a second.
const PAUSE: Duration = Duration::from_millis(400);
/// Looks after which a window is shown whose page did not say that it has drawn: a broken page is better than none.
const LOOKS_UNTIL_SHOWN: u32 = 12;

/// When the whole of a large database is checked, which opening it did not: after the start, which is to be quick.
const CHECK_AFTER: Duration = Duration::from_secs(5);

/// Opens the data and watches it, on a thread of its own that ends with the program.
///
/// # Errors
/// There is no thread to be had.
pub(crate) fn begin(app: AppHandle, folder: PathBuf) -> io::Result<()> {
    thread::Builder::new().name("watch".into()).spawn(move || {
        let settings = Settings { folder, keyring: Keyring::system() };
        let keyfob = Opened::of(&app).open(settings).clone();
        check_later(&app, &keyfob);
        for look in 1u32.. {
            thread::sleep(PAUSE);
            if look == LOOKS_UNTIL_SHOWN {
                show(&app);
            }
            if let Ok(keyfob) = &keyfob {
                tell(&app, keyfob);
            }
        }
    })?;
    Ok(())
}

/// Checks the whole database once, on a thread of its own, and tells the page where it is damaged: the next start repairs it. Without a
/// thread it is checked as its rows are read.
fn check_later(app: &AppHandle, keyfob: &Answer<Keyfob>) {
    let (app, Ok(keyfob)) = (app.clone(), keyfob.clone()) else { return };
    let check = move || {
        thread::sleep(CHECK_AFTER);
        if matches!(keyfob.verify(), Err(Error::Damaged(_))) {
            app.emit("damaged", ()).ok();
        }
    };
    thread::Builder::new().name("check".into()).spawn(check).ok();
}

/// Tells the page what is new, locks a vault that isn't used, and wipes raw responses whose time is up, which no one may ask for again.
/// A database that can't be read right now is looked at again the next time, and a page that doesn't listen misses nothing that it
/// wouldn't be told when it asks.
fn tell(app: &AppHandle, keyfob: &Keyfob) {
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
