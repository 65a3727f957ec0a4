//! From *stored* to the secret itself: for sending it, for comparing it, and for a person who asks to see it.

use super::Keyfob;
use crate::{
    authorization::{AuthorizationId, ClientCredentials, Environment, SecretField, SecretInput},
    error::{Error, Result},
    secret::{Revealed, Secret},
    store::SealedRow,
    vault::{SealedTo, VaultKey, same_secret},
};

/// Where the sealed values of one environment are bound: what the seal is checked against.
pub(super) struct Bound {
    pub(super) id: AuthorizationId,
    pub(super) environment: Environment,
    /// The origin of the Token URL as it is stored, never as a row claims it.
    pub(super) origin: String,
}

impl Bound {
    /// Opens a sealed value.
    pub(super) fn open(&self, key: &VaultKey, row: &SealedRow) -> Result<Secret> {
        key.open(&self.sealed_to(&row.field), &row.bytes)
    }

    /// Seals a secret.
    pub(super) fn seal(&self, key: &VaultKey, field: SecretField, secret: &Secret) -> SealedRow {
        let bytes = key.seal(&self.sealed_to(&field), secret);
        SealedRow {
            authorization: self.id,
            environment: self.environment,
            field,
            key_id: key.key_id(),
            origin: self.origin.clone(),
            bytes,
        }
    }

    fn sealed_to<'a>(&'a self, field: &'a SecretField) -> SealedTo<'a> {
        SealedTo { authorization: &self.id, environment: self.environment, field, origin: &self.origin }
    }
}

impl Keyfob {
    /// Shows a stored secret to a person who asked for it.
    ///
    /// # Errors
    /// There is no such secret, its key is out of reach, or it cannot be opened.
    pub fn reveal(&self, id: AuthorizationId, environment: Environment, field: &SecretField) -> Result<Revealed> {
        self.open_stored(id, environment, field).map(Secret::reveal)
    }

    /// Whether a typed text is the stored secret, so that a change undone by hand is seen.
    ///
    /// # Errors
    /// There is no such secret, its key is out of reach, or it cannot be opened.
    pub fn secret_matches(
        &self,
        id: AuthorizationId,
        environment: Environment,
        field: &SecretField,
        text: &Secret,
    ) -> Result<bool> {
        self.open_stored(id, environment, field).map(|stored| same_secret(&stored, text))
    }

    fn open_stored(&self, id: AuthorizationId, environment: Environment, field: &SecretField) -> Result<Secret> {
        self.with_key(|key| self.open_with(key, id, environment, field, None))
    }

    /// Opens a stored secret. Its row and what it is bound to are read at one moment: another program may save in between.
    ///
    /// Where a revision is given it must still be that one: what was saved since may belong to another server.
    pub(super) fn open_with(
        &self,
        key: &VaultKey,
        id: AuthorizationId,
        environment: Environment,
        field: &SecretField,
        revision: Option<u32>,
    ) -> Result<Secret> {
        let (bound, row) = self.store().reading(|reading| {
            let saved = reading.read(id)?.draft;
            if revision.is_some() && saved.revision != revision {
                return Err(Error::Stale);
            }
            let origin = saved.details.origin(environment);
            Ok((Bound { id, environment, origin }, reading.sealed(id, environment, field)?))
        })?;
        bound.open(key, &row)
    }
}

/// Turns every secret of checked fields into its text; `open` gives the stored ones.
pub(super) fn resolve(
    fields: ClientCredentials<SecretInput>,
    open: impl Fn(&SecretField) -> Result<Secret>,
) -> Result<ClientCredentials> {
    fields.try_map_secrets(|field, input| match input {
        SecretInput::Typed { text } => Ok(text),
        SecretInput::Stored => open(&field),
        SecretInput::Blank => Err(Error::NotFound),
    })
}
