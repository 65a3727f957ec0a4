//! From no vault to one, and from one key to another.
//!
//! Every change but that of the auto-lock time makes a new key: a passphrase, a recovery key or a keyring that had the old one opens nothing
//! that is sealed from then on. Every change has two steps, so that a kill at any point is safe: `create_…` and `begin_…` make the new record
//! and, if the keyring is to keep the key, write it there and read it back; the caller commits the record with everything sealed
//! again in its one transaction; then [`Vault::adopt`] takes the change over, and only now the item that is no longer needed is
//! deleted. A kill in between leaves an item too many, never one too few.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    change::Change,
    item::Item,
    key::VaultKey,
    lifecycle::{Vault, lock},
    record::{VaultRecord, new_wrapping_key},
    wrapped::WrappingKey,
};
use crate::{
    error::{Error, KeyringError, Result},
    secret::Secret,
};

/// A key that the keyring may still hold and the vault needs no longer, as one look at the vault found it.
pub(crate) struct Leftover {
    key_id: Uuid,
    /// The record that names it.
    pub(crate) record: VaultRecord,
    /// Its item; `None` if the vault needs that after all.
    item: Option<Item>,
    /// The vault's key now.
    pub(crate) key: Arc<VaultKey>,
    wrapping: Option<WrappingKey>,
}

impl Vault {
    /// Begins the first vault, its key in the keyring. Until it is adopted or abandoned, it is the same one however often it is begun: a
    /// commit that was reported as failed may yet have happened, and a key that is stored late is the one that is used.
    ///
    /// # Errors
    /// [`Error::VaultExists`]; [`Error::VaultNeeded`] if no keyring runs; [`Error::KeyOutOfReach`] if it doesn't keep the key.
    pub(crate) fn create_in_keyring(&self) -> Result<Change> {
        let change = self.state().begin_first(|| {
            let key = VaultKey::generate();
            Change::new(None, &VaultRecord::new(&key), &key, None, None)
        })?;
        match self.put_in_keyring(&change) {
            Err(Error::KeyOutOfReach(KeyringError::NoService | KeyringError::NoCollection)) => Err(Error::VaultNeeded),
            put => put.map(|()| change),
        }
    }

    /// Begins the first vault, its key under a passphrase.
    ///
    /// # Errors
    /// [`Error::VaultExists`], [`Error::PassphraseTooShort`].
    pub(crate) fn create_with_passphrase(&self, passphrase: &Secret) -> Result<Change> {
        if self.state().record().is_some() {
            return Err(Error::VaultExists);
        }
        let key = VaultKey::generate();
        let wrapping = new_wrapping_key(passphrase)?;
        Ok(under(None, &VaultRecord::new(&key), &key, wrapping, None))
    }

    /// Begins to seal what an older Keyfob left unsealed. The key stays where it is, and so does its item in the keyring, which the backup that
    /// was made before the migration needs; only the next new key gets an item that names the data folder.
    ///
    /// # Errors
    /// Those of [`Self::key`].
    pub(crate) fn begin_taking_over(&self) -> Result<Change> {
        let key = self.key()?;
        let state = self.state();
        let record = state.known()?;
        Ok(Change::new(Some(record), &record.taken_over(&key), &key, state.wrapping(), None))
    }

    /// Begins to put the vault under a passphrase: it was in the keyring, or had another passphrase.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`], and those of [`Self::key`].
    pub(crate) fn begin_passphrase(&self, passphrase: &Secret) -> Result<Change> {
        let wrapping = new_wrapping_key(passphrase)?;
        let (before, record, key) = self.new_key()?;
        Ok(under(Some(&before), &record, &key, wrapping, before.key_in_keyring()))
    }

    /// Begins to move the open vault into the keyring.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the keyring doesn't keep the key, and those of [`Self::key`].
    pub(crate) fn begin_keyring(&self) -> Result<Change> {
        let (before, record, key) = self.new_key()?;
        self.in_keyring(&before, &record.with_keyring(), &key)
    }

    /// Begins to replace the key of the open vault by a new one in the same home.
    ///
    /// # Errors
    /// [`Error::VaultLocked`] if a passphrase vault was opened with its recovery key: set a passphrase first; and those of [`Self::key`].
    pub(crate) fn begin_rotation(&self) -> Result<Change> {
        let (before, record, key) = self.new_key()?;
        self.in_same_home(&before, &record, &key)
    }

    /// Begins to make a recovery key for the open vault, in place of any older one; it is shown once.
    ///
    /// # Errors
    /// As for [`Self::begin_rotation`].
    pub(crate) fn begin_recovery_key(&self) -> Result<(Change, Secret)> {
        let (before, record, key) = self.new_key()?;
        let (record, recovery_key) = record.with_recovery_key(&key);
        Ok((self.in_same_home(&before, &record, &key)?, recovery_key))
    }

    /// Begins to replace a key that is given up for lost by a new one in the keyring; nothing sealed before opens any more. Should the keyring
    /// hold the old key after all, it stays there.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the keyring doesn't keep it.
    pub(crate) fn begin_replacement_in_keyring(&self) -> Result<Change> {
        let (before, record, key) = self.replacement();
        let change = Change::new(before.as_ref(), &record, &key, None, None);
        self.put_in_keyring(&change)?;
        Ok(change)
    }

    /// Begins to replace a key that is given up for lost by a new one under a passphrase; nothing sealed before opens any more.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`].
    pub(crate) fn begin_replacement_with_passphrase(&self, passphrase: &Secret) -> Result<Change> {
        let wrapping = new_wrapping_key(passphrase)?;
        let (before, record, key) = self.replacement();
        Ok(under(before.as_ref(), &record, &key, wrapping, None))
    }

