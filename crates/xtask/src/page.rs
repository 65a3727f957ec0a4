//! Installs the page's packages and builds the page, each only if its inputs have changed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::stop::Stop;
use crate::{command, place, say};

/// Records the installed packages. It is in `node_modules`, so that it is deleted with them.
const INSTALLED: &str = "node_modules/.keyfob-installed";
/// Records the inputs of the last build. It isn't in `dist`, because all of `dist` is embedded in the program.
const BUILT: &str = "node_modules/.keyfob-built";
/// The messages that the page shares with the core.
const MESSAGES: &str = "crates/core/messages";
/// Folders that don't contain sources.
const NOT_SOURCES: &[&str] = &["node_modules", "dist"];

/// Installs a folder's packages from its lock file, if that has changed.
///
/// # Errors
/// If npm fails.
pub(crate) fn install(folder: &Path) -> Result<(), Stop> {
    let lists = [folder.join("package.json"), folder.join("package-lock.json")];
    let stamp = Stamp::new(&folder.join(INSTALLED), &lists)?;
    if stamp.is_fresh() {
        return Ok(());
    }
    let name = folder.strip_prefix(place::repository("")).unwrap_or(folder);
    say::step(&format!("Installing the npm packages of `{}`", name.display()));
    command::run(command::npm(folder).args(["ci", "--no-audit", "--no-fund"]))?;
    stamp.set()
}

/// Builds the page if its sources or packages have changed. This comes before the build of the program, which embeds the page.
///
/// # Errors
/// If the build fails.
pub(crate) fn build() -> Result<(), Stop> {
    let folder = place::repository("ui");
    install(&folder)?;
    let mut made_from = sources(&folder)?;
    made_from.extend(sources(&place::repository(MESSAGES))?);
    let stamp = Stamp::new(&folder.join(BUILT), &made_from)?;
    if stamp.is_fresh() && folder.join("dist/index.html").is_file() {
        return Ok(());
    }
    say::step("Building the page");
    command::run(command::npm(&folder).args(["run", "build"]))?;
    stamp.set()
}

/// Returns the source files in a folder, sorted.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                found.push(entry.path());
            } else if !NOT_SOURCES.iter().any(|name| entry.file_name() == *name) {
                folders.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A digest of the inputs of a build: names and contents, because a checkout changes modification times.
struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    fn new(file: &Path, made_from: &[PathBuf]) -> Result<Self, Stop> {
        let mut digest = DefaultHasher::new();
        for path in made_from {
            path.hash(&mut digest);
            fs::read(path).map_err(|error| Stop::new(format!("`{}`: {error}.", path.display())))?.hash(&mut digest);
        }
        Ok(Self { file: file.to_path_buf(), digest: format!("{:016x}\n", digest.finish()) })
    }

    fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|last| last == self.digest)
    }

    fn set(&self) -> Result<(), Stop> {
        // npm doesn't create `node_modules` if there are no dependencies.
        self.file.parent().map_or(Ok(()), fs::create_dir_all)?;
        Ok(fs::write(&self.file, &self.digest)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("keyfob-page-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join("dist")).unwrap();
        fs::write(folder.join("src/main.ts"), "one").unwrap();
        folder
    }

    fn stamp(folder: &Path) -> Stamp {
        Stamp::new(&folder.join(BUILT), &sources(folder).unwrap()).unwrap()
    }

    #[test]
    fn only_a_changed_new_or_renamed_source_causes_a_build() {
        let folder = folder("sources");
        assert!(!stamp(&folder).is_fresh());
        stamp(&folder).set().unwrap();
        fs::write(folder.join("dist/index.html"), "built").unwrap();
        assert!(stamp(&folder).is_fresh());
        fs::write(folder.join("src/main.ts"), "two").unwrap();
        assert!(!stamp(&folder).is_fresh());
        stamp(&folder).set().unwrap();
        fs::write(folder.join("src/new.ts"), "").unwrap();
        assert!(!stamp(&folder).is_fresh());
        stamp(&folder).set().unwrap();
        fs::rename(folder.join("src/new.ts"), folder.join("src/other.ts")).unwrap();
        assert!(!stamp(&folder).is_fresh());
        fs::remove_dir_all(folder).unwrap();
    }
}
