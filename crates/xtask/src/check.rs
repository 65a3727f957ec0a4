//! `cargo xtask check`: the checks to run while editing. They need no display, keyring or browser.

use crate::setup::Need;
use crate::steps::Steps;
use crate::stop::Stop;
use crate::{command, page, setup, test};

/// The features and packages of `cargo xtask test`, so that both use the same builds.
const WORKSPACE: &[&str] = &["--workspace", "--features", "keyfob-desktop/test-hooks", "--locked", "--quiet"];

/// Tests that take most of the time: they damage or rotate a database hundreds of times. `cargo xtask test` runs them.
const SLOW_TESTS: &[&str] = &["flipped_bytes", "whole_pages_of_garbage", "one_program_at_a_time_works_on_backups"];

/// Runs all checks, also after a failed one.
///
/// # Errors
/// If a check fails.
pub(crate) fn run() -> Result<(), Stop> {
    setup::run(Need::Build)?;
    let mut steps = Steps::default();
    steps.run("formatting", || command::run(command::cargo().args(["fmt", "--all", "--check"])));
    for script in test::PAGE_SCRIPTS {
        steps.run(&format!("page: npm run {script}"), || test::npm_script(script, &[]));
    }
    // The window embeds the built page, so it doesn't compile without one.
    steps.run("build the page", page::build);
    steps.run("lints", || {
        command::run(command::cargo().arg("clippy").args(WORKSPACE).args(["--all-targets", "--", "-D", "warnings"]))
    });
    steps.run("unit tests", || {
        let mut cargo = command::cargo();
        cargo.arg("test").args(WORKSPACE).args(["--lib", "--bins", "--test", "architecture", "--"]);
        command::run(cargo.args(SLOW_TESTS.iter().flat_map(|name| ["--skip", name])))
    });
    steps.summary();
    steps.end()
}
