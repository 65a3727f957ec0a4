//! The window opens where and how it was closed.

use keyfob_core::{
    keyfob::{Keyfob, Settings},
    vault::Keyring,
};
use keyfob_tests::{
    user_home::Home,
    window::{Place, Window, tell},
};

const PLACE: Place = Place { x: 60, y: 40, width: 960, height: 640 };
const LARGER: &str = "\u{e009}+\u{e000}";

async fn width(window: &Window) -> f64 {
    window.script("return innerWidth", Vec::new()).await.as_f64().unwrap_or_default()
}

async fn put(window: &Window) {
    // A window that has just been shown may still take its first size.
    let is_there = async || {
        window.put_at(PLACE);
        (width(window).await - 960.0).abs() < 1.0
    };
    window.wait("the new size", is_there).await;
}

#[test]
fn place_size_and_zoom_are_remembered() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        put(&window).await;
        for _ in 0..3 {
            window.keys(LARGER).await;
        }
        window.wait("the zoom", async || (width(&window).await - 600.0).abs() < 2.0).await;
        window.ask_to_close();
        window.ended().await;
        drop(window);

        let window = Window::open(&home).await;
        window.wait("the same zoom", async || (width(&window).await - 600.0).abs() < 2.0).await;
        assert_eq!(window.place(), PLACE);
        // The keys go on from there.
        window.keys("\u{e009}-\u{e000}").await;
        window.wait("a smaller zoom", async || (width(&window).await - 960.0 / 1.4).abs() < 2.0).await;
    });
}

#[test]
fn a_program_that_is_killed_has_remembered_where_the_window_was_before() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        put(&window).await;
        let settings =
            Settings { folder: home.data(), keyring: Keyring::none(), waiting: keyfob_core::Waiting::default() };
        let data = Keyfob::open(settings).expect("the data opens");
        let is_stored =
            async || data.window_places().unwrap_or_default().displays.values().any(|place| place.width == 960);
        window.wait("the place to be stored", is_stored).await;
        window.quit().await;
        assert_eq!(Window::open(&home).await.place(), PLACE);
    });
}
