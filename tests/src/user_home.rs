//! A user's home folder for one test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::built;

/// An empty HOME, XDG folders and data folder, in a temporary folder that is removed when this is dropped.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// Creates the folders.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for name in ["home", "config", "cache", "share", "state", "run"] {
            std::fs::create_dir(folder.path().join(name)).expect("the folder is empty");
        }
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(folder.path().join("run"), private).expect("the folder is ours");
        Self { folder }
    }

    /// Returns the folder that contains all the others.
    #[must_use]
    pub fn all(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the data folder. It doesn't exist until a program creates it.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Returns the environment variables that make a program use these folders.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let at = |name: &str| self.folder.path().join(name);
        vec![
            ("HOME", at("home")),
            ("XDG_CONFIG_HOME", at("config")),
            ("XDG_CACHE_HOME", at("cache")),
            ("XDG_DATA_HOME", at("share")),
            ("XDG_STATE_HOME", at("state")),
            ("XDG_RUNTIME_DIR", at("run")),
            ("KEYFOB_HOME", self.data()),
        ]
    }

    /// Runs the `keyfob` command with these folders.
    ///
    /// # Panics
    /// If it can't be started.
    #[must_use]
    pub fn keyfob(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(built::find("keyfob"));
        command.args(arguments).envs(self.environment());
        command.output().expect("`keyfob` can be started")
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}
