//! The vault's key, kept in step with what another program may have done to the vault.

use std::sync::Arc;

use super::Keyfob;
use crate::{
    error::{Error, Result},
    store::Writing,
    vault::{VaultKey, VaultRecord},
};

impl Keyfob {
    /// The key of the vault as it stands in the database now.
    pub(super) fn key(&self) -> Result<Arc<VaultKey>> {
        let record = self.record()?;
        let mut vault = self.vault();
        vault.keep_in_step(record)?;
        vault.key()
    }

    /// The key, with a vault in the keyring made first where there is none yet.
    pub(super) fn key_for_sealing(&self) -> Result<Arc<VaultKey>> {
        if self.record()?.is_none() {
            self.create_in_keyring()?;
        }
        self.key()
    }

    /// The vault's record; none while there is no vault.
    pub(super) fn record(&self) -> Result<Option<VaultRecord>> {
        self.store().vault_record()?.map(|text| VaultRecord::from_json(&text)).transpose()
    }

    /// Refuses to seal under a key that another program has replaced since.
    pub(super) fn assert_current(&self, writing: &Writing<'_>, key: Option<&VaultKey>) -> Result<()> {
        let Some(key) = key else { return Ok(()) };
        let record = writing.vault_record()?.map(|text| VaultRecord::from_json(&text)).transpose()?;
        if record.is_some_and(|record| record.key_id == key.key_id()) { Ok(()) } else { Err(Error::Busy) }
    }

    /// Makes a vault whose key the keyring holds. The key is in the keyring before the database names it: a kill in between
    /// leaves an item that nothing uses, never a vault without a key.
    fn create_in_keyring(&self) -> Result<()> {
        let (record, key) = self.vault().create_in_keyring()?;
        let kept = self.store().write(|writing| {
            if writing.vault_record()?.is_some() {
                // Another program was first: its vault stands.
                return Ok(false);
            }
            writing.put_vault_record(&record.to_json())?;
            Ok(true)
        })?;
        let mut vault = self.vault();
        if kept {
            vault.adopt(record, key);
        } else {
            vault.discard_from_keyring(key.key_id());
        }
        Ok(())
    }
}
