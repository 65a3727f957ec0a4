//! The page's memory doesn't grow with the forms that were open.

use std::time::Duration;

use keyfob_tests::{
    user_home::Home,
    window::{Window, tell},
};
use serde_json::json;

use crate::steps::{open_list, register};

/// Opens and closes the form of the first row a number of times; `window.__visits` counts the rest.
const VISIT: &str = "const [times] = arguments;
window.__visits = times;
const until = (is) => new Promise((done) => {
  const look = () => (is() ? done() : setTimeout(look, 5));
  look();
});
(async () => {
  for (; window.__visits > 0; window.__visits -= 1) {
    await until(() => document.querySelector('.table tbody tr .icon-button'));
    document.querySelector('.table tbody tr .icon-button').click();
    await until(() => document.querySelector('#name'));
    document.querySelector('#name').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    await until(() => document.querySelector('.table'));
  }
})();";

async fn visit(window: &Window, times: u32) {
    window.script(VISIT, vec![json!(times)]).await;
    let is_done = async || window.script("return window.__visits", Vec::new()).await == json!(0);
    window.wait_for(Duration::from_mins(2), "the visits", is_done).await;
}

#[test]
fn two_hundred_forms_leave_the_page_within_a_tenth_of_its_memory() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Visited", "https://login.example.com/token").await;
        open_list(&window).await;
        // What the engine compiles and caches once.
        visit(&window, 30).await;
        tokio::time::sleep(Duration::from_secs(5)).await;
        let before = window.page_memory_bytes();
        visit(&window, 200).await;
        // The engine collects garbage when it is idle.
        let is_back = async || window.page_memory_bytes() <= before + before / 10;
        let what = format!("{before} bytes again");
        window.wait_for(Duration::from_secs(30), &what, is_back).await;
    });
}
