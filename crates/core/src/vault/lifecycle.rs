//! The vault while the program runs: whether it is open, and why not. How it comes to be and changes is in `change`.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use super::{
    change::Change,
    key::VaultKey,
    keyring::Keyring,
    record::VaultRecord,
    status::{KeyHome, VaultState, VaultStatus},
    wrapped::WrappingKey,
};
use crate::{
    error::{Error, KeyringTrouble, Result},
    secret::Secret,
};

/// The vault as the running program holds it.
pub(crate) struct Vault {
    pub(super) keyring: Keyring,
    pub(super) record: Option<VaultRecord>,
    open: Option<Open>,
    /// What the keyring answered last; none before it was asked.
    pub(super) answered: Option<std::result::Result<(), KeyringTrouble>>,
    /// A first vault that was begun and not adopted: taken up again, since a commit that failed may yet have happened.
    pub(super) begun: Option<Change>,
    pub(super) last_used: Moment,
}

/// The key of an open vault.
struct Open {
    key: Arc<VaultKey>,
    /// What wraps it, where a passphrase opened it.
    wrapping: Option<WrappingKey>,
}

/// A point in time, by the clock that stands still in sleep and by the one that people may set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// Never goes back.
    pub(crate) steady: Instant,
    /// Goes on while the machine sleeps.
    pub(crate) wall: SystemTime,
}

impl Moment {
    /// Now.
    pub(crate) fn now() -> Self {
        Self { steady: Instant::now(), wall: SystemTime::now() }
    }

    /// How long ago another moment was, by whichever clock says more.
    fn since(self, earlier: Self) -> Duration {
        let steady = self.steady.saturating_duration_since(earlier.steady);
        steady.max(self.wall.duration_since(earlier.wall).unwrap_or_default())
    }
}

impl Vault {
    /// The vault that the store knows of, if any. Nothing is asked of the keyring yet.
    pub(crate) fn new(keyring: Keyring, record: Option<VaultRecord>) -> Self {
        Self { keyring, record, open: None, answered: None, begun: None, last_used: Moment::now() }
    }

    /// Takes over what the store holds, perhaps changed by another program; a key that no longer fits is dropped.
    pub(crate) fn load(&mut self, record: Option<VaultRecord>) {
        if self.record == record {
            return;
        }
        let fits = |open: &Open| record.as_ref().is_some_and(|record| record.accepts(&open.key));
        // Under another passphrase the old wrapping key is of no use.
        let wrapping_stays =
            record.as_ref().map(VaultRecord::wrapped) == self.record.as_ref().map(VaultRecord::wrapped);
        self.open = self
            .open
            .take()
            .filter(fits)
            .map(|open| Open { wrapping: open.wrapping.filter(|_| wrapping_stays), key: open.key });
        self.record = record;
        self.answered = None;
        self.settle_begun();
    }

    /// What the store holds of the vault.
    pub(crate) fn record(&self) -> Option<&VaultRecord> {
        self.record.as_ref()
    }

    /// How things stand, without asking the keyring: that is what [`Self::retry_keyring`] is for.
    pub(crate) fn status(&self) -> VaultStatus {
        let trouble = self.answered.and_then(std::result::Result::err);
        let state = match (&self.record, &self.open) {
            (None, _) if trouble.is_some() => VaultState::Needed,
            (Some(record), None) if record.home == KeyHome::Passphrase => VaultState::Locked,
            (Some(_), None) if trouble.is_some() => VaultState::KeyOutOfReach,
            // A keyring that was not asked yet is taken to give the key: whoever needs it asks.
            _ => VaultState::Ready,
        };
        VaultStatus {
            home: self.record.as_ref().map(|record| record.home),
            state,
            keyring: trouble,
            has_recovery_key: self.record.as_ref().is_some_and(VaultRecord::has_recovery_key),
            needs_passphrase: state == VaultState::Ready
                && self.record.as_ref().is_some_and(|record| record.home == KeyHome::Passphrase)
                && !self.is_opened_by_passphrase(),
            keyring_holds_old_key: self.record.as_ref().is_some_and(|record| record.leftover.is_some()),
            auto_lock_minutes: self.record.as_ref().map_or(0, |record| record.auto_lock_minutes),
        }
    }

