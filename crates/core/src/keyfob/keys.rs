//! The vault's key and record, kept in step with what another program may have done to the vault.

use std::sync::{Arc, atomic::Ordering};

use super::Keyfob;
use crate::{
    error::{Error, KeyringError, Result},
    store::{ReadTx, VAULT_RECORD_COPY, WriteTx},
    vault::{Vault, VaultKey, VaultRecord, VaultState},
};

impl Keyfob {
    /// The key of the vault as it is in the database now. May wait for the keyring.
    pub(super) fn key(&self) -> Result<Arc<VaultKey>> {
        loop {
            self.refresh_vault()?;
            let record = self.vault().record();
            // What the key says of the record comes first.
            let key = self.vault().key().and_then(|_| self.settle()).and_then(|()| self.vault().key());
            if matches!(key, Err(Error::VaultNeeded)) {
                self.assert_not_lost()?;
            }
            // Another program may have replaced the key, and taken the old one out of the keyring, just before it was asked.
            let may_be_replaced = matches!(&key, Err(Error::KeyOutOfReach(error)) if *error != KeyringError::Cancelled);
            if !may_be_replaced || self.record()? == record {
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

    /// Whether another program has replaced this key, or restored a backup for which the same key seals differently.
    pub(super) fn was_replaced(&self, key: &VaultKey) -> Result<bool> {
        Ok(self.record()?.is_some_and(|record| !record.is_sealed_with(key)))
    }

    /// The key, with a vault in the keyring made first if there is none yet.
    ///
    /// # Errors
    /// [`Error::VaultLost`] if the record is missing: a new vault could open none of the secrets that are there.
    pub(super) fn key_for_sealing(&self) -> Result<Arc<VaultKey>> {
        if self.record()?.is_none() {
            match self.create_vault(Vault::create_in_keyring) {
                // Another program was first: its vault is used.
                Err(Error::Busy | Error::VaultExists) | Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
        self.key()
    }

    /// Fails if no secret could be saved: for a caller that does something else first, such as sending a request. May wait for the keyring.
    ///
    /// # Errors
    /// The vault's key is out of reach, or there is neither a vault nor a keyring for one.
    pub fn assert_can_seal(&self) -> Result<()> {
        if self.record()?.is_some() {
            return self.key().map(drop);
        }
        self.assert_not_lost()?;
        if self.retry_keyring()?.state == VaultState::Needed { Err(Error::VaultNeeded) } else { Ok(()) }
    }

    /// Brings the vault in step with its record in the database.
    pub(super) fn refresh_vault(&self) -> Result<()> {
        self.vault().refresh(|| self.record())?;
        self.settle()
    }

    /// Whether there are sealed secrets and no record that could open them.
    pub(super) fn is_lost(&self) -> Result<bool> {
        self.store().read_tx(|tx| Ok(record_in(tx)?.is_none() && tx.needs_vault()?))
    }

    pub(super) fn assert_not_lost(&self) -> Result<()> {
        if self.is_lost()? { Err(Error::VaultLost) } else { Ok(()) }
    }

    /// The vault's record; `None` while there is no vault.
    pub(super) fn record(&self) -> Result<Option<VaultRecord>> {
        let (record, is_copy) = self.store().read_tx(found_record)?;
        self.0.is_record_copied.store(is_copy, Ordering::Relaxed);
        Ok(record)
    }

    /// Whether the record that was read last is the copy.
    pub(super) fn is_record_copied(&self) -> bool {
        self.0.is_record_copied.load(Ordering::Relaxed)
    }
}

/// Parses a stored record. One that can't be read is as good as none: its digest is right, so another program wrote it, and a newer Keyfob
/// would have raised the version of the whole database.
pub(super) fn readable(text: Option<String>) -> Option<VaultRecord> {
    text.and_then(|text| VaultRecord::from_json(&text).ok())
}

fn found_record(tx: &ReadTx<'_>) -> Result<(Option<VaultRecord>, bool)> {
    if let Some(record) = readable(tx.vault_record()?) {
        return Ok((Some(record), false));
    }
    let copy = readable(tx.setting(VAULT_RECORD_COPY)?);
    let is_copy = copy.is_some();
    Ok((copy, is_copy))
}

/// The vault's record, or its copy if the record can't be read.
pub(super) fn record_in(tx: &ReadTx<'_>) -> Result<Option<VaultRecord>> {
    Ok(found_record(tx)?.0)
}

/// Writes the vault's record and its copy.
pub(super) fn put_record_in(tx: &WriteTx<'_>, record: &VaultRecord) -> Result<()> {
    let json = record.to_json();
    tx.put_vault_record(&json)?;
    tx.put_setting(VAULT_RECORD_COPY, &json)
}

/// Whether a key is the one that the record names, for this database.
pub(super) fn is_current(tx: &ReadTx<'_>, key: &VaultKey) -> Result<bool> {
    Ok(record_in(tx)?.is_some_and(|record| record.is_sealed_with(key)))
}

/// Refuses to seal under a key that another program has replaced since.
pub(super) fn assert_current(tx: &WriteTx<'_>, key: Option<&VaultKey>) -> Result<()> {
    let Some(key) = key else { return Ok(()) };
    if is_current(tx, key)? { Ok(()) } else { Err(Error::Busy) }
}
