//! The project's tasks, run as `cargo xtask TASK`.
//!
//! Each task installs what it needs, so that a fresh clone needs only Rust and Node. The tasks build, start, test and package Keyfob;
//! they contain none of its logic.

mod archive;
mod bench_shell;
mod bench_start;
mod bindings;
mod bundle;
mod check;
mod command;
mod desktop_session;
mod dev;
#[cfg(target_os = "linux")]
mod leftovers;
mod licences;
mod machine;
mod memory;
mod packages;
mod page;
mod pictures;
mod place;
mod run;
mod say;
mod screenshots;
mod setup;
mod steps;
mod stop;
mod test;
mod torture;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};

use crate::setup::Need;
use crate::stop::Stop;

/// Builds, starts, tests and packages Keyfob
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the window and opens it
    Run(run::Arguments),
    /// Runs the fast checks: formatting, lints, unit tests, the page's types and unit tests
    Check,
    /// Runs every test, with a separate display, session bus and keyring
    Test(test::Arguments),
    /// Tests that kills, power cuts, failing disks and damaged or forged files lose and leak nothing
    Torture(torture::Arguments),
    /// Opens the window and reloads it after every change
    Dev,
    /// Installs what `run` and `test` need, and builds the page
    Setup,
    /// Generates the page's types in `ui/src/bindings` from the core's
    Bindings,
    /// Lists the libraries inside Keyfob and their licences in `ui/src/licences.json`
    Licences,
    /// Takes the pictures in `docs` of the real window
    Pictures,
    /// Takes pictures of every screen in each theme, language and size into `docs/screens`, and checks them with axe
    Screenshots(screenshots::Arguments),
    /// Builds the `.deb` and `.rpm` packages, and an archive of the command line alone
    Bundle(bundle::Arguments),
    /// Measures start-up time and memory
    Bench(BenchArguments),
    /// Runs a command with the tests' display, session bus, keyring and folders
    Session {
        /// The command to run
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
    /// Runs a command inside an existing session (used by the tasks)
    #[command(hide = true)]
    InSession {
        /// The session's folder
        folder: PathBuf,
        /// The command to run
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

#[derive(clap::Args)]
struct BenchArguments {
    #[command(subcommand)]
    what: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// Time to the first usable screen and idle memory, compared with an empty Tauri window
    Start(bench_start::Arguments),
    /// Time of `keyfob token` and others, compared with `sqlite3` and `curl`
    Shell(bench_shell::Arguments),
    /// The part of the benchmark inside the session (used by the task)
    #[command(hide = true)]
    StartInside(bench_start::Arguments),
}

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            say::error(&stop);
            stop.exit_code()
        }
    }
}

fn perform(task: Task) -> Result<(), Stop> {
    match task {
        Task::Run(arguments) => run::run(&arguments),
        Task::Check => check::run(),
        Task::Test(arguments) => test::run(&arguments),
        Task::Torture(arguments) => torture::run(&arguments),
        Task::Dev => dev::run(),
        Task::Setup => setup::run(Need::Test).and_then(|()| page::build()),
        Task::Bindings => bindings::write(),
        Task::Licences => licences::write(),
        Task::Pictures => pictures::run(),
        Task::Screenshots(arguments) => screenshots::run(&arguments),
        Task::Bundle(arguments) => bundle::run(&arguments),
        Task::Bench(BenchArguments { what: Bench::Start(arguments) }) => bench_start::run(&arguments),
        Task::Bench(BenchArguments { what: Bench::Shell(arguments) }) => bench_shell::run(&arguments),
        Task::Bench(BenchArguments { what: Bench::StartInside(arguments) }) => bench_start::inside(&arguments),
        Task::Session { command } => desktop_session::run(Command::new(&command[0]).args(&command[1..])),
        Task::InSession { folder, command } => desktop_session::inside(&folder, &command),
    }
}
