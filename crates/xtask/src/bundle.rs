//! `cargo xtask bundle`: builds the `.deb` and `.rpm` packages and the archive of the command line alone, and checks that the `.deb` can be
//! installed, opened and uninstalled.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::machine::Machine;
use crate::setup::Need;
use crate::stop::Stop;
use crate::{archive, command, desktop_session, page, place, say, setup};

/// The options of `cargo xtask bundle`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Install the package (as root), open it on a virtual display, and uninstall it
    #[arg(long)]
    check: bool,
    /// The part of `--check` inside the session (used by the task)
    #[arg(long, hide = true)]
    opens: Option<PathBuf>,
}

/// What users of the command line expect beside the programs, by the ends of the paths.
const EXPECTED: [&str; 6] = [
    "bin/keyfob",
    "completions/keyfob",
    "/_keyfob",
    "keyfob.fish",
    "man1/keyfob-connect.1",
    "applications/Keyfob.desktop",
];
/// The longest time until the installed program shows its window.
const PATIENCE: Duration = Duration::from_secs(30);

/// Builds the packages and the archive.
///
/// # Errors
/// If the build fails or, with `--check`, the package doesn't work.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    if let Some(program) = &arguments.opens {
        return opens(program);
    }
    setup::run(if arguments.check { Need::Test } else { Need::Build })?;
    page::build()?;
    build_and_pack()?;
    let package = newest("deb")?;
    for path in [&package, &newest("rpm")?, &archive::pack()?] {
        say::result(&path.display().to_string());
    }
    if arguments.check { check(&package) } else { Ok(()) }
}

/// The package's configuration names the command line by its path in `target`, so both are built there and not in `CARGO_TARGET_DIR`.
fn build_and_pack() -> Result<(), Stop> {
    let target = place::repository("target");
    say::step("Building the command line for release");
    let mut cargo = command::cargo();
    command::run(
        cargo.args(["build", "--release", "--locked", "--package", "keyfob-cli"]).env("CARGO_TARGET_DIR", &target),
    )?;
    archive::generate()?;
    say::step("Building the window for release, and the packages");
    let mut tauri = command::page_tool("tauri");
    tauri
        .args(["build", "--ci", "--bundles", "deb,rpm", "--config", "tauri.bundle.conf.json"])
        .env("CARGO_TARGET_DIR", &target);
    command::run(tauri.current_dir(place::repository("src-tauri")))?;
    refuse_test_hooks(&target.join("release/keyfob-desktop"))
}

/// Rejects a program that was built with the feature `test-hooks`, which contains this variable's name.
fn refuse_test_hooks(program: &Path) -> Result<(), Stop> {
    const HOOK: &[u8] = b"KEYFOB_REPORT_READY";
    let bytes = std::fs::read(program)?;
    if bytes.windows(HOOK.len()).any(|part| part == HOOK) {
        return Err(Stop::new(format!("`{}` has test hooks. Build it without the feature.", program.display())));
    }
    Ok(())
}

/// Returns the newest package of a kind, of which there may also be older versions.
fn newest(kind: &str) -> Result<PathBuf, Stop> {
    let folder = place::repository("target/release/bundle").join(kind);
    let entries = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path());
    let packages = entries.filter(|path| path.extension().is_some_and(|extension| extension == kind));
    let latest = packages.max_by_key(|path| path.metadata().and_then(|about| about.modified()).ok());
    latest.ok_or_else(|| Stop::new(format!("There is no package in `{}`.", folder.display())))
}

/// Installs the package, opens its window and uninstalls it, and checks that no file remains.
fn check(package: &Path) -> Result<(), Stop> {
    let name = command::read(Command::new("dpkg-deb").arg("--field").arg(package).arg("Package"))?.trim().to_owned();
    let machine = Machine::this();
    if installed(&machine, &name) {
        return Err(Stop::new(format!(
            "`{name}` is already installed on this machine. Uninstall it before the check."
        )));
    }
    say::step(&format!("Installing `{name}`"));
    let path = package.display().to_string();
    setup::apt_get(
        &machine,
        setup::as_root(&machine, &path)?,
        &["install", "--yes", "--no-install-recommends", &path],
    )?;
    let opened = open(&name);
    // Uninstalls even if the window didn't open, so that the machine is left as it was.
    let files = files(&name)?;
    let is_missing = |end: &&&str| !files.iter().any(|path| path.to_string_lossy().ends_with(**end));
    let missing: Vec<_> = EXPECTED.iter().filter(is_missing).copied().collect();
    say::step(&format!("Uninstalling `{name}`"));
    setup::apt_get(&machine, setup::as_root(&machine, &name)?, &["purge", "--yes", &name])?;
    opened?;
    if !missing.is_empty() {
        return Err(Stop::new(format!("`{name}` lacks {}.", missing.join(", "))));
    }
    let left: Vec<String> =
        files.iter().filter(|path| path.exists()).map(|path| format!("`{}`", path.display())).collect();
    if !left.is_empty() || installed(&machine, &name) {
        return Err(Stop::new(format!("`{name}` left something behind: {}.", left.join(", "))));
    }
    say::result(&format!("`{name}` installs, opens and uninstalls cleanly."));
    Ok(())
}

fn installed(machine: &Machine, name: &str) -> bool {
    machine.read("dpkg-query", &["--show", "--showformat=${db:Status-Status}", name]) == "installed"
}

/// Returns the files of an installed package, without folders, which may be shared.
fn files(name: &str) -> Result<Vec<PathBuf>, Stop> {
    let listed = command::read(Command::new("dpkg-query").args(["--listfiles", name]))?;
    Ok(listed.lines().map(PathBuf::from).filter(|path| path.is_file()).collect())
}

fn open(name: &str) -> Result<(), Stop> {
    let in_path = |path: &PathBuf| path.parent() == Some(Path::new("/usr/bin"));
    let programs: Vec<PathBuf> = files(name)?.into_iter().filter(in_path).collect();
    let desktop = programs.iter().find(|path| path.ends_with("keyfob-desktop")).or(programs.first());
    let program = desktop.ok_or_else(|| Stop::new(format!("`{name}` contains no program.")))?;
    say::step(&format!("Opening `{}`", program.display()));
    desktop_session::run(Command::new(std::env::current_exe()?).args(["bundle", "--opens"]).arg(program))
}

/// Starts a program and waits for its window, which it only shows once the page is drawn.
fn opens(program: &Path) -> Result<(), Stop> {
    let mut window = Command::new(program).spawn()?;
    let shown = wait_for_window(&mut window);
    let _ = window.kill();
    let _ = window.wait();
    shown
}

fn wait_for_window(window: &mut Child) -> Result<(), Stop> {
    let begun = Instant::now();
    let machine = Machine::this();
    while !machine.succeeds("xdotool", &["search", "--onlyvisible", "--name", "^Keyfob"]) {
        if let Some(status) = window.try_wait()? {
            return Err(Stop::new(format!("The program ended ({status}) before it showed a window.")));
        }
        if begun.elapsed() > PATIENCE {
            return Err(Stop::new(format!("The program showed no window within {} s.", PATIENCE.as_secs())));
        }
        sleep(Duration::from_millis(100));
    }
    Ok(())
}
