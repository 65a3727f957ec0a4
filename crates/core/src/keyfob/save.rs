//! SAVE: one transaction that checks, seals and writes, or changes nothing.

use std::sync::Arc;

use super::{
    Keyfob,
    authorizations::name_taken,
    keys::assert_current,
    secrets::{Destination, Place, ReadFrom, resolve},
    settings::{self, Settings},
};
use crate::{
    authorization::{
        Authorization, AuthorizationId, Checked, CheckedDetails, Draft, Environment, Field, OriginChange,
        PerEnvironment, Problem, ProblemCode, SecretField, SecretInput, name_key,
    },
    error::{Error, Result},
    store::{SealedRow, WriteTx},
    vault::VaultKey,
};

/// A save under way: what was checked, what stood there before, and the key, where it is at hand.
struct Save<'a> {
    keyfob: &'a Keyfob,
    checked: &'a Checked,
    id: AuthorizationId,
    before: Option<Authorization>,
    key: Option<&'a VaultKey>,
    agreed: &'a [OriginChange],
}

impl Keyfob {
    /// Saves a draft, both environments at once, all or nothing.
    ///
    /// A stored secret whose Token URL has another origin now is sealed again for that one if `agreed` names the change: the user was
    /// asked about it, outside the page.
    ///
    /// # Errors
    /// [`Error::OriginChanged`] if a secret was saved for another origin and `agreed` doesn't name the change; the draft breaks rules; it
    /// was changed or deleted elsewhere since it was read; [`Error::ChangedOutside`]; anything but name and description is changed and the
    /// vault's key is out of reach; or the database cannot be written. Nothing is changed then.
    pub fn save(&self, draft: &Draft, agreed: &[OriginChange]) -> Result<Authorization> {
        let checked = draft.check().map_err(|check| Error::InvalidInput(check.blocking().cloned().collect()))?;
        let id = checked.id.unwrap_or_else(AuthorizationId::generate);
        let mut key = self.key_for(&checked)?;
        loop {
            let saved = self.store().write(|tx| {
                assert_current(tx, key.as_deref())?;
                let before = unchanged_since_read(tx, &checked, id, key.as_deref())?;
                let save = Save { keyfob: self, checked: &checked, id, before, key: key.as_deref(), agreed };
                save.run(tx)
            });
            match (saved, &key) {
                // Another program replaced the key in between: again, with the new one.
                (Err(Error::Busy), Some(old)) if self.was_replaced(old)? => key = Some(self.key()?),
                // The key is needed after all, so it is waited for.
                (Err(Error::VaultLocked), None) => key = Some(self.key()?),
                (saved, _) => return Ok(self.store().with_log(id, saved?)),
            }
        }
    }

    /// The key, if a save needs one or has one at hand: name and description can be changed while the key is out of reach.
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

impl Save<'_> {
    fn run(&self, tx: &WriteTx<'_>) -> Result<Authorization> {
        if tx.name_taken(&name_key(self.checked.name.as_str()), self.checked.id)? {
            return Err(Error::InvalidInput(vec![name_taken()]));
        }
        let revision = self.before.as_ref().and_then(|before| before.draft.revision).unwrap_or(0).saturating_add(1);
        let stored = self.checked.to_stored_draft(self.id, revision);
        let mut validated_at_ms = PerEnvironment::default();
        for environment in Environment::ALL {
            *validated_at_ms.get_mut(environment) = self.validated_at_ms(tx, environment, &stored)?;
        }
        if self.keeps_settings(&stored) {
            let (sealed, settings_seal) = (tx.sealed_of(self.id)?, tx.settings_seal(self.id)?);
            tx.put(&stored, validated_at_ms, &sealed, settings_seal.as_deref())?;
            let mut saved = tx.read(self.id)?;
            if let Some(key) = self.key
                && let Err(Error::ChangedOutside(change)) = settings::check(key, tx, &saved)
            {
                saved.outside_change = Some(change);
            }
            return Ok(saved);
        }
        if let (Some(before), Some(key)) = (&self.before, self.key) {
            settings::check(key, tx, before)?;
        }
        self.assert_stored(tx)?;
        let key = self.key.ok_or(Error::VaultLocked)?;
        let mut sealed = Vec::new();
        for environment in Environment::ALL {
            sealed.extend(self.seal(tx, key, environment)?);
        }
        let settings_seal = Settings::new(revision, &stored.details, &sealed).seal(key, self.id)?;
        tx.put(&stored, validated_at_ms, &sealed, Some(&settings_seal))?;
        tx.read(self.id)
    }

    /// Whether nothing but name and description is saved: the settings and all that is sealed stay as they are, for which no key is needed.
    fn keeps_settings(&self, stored: &Draft) -> bool {
        let mut secrets = Environment::ALL.into_iter().flat_map(|e| self.checked.details.secrets(e));
        let all_stored = secrets.all(|(_, input)| matches!(input, SecretInput::Stored));
        let is_same = |before: &Authorization| {
            !before.has_unreadable_settings && settings::same(&before.draft.details, &stored.details)
        };
        all_stored && self.before.as_ref().is_some_and(is_same)
    }

    /// Refuses secrets that are said to be stored and aren't: they must be filled in, whether the key is at hand or not.
    fn assert_stored(&self, tx: &WriteTx<'_>) -> Result<()> {
        for environment in Environment::ALL {
            for (field, input) in self.checked.details.secrets(environment) {
                if matches!(input, SecretInput::Stored) {
                    let row = tx.sealed(self.id, environment, &field);
                    row.map_err(|error| missing(error, &self.checked.details, environment, &field))?;
                }
            }
        }
        Ok(())
    }

