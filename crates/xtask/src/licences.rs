//! `cargo xtask licences`: the libraries inside Keyfob and their licences, for *About* in the window. The list is committed, and the tests
//! fail if it is out of date.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use crate::stop::Stop;
use crate::{command, place, say};

/// The committed list.
const COMMITTED: &str = "ui/src/licences.json";
/// Prints the page's packages as `name|version|licence`: those of the lock file that are in the built page.
const PAGE_PACKAGES: &str = "for (const [path, found] of Object.entries(require('./package-lock.json').packages))
  if (path !== '' && !found.dev) console.log([path.replace(/^.*node_modules\\//, ''), found.version, found.license].join('|'));";

/// Updates the list.
///
/// # Errors
/// If a package doesn't state its licence, or the file can't be written.
pub(crate) fn write() -> Result<(), Stop> {
    say::step("Listing the licences of what is inside");
    fs::write(place::repository(COMMITTED), make()?)?;
    Ok(())
}

/// Checks that the list is up to date.
///
/// # Errors
/// If it isn't.
pub(crate) fn check() -> Result<(), Stop> {
    if fs::read_to_string(place::repository(COMMITTED)).is_ok_and(|found| make().is_ok_and(|made| made == found)) {
        return Ok(());
    }
    Err(Stop::new(format!("`{COMMITTED}` is out of date. Run `cargo xtask licences` and commit the changes.")))
}

fn make() -> Result<String, Stop> {
    let mut tree = command::cargo();
    tree.args(["tree", "--quiet", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}|{l}"]);
    // The same list on every machine.
    tree.args(["--package", "keyfob-desktop", "--package", "keyfob-cli", "--target", "x86_64-unknown-linux-gnu"]);
    let crates = command::read(&mut tree)?;
    let mut node = Command::new("node");
    node.args(["-e", PAGE_PACKAGES]).current_dir(place::repository("ui"));
    let packages = command::read(&mut node)?;
    let crates = crates.lines().filter_map(of_crate);
    let packages = packages.lines().filter_map(of_package);
    let entries: BTreeSet<[&str; 3]> = crates.chain(packages).collect();
    let unknown = entries.iter().find(|[_, _, licence]| licence.is_empty() || *licence == "undefined");
    if let Some([name, ..]) = unknown {
        return Err(Stop::new(format!("`{name}` states no licence.")));
    }
    let mut by_licence: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for [name, version, licence] in entries {
        by_licence.entry(licence).or_default().push(format!("{name} {version}"));
    }
    let lines: Vec<String> = by_licence.iter().map(|(licence, names)| format!("  {licence:?}: {names:?}")).collect();
    Ok(format!("{{\n{}\n}}\n", lines.join(",\n")))
}

/// Reads `name v1.2.3 (proc-macro)|licence`; our own crates have their path in parentheses.
fn of_crate(line: &str) -> Option<[&str; 3]> {
    let (package, licence) = line.split_once('|')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    // A `(*)` marks a crate that was listed before.
    let licence = licence.trim_end_matches(" (*)");
    (!name.starts_with("keyfob")).then_some([name, version, licence])
}

fn of_package(line: &str) -> Option<[&str; 3]> {
    let mut parts = line.split('|');
    Some([parts.next()?, parts.next()?, parts.next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_read_without_our_own() {
        assert_eq!(of_crate("aes v0.9.4|MIT OR Apache-2.0"), Some(["aes", "0.9.4", "MIT OR Apache-2.0"]));
        assert_eq!(of_crate("serde_derive v1.0.0 (proc-macro)|MIT (*)"), Some(["serde_derive", "1.0.0", "MIT"]));
        assert_eq!(of_crate("keyfob-core v0.1.0 (/somewhere)|MIT"), None);
        assert_eq!(of_crate(""), None);
    }
}
