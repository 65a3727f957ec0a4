//! `keyfob restore`.

use std::io::{self, Write as _};

use keyfob_core::{authorization::ListQuery, clean::escaped, error::Error};

use crate::{exit::Exit, failure::Failure, opening::Opening, output, terminal};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The newest backup that has authorizations and isn't damaged is restored, but only if there are no authorizations, for example
because the database was deleted. Backups are in the folder `backups` in the data folder, and stay there.

Example: keyfob restore --yes"
)]
pub(crate) struct Arguments {
    /// Skip the confirmation.
    #[arg(long)]
    yes: bool,
}

/// Restores the newest backup after a confirmation at the terminal.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    // What the report would say is what the user is about to correct.
    let keyfob = opening.open_quietly()?;
    if !keyfob.list_all(&ListQuery::default())?.is_empty() {
        return Err(Error::NotEmpty.into());
    }
    let backup = keyfob.restorable_backup()?;
    let path = escaped(&backup.path.display().to_string());
    for unusable in &backup.unusable {
        let unusable = escaped(&unusable.display().to_string());
        writeln!(
            io::stderr(),
            "keyfob: The newer backup `{unusable}` is damaged or was made by a newer version of Keyfob, so it can't be restored."
        )?;
    }
    if !arguments.yes && !terminal::agreed(&format!("Restore the backup `{path}`?"))? {
        return Ok(Exit::Failed);
    }
    keyfob.restore_backup(&backup.path)?;
    let count = keyfob.list_all(&ListQuery::default())?.len();
    let authorizations = if count == 1 { "1 authorization".to_owned() } else { format!("{count} authorizations") };
    output::text(&format!("Restored {authorizations} from `{path}`.\n"))
}
