//! The vault while the program runs. How it is created and changed is in `begin`.
//!
//! Asking the keyring and deriving a key from a passphrase take long. No lock is held meanwhile: what is needed of the state is copied
//! out, and the result is taken over if the record is still the same. The lock never leaves this room, except for late answers of the keyring.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    key::VaultKey,
    keyring::Keyring,
    moment::Moment,
    record::VaultRecord,
    state::{State, Unsettled},
    status::{VaultNotice, VaultStatus},
};
use crate::{
    error::{Error, KeyringError, Result},
    secret::Secret,
};

/// The vault as the running program holds it.
pub(crate) struct Vault {
    pub(super) keyring: Keyring,
    state: Arc<Mutex<State>>,
}

impl Vault {
    /// Creates the vault with the record that is stored, if any. The keyring isn't asked yet.
    pub(crate) fn new(keyring: Keyring, record: Option<VaultRecord>) -> Self {
        Self { keyring, state: Arc::new(State::new(record).into()) }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The state, for a call of the keyring that may be answered when no thread waits for it any more.
    pub(super) fn shared_state(&self) -> Arc<Mutex<State>> {
        self.state.clone()
    }

    /// The keyring, to cancel waiting for it.
    pub(crate) fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Takes over what the store holds, perhaps changed by another program. `read` is called without a lock, and again if the vault was
    /// changed meanwhile.
    ///
    /// # Errors
    /// The error of `read`.
    pub(crate) fn refresh(&self, read: impl Fn() -> Result<Option<VaultRecord>>) -> Result<()> {
        loop {
            let generation = self.state().generation();
            let record = read()?;
            let mut state = self.state();
            if state.generation() == generation {
                let unneeded = state.load(record);
                drop(state);
                for item in unneeded {
                    self.keyring.delete_later(item);
                }
                return Ok(());
            }
        }
    }

    /// Returns the record and what must be done before it can be used, if anything. Known only while there is a key.
    pub(crate) fn unsettled(&self) -> Option<(VaultRecord, Unsettled)> {
        self.state().unsettled()
    }

    /// Takes over the sealed record that the store was given in place of a changed one.
    pub(crate) fn restored(&self, changed: &VaultRecord, sealed: VaultRecord) {
        self.state().restored(changed, sealed);
    }

    /// Drops the key because the record that it opens can't be used: a part of it was put back from an older state.
    pub(crate) fn refuse(&self) {
        self.state().refuse();
    }

    /// Sets the notice for the user, or removes it.
    pub(crate) fn set_notice(&self, notice: Option<VaultNotice>) {
        self.state().set_notice(notice);
    }

    /// Returns the notice for the user, and removes it.
    pub(crate) fn take_notice(&self) -> Option<VaultNotice> {
        self.state().take_notice()
    }

    /// Returns the vault's record.
    pub(crate) fn record(&self) -> Option<VaultRecord> {
        self.state().record().cloned()
    }

    /// Returns the status of the vault at once. The keyring isn't asked; see [`Self::retry_keyring`].
    pub(crate) fn status(&self) -> VaultStatus {
        self.state().status()
    }

    /// Returns the key, for sealing and opening secrets. The keyring is asked the first time; after a failure only [`Self::retry_keyring`]
    /// asks again, so that no prompt comes up unasked.
    ///
    /// # Errors
    /// [`Error::VaultNeeded`] while there is no vault, [`Error::VaultLocked`], [`Error::VaultChanged`], [`Error::KeyOutOfReach`].
    pub(crate) fn key(&self) -> Result<Arc<VaultKey>> {
        loop {
            let mut state = self.state();
            if state.item_wanted().is_none() || state.was_asked() {
                return state.key();
            }
            drop(state);
            self.ask_keyring()?;
        }
    }

    /// Asks the keyring: for the key if it holds it, else, while there is no vault, whether it would keep one. What it answers is in the
    /// status.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the user cancelled.
    pub(crate) fn retry_keyring(&self) -> Result<VaultStatus> {
        self.ask_keyring()?;
        Ok(self.status())
    }

    /// Returns whether the keyring holds the key of a record that was found in a backup. May wait for a prompt.
    ///
    /// # Errors
    /// The keyring doesn't say.
    pub(crate) fn keyring_opens(&self, record: &VaultRecord) -> std::result::Result<bool, KeyringError> {
        match self.keyring.get(record.item(record.key_id)) {
            Ok(key) => Ok(record.accepts(&key)),
            Err(KeyringError::KeyLost | KeyringError::WrongKey) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn ask_keyring(&self) -> Result<()> {
        let (generation, item, is_none) = {
            let state = self.state();
            (state.generation(), state.item_wanted(), state.record().is_none())
        };
        let is_cancelled = if let Some(item) = item {
            let key = self.keyring.get(item);
            let is_cancelled = matches!(key, Err(KeyringError::Cancelled));
            let mut state = self.state();
            if state.generation() == generation && state.item_wanted().is_some() {
                state.admit_from_keyring(key);
            }
            is_cancelled
        } else if is_none {
            let answer = self.keyring.probe();
            let mut state = self.state();
            if state.generation() == generation {
                state.note_answer(answer);
            }
            answer == Err(KeyringError::Cancelled)
        } else {
            false
        };
        if is_cancelled { Err(Error::KeyOutOfReach(KeyringError::Cancelled)) } else { Ok(()) }
    }

    /// Opens a passphrase vault.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::VaultNeeded`] while there is no vault; [`Error::Busy`] if another program changed the vault
    /// meanwhile; [`Error::VaultLocked`] if it was locked meanwhile.
    pub(crate) fn unlock(&self, passphrase: &Secret) -> Result<()> {
        let (record, locks) = self.record_and_locks()?;
        let (key, wrapping) = record.unlock(passphrase)?;
        let mut state = self.state();
        if state.record() != Some(&record) {
            return Err(Error::Busy);
        }
        if state.locks() != locks {
            return Err(Error::VaultLocked);
        }
        state.admit(Arc::new(key), Some(wrapping))
    }

    /// Opens the vault with its recovery key. A key that the keyring has lost is put back there; whether that worked is in the status.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::VaultNeeded`] while there is no vault; [`Error::Busy`] if another program changed the vault
    /// meanwhile; [`Error::VaultLocked`] if it was locked meanwhile.
    pub(crate) fn unlock_with_recovery_key(&self, recovery_key: &Secret) -> Result<()> {
        let (record, locks) = self.record_and_locks()?;
        let key = Arc::new(record.unwrap_with_recovery_key(recovery_key)?);
        let item = {
            let mut state = self.state();
            if state.record() != Some(&record) {
                return Err(Error::Busy);
            }
            if state.locks() != locks {
                return Err(Error::VaultLocked);
            }
            state.admit(key.clone(), None)?;
            // The home is taken from the sealed copy: a forged record must not move the key.
            state.trusted_record().filter(|record| record.is_in_keyring()).map(|record| record.item(key.key_id()))
        };
        if let Some(item) = item {
            let answer = self.keyring.put_back(item, &key);
            self.state().note_answer(answer);
        }
        Ok(())
    }

    fn record_and_locks(&self) -> Result<(VaultRecord, u64)> {
        let state = self.state();
        Ok((state.known()?.clone(), state.locks()))
    }

    /// Returns whether the vault is open, and a passphrase opened it.
    pub(crate) fn is_opened_by_passphrase(&self) -> bool {
        self.state().is_opened_by_passphrase()
    }

    /// Forgets the key of a passphrase vault. In a keyring vault it is the keyring that locks.
    pub(crate) fn lock(&self) {
        self.state().lock();
    }

    /// Locks an open passphrase vault that was left unused for as long as its record says. Returns whether it did.
    pub(crate) fn lock_if_unused(&self, now: Moment) -> bool {
        let mut state = self.state();
        let is_due = state.auto_lock_due(now);
        if is_due {
            state.lock();
        }
        is_due
    }

    /// Notes that the user is at work, so that the vault doesn't lock meanwhile.
    pub(crate) fn used(&self) {
        self.state().used();
    }

    /// Notes that a user is at work elsewhere, in a browser, until what is returned is dropped.
    pub(crate) fn await_user(&self) -> AwaitedUser<'_> {
        self.state().awaits(true);
        AwaitedUser(self)
    }

    /// Returns the key if the vault is open and its record is as it was sealed. Never waits.
    pub(crate) fn key_at_hand(&self) -> Option<Arc<VaultKey>> {
        self.state().key_at_hand()
    }

    /// Takes over a record, as if it had been read in the store.
    #[cfg(test)]
    #[expect(clippy::needless_pass_by_value, reason = "tests give it as the store would")]
    pub(crate) fn load(&self, record: Option<VaultRecord>) {
        drop(self.refresh(|| Ok(record.clone())));
    }
}

/// A user who is at work elsewhere: the vault doesn't lock by itself meanwhile.
pub(crate) struct AwaitedUser<'a>(&'a Vault);

impl Drop for AwaitedUser<'_> {
    fn drop(&mut self) {
        self.0.state().awaits(false);
    }
}

pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // What a panicked thread left is whole, since every change is a single step.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
