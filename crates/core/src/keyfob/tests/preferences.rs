//! Preferences and the window's place are kept with the data.

use super::*;

#[test]
fn preferences_are_kept_with_the_data() {
    let home = Home::new();
    let chosen = Preferences {
        language: LanguageChoice::Always(Language::Spanish),
        theme: Theme::Dark,
        menu_collapsed: true,
        last_attempt_column: true,
        keep_tokens: false,
    };
    assert_eq!(home.open().preferences().unwrap(), Preferences::default());
    home.open().set_preferences(chosen).unwrap();
    assert_eq!(home.open().startup().unwrap().preferences, chosen);
}

#[test]
fn the_windows_place_is_remembered_for_each_display_and_apart_from_the_preferences() {
    let home = Home::new();
    let place = |x| WindowPlace { x, y: 2, width: 1_100, height: 720, is_maximized: false, zoom_percent: 120 };
    assert_eq!(home.open().window_places().unwrap(), WindowPlaces::default());
    for (display, x) in [("left", 1), ("right", 2), ("left", 3)] {
        home.open().remember_window_place(display, place(x)).unwrap();
    }
    home.open().set_preferences(Preferences::default()).unwrap();
    let displays = [("left".to_owned(), place(3)), ("right".to_owned(), place(2))].into();
    assert_eq!(home.open().window_places().unwrap(), WindowPlaces { last: Some("left".into()), displays });
}

#[test]
fn only_the_places_of_some_displays_are_remembered_the_last_one_included() {
    let home = Home::new();
    let keyfob = home.open();
    let place = WindowPlace { x: 1, y: 2, width: 800, height: 560, is_maximized: true, zoom_percent: 100 };
    for number in 0..20 {
        keyfob.remember_window_place(&format!("display {number:02}"), place).unwrap();
    }
    let places = keyfob.window_places().unwrap();
    assert_eq!(places.displays.len(), 16);
    assert!(places.displays.contains_key("display 19"));
}
