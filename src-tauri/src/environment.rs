//! Which environment variables WebKit and Tauri see.

/// Variables that give other programs access to the window: WebKit's remote inspector accepts any connection, a bundle is foreign code
/// in the page's process, and automation lets a driver act as the user. Only a build for tests keeps them.
#[cfg(all(target_os = "linux", not(feature = "test-hooks")))]
const DOORS: [&str; 5] = [
    "WEBKIT_INSPECTOR_SERVER",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "WEBKIT_INJECTED_BUNDLE_PATH",
    "TAURI_WEBVIEW_AUTOMATION",
    "TAURI_AUTOMATION",
];

/// The variables that are set for WebKit in this program, which other programs must not inherit.
pub(crate) const OWN: [&str; 2] = ["JSC_useJIT", "WEBKIT_DISABLE_DMABUF_RENDERER"];

/// Sets the variables for WebKit. Must be called before the program has a second thread, which could be reading them.
#[cfg(target_os = "linux")]
pub(crate) fn settle() {
    use gtk::glib;

    #[cfg(not(feature = "test-hooks"))]
    for name in DOORS {
        glib::unsetenv(name);
    }
    // Fails only for a name that isn't one. A value that the user set is kept.
    let set = |name, value| glib::setenv(name, value, false).ok();
    // Without its JIT, WebKit needs 15 MiB less and has less to attack. Typing in the largest form still fits into a frame.
    set("JSC_useJIT", "0");
    // WebKit then doesn't look for a graphics device that isn't there, and the first paint comes in half the time.
    if !std::path::Path::new("/dev/dri").exists() {
        set("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    }
}

/// Does nothing: on other systems the variables of their web views stay.
#[cfg(not(target_os = "linux"))]
pub(crate) fn settle() {}
