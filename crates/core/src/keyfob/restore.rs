//! Restoring a backup: what the user must know before, and what becomes of the vault.
//!
//! A backup brings its own vault record, and so opens with what opened the vault when it was made. No key is deleted: what was there before
//! is kept as a backup and needs the present one.

use std::path::{Path, PathBuf};

use super::{
    Keyfob,
    keys::{put_record_in, readable, record_in},
};
use crate::{
    error::{Error, KeyringError, Result},
    store::{CheckedBackup, ReadTx, WriteTx},
    vault::{KeyHome, VaultRecord},
};

/// A backup that can be restored.
#[derive(Clone, Debug)]
pub struct RestorableBackup {
    /// What the user must know before.
    pub facts: RestoreFacts,
    checked: CheckedBackup,
}

/// What the user must know before a backup is restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreFacts {
    /// The file.
    pub path: PathBuf,
    /// Newer backups that can't be restored, newest first, if the newest one was asked for: they are damaged, or a newer Keyfob made them.
    pub unusable: Vec<PathBuf>,
    /// How many authorizations it has.
    pub authorizations: u32,
    /// How many authorizations it replaces.
    pub replaces: u32,
    /// What opens its secrets.
    pub key: KeyOfBackup,
    /// Whether an older Keyfob made it, which didn't seal settings: no one can say whether they were changed.
    pub has_unsealed_settings: bool,
}

/// What opens the secrets in a backup once it is restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOfBackup {
    /// What opens the vault now, or the backup has no secrets.
    Current,
    /// An earlier key, which the keyring still holds.
    OldInKeyring,
    /// The passphrase of its time, or its recovery key if it has one.
    OldPassphrase,
    /// The recovery key of its time: the keyring no longer holds the key.
    OldRecoveryKey,
    /// An earlier key. The keyring doesn't say whether it holds it.
    KeyringSilent,
    /// Nothing: the key is gone, or the vault record can't be read.
    Nothing,
}

impl Keyfob {
    /// Returns the newest backup that has authorizations and can be restored, to be shown to the user before it is restored into a database
    /// without authorizations, such as one that was made because the file was missing. May wait for the keyring.
    ///
    /// # Errors
    /// There are authorizations; no backup has any; all that have are damaged; another program works on backups for too long; or the user
    /// stopped waiting for the keyring.
    pub fn newest_restorable_backup(&self) -> Result<RestorableBackup> {
        if self.summary()?.total > 0 {
            return Err(Error::NotEmpty);
        }
        self.restorable(self.store().newest_backup()?)
    }

    /// Checks a backup, to be shown to the user before it replaces what is saved now. May wait for the keyring.
    ///
    /// # Errors
    /// It isn't in the folder of backups, has no authorizations or is damaged; another program works on backups for too long; or the user
    /// stopped waiting for the keyring.
    pub fn restorable_backup(&self, path: &Path) -> Result<RestorableBackup> {
        self.restorable(self.store().check_backup(path)?)
    }

    /// Restores the backup that the user has agreed to, and returns the backup that was made of what it replaces; `None` if there were no
    /// authorizations.
    ///
    /// # Errors
    /// The backup was changed since it was shown, or is gone; there are authorizations although it was shown that it replaces none; the
    /// database or the backup can't be written. Nothing is changed then.
    pub fn restore_backup(&self, backup: &RestorableBackup) -> Result<Option<PathBuf>> {
        self.store().restore_backup(&backup.checked, |tx, found| {
            if backup.facts.replaces == 0 && !tx.ids()?.is_empty() {
                return Err(Error::NotEmpty);
            }
            replace(tx, found)
        })
    }

    fn restorable(&self, checked: CheckedBackup) -> Result<RestorableBackup> {
        let record = checked.records.iter().cloned().find_map(readable);
        let facts = RestoreFacts {
            path: checked.path.clone(),
            unusable: checked.unusable.clone(),
            authorizations: checked.authorizations,
            replaces: self.summary()?.total,
            key: match &record {
                None if checked.needs_vault => KeyOfBackup::Nothing,
                None => KeyOfBackup::Current,
                Some(record) => self.key_of(record)?,
            },
            has_unsealed_settings: record.is_some_and(|record| record.is_unsealed()),
        };
        Ok(RestorableBackup { facts, checked })
    }

    fn key_of(&self, record: &VaultRecord) -> Result<KeyOfBackup> {
        let is_current = self.record()?.is_some_and(|current| current.key_id == record.key_id);
        if is_current {
            let is_forged = self.vault().key_at_hand().is_some_and(|key| !record.accepts(&key));
            return Ok(if is_forged { KeyOfBackup::Nothing } else { KeyOfBackup::Current });
        }
        if record.home == KeyHome::Passphrase {
            return Ok(KeyOfBackup::OldPassphrase);
        }
        match self.vault().keyring_opens(record) {
            Ok(true) => Ok(KeyOfBackup::OldInKeyring),
            Ok(false) if record.has_recovery_key() => Ok(KeyOfBackup::OldRecoveryKey),
            Ok(false) => Ok(KeyOfBackup::Nothing),
            Err(KeyringError::Cancelled) => Err(Error::KeyOutOfReach(KeyringError::Cancelled)),
            Err(_) => Ok(KeyOfBackup::KeyringSilent),
        }
    }
}

/// Replaces everything with what is in a backup. If the same key opens both, the vault record stays: it knows best which keys the keyring
/// still holds.
fn replace(tx: &WriteTx<'_>, backup: &ReadTx<'_>) -> Result<()> {
    let (current, found) = (record_in(tx)?, record_in(backup)?);
    tx.copy_everything_from(backup)?;
    match (current, found) {
        (Some(current), Some(found)) if current.has_same_seals(&found) => put_record_in(tx, &current),
        _ => Ok(()),
    }
}
