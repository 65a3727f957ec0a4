//! What the running program knows of the vault: whether it is open, and why not. Nothing here waits.

use std::{sync::Arc, time::Duration};

use super::{
    change::Change,
    item::Item,
    key::VaultKey,
    moment::Moment,
    record::{Authenticity, VaultRecord},
    status::{KeyHome, VaultNotice, VaultState, VaultStatus},
    wrapped::WrappingKey,
};
use crate::error::{Error, KeyringError, Result};

/// How long the vault stays open at most for a user who is awaited elsewhere: no code for another device lives longer.
const LONGEST_AWAITED: Duration = Duration::from_hours(1);

mod begun;

/// What the running program knows of the vault.
pub(super) struct State {
    record: Option<VaultRecord>,
    /// Counts the changes of `record`.
    generation: u64,
    open: Option<Open>,
    /// What the keyring answered last; `None` before it is asked.
    answered: Option<std::result::Result<(), KeyringError>>,
    /// Changes that are about to be committed: each is taken over as soon as its record is read in the database.
    begun: Vec<Begun>,
    /// Changes that failed and may yet be found in the database after a power cut. Their keys are needed until another change is committed.
    doubtful: Vec<Begun>,
    /// How often the vault was locked.
    locks: u64,
    last_used: Moment,
    /// How many users the vault waits for elsewhere, in a browser.
    awaited: usize,
    /// What the key of the open vault said of the record, if the record must not be used as it is.
    unsettled: Option<Unsettled>,
    /// Whether the key was there, and the record not what it had sealed.
    is_changed: bool,
    /// A notice that the user hasn't seen yet.
    notice: Option<VaultNotice>,
}

/// Why a record must not be used as it is.
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
    /// What wraps it, if a passphrase opened it.
    wrapping: Option<WrappingKey>,
}

/// A change that was begun, and how often the vault had been locked by then: if it was locked since, it stays locked.
struct Begun {
    change: Change,
    locks: u64,
}

impl State {
    pub(super) fn new(record: Option<VaultRecord>) -> Self {
        Self {
            record,
            generation: 0,
            open: None,
            answered: None,
            begun: Vec::new(),
            doubtful: Vec::new(),
            locks: 0,
            last_used: Moment::now(),
            awaited: 0,
            unsettled: None,
            is_changed: false,
            notice: None,
        }
    }

    /// Takes over what the store holds, perhaps changed by another program; a key that no longer fits is dropped. Returns the items that the
    /// keyring need no longer hold.
    pub(super) fn load(&mut self, record: Option<VaultRecord>) -> Vec<Item> {
        if self.record == record {
            return Vec::new();
        }
        let is_it = |begun: &Begun| Some(&begun.change.record) == record.as_ref();
        if let Some(begun) = self.begun.iter().chain(&self.doubtful).find(|begun| is_it(begun)) {
            return self.adopt(begun.change.clone());
        }
        let before = self.set_record(record);
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
        if self.record.is_none() {
            return Vec::new();
        }
        // Another program made the first vault. A thread that is about to commit ours fails, and drops it then.
        let superseded = |begun: &mut Begun| begun.change.before.is_none() && begun.change.holders() == 1;
        let superseded: Vec<Begun> = self.begun.extract_if(.., superseded).collect();
        self.unneeded_of(&superseded)
    }

    /// The items of changes that won't be committed, unless the vault needs them.
    fn unneeded_of(&self, changes: &[Begun]) -> Vec<Item> {
        let items = changes.iter().map(|begun| begun.change.item());
        items.filter_map(|item| self.unneeded(item)).collect()
    }

    fn set_record(&mut self, record: Option<VaultRecord>) -> Option<VaultRecord> {
        self.generation += 1;
        std::mem::replace(&mut self.record, record)
    }

    /// How often the record has changed.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Drops the key, with what it said of the record.
    fn close(&mut self) -> Option<Open> {
        self.unsettled = None;
        self.open.take()
    }

