//! The vault while the program runs: whether it is open, and why not. How it comes to be and changes is in `change`.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use super::{
    change::Change,
    key::VaultKey,
    keyring::Keyring,
    record::{Authenticity, VaultRecord},
    status::{KeyHome, VaultNotice, VaultState, VaultStatus},
    wrapped::WrappingKey,
};
use crate::{
    error::{Error, KeyringError, Result},
    secret::Secret,
};

/// The vault as the running program holds it.
pub(crate) struct Vault {
    pub(super) keyring: Keyring,
    pub(super) record: Option<VaultRecord>,
    open: Option<Open>,
    /// What the keyring answered last; none before it was asked.
    pub(super) answered: Option<std::result::Result<(), KeyringError>>,
    /// A first vault that was begun and not adopted: taken up again, since a commit that failed may yet have happened.
    pub(super) begun: Option<Change>,
    pub(super) last_used: Moment,
    /// What the key of the open vault said of the record, where the store is to be changed for it.
    unsettled: Option<Unsettled>,
    /// Whether the key was there, and the record not what it had sealed.
    is_changed: bool,
    /// What was done and not told yet.
    pub(super) notice: Option<VaultNotice>,
    /// The key of the open vault, for those who must not wait.
    at_hand: AtHand,
}

/// The key of an open vault whose record is as it was sealed.
pub(crate) type AtHand = Arc<Mutex<Option<Arc<VaultKey>>>>;

