//! Which sign-ins a save would end, said before it is made.

use super::{
    Keyfob, lock,
    secrets::{Place, ReadFrom},
};
use crate::{
    authorization::{
        AuthorizationId, Checked, CheckedDetails, Details, Draft, Environment, PerEnvironment, SecretInput,
    },
    connect::now_ms,
    error::{Error, Result},
};

impl Keyfob {
    /// Returns for which environments a user is signed in whose tokens a save of a draft would drop.
    ///
    /// # Errors
    /// The database can't be read.
    pub(super) fn ends_sign_in(&self, draft: &Draft) -> Result<PerEnvironment<bool>> {
        let mut ends = PerEnvironment::default();
        let Some(id) = draft.id else { return Ok(ends) };
        let read = self.store().read_tx(|tx| Ok((tx.read(id)?.draft.details, tx.without_sign_in(&[id], now_ms())?)));
        let (saved, needed) = match read {
            // It was deleted meanwhile.
            Err(Error::NotFound) => return Ok(ends),
            read => read?,
        };
        if !saved.signs_in() {
            return Ok(ends);
        }
        // What can't be saved ends nothing.
        let Ok(checked) = draft.check() else { return Ok(ends) };
        let in_memory = self.signed_in_in_memory(&needed);
        for environment in Environment::ALL {
            let of = (id, environment);
            let is_signed_in = saved.is_configured(environment) && (!needed.contains(&of) || in_memory.contains(&of));
            *ends.get_mut(environment) =
                is_signed_in && drops_tokens(&checked, &saved, of) && !self.is_held(draft, &checked, of);
        }
        Ok(ends)
    }

    /// Whether a save would keep what a user has just signed in for with exactly these settings.
    fn is_held(&self, draft: &Draft, checked: &Checked, (id, environment): (AuthorizationId, Environment)) -> bool {
        if !lock(&self.0.sign_ins).has_any(id, environment) {
            return false;
        }
        let CheckedDetails::OAuth2(_, environments) = &checked.details else { return false };
        let (Some(fields), Some(key)) = (environments.get(environment), self.vault().key_at_hand()) else {
            return false;
        };
        let opened = self.open_to_send(&key, Place { id, environment }, fields.clone(), ReadFrom::of(draft), &[]);
        let held = opened.map(|fields| (Some(id), environment, self.fingerprint(&fields).token));
        held.is_ok_and(|of| lock(&self.0.sign_ins).has(&of))
    }
}

/// Whether what a token depends on would be stored in another way. A secret that is typed again is sealed again.
fn drops_tokens(checked: &Checked, saved: &Details, (id, environment): (AuthorizationId, Environment)) -> bool {
    let is_new = |(_, input): &(_, &SecretInput)| !matches!(input, SecretInput::Stored | SecretInput::Blank);
    checked.details.secrets(environment).iter().any(is_new)
        || !checked.to_stored_draft(id, 0).details.has_same_tokens(saved, environment)
}
