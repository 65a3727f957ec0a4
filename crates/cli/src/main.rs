//! The `keyfob` command: arguments in, sentences and JSON out. What it knows, the core knows.

mod connect;
mod exit;
mod input;
mod verdict;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Exit;

/// Keeps OAuth 2 and API-key authorizations, and proves that they work.
#[derive(Debug, Parser)]
#[command(name = "keyfob", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the token request and says what happened.
    Connect(connect::Arguments),
}

fn main() -> ExitCode {
    let exit = match Arguments::try_parse() {
        Ok(Arguments { command: Command::Connect(arguments) }) => connect::run(&arguments),
        Err(error) => {
            let _ = error.print();
            if error.use_stderr() { Exit::WrongUse } else { Exit::Done }
        }
    };
    exit.into()
}
