//! The vault's key, kept in step with what another program may have done to the vault.

use std::sync::{Arc, MutexGuard};

use super::Keyfob;
use crate::{
    error::{Error, Result},
    store::Writing,
    vault::{Vault, VaultKey, VaultRecord},
};

impl Keyfob {
    /// The key of the vault as it stands in the database now.
    pub(super) fn key(&self) -> Result<Arc<VaultKey>> {
        loop {
            let mut vault = self.current_vault()?;
            let (record, key) = (vault.record().cloned(), vault.key());
            drop(vault);
            // Another program may have replaced the key, and taken the old one out of the keyring, just before it was asked.
            if !matches!(key, Err(Error::KeyOutOfReach(_))) || self.record()? == record {
                return key;
            }
        }
    }

    /// Does something with the key, and does it again where another program has replaced the key meanwhile.
    pub(super) fn with_key<T>(&self, act: impl Fn(&VaultKey) -> Result<T>) -> Result<T> {
        loop {
            let key = self.key()?;
            let result = act(&key);
            if !matches!(result, Err(Error::SecretUnreadable)) || !self.was_replaced(&key)? {
                return result;
            }
        }
    }

    /// Whether another program has put another key in the place of this one.
    pub(super) fn was_replaced(&self, key: &VaultKey) -> Result<bool> {
        Ok(self.record()?.is_some_and(|record| record.key_id != key.key_id()))
    }

    /// The key, with a vault in the keyring made first where there is none yet.
    pub(super) fn key_for_sealing(&self) -> Result<Arc<VaultKey>> {
        if self.record()?.is_none() {
            match self.change_vault(Vault::create_in_keyring) {
                // Another program was first: its vault stands.
                Err(Error::Busy | Error::VaultExists) | Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
        self.key()
    }

    /// The vault, in step with its record in the database. Whoever holds the vault may wait for the store, never the other way round; read
    /// before the vault is held, a record could be one that another thread has just replaced.
    pub(super) fn current_vault(&self) -> Result<MutexGuard<'_, Vault>> {
        let mut vault = self.vault();
        let record = self.record()?;
        vault.load(record);
        Ok(vault)
    }

    /// The vault's record; none while there is no vault.
    pub(super) fn record(&self) -> Result<Option<VaultRecord>> {
        self.store().vault_record()?.map(|text| VaultRecord::from_json(&text)).transpose()
    }
}

/// Refuses to seal under a key that another program has replaced since.
pub(super) fn assert_current(writing: &Writing<'_>, key: Option<&VaultKey>) -> Result<()> {
    let Some(key) = key else { return Ok(()) };
    let record = writing.vault_record()?.map(|text| VaultRecord::from_json(&text)).transpose()?;
    if record.is_some_and(|record| record.key_id == key.key_id()) { Ok(()) } else { Err(Error::Busy) }
}
