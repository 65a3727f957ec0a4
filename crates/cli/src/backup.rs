//! `keyfob backup`.

use std::{fmt::Write as _, path::Path};

use clap::Subcommand;
use keyfob_core::{
    clean::escaped,
    keyfob::{Backup, BackupKey, BackupReason, BackupState},
};

use crate::{exit::Exit, failure::Failure, opening::Opening, output, terminal};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a backup and prints its path.
    Create,
    /// Lists the backups, newest first.
    List {
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
    },
}

/// Makes or lists backups.
pub(crate) fn run(command: &Command, opening: &Opening) -> Result<Exit, Failure> {
    let keyfob = opening.open()?;
    match command {
        Command::Create => output::text(&format!("{}\n", escaped(&keyfob.back_up()?.display().to_string()))),
        Command::List { json: true } => output::json(&keyfob.backups()?),
        Command::List { json: false } => output::text(&table(&keyfob.backups()?)),
    }
}

/// Returns a line for each backup: its file's name, size, number of authorizations, why it was made, and what the user should know.
fn table(backups: &[Backup]) -> String {
    let name = |backup: &Backup| escaped(&Path::new(&backup.path).file_name().unwrap_or_default().to_string_lossy());
    let columns = backups.iter().map(|backup| terminal::width(&name(backup))).max().unwrap_or_default();
    let mut table = String::new();
    for backup in backups {
        let count = match backup.authorizations {
            None => String::new(),
            Some(1) => "1 authorization".to_owned(),
            Some(count) => format!("{count} authorizations"),
        };
        let reason = match backup.reason {
            Some(BackupReason::Request) => "on request",
            Some(BackupReason::Migration) => "before an update",
            Some(BackupReason::Restore) => "before a restore",
            None => "",
        };
        let name = terminal::padded(&name(backup), columns);
        let (size, notes) = (backup.size_bytes.div_ceil(1024), notes(backup).join(", "));
        let line = format!("{name}  {size:>8} KiB  {count:<16}  {reason:<16}  {notes}");
        let _ = writeln!(table, "{}", line.trim_end());
    }
    table
}

fn notes(backup: &Backup) -> Vec<&'static str> {
    let state = match backup.state {
        BackupState::Restorable | BackupState::Empty => None,
        BackupState::Newer => Some("made by a newer version"),
        BackupState::Damaged => Some("damaged"),
    };
    let key = match backup.key {
        BackupKey::None | BackupKey::Current => None,
        BackupKey::OldInKeyring => Some("earlier key"),
        BackupKey::OldUnderPassphrase => Some("earlier passphrase"),
        BackupKey::Unknown => Some("unknown key").filter(|_| state.is_none()),
    };
    state.into_iter().chain(key).collect()
}