/// A record that must not be used as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unsettled {
    /// It is of the older format: everything is to be sealed first.
    Unsealed,
    /// Another program changed it; this is what was sealed, and is to be stored again.
    Changed(Box<VaultRecord>),
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
        Self {
            keyring,
            record,
            open: None,
            answered: None,
            begun: None,
            last_used: Moment::now(),
            unsettled: None,
            is_changed: false,
            notice: None,
            at_hand: AtHand::default(),
        }
    }

    /// Takes over what the store holds, perhaps changed by another program; a key that no longer fits is dropped.
    pub(crate) fn load(&mut self, record: Option<VaultRecord>) {
        if self.record == record {
            return;
        }
        let before = std::mem::replace(&mut self.record, record);
        self.answered = None;
        self.is_changed = false;
        // Another program's work is no use of this one.
        let last_used = self.last_used;
        if let Some(Open { key, wrapping }) = self.close()
            && self.admit(key, wrapping).is_ok()
        {
            // Under another passphrase the old wrapping key is of no use.
            let wrapped = |record: Option<&VaultRecord>| record.and_then(VaultRecord::wrapped).cloned();
            if wrapped(self.trusted_record()) != wrapped(before.as_ref())
                && let Some(open) = &mut self.open
            {
                open.wrapping = None;
            }
            self.last_used = last_used;
        }
        self.settle_begun();
    }

    /// Drops the key, with what it said of the record.
    fn close(&mut self) -> Option<Open> {
        self.unsettled = None;
        let open = self.open.take();
        self.publish();
        open
    }

    /// Drops the key because the record that it opens can't be used: a part of it was put back from an older state.
    pub(crate) fn refuse(&mut self) {
        self.close();
        self.is_changed = true;
    }

    /// Publishes the key where it can be read while another thread holds the vault.
    fn publish(&self) {
        let key = self.open.as_ref().filter(|_| self.unsettled.is_none()).map(|open| open.key.clone());
        *self.at_hand.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// Where the key is while the vault is open and its record is as it was sealed. It is never locked for longer than a copy takes.
    pub(crate) fn at_hand(&self) -> AtHand {
        self.at_hand.clone()
    }

    /// Holds a key if it is the record's, and notes what it says of the record.
    fn admit(&mut self, key: Arc<VaultKey>, wrapping: Option<WrappingKey>) -> Result<()> {
        let authenticity = self.known()?.authenticity(&key);
        self.is_changed = authenticity == Authenticity::SealLost;
        self.unsettled = match authenticity {
            Authenticity::Sealed => None,
            Authenticity::Unsealed => Some(Unsettled::Unsealed),
            Authenticity::Changed(sealed) => Some(Unsettled::Changed(sealed)),
            Authenticity::OtherKey | Authenticity::SealLost => return Err(Error::VaultChanged),
        };
        let key = match self.trusted_record() {
            Some(record) => Arc::new(record.key_for_database(&key)),
            None => key,
        };
        self.hold(key, wrapping);
        Ok(())
    }

    /// What is to be done before the record is used, once there is a key.
    pub(crate) fn unsettled(&self) -> Option<&Unsettled> {
        self.unsettled.as_ref()
    }

    /// Takes over the sealed record that the store was given in place of a changed one.
    pub(crate) fn restored(&mut self, record: VaultRecord) {
        self.record = Some(record);
        self.unsettled = None;
        self.note(VaultNotice::RecordRestored);
        self.publish();
    }

    /// Notes what the user is to be told.
    pub(crate) fn note(&mut self, notice: VaultNotice) {
        self.notice = Some(notice);
    }

    /// Takes over a record that its own key has just sealed.
    pub(super) fn replace_record(&mut self, record: VaultRecord) {
        self.close();
        self.is_changed = false;
        self.record = Some(record);
    }

    /// Forgets what was done: the user was told.
    pub(crate) fn dismiss_notice(&mut self) {
        self.notice = None;
    }

    /// What was done, to be told now.
    pub(crate) fn take_notice(&mut self) -> Option<VaultNotice> {
        self.notice.take()
    }

    /// The record as far as it can be trusted: what was sealed, where that is known.
    fn trusted_record(&self) -> Option<&VaultRecord> {
        match &self.unsettled {
            Some(Unsettled::Changed(sealed)) => Some(sealed),
            _ => self.record.as_ref(),
        }
    }

    /// What the store holds of the vault.
    pub(crate) fn record(&self) -> Option<&VaultRecord> {
        self.record.as_ref()
    }

    /// How things stand, without asking the keyring: that is what [`Self::retry_keyring`] is for.
    pub(crate) fn status(&self) -> VaultStatus {
        let error = self.answered.and_then(std::result::Result::err);
        let state = match (&self.record, &self.open) {
            (None, _) if error.is_some() => VaultState::Needed,
            (Some(_), None) if self.is_changed => VaultState::Changed,
            (Some(record), None) if record.home == KeyHome::Passphrase => VaultState::Locked,
            (Some(_), None) if error.is_some() => VaultState::KeyOutOfReach,
            // A keyring that was not asked yet is taken to give the key: whoever needs it asks.
            _ => VaultState::Ready,
        };
        VaultStatus {
            home: self.record.as_ref().map(|record| record.home),
            state,
            keyring: error,
            has_recovery_key: self.record.as_ref().is_some_and(VaultRecord::has_recovery_key),
            needs_passphrase: state == VaultState::Ready
                && self.record.as_ref().is_some_and(|record| record.home == KeyHome::Passphrase)
                && !self.is_opened_by_passphrase(),
            keyring_holds_old_key: self.record.as_ref().is_some_and(|record| record.leftover.is_some()),
            auto_lock_minutes: self.record.as_ref().map_or(0, |record| record.auto_lock_minutes),
            notice: self.notice,
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
            (None, _) if self.is_changed => Err(Error::VaultChanged),
            (None, Some(Err(error))) => Err(Error::KeyOutOfReach(error)),
            (None, _) => Err(Error::VaultLocked),
        }
    }

    /// Asks the keyring: for the key where it holds it, else, while there is no vault, whether it would keep one.
    pub(crate) fn retry_keyring(&mut self) -> VaultStatus {
        match &self.record {
            None => self.answered = Some(self.keyring.probe()),
            Some(record) if record.home == KeyHome::Keyring && self.open.is_none() => {
                let key = self.keyring.get(record.item(record.key_id));
                self.answered = Some(key.and_then(|key| match self.admit(Arc::new(key), None) {
                    Err(_) if !self.is_changed => Err(KeyringError::WrongKey),
                    _ => Ok(()),
                }));
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
        self.admit(Arc::new(key), Some(wrapping))
    }

    /// Opens the vault with its recovery key. A key that the keyring has lost is put back there; whether that worked is in the status.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::VaultNeeded`] while there is no vault.
    pub(crate) fn unlock_with_recovery_key(&mut self, recovery_key: &Secret) -> Result<()> {
        let key = Arc::new(self.known()?.unwrap_with_recovery_key(recovery_key)?);
        self.admit(key.clone(), None)?;
        // Where the key is kept is what was sealed: a record that says otherwise would move it.
        if let Some(record) = self.trusted_record()
            && record.home == KeyHome::Keyring
        {
            self.answered = Some(self.keyring.put(record.item(key.key_id()), &key));
        }
        Ok(())
    }

    /// Whether the vault is open, and a passphrase opened it.
    pub(crate) fn is_opened_by_passphrase(&self) -> bool {
        self.wrapping().is_some()
    }

    /// Forgets the key of a passphrase vault. In a keyring vault it is the keyring that locks.
    pub(crate) fn lock(&mut self) {
        if self.trusted_record().is_some_and(|record| record.home == KeyHome::Passphrase) {
            self.close();
        }
    }

    /// Whether an open passphrase vault was left unused for as long as its record says.
    pub(crate) fn auto_lock_due(&self, now: Moment) -> bool {
        let Some(record) = self.trusted_record() else { return false };
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
        self.publish();
    }

    /// What wraps the key of the open vault, where a passphrase opened it.
    pub(super) fn wrapping(&self) -> Option<WrappingKey> {
        self.open.as_ref().and_then(|open| open.wrapping.clone())
    }

    /// The key, if the vault is open: nothing is asked.
    pub(crate) fn key_at_hand(&self) -> Option<Arc<VaultKey>> {
        self.open.as_ref().filter(|_| self.unsettled.is_none()).map(|open| open.key.clone())
    }

    /// The record, if it may be changed: one that isn't as it was sealed must be put back first.
    ///
    /// # Errors
    /// [`Error::VaultNeeded`] while there is no vault, [`Error::VaultChanged`].
    pub(super) fn settled_record(&self) -> Result<&VaultRecord> {
        if self.unsettled.is_some() { Err(Error::VaultChanged) } else { self.known() }
    }

    pub(super) fn known(&self) -> Result<&VaultRecord> {
        self.record.as_ref().ok_or(Error::VaultNeeded)
    }
}
