//! Everything a person can do to the vault itself.
//!
//! Each change is ordered so that a kill at any moment leaves a vault that opens: a new key is in its place and read back before the
//! database names it, and an old one is removed only afterwards.

use super::{Keyfob, secrets::Place};
use crate::{
    error::{Error, KeyringTrouble, Result},
    secret::{Revealed, Secret},
    store::Writing,
    vault::{Change, Moment, Vault, VaultKey, VaultRecord, VaultStatus},
};

impl Keyfob {
    /// The vault's state; the keyring is not asked.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn vault_status(&self) -> Result<VaultStatus> {
        Ok(self.current_vault()?.status())
    }

    /// Asks the keyring, once more where it was asked before.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn retry_keyring(&self) -> Result<VaultStatus> {
        Ok(self.current_vault()?.retry_keyring())
    }

    /// Makes a vault whose key is wrapped under a passphrase.
    ///
    /// # Errors
    /// There is a vault already, the passphrase is too short, or the database cannot be written.
    pub fn create_passphrase_vault(&self, passphrase: &Secret) -> Result<VaultStatus> {
        self.change_vault(|vault| vault.create_with_passphrase(passphrase))
    }

    /// Opens a passphrase vault.
    ///
    /// # Errors
    /// The passphrase is wrong, or there is no such vault.
    pub fn unlock(&self, passphrase: &Secret) -> Result<VaultStatus> {
        let mut vault = self.current_vault()?;
        vault.unlock(passphrase)?;
        self.forget_leftover(&mut vault);
        Ok(vault.status())
    }

    /// Opens the vault with its recovery key. A key that the keyring lost is put back there if the keyring takes it.
    ///
    /// # Errors
    /// The recovery key is wrong, or none was made.
    pub fn unlock_with_recovery_key(&self, recovery_key: &Secret) -> Result<VaultStatus> {
        let mut vault = self.current_vault()?;
        vault.unlock_with_recovery_key(recovery_key)?;
        Ok(vault.status())
    }

    /// Forgets the key until the passphrase is entered again.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn lock_vault(&self) -> Result<VaultStatus> {
        let mut vault = self.current_vault()?;
        vault.lock();
        self.0.raw_responses.clear();
        Ok(vault.status())
    }

    /// Locks a passphrase vault that was not used for its set time, and says so.
    #[must_use]
    pub fn auto_lock(&self) -> Option<VaultStatus> {
        // A vault that is held is in use.
        let mut vault = self.0.vault.try_lock().ok()?;
        if !vault.auto_lock_due(Moment::now()) {
            return None;
        }
        vault.lock();
        self.0.raw_responses.clear();
        Some(vault.status())
    }

    /// Sets after how many minutes without use a passphrase vault locks; 0 for never.
    ///
    /// # Errors
    /// There is no vault, or the database cannot be written.
    pub fn set_auto_lock(&self, minutes: u32) -> Result<VaultStatus> {
        let before = self.record()?.ok_or(Error::VaultNeeded)?;
        let record = before.with_auto_lock_minutes(minutes);
        self.put_record(Some(&before), &record)?;
        Ok(self.current_vault()?.status())
    }

    /// Replaces the passphrase.
    ///
    /// # Errors
    /// The current passphrase is wrong, the new one is too short, or the database cannot be written.
    pub fn change_passphrase(&self, current: &Secret, new: &Secret) -> Result<VaultStatus> {
        self.change_vault(|vault| {
            vault.unlock(current)?;
            vault.begin_passphrase(new)
        })
    }

    /// Moves the key from the keyring under a passphrase, or sets a new passphrase in a vault that its recovery key has opened.
    ///
    /// # Errors
    /// The key is out of reach; a passphrase opened the vault, which must be given to replace it ([`Self::change_passphrase`]); the new one is
    /// too short; or the database cannot be written.
    pub fn move_to_passphrase(&self, passphrase: &Secret) -> Result<VaultStatus> {
        self.change_vault(|vault| {
            if vault.is_opened_by_passphrase() {
                return Err(Error::VaultExists);
            }
            vault.begin_passphrase(passphrase)
        })
    }

    /// Moves the key from under its passphrase into the keyring.
    ///
    /// # Errors
    /// The passphrase is wrong, the keyring does not take the key, or the database cannot be written.
    pub fn move_to_keyring(&self, passphrase: &Secret) -> Result<VaultStatus> {
        self.change_vault(|vault| {
            vault.unlock(passphrase)?;
            vault.begin_keyring()
        })
    }

    /// Makes a recovery key, to be shown once; one made before opens nothing any more.
    ///
    /// # Errors
    /// The key is out of reach, or the database cannot be written.
    pub fn make_recovery_key(&self) -> Result<Revealed> {
        let mut shown = None;
        self.change_vault(|vault| {
            let (change, recovery_key) = vault.begin_recovery_key()?;
            shown = Some(recovery_key);
            Ok(change)
        })?;
        shown.map(Secret::reveal).ok_or(Error::VaultNeeded)
    }

    /// Gives a lost key up: a new one is made, under a passphrase where one is given, else in the keyring, and every secret must be
    /// entered anew.
    ///
    /// What the lost key sealed stays in the database, closed, and in a backup that is made first.
    ///
    /// # Errors
    /// The key is not lost, or may only be out of reach for now: the keyring is locked, refuses, or does not answer. The keyring does not take
    /// a new one, the passphrase is too short, or the database cannot be written.
    pub fn replace_lost_key(&self, passphrase: Option<&Secret>) -> Result<VaultStatus> {
        // What the keyring said before may no longer be so.
        self.retry_keyring()?;
        let with_passphrase = passphrase.is_some();
        match self.key() {
            Ok(_) => return Err(Error::VaultExists),
            Err(Error::VaultLocked | Error::KeyOutOfReach(KeyringTrouble::KeyLost | KeyringTrouble::WrongKey)) => {}
            Err(Error::KeyOutOfReach(KeyringTrouble::NoService | KeyringTrouble::NoCollection)) if with_passphrase => {}
            Err(error) => return Err(error),
        }
        self.back_up()?;
        self.change_vault(|vault| match passphrase {
            Some(passphrase) => vault.begin_replacement_with_passphrase(passphrase),
            None => vault.begin_replacement_in_keyring(),
        })
    }

    /// Replaces the key and seals everything anew under it, in one transaction. A recovery key made before opens nothing any more.
    ///
    /// # Errors
    /// The key is out of reach, a passphrase vault was opened with its recovery key, a secret cannot be opened, or the database
    /// cannot be written.
    pub fn rotate_key(&self) -> Result<VaultStatus> {
        let mut vault = self.current_vault()?;
        let (before, old) = (vault.record().cloned(), vault.key()?);
        let change = vault.begin_rotation()?;
        self.store().write(|writing| {
            assert_same(writing, before.as_ref())?;
            reseal(writing, &old, &change.key)?;
            writing.put_vault_record(&change.record.to_json())
        })?;
        vault.adopt(change);
        self.forget_leftover(&mut vault);
        Ok(vault.status())
    }

    /// Deletes the key that the keyring should no longer hold, and notes that it is gone. Where that fails it is tried again at the next
    /// opening, and the status says so meanwhile.
    fn forget_leftover(&self, vault: &mut Vault) {
        if let Some(record) = vault.forget_leftover()
            && self.put_record(vault.record(), &record).is_ok()
        {
            vault.load(Some(record));
        }
    }

    /// Begins a change, commits its record, and takes it over.
    pub(super) fn change_vault(&self, begin: impl FnOnce(&mut Vault) -> Result<Change>) -> Result<VaultStatus> {
        let mut vault = self.current_vault()?;
        let before = vault.record().cloned();
        let change = begin(&mut vault)?;
        match self.put_record(before.as_ref(), &change.record) {
            Ok(()) => {
                vault.adopt(change);
                self.forget_leftover(&mut vault);
            }
            Err(error) => {
                // Only a refusal is known to have written nothing; a failed commit may yet have happened.
                if matches!(error, Error::Busy) {
                    vault.abandon(&change);
                }
                return Err(error);
            }
        }
        Ok(vault.status())
    }

    fn put_record(&self, before: Option<&VaultRecord>, record: &VaultRecord) -> Result<()> {
        self.store().write(|writing| {
            assert_same(writing, before)?;
            writing.put_vault_record(&record.to_json())
        })
    }
}

/// Refuses to change a vault that another program has changed meanwhile.
fn assert_same(writing: &Writing<'_>, before: Option<&VaultRecord>) -> Result<()> {
    let now = writing.vault_record()?.map(|text| VaultRecord::from_json(&text)).transpose()?;
    if now.as_ref() == before { Ok(()) } else { Err(Error::Busy) }
}

/// Seals every value anew. One that the old key does not open is left as it is: an earlier key, since lost, sealed it.
fn reseal(writing: &Writing<'_>, old: &VaultKey, new: &VaultKey) -> Result<()> {
    let mut rows = writing.all_sealed()?;
    for row in rows.iter_mut().filter(|row| row.key_id == old.key_id()) {
        let place = Place::of(row);
        let secret = place.open(old, row)?;
        *row = place.seal(new, row.field.clone(), &row.origin, &secret);
    }
    writing.replace_sealed(&rows)
}
