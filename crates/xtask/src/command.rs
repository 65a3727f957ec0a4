//! Starts other programs and reports their failures.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitStatus};

use crate::place;
use crate::stop::Stop;

/// Returns a cargo command in the root of the repository.
///
/// `cargo xtask` is itself started by cargo, which sets environment variables that describe the package `xtask`. They are removed, because
/// build scripts that watch them would otherwise run again whenever cargo is started by hand and by a task in turn.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os().filter(|(name, _)| tells_about_a_package(name)) {
        command.env_remove(name);
    }
    command.current_dir(place::repository(""));
    command
}

fn tells_about_a_package(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
        .iter()
        .any(|p| name.starts_with(p))
}

/// Returns an npm command in a folder.
pub(crate) fn npm(folder: &Path) -> Command {
    // On Windows npm is a batch file, whose extension is required.
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

/// Returns a command-line tool from the page's npm packages.
pub(crate) fn page_tool(name: &str) -> Command {
    let name = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
    Command::new(place::repository("ui/node_modules/.bin").join(name))
}

/// Runs a command. It inherits standard output and standard error.
///
/// # Errors
/// If it can't be started or fails.
pub(crate) fn run(command: &mut Command) -> Result<(), Stop> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, status)) }
}

/// Runs a command and returns its standard output.
///
/// # Errors
/// If it can't be started or fails.
pub(crate) fn read(command: &mut Command) -> Result<String, Stop> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Stop::new(format!("{} {words}", failed(command, output.status))));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn not_started(command: &Command, error: &std::io::Error) -> Stop {
    Stop::new(format!("Can't start `{}`: {error}.", words(command)))
}

fn failed(command: &Command, status: ExitStatus) -> Stop {
    Stop::new(format!("`{}` failed ({status}).", words(command)))
}

/// Returns a command as it would be typed, without the folder of the program.
fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let all = std::iter::once(program).chain(command.get_args());
    all.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
