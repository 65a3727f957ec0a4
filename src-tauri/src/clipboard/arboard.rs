//! The clipboard by arboard, on systems other than Linux.

#[cfg(target_os = "macos")]
use arboard::SetExtApple;
#[cfg(windows)]
use arboard::SetExtWindows;
use keyfob_core::secret::Revealed;

/// A text that was put into the clipboard.
pub(super) struct Copied(Revealed);

impl Copied {
    /// Puts a text into the clipboard, with the hints that keep it out of the history and out of the cloud; `None` if the system doesn't
    /// allow that now.
    pub(super) fn put(text: Revealed) -> Option<Self> {
        let mut clipboard = arboard::Clipboard::new().ok()?;
        let set = clipboard.set();
        #[cfg(windows)]
        let set = set.exclude_from_monitoring().exclude_from_cloud().exclude_from_history();
        #[cfg(target_os = "macos")]
        let set = set.exclude_from_history();
        set.text(text.text()).ok()?;
        Some(Self(text))
    }

    /// Empties the clipboard if this text is still in it.
    pub(super) fn clear(self) {
        let Ok(mut clipboard) = arboard::Clipboard::new() else { return };
        if clipboard.get_text().is_ok_and(|text| text == self.0.text()) {
            clipboard.clear().ok();
        }
    }
}
