//! `cargo xtask run`: from a fresh clone to the open window.

use std::ffi::OsString;

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, page, say, setup};

/// How to run.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// As users get it: smaller and faster, several minutes to build
    #[arg(long)]
    release: bool,
    /// Handed to the program
    #[arg(last = true)]
    program: Vec<OsString>,
}

/// Sets up, builds, and opens the window; ends with it.
///
/// # Errors
/// Where the set-up or the build fails, or the program ends with an error.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    setup::run(Need::Build)?;
    page::build()?;
    if !has_display() {
        return Err(Stop::new(
            "There is no display to open a window on (neither `DISPLAY` nor `WAYLAND_DISPLAY` is set). \
             Run this in a desktop session, or with one: `xvfb-run -a cargo xtask run`.",
        ));
    }
    say::step("Building the program and opening the window (the first build takes some minutes)");
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
