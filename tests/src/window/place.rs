//! Where the window is on the screen. No window manager runs here, so the X server moves it.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConfigureWindowAux, ConnectionExt, Window as Handle};
use x11rb::rust_connection::RustConnection;

use super::Window;
use super::close::{listens_to_close, windows_below};

/// Position and size of the window, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From the screen's left edge.
    pub x: i32,
    /// From the screen's upper edge.
    pub y: i32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Window {
    /// Moves the window and changes its size.
    ///
    /// # Panics
    /// If there is no window on the screen.
    pub fn put_at(&self, place: Place) {
        let (screen, handle) = on_screen();
        let Place { x, y, width, height } = place;
        let values = ConfigureWindowAux::new().x(x).y(y).width(width).height(height);
        screen.configure_window(handle, &values).expect("the X server takes requests");
        screen.flush().expect("the X server takes requests");
    }

    /// Returns where the window is.
    ///
    /// # Panics
    /// If there is no window on the screen.
    #[must_use]
    pub fn place(&self) -> Place {
        let (screen, handle) = on_screen();
        let found = screen.get_geometry(handle).expect("the X server takes requests").reply().expect("it has a size");
        Place { x: found.x.into(), y: found.y.into(), width: found.width.into(), height: found.height.into() }
    }
}

fn on_screen() -> (RustConnection, Handle) {
    let (screen, number) = RustConnection::connect(None).expect("an X server runs");
    let root = screen.setup().roots[number].root;
    let handle = windows_below(&screen, root).into_iter().find(|&handle| listens_to_close(&screen, handle));
    (screen, handle.expect("a window is on the screen"))
}
