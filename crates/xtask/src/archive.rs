//! The command line for packages: its completions and manual pages, and an archive of it alone, for machines without WebKit.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::stop::Stop;
use crate::{command, place, say};

/// The program that was built for release.
const PROGRAM: &str = "target/release/keyfob";
/// Where what the packages contain beside the programs is generated.
const GENERATED: &str = "target/package";
/// Each shell, with the file that its completions are in.
const COMPLETIONS: [(&str, &str); 3] = [("bash", "keyfob.bash"), ("zsh", "_keyfob"), ("fish", "keyfob.fish")];

/// Has the program generate its completions and manual pages, which the packages' configuration names.
///
/// # Errors
/// If the program doesn't run, or a file can't be written.
pub(crate) fn generate() -> Result<(), Stop> {
    say::step("Generating completions and manual pages");
    let folder = place::repository(GENERATED);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("completions"))?;
    for (shell, file) in COMPLETIONS {
        let script = command::read(keyfob().args(["completions", shell]))?;
        fs::write(folder.join("completions").join(file), script)?;
    }
    command::run(keyfob().args(["man", "--dir"]).arg(folder.join("man")))
}

/// Packs the program with everything that was generated, and returns the archive's path.
///
/// # Errors
/// If a file can't be copied, or `tar` fails.
pub(crate) fn pack() -> Result<PathBuf, Stop> {
    say::step("Packing the command line");
    let name = format!("keyfob-{}-{}-{}", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH, std::env::consts::OS);
    let bundles = place::repository("target/release/bundle/archive");
    let folder = bundles.join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for file in [PROGRAM, "README.md", "LICENSE"] {
        let source = place::repository(file);
        fs::copy(&source, folder.join(source.file_name().unwrap_or_default()))?;
    }
    let generated = place::repository(GENERATED);
    command::run(
        Command::new("cp").arg("-R").args([generated.join("completions"), generated.join("man")]).arg(&folder),
    )?;
    let archive = bundles.join(format!("{name}.tar.gz"));
    let mut tar = Command::new("tar");
    tar.args(["--create", "--gzip", "--owner=0", "--group=0", "--numeric-owner", "--sort=name", "--file"])
        .arg(&archive);
    command::run(tar.arg("--directory").arg(&bundles).arg(&name))?;
    fs::remove_dir_all(&folder)?;
    Ok(archive)
}

fn keyfob() -> Command {
    Command::new(place::repository(PROGRAM))
}
