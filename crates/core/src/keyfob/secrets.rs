//! Opening stored secrets: to send them, to compare them, and to show them to the user.
//!
//! A secret is sealed for one origin, and the seal opens for no other. [`Place::open_for`] is given the origin of the very URL that the
//! secret will be sent to or saved with, never one that was read from the database beside it. So no change to the database can send a
//! stored secret to an origin other than the one it was saved for, or one that the user agreed to.

use std::time::Instant;

use super::{Keyfob, settings};
use crate::{
    authorization::{
        AuthorizationId, Checked, Draft, Environment, OAuth2Fields, OriginChange, Route, SecretField, SecretInput,
    },
    connect::now_ms,
    error::{Error, Result},
    secret::{Revealed, Secret},
    store::SealedRow,
    vault::{SealedTo, VaultKey, same_secret},
};

/// Which environment of which authorization sealed values belong to.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) id: AuthorizationId,
    pub(super) environment: Environment,
}

/// Where a stored secret is to go.
#[derive(Clone, Copy)]
pub(super) struct Destination<'a> {
    /// The origin of the URL, and the way to it.
    pub(super) route: &'a Route,
    /// The authorization's saved name, for the user who is asked.
    pub(super) name: &'a str,
    /// The changes of origin that the user agreed to.
    pub(super) agreed: &'a [OriginChange],
}

impl Place {
    /// Returns the place of a sealed value.
    pub(super) fn of(row: &SealedRow) -> Self {
        Self { id: row.authorization, environment: row.environment }
    }

    /// Opens a sealed value for the origin that it was sealed for: to show it, to compare it, or to seal it again for the same one.
    pub(super) fn open(self, key: &VaultKey, row: &SealedRow) -> Result<Secret> {
        key.open(&self.sealed_to(&row.field, &row.origin), &row.bytes)
    }

    /// Opens a sealed value that was sealed before settings were.
    pub(super) fn open_older(self, key: &VaultKey, row: &SealedRow) -> Result<Secret> {
        key.open_older(&self.sealed_to(&row.field, &row.origin), &row.bytes)
    }

    /// Opens a sealed value for an origin and a way to it.
    ///
    /// # Errors
    /// [`Error::OriginChanged`] if it was sealed for another origin, or for a way that exposes it to fewer, and the user didn't agree.
    pub(super) fn open_for(self, key: &VaultKey, row: &SealedRow, to: Destination<'_>) -> Result<Secret> {
        let route = to.route.to_string();
        match key.open(&self.sealed_to(&row.field, &route), &row.bytes) {
            Err(Error::SecretUnreadable) if row.origin != route => {}
            opened => return opened,
        }
        // The seal proves the origin that the row names; a row that names a wrong one doesn't open.
        let secret = self.open(key, row)?;
        let change = OriginChange {
            authorization: to.name.to_owned(),
            environment: self.environment,
            field: row.field.clone(),
            from: row.origin.clone(),
            to: route,
        };
        if Route::read(&row.origin).contains(to.route) || to.agreed.iter().any(|agreed| agreed.covers(&change)) {
            Ok(secret)
        } else {
            Err(Error::OriginChanged(Box::new(change)))
        }
    }

    /// Finds a sealed value of this place.
    ///
    /// # Errors
    /// [`Error::SecretUnreadable`] if there is none.
    pub(super) fn find<'r>(self, rows: &'r [SealedRow], field: &SecretField) -> Result<&'r SealedRow> {
        let is_it = |row: &&SealedRow| row.environment == self.environment && row.field == *field;
        rows.iter().find(is_it).ok_or(Error::SecretUnreadable)
    }

    /// Seals a secret for an origin.
    pub(super) fn seal(self, key: &VaultKey, field: SecretField, origin: &str, secret: &Secret) -> SealedRow {
        let bytes = key.seal(&self.sealed_to(&field, origin), secret);
        let Self { id: authorization, environment } = self;
        SealedRow { authorization, environment, field, key_id: key.key_id(), origin: origin.to_owned(), bytes }
    }

    fn sealed_to<'a>(&'a self, field: &'a SecretField, origin: &'a str) -> SealedTo<'a> {
        SealedTo { authorization: &self.id, environment: self.environment, field, origin }
    }
}

/// What a draft was read from.
#[derive(Clone, Copy)]
pub(super) struct ReadFrom<'a> {
    revision: Option<u32>,
    etag: Option<&'a str>,
}

