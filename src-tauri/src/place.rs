//! Where the window is, how large it is and how far its page is zoomed: remembered for each display.

use std::sync::{Mutex, MutexGuard, PoisonError};

use keyfob_core::keyfob::{Keyfob, WindowPlace, WindowPlaces};
use tauri::{AppHandle, Manager, Monitor, PhysicalPosition, PhysicalSize, WebviewWindow};

use crate::state::{AppState, ask};

/// The steps and limits of the zoom.
const STEP_PERCENT: i32 = 20;
const LEAST_PERCENT: u32 = 20;
const MOST_PERCENT: u32 = 1_000;

/// What is known of the window's place.
#[derive(Default)]
pub(crate) struct Place(Mutex<Known>);

struct Known {
    zoom_percent: u32,
    /// The window's display and its place on it: now, when it was last looked at, and as stored.
    now: Option<(String, WindowPlace)>,
    seen: Option<(String, WindowPlace)>,
    stored: Option<(String, WindowPlace)>,
}

impl Default for Known {
    fn default() -> Self {
        Self { zoom_percent: 100, now: None, seen: None, stored: None }
    }
}

impl Place {
    /// Zooms the page by a number of steps, or back to 100 %.
    pub(crate) fn zoom(&self, window: &WebviewWindow, steps: Option<i32>) {
        let percent = zoomed(self.known().zoom_percent, steps);
        self.set_zoom(window, percent);
        self.note(window);
    }

    fn set_zoom(&self, window: &WebviewWindow, percent: u32) {
        self.known().zoom_percent = percent;
        // Fails only if the window is gone.
        window.set_zoom(f64::from(percent) / 100.0).ok();
    }

    /// Notes where the window is now.
    pub(crate) fn note(&self, window: &WebviewWindow) {
        // A window that isn't shown yet has no place that the user gave it.
        if !window.is_visible().unwrap_or(false) || window.is_minimized().unwrap_or(false) {
            return;
        }
        let Ok(Some(display)) = window.current_monitor() else { return };
        let mut known = self.known();
        let Some(place) = place_on(window, &display, &known) else { return };
        known.now = Some((name_of(&display), place));
    }

    /// Stores where the window is, once it stays there from one look to the next. May block.
    pub(crate) fn look(&self, app: &AppHandle) {
        let stays = {
            let mut known = self.known();
            let stays = known.seen == known.now;
            let Known { now, seen, .. } = &mut *known;
            seen.clone_from(now);
            stays
        };
        if stays {
            self.save(app);
        }
    }

