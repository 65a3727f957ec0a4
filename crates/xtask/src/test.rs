//! `cargo xtask test`: installs what the tests need and runs all of them.

use std::ffi::OsString;

use clap::ValueEnum;

use crate::setup::Need;
use crate::steps::Steps;
use crate::stop::Stop;
use crate::{bindings, command, desktop_session, licences, page, place, setup};

/// The options of `cargo xtask test`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run only one part
    #[arg(long)]
    only: Option<Part>,
    /// Names of tests, or other arguments for `cargo test` after its `--`; with `--only page`, arguments for Vitest
    #[arg(last = true)]
    filter: Vec<OsString>,
}

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The crates: core, command line, window, tasks
    Rust,
    /// The page: types, lints, unit tests and browser tests
    Page,
    /// The end-to-end tests: the real window, programs and servers
    Window,
}

/// The npm scripts that check the page, the fastest first.
pub(crate) const PAGE_SCRIPTS: &[&str] = &["check", "lint", "test"];
/// The npm script that tests the built page in a browser.
const BROWSER_SCRIPT: &str = "test:browser";

/// Prepares the machine and runs the tests. The output ends with that of `cargo test`.
///
/// # Errors
/// If a step fails. The steps after it are run anyway.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    setup::run(Need::Test)?;
    let mut steps = Steps::default();
    // A filter names tests of the crates, so the page's tests are left out.
    if arguments.only != Some(Part::Window) && (arguments.filter.is_empty() || arguments.only == Some(Part::Page)) {
        page_steps(&mut steps, arguments);
    }
    if arguments.only == Some(Part::Page) {
        steps.summary();
    } else {
        steps.run("build the page", page::build);
        steps.run("install the authorization server", authorization_server);
        steps.run("build the programs", build_programs);
        steps.summary();
        steps.run("cargo test", || cargo_test(arguments));
    }
    steps.end()
}

fn page_steps(steps: &mut Steps, arguments: &Arguments) {
    if arguments.only.is_none() && arguments.filter.is_empty() {
        steps.run("check the page's types", bindings::check);
        steps.run("check the list of licences", licences::check);
    }
    for script in PAGE_SCRIPTS {
        let filter = if *script == "test" { arguments.filter.as_slice() } else { &[] };
        steps.run(&format!("the page: npm run {script}"), || npm_script(script, filter));
    }
    steps.run("the page: npm run build", page::build);
    if arguments.filter.is_empty() {
        steps.run("the page: npm run test:browser", || npm_script(BROWSER_SCRIPT, &[]));
    }
}

/// Runs an npm script of the page.
///
/// # Errors
/// If it fails.
pub(crate) fn npm_script(script: &str, arguments: &[OsString]) -> Result<(), Stop> {
    command::run(command::npm(&place::repository("ui")).args(["run", script, "--"]).args(arguments))
}

fn authorization_server() -> Result<(), Stop> {
    page::install(&place::repository("tests/authorization-server"))
}

/// Builds the programs that the end-to-end tests start, which `cargo test` doesn't. The window is built twice: as it is shipped, under
/// another name, and with the hooks that let tests control it.
///
/// # Errors
/// If a build fails.
pub(crate) fn build_programs() -> Result<(), Stop> {
    let build = |features: &[&str]| {
        let mut cargo = command::cargo();
        command::run(
            cargo.args(["build", "--locked", "--package", "keyfob-cli", "--package", "keyfob-desktop"]).args(features),
        )
    };
    build(&[])?;
    std::fs::copy(place::program("debug", "keyfob-desktop"), place::program("debug", "keyfob-desktop-shipped"))?;
    build(&["--features", "keyfob-desktop/test-hooks"])
}

fn cargo_test(arguments: &Arguments) -> Result<(), Stop> {
    let mut cargo = command::cargo();
    cargo.args(["test", "--locked", "--no-fail-fast"]);
    match arguments.only {
        Some(Part::Rust) => cargo.args(["--workspace", "--exclude", "keyfob-tests"]),
        Some(Part::Window) => cargo.args(["--package", "keyfob-tests"]),
        // With the same feature as above, so that the window isn't built differently again.
        _ => cargo.args(["--workspace", "--features", "keyfob-desktop/test-hooks"]),
    };
    desktop_session::run(cargo.arg("--").args(&arguments.filter))
}