    /// Begins to set another time without use, 0 for never. The key stays.
    ///
    /// # Errors
    /// Those of [`Self::key`].
    pub(crate) fn begin_auto_lock(&self, minutes: u32) -> Result<Change> {
        let key = self.key()?;
        let state = self.state();
        let record = state.settled_record()?;
        Ok(Change::new(Some(record), &record.with_auto_lock_minutes(minutes), &key, state.wrapping(), None))
    }

    /// Notes a change that is about to be committed: another thread that reads its record in the store takes it over.
    pub(crate) fn announce(&self, change: &Change) {
        self.state().announce(change.clone());
    }

    /// Takes over a change that the store has committed; [`Self::leftovers`] are then due.
    pub(crate) fn adopt(&self, change: Change) {
        let unneeded = self.state().adopt(change);
        for item in unneeded {
            self.keyring.delete_later(item);
        }
    }

    /// Returns the keys that the keyring may still hold and the vault needs no longer.
    pub(crate) fn leftovers(&self) -> Vec<Uuid> {
        let state = self.state();
        // Only an open vault says so: its record is as it was sealed.
        state.key_at_hand().and(state.record()).map(|record| record.leftovers.clone()).unwrap_or_default()
    }

    /// Returns one of them, unless it isn't one any more.
    pub(crate) fn leftover(&self, key_id: Uuid) -> Option<Leftover> {
        let state = self.state();
        let record = state.record()?.clone();
        let item = record.leftovers.contains(&key_id).then(|| record.item(key_id))?;
        Some(Leftover {
            key_id,
            item: state.unneeded(item),
            record,
            key: state.key_at_hand()?,
            wrapping: state.wrapping(),
        })
    }

    /// Returns the key that is a leftover; `None` if the keyring doesn't hold it.
    ///
    /// # Errors
    /// The keyring doesn't say.
    pub(crate) fn leftover_key(&self, leftover: &Leftover) -> std::result::Result<Option<Arc<VaultKey>>, KeyringError> {
        let Some(item) = leftover.item else { return Ok(None) };
        for item in [item, item.without_folder()] {
            match self.keyring.get_in_background(item) {
                Ok(key) => return Ok(Some(key)),
                Err(KeyringError::KeyLost | KeyringError::WrongKey) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Deletes a leftover from the keyring; once it is gone, returns the change that says so. `None` if the record was changed meanwhile.
    pub(crate) fn forget_leftover(&self, leftover: Leftover) -> Option<Change> {
        let Leftover { key_id, record, item, key, wrapping } = leftover;
        if self.state().record() != Some(&record) {
            return None;
        }
        let is_gone = item.is_none_or(|item| self.keyring.delete(item).is_ok());
        let others = record.leftovers.iter().copied().filter(|other| *other != key_id).collect();
        is_gone.then(|| Change::new(Some(&record), &record.with_leftovers(others), &key, wrapping, None))
    }

    /// Drops a change that is known not to be in the store, and takes its key out of the keyring again.
    pub(crate) fn abandon(&self, change: &Change) {
        let unneeded = self.state().abandon(change);
        if let Some(item) = unneeded {
            // If the keyring is locked by now, the key stays there.
            let _ = self.keyring.delete(item);
        }
    }

    /// Keeps the key of a change of which it isn't known whether it is in the store.
    pub(crate) fn doubt(&self, change: &Change) {
        self.state().doubt(change);
    }

    /// A new key for the open vault, its record now, and a record that keeps everything but what wraps the key.
    fn new_key(&self) -> Result<(VaultRecord, VaultRecord, VaultKey)> {
        self.key()?;
        let key = VaultKey::generate();
        let before = self.state().settled_record()?.clone();
        let record = before.with_new_key(&key);
        Ok((before, record, key))
    }

    /// A new key in place of a lost one. What the record says can't be checked without the lost key, so the new record takes nothing of it.
    fn replacement(&self) -> (Option<VaultRecord>, VaultRecord, VaultKey) {
        let key = VaultKey::generate();
        let record = VaultRecord::new(&key);
        (self.record(), record, key)
    }

    fn in_same_home(&self, before: &VaultRecord, record: &VaultRecord, key: &VaultKey) -> Result<Change> {
        if record.is_in_keyring() {
            return self.in_keyring(before, record, key);
        }
        let wrapping = self.state().wrapping().ok_or(Error::VaultLocked)?;
        Ok(under(Some(before), record, key, wrapping, None))
    }

    fn in_keyring(&self, before: &VaultRecord, record: &VaultRecord, key: &VaultKey) -> Result<Change> {
        let change = Change::new(Some(before), record, key, None, before.key_in_keyring());
        self.put_in_keyring(&change)?;
        Ok(change)
    }

    fn put_in_keyring(&self, change: &Change) -> Result<()> {
        let (state, item) = (self.shared_state(), change.item());
        let can_be_deleted = move || lock(&state).give_up(item);
        let answer = self.keyring.put(item, &change.key, can_be_deleted);
        self.state().note_answer(answer);
        answer.map_err(Error::KeyOutOfReach)
    }
}

fn under(
    before: Option<&VaultRecord>,
    record: &VaultRecord,
    key: &VaultKey,
    wrapping: WrappingKey,
    retires: Option<Uuid>,
) -> Change {
    Change::new(before, &record.under_wrapping_key(key, &wrapping), key, Some(wrapping), retires)
}
