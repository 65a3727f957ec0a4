//! `keyfob restore`.

use std::path::{Path, PathBuf};

use keyfob_core::{
    authorization::ListQuery,
    clean::escaped,
    error::Error,
    keyfob::{KeyOfBackup, Keyfob, RestoreFacts},
};

use crate::{exit::Exit, failure::Failure, opening::Opening, output, stderr, terminal};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without BACKUP, the newest backup that has authorizations and isn't damaged is restored, but only if there are no authorizations,
for example because the database was deleted.

With BACKUP, it replaces everything that is saved now, which is kept as another backup first. `keyfob backup list` prints the backups. They
are in the folder `backups` in the data folder, and stay there.

Examples: keyfob restore --yes
          keyfob restore keyfob-20260102T030405.678Z.db"
)]
pub(crate) struct Arguments {
    /// The backup's file, by name or path.
    backup: Option<PathBuf>,
    /// Skip the confirmation.
    #[arg(long)]
    yes: bool,
}

/// Restores a backup after a confirmation at the terminal.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    // What the report would say is what the user is about to correct.
    let keyfob = opening.open_quietly()?;
    keyfob.assert_writable()?;
    let backup = match &arguments.backup {
        None => keyfob.newest_restorable_backup()?,
        Some(named) => keyfob.restorable_backup(&find(&keyfob, named)?)?,
    };
    for fact in facts(&backup.facts) {
        stderr::message(&fact);
    }
    let path = escaped(&backup.facts.path.display().to_string());
    if !arguments.yes && !terminal::agreed(&format!("Restore the backup `{path}`?"))? {
        return Ok(Exit::Failed);
    }
    let kept = keyfob.restore_backup(&backup)?;
    let count = keyfob.list_all(&ListQuery::default())?.len();
    let kept = kept.map(|kept| format!("What was saved before is in `{}`.\n", escaped(&kept.display().to_string())));
    output::text(&format!("Restored {} from `{path}`.\n{}", authorizations(count), kept.unwrap_or_default()))
}

/// Returns the path of a backup that was named by its path or its file's name.
fn find(keyfob: &Keyfob, named: &Path) -> Result<PathBuf, Failure> {
    let paths = keyfob.backups()?.into_iter().map(|backup| PathBuf::from(backup.path));
    let is_named = |path: &PathBuf| path == named || path.file_name() == Some(named.as_os_str());
    Ok(paths.into_iter().find(is_named).ok_or(Error::NoBackup)?)
}

/// Returns what the user should know before the backup is restored.
fn facts(facts: &RestoreFacts) -> Vec<String> {
    let damaged = facts.unusable.iter().map(|unusable| {
        let unusable = escaped(&unusable.display().to_string());
        format!(
            "The newer backup `{unusable}` is damaged or was made by a newer version of Keyfob, so it can't be restored."
        )
    });
    let replaced = (facts.replaces > 0).then(|| {
        format!(
            "This replaces everything that is saved now ({}) with the backup ({}). A backup of what is saved now is made first.",
            authorizations(facts.replaces as usize),
            authorizations(facts.authorizations as usize)
        )
    });
    let key = match facts.key {
        KeyOfBackup::Current => None,
        KeyOfBackup::OldInKeyring => Some("The backup was made with an earlier key, which your keyring still has."),
        KeyOfBackup::OldPassphrase => {
            Some("The vault then opens with the passphrase or recovery key that it had when the backup was made.")
        }
        KeyOfBackup::OldRecoveryKey => Some(
            "Your keyring no longer has the key of this backup. Its secrets open only with the recovery key that you had when it was made.",
        ),
        KeyOfBackup::KeyringSilent => Some(
            "Your keyring doesn't say whether it still has the key of this backup. If it doesn't, the secrets in it can't be opened.",
        ),
        KeyOfBackup::Nothing => {
            Some("The secrets in this backup can't be opened: their key is gone. You'd have to enter each one again.")
        }
    };
    let unsealed = facts.has_unsealed_settings.then_some(
        "An older version of Keyfob made this backup, and didn't protect the settings in it. Check the Token URLs before you connect.",
    );
    damaged.chain(replaced).chain(key.map(str::to_owned)).chain(unsealed.map(str::to_owned)).collect()
}

fn authorizations(count: usize) -> String {
    if count == 1 { "1 authorization".to_owned() } else { format!("{count} authorizations") }
}
