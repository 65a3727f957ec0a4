//! Finds out what a machine needs, and installs it.

use std::process::Stdio;

use crate::machine::Machine;
use crate::packages::{BUILD, ELSEWHERE, Package, TEST, TESTS_ELSEWHERE};
use crate::stop::Stop;
use crate::{command, page, say};

/// What the machine is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// To build and open the window.
    Build,
    /// To also run every test.
    Test,
}

impl Need {
    fn packages(self) -> Vec<Package> {
        match self {
            Self::Build => BUILD.to_vec(),
            Self::Test => [BUILD, TEST].concat(),
        }
    }
}

/// Installs missing system packages and the page's npm packages.
///
/// # Errors
/// If something is missing that can't be installed. The message says how to get it.
pub(crate) fn run(need: Need) -> Result<(), Stop> {
    let machine = Machine::this();
    system_packages(&machine, need)?;
    node(&machine)?;
    page::install(&crate::place::repository("ui"))
}

fn system_packages(machine: &Machine, need: Need) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !(machine.has("apt-get") && machine.has("dpkg-query")) {
        for line in elsewhere(machine, need) {
            say::note(&line);
        }
        return Ok(());
    }
    let missing = missing(machine, &need.packages());
    if missing.is_empty() { Ok(()) } else { install(machine, &missing) }
}

/// Returns the packages that aren't installed on this machine.
fn missing(machine: &Machine, wanted: &[Package]) -> Vec<Package> {
    let names: Vec<&str> =
        wanted.iter().flat_map(|package| [Some(package.name), package.otherwise]).flatten().collect();
    // It fails if it doesn't know one of the names, but still reports the others.
    let answer =
        machine.read("dpkg-query", &[&["--show", "--showformat=${Package} ${db:Status-Status}\n"], &*names].concat());
    let is_installed = |name: &str| answer.lines().any(|line| line.split_once(' ') == Some((name, "installed")));
    let is_there = |package: &Package| {
        is_installed(package.name)
            || package.otherwise.is_some_and(is_installed)
            || package.program.is_some_and(|program| machine.has(program))
    };
    wanted.iter().filter(|package| !is_there(package)).copied().collect()
}

fn install(machine: &Machine, missing: &[Package]) -> Result<(), Stop> {
    let listed = missing.iter().map(|package| package.name).collect::<Vec<_>>().join(" ");
    say::step(&format!("Installing the system packages that are missing: {listed}"));
    let as_root = as_root(machine, &listed)?;
    // New images have no package lists, and old lists name versions that no longer exist.
    if !can_install(machine, &names(machine, missing)) {
        apt_get(machine, as_root, &["update"])?;
    }
    let names = names(machine, missing);
    let arguments = [&["install", "--yes", "--no-install-recommends"], &*names].concat();
    apt_get(machine, as_root, &arguments)
        .or_else(|_| apt_get(machine, as_root, &["update"]).and_then(|()| apt_get(machine, as_root, &arguments)))
}

/// Returns the names that this machine's package manager knows.
fn names(machine: &Machine, missing: &[Package]) -> Vec<&'static str> {
    let name = |package: &Package| match package.otherwise {
        Some(other) if !can_install(machine, &[package.name]) && can_install(machine, &[other]) => other,
        _ => package.name,
    };
    missing.iter().map(name).collect()
}

fn can_install(machine: &Machine, names: &[&str]) -> bool {
    machine.succeeds("apt-get", &[&["install", "--simulate", "--no-install-recommends"], names].concat())
}

/// Returns the command that runs others as root; `None` if it isn't needed.
///
/// # Errors
/// If there is none. The message says what to do as root.
pub(crate) fn as_root(machine: &Machine, listed: &str) -> Result<Option<&'static str>, Stop> {
    if machine.read("id", &["-u"]).trim() == "0" {
        return Ok(None);
    }
    if machine.has("sudo") {
        return Ok(Some("sudo"));
    }
    Err(Stop::new(format!(
        "Packages are missing, and `sudo` isn't installed. As root, run \
         `apt-get update && apt-get install --no-install-recommends {listed}`, then try again."
    )))
}

/// Runs `apt-get` without questions, and waits if another instance is running.
///
/// # Errors
/// If it fails.
pub(crate) fn apt_get(machine: &Machine, as_root: Option<&str>, arguments: &[&str]) -> Result<(), Stop> {
    // `sudo` clears the environment, so `env` sets the variable.
    let line = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=120"];
    let mut all = as_root.into_iter().chain(line).chain(arguments.iter().copied());
    let program = all.next().unwrap_or("env");
    command::run(machine.command(program).args(all).stdin(Stdio::inherit()))
}

/// Returns the instructions for a machine with another package manager.
fn elsewhere(machine: &Machine, need: Need) -> Vec<String> {
    let known = ELSEWHERE.iter().find(|(program, _)| machine.has(program));
    let mut lines = vec![match known {
        Some((_, line)) => {
            format!("If the build fails because packages are missing, install them with `{line}`")
        }
        None => "This machine has no `apt-get`. The build needs a C compiler, pkg-config and the development files of \
                 WebKitGTK 4.1."
            .to_owned(),
    }];
    if need == Need::Test {
        lines.push(format!("The tests also need {TESTS_ELSEWHERE}."));
    }
    lines
}

/// The oldest version of Node that the page's tools support.
const NODE_MAJOR: u32 = 20;

fn node(machine: &Machine) -> Result<(), Stop> {
    let version = machine.read("node", &["--version"]);
    match major(&version) {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        Some(_) => Err(Stop::new(format!("Node {NODE_MAJOR} or newer is required, but this is {}.", version.trim()))),
        None => Err(Stop::new(format!(
            "Node {NODE_MAJOR} or newer is required, but was not found. Get it from https://nodejs.org."
        ))),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
#[path = "setup_tests.rs"]
mod tests;
