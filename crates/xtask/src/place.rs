//! Paths of the repository and of what is built from it.

use std::path::{Path, PathBuf};

/// Returns a path in the repository, given relative to its root.
pub(crate) fn repository(path: &str) -> PathBuf {
    // Cargo sets the variable to the crate's current path. The checkout may have been moved since the build.
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.ancestors().nth(2).unwrap_or(Path::new(".")).join(path)
}

/// Returns a path in cargo's target folder: the folder that this program was built in.
pub(crate) fn target(path: &str) -> PathBuf {
    let own = std::env::current_exe().ok();
    let folder = own.as_deref().and_then(|program| program.ancestors().nth(2));
    folder.map_or_else(|| repository("target"), Path::to_path_buf).join(path)
}

/// Returns the path of a program that was built with a profile (`debug` or `release`).
pub(crate) fn program(profile: &str, name: &str) -> PathBuf {
    target(profile).join(name).with_extension(std::env::consts::EXE_EXTENSION)
}
