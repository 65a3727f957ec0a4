//! From no vault to one, and from one key or home to another.
//!
//! Every change has two steps, so that a kill at any point is safe: `create_…` and `begin_…` make the new record and, where the keyring is to hold
//! the key, write it there and read it back; the caller commits the record (with every secret sealed anew where the key is another) in its one
//! transaction; then [`Vault::adopt`] takes the change over and only now deletes the item that is no longer needed. A kill in between
//! leaves an item too many, never one too few.

use std::sync::Arc;

use uuid::Uuid;

use super::{key::VaultKey, lifecycle::Vault, record::VaultRecord, status::KeyHome, wrapped::WrappingKey};
use crate::{
    error::{Error, KeyringTrouble, Result},
    secret::Secret,
};

/// A change that is prepared and not yet committed.
#[derive(Clone)]
pub(crate) struct Change {
    /// What to store.
    pub(crate) record: VaultRecord,
    /// The key that the record names: the present one, or a new one under which every secret is to be sealed.
    pub(crate) key: Arc<VaultKey>,
    /// What wraps it, where a passphrase does.
    wrapping: Option<WrappingKey>,
    /// Whether the key was made for this change, so that no other program can be using it.
    is_new: bool,
}

impl Change {
    fn of(record: VaultRecord, key: Arc<VaultKey>, wrapping: Option<WrappingKey>) -> Self {
        Self { record, key, wrapping, is_new: false }
    }

    /// The same, once committed ending the need for an item of the keyring. The record says so until it is deleted, since the keyring may
    /// be locked just then, or the program killed.
    fn retiring(self, retires: Option<Uuid>) -> Self {
        let leftover = retires.or(self.record.leftover);
        Self { record: self.record.with_leftover(leftover), ..self }
    }

    /// The same, with a key that nobody has used yet.
    fn with_new_key(self) -> Self {
        Self { is_new: true, ..self }
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
        let change =
            self.put_in_keyring(VaultRecord::for_keyring(&key), Arc::new(key)).map_err(|error| match error {
                Error::KeyOutOfReach(KeyringTrouble::NoService | KeyringTrouble::NoCollection) => Error::VaultNeeded,
                other => other,
            })?;
        Ok(self.begun.insert(change.with_new_key()).clone())
    }

    /// Begins the first vault, its key under a passphrase.
    ///
    /// # Errors
    /// [`Error::VaultExists`], [`Error::PassphraseTooShort`].
    pub(crate) fn create_with_passphrase(&self, passphrase: &Secret) -> Result<Change> {
        self.none_yet()?;
        let key = VaultKey::generate();
        under_passphrase(&VaultRecord::for_keyring(&key), Arc::new(key), passphrase)
    }

    /// Begins to move the key of the open vault under a passphrase: from the keyring, or from another passphrase. The key stays the same.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`], and those of [`Self::key`].
    pub(crate) fn begin_passphrase(&mut self, passphrase: &Secret) -> Result<Change> {
        let key = self.key()?;
        Ok(under_passphrase(self.known()?, key, passphrase)?.retiring(self.item_needed()))
    }

    /// Begins to move the key of the open vault into the keyring. The key stays the same.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the keyring does not keep it, and those of [`Self::key`].
    pub(crate) fn begin_keyring(&mut self) -> Result<Change> {
        let key = self.key()?;
        let record = self.known()?.with_keyring();
        self.put_in_keyring(record, key)
    }

    /// Begins to replace the key of the open vault by a new one in the same home. The recovery key opens the vault no longer.
    ///
    /// # Errors
    /// [`Error::VaultLocked`] if a passphrase vault was opened with its recovery key: set a passphrase first; and those of [`Self::key`].
    pub(crate) fn begin_rotation(&mut self) -> Result<Change> {
        self.key()?;
        let (key, record) = self.replacement()?;
        let change = if record.home == KeyHome::Keyring {
            self.put_in_keyring(record, key)?
        } else {
            let wrapping = self.wrapping().ok_or(Error::VaultLocked)?;
            Change::of(record.with_wrapping(&key, &wrapping), key, Some(wrapping))
        };
        Ok(change.with_new_key().retiring(self.item_needed()))
    }

