//! Keys that the vault no longer uses and that are still in the keyring.

use std::sync::Arc;

use uuid::Uuid;

use super::{Keyfob, OldBackups};
use crate::{
    error::{KeyringError, Result},
    store::BackupsLock,
    vault::VaultKey,
};

impl Keyfob {
    /// Deletes the keys that the keyring should no longer hold, and notes that they are gone. If that fails, it is tried again at the next
    /// unlocking or change, and the status says so meanwhile. Backups that still need the key are sealed again first: the program may have
    /// been killed before that was done; as long as one of them can't be, the key stays.
    ///
    /// `lock` locks the backups. The keyring is asked before and afterwards, so that no other program waits for this one's prompt.
    pub(super) fn retire_leftovers(&self, backups: OldBackups, lock: impl Fn() -> Result<BackupsLock>) {
        for key_id in self.vault().leftovers() {
            // A keyring that doesn't answer is asked once.
            if self.retire_leftover(key_id, backups, &lock).is_err() {
                return;
            }
        }
    }

    fn retire_leftover(
        &self,
        key_id: Uuid,
        backups: OldBackups,
        lock: impl FnOnce() -> Result<BackupsLock>,
    ) -> std::result::Result<(), KeyringError> {
        let Some(leftover) = self.vault().leftover(key_id) else { return Ok(()) };
        let old = self.vault().leftover_key(&leftover)?;
        let is_settled = |old: Arc<VaultKey>| {
            let Ok(lock) = lock() else { return false };
            // Another program may have made a newer key meanwhile.
            let is_same = self.record().is_ok_and(|record| record.as_ref() == Some(&leftover.record));
            is_same && self.settle_backups(&lock, backups, &old, &leftover.key, &leftover.record)
        };
        if old.is_none_or(is_settled)
            && let Some(change) = self.vault().forget_leftover(leftover)
        {
            // If this fails, it is tried again.
            drop(self.commit(change, |_, _| Ok(())));
        }
        Ok(())
    }

    /// The same, unless another program works on backups just now: that one may be about to do it.
    pub(super) fn retire_leftovers_if_free(&self) {
        self.retire_leftovers(OldBackups::Update, || self.store().try_lock_backups());
    }
}
