//! `cargo xtask dev`: opens the window and follows changes. A change in `ui` reloads the page; a change in Rust rebuilds and restarts the
//! program.

use std::process::Child;

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, place, say, setup};

/// The configuration with the address of the development server.
const CONFIGURATION: &str = "src-tauri/tauri.dev.conf.json";
/// The port in that configuration.
const PORT: &str = "5173";

/// Starts the development server and the window, and waits until `tauri dev` ends.
///
/// # Errors
/// If the set-up fails or `tauri dev` exits with an error.
pub(crate) fn run() -> Result<(), Stop> {
    setup::run(Need::Build)?;
    say::step("Opening the window, which reloads after every change. Stop with Ctrl+C");
    let _server = PageServer::start()?;
    let mut tauri = command::page_tool("tauri");
    tauri.args(["dev", "--config"]).arg(place::repository(CONFIGURATION)).current_dir(place::repository("src-tauri"));
    command::run(&mut tauri)
}

/// The development server. It ends when this is dropped.
struct PageServer(Child);

impl PageServer {
    fn start() -> Result<Self, Stop> {
        let mut vite = command::page_tool("vite");
        vite.args(["--port", PORT, "--strictPort"]).current_dir(place::repository("ui"));
        let child = vite.spawn().map_err(|error| Stop::new(format!("Can't start Vite: {error}.")))?;
        Ok(Self(child))
    }
}

impl Drop for PageServer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
