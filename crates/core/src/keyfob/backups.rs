//! Backups, and what becomes of them when the vault gets a new key: they were made with the old one, and so open with the old passphrase
//! or recovery key.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{
    Keyfob,
    keys::{put_record_in, readable, record_in},
    sealing,
};
use crate::{
    error::{Error, Result},
    store::{BackupReason, BackupState, BackupsLock, FoundBackup},
    vault::{KeyHome, VaultKey, VaultRecord},
};

/// What becomes of the backups that were made with the key that is replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OldBackups {
    /// They are sealed again with the new key.
    #[default]
    Update,
    /// They are deleted.
    Delete,
    /// They stay as they are, and open with what opened the old key.
    Keep,
}

/// Which key opens the secrets in a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BackupKey {
    /// None: it was made before there was a vault, and has no secrets.
    None,
    /// The vault's present key.
    Current,
    /// An earlier key, in the keyring.
    OldInKeyring,
    /// An earlier key, under the passphrase of its time.
    OldUnderPassphrase,
    /// Its vault record can't be read.
    Unknown,
}

impl BackupKey {
    /// Whether it is known that another key than the vault's present one opens it.
    #[must_use]
    pub fn is_old(self) -> bool {
        matches!(self, Self::OldInKeyring | Self::OldUnderPassphrase)
    }

    pub(super) fn of(record: std::result::Result<Option<&VaultRecord>, ()>, current: Option<&VaultRecord>) -> Self {
        match record {
            Ok(None) => Self::None,
            Ok(Some(record)) if current.is_some_and(|current| current.key_id == record.key_id) => Self::Current,
            Ok(Some(record)) if record.home == KeyHome::Passphrase => Self::OldUnderPassphrase,
            Ok(Some(_)) => Self::OldInKeyring,
            Err(()) => Self::Unknown,
        }
    }
}

/// A backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Backup {
    /// The file.
    pub path: String,
    /// When it was made, in UTC milliseconds; `None` if its name doesn't say.
    #[ts(type = "number | null")]
    pub made_at_ms: Option<i64>,
    /// The size of the file.
    #[ts(type = "number")]
    pub size_bytes: u64,
    /// Why it was made; `None` if its name doesn't say.
    pub reason: Option<BackupReason>,
    /// How many authorizations it has; `None` if it can't be read.
    pub authorizations: Option<u32>,
    /// Whether it can be restored.
    pub state: BackupState,
    /// Which key opens its secrets.
    pub key: BackupKey,
}

impl Keyfob {
    /// Makes a consistent copy of the database in the data folder's `backups`, and says where it is. Those that were made before the same
    /// way and on the same day are bounded to ten; no other is ever removed by this.
    ///
    /// # Errors
    /// The copy cannot be written.
    pub fn back_up(&self) -> Result<PathBuf> {
        self.store().back_up()
    }

    /// Returns the backups, newest first.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn backups(&self) -> Result<Vec<Backup>> {
        let current = self.record()?;
        let backup = |found: FoundBackup| {
            let record = found.record.and_then(|text| text.as_deref().map(VaultRecord::from_json).transpose());
            Backup {
                path: found.path.display().to_string(),
                made_at_ms: found.made_at_ms,
                size_bytes: found.size_bytes,
                reason: found.reason,
                authorizations: found.authorizations,
                state: found.state,
                key: BackupKey::of(record.as_ref().map(Option::as_ref).map_err(|_| ()), current.as_ref()),
            }
        };
        Ok(self.store().backups()?.into_iter().map(backup).collect())
    }

    /// Deletes the backups that another key than the vault's present one opens, and returns those that are left. One that can't be read is
    /// left: it may be anything.
    ///
    /// # Errors
    /// The vault isn't open, so that its record can't be trusted to name the present key; another program works on the backups; or one
    /// cannot be deleted.
    pub fn delete_old_backups(&self) -> Result<Vec<Backup>> {
        let key = self.key()?;
        let _lock = self.store().lock_backups()?;
        // Another program may have made a newer key while this one waited.
        if self.record()?.is_none_or(|record| record.key_id != key.key_id()) {
            return Err(Error::Busy);
        }
        for FoundBackup { path, record, .. } in self.store().backups()? {
            if record.ok().flatten().as_deref().and_then(key_id_of).is_some_and(|key_id| key_id != key.key_id()) {
                self.store().delete_backup(&path)?;
            }
        }
        self.backups()
    }

    /// Seals the backups that were made with an old key again with the new one, deletes them or leaves them, and returns whether none is left
    /// to be done. What can't be updated stays as it is: [`Keyfob::backups`] says so.
    pub(super) fn settle_backups(
        &self,
        _lock: &BackupsLock,
        choice: OldBackups,
        old: &VaultKey,
        new: &VaultKey,
        record: &VaultRecord,
    ) -> bool {
        if old.key_id() == new.key_id() || choice == OldBackups::Keep {
            return true;
        }
        let Ok(backups) = self.store().backups() else { return false };
        let mut is_done = true;
        for FoundBackup { path, record: found, .. } in backups {
            let found = match found {
                // Without a vault nothing is sealed.
                Ok(None) => continue,
                Ok(Some(found)) => readable(Some(found)),
                Err(_) => None,
            };
            // It may need the old key.
            let Some(found) = found else {
                is_done = false;
                continue;
            };
            // Another program may have put a file there: only what the old key vouches for is sealed again.
            let Some(old) = found.vouched_by(old) else { continue };
            let settled = if choice == OldBackups::Delete {
                self.store().delete_backup(&path)
            } else {
                // Another database, so that nothing of an older state can be moved from it into this one.
                let (record, new) = record.for_another_database(new);
                self.store().change_backup(&path, |tx| {
                    // The copy is what was looked at.
                    if record_in(tx)?.as_ref() != Some(&found) {
                        return Err(Error::Busy);
                    }
                    let reseal = if found.is_unsealed() { sealing::reseal_older } else { sealing::reseal };
                    reseal(tx, &old, &new)?;
                    put_record_in(tx, &record)
                })
            };
            is_done &= settled.is_ok();
        }
        is_done
    }
}

fn key_id_of(record: &str) -> Option<Uuid> {
    VaultRecord::from_json(record).ok().map(|record| record.key_id)
}
