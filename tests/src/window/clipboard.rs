//! The clipboard of the X server, read as another program does.

use std::time::{Duration, Instant};

use x11rb::{
    connection::Connection,
    protocol::{
        Event,
        xproto::{AtomEnum, ConnectionExt, CreateWindowAux, WindowClass},
    },
    rust_connection::RustConnection,
};

use super::{PATIENCE, PAUSE, Window};

impl Window {
    /// Returns what the clipboard answers to a request for a target; `None` if it is empty or doesn't have this target.
    ///
    /// # Panics
    /// If no X server is running.
    #[must_use]
    pub fn clipboard(&self, target: &str) -> Option<String> {
        let (server, number) = RustConnection::connect(None).expect("an X server runs");
        let screen = &server.setup().roots[number];
        let window = server.generate_id().expect("the X server has ids");
        let (class, aux) = (WindowClass::INPUT_ONLY, CreateWindowAux::new());
        server.create_window(0, window, screen.root, 0, 0, 1, 1, 0, class, 0, &aux).expect("a window can be created");
        let atom = |name: &str| {
            server
                .intern_atom(false, name.as_bytes())
                .expect("the X server takes requests")
                .reply()
                .expect("an atom")
                .atom
        };
        let (selection, target, property) = (atom("CLIPBOARD"), atom(target), atom("KEYFOB_TEST"));
        let ask = || {
            let asked = server.convert_selection(window, selection, target, property, x11rb::CURRENT_TIME);
            asked.expect("the X server takes requests");
            server.flush().expect("the X server takes requests");
        };
        let began = Instant::now();
        let mut asked: Option<Instant> = None;
        while began.elapsed() < PATIENCE {
            // A program that loses the clipboard at this moment never answers, so the request is repeated.
            if asked.is_none_or(|asked| asked.elapsed() > Duration::from_secs(1)) {
                ask();
                asked = Some(Instant::now());
            }
            match server.poll_for_event().expect("the X server answers") {
                Some(Event::SelectionNotify(answer)) if answer.property == x11rb::NONE => return None,
                Some(Event::SelectionNotify(_)) => {
                    let found = server.get_property(true, window, property, AtomEnum::ANY, 0, 1 << 20);
                    let found = found.expect("the X server takes requests").reply().expect("the property is there");
                    return Some(String::from_utf8_lossy(&found.value).into_owned());
                }
                _ => std::thread::sleep(PAUSE.min(Duration::from_millis(5))),
            }
        }
        panic!("the owner of the clipboard doesn't answer");
    }
}
