//! From no vault to one, and from one key to another.
//!
//! Every change makes a new key, whatever it is for: a passphrase, a recovery key or a keyring that had the old one opens nothing that
//! is sealed from then on. Every change has two steps, so that a kill at any point is safe: `create_…` and `begin_…` make the new record
//! and, where the keyring is to keep the key, write it there and read it back; the caller commits the record with everything sealed
//! again in its one transaction; then [`Vault::adopt`] takes the change over, and only now the item that is no longer needed is
//! deleted. A kill in between leaves an item too many, never one too few.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    key::VaultKey,
    keyring::Item,
    lifecycle::Vault,
    record::{VaultRecord, new_wrapping_key},
    status::KeyHome,
    wrapped::WrappingKey,
};
use crate::{
    error::{Error, KeyringError, Result},
    secret::Secret,
};

/// A change that is prepared and not yet committed.
#[derive(Clone)]
pub(crate) struct Change {
    /// What to store.
    pub(crate) record: VaultRecord,
    /// The key that the record names, under which everything is to be sealed.
    pub(crate) key: Arc<VaultKey>,
    /// What wraps it, where a passphrase does.
    wrapping: Option<WrappingKey>,
    /// A key that was to be deleted from the keyring before.
    earlier: Option<Uuid>,
}

impl Change {
    /// A change to a record that is to be sealed. Once committed it ends the need for an item of the keyring; the record says so until the
    /// item is deleted, since the keyring may be locked just then, or the program killed.
    fn new(record: &VaultRecord, key: &VaultKey, wrapping: Option<WrappingKey>, retires: Option<Uuid>) -> Self {
        let earlier = record.leftover;
        let key = Arc::new(record.key_for_database(key));
        let record = record.with_leftover(retires.or(earlier)).sealed(&key);
        Self { record, key, wrapping, earlier }
    }

    /// The same, with the old key left where it is.
    pub(crate) fn keeping_the_old_key(self) -> Self {
        Self { record: self.record.with_leftover(self.earlier).sealed(&self.key), ..self }
    }
}

impl Vault {
    /// Begins the first vault, its key in the keyring. Begun again without [`Self::adopt`] in between, it is the same one: a commit that was
    /// reported as failed may yet have happened.
    ///
    /// # Errors
    /// [`Error::VaultExists`]; [`Error::VaultNeeded`] where no keyring runs, [`Error::KeyOutOfReach`] where it does not keep the key.
    pub(crate) fn create_in_keyring(&mut self) -> Result<Change> {
        self.none_yet()?;
        if let Some(begun) = &self.begun {
            return Ok(begun.clone());
        }
        let key = VaultKey::generate();
        let change = self.put_in_keyring(&VaultRecord::new(&key), &key, None).map_err(|error| match error {
            Error::KeyOutOfReach(KeyringError::NoService | KeyringError::NoCollection) => Error::VaultNeeded,
            other => other,
        })?;
        Ok(self.begun.insert(change).clone())
    }

    /// Begins the first vault, its key under a passphrase.
    ///
    /// # Errors
    /// [`Error::VaultExists`], [`Error::PassphraseTooShort`].
    pub(crate) fn create_with_passphrase(&self, passphrase: &Secret) -> Result<Change> {
        self.none_yet()?;
        let key = VaultKey::generate();
        let wrapping = new_wrapping_key(passphrase)?;
        Ok(under(&VaultRecord::new(&key), &key, wrapping, None))
    }

    /// Begins to seal what an older Keyfob left unsealed. The key stays where it is, and so does its item in the keyring, which the backup that
    /// was made before the migration needs; only the next new key gets an item that names the data folder.
    ///
    /// # Errors
    /// Those of [`Self::key`].
    pub(crate) fn begin_taking_over(&mut self) -> Result<Change> {
        let (key, wrapping) = (self.key()?, self.wrapping());
        Ok(Change::new(&self.known()?.taken_over(&key), &key, wrapping, None))
    }

    /// Begins to put the vault under a passphrase: it was in the keyring, or had another passphrase.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`], and those of [`Self::key`].
    pub(crate) fn begin_passphrase(&mut self, passphrase: &Secret) -> Result<Change> {
        let wrapping = new_wrapping_key(passphrase)?;
        let (key, record) = self.new_key()?;
        Ok(under(&record, &key, wrapping, self.item_needed()))
    }

    /// Begins to move the open vault into the keyring.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the keyring does not keep the key, and those of [`Self::key`].
    pub(crate) fn begin_keyring(&mut self) -> Result<Change> {
        let (key, record) = self.new_key()?;
        self.put_in_keyring(&record.with_keyring(), &key, self.item_needed())
    }

    /// Begins to replace the key of the open vault by a new one in the same home.
    ///
    /// # Errors
    /// [`Error::VaultLocked`] if a passphrase vault was opened with its recovery key: set a passphrase first; and those of [`Self::key`].
    pub(crate) fn begin_rotation(&mut self) -> Result<Change> {
        let (key, record) = self.new_key()?;
        self.in_same_home(&record, &key)
    }

    /// Begins to make a recovery key for the open vault, in place of any older one; it is shown once.
    ///
    /// # Errors
    /// As for [`Self::begin_rotation`].
    pub(crate) fn begin_recovery_key(&mut self) -> Result<(Change, Secret)> {
        let (key, record) = self.new_key()?;
        let (record, recovery_key) = record.with_recovery_key(&key);
        Ok((self.in_same_home(&record, &key)?, recovery_key))
    }

