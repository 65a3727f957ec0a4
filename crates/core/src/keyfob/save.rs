//! SAVE: what follows from the draft alone is made first; one transaction then compares, seals and writes, or changes nothing.
//!
//! What is trusted is decided inside the transaction, from what it read once: the key is still the vault's, the draft was read from what
//! is saved, and what is saved is what was sealed. The rows that were compared are the rows that are used.

use std::sync::Arc;

use super::{
    Keyfob,
    fingerprint::Fingerprint,
    keys::assert_current,
    secrets::{Destination, Place, ReadFrom, resolve},
    settings::{self, Settings},
};
use crate::{
    authorization::{
        Authorization, AuthorizationId, Checked, CheckedDetails, Draft, Environment, Loss, LostPart, OAuth2Fields,
        OriginChange, OutsideChange, PerEnvironment, Problem, ProblemCode, Route, SecretField, SecretInput,
    },
    error::{Error, Result},
    store::{SealedRow, WriteTx},
    vault::VaultKey,
};

impl Keyfob {
    /// Saves a draft, both environments at once, all or nothing.
    ///
    /// A stored secret whose Token URL has another origin now is sealed again for that one if `agreed` names the change: the user was
    /// asked about it, outside the page.
    ///
    /// # Errors
    /// [`Error::OriginChanged`] if a secret was saved for another origin and `agreed` doesn't name the change; the draft breaks rules; it
    /// was changed or deleted elsewhere since it was read; [`Error::ChangedOutside`]; anything but name and description is changed and the
    /// vault's key is out of reach; or the database can't be written. Nothing is changed then.
    pub fn save(&self, draft: &Draft, agreed: &[OriginChange]) -> Result<Authorization> {
        let draft = self.with_held_keys(draft);
        let checked = draft.check();
        let checked = checked.map_err(|check| Error::InvalidInput(check.blocking().cloned().collect()))?;
        let id = checked.id.unwrap_or_else(AuthorizationId::generate);
        let mut key = self.key_for(&checked)?;
        loop {
            let saved = {
                let save = Save::new(self, &draft, &checked, id, key.as_deref(), agreed);
                self.store().write(|tx| save.run(tx))
            };
            match (saved, &key) {
                // Another program replaced the key in between: again, with the new one.
                (Err(Error::Busy), Some(old)) if self.was_replaced(old)? => key = Some(self.key()?),
                // The key is needed after all, so it is waited for.
                (Err(Error::VaultLocked), None) => key = Some(self.key()?),
                (saved, _) => {
                    let saved = self.store().with_log(id, saved?);
                    self.keep_held_sign_ins(&saved, checked.id);
                    return Ok(saved);
                }
            }
        }
    }

    /// Returns the key, if a save needs one or has one at hand: name and description can be changed while the key is out of reach.
    fn key_for(&self, checked: &Checked) -> Result<Option<Arc<VaultKey>>> {
        let mut secrets = Environment::ALL.into_iter().flat_map(|environment| checked.details.secrets(environment));
        if secrets.any(|(_, input)| matches!(input, SecretInput::Typed { .. })) {
            self.key_for_sealing().map(Some)
        } else {
            // A record that can't be settled makes the key no less out of reach.
            let _ = self.refresh_vault();
            Ok(self.vault().key_at_hand())
        }
    }
}

/// A save, with everything that follows from the draft and the key.
struct Save<'a> {
    keyfob: &'a Keyfob,
    draft: &'a Draft,
    checked: &'a Checked,
    key: Option<&'a VaultKey>,
    agreed: &'a [OriginChange],
    /// What will be read back, but for the revision.
    stored: Draft,
    environments: PerEnvironment<EnvironmentSave<'a>>,
}

/// The part of a save that belongs to one environment.
struct EnvironmentSave<'a> {
    place: Place,
    secrets: Vec<SecretSave<'a>>,
    /// The fields of OAuth 2, which can be validated.
    fields: Option<&'a OAuth2Fields<SecretInput>>,
    /// Their fingerprint, if no stored secret is needed for it.
    fingerprint: Option<Fingerprint>,
}

struct SecretSave<'a> {
    field: SecretField,
    input: &'a SecretInput,
    /// Where it may go, which it is sealed for.
    route: Route,
    /// A typed secret, sealed.
    sealed: Option<SealedRow>,
}

/// What was saved before, read once.
#[derive(Default)]
struct Before {
    saved: Option<Authorization>,
    rows: Vec<SealedRow>,
    outside_change: Option<Box<OutsideChange>>,
}

