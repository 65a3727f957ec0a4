//! `cargo xtask pictures`: takes the pictures in `docs` of the real window.

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, desktop_session, page, say, setup, test};

/// Builds the window and takes the pictures.
///
/// # Errors
/// If the build fails, or the window doesn't show what it should.
pub(crate) fn run() -> Result<(), Stop> {
    setup::run(Need::Test)?;
    page::build()?;
    test::build_programs()?;
    say::step("Taking the pictures");
    let mut cargo = command::cargo();
    cargo.args(["test", "--locked", "--package", "keyfob-tests", "--test", "window_suite"]);
    desktop_session::run(cargo.args(["--", "--ignored", "--test-threads=1", "pictures::"]))
}