    /// Stores where the window is, unless that is stored already. May block.
    pub(crate) fn save(&self, app: &AppHandle) {
        let state = AppState::of(app);
        let (now, stored) = {
            let known = self.known();
            (known.now.clone(), known.stored.clone())
        };
        let Some((display, place)) = now.filter(|now| Some(now) != stored.as_ref()) else { return };
        if !state.is_open() {
            return;
        }
        // If it can't be stored, the window opens where it was the time before.
        if state.keyfob().is_ok_and(|keyfob| keyfob.remember_window_place(&display, place).is_ok()) {
            self.known().stored = Some((display, place));
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts the window where it was last, before it is shown.
pub(crate) async fn restore(window: &WebviewWindow) {
    let app = window.app_handle();
    if window.is_visible().unwrap_or(true) || !AppState::of(app).is_open() {
        return;
    }
    let Ok(places) = ask(app.clone(), Keyfob::window_places).await else { return };
    let displays = window.available_monitors().unwrap_or_default();
    let Some((display, place)) = choose(&places, &displays, name_of) else { return };
    let (origin, room) = (*display.position(), *display.size());
    let (x, y, width, height) = fitted(&place, room);
    // None of these fails unless the window is gone.
    window.set_size(PhysicalSize::new(width, height)).ok();
    window.set_position(PhysicalPosition::new(origin.x + x, origin.y + y)).ok();
    if place.is_maximized {
        window.maximize().ok();
    }
    let known = app.state::<Place>();
    known.set_zoom(window, place.zoom_percent.clamp(LEAST_PERCENT, MOST_PERCENT));
    known.known().stored = Some((name_of(display), place));
}

/// Returns the place of the window; for one that is maximized, the place from before.
fn place_on(window: &WebviewWindow, display: &Monitor, known: &Known) -> Option<WindowPlace> {
    let zoom_percent = known.zoom_percent;
    let before = known.now.as_ref().or(known.stored.as_ref()).map(|(_, place)| *place);
    if window.is_maximized().unwrap_or(false)
        && let Some(before) = before
    {
        return Some(WindowPlace { is_maximized: true, zoom_percent, ..before });
    }
    let (at, size) = (window.outer_position().ok()?, window.inner_size().ok()?);
    Some(WindowPlace {
        x: at.x - display.position().x,
        y: at.y - display.position().y,
        width: size.width,
        height: size.height,
        is_maximized: window.is_maximized().unwrap_or(false),
        zoom_percent,
    })
}

/// Returns a name that a display keeps: what it is called, its size and its scale.
fn name_of(display: &Monitor) -> String {
    let size = display.size();
    let name = display.name().map_or("", String::as_str);
    format!("{name} {}x{} @{}", size.width, size.height, display.scale_factor())
}

/// Returns the display on which the window was last, or else another one on which it was, with its place there.
fn choose<'a, D>(
    places: &WindowPlaces,
    displays: &'a [D],
    name_of: impl Fn(&D) -> String,
) -> Option<(&'a D, WindowPlace)> {
    let known = displays.iter().filter_map(|display| Some((display, *places.displays.get(&name_of(display))?)));
    let (last, others): (Vec<_>, Vec<_>) = known.partition(|(display, _)| Some(name_of(display)) == places.last);
    last.into_iter().chain(others).next()
}

/// Returns position and size of a place, moved and shrunk so that all of it is on a display of this size.
fn fitted(place: &WindowPlace, room: PhysicalSize<u32>) -> (i32, i32, u32, u32) {
    let (width, height) = (place.width.min(room.width), place.height.min(room.height));
    let most = |room: u32, length: u32| i32::try_from(room - length).unwrap_or(i32::MAX);
    (place.x.clamp(0, most(room.width, width)), place.y.clamp(0, most(room.height, height)), width, height)
}

/// Returns the zoom after a number of steps; 100 % for `None`.
fn zoomed(percent: u32, steps: Option<i32>) -> u32 {
    let change = |steps: i32| percent.saturating_add_signed(steps.saturating_mul(STEP_PERCENT));
    steps.map_or(100, change).clamp(LEAST_PERCENT, MOST_PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: WindowPlace =
        WindowPlace { x: 100, y: 50, width: 1_100, height: 720, is_maximized: false, zoom_percent: 100 };

    #[test]
    fn the_window_opens_on_the_display_where_it_was_last_or_on_another_that_knows_it() {
        let (left, right) = (WindowPlace { x: 1, ..PLACE }, WindowPlace { x: 2, ..PLACE });
        let displays = [("left".to_owned(), left), ("right".to_owned(), right)].into();
        let places = WindowPlaces { last: Some("right".into()), displays };
        for (connected, chosen) in [
            (vec!["left", "right"], Some(("right", 2))),
            (vec!["new", "left"], Some(("left", 1))),
            (vec!["new"], None),
            (vec![], None),
        ] {
            let found = choose(&places, &connected, |name| (*name).to_owned());
            assert_eq!(found.map(|(name, place)| (*name, place.x)), chosen, "{connected:?}");
        }
    }

    #[test]
    fn a_place_is_moved_and_shrunk_until_it_is_on_the_display() {
        let room = PhysicalSize::new(1_280, 800);
        for (place, fits) in [
            (PLACE, (100, 50, 1_100, 720)),
            (WindowPlace { x: -900, y: -40, ..PLACE }, (0, 0, 1_100, 720)),
            (WindowPlace { x: 1_200, y: 790, ..PLACE }, (180, 80, 1_100, 720)),
            (WindowPlace { width: 5_000, height: 5_000, ..PLACE }, (0, 0, 1_280, 800)),
        ] {
            assert_eq!(fitted(&place, room), fits);
        }
    }

    #[test]
    fn the_zoom_has_steps_of_20_percent_between_20_and_1000() {
        assert_eq!([zoomed(100, Some(1)), zoomed(100, Some(-1)), zoomed(260, None)], [120, 80, 100]);
        assert_eq!([zoomed(1_000, Some(1)), zoomed(20, Some(-1)), zoomed(100, Some(i32::MAX))], [1_000, 20, 1_000]);
    }
}
