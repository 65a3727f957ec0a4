//! Sealed settings: what is stored of an authorization is used only if it is what was sealed.
//!
//! The seal covers all settings, both environments and the type, and a hash of each sealed secret. So a part that is changed, added, or
//! replaced by an older one no longer fits the rest. It contains a copy rather than a hash, so that a change can be shown and undone.
//! Name, description and the log of attempts aren't part of it: they can be changed while the key is out of reach. A sealed secret that
//! is missing isn't a change: it can't be sent, and CONNECT and the button that shows it report it.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::{
    authorization::{Authorization, AuthorizationId, Details, Draft, OutsideChange, OutsideSecret},
    error::{Error, Result},
    store::{ReadTx, SealedRow},
    vault::VaultKey,
};

/// What the seal is for.
const PURPOSE: &str = "settings";

/// What is sealed of an authorization.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The revision that it was sealed with; a lower one means that an older state was restored.
    revision: u32,
    details: Details,
    /// A hash of each sealed secret.
    secrets: BTreeSet<String>,
}

impl Settings {
    /// Takes what is to be sealed of an authorization.
    pub(super) fn new(revision: u32, details: &Details, rows: &[SealedRow]) -> Self {
        Self { revision, details: details.clone(), secrets: rows.iter().map(hash).collect() }
    }

    /// Seals it for its authorization.
    pub(super) fn seal(&self, key: &VaultKey, id: AuthorizationId) -> Result<Vec<u8>> {
        let text =
            serde_json::to_vec(self).map_err(|_| Error::Damaged("settings that can't be written as JSON".into()))?;
        Ok(key.seal_bytes(PURPOSE, &key.in_database(id.as_bytes()), &text))
    }

    /// Opens what was sealed. `None` if that was done for another authorization, with another key, or can't be read.
    pub(super) fn open(key: &VaultKey, id: AuthorizationId, sealed: &[u8]) -> Option<Self> {
        serde_json::from_slice(&key.open_bytes(PURPOSE, &key.in_database(id.as_bytes()), sealed)?).ok()
    }

    /// Returns the same settings with the hashes of sealed secrets replaced.
    pub(super) fn with_replaced(self, replaced: &HashMap<String, String>) -> Self {
        let secrets = self.secrets.into_iter().map(|hash| replaced.get(&hash).cloned().unwrap_or(hash)).collect();
        Self { secrets, ..self }
    }

    /// Returns the settings that were sealed.
    pub(super) fn details(&self) -> &Details {
        &self.details
    }

    /// Whether a sealed secret belongs to these settings.
    pub(super) fn has(&self, row: &SealedRow) -> bool {
        self.secrets.contains(&hash(row))
    }
}

/// Identifies a sealed secret: where it belongs, what it is sealed for, and its bytes.
pub(super) fn hash(row: &SealedRow) -> String {
    let SealedRow { authorization, environment, field, key_id, origin, bytes } = row;
    let mut hasher = blake3::Hasher::new();
    let field = field.to_string();
    let parts: [&[u8]; 6] = [
        authorization.as_bytes(),
        environment.as_str().as_bytes(),
        field.as_bytes(),
        key_id.as_bytes(),
        origin.as_bytes(),
        bytes,
    ];
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part);
    }
    hasher.finalize().to_hex().to_string()
}

/// Compares what is stored of an authorization with what was sealed, and returns its sealed secrets. They are the ones that were
/// compared: callers must use these rows, and not read them again.
///
/// # Errors
/// [`Error::ChangedOutside`].
pub(super) fn check(key: &VaultKey, tx: &ReadTx<'_>, saved: &Authorization) -> Result<Vec<SealedRow>> {
    let (Some(id), Some(revision)) = (saved.draft.id, saved.draft.revision) else { return Err(Error::NotFound) };
    let rows = tx.sealed_of(id)?;
    let settings = tx.settings_seal(id)?.and_then(|sealed| Settings::open(key, id, &sealed));
    let is_theirs = |row: &SealedRow| settings.as_ref().is_some_and(|settings| settings.has(row));
    let is_same = |settings: &Settings| settings.revision <= revision && settings.details == saved.draft.details;
    let is_readable = !saved.has_unreadable_settings && tx.sealed_count(id)? == rows.len();
    if is_readable && settings.as_ref().is_some_and(is_same) && rows.iter().all(is_theirs) {
        return Ok(rows);
    }
    let others = rows.iter().filter(|row| settings.is_some() && !is_theirs(row));
    let secrets = others.map(|row| OutsideSecret { environment: row.environment, field: row.field.clone() }).collect();
    Err(Error::ChangedOutside(Box::new(OutsideChange {
        id,
        sealed: settings.map(|settings| Box::new(Draft { details: settings.details, ..saved.draft.clone() })),
        found: Box::new(saved.draft.clone()),
        is_unreadable: saved.has_unreadable_settings,
        secrets,
        losses: tx.losses(id)?,
        token: token(&saved.draft, &rows),
    })))
}

/// Returns how another program changed an authorization; `None` if it didn't, or if that can't be determined.
pub(super) fn outside_change(key: &VaultKey, tx: &ReadTx<'_>, saved: &Authorization) -> Option<Box<OutsideChange>> {
    match check(key, tx, saved) {
        Err(Error::ChangedOutside(change)) => Some(change),
        Ok(_) | Err(_) => None,
    }
}

/// Identifies what is stored of an authorization, sealed secrets included.
fn token(draft: &Draft, rows: &[SealedRow]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(draft.etag.as_deref().unwrap_or_default().as_bytes());
    hasher.update(&draft.revision.unwrap_or_default().to_be_bytes());
    for row in rows {
        hasher.update(hash(row).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