    /// The sealed rows of an environment: new secrets sealed, kept ones kept, or sealed again if the user agreed to another origin.
    fn seal(&self, tx: &WriteTx<'_>, key: &VaultKey, environment: Environment) -> Result<Vec<SealedRow>> {
        let place = Place { id: self.id, environment };
        let origin = self.checked.details.origin(environment);
        let mut rows = Vec::new();
        for (field, input) in self.checked.details.secrets(environment) {
            let row = match input {
                SecretInput::Typed { text } => place.seal(key, field, &origin, text),
                SecretInput::Stored => {
                    let row = tx.sealed(self.id, environment, &field)?;
                    if row.origin == origin {
                        row
                    } else {
                        let name = self.before.as_ref().map(|before| before.draft.name.as_str()).unwrap_or_default();
                        let to = Destination { origin: &origin, name, agreed: self.agreed };
                        place.seal(key, field, &origin, &place.open_for(key, &row, to)?)
                    }
                }
                SecretInput::Blank => return Err(required(&self.checked.details, environment, &field)),
            };
            rows.push(row);
        }
        Ok(rows)
    }

    /// When the environment, exactly as it is saved now, was last seen to work.
    fn validated_at_ms(&self, tx: &WriteTx<'_>, environment: Environment, stored: &Draft) -> Result<Option<i64>> {
        let CheckedDetails::OAuth2(_, environments) = &self.checked.details else { return Ok(None) };
        let Some(fields) = environments.get(environment).clone() else { return Ok(None) };
        let kept = self.kept_validation(environment, stored);
        let all_stored = fields.secrets().all(|(_, input)| matches!(input, SecretInput::Stored));
        let Some(key) = self.key else { return Ok(kept.filter(|_| all_stored)) };
        let place = Place { id: self.id, environment };
        let open = |field: &SecretField| place.open(key, &tx.sealed(self.id, environment, field)?);
        let now = match resolve(fields.clone(), open) {
            Ok(now) => self.keyfob.fingerprint(&now),
            Err(Error::SecretUnreadable) => return Ok(kept.filter(|_| all_stored)),
            Err(error) => return Err(error),
        };
        if let Some(at_ms) = self.keyfob.connected().at_ms(&now) {
            return Ok(Some(at_ms));
        }
        let Some(at_ms) = kept else { return Ok(None) };
        let as_before = fields.try_map_secrets(|_, _| Ok::<_, Error>(SecretInput::Stored))?;
        Ok(match resolve(as_before, open) {
            Ok(as_before) if self.keyfob.fingerprint(&as_before) == now => Some(at_ms),
            Ok(_) | Err(Error::SecretUnreadable) => None,
            Err(error) => return Err(error),
        })
    }

    /// The validation that stood before, where nothing but secrets can have changed.
    fn kept_validation(&self, environment: Environment, stored: &Draft) -> Option<i64> {
        let before = self.before.as_ref()?;
        let at_ms = (*before.validated_at_ms.get(environment))?;
        let same = environment_json(&before.draft, environment) == environment_json(stored, environment);
        same.then_some(at_ms)
    }
}

/// What was saved when the draft was read, if it still is. What another program wrote without the key isn't told as a newer save.
fn unchanged_since_read(
    tx: &WriteTx<'_>,
    checked: &Checked,
    id: AuthorizationId,
    key: Option<&VaultKey>,
) -> Result<Option<Authorization>> {
    if checked.id.is_none() {
        return Ok(None);
    }
    let before = tx.read(id)?;
    let is_named = checked.revision.is_some();
    let still = ReadFrom::of_checked(checked).assert_still(&before.draft);
    if let (Err(_), Some(key)) = (&still, key) {
        settings::check(key, tx, &before)?;
    }
    still.and(if is_named { Ok(Some(before)) } else { Err(Error::Stale) })
}

fn environment_json(draft: &Draft, environment: Environment) -> Option<serde_json::Value> {
    let details = serde_json::to_value(&draft.details).ok()?;
    details.get("environments")?.get(environment.as_str()).cloned()
}

/// A secret that is said to be stored and is not must be filled in.
fn missing(error: Error, details: &CheckedDetails, environment: Environment, field: &SecretField) -> Error {
    if matches!(error, Error::SecretUnreadable | Error::NotFound) {
        required(details, environment, field)
    } else {
        error
    }
}

fn required(details: &CheckedDetails, environment: Environment, field: &SecretField) -> Error {
    let (field, index) = match field {
        SecretField::ClientSecret => (Field::ClientSecret, None),
        SecretField::Value => (Field::Value, None),
        SecretField::Extra { slot } => row_of(details, environment, slot),
    };
    let code = ProblemCode::Required;
    Error::InvalidInput(vec![Problem { field, environment: Some(environment), index, code }])
}

/// Which extra parameter a slot is, and its number within its place.
fn row_of(details: &CheckedDetails, environment: Environment, slot: &str) -> (Field, Option<u32>) {
    let extras = match details {
        CheckedDetails::OAuth2(_, environments) => environments.get(environment).as_ref().map(|fields| &fields.extras),
        CheckedDetails::ApiKey(_) => None,
    };
    let Some(extras) = extras else { return (Field::ExtraBody, None) };
    let Some(place) = extras.iter().find(|extra| extra.slot == slot).map(|extra| extra.place) else {
        return (Field::ExtraBody, None);
    };
    let index = extras.iter().filter(|extra| extra.place == place).position(|extra| extra.slot == slot);
    (place.field(), index.and_then(|index| u32::try_from(index).ok()))
}
