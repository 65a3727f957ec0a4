//! The project's own tasks: `cargo xtask run`, `cargo xtask test` and the rest.
//!
//! Each task does its own set-up, so that a fresh clone needs Rust and Node and nothing else. It knows no rule of the
//! product, only how the product is built, started, tested and packed.

mod bench_start;
mod bindings;
mod bundle;
mod command;
mod desktop_session;
mod dev;
#[cfg(target_os = "linux")]
mod leftovers;
mod machine;
mod memory;
mod packages;
mod page;
mod place;
mod run;
mod say;
mod setup;
mod stop;
mod test;
mod torture;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};

use crate::setup::Need;
use crate::stop::Stop;

/// Keyfob's own tasks.
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
    /// Runs every test, with a display, a session bus and a keyring of its own
    Test(test::Arguments),
    /// Kills, power cuts, failing disks, rotten bytes: what may never be lost or leak
    Torture(torture::Arguments),
    /// Opens the window and reloads it on every change
    Dev,
    /// Installs what `run` and `test` need, and builds the page
    Setup,
    /// Writes the page's types from the core's into `ui/src/bindings`
    Bindings,
    /// Makes the `.deb`
    Bundle(bundle::Arguments),
    /// Measures the program
    Bench(BenchArguments),
    /// Runs a command with the tests' display, bus, keyring and folders
    Session {
        /// What to run
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
    /// Runs a command inside a session that is already there (used by the tasks themselves)
    #[command(hide = true)]
    InSession {
        /// The session's own folder
        folder: PathBuf,
        /// What to run
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
    /// Time to the first usable screen and idle memory, beside a bare Tauri window
    Start(bench_start::Arguments),
    /// The benchmark's part inside its session (used by the task itself)
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
        Task::Test(arguments) => test::run(&arguments),
        Task::Torture(arguments) => torture::run(&arguments),
        Task::Dev => dev::run(),
        Task::Setup => setup::run(Need::Test).and_then(|()| page::build()),
        Task::Bindings => bindings::write(),
        Task::Bundle(arguments) => bundle::run(&arguments),
        Task::Bench(BenchArguments { what: Bench::Start(arguments) }) => bench_start::run(&arguments),
        Task::Bench(BenchArguments { what: Bench::StartInside(arguments) }) => bench_start::inside(&arguments),
        Task::Session { command } => desktop_session::run(Command::new(&command[0]).args(&command[1..])),
        Task::InSession { folder, command } => desktop_session::inside(&folder, &command),
    }
}
