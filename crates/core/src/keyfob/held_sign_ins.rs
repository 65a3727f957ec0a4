//! Keeping sign-ins with settings that aren't saved yet: until they are saved, the program holds them.

use super::{Keyfob, kept_tokens::Ended, keys::is_current, lock, sign_ins::HeldSignIn};
use crate::{
    authorization::{Authorization, AuthorizationId, Environment},
    error::Result,
    tokens::{Clock, Issued, State},
    vault::VaultKey,
};

impl Keyfob {
    /// Holds what a user's sign-in brought, in case its settings are saved later.
    pub(super) fn hold_sign_in(&self, fingerprint: [u8; 32], ended: Option<&Ended>, epoch: Option<&str>) {
        let Some(Ended::Issued(issued, requested)) = ended else { return };
        // What a refresh token brought belongs to saved settings.
        if issued.of_user.as_ref().is_some_and(|of_user| of_user.used.is_none()) {
            let (issued, requested) = (Issued::clone(issued), requested.clone());
            let held = HeldSignIn { issued, requested, epoch: epoch.map(ToOwned::to_owned) };
            lock(&self.0.sign_ins).hold(fingerprint, held);
        }
    }

    /// Keeps the sign-ins that were made with exactly the settings that have been saved, unless tokens were forgotten since. If that fails, the user
    /// is told to sign in.
    pub(super) fn keep_held_sign_ins(&self, saved: &Authorization) {
        let (Some(id), Some(key)) = (saved.draft.id, self.vault().key_at_hand()) else { return };
        if !saved.draft.details.signs_in() || lock(&self.0.sign_ins).is_empty() {
            return;
        }
        for environment in Environment::ALL {
            if let Ok(Some(fingerprint)) = self.saved_fingerprint(saved, environment, &key) {
                let held = lock(&self.0.sign_ins).take(&fingerprint);
                let kept = held.map(|held| self.keep_held(&key, saved, (id, environment), &held));
                if let Some(Err(error)) = kept {
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
            if !is_same || !is_current(tx, key)? || Self::token_epoch_in(tx)? != held.epoch {
                return Ok(());
            }
            // What is kept already may be newer, and have another refresh token.
            if self.state(key, tx, of.0, of.1)?.sign_in_status(&Clock::now()).needed.is_none() {
                return Ok(());
            }
            self.put_state(tx, key, of, State::default().issued(&held.issued, &held.requested))
        })?;
        self.settle_memory(of.0, of.1);
        Ok(())
    }
}