impl<'a> ReadFrom<'a> {
    /// Returns what a draft was read from.
    pub(super) fn of(draft: &'a Draft) -> Self {
        Self { revision: draft.revision, etag: draft.etag.as_deref() }
    }

    /// Returns the same for a checked draft.
    pub(super) fn of_checked(checked: &'a Checked) -> Self {
        Self { revision: checked.revision, etag: checked.etag.as_deref() }
    }

    /// Refuses what was saved since, and what another program changed without a new revision.
    ///
    /// # Errors
    /// [`Error::Stale`].
    pub(super) fn assert_still(self, saved: &Draft) -> Result<()> {
        let is_other_revision = self.revision.is_some() && self.revision != saved.revision;
        let is_other_content = self.etag.is_some() && self.etag != saved.etag.as_deref();
        if is_other_revision || is_other_content { Err(Error::Stale) } else { Ok(()) }
    }
}

impl Keyfob {
    /// Returns a stored secret for a user who asked to see it, and logs that.
    ///
    /// # Errors
    /// There is no such secret, its key is out of reach, or it cannot be opened; [`Error::ChangedOutside`]; [`Error::TooManyReveals`].
    pub fn reveal(&self, id: AuthorizationId, environment: Environment, field: &SecretField) -> Result<Revealed> {
        self.reveals().begin(id, Instant::now())?;
        let secret = self.open_stored(id, environment, field)?;
        // A log that can't be written must not keep the user from their secret.
        let _ = self.store().write(|tx| tx.log_reveal(id, environment, now_ms()));
        Ok(secret.reveal())
    }

    /// Whether a typed text equals the stored secret, to detect a change that was undone.
    ///
    /// # Errors
    /// There is no such secret, its key is out of reach, or it cannot be opened; [`Error::ChangedOutside`].
    pub fn secret_matches(
        &self,
        id: AuthorizationId,
        environment: Environment,
        field: &SecretField,
        text: &Secret,
    ) -> Result<bool> {
        self.open_stored(id, environment, field).map(|stored| same_secret(&stored, text))
    }

    /// Returns a stored secret, to use what is public of it.
    ///
    /// # Errors
    /// As for [`Keyfob::secret_matches`].
    pub(super) fn stored_secret(
        &self,
        id: AuthorizationId,
        environment: Environment,
        field: &SecretField,
    ) -> Result<Secret> {
        self.open_stored(id, environment, field)
    }

    fn open_stored(&self, id: AuthorizationId, environment: Environment, field: &SecretField) -> Result<Secret> {
        self.with_key(|key| {
            let rows = self.store().read_tx(|tx| settings::check(key, tx, &tx.read(id)?))?;
            let place = Place { id, environment };
            place.open(key, place.find(&rows, field)?)
        })
    }

    /// Opens the stored secrets of checked fields for the origin that they will be sent to.
    ///
    /// Settings and secrets are read once, together, and must be what was sealed; what the draft was read from must still be what is
    /// saved: what was saved since may be another secret.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::ChangedOutside`], [`Error::OriginChanged`], and those of [`Keyfob::reveal`].
    pub(super) fn open_to_send(
        &self,
        key: &VaultKey,
        place: Place,
        fields: OAuth2Fields<SecretInput>,
        from: ReadFrom<'_>,
        agreed: &[OriginChange],
    ) -> Result<OAuth2Fields> {
        let (name, rows) = self.store().read_tx(|tx| {
            let saved = tx.read(place.id)?;
            // A change by another program must not be reported as a newer save.
            let rows = settings::check(key, tx, &saved)?;
            from.assert_still(&saved.draft)?;
            Ok((saved.draft.name, rows))
        })?;
        let routed = fields.clone();
        resolve(fields, |field| {
            let to = Destination { route: &Route::of(&routed, field), name: &name, agreed };
            place.open_for(key, place.find(&rows, field)?, to)
        })
    }
}

/// Maps every secret of checked fields to its text; `open` returns the stored ones.
pub(super) fn resolve(
    fields: OAuth2Fields<SecretInput>,
    open: impl Fn(&SecretField) -> Result<Secret>,
) -> Result<OAuth2Fields> {
    fields.try_map_secrets(|field, input| match input {
        SecretInput::Typed { text } => Ok(text),
        SecretInput::Stored => open(&field),
        SecretInput::Blank | SecretInput::Held { .. } => Err(Error::NotFound),
    })
}