    /// The key, for sealing and opening secrets. The keyring is asked the first time; after a failure only [`Self::retry_keyring`] asks again, so
    /// that no prompt comes up unasked.
    ///
    /// # Errors
    /// [`Error::VaultNeeded`] while there is no vault, [`Error::VaultLocked`], [`Error::KeyOutOfReach`].
    pub(crate) fn key(&mut self) -> Result<Arc<VaultKey>> {
        let Some(record) = &self.record else { return Err(Error::VaultNeeded) };
        if self.open.is_none() && record.home == KeyHome::Keyring && self.answered.is_none() {
            self.retry_keyring();
        }
        match (&self.open, self.answered) {
            (Some(open), _) => {
                self.last_used = Moment::now();
                Ok(open.key.clone())
            }
            (None, Some(Err(trouble))) => Err(Error::KeyOutOfReach(trouble)),
            (None, _) => Err(Error::VaultLocked),
        }
    }

    /// Asks the keyring: for the key where it holds it, else, while there is no vault, whether it would keep one.
    pub(crate) fn retry_keyring(&mut self) -> VaultStatus {
        match &self.record {
            None => self.answered = Some(self.keyring.probe()),
            Some(record) if record.home == KeyHome::Keyring && self.open.is_none() => {
                let key = self.keyring.get(record.key_id);
                let key =
                    key.and_then(|key| if record.accepts(&key) { Ok(key) } else { Err(KeyringTrouble::WrongKey) });
                self.answered = Some(key.map(|key| self.hold(Arc::new(key), None)));
            }
            Some(_) => {}
        }
        self.status()
    }

    /// Opens a passphrase vault.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::VaultNeeded`] while there is no vault.
    pub(crate) fn unlock(&mut self, passphrase: &Secret) -> Result<()> {
        let (key, wrapping) = self.known()?.unlock(passphrase)?;
        self.hold(Arc::new(key), Some(wrapping));
        Ok(())
    }

    /// Opens the vault with its recovery key. A key that the keyring has lost is put back there; whether that worked is in the status.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::VaultNeeded`] while there is no vault.
    pub(crate) fn unlock_with_recovery_key(&mut self, recovery_key: &Secret) -> Result<()> {
        let record = self.known()?;
        let (key, home) = (record.unwrap_with_recovery_key(recovery_key)?, record.home);
        if home == KeyHome::Keyring {
            self.answered = Some(self.keyring.put(&key));
        }
        self.hold(Arc::new(key), None);
        Ok(())
    }

    /// Whether the vault is open, and a passphrase opened it.
    pub(crate) fn is_opened_by_passphrase(&self) -> bool {
        self.wrapping().is_some()
    }

    /// Forgets the key of a passphrase vault. In a keyring vault it is the keyring that locks.
    pub(crate) fn lock(&mut self) {
        if self.record.as_ref().is_some_and(|record| record.home == KeyHome::Passphrase) {
            self.open = None;
        }
    }

    /// Whether an open passphrase vault was left unused for as long as its record says.
    pub(crate) fn auto_lock_due(&self, now: Moment) -> bool {
        let Some(record) = &self.record else { return false };
        let limit = Duration::from_mins(u64::from(record.auto_lock_minutes));
        let locks = record.home == KeyHome::Passphrase && record.auto_lock_minutes > 0 && self.open.is_some();
        locks && now.since(self.last_used) >= limit
    }

    /// Notes that a person is at work, so that the vault does not lock under their hands.
    pub(crate) fn used(&mut self) {
        self.last_used = Moment::now();
    }

    pub(super) fn hold(&mut self, key: Arc<VaultKey>, wrapping: Option<WrappingKey>) {
        self.open = Some(Open { key, wrapping });
        self.last_used = Moment::now();
    }

    /// What wraps the key of the open vault, where a passphrase opened it.
    pub(super) fn wrapping(&self) -> Option<WrappingKey> {
        self.open.as_ref().and_then(|open| open.wrapping.clone())
    }

    pub(super) fn known(&self) -> Result<&VaultRecord> {
        self.record.as_ref().ok_or(Error::VaultNeeded)
    }
}
