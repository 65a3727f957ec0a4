//! Keeping sign-ins with settings that aren't saved yet: until they are saved, the program holds them.

use super::{
    Keyfob,
    epoch::Epoch,
    kept_tokens::{Ended, epoch_in},
    keys::is_current,
    lock,
    sign_ins::{HeldSignIn, Of},
};
use crate::{
    authorization::{Authorization, AuthorizationId, Environment},
    error::Result,
    vault::{VaultKey, VaultState},
};

impl Keyfob {
    /// Holds what a user's sign-in brought, in case its settings are saved later.
    pub(super) fn hold_sign_in(&self, of: Of, ended: Option<&Ended>, epoch: &Epoch) {
        let Some(Ended::Issued(issued, requested)) = ended else { return };
        // What a refresh token brought belongs to saved settings, and a locked vault wants nothing secret in memory.
        let is_new = issued.of_user.as_ref().is_some_and(|of_user| of_user.used.is_none());
        if is_new && self.vault_status().is_ok_and(|status| status.state != VaultState::Locked) {
            let held = HeldSignIn { issued: *issued.clone(), requested: requested.clone(), epoch: epoch.clone() };
            lock(&self.0.sign_ins).hold(of, held);
        }
    }

    /// Returns which authorization a sign-in for a new one belongs to, if that was saved while the user signed in.
    pub(super) fn saved_meanwhile(&self, environment: Environment, fingerprint: [u8; 32]) -> Option<AuthorizationId> {
        lock(&self.0.sign_ins).saved_as(environment, fingerprint)
    }

    /// Forgets a held sign-in: it is kept now.
    pub(super) fn drop_held_sign_in(&self, of: &Of) {
        lock(&self.0.sign_ins).take(of);
    }

    /// Keeps the sign-ins that were made with exactly the settings that have been saved, unless tokens were forgotten since. `read_from` is the
    /// authorization that was edited, unless it was new. If that fails, the user is told to sign in.
    pub(super) fn keep_held_sign_ins(&self, saved: &Authorization, read_from: Option<AuthorizationId>) {
        let (Some(id), Some(key)) = (saved.draft.id, self.vault().key_at_hand()) else { return };
        let is_new = read_from.is_none();
        if !saved.draft.details.signs_in() || (!is_new && lock(&self.0.sign_ins).is_empty()) {
            return;
        }
        for environment in Environment::ALL {
            if let Ok(Some(fingerprint)) = self.saved_fingerprint(saved, environment, &key) {
                if is_new {
                    lock(&self.0.sign_ins).note_saved(environment, fingerprint.token, id);
                }
                let held = lock(&self.0.sign_ins).take(&(read_from, environment, fingerprint.token));
                if let Some(Err(error)) = held.map(|held| self.keep_held(&key, saved, (id, environment), &held)) {
                    *lock(&self.0.unrecorded) = Some(error);
                }
            }
        }
    }

    fn keep_held(
        &self,
        key: &VaultKey,
        saved: &Authorization,
        of: (AuthorizationId, Environment),
        held: &HeldSignIn,
    ) -> Result<()> {
        self.store().write(|tx| {
            let now = tx.read(of.0)?.draft;
            let is_same = now.revision == saved.draft.revision && now.etag == saved.draft.etag;
            let is_remembered = epoch_in(tx, Some(of))? == held.epoch;
            if !is_same || !is_current(tx, key)? || !is_remembered {
                return Ok(());
            }
            let state = self.state(key, tx, of.0, of.1)?;
            self.put_state(tx, key, of, state.issued(&held.issued, &held.requested))
        })?;
        self.settle_memory(of.0, of.1);
        Ok(())
    }
}
