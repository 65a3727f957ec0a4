//! Everything a person can do to the vault itself.
//!
//! Each change is ordered so that a kill at any moment leaves a vault that opens: a new key is in its place and read back before the
//! database names it, and an old one is removed only afterwards.

use super::{Keyfob, secrets::Bound};
use crate::{
    error::{Error, Result},
    secret::{Revealed, Secret},
    store::Writing,
    vault::{KeyHome, VaultKey, VaultRecord, VaultStatus},
};

impl Keyfob {
    /// The vault's state; the keyring is asked only where it is needed to know.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn vault_status(&self) -> Result<VaultStatus> {
        let record = self.record()?;
        let mut vault = self.vault();
        vault.keep_in_step(record)?;
        Ok(vault.status())
    }

    /// Asks the keyring once more.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn retry_keyring(&self) -> Result<VaultStatus> {
        self.vault().retry_keyring();
        self.vault_status()
    }

    /// Makes a vault whose key is wrapped under a passphrase.
    ///
    /// # Errors
    /// There is a vault already, the passphrase is too short, or the database cannot be written.
    pub fn create_passphrase_vault(&self, passphrase: &Secret) -> Result<VaultStatus> {
        let key = VaultKey::generate();
        let record = VaultRecord::for_passphrase(&key, passphrase)?;
        self.store().write(|writing| {
            if writing.vault_record()?.is_some() {
                return Err(Error::VaultExists);
            }
            writing.put_vault_record(&record.to_json())
        })?;
        self.vault().adopt(record, key.into());
        self.vault_status()
    }

    /// Opens a passphrase vault.
    ///
    /// # Errors
    /// The passphrase is wrong, or there is no such vault.
    pub fn unlock(&self, passphrase: &Secret) -> Result<VaultStatus> {
        let record = self.record()?.ok_or(Error::VaultNeeded)?;
        let key = record.unwrap_with_passphrase(passphrase)?;
        self.vault().adopt(record, key.into());
        self.vault_status()
    }

    /// Opens the vault with its recovery key. Where the keyring lost the key, it is put back there if the keyring takes it.
    ///
    /// # Errors
    /// The recovery key is wrong, or none was made.
    pub fn unlock_with_recovery_key(&self, recovery_key: &Secret) -> Result<VaultStatus> {
        let record = self.record()?.ok_or(Error::VaultNeeded)?;
        let key = record.unwrap_with_recovery_key(recovery_key)?;
        let mut vault = self.vault();
        if record.home == KeyHome::Keyring {
            // A keyring that does not take it is no reason to keep the secrets shut: the next start asks for the recovery key again.
            vault.put_in_keyring(&key).ok();
        }
        vault.adopt(record, key.into());
        drop(vault);
        self.vault_status()
    }

    /// Forgets the key until the passphrase is entered again.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn lock_vault(&self) -> Result<VaultStatus> {
        self.vault().lock();
        self.vault_status()
    }

    /// Locks a passphrase vault that was not used for its set time, and says so.
    #[must_use]
    pub fn auto_lock(&self) -> Option<VaultStatus> {
        let mut vault = self.vault();
        if !vault.auto_lock_due(std::time::Instant::now()) {
            return None;
        }
        vault.lock();
        Some(vault.status())
    }

    /// Sets after how many minutes without use a passphrase vault locks; 0 for never.
    ///
    /// # Errors
    /// There is no vault, or the database cannot be written.
    pub fn set_auto_lock(&self, minutes: u32) -> Result<VaultStatus> {
        self.change_record(|record| Ok(record.with_auto_lock_minutes(minutes)))
    }

    /// Replaces the passphrase.
    ///
    /// # Errors
    /// The current passphrase is wrong, the new one is too short, or the database cannot be written.
    pub fn change_passphrase(&self, current: &Secret, new: &Secret) -> Result<VaultStatus> {
        let key = self.record()?.ok_or(Error::VaultNeeded)?.unwrap_with_passphrase(current)?;
        self.change_record(|record| record.with_passphrase(&key, new))
    }

    /// Moves the key from the keyring under a passphrase.
    ///
    /// # Errors
    /// The key is out of reach, the passphrase is too short, or the database cannot be written.
    pub fn move_to_passphrase(&self, passphrase: &Secret) -> Result<VaultStatus> {
        let key = self.key()?;
        self.change_record(|record| record.with_passphrase(&key, passphrase))?;
        // What stays behind in the keyring opens nothing more than the passphrase does; a failure to delete it is no failure to move.
        self.vault().discard_from_keyring(key.key_id());
        self.vault_status()
    }

    /// Moves the key from under its passphrase into the keyring.
    ///
    /// # Errors
    /// The passphrase is wrong, the keyring does not take the key, or the database cannot be written.
    pub fn move_to_keyring(&self, passphrase: &Secret) -> Result<VaultStatus> {
        let key = self.record()?.ok_or(Error::VaultNeeded)?.unwrap_with_passphrase(passphrase)?;
        self.vault().put_in_keyring(&key)?;
        self.change_record(|record| Ok(record.with_keyring()))
    }

    /// Makes a recovery key, to be shown once; one made before opens nothing any more.
    ///
    /// # Errors
    /// The key is out of reach, or the database cannot be written.
    pub fn make_recovery_key(&self) -> Result<Revealed> {
        let key = self.key()?;
        let mut shown = None;
        self.change_record(|record| {
            let (record, recovery_key) = record.with_recovery_key(&key);
            shown = Some(recovery_key);
            Ok(record)
        })?;
        shown.map(Secret::reveal).ok_or(Error::VaultNeeded)
    }

    /// Gives a lost key up: a new vault is made, under a passphrase where one is given, else in the keyring, and every secret must be
    /// entered anew.
    ///
    /// What the lost key sealed stays in the database, closed.
    ///
    /// # Errors
    /// The key is not lost, the keyring does not take a new one, the passphrase is too short, or the database cannot be written.
    pub fn replace_lost_key(&self, passphrase: Option<&Secret>) -> Result<VaultStatus> {
        if self.key().is_ok() {
            return Err(Error::VaultExists);
        }
        let (record, key) = match passphrase {
            Some(passphrase) => {
                let key = VaultKey::generate();
                (VaultRecord::for_passphrase(&key, passphrase)?, key.into())
            }
            None => self.vault().create_in_keyring()?,
        };
        self.store().write(|writing| writing.put_vault_record(&record.to_json()))?;
        self.vault().adopt(record, key);
        self.vault_status()
    }

    /// Replaces the key and seals everything anew under it, in one transaction. A passphrase vault needs its passphrase for it.
    ///
    /// A recovery key made before opens nothing any more.
    ///
    /// # Errors
    /// The key is out of reach, the passphrase is wrong, a secret cannot be opened, or the database cannot be written.
    pub fn rotate_key(&self, passphrase: Option<&Secret>) -> Result<VaultStatus> {
        let old = self.key()?;
        let record = self.record()?.ok_or(Error::VaultNeeded)?;
        let new = VaultKey::generate();
        let replaced = match record.home {
            KeyHome::Keyring => {
                self.vault().put_in_keyring(&new)?;
                VaultRecord::for_keyring(&new)
            }
            KeyHome::Passphrase => {
                let passphrase = passphrase.ok_or(Error::VaultLocked)?;
                record.unwrap_with_passphrase(passphrase)?;
                VaultRecord::for_passphrase(&new, passphrase)?
            }
        }
        .with_auto_lock_minutes(record.auto_lock_minutes);
        self.store().write(|writing| {
            self.assert_current(writing, Some(&old))?;
            reseal(writing, &old, &new)?;
            writing.put_vault_record(&replaced.to_json())
        })?;
        let mut vault = self.vault();
        vault.adopt(replaced, new.into());
        vault.discard_from_keyring(old.key_id());
        drop(vault);
        self.vault_status()
    }

    /// Changes the vault's record in one transaction, on what stands in the database and not on what was read earlier.
    fn change_record(&self, change: impl FnOnce(VaultRecord) -> Result<VaultRecord>) -> Result<VaultStatus> {
        self.store().write(|writing| {
            let text = writing.vault_record()?.ok_or(Error::VaultNeeded)?;
            writing.put_vault_record(&change(VaultRecord::from_json(&text)?)?.to_json())
        })?;
        self.vault_status()
    }
}

/// Seals every value anew. One that the old key does not open is left as it is: an earlier key, since lost, sealed it.
fn reseal(writing: &Writing<'_>, old: &VaultKey, new: &VaultKey) -> Result<()> {
    let mut rows = writing.all_sealed()?;
    for row in rows.iter_mut().filter(|row| row.key_id == old.key_id()) {
        let origin = writing.read(row.authorization)?.draft.details.origin(row.environment);
        let bound = Bound { id: row.authorization, environment: row.environment, origin };
        let secret = bound.open(old, row)?;
        *row = bound.seal(new, row.field.clone(), &secret);
    }
    writing.replace_sealed(&rows)
}
