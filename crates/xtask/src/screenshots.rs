//! `cargo xtask screenshots`: takes pictures of every screen, in each theme, language and size, and checks them with axe.

use std::ffi::OsString;

use crate::setup::Need;
use crate::stop::Stop;
use crate::{page, say, setup, test};

/// The options of `cargo xtask screenshots`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Arguments for Vitest, such as `-t NAME` for one screen
    #[arg(last = true)]
    filter: Vec<OsString>,
}

/// Builds the page and takes the pictures.
///
/// # Errors
/// If the build fails, a screen doesn't show what it should, or axe finds something. The output names the screen, language, theme, size
/// and rule.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    setup::run(Need::Test)?;
    page::build()?;
    say::step("Taking the pictures of every screen");
    test::npm_script("screenshots", &arguments.filter)
}
