//! `cargo xtask dev`: the edit loop. A change to the page shows at once; a change to the core builds and opens the window anew.

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, place, say, setup};

/// The configuration that only the edit loop uses: where the page's server is, and how it is started.
const CONFIGURATION: &str = "src-tauri/tauri.dev.conf.json";

/// Starts the page's server and the window, and stays until one of them ends.
///
/// # Errors
/// Where the set-up fails or the loop ends with an error.
pub(crate) fn run() -> Result<(), Stop> {
    setup::run(Need::Build)?;
    say::step("Opening the window; it follows your changes until it is closed");
    let mut tauri = command::page_tool("tauri");
    tauri.args(["dev", "--config"]).arg(place::repository(CONFIGURATION)).current_dir(place::repository("src-tauri"));
    command::run(&mut tauri)
}
