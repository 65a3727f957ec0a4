//! The window and what its page may reach: its own files and nothing else.

use std::path::Path;

use tauri::{
    App, Url, WebviewUrl, WebviewWindowBuilder,
    webview::{NewWindowResponse, PageLoadEvent},
};

use crate::{opened::Opened, ready};

/// The label of the one window.
pub(crate) const WINDOW: &str = "main";

/// Makes the window, hidden until the page has drawn.
///
/// Nothing of the page is kept on disk, neither caches nor storage; what WebKit writes for itself stays in the data folder. A test
/// that drives the window is the exception, since WebKit cannot be driven in that mode.
pub(crate) fn open(app: &App, folder: &Path) -> tauri::Result<()> {
    let config = app.config();
    let dev_url = config.build.dev_url.clone();
    for window in &config.app.windows {
        let dev_url = dev_url.clone();
        let mut window = window.clone();
        if ready::is_measured() {
            window.url = WebviewUrl::App("index.html#list".into());
        }
        WebviewWindowBuilder::from_config(app, &window)?
            .incognito(!ready::is_driven())
            .data_directory(folder.join("web"))
            .on_navigation(move |url| is_own(url, dev_url.as_ref()))
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_page_load(|window, load| {
                // A page that starts over has nothing typed into it.
                if load.event() == PageLoadEvent::Started {
                    Opened::of(&window).set_unsaved(false);
                }
            })
            .build()?;
    }
    Ok(())
}

/// Whether an address is the page itself: as embedded, or as the edit loop serves it.
fn is_own(url: &Url, dev_url: Option<&Url>) -> bool {
    let embedded = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows has no schemes of one's own.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    embedded || dev_url.is_some_and(|dev_url| dev_url.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_itself_can_be_gone_to() {
        let dev_url: Url = "http://localhost:5173".parse().unwrap();
        for (address, embedded, edited) in [
            ("tauri://localhost/index.html", true, true),
            ("http://localhost:5173/", false, true),
            ("http://localhost:5174/", false, false),
            ("tauri://elsewhere/", false, false),
            ("https://example.com/", false, false),
            ("file:///etc/passwd", false, false),
            ("data:text/html,hello", false, false),
            ("about:blank", false, false),
            ("blob:tauri://localhost/1", false, false),
        ] {
            let url = address.parse().unwrap();
            assert_eq!((is_own(&url, None), is_own(&url, Some(&dev_url))), (embedded, edited), "{address}");
        }
    }
}
