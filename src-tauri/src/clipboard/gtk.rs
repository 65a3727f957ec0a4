//! The clipboard by GTK, which works under X11 and Wayland alike.
//!
//! GTK asks for the text when another program pastes it, and drops it when another program copies something. So the text is still in the
//! clipboard exactly as long as GTK holds it.

use std::sync::{Arc, Weak};

use gtk::{Clipboard, SelectionData, TargetEntry, TargetFlags, gdk};
use keyfob_core::secret::Revealed;

/// The names under which X11 and Wayland programs ask for text.
const TEXT: [&str; 5] = ["UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT"];
/// Asks clipboard managers not to keep it. KDE's Klipper introduced it, and GNOME's managers follow.
const HINT: &str = "x-kde-passwordManagerHint";

const TEXT_INFO: u32 = 0;
const HINT_INFO: u32 = 1;

/// A text that was put into the clipboard.
pub(super) struct Copied(Weak<Revealed>);

impl Copied {
    /// Puts a text into the clipboard; `None` if the display server doesn't allow that now.
    pub(super) fn put(text: Revealed) -> Option<Self> {
        let entry = |name: &str, info| TargetEntry::new(name, TargetFlags::empty(), info);
        let targets: Vec<_> = TEXT.iter().map(|name| entry(name, TEXT_INFO)).chain([entry(HINT, HINT_INFO)]).collect();
        let text = Arc::new(text);
        let copied = Self(Arc::downgrade(&text));
        let answer = move |_: &Clipboard, wanted: &SelectionData, info: u32| {
            if info == HINT_INFO {
                wanted.set(&wanted.target(), 8, b"secret");
            } else {
                wanted.set_text(text.text());
            }
        };
        clipboard().set_with_data(&targets, answer).then_some(copied)
    }

    /// Empties the clipboard if this text is still in it.
    pub(super) fn clear(self) {
        if self.0.upgrade().is_some() {
            clipboard().clear();
        }
    }
}

fn clipboard() -> Clipboard {
    Clipboard::get(&gdk::SELECTION_CLIPBOARD)
}
