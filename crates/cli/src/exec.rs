//! `keyfob exec`.

use std::{
    ffi::OsString,
    io::{self, ErrorKind},
    process::{Command, Stdio},
};

use keyfob_core::{clean::escaped, oauth::CredentialFormat};

use crate::{
    exit::Exit,
    failure::{Failure, without_number},
    hand_out::Wanted,
    opening::Opening,
    token::{VARIABLE, variable},
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The command gets the token in the variable, and nothing else of the vault; it writes no core dumps. If the passphrase comes from standard input, \
the command has none. keyfob exits as the command does, with \
126 if it can't be run, and with 127 if it isn't found.

The token isn't renewed while the command runs. For a command that runs long, use `--min-life`, or call `keyfob token` in it.

Examples:
  keyfob exec billing-api -e production -- ./import.sh
  keyfob exec billing-api --var GITLAB_TOKEN --min-life 600 -- terraform apply")]
pub(crate) struct Arguments {
    #[command(flatten)]
    wanted: Wanted,
    /// The variable that has the token.
    #[arg(long, value_name = "NAME", default_value = VARIABLE, value_parser = variable)]
    var: String,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

/// Runs a command with a token in its environment.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let Some((program, rest)) = arguments.command.split_first() else {
        return Err(Failure::new(Exit::WrongUse, "Name the command after `--`."));
    };
    let has_standard_input = opening.leaves_standard_input()?;
    let credential = arguments.wanted.credential(opening)?;
    let Some(token) = credential.format(&CredentialFormat::Raw) else { return Ok(Exit::Failed) };
    let mut command = Command::new(program);
    command.args(rest).env(&arguments.var, token.text());
    if !has_standard_input {
        // The command could read the file with the passphrase again.
        command.stdin(Stdio::null());
    }
    let error = match run_in_place(&mut command) {
        Ok(exit) => return Ok(exit),
        Err(error) => error,
    };
    let program = program.to_string_lossy();
    let (program, reason) = (escaped(&program), without_number(&error.to_string()));
    Err(match error.kind() {
        ErrorKind::NotFound => Failure::new(
            Exit::CommandNotFound,
            format!("The command `{program}` isn't found. Check its name and `PATH`."),
        ),
        _ => Failure::new(
            Exit::CommandNotRun,
            format!(
                "The command `{program}` can't be run: {reason}. Check that it is a program and that you may run it."
            ),
        ),
    })
}

/// Replaces this process by the command, so that signals and its exit status are its own.
#[cfg(unix)]
fn run_in_place(command: &mut Command) -> io::Result<Exit> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

/// Runs the command and exits as it does.
#[cfg(not(unix))]
fn run_in_place(command: &mut Command) -> io::Result<Exit> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1));
}
