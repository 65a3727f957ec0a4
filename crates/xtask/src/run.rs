//! `cargo xtask run`: builds and opens the window.

use std::ffi::OsString;

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, page, say, setup};

/// The options of `cargo xtask run`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Build for release: smaller and faster, but takes several minutes
    #[arg(long)]
    release: bool,
    /// Arguments for the program
    #[arg(last = true)]
    program: Vec<OsString>,
}

/// Installs what is missing, builds, and runs the window until it is closed.
///
/// # Errors
/// If the set-up or the build fails, or the program exits with an error.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    setup::run(Need::Build)?;
    page::build()?;
    if !has_display() {
        return Err(Stop::new(
            "No display: neither `DISPLAY` nor `WAYLAND_DISPLAY` is set. Run this in a desktop session, or with a virtual \
             display: `xvfb-run -a cargo xtask run`.",
        ));
    }
    say::step("Building and opening the window (the first build takes a few minutes)");
    let mut cargo = command::cargo();
    cargo.args(["run", "--locked", "--package", "keyfob-desktop"]);
    if arguments.release {
        cargo.args(["--release", "--features", "custom-protocol"]);
    }
    command::run(cargo.arg("--").args(&arguments.program))
}

fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