    /// Begins to replace a key that is given up for lost by a new one in the keyring; nothing sealed before opens any more. Should the keyring
    /// hold the old key after all, it stays there.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the keyring does not keep it.
    pub(crate) fn begin_replacement_in_keyring(&mut self) -> Result<Change> {
        let (key, record) = self.replacement()?;
        Ok(self.put_in_keyring(record.with_keyring(), key)?.with_new_key())
    }

    /// Begins to replace a key that is given up for lost by a new one under a passphrase; nothing sealed before opens any more.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`].
    pub(crate) fn begin_replacement_with_passphrase(&self, passphrase: &Secret) -> Result<Change> {
        let (key, record) = self.replacement()?;
        Ok(under_passphrase(&record, key, passphrase)?.with_new_key())
    }

    /// Begins to make a recovery key for the open vault, in place of any older one; it is shown once.
    ///
    /// # Errors
    /// Those of [`Self::key`].
    pub(crate) fn begin_recovery_key(&mut self) -> Result<(Change, Secret)> {
        let key = self.key()?;
        let (record, recovery_key) = self.known()?.with_recovery_key(&key);
        Ok((Change::of(record, key, self.wrapping()), recovery_key))
    }

    /// Takes over a change that the store has committed; [`Self::forget_leftover`] is then due.
    pub(crate) fn adopt(&mut self, change: Change) {
        let Change { record, key, wrapping, .. } = change;
        self.record = Some(record);
        if self.item_needed().is_some() {
            self.answered = Some(Ok(()));
        }
        self.hold(key, wrapping);
        self.settle_begun();
    }

    /// Deletes what the keyring holds and the vault needs no longer; once it is gone, answers the record that says so.
    pub(crate) fn forget_leftover(&self) -> Option<VaultRecord> {
        let record = self.record.as_ref()?;
        let is_gone = self.forget_item(Some(record.leftover?));
        is_gone.then(|| record.with_leftover(None))
    }

    /// Drops a change that is known to be nowhere in the store. Only a key that was made for it is taken out of the keyring again: an older one may be
    /// on its way there by another program's hand, and an item too many does no harm.
    pub(crate) fn abandon(&mut self, change: &Change) {
        self.begun = None;
        if change.is_new {
            self.forget_item(Some(change.record.key_id));
        }
    }

    /// Drops a first vault that was begun here, once there is one: it is that one, or another program was faster.
    pub(super) fn settle_begun(&mut self) {
        if self.record.is_some()
            && let Some(begun) = self.begun.take()
        {
            self.forget_item(Some(begun.record.key_id));
        }
    }

    /// The keyring's item that the vault needs.
    fn item_needed(&self) -> Option<Uuid> {
        self.record.as_ref().filter(|record| record.home == KeyHome::Keyring).map(|record| record.key_id)
    }

    /// Deletes an item of the keyring unless the vault needs it, and says whether it is not there, or needed, now.
    fn forget_item(&self, key_id: Option<Uuid>) -> bool {
        match key_id.filter(|_| key_id != self.item_needed()) {
            Some(key_id) => self.keyring.delete(key_id).is_ok(),
            None => true,
        }
    }

    fn none_yet(&self) -> Result<()> {
        if self.record.is_some() { Err(Error::VaultExists) } else { Ok(()) }
    }

    /// A new key, and a record for it that keeps the settings of the present one.
    fn replacement(&self) -> Result<(Arc<VaultKey>, VaultRecord)> {
        let present = self.known()?;
        let key = VaultKey::generate();
        let mut record = VaultRecord::for_keyring(&key).with_auto_lock_minutes(present.auto_lock_minutes);
        record.home = present.home;
        Ok((Arc::new(key), record))
    }

    fn put_in_keyring(&mut self, record: VaultRecord, key: Arc<VaultKey>) -> Result<Change> {
        self.answered = Some(self.keyring.put(&key));
        match self.answered {
            Some(Err(trouble)) => Err(Error::KeyOutOfReach(trouble)),
            _ => Ok(Change::of(record, key, None)),
        }
    }
}

fn under_passphrase(record: &VaultRecord, key: Arc<VaultKey>, passphrase: &Secret) -> Result<Change> {
    let (record, wrapping) = record.under_passphrase(&key, passphrase)?;
    Ok(Change::of(record, key, Some(wrapping)))
}
