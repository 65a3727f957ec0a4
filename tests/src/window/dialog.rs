//! The dialogs of the system over the window. No script and no driver of the page reaches them: they are answered by keyboard.

use std::time::Instant;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MapState, Window as Handle,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::{PATIENCE, PAUSE, Window, close::windows_below};

/// The codes of keys, as every X server for Linux numbers them.
const TAB: u8 = 23;
const SPACE: u8 = 65;
const ESCAPE: u8 = 9;

impl Window {
    /// Waits for a dialog of the system and agrees to it, or closes it.
    ///
    /// # Panics
    /// Where there is none, or it doesn't go.
    pub async fn answer_dialog(&self, agrees: bool) {
        let (screen, number) = RustConnection::connect(None).expect("an X server runs");
        let root = screen.setup().roots[number].root;
        let dialog = loop_until(async || dialog_on(&screen, root)).await.expect("a dialog is on the screen");
        screen.set_input_focus(InputFocus::PARENT, dialog, x11rb::CURRENT_TIME).expect("the X server takes requests");
        screen.flush().expect("the X server takes requests");
        tokio::time::sleep(PAUSE * 5).await;
        // The focus begins on the button that doesn't agree.
        let keys: &[u8] = if agrees { &[TAB, SPACE] } else { &[ESCAPE] };
        for key in keys {
            press(&screen, root, *key);
        }
        let gone = loop_until(async || dialog_on(&screen, root).is_none().then_some(())).await;
        gone.expect("the dialog is answered");
    }

    /// Whether a dialog of the system is on the screen.
    ///
    /// # Panics
    /// Where no X server runs.
    #[must_use]
    pub fn has_dialog(&self) -> bool {
        let (screen, number) = RustConnection::connect(None).expect("an X server runs");
        dialog_on(&screen, screen.setup().roots[number].root).is_some()
    }
}

async fn loop_until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if let Some(found) = look().await {
            return Some(found);
        }
        tokio::time::sleep(PAUSE).await;
    }
    None
}

/// The window that can be seen and belongs to another one.
fn dialog_on(screen: &RustConnection, root: Handle) -> Option<Handle> {
    windows_below(screen, root).into_iter().find(|handle| {
        let owner = screen.get_property(false, *handle, AtomEnum::WM_TRANSIENT_FOR, AtomEnum::WINDOW, 0, 1);
        let owner = owner.ok().and_then(|cookie| cookie.reply().ok()).is_some_and(|reply| reply.value_len == 1);
        let attributes = screen.get_window_attributes(*handle).ok().and_then(|cookie| cookie.reply().ok());
        owner && attributes.is_some_and(|found| found.map_state == MapState::VIEWABLE && !found.override_redirect)
    })
}

fn press(screen: &RustConnection, root: Handle, key: u8) {
    for event in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
        screen.xtest_fake_input(event, key, x11rb::CURRENT_TIME, root, 0, 0, 0).expect("the X server takes requests");
    }
    screen.flush().expect("the X server takes requests");
}