    /// Drops the key because the record that it opens can't be used: a part of it was put back from an older state.
    pub(super) fn refuse(&mut self) {
        self.close();
        self.is_changed = true;
    }

    /// Holds a key if it is the record's, and notes what it says of the record.
    pub(super) fn admit(&mut self, key: Arc<VaultKey>, wrapping: Option<WrappingKey>) -> Result<()> {
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

    fn hold(&mut self, key: Arc<VaultKey>, wrapping: Option<WrappingKey>) {
        self.open = Some(Open { key, wrapping });
        self.last_used = Moment::now();
    }

    /// Takes over a key that the keyring gave.
    pub(super) fn admit_from_keyring(&mut self, key: std::result::Result<Arc<VaultKey>, KeyringError>) {
        self.answered = match key.map(|key| self.admit(key, None)) {
            // Asked again when the key is needed next.
            Err(KeyringError::Cancelled) => None,
            Err(error) => Some(Err(error)),
            Ok(Err(_)) if !self.is_changed => Some(Err(KeyringError::WrongKey)),
            Ok(_) => Some(Ok(())),
        };
    }

    /// Notes what the keyring answered to anything else.
    pub(super) fn note_answer(&mut self, answer: std::result::Result<(), KeyringError>) {
        // A key that was stored doesn't open a closed vault: that is asked for when the key is needed.
        if self.record.is_some() && self.open.is_none() {
            return;
        }
        self.answered = Some(answer).filter(|answer| *answer != Err(KeyringError::Cancelled));
    }

    /// The item that holds the key, if the keyring must be asked for it.
    pub(super) fn item_wanted(&self) -> Option<Item> {
        let record = self.record.as_ref().filter(|record| record.home == KeyHome::Keyring && self.open.is_none())?;
        Some(record.item(record.key_id))
    }

    /// Whether the keyring was asked since the record last changed.
    pub(super) fn was_asked(&self) -> bool {
        self.answered.is_some()
    }

    /// What is to be done before the record is used, and the record.
    pub(super) fn unsettled(&self) -> Option<(VaultRecord, Unsettled)> {
        Some((self.record.clone()?, self.unsettled.clone()?))
    }

    /// Takes over the sealed record that the store was given in place of a changed one.
    pub(super) fn restored(&mut self, changed: &VaultRecord, record: VaultRecord) {
        if self.record.as_ref() == Some(changed) {
            self.set_record(Some(record));
            self.unsettled = None;
        }
        self.notice = Some(VaultNotice::RecordRestored);
    }

    /// Sets the notice for the user, or removes it.
    pub(super) fn set_notice(&mut self, notice: Option<VaultNotice>) {
        self.notice = notice;
    }

    /// Returns the notice for the user, and removes it.
    pub(super) fn take_notice(&mut self) -> Option<VaultNotice> {
        self.notice.take()
    }

    /// The record as far as it can be trusted: what was sealed, if that is known.
    pub(super) fn trusted_record(&self) -> Option<&VaultRecord> {
        match &self.unsettled {
            Some(Unsettled::Changed(sealed)) => Some(sealed),
            _ => self.record.as_ref(),
        }
    }

    /// What the store holds of the vault.
    pub(super) fn record(&self) -> Option<&VaultRecord> {
        self.record.as_ref()
    }

    pub(super) fn known(&self) -> Result<&VaultRecord> {
        self.record.as_ref().ok_or(Error::VaultNeeded)
    }

    /// The record, if it may be changed: one that isn't as it was sealed must be put back first.
    pub(super) fn settled_record(&self) -> Result<&VaultRecord> {
        if self.unsettled.is_some() { Err(Error::VaultChanged) } else { self.known() }
    }

    pub(super) fn status(&self) -> VaultStatus {
        let error = self.answered.and_then(std::result::Result::err);
        let state = match (&self.record, &self.open) {
            (None, _) if error.is_some() => VaultState::Needed,
            (Some(_), None) if self.is_changed => VaultState::Changed,
            (Some(record), None) if record.home == KeyHome::Passphrase => VaultState::Locked,
            (Some(_), None) if error.is_some() => VaultState::KeyOutOfReach,
            // A keyring that was not asked yet is taken to give the key: it is asked when the key is needed.
            _ => VaultState::Ready,
        };
        let is_in_keyring = self.record.as_ref().is_none_or(|record| record.home == KeyHome::Keyring);
        VaultStatus {
            home: self.record.as_ref().map(|record| record.home),
            state,
            keyring: error.filter(|_| is_in_keyring),
            has_recovery_key: self.record.as_ref().is_some_and(VaultRecord::has_recovery_key),
            needs_passphrase: state == VaultState::Ready && !is_in_keyring && !self.is_opened_by_passphrase(),
            keyring_holds_old_key: self.record.as_ref().is_some_and(|record| !record.leftovers.is_empty()),
            auto_lock_minutes: self.record.as_ref().map_or(0, |record| record.auto_lock_minutes),
            notice: self.notice,
        }
    }

    /// The key of the open vault, which is used now.
    pub(super) fn key(&mut self) -> Result<Arc<VaultKey>> {
        let record = self.record.as_ref().ok_or(Error::VaultNeeded)?;
        match (&self.open, self.answered) {
            (Some(open), _) => {
                self.last_used = Moment::now();
                Ok(open.key.clone())
            }
            (None, _) if self.is_changed => Err(Error::VaultChanged),
            (None, Some(Err(error))) if record.home == KeyHome::Keyring => Err(Error::KeyOutOfReach(error)),
            (None, _) => Err(Error::VaultLocked),
        }
    }

    /// The key, if the vault is open and its record as it was sealed.
    pub(super) fn key_at_hand(&self) -> Option<Arc<VaultKey>> {
        self.open.as_ref().filter(|_| self.unsettled.is_none()).map(|open| open.key.clone())
    }

    /// What wraps the key of the open vault, if a passphrase opened it.
    pub(super) fn wrapping(&self) -> Option<WrappingKey> {
        self.open.as_ref().and_then(|open| open.wrapping.clone())
    }

    pub(super) fn is_opened_by_passphrase(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.wrapping.is_some())
    }

