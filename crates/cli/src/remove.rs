//! `keyfob rm`.

use std::io::{self, BufRead, IsTerminal, Write};

use keyfob_core::clean::escaped;

use crate::{exit::Exit, failure::Failure, opening::Opening};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: keyfob rm billing-api --yes")]
pub(crate) struct Arguments {
    /// The authorization's name, ignoring case, or its id.
    name: String,
    /// Skip the confirmation.
    #[arg(long)]
    yes: bool,
}

/// Deletes an authorization after a confirmation at the terminal.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let keyfob = opening.open()?;
    let found = keyfob.find(&arguments.name)?;
    if !arguments.yes && !agreed(&escaped(&found.draft.name))? {
        return Ok(Exit::Failed);
    }
    if let Some(id) = found.draft.id {
        keyfob.remove(id)?;
    }
    Ok(Exit::Done)
}

fn agreed(name: &str) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        let message = "Not a terminal. Use `--yes` to skip the confirmation.";
        return Err(Failure::new(Exit::WrongUse, message));
    }
    write!(io::stderr(), "Delete `{name}` and its secrets? [y/N] ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