    /// Begins to replace a key that is given up for lost by a new one in the keyring; nothing sealed before opens any more. Should the keyring
    /// hold the old key after all, it stays there.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the keyring does not keep it.
    pub(crate) fn begin_replacement_in_keyring(&mut self) -> Result<Change> {
        let (key, record) = replacement();
        self.put_in_keyring(&record.with_keyring(), &key, None)
    }

    /// Begins to replace a key that is given up for lost by a new one under a passphrase; nothing sealed before opens any more.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`].
    pub(crate) fn begin_replacement_with_passphrase(passphrase: &Secret) -> Result<Change> {
        let wrapping = new_wrapping_key(passphrase)?;
        let (key, record) = replacement();
        Ok(under(&record, &key, wrapping, None))
    }

    /// The record with another time without use; 0 for never. The key stays.
    ///
    /// # Errors
    /// Those of [`Self::key`].
    pub(crate) fn with_auto_lock_minutes(&mut self, minutes: u32) -> Result<VaultRecord> {
        let key = self.key()?;
        Ok(self.settled_record()?.with_auto_lock_minutes(minutes).sealed(&key))
    }

    /// Takes over a change that the store has committed; [`Self::forget_leftover`] is then due.
    pub(crate) fn adopt(&mut self, change: Change) {
        let Change { record, key, wrapping, .. } = change;
        self.replace_record(record);
        if self.item_needed().is_some() {
            self.answered = Some(Ok(()));
        }
        self.hold(key, wrapping);
        self.settle_begun();
    }

    /// The key that the keyring may still hold and the vault needs no longer; `None` if it isn't there.
    ///
    /// # Errors
    /// The keyring doesn't say.
    pub(crate) fn leftover(&self) -> std::result::Result<Option<VaultKey>, KeyringError> {
        let record = self.record.as_ref().filter(|_| self.key_at_hand().is_some());
        let Some((record, key_id)) = record.and_then(|record| Some((record, record.leftover?))) else {
            return Ok(None);
        };
        let item = record.item(key_id);
        for item in [item, item.without_folder()] {
            match self.keyring.get(item) {
                Ok(key) => return Ok(Some(key)),
                Err(KeyringError::KeyLost | KeyringError::WrongKey) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Deletes what the keyring holds and the vault needs no longer; once it is gone, returns the record that says so. Only an open vault
    /// does so: its record is as it was sealed.
    pub(crate) fn forget_leftover(&self) -> Option<VaultRecord> {
        let (record, key) = (self.record.as_ref()?, self.key_at_hand()?);
        let is_gone = self.forget_item(record.item(record.leftover?));
        is_gone.then(|| record.with_leftover(None).sealed(&key))
    }

    /// Drops a change that is known to be nowhere in the store, and takes its key out of the keyring again.
    pub(crate) fn abandon(&mut self, change: &Change) {
        self.begun = None;
        self.forget_item(change.record.item(change.record.key_id));
    }

    /// Drops a first vault that was begun here, once there is one: it is that one, or another program was faster.
    pub(super) fn settle_begun(&mut self) {
        if self.record.is_some()
            && let Some(begun) = self.begun.take()
        {
            self.forget_item(begun.record.item(begun.record.key_id));
        }
    }

    /// The key in the keyring that the vault needs.
    fn item_needed(&self) -> Option<Uuid> {
        self.record.as_ref().filter(|record| record.home == KeyHome::Keyring).map(|record| record.key_id)
    }

    /// Deletes an item of the keyring unless the vault needs it, and says whether it is not there, or needed, now.
    fn forget_item(&self, item: Item) -> bool {
        self.item_needed() == Some(item.key_id) || self.keyring.delete(item).is_ok()
    }

    fn none_yet(&self) -> Result<()> {
        if self.record.is_some() { Err(Error::VaultExists) } else { Ok(()) }
    }

    /// A new key for the open vault, and a record for it that keeps everything but what wraps the key.
    fn new_key(&mut self) -> Result<(VaultKey, VaultRecord)> {
        self.key()?;
        let key = VaultKey::generate();
        let record = self.settled_record()?.with_new_key(&key);
        Ok((key, record))
    }

    fn in_same_home(&mut self, record: &VaultRecord, key: &VaultKey) -> Result<Change> {
        if record.home == KeyHome::Keyring {
            return self.put_in_keyring(record, key, self.item_needed());
        }
        let wrapping = self.wrapping().ok_or(Error::VaultLocked)?;
        Ok(under(record, key, wrapping, None))
    }

    fn put_in_keyring(&mut self, record: &VaultRecord, key: &VaultKey, retires: Option<Uuid>) -> Result<Change> {
        self.answered = Some(self.keyring.put(record.item(key.key_id()), key));
        match self.answered {
            Some(Err(error)) => Err(Error::KeyOutOfReach(error)),
            _ => Ok(Change::new(record, key, None, retires)),
        }
    }
}

/// A new key in place of a lost one. What the record says can't be checked without the lost key, so the new record takes nothing of it.
fn replacement() -> (VaultKey, VaultRecord) {
    let key = VaultKey::generate();
    let record = VaultRecord::new(&key);
    (key, record)
}

fn under(record: &VaultRecord, key: &VaultKey, wrapping: WrappingKey, retires: Option<Uuid>) -> Change {
    Change::new(&record.under_wrapping_key(key, &wrapping), key, Some(wrapping), retires)
}
