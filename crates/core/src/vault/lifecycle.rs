//! The vault while the program runs: where its key is, and the way from one key or home to another.
//!
//! Every change has two steps, so that a kill at any point is safe: `begin_…` makes the new record and, where the keyring is to hold the key,
//! writes it there and reads it back; the caller commits the record (with every secret sealed anew where the key is another) in its one
//! transaction; then [`Vault::adopt`] takes the change over and only now deletes the item that is no longer needed. A kill in between leaves an
//! item too many, never one too few.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use uuid::Uuid;

use super::{
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
    keyring: Keyring,
    record: Option<VaultRecord>,
    open: Option<Open>,
    /// What the keyring answered last; none before it was asked.
    answered: Option<std::result::Result<(), KeyringTrouble>>,
    /// A first vault that was begun and not adopted: taken up again, since a commit that failed may yet have happened.
    begun: Option<Change>,
    last_used: Moment,
}

/// The key of an open vault.
#[derive(Clone)]
struct Open {
    key: Arc<VaultKey>,
    /// What wraps it, where a passphrase opened it.
    wrapping: Option<WrappingKey>,
}

/// A change that is prepared and not yet committed.
#[derive(Clone)]
pub(crate) struct Change {
    /// What to store.
    pub(crate) record: VaultRecord,
    /// The key that the record names: the present one, or a new one under which every secret is to be sealed.
    pub(crate) key: Arc<VaultKey>,
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
            (None, _) | (Some(_), Some(_)) => VaultState::Ready,
            (Some(record), None) if record.home == KeyHome::Passphrase => VaultState::Locked,
            (Some(_), None) => VaultState::KeyOutOfReach,
        };
        VaultStatus {
            home: self.record.as_ref().map(|record| record.home),
            state,
            keyring: trouble,
            has_recovery_key: self.record.as_ref().is_some_and(VaultRecord::has_recovery_key),
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

    /// Begins the first vault, its key in the keyring.
    ///
    /// # Errors
    /// [`Error::VaultExists`]; [`Error::VaultNeeded`] where no keyring runs, [`Error::KeyOutOfReach`] where it does not keep the key.
    pub(crate) fn create_in_keyring(&mut self) -> Result<Change> {
        self.none_yet()?;
        if let Some(begun) = &self.begun {
            return Ok(begun.clone());
        }
        let key = VaultKey::generate();
        let change = self.into_keyring(VaultRecord::for_keyring(&key), Arc::new(key)).map_err(|error| match error {
            Error::KeyOutOfReach(KeyringTrouble::NoService) => Error::VaultNeeded,
            other => other,
        })?;
        Ok(self.begun.insert(change).clone())
    }

    /// Begins the first vault, its key under a passphrase.
    ///
    /// # Errors
    /// [`Error::VaultExists`], [`Error::PassphraseTooShort`].
    pub(crate) fn create_with_passphrase(&self, passphrase: &Secret) -> Result<Change> {
        self.none_yet()?;
        let key = VaultKey::generate();
        under_passphrase(&VaultRecord::for_keyring(&key), Arc::new(key), passphrase)
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

    /// Forgets the key of a passphrase vault. In a keyring vault it is the keyring that locks.
    pub(crate) fn lock(&mut self) {
        if self.record.as_ref().is_some_and(|record| record.home == KeyHome::Passphrase) {
            self.open = None;
        }
    }

    /// Whether an open passphrase vault was left unused for as long as its record says.
    pub(crate) fn auto_lock_due(&self, now: Moment) -> bool {
        let Some(record) = &self.record else { return false };
        let limit = Duration::from_secs(u64::from(record.auto_lock_minutes) * 60);
        let locks = record.home == KeyHome::Passphrase && record.auto_lock_minutes > 0 && self.open.is_some();
        locks && now.since(self.last_used) >= limit
    }

    /// Notes that a person is at work, so that the vault does not lock under their hands.
    pub(crate) fn used(&mut self) {
        self.last_used = Moment::now();
    }

    /// Whether this is the vault's passphrase.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`] if it is not.
    pub(crate) fn confirm(&self, passphrase: &Secret) -> Result<()> {
        self.known()?.unwrap_with_passphrase(passphrase).map(drop)
    }

    /// Begins to move the key of the open vault under a passphrase: from the keyring, or from another passphrase. The key stays the same.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`], and those of [`Self::key`].
    pub(crate) fn begin_passphrase(&mut self, passphrase: &Secret) -> Result<Change> {
        let key = self.key()?;
        under_passphrase(self.known()?, key, passphrase)
    }

    /// Begins to move the key of the open vault into the keyring. The key stays the same.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the keyring does not keep it, and those of [`Self::key`].
    pub(crate) fn begin_keyring(&mut self) -> Result<Change> {
        let key = self.key()?;
        let record = self.known()?.with_keyring();
        self.into_keyring(record, key)
    }

    /// Begins to replace the key of the open vault by a new one in the same home. The recovery key opens the vault no longer.
    ///
    /// # Errors
    /// [`Error::VaultLocked`] if a passphrase vault was opened with its recovery key: set a passphrase first; and those of [`Self::key`].
    pub(crate) fn begin_rotation(&mut self) -> Result<Change> {
        self.key()?;
        let (key, record) = self.replacement()?;
        if record.home == KeyHome::Keyring {
            return self.into_keyring(record, key);
        }
        let wrapping = self.open.as_ref().and_then(|open| open.wrapping.clone()).ok_or(Error::VaultLocked)?;
        Ok(Change { record: record.with_wrapping(&key, &wrapping), key, wrapping: Some(wrapping) })
    }

    /// Begins to replace a key that is given up for lost by a new one in the keyring; nothing sealed before opens any more.
    ///
    /// # Errors
    /// [`Error::KeyOutOfReach`] if the keyring does not keep it.
    pub(crate) fn begin_replacement_in_keyring(&mut self) -> Result<Change> {
        let (key, record) = self.replacement()?;
        self.into_keyring(record.with_keyring(), key)
    }

    /// Begins to replace a key that is given up for lost by a new one under a passphrase; nothing sealed before opens any more.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`].
    pub(crate) fn begin_replacement_with_passphrase(&self, passphrase: &Secret) -> Result<Change> {
        let (key, record) = self.replacement()?;
        under_passphrase(&record, key, passphrase)
    }

    /// Begins to make a recovery key for the open vault, in place of any older one; it is shown once.
    ///
    /// # Errors
    /// Those of [`Self::key`].
    pub(crate) fn begin_recovery_key(&mut self) -> Result<(Change, Secret)> {
        let key = self.key()?;
        let (record, recovery_key) = self.known()?.with_recovery_key(&key);
        let wrapping = self.open.as_ref().and_then(|open| open.wrapping.clone());
        Ok((Change { record, key, wrapping }, recovery_key))
    }

    /// Takes over a change that the store has committed, and deletes the keyring's item that is needed no longer.
    pub(crate) fn adopt(&mut self, change: Change) {
        let Change { record, key, wrapping } = change;
        let kept = (record.home == KeyHome::Keyring).then_some(record.key_id);
        let before = self.record.replace(record);
        self.begun = None;
        self.hold(key, wrapping);
        if kept.is_some() {
            self.answered = Some(Ok(()));
        }
        if let Some(before) = before.filter(|before| before.home == KeyHome::Keyring && Some(before.key_id) != kept) {
            // One item too many does no harm.
            let _ = self.keyring.delete(before.key_id);
        }
    }

    /// Drops a change that is known to be nowhere in the store, such as a first vault where another program was faster.
    pub(crate) fn abandon(&mut self, change: &Change) {
        let needed: Option<Uuid> = self.record.as_ref().map(|record| record.key_id);
        self.begun = None;
        if change.record.home == KeyHome::Keyring && needed != Some(change.record.key_id) {
            let _ = self.keyring.delete(change.record.key_id);
        }
    }

    fn hold(&mut self, key: Arc<VaultKey>, wrapping: Option<WrappingKey>) {
        self.open = Some(Open { key, wrapping });
        self.last_used = Moment::now();
    }

    fn known(&self) -> Result<&VaultRecord> {
        self.record.as_ref().ok_or(Error::VaultNeeded)
    }

    fn none_yet(&self) -> Result<()> {
        if self.record.is_some() { Err(Error::VaultExists) } else { Ok(()) }
    }

    /// A new key, and a record for it that keeps the settings of the present one.
    fn replacement(&self) -> Result<(Arc<VaultKey>, VaultRecord)> {
        let present = self.known()?;
        let key = VaultKey::generate();
        let mut record = VaultRecord::for_keyring(&key).with_auto_lock_minutes(present.auto_lock_minutes);
        record.home = present.home;
        Ok((Arc::new(key), record))
    }

    fn into_keyring(&mut self, record: VaultRecord, key: Arc<VaultKey>) -> Result<Change> {
        self.answered = Some(self.keyring.put(&key));
        match self.answered {
            Some(Err(trouble)) => Err(Error::KeyOutOfReach(trouble)),
            _ => Ok(Change { record, key, wrapping: None }),
        }
    }
}

fn under_passphrase(record: &VaultRecord, key: Arc<VaultKey>, passphrase: &Secret) -> Result<Change> {
    let (record, wrapping) = record.under_passphrase(&key, passphrase)?;
    Ok(Change { record, key, wrapping: Some(wrapping) })
}
