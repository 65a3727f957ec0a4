//! `keyfob token`.

mod arguments;
mod helper;

use crate::{exit::Exit, failure::Failure, opening::Opening};

use arguments::Format;
pub(crate) use arguments::{Arguments, VARIABLE, variable};

/// Prints a token.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    match arguments.format {
        Format::GitCredential | Format::DockerCredential => helper::run(arguments, opening),
        _ if arguments.operation.is_some() => {
            let message = "Only `--format git-credential` and `docker-credential` take another argument after the name. Leave it out.";
            Err(Failure::new(Exit::WrongUse, message))
        }
        _ => arguments.print(&arguments.format(), opening),
    }
}
