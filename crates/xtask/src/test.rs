//! `cargo xtask test`: everything that must hold, checked on a machine that this task prepares itself.

use std::ffi::OsString;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::setup::Need;
use crate::stop::Stop;
use crate::{bindings, command, desktop_session, page, place, say, setup};

/// What to test.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// One part alone
    #[arg(long)]
    only: Option<Part>,
    /// Names of tests, or anything else that `cargo test` takes after `--`; with `--only page`, what Vitest takes
    #[arg(last = true)]
    filter: Vec<OsString>,
}

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The crates by themselves: core, command line, shell, tasks
    Rust,
    /// The page by itself: types, lints, unit tests, and in a browser
    Page,
    /// The whole: the real window, the real programs, real servers
    Window,
}

/// The page's checks: npm scripts, the soonest to fail first.
const PAGE_SCRIPTS: &[&str] = &["check", "lint", "test"];
/// The page's tests in a real browser, against the built page.
const BROWSER_SCRIPT: &str = "test:browser";

/// Prepares the machine and runs the tests; the output ends with `cargo test`'s own words.
///
/// # Errors
/// Where anything fails; what does not depend on it has been run all the same.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    setup::run(Need::Test)?;
    let mut steps = Steps::default();
    // A filter names tests of the crates: the page's would find none of that name.
    if arguments.only != Some(Part::Window) && (arguments.filter.is_empty() || arguments.only == Some(Part::Page)) {
        page_steps(&mut steps, arguments);
    }
    if arguments.only == Some(Part::Page) {
        steps.summary();
    } else {
        steps.run("the page, built for the window", page::build);
        steps.run("the packages of the authorization server", authorization_server);
        steps.run("the programs, built", build_programs);
        steps.summary();
        steps.run("cargo test", || cargo_test(arguments));
    }
    steps.end()
}

fn page_steps(steps: &mut Steps, arguments: &Arguments) {
    if arguments.only.is_none() && arguments.filter.is_empty() {
        steps.run("the page's types are fresh", bindings::check);
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

fn npm_script(script: &str, arguments: &[OsString]) -> Result<(), Stop> {
    command::run(command::npm(&place::repository("ui")).args(["run", script, "--"]).args(arguments))
}

fn authorization_server() -> Result<(), Stop> {
    page::install(&place::repository("tests/authorization-server"))
}

/// The tests of the whole start these; `cargo test` builds only what it tests itself. The window is built twice: as it is shipped, under
/// another name, and as it can be driven.
fn build_programs() -> Result<(), Stop> {
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
        // Should it build the window again, it is the same one.
        _ => cargo.args(["--workspace", "--features", "keyfob-desktop/test-hooks"]),
    };
    desktop_session::run(cargo.arg("--").args(&arguments.filter))
}

/// What was run, how long it took and how it ended.
#[derive(Default)]
struct Steps {
    done: Vec<(String, Duration, Result<(), Stop>)>,
}

impl Steps {
    /// Runs a step, whatever came before it: one run shows everything that is wrong.
    fn run(&mut self, name: &str, step: impl FnOnce() -> Result<(), Stop>) {
        say::step(name);
        let begun = Instant::now();
        let outcome = step();
        if let Err(stop) = &outcome {
            say::note(&stop.to_string());
        }
        self.done.push((name.to_owned(), begun.elapsed(), outcome));
    }

    fn summary(&self) {
        say::step("So far");
        for (name, time, outcome) in &self.done {
            let word = if outcome.is_ok() { "ok" } else { "FAILED" };
            say::note(&format!("{word:<6} {:>6.1} s  {name}", time.as_secs_f64()));
        }
    }

    fn end(self) -> Result<(), Stop> {
        let failed: Vec<&str> =
            self.done.iter().filter(|(.., outcome)| outcome.is_err()).map(|(name, ..)| name.as_str()).collect();
        if failed.is_empty() { Ok(()) } else { Err(Stop::new(format!("Failed: {}.", failed.join("; ")))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_whole_and_the_others_still_run() {
        let mut steps = Steps::default();
        steps.run("first", || Err(Stop::new("broken")));
        steps.run("second", || Ok(()));
        assert_eq!(steps.done.len(), 2);
        assert_eq!(steps.end().unwrap_err().to_string(), "Failed: first.");
    }
}
