//! The system's dialogs above the window. Scripts and a driver can't reach them, so they are answered like a user does, with mouse and
//! keyboard.

use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
    MOTION_NOTIFY_EVENT, MapState, Window as Handle,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::{PATIENCE, PAUSE, Window, close::windows_below};

/// A key code, which is the same on every X server for Linux.
const ESCAPE: u8 = 9;
/// See [`ESCAPE`].
const ENTER: u8 = 36;
/// How far above a dialog's lower edge the middle of its buttons is, in pixels.
const FROM_BOTTOM: i16 = 17;
/// A little longer than the time before a dialog accepts an answer.
const TIME_TO_READ: Duration = Duration::from_millis(1_200);

impl Window {
    /// Waits for a dialog of the system and agrees to it, or closes it.
    ///
    /// # Panics
    /// If there is none, or it doesn't close.
    pub async fn answer_dialog(&self, agrees: bool) {
        let (screen, number) = RustConnection::connect(None).expect("an X server runs");
        let root = screen.setup().roots[number].root;
        let dialog = loop_until(async || dialog_on(&screen, root)).await.expect("a dialog is on the screen");
        screen.set_input_focus(InputFocus::PARENT, dialog, x11rb::CURRENT_TIME).expect("the X server takes requests");
        screen.flush().expect("the X server takes requests");
        tokio::time::sleep(PAUSE * 5).await;
        if agrees {
            // Agreeing has no effect until there was time to read the question.
            click_right_button(&screen, root, dialog);
            tokio::time::sleep(TIME_TO_READ).await;
            assert!(dialog_on(&screen, root).is_some(), "the question was answered unread");
            click_right_button(&screen, root, dialog);
        } else {
            fake(&screen, root, KEY_PRESS_EVENT, ESCAPE, (0, 0));
            fake(&screen, root, KEY_RELEASE_EVENT, ESCAPE, (0, 0));
        }
        let gone = loop_until(async || dialog_on(&screen, root).is_none().then_some(())).await;
        gone.expect("the dialog is answered");
    }

    /// Waits for a dialog of the system, and presses Enter in it.
    ///
    /// # Panics
    /// If none appears, or it doesn't close.
    pub async fn enter_in_dialog(&self) {
        let (screen, number) = RustConnection::connect(None).expect("an X server runs");
        let root = screen.setup().roots[number].root;
        let dialog = loop_until(async || dialog_on(&screen, root)).await.expect("a dialog is on the screen");
        screen.set_input_focus(InputFocus::PARENT, dialog, x11rb::CURRENT_TIME).expect("the X server takes requests");
        screen.flush().expect("the X server takes requests");
        tokio::time::sleep(PAUSE * 25).await;
        fake(&screen, root, KEY_PRESS_EVENT, ENTER, (0, 0));
        fake(&screen, root, KEY_RELEASE_EVENT, ENTER, (0, 0));
        let gone = loop_until(async || dialog_on(&screen, root).is_none().then_some(())).await;
        gone.expect("the dialog is answered");
    }

    /// How many dialogs of the system are on the screen.
    ///
    /// # Panics
    /// If no X server is running.
    #[must_use]
    pub fn dialogs(&self) -> usize {
        let (screen, number) = RustConnection::connect(None).expect("an X server runs");
        dialogs_on(&screen, screen.setup().roots[number].root).len()
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

fn dialog_on(screen: &RustConnection, root: Handle) -> Option<Handle> {
    dialogs_on(screen, root).into_iter().next()
}

/// Returns the visible windows that belong to another window.
fn dialogs_on(screen: &RustConnection, root: Handle) -> Vec<Handle> {
    let belongs = |handle: &Handle| {
        let owner = screen.get_property(false, *handle, AtomEnum::WM_TRANSIENT_FOR, AtomEnum::WINDOW, 0, 1);
        let owner = owner.ok().and_then(|cookie| cookie.reply().ok()).is_some_and(|reply| reply.value_len == 1);
        let attributes = screen.get_window_attributes(*handle).ok().and_then(|cookie| cookie.reply().ok());
        owner && attributes.is_some_and(|found| found.map_state == MapState::VIEWABLE && !found.override_redirect)
    };
    windows_below(screen, root).into_iter().filter(belongs).collect()
}

/// Clicks the dialog's right button, the one that agrees, with the mouse.
fn click_right_button(screen: &RustConnection, root: Handle, dialog: Handle) {
    let geometry =
        screen.get_geometry(dialog).ok().and_then(|cookie| cookie.reply().ok()).expect("the dialog is there");
    let corner = screen.translate_coordinates(dialog, root, 0, 0).ok().and_then(|cookie| cookie.reply().ok());
    let corner = corner.expect("the dialog is on the screen");
    let (width, height) = (geometry.width.cast_signed(), geometry.height.cast_signed());
    let at = (corner.dst_x + width * 3 / 4, corner.dst_y + height - FROM_BOTTOM);
    fake(screen, root, MOTION_NOTIFY_EVENT, 0, at);
    for event in [BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT] {
        fake(screen, root, event, 1, (0, 0));
    }
}

fn fake(screen: &RustConnection, root: Handle, event: u8, detail: u8, (x, y): (i16, i16)) {
    screen.xtest_fake_input(event, detail, x11rb::CURRENT_TIME, root, x, y, 0).expect("the X server takes requests");
    screen.flush().expect("the X server takes requests");
}
