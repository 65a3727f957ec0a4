//! The machine that the tasks run on, represented by the programs on its `PATH`.

use std::ffi::OsString;
use std::process::{Command, Stdio};

/// A machine. Tests create one from a folder with shell scripts.
#[derive(Debug)]
pub(crate) struct Machine {
    path: OsString,
}

impl Machine {
    /// Returns this machine.
    pub(crate) fn this() -> Self {
        Self { path: std::env::var_os("PATH").unwrap_or_default() }
    }

    /// Returns a machine that has only the programs in these folders.
    #[cfg(test)]
    pub(crate) fn with_path(path: impl Into<OsString>) -> Self {
        Self { path: path.into() }
    }

    /// Returns whether a program exists.
    pub(crate) fn has(&self, program: &str) -> bool {
        std::env::split_paths(&self.path).any(|folder| folder.join(program).is_file())
    }

    /// Returns a command that is looked up on this machine.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("PATH", &self.path);
        command
    }

    /// Runs a command and returns its standard output, whatever its exit status; empty if it can't be started.
    pub(crate) fn read(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).stderr(Stdio::null()).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
    }

    /// Runs a command without output and returns whether it succeeded.
    pub(crate) fn succeeds(&self, program: &str, arguments: &[&str]) -> bool {
        let status = self.command(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }
}
