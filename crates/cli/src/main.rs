//! The `keyfob` command: arguments in, messages and JSON out. Every rule is in the core.

mod add;
mod backup;
mod certificates;
mod connect;
mod consent;
mod discover;
mod doctor;
mod edit;
mod environment;
mod exec;
mod exit;
mod failure;
mod fields;
mod hand_out;
mod key_file;
mod list;
mod manual;
mod network;
mod opening;
mod output;
mod presets;
mod recovery;
mod remove;
mod restore;
mod save;
mod secret_file;
mod show;
mod signals;
mod stderr;
mod terminal;
mod token;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use keyfob_core::hardening;

use exit::Exit;
use failure::Failure;
use opening::Opening;

const AFTER_HELP: &str = "\
If the database is damaged or missing, Keyfob recovers what it can. Every command then prints on standard error what was lost, until it has \
been printed to a terminal. The command that found the damage exits with 1 if anything was lost.";

/// Stores OAuth 2 and API key authorizations, and checks that they work.
#[derive(Debug, Parser)]
#[command(name = "keyfob", version, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Arguments {
    #[command(flatten)]
    opening: Opening,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the authorizations, as the window shows them.
    List(list::Arguments),
    /// Shows an authorization; its secrets only with `--reveal`.
    Show(show::Arguments),
    /// Adds an authorization.
    #[command(subcommand)]
    Add(add::Command),
    /// Changes an authorization, or adds its other environment.
    Edit(edit::Arguments),
    /// Requests a token and reports the result.
    Connect(connect::Arguments),
    /// Finds a server's Token URL and what it offers, from its issuer or the address of an API.
    Discover(discover::Arguments),
    /// Lists the presets for well-known token servers, or shows one.
    Presets(presets::Arguments),
    /// Prints an access token that can be used: the kept one, or a new one.
    Token(token::Arguments),
    /// Runs a command with an access token in its environment.
    Exec(exec::Arguments),
    /// Checks that nothing was changed outside Keyfob; restores or accepts what was.
    Verify(verify::Arguments),
    /// Deletes an authorization.
    Rm(remove::Arguments),
    /// Shows or changes the network defaults: proxy, CA certificates and time limit.
    Network(network::Arguments),
    /// Makes or lists backups.
    #[command(subcommand)]
    Backup(backup::Command),
    /// Restores a backup: the newest one after the database was lost, or the one that is named.
    Restore(restore::Arguments),
    /// Checks the data folder, the database, the vault, the clock, the proxy and the certificates, and says what to do.
    Doctor(doctor::Arguments),
    /// Prints completions for a shell.
    Completions(manual::Completions),
    /// Prints the manual page, or writes the pages of all commands.
    Man(manual::Man),
}

fn main() -> ExitCode {
    let Arguments { opening, command } = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::WrongUse } else { Exit::Done }.into();
        }
    };
    let ended = hardened().and_then(|()| match command {
        Command::List(arguments) => list::run(&arguments, &opening),
        Command::Show(arguments) => show::run(&arguments, &opening),
        Command::Add(command) => add::run(&command, &opening),
        Command::Edit(arguments) => edit::run(&arguments, &opening),
        Command::Connect(arguments) => connect::run(&arguments, &opening),
        Command::Discover(arguments) => discover::run(&arguments, &opening),
        Command::Presets(arguments) => presets::run(&arguments),
        Command::Token(arguments) => token::run(&arguments, &opening),
        Command::Exec(arguments) => exec::run(&arguments, &opening),
        Command::Verify(arguments) => verify::run(&arguments, &opening),
        Command::Rm(arguments) => remove::run(&arguments, &opening),
        Command::Network(arguments) => network::run(&arguments, &opening),
        Command::Backup(command) => backup::run(&command, &opening),
        Command::Restore(arguments) => restore::run(&arguments, &opening),
        Command::Doctor(arguments) => doctor::run(&arguments, &opening),
        Command::Completions(arguments) => manual::completions(&arguments, Arguments::command()),
        Command::Man(arguments) => manual::man(&arguments, Arguments::command()),
    });
    match ended.unwrap_or_else(Failure::tell) {
        Exit::Done if opening.has_lost_data() => Exit::Failed,
        exit => exit,
    }
    .into()
}

/// Protects the process's memory from other programs, before there is a secret in it.
fn hardened() -> Result<(), Failure> {
    hardening::refuse_core_dumps()?;
    hardening::refuse_inspection()?;
    Ok(())
}
