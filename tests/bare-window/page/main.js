// As in Keyfob: the window is shown when the page reports that it is drawn.
window.__TAURI_INTERNALS__.invoke("drawn");
