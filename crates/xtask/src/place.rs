//! Where things are: the repository and what is built from it.

use std::path::{Path, PathBuf};

/// A path of the repository, from its top.
pub(crate) fn repository(path: &str) -> PathBuf {
    // Cargo says where this crate lies now: the checkout may have been moved since it was built.
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.ancestors().nth(2).unwrap_or(Path::new(".")).join(path)
}

/// A path of the folder that cargo builds into: the one that this program was built into itself.
pub(crate) fn target(path: &str) -> PathBuf {
    let own = std::env::current_exe().ok();
    let folder = own.as_deref().and_then(|program| program.ancestors().nth(2));
    folder.map_or_else(|| repository("target"), Path::to_path_buf).join(path)
}

/// A built program of a profile (`debug` or `release`).
pub(crate) fn program(profile: &str, name: &str) -> PathBuf {
    target(profile).join(name).with_extension(std::env::consts::EXE_EXTENSION)
}