impl<'a> Save<'a> {
    fn new(
        keyfob: &'a Keyfob,
        draft: &'a Draft,
        checked: &'a Checked,
        id: AuthorizationId,
        key: Option<&'a VaultKey>,
        agreed: &'a [OriginChange],
    ) -> Self {
        let environments = PerEnvironment::from_fn(|environment| {
            let place = Place { id, environment };
            let secrets = checked.details.secrets(environment).into_iter().map(|(field, input)| {
                let route = checked.details.route(environment, &field);
                let sealed = match (input, key) {
                    (SecretInput::Typed { text }, Some(key)) => {
                        Some(place.seal(key, field.clone(), &route.to_string(), text))
                    }
                    _ => None,
                };
                SecretSave { field, input, route, sealed }
            });
            let secrets = secrets.collect();
            let fields = match &checked.details {
                CheckedDetails::OAuth2(_, environments) => environments.get(environment).as_ref(),
                CheckedDetails::ApiKey(_) => None,
            };
            let typed = fields.and_then(|fields| resolve(fields.clone(), |_| Err(Error::SecretUnreadable)).ok());
            let fingerprint = typed.map(|fields| keyfob.fingerprint(&fields));
            EnvironmentSave { place, secrets, fields, fingerprint }
        });
        Self { keyfob, draft, checked, key, agreed, stored: checked.to_stored_draft(id, 0), environments }
    }

    fn run(&self, tx: &WriteTx<'_>) -> Result<Authorization> {
        assert_current(tx, self.key)?;
        let before = self.read_before(tx)?;
        let revision = before.saved.as_ref().and_then(|saved| saved.draft.revision).unwrap_or(0).saturating_add(1);
        let stored = Draft { revision: Some(revision), ..self.stored.clone() };
        let mut validated_at_ms = PerEnvironment::default();
        for (environment, part) in self.environments.iter() {
            *validated_at_ms.get_mut(environment) = self.validated_at_ms(part, &before)?;
        }
        let id = self.id();
        if self.keeps_settings(&before) {
            let losses = self.losses_left(tx, &before)?;
            tx.put(&stored, validated_at_ms, &before.rows, tx.settings_seal(id)?.as_deref())?;
            tx.put_losses(id, losses)?;
            let mut saved = tx.read(id)?;
            saved.outside_change = self.key.and_then(|key| settings::outside_change(key, tx, &saved));
            return Ok(saved);
        }
        if let Some(change) = before.outside_change {
            return Err(Error::ChangedOutside(change));
        }
        self.assert_stored(&before.rows)?;
        let key = self.key.ok_or(Error::VaultLocked)?;
        self.assert_stored_keys_fit(key, &before)?;
        let mut sealed = Vec::new();
        for (_, part) in self.environments.iter() {
            self.seal(key, part, &before, &mut sealed)?;
        }
        let settings_seal = Settings::new(revision, &stored.details, &sealed).seal(key, id)?;
        tx.put(&stored, validated_at_ms, &sealed, Some(&settings_seal))?;
        tx.read(id)
    }

    fn id(&self) -> AuthorizationId {
        self.environments.staging.place.id
    }

    /// Reads what is saved and compares it with what was sealed.
    ///
    /// # Errors
    /// [`Error::Stale`] if it isn't what the draft was read from; [`Error::ChangedOutside`] if that is because another program wrote it
    /// without the key.
    fn read_before(&self, tx: &WriteTx<'_>) -> Result<Before> {
        let Some(id) = self.checked.id else { return Ok(Before::default()) };
        let saved = tx.read(id)?;
        let checked = self.key.map(|key| settings::check(key, tx, &saved));
        let (rows, outside_change) = match checked {
            None => (tx.sealed_of(id)?, None),
            Some(Ok(rows)) => (rows, None),
            Some(Err(Error::ChangedOutside(change))) => (tx.sealed_of(id)?, Some(change)),
            Some(Err(error)) => return Err(error),
        };
        if self.checked.revision.is_none() || ReadFrom::of_checked(self.checked).assert_still(&saved.draft).is_err() {
            return Err(outside_change.map_or(Error::Stale, Error::ChangedOutside));
        }
        Ok(Before { saved: Some(saved), rows, outside_change })
    }

    /// Whether only name and description are saved: the settings and everything that is sealed stay as they are, for which no key is
    /// needed.
    fn keeps_settings(&self, before: &Before) -> bool {
        let mut secrets = self.environments.iter().flat_map(|(_, part)| &part.secrets);
        let all_stored = secrets.all(|secret| matches!(secret.input, SecretInput::Stored));
        let is_same =
            |saved: &Authorization| !saved.has_unreadable_settings && saved.draft.details == self.stored.details;
        all_stored && before.saved.as_ref().is_some_and(is_same)
    }

    /// Returns the losses that a save of name and description leaves: all as long as the settings aren't restored, and the secrets that are
    /// still missing.
    fn losses_left(&self, tx: &WriteTx<'_>, before: &Before) -> Result<Vec<Loss>> {
        let is_missing = |loss: &Loss| {
            let parts =
                self.environments.iter().filter(|(environment, _)| loss.environment.is_none_or(|e| e == *environment));
            let mut secrets = parts.flat_map(|(_, part)| part.secrets.iter().map(move |secret| (part, secret)));
            secrets.any(|(part, secret)| part.place.find(&before.rows, &secret.field).is_err())
        };
        let mut losses = tx.losses(self.id())?;
        losses.retain(|loss| before.outside_change.is_some() || (loss.part == LostPart::Secret && is_missing(loss)));
        Ok(losses)
    }

