//! Where the window was on each display, stored with the data like the preferences.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Keyfob;
use crate::error::Result;

const SETTING: &str = "window_places";
/// The most displays that are remembered.
const MOST: usize = 16;

/// Where the window was on a display, and how far its page was zoomed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowPlace {
    /// From the display's left edge, in physical pixels.
    pub x: i32,
    /// From the display's upper edge, in physical pixels.
    pub y: i32,
    /// Width of the content, in physical pixels.
    pub width: u32,
    /// Height of the content, in physical pixels.
    pub height: u32,
    /// Whether it was maximized; the other values are those from before.
    pub is_maximized: bool,
    /// The page's zoom.
    pub zoom_percent: u32,
}

/// Where the window was on each display. A display is known by a name of the caller's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowPlaces {
    /// The display on which the window was last.
    pub last: Option<String>,
    /// The places by display.
    pub displays: BTreeMap<String, WindowPlace>,
}

impl Keyfob {
    /// Returns where the window was; empty if that isn't known.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn window_places(&self) -> Result<WindowPlaces> {
        let text = self.store().setting(SETTING)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Remembers where the window is on a display.
    ///
    /// # Errors
    /// The database can't be written.
    pub fn remember_window_place(&self, display: &str, place: WindowPlace) -> Result<()> {
        let mut places = self.window_places()?;
        places.displays.insert(display.to_owned(), place);
        while places.displays.len() > MOST {
            let Some(other) = places.displays.keys().find(|name| *name != display).cloned() else { break };
            places.displays.remove(&other);
        }
        places.last = Some(display.to_owned());
        let text = serde_json::to_string(&places).unwrap_or_default();
        self.store().write(|tx| tx.put_setting(SETTING, &text))
    }
}
