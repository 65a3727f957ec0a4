//! Where the built programs are: beside the test that runs.

use std::path::{Path, PathBuf};

/// The built program `name`.
///
/// # Panics
/// Where it was not built; `cargo xtask test` builds it first.
#[must_use]
pub fn find(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the running test has a path");
    let folder = test.ancestors().nth(2).expect("a test runs from `target/<profile>/deps`");
    let program = folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.is_file(), "`{}` is not built. Run the tests with `cargo xtask test`.", program.display());
    program
}

/// A path of the repository, from its top.
#[must_use]
pub fn repository(path: &str) -> PathBuf {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository");
    top.join(path)
}
