//! Everything that a user can do to the vault itself.
//!
//! Each change makes a new key and seals everything again with it, in one transaction: what opened the old key opens nothing from then
//! on. It is ordered so that a kill at any moment leaves a vault that opens: a new key is in its place and read back before the database
//! names it, and an old one is removed only afterwards.

use super::{
    Keyfob, OldBackups,
    keys::{assert_current, put_record_in, record_in},
    sealing,
};
use crate::{
    error::{Error, KeyringError, Result},
    secret::{Revealed, Secret},
    store::WriteTx,
    vault::{Change, Moment, Vault, VaultNotice, VaultRecord, VaultState, VaultStatus, long_enough},
};

/// A setting that says nothing: it is written for the sake of a commit.
const UNUSED: &str = "unused";

impl Keyfob {
    /// Returns the vault's status at once; the keyring isn't asked.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn vault_status(&self) -> Result<VaultStatus> {
        self.refresh_vault()?;
        self.checked_status()
    }

    /// Returns whether the keyring has been waited for for more than a second: it may be showing a prompt. [`Self::cancel_keyring`] ends it.
    #[must_use]
    pub fn is_waiting_for_keyring(&self) -> bool {
        self.vault().keyring().is_waiting()
    }

    /// Stops waiting for the keyring. What waited for it fails with [`KeyringError::Cancelled`].
    pub fn cancel_keyring(&self) {
        self.vault().keyring().cancel();
    }

    /// Dismisses the notice in the vault's status.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn dismiss_vault_notice(&self) -> Result<VaultStatus> {
        self.refresh_vault()?;
        self.vault().set_notice(None);
        self.keep_notice(None);
        self.checked_status()
    }

    /// Returns what this program did to the vault without being asked, once.
    #[must_use]
    pub fn take_vault_notice(&self) -> Option<VaultNotice> {
        self.vault().take_notice()
    }

    /// The vault's own status, unless its record is missing.
    fn checked_status(&self) -> Result<VaultStatus> {
        let status = self.vault().status();
        let state = if self.vault().record().is_none() && self.is_lost()? { VaultState::Lost } else { status.state };
        Ok(VaultStatus { state, notice: status.notice.or_else(|| self.kept_notice()), ..status })
    }

    /// Asks the keyring, again if it was asked before, and waits for its answer.
    ///
    /// # Errors
    /// The database cannot be read; or the user cancelled ([`KeyringError::Cancelled`]).
    pub fn retry_keyring(&self) -> Result<VaultStatus> {
        self.refresh_vault()?;
        self.vault().retry_keyring()?;
        self.settle()?;
        self.retire_leftovers_if_free();
        self.checked_status()
    }

    /// Makes a vault whose key is wrapped under a passphrase.
    ///
    /// # Errors
    /// There is a vault already, the passphrase is too short, or the database cannot be written.
    pub fn create_passphrase_vault(&self, passphrase: &Secret) -> Result<VaultStatus> {
        self.create_vault(|vault| vault.create_with_passphrase(passphrase))
    }

    /// Begins the first vault and commits it.
    pub(super) fn create_vault(&self, begin: impl FnOnce(&Vault) -> Result<Change>) -> Result<VaultStatus> {
        self.assert_not_lost()?;
        self.refresh_vault()?;
        let change = begin(self.vault())?;
        self.commit(change, |tx, _| if tx.needs_vault()? { Err(Error::VaultLost) } else { Ok(()) })?;
        Ok(self.vault().status())
    }

    /// Opens a passphrase vault.
    ///
    /// # Errors
    /// The passphrase is wrong, or there is no such vault.
    pub fn unlock(&self, passphrase: &Secret) -> Result<VaultStatus> {
        self.refresh_vault()?;
        self.vault().unlock(passphrase)?;
        self.settle()?;
        self.retire_leftovers_if_free();
        Ok(self.vault().status())
    }

    /// Opens the vault with its recovery key. A key that the keyring lost is put back there if the keyring takes it.
    ///
    /// # Errors
    /// The recovery key is wrong, or none was made.
    pub fn unlock_with_recovery_key(&self, recovery_key: &Secret) -> Result<VaultStatus> {
        self.refresh_vault()?;
        self.vault().unlock_with_recovery_key(recovery_key)?;
        self.settle()?;
        Ok(self.vault().status())
    }

    /// Forgets the key until the passphrase is entered again.
    ///
    /// # Errors
    /// The database cannot be read; the vault is locked all the same.
    pub fn lock_vault(&self) -> Result<VaultStatus> {
        self.vault().lock();
        self.wipe();
        self.vault_status()
    }

    /// Wipes what must not be left in memory while the vault is locked.
    fn wipe(&self) {
        self.0.raw_responses.clear();
        self.tokens().forget_all();
        super::lock(&self.0.held_keys).clear();
        super::lock(&self.0.sign_ins).clear();
        self.0.connector.forget_secrets();
    }

    /// Says whether a new passphrase would do, before anything else is asked about it.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`].
    pub fn check_new_passphrase(&self, passphrase: &Secret) -> Result<()> {
        long_enough(passphrase)
    }

    /// Locks a passphrase vault that was not used for its set time, and says so.
    #[must_use]
    pub fn auto_lock(&self) -> Option<VaultStatus> {
        let is_locked = self.vault().lock_if_unused(Moment::now());
        is_locked.then(|| {
            self.wipe();
            self.vault().status()
        })
    }

    /// Sets after how many minutes without use a passphrase vault locks; 0 for never.
    ///
    /// # Errors
    /// There is no vault, its key is out of reach, or the database cannot be written.
    pub fn set_auto_lock(&self, minutes: u32) -> Result<VaultStatus> {
        self.key()?;
        let change = self.vault().begin_auto_lock(minutes)?;
        self.commit(change, |_, _| Ok(()))?;
        Ok(self.vault().status())
    }

    /// Replaces the passphrase. A recovery key made before opens nothing any more.
    ///
    /// # Errors
    /// The current passphrase is wrong, the new one is too short, or the database cannot be written.
    pub fn change_passphrase(&self, current: &Secret, new: &Secret, backups: OldBackups) -> Result<VaultStatus> {
        self.unlock(current)?;
        self.change_vault(backups, |vault| vault.begin_passphrase(new))
    }

    /// Moves the vault from the keyring under a passphrase, or sets a new passphrase in a vault that its recovery key has opened. A recovery
    /// key made before opens nothing any more.
    ///
    /// # Errors
    /// The key is out of reach; a passphrase opened the vault, which must be given to replace it ([`Self::change_passphrase`]); the new one is
    /// too short; or the database cannot be written.
    pub fn move_to_passphrase(&self, passphrase: &Secret, backups: OldBackups) -> Result<VaultStatus> {
        self.change_vault(backups, |vault| {
            if vault.is_opened_by_passphrase() {
                return Err(Error::VaultExists);
            }
            vault.begin_passphrase(passphrase)
        })
    }

    /// Moves the vault from under its passphrase into the keyring. A recovery key made before opens nothing any more.
    ///
    /// # Errors
    /// The passphrase is wrong, the keyring does not take the key, or the database cannot be written.
    pub fn move_to_keyring(&self, passphrase: &Secret, backups: OldBackups) -> Result<VaultStatus> {
        self.unlock(passphrase)?;
        self.change_vault(backups, Vault::begin_keyring)
    }

    /// Makes a recovery key, to be shown once; one made before opens nothing any more.
    ///
    /// # Errors
    /// The key is out of reach, a passphrase vault was opened with its recovery key, or the database cannot be written.
    pub fn make_recovery_key(&self, backups: OldBackups) -> Result<Revealed> {
        let mut shown = None;
        self.change_vault(backups, |vault| {
            let (change, recovery_key) = vault.begin_recovery_key()?;
            shown = Some(recovery_key);
            Ok(change)
        })?;
        shown.map(Secret::reveal).ok_or(Error::VaultNeeded)
    }

    /// Replaces the key by a new one in the same home. A recovery key made before opens nothing any more.
    ///
    /// # Errors
    /// The key is out of reach, a passphrase vault was opened with its recovery key, or the database cannot be written.
    pub fn rotate_key(&self, backups: OldBackups) -> Result<VaultStatus> {
        self.change_vault(backups, Vault::begin_rotation)
    }

    /// Gives a lost key up: a new one is made, under a passphrase if one is given, else in the keyring, and every secret must be entered
    /// again. The settings are sealed as they are, since only the lost key could say whether another program changed them.
    ///
    /// What the lost key sealed stays in the database, closed, and in a backup that is made first.
    ///
    /// # Errors
    /// The key is not lost, or may only be out of reach for now: the keyring is locked, refuses, or does not answer. The keyring does not take
    /// a new one, the passphrase is too short, or the database cannot be written.
    pub fn replace_lost_key(&self, passphrase: Option<&Secret>) -> Result<VaultStatus> {
        // What the keyring said before may no longer be so.
        match self.retry_keyring() {
            Ok(_) | Err(Error::VaultChanged) => {}
            Err(error) => return Err(error),
        }
        let with_passphrase = passphrase.is_some();
        match self.key() {
            Ok(_) => return Err(Error::VaultExists),
            Err(
                Error::VaultLocked
                | Error::VaultLost
                | Error::VaultChanged
                | Error::KeyOutOfReach(KeyringError::KeyLost | KeyringError::WrongKey),
            ) => {}
            Err(Error::KeyOutOfReach(KeyringError::NoService | KeyringError::NoCollection)) if with_passphrase => {}
            Err(error) => return Err(error),
        }
        self.back_up()?;
        match self.refresh_vault() {
            Ok(()) | Err(Error::VaultChanged) => {}
            Err(error) => return Err(error),
        }
        let change = match passphrase {
            Some(passphrase) => self.vault().begin_replacement_with_passphrase(passphrase)?,
            None => self.vault().begin_replacement_in_keyring()?,
        };
        self.commit(change, |tx, change| sealing::seal_settings(tx, &change.key))?;
        Ok(self.vault().status())
    }

    /// Changes the vault as [`Self::try_change_vault`] does, again if another program was faster.
    fn change_vault(
        &self,
        backups: OldBackups,
        mut begin: impl FnMut(&Vault) -> Result<Change>,
    ) -> Result<VaultStatus> {
        loop {
            let before = self.record()?;
            match self.try_change_vault(backups, &mut begin) {
                Err(Error::Busy) if self.record()? != before => {}
                result => return result,
            }
        }
    }

    /// Begins a change, seals everything again with its key, and takes it over. Backups are settled before the old key goes, and no other
    /// program works on them between the commit and that; what waits for the keyring or a passphrase's key comes before and afterwards.
    fn try_change_vault(
        &self,
        backups: OldBackups,
        begin: impl FnOnce(&Vault) -> Result<Change>,
    ) -> Result<VaultStatus> {
        self.store().remove_unfinished_files()?;
        let old = self.key()?;
        let change = begin(self.vault())?;
        // Backups that stay as they are need the old key.
        let change = if backups == OldBackups::Keep { change.keeping_the_old_key() } else { change };
        let (new, record) = (change.key.clone(), change.record.clone());
        let lock = self.store().lock_backups().inspect_err(|_| self.vault().abandon(&change))?;
        let lock = self.commit_under(lock, change, |tx, change| {
            // Another program may have replaced the key just before the change was begun.
            assert_current(tx, Some(&old))?;
            sealing::reseal(tx, &old, &change.key)
        })?;
        // Until then the file without its log opens with what opened the old key.
        self.store().empty_log();
        self.settle_backups(&lock, backups, &old, &new, &record);
        drop(lock);
        // An earlier key is only left because a backup that was to be updated couldn't be.
        let backups = if backups == OldBackups::Keep { OldBackups::Update } else { backups };
        self.retire_leftovers(backups, || self.store().lock_backups());
        Ok(self.vault().status())
    }

    /// Commits a change with what it does to everything that is sealed, and takes it over.
    pub(super) fn commit(&self, change: Change, seal: impl FnOnce(&WriteTx<'_>, &Change) -> Result<()>) -> Result<()> {
        self.commit_under((), change, seal)
    }

    /// The same under a lock, which is returned. After a failure it is released before the keyring is asked.
    fn commit_under<L>(
        &self,
        lock: L,
        change: Change,
        seal: impl FnOnce(&WriteTx<'_>, &Change) -> Result<()>,
    ) -> Result<L> {
        self.vault().announce(&change);
        let mut is_begun = false;
        let committed = self.store().write(|tx| {
            is_begun = true;
            assert_same(tx, change.before.as_ref())?;
            seal(tx, &change)?;
            put_record_in(tx, &change.record)
        });
        let Err(error) = committed else {
            self.vault().adopt(change);
            return Ok(lock);
        };
        // Without a transaction it isn't there, whatever can be read.
        let found = if is_begun { self.found_after_failure(&error) } else { Some(self.record().ok().flatten()) };
        if let Some(Some(found)) = &found
            && *found == change.record
        {
            self.vault().adopt(change);
            return Ok(lock);
        }
        drop(lock);
        match found {
            // The key of the change is needed.
            Some(Some(found)) if found.names(change.record.key_id) => {}
            Some(_) => self.vault().abandon(&change),
            None => self.vault().doubt(&change),
        }
        Err(error)
    }

    /// Returns the record in the database after a commit has failed; `None` if it isn't known which one is there, or will be.
    ///
    /// If the disk failed while the commit was synced, the commit may be found after a power cut. It is gone for certain once another
    /// commit has been written over it in the log. If the database is gone, the commit may be in the file that is still open.
    #[expect(clippy::option_option, reason = "there may be no record")]
    fn found_after_failure(&self, error: &Error) -> Option<Option<VaultRecord>> {
        if matches!(error, Error::DatabaseGone(_)) {
            return None;
        }
        if !matches!(error, Error::DiskFailed(_) | Error::DiskFull | Error::Database(_) | Error::Io { .. }) {
            return self.record().ok();
        }
        let written_over = self.store().write(|tx| {
            let found = record_in(tx)?;
            match &found {
                Some(found) => put_record_in(tx, found)?,
                None => tx.put_setting(UNUSED, "")?,
            }
            Ok(found)
        });
        written_over.ok()
    }

    pub(super) fn put_record(&self, before: Option<&VaultRecord>, record: &VaultRecord) -> Result<()> {
        self.store().write(|tx| {
            assert_same(tx, before)?;
            put_record_in(tx, record)
        })
    }
}

/// Refuses to change a vault that another program has changed meanwhile.
fn assert_same(tx: &WriteTx<'_>, before: Option<&VaultRecord>) -> Result<()> {
    if record_in(tx)?.as_ref() == before { Ok(()) } else { Err(Error::Busy) }
}
