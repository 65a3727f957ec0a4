//! The machine that the tasks run on, seen through the programs on its `PATH`.

use std::ffi::OsString;
use std::process::{Command, Stdio};

/// A machine; a test makes one of its own from a folder of stand-in programs.
#[derive(Debug)]
pub(crate) struct Machine {
    path: OsString,
}

impl Machine {
    /// This machine.
    pub(crate) fn this() -> Self {
        Self { path: std::env::var_os("PATH").unwrap_or_default() }
    }

    /// A machine that has the programs of these folders only.
    #[cfg(test)]
    pub(crate) fn with_path(path: impl Into<OsString>) -> Self {
        Self { path: path.into() }
    }

    /// Is there such a program?
    pub(crate) fn has(&self, program: &str) -> bool {
        std::env::split_paths(&self.path).any(|folder| folder.join(program).is_file())
    }

    /// A command that is looked up on this machine.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("PATH", &self.path);
        command
    }

    /// What a command writes on standard output, whatever its exit status; nothing where it cannot be started.
    pub(crate) fn read(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).stderr(Stdio::null()).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
    }

    /// Does a command succeed? Its output is dropped.
    pub(crate) fn succeeds(&self, program: &str, arguments: &[&str]) -> bool {
        let status = self.command(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }
}
