// As Keyfob's page does: says that it has drawn, and only then is shown.
window.__TAURI_INTERNALS__.invoke("drawn");
