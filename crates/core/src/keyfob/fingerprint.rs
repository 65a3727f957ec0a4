//! Comparing what a CONNECT was made with, secrets included, with what is saved.

use super::{
    Keyfob,
    secrets::{Place, ReadFrom},
};
use crate::{
    authorization::{Authorization, Details, Environment, OAuth2Draft, OAuth2Fields},
    error::{Error, Result},
    vault::VaultKey,
};

/// Keyed hashes of what a CONNECT is made with, secrets included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    /// Of everything: what is the same was proved to work, or not.
    pub(super) whole: [u8; 32],
    /// Of what a token depends on: a token belongs to everything that is the same.
    pub(super) token: [u8; 32],
}

impl Keyfob {
    /// Returns keyed hashes of these fields, secrets included.
    pub(super) fn fingerprint(&self, fields: &OAuth2Fields) -> Fingerprint {
        let of = |draft: &OAuth2Draft| {
            let shown = serde_json::to_string(draft).unwrap_or_default();
            let begun = self.0.fingerprinter.begin().field(fields.grant_type.as_str()).field(&shown);
            fields.secrets().fold(begun, |fingerprint, (_, secret)| fingerprint.secret(secret)).finish()
        };
        let draft = fields.to_stored_draft();
        Fingerprint { whole: of(&draft), token: of(&draft.for_token()) }
    }

    /// Returns the fingerprint of an environment as it is saved; `None` if it can't be connected.
    pub(super) fn saved_fingerprint(
        &self,
        saved: &Authorization,
        environment: Environment,
        key: &VaultKey,
    ) -> Result<Option<Fingerprint>> {
        let (Some(id), Details::OAuth2 { .. }) = (saved.draft.id, &saved.draft.details) else { return Ok(None) };
        let Ok(fields) = saved.draft.check_environment(environment) else { return Ok(None) };
        match self.open_to_send(key, Place { id, environment }, fields, ReadFrom::of(&saved.draft), &[]) {
            Ok(fields) => Ok(Some(self.fingerprint(&fields))),
            Err(Error::SecretUnreadable | Error::OriginChanged(_) | Error::ChangedOutside(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
