//! Changes that were begun: until one is known to be in the store, or not to be, its key may be needed.

use super::{Begun, State};
use crate::{
    error::{Error, Result},
    vault::{change::Change, item::Item, status::KeyHome},
};

impl State {
    /// Returns the first vault that was begun here, if any, or the one that is made now.
    pub(in crate::vault) fn begin_first(&mut self, make: impl FnOnce() -> Change) -> Result<Change> {
        if self.record.is_some() {
            return Err(Error::VaultExists);
        }
        if let Some(begun) = self.begun.iter().find(|begun| begun.change.before.is_none()) {
            return Ok(begun.change.clone());
        }
        let change = make();
        self.announce(change.clone());
        Ok(change)
    }

    /// Notes a change that is about to be committed.
    pub(in crate::vault) fn announce(&mut self, change: Change) {
        if !self.begun.iter().any(|begun| begun.change.record == change.record) {
            self.begun.push(Begun { change, locks: self.locks });
        }
    }

    /// Takes over a change that the store has committed. Returns the items that the keyring need no longer hold.
    pub(in crate::vault) fn adopt(&mut self, change: Change) -> Vec<Item> {
        let is_it = |begun: &mut Begun| begun.change.record == change.record;
        let begun = self.begun.extract_if(.., is_it).next();
        let begun = begun.or_else(|| self.doubtful.extract_if(.., is_it).next());
        let is_new = self.record.as_ref() != Some(&change.record);
        let was_locked = begun.is_some_and(|begun| begun.locks != self.locks);
        if is_new || (self.open.is_none() && !was_locked) {
            let Change { record, key, wrapping, .. } = change;
            self.close();
            self.is_changed = false;
            self.answered = record.is_in_keyring().then_some(Ok(()));
            if is_new {
                self.set_record(Some(record));
            }
            if !was_locked {
                self.hold(key, wrapping);
            }
        }
        // A commit has been written over theirs.
        let doubtful = std::mem::take(&mut self.doubtful);
        self.unneeded_of(&doubtful)
    }

    /// Forgets a change that is known not to be in the store. Returns its item in the keyring, if it holds a key that is needed nowhere.
    pub(in crate::vault) fn abandon(&mut self, change: &Change) -> Option<Item> {
        let position = self.begun.iter().position(|begun| begun.change.record == change.record);
        // The one that is given and the one that is kept here.
        let is_last = change.holders() <= 1 + usize::from(position.is_some());
        if !is_last {
            return None;
        }
        position.map(|position| self.begun.remove(position));
        if !change.has_new_key() || !change.record.is_in_keyring() {
            return None;
        }
        self.unneeded(change.item())
    }

    /// Gives up an item that was stored after no thread waited for it any more. Returns whether it can be deleted: not if the vault needs it,
    /// or a thread is about to commit a change with it. A first vault isn't begun with it again.
    pub(in crate::vault) fn give_up(&mut self, item: Item) -> bool {
        let is_it = |begun: &Begun| begun.change.item() == item;
        if self.doubtful.iter().any(is_it) || self.begun.iter().any(|begun| is_it(begun) && begun.change.holders() > 1)
        {
            return false;
        }
        self.begun.retain(|begun| !is_it(begun));
        self.unneeded(item).is_some()
    }

    /// Keeps a change of which it isn't known whether it is in the store.
    pub(in crate::vault) fn doubt(&mut self, change: &Change) {
        // A first vault is begun again with the same key.
        if change.before.is_some() {
            let position = self.begun.iter().position(|begun| begun.change.record == change.record);
            let begun = position.map(|position| self.begun.remove(position));
            self.doubtful.extend(begun.filter(|begun| begun.change.has_new_key()));
        }
    }

    /// An item, unless the vault needs it.
    pub(in crate::vault) fn unneeded(&self, item: Item) -> Option<Item> {
        let needed = self.record.as_ref().filter(|record| record.home == KeyHome::Keyring).map(|record| record.key_id);
        Some(item).filter(|item| needed != Some(item.key_id))
    }
}
