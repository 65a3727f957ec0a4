//! The vault's key, kept in step with what another program may have done to the vault.

use std::sync::{Arc, MutexGuard};

use super::{Keyfob, lock};
use crate::{
    error::{Error, Result},
    store::{ReadTx, WriteTx},
    vault::{Vault, VaultKey, VaultRecord},
};

impl Keyfob {
    /// The key of the vault as it stands in the database now.
    pub(super) fn key(&self) -> Result<Arc<VaultKey>> {
        loop {
            let mut vault = self.current_vault()?;
            let record = vault.record().cloned();
            // What the key says of the record comes first.
            let key = vault.key().and_then(|_| self.settle(&mut vault)).and_then(|()| vault.key());
            drop(vault);
            if matches!(key, Err(Error::VaultNeeded)) {
                self.assert_not_lost()?;
            }
            // Another program may have replaced the key, and taken the old one out of the keyring, just before it was asked.
            if !matches!(key, Err(Error::KeyOutOfReach(_))) || self.record()? == record {
                return key;
            }
        }
    }

    /// Does something with the key, and does it again if that failed because another program has replaced the key meanwhile.
    pub(super) fn with_key<T>(&self, act: impl Fn(&VaultKey) -> Result<T>) -> Result<T> {
        loop {
            let key = self.key()?;
            let result = act(&key);
            if result.is_ok() || !self.was_replaced(&key)? {
                return result;
            }
        }
    }

    /// The key, if the vault is open. Never asks and never blocks.
    pub(super) fn key_at_hand(&self) -> Option<Arc<VaultKey>> {
        lock(&self.0.at_hand).clone()
    }

    /// Whether another program has put another key in the place of this one.
    pub(super) fn was_replaced(&self, key: &VaultKey) -> Result<bool> {
        Ok(self.record()?.is_some_and(|record| record.key_id != key.key_id()))
    }

    /// The key, with a vault in the keyring made first where there is none yet.
    ///
    /// # Errors
    /// [`Error::VaultLost`] if the record is missing: a new vault could open none of the secrets that are there.
    pub(super) fn key_for_sealing(&self) -> Result<Arc<VaultKey>> {
        if self.record()?.is_none() {
            match self.create_vault(Vault::create_in_keyring) {
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
        vault.load(self.record()?);
        self.settle(&mut vault)?;
        Ok(vault)
    }

    /// Whether there are sealed secrets and no record that could open them.
    pub(super) fn is_lost(&self) -> Result<bool> {
        self.store().read_tx(|tx| Ok(readable(tx.vault_record()?).is_none() && tx.needs_vault()?))
    }

    pub(super) fn assert_not_lost(&self) -> Result<()> {
        if self.is_lost()? { Err(Error::VaultLost) } else { Ok(()) }
    }

    /// The vault's record; none while there is no vault.
    pub(super) fn record(&self) -> Result<Option<VaultRecord>> {
        Ok(readable(self.store().vault_record()?))
    }
}

/// A stored record. One that can't be read is as good as none: its digest is right, so another program wrote it, and a newer Keyfob would
/// have raised the version of the whole database.
pub(super) fn readable(text: Option<String>) -> Option<VaultRecord> {
    text.and_then(|text| VaultRecord::from_json(&text).ok())
}

/// Whether a key is the one that the record names.
pub(super) fn is_current(tx: &ReadTx<'_>, key: &VaultKey) -> Result<bool> {
    Ok(readable(tx.vault_record()?).is_some_and(|record| record.key_id == key.key_id()))
}

/// Refuses to seal under a key that another program has replaced since.
pub(super) fn assert_current(tx: &WriteTx<'_>, key: Option<&VaultKey>) -> Result<()> {
    let Some(key) = key else { return Ok(()) };
    if is_current(tx, key)? { Ok(()) } else { Err(Error::Busy) }
}
