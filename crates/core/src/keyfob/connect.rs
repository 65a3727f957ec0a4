//! CONNECT: the token request of one environment, and remembering that it worked.

use super::{Keyfob, secrets::resolve};
use crate::{
    authorization::{Authorization, ClientCredentials, Details, Draft, Environment, SecretInput},
    error::{Error, Result},
    token::{Options, Outcome},
    vault::VaultKey,
};

impl Keyfob {
    /// Requests a token with one environment of a draft, for real; the token itself is dropped.
    ///
    /// Dropping the future cancels the request. A success is remembered, so that a save of the same configuration is
    /// validated; where the draft is as it is saved, the saved authorization is marked at once.
    ///
    /// # Errors
    /// The environment is not filled in rightly; its stored secret is out of reach, or was saved anew since the draft was read. What the
    /// server does is no error: it is in the [`Outcome`].
    pub async fn connect(&self, draft: &Draft, environment: Environment, options: &Options) -> Result<Outcome> {
        let fields = draft.check_environment(environment).map_err(Error::InvalidInput)?;
        let fields = self.resolve_stored(draft, environment, fields)?;
        let fingerprint = self.fingerprint(&fields);
        let outcome = self.0.client.connect(&fields, options).await;
        let connected_at_ms = match &outcome {
            Outcome::Connected(connection) => Some(connection.received_at_ms),
            Outcome::Failed(_) => None,
        };
        match connected_at_ms {
            Some(at_ms) => self.connected().remember(fingerprint, at_ms),
            None => self.connected().forget(&fingerprint),
        }
        // Whatever hinders the mark, the verdict stands; a save of the same fields finds the fingerprint.
        let _ = self.mark_if_saved(draft, environment, &fingerprint, connected_at_ms);
        Ok(outcome)
    }

    /// The fields with their stored secrets opened.
    pub(super) fn resolve_stored(
        &self,
        draft: &Draft,
        environment: Environment,
        fields: ClientCredentials<SecretInput>,
    ) -> Result<ClientCredentials> {
        let stored = fields.secrets().any(|(_, input)| matches!(input, SecretInput::Stored));
        let (Some(id), true) = (draft.id, stored) else { return resolve(fields, |_| Err(Error::NotFound)) };
        self.with_key(|key| {
            resolve(fields.clone(), |field| self.open_with(key, id, environment, field, draft.revision))
        })
    }

    /// A name for exactly these fields, secrets included, that tells nothing of them.
    pub(super) fn fingerprint(&self, fields: &ClientCredentials) -> [u8; 32] {
        let shown = serde_json::to_string(&fields.to_stored_draft()).unwrap_or_default();
        let begun = self.0.fingerprinter.begin().field(&shown);
        fields.secrets().fold(begun, |fingerprint, (_, secret)| fingerprint.secret(secret)).finish()
    }

    /// Marks the saved authorization where the draft's environment is as it is saved. Another environment, a description or a
    /// name that is being edited does not matter: they are not part of what was proved.
    pub(super) fn mark_if_saved(
        &self,
        draft: &Draft,
        environment: Environment,
        fingerprint: &[u8; 32],
        connected_at_ms: Option<i64>,
    ) -> Result<()> {
        let Some(id) = draft.id else { return Ok(()) };
        let saved = self.store().read(id)?;
        if saved.validated_at_ms.get(environment).is_none() && connected_at_ms.is_none() {
            return Ok(());
        }
        let Ok(key) = self.key() else { return Ok(()) };
        if self.saved_fingerprint(&saved, environment, &key)?.as_ref() == Some(fingerprint) {
            // Only what was compared is marked: another program may have saved other fields since.
            let revision = saved.draft.revision;
            self.store().write(|writing| {
                if writing.revision(id)? == revision {
                    writing.set_validated(id, environment, connected_at_ms)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// The fingerprint of an environment as it is saved; none where it holds nothing to connect with.
    pub(super) fn saved_fingerprint(
        &self,
        saved: &Authorization,
        environment: Environment,
        key: &VaultKey,
    ) -> Result<Option<[u8; 32]>> {
        let (Some(id), Details::OAuth2 { .. }) = (saved.draft.id, &saved.draft.details) else { return Ok(None) };
        let Ok(fields) = saved.draft.check_environment(environment) else { return Ok(None) };
        let opened = resolve(fields, |field| self.open_with(key, id, environment, field, saved.draft.revision));
        match opened {
            Ok(fields) => Ok(Some(self.fingerprint(&fields))),
            Err(Error::SecretUnreadable) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