    /// Refuses secrets that are said to be stored and aren't: they must be filled in, whether the key is at hand or not.
    fn assert_stored(&self, rows: &[SealedRow]) -> Result<()> {
        for (environment, part) in self.environments.iter() {
            for SecretSave { field, input, .. } in &part.secrets {
                if matches!(input, SecretInput::Stored) && part.place.find(rows, field).is_err() {
                    let (field, index) = self.checked.details.field_of(environment, field);
                    let (environment, code) = (Some(environment), ProblemCode::Required);
                    return Err(Error::InvalidInput(vec![Problem { field, environment, index, code }]));
                }
            }
        }
        Ok(())
    }

    /// Refuses an algorithm or a certificate that doesn't fit a stored private key: without the key, that isn't known. An environment that
    /// isn't changed may stay as it is.
    fn assert_stored_keys_fit(&self, key: &VaultKey, before: &Before) -> Result<()> {
        let Some(saved) = &before.saved else { return Ok(()) };
        let mut with_keys = self.draft.clone();
        for (environment, part) in self.environments.iter() {
            if saved.draft.details.has_same_fields(&self.stored.details, environment) {
                continue;
            }
            for field in [SecretField::PrivateKey, SecretField::ClientKey, SecretField::DpopKey] {
                let Some(input @ SecretInput::Stored) = with_keys.details.secret_mut(environment, &field) else {
                    continue;
                };
                // What can't be opened is reported where it is used.
                if let Ok(text) = part.place.find(&before.rows, &field).and_then(|row| part.place.open(key, row)) {
                    *input = SecretInput::Typed { text };
                }
            }
        }
        with_keys.check().map(drop).map_err(|check| Error::InvalidInput(check.blocking().cloned().collect()))
    }

    /// Adds the sealed rows of an environment: typed secrets sealed, stored ones kept, or sealed again if the user agreed to another
    /// origin.
    fn seal(
        &self,
        key: &VaultKey,
        part: &EnvironmentSave<'_>,
        before: &Before,
        sealed: &mut Vec<SealedRow>,
    ) -> Result<()> {
        let name = before.saved.as_ref().map(|saved| saved.draft.name.as_str()).unwrap_or_default();
        for secret in &part.secrets {
            if let Some(row) = &secret.sealed {
                sealed.push(row.clone());
                continue;
            }
            let row = part.place.find(&before.rows, &secret.field)?;
            let route = secret.route.to_string();
            sealed.push(if row.origin == route {
                row.clone()
            } else {
                let to = Destination { route: &secret.route, name, agreed: self.agreed };
                part.place.seal(key, secret.field.clone(), &route, &part.place.open_for(key, row, to)?)
            });
        }
        Ok(())
    }

    /// Returns when an environment, exactly as it is saved now, was last seen to work; `None` if that isn't known.
    fn validated_at_ms(&self, part: &EnvironmentSave<'_>, before: &Before) -> Result<Option<i64>> {
        let Some(fields) = part.fields else { return Ok(None) };
        let kept = self.kept_validation(part.place.environment, before);
        let all_stored = part.secrets.iter().all(|secret| matches!(secret.input, SecretInput::Stored));
        let Some(key) = self.key else { return Ok(kept.filter(|_| all_stored)) };
        // `None` if a stored secret can't be opened.
        let fingerprint = |fields: OAuth2Fields<SecretInput>| match resolve(fields, |field| {
            part.place.open(key, part.place.find(&before.rows, field)?)
        }) {
            Ok(fields) => Ok(Some(self.keyfob.fingerprint(&fields))),
            Err(Error::SecretUnreadable) => Ok(None),
            Err(error) => Err(error),
        };
        let now = match part.fingerprint {
            Some(now) => Some(now),
            None => fingerprint(fields.clone())?,
        };
        let Some(now) = now else { return Ok(kept.filter(|_| all_stored)) };
        if let Some(at_ms) = self.keyfob.connected().at_ms(&now.whole) {
            return Ok(Some(at_ms));
        }
        if kept.is_none() || all_stored {
            return Ok(kept);
        }
        // A secret that was typed again may be the stored one.
        let as_before = fields.clone().try_map_secrets(|_, _| Ok::<_, Error>(SecretInput::Stored))?;
        Ok(kept.filter(|_| matches!(fingerprint(as_before), Ok(Some(as_before)) if as_before == now)))
    }

    /// Returns the validation of what was saved before, if nothing but secrets can have changed.
    fn kept_validation(&self, environment: Environment, before: &Before) -> Option<i64> {
        let saved = before.saved.as_ref()?;
        let at_ms = (*saved.validated_at_ms.get(environment))?;
        saved.draft.details.has_same_fields(&self.stored.details, environment).then_some(at_ms)
    }
}
