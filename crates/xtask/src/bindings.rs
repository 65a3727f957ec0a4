//! `cargo xtask bindings`: the page's types, which the core's tests generate from its own types. They are committed, and the tests fail if
//! they are out of date.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::stop::Stop;
use crate::{command, place, say};

/// The committed types.
const COMMITTED: &str = "ui/src/bindings";
/// The folder for generating them: a new one, so that the file of a deleted type doesn't remain.
const FRESH: &str = "xtask/bindings";

/// Updates `ui/src/bindings`.
///
/// # Errors
/// If the core doesn't build, or the files can't be written.
pub(crate) fn write() -> Result<(), Stop> {
    say::step("Generating the page's types");
    let fresh = make()?;
    let folder = place::repository(COMMITTED);
    let stale = read(&folder)?;
    for name in stale.keys().filter(|name| !fresh.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
    }
    for (name, text) in fresh.iter().filter(|(name, text)| stale.get(*name) != Some(*text)) {
        fs::create_dir_all(folder.join(name).parent().unwrap_or(&folder))?;
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// Checks that `ui/src/bindings` is up to date.
///
/// # Errors
/// If it isn't. The message names each file.
pub(crate) fn check() -> Result<(), Stop> {
    let differences = differences(&read(&place::repository(COMMITTED))?, &make()?);
    if differences.is_empty() {
        return Ok(());
    }
    Err(Stop::new(format!(
        "`{COMMITTED}` is out of date: {}. Run `cargo xtask bindings` and commit the changes.",
        differences.join(", ")
    )))
}

/// The contents of files by name, relative to the folder.
type Files = BTreeMap<String, Vec<u8>>;

fn differences(committed: &Files, fresh: &Files) -> Vec<String> {
    let changed = fresh.iter().filter_map(|(name, text)| match committed.get(name) {
        Some(same) if same == text => None,
        Some(_) => Some(format!("`{name}` changed")),
        None => Some(format!("`{name}` is missing")),
    });
    let gone = committed.keys().filter(|name| !fresh.contains_key(*name)).map(|name| format!("`{name}` is left over"));
    changed.chain(gone).collect()
}

/// Generates the types from the core.
fn make() -> Result<Files, Stop> {
    let folder = place::target(FRESH);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut cargo = command::cargo();
    cargo.args(["test", "--quiet", "--locked", "--package", "keyfob-core", "--lib", "export_bindings"]);
    command::run(cargo.env("TS_RS_EXPORT_DIR", &folder))?;
    read(&folder)
}

fn read(folder: &Path) -> Result<Files, Stop> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(|error| Stop::new(format!("`{}`: {error}.", next.display())))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                files.insert(name, fs::read(path)?);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_missing_and_a_left_over_type_are_each_named() {
        let files = |all: &[(&str, &str)]| all.iter().map(|(n, t)| ((*n).to_owned(), t.as_bytes().to_vec())).collect();
        let committed: Files = files(&[("Draft.ts", "old"), ("Gone.ts", "x"), ("Same.ts", "y")]);
        let fresh: Files = files(&[("Draft.ts", "new"), ("New.ts", "z"), ("Same.ts", "y")]);
        let found = differences(&committed, &fresh);
        assert_eq!(found, ["`Draft.ts` changed", "`New.ts` is missing", "`Gone.ts` is left over"]);
    }
}
