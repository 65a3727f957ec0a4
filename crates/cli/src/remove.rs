//! `keyfob rm`.

use keyfob_core::clean::escaped;

use crate::{
    exit::Exit,
    failure::{Failure, find},
    opening::Opening,
    terminal,
};

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
    keyfob.assert_writable()?;
    let found = find(&keyfob, &arguments.name)?;
    if !arguments.yes && !terminal::agreed(&format!("Delete `{}` and its secrets?", escaped(&found.draft.name)))? {
        return Ok(Exit::Failed);
    }
    if let Some(id) = found.draft.id {
        keyfob.remove(id)?;
    }
    Ok(Exit::Done)
}
