//! The window and what its page may reach: its own files and nothing else.

use std::{
    env,
    fs::DirBuilder,
    path::{Path, PathBuf},
};

use tauri::{
    App, Manager, Url, WebviewUrl, WebviewWindowBuilder,
    webview::{NewWindowResponse, PageLoadEvent},
};

use crate::{attempts::Attempts, events::Events, liveness, state::AppState, test_hooks};

/// The label of the one window.
pub(crate) const WINDOW: &str = "main";

/// Creates the window, hidden until the page has drawn.
///
/// Nothing of the page is kept on disk, neither caches nor storage; what the web view writes for itself stays in the data folder. A test
/// that drives the window is the exception, since WebKit cannot be driven in that mode.
pub(crate) fn open(app: &App, folder: &Path) -> tauri::Result<()> {
    let config = app.config();
    let dev_url = config.build.dev_url.clone();
    for window in &config.app.windows {
        let dev_url = dev_url.clone();
        let mut window = window.clone();
        if test_hooks::is_measured() {
            window.url = WebviewUrl::App("index.html#list".into());
        }
        let window = WebviewWindowBuilder::from_config(app, &window)?
            .incognito(!test_hooks::is_driven())
            .data_directory(web_folder(folder))
            .on_navigation(move |url| is_own(url, dev_url.as_ref()))
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_page_load(|window, load| {
                // A page that loads again has lost what was typed.
                if load.event() == PageLoadEvent::Started {
                    AppState::of(&window).set_unsaved(false);
                    window.state::<Events>().forget();
                    // Nothing shows these attempts any more.
                    window.state::<Attempts>().cancel_all();
                }
            })
            .build()?;
        liveness::watch_process(&window)?;
    }
    Ok(())
}

/// Returns the web view's folder in the data folder. If the data folder can't be used, it is the system's folder for temporary files:
/// the window must open all the same, to say what is wrong.
fn web_folder(folder: &Path) -> PathBuf {
    let web = folder.join("web");
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    if builder.create(&web).is_ok() { web } else { env::temp_dir() }
}

/// Whether an address is the page itself: as embedded, or as the edit loop serves it.
fn is_own(url: &Url, dev_url: Option<&Url>) -> bool {
    let embedded = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows has no custom schemes.
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
