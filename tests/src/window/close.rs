//! Closes the window as the close button of its frame would, since no window manager draws one here.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, Window as Handle};
use x11rb::rust_connection::RustConnection;

use super::Window;

impl Window {
    /// Asks the program to close its window.
    ///
    /// # Panics
    /// If there is no such window on the screen.
    pub fn ask_to_close(&self) {
        let (screen, number) = RustConnection::connect(None).expect("an X server runs");
        let root = screen.setup().roots[number].root;
        let mut asked = 0;
        for handle in windows_below(&screen, root) {
            if listens_to_close(&screen, handle) {
                send_close(&screen, handle);
                asked += 1;
            }
        }
        assert_eq!(asked, 1, "one window with a close button is on the screen");
    }
}

/// Whether a window with a close button is on the screen.
pub(super) fn is_window_open() -> bool {
    let (screen, number) = RustConnection::connect(None).expect("an X server runs");
    let root = screen.setup().roots[number].root;
    windows_below(&screen, root).into_iter().any(|handle| listens_to_close(&screen, handle))
}

fn atom(screen: &RustConnection, name: &str) -> u32 {
    let cookie = screen.intern_atom(false, name.as_bytes()).expect("the X server takes requests");
    cookie.reply().expect("the X server answers").atom
}

pub(super) fn windows_below(screen: &RustConnection, handle: Handle) -> Vec<Handle> {
    let tree = screen.query_tree(handle).expect("the X server takes requests").reply();
    let children = tree.map(|tree| tree.children).unwrap_or_default();
    children.iter().flat_map(|&child| [vec![child], windows_below(screen, child)].concat()).collect()
}

/// Whether a visible window supports `WM_DELETE_WINDOW`.
pub(super) fn listens_to_close(screen: &RustConnection, handle: Handle) -> bool {
    let (protocols, delete) = (atom(screen, "WM_PROTOCOLS"), atom(screen, "WM_DELETE_WINDOW"));
    let property = screen.get_property(false, handle, protocols, AtomEnum::ATOM, 0, 32);
    let takes = property
        .ok()
        .and_then(|cookie| cookie.reply().ok())
        .and_then(|reply| reply.value32().map(|mut atoms| atoms.any(|atom| atom == delete)));
    let attributes = screen.get_window_attributes(handle).ok().and_then(|cookie| cookie.reply().ok());
    let seen = attributes.is_some_and(|found| found.map_state == x11rb::protocol::xproto::MapState::VIEWABLE);
    takes == Some(true) && seen
}

fn send_close(screen: &RustConnection, handle: Handle) {
    let (protocols, delete) = (atom(screen, "WM_PROTOCOLS"), atom(screen, "WM_DELETE_WINDOW"));
    let event = ClientMessageEvent::new(32, handle, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
    screen.send_event(false, handle, EventMask::NO_EVENT, event).expect("the X server takes requests");
    screen.flush().expect("the X server takes requests");
}
