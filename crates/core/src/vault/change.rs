//! A change of the vault that is prepared and not yet committed.

use std::sync::Arc;

use uuid::Uuid;

use super::{item::Item, key::VaultKey, record::VaultRecord, wrapped::WrappingKey};

/// A change that is prepared and not yet committed.
#[derive(Clone)]
pub(crate) struct Change {
    /// What to store.
    pub(crate) record: VaultRecord,
    /// The key that the record names, under which everything is to be sealed.
    pub(crate) key: Arc<VaultKey>,
    /// The record that it is a change of; `None` for the first vault.
    pub(crate) before: Option<VaultRecord>,
    /// What wraps the key, if a passphrase does.
    pub(super) wrapping: Option<WrappingKey>,
    /// The keys that were to be deleted from the keyring before.
    earlier: Vec<Uuid>,
    /// Counts the clones, since several threads may commit the first vault.
    holders: Arc<()>,
}

impl Change {
    /// Creates a change to a record that is to be sealed. Once committed it ends the need for an item of the keyring; the record says so until the
    /// item is deleted, since the keyring may be locked just then, or the program killed.
    pub(super) fn new(
        before: Option<&VaultRecord>,
        record: &VaultRecord,
        key: &VaultKey,
        wrapping: Option<WrappingKey>,
        retires: Option<Uuid>,
    ) -> Self {
        let earlier = record.leftovers.clone();
        let leftovers = earlier.iter().copied().chain(retires.filter(|retired| !earlier.contains(retired))).collect();
        let key = Arc::new(record.key_for_database(key));
        let record = record.with_leftovers(leftovers).sealed(&key);
        Self { record, key, before: before.cloned(), wrapping, earlier, holders: Arc::default() }
    }

    /// Returns the same change, which leaves the old key in the keyring.
    pub(crate) fn keeping_the_old_key(self) -> Self {
        Self { record: self.record.with_leftovers(self.earlier.clone()).sealed(&self.key), ..self }
    }

    /// The keyring item of the change's key.
    pub(super) fn item(&self) -> Item {
        self.record.item(self.record.key_id)
    }

    /// Returns whether the change makes a new key.
    pub(super) fn has_new_key(&self) -> bool {
        self.before.as_ref().is_none_or(|before| before.key_id != self.record.key_id)
    }

    /// How many clones of the change there are, this one included.
    pub(super) fn holders(&self) -> usize {
        Arc::strong_count(&self.holders)
    }
}
