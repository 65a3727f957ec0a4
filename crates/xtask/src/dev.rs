//! `cargo xtask dev`: the edit loop. A change to the page shows at once; a change to the core builds and opens the window anew.

use std::process::Child;

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, place, say, setup};

/// The configuration that only the edit loop uses: where the page's server is.
const CONFIGURATION: &str = "src-tauri/tauri.dev.conf.json";
/// The port that the configuration names.
const PORT: &str = "5173";

/// Starts the page's server and the window, and stays until the window's loop ends.
///
/// # Errors
/// Where the set-up fails or the loop ends with an error.
pub(crate) fn run() -> Result<(), Stop> {
    setup::run(Need::Build)?;
    say::step("Opening the window; it follows your changes until you end this with Ctrl-C");
    let _server = PageServer::start()?;
    let mut tauri = command::page_tool("tauri");
    tauri.args(["dev", "--config"]).arg(place::repository(CONFIGURATION)).current_dir(place::repository("src-tauri"));
    command::run(&mut tauri)
}

/// The page's server; it ends when this is dropped.
struct PageServer(Child);

impl PageServer {
    fn start() -> Result<Self, Stop> {
        let mut vite = command::page_tool("vite");
        vite.args(["--port", PORT, "--strictPort"]).current_dir(place::repository("ui"));
        let child =
            vite.spawn().map_err(|error| Stop::new(format!("The page's server (Vite) did not start: {error}.")))?;
        Ok(Self(child))
    }
}

impl Drop for PageServer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
