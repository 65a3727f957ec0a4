//! Paths of the built programs, which are in the same folder as the running test, and of the repository.

use std::path::{Path, PathBuf};

/// Returns the path of the built program `name`.
///
/// # Panics
/// If it isn't built. `cargo xtask test` builds it first.
#[must_use]
pub fn find(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the running test has a path");
    let folder = test.ancestors().nth(2).expect("a test runs from `target/<profile>/deps`");
    let program = folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.is_file(), "`{}` is not built. Run the tests with `cargo xtask test`.", program.display());
    program
}

/// Returns a path in the repository, given relative to its root.
#[must_use]
pub fn repository(path: &str) -> PathBuf {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the repository");
    top.join(path)
}