    /// Forgets the key of a passphrase vault. In a keyring vault it is the keyring that locks.
    pub(super) fn lock(&mut self) {
        if self.trusted_record().is_some_and(|record| record.home == KeyHome::Passphrase) {
            self.locks += 1;
            self.close();
        }
    }

    /// How often the vault was locked.
    pub(super) fn locks(&self) -> u64 {
        self.locks
    }

    /// Whether an open passphrase vault was left unused for as long as its record says. A user who is awaited elsewhere
    /// has more time.
    pub(super) fn auto_lock_due(&self, now: Moment) -> bool {
        let Some(record) = self.trusted_record() else { return false };
        let limit = Duration::from_mins(u64::from(record.auto_lock_minutes));
        let locks = record.home == KeyHome::Passphrase && record.auto_lock_minutes > 0 && self.open.is_some();
        // A sign-in that was forgotten, or a computer that slept, doesn't keep it open for longer.
        let limit = if self.awaited == 0 { limit } else { limit.max(LONGEST_AWAITED) };
        locks && now.since(self.last_used) >= limit
    }

    /// Notes that the user is at work, so that the vault doesn't lock meanwhile.
    pub(super) fn used(&mut self) {
        self.last_used = Moment::now();
    }

    /// Notes that a user is at work elsewhere, or no longer.
    pub(super) fn awaits(&mut self, is_awaited: bool) {
        self.awaited = if is_awaited { self.awaited.saturating_add(1) } else { self.awaited.saturating_sub(1) };
        self.used();
    }

    #[cfg(test)]
    pub(super) fn last_used(&self) -> Moment {
        self.last_used
    }
}
