//! Everything sealed again: for a new key, for the first key that seals settings, or for a key in place of a lost one.

use std::collections::HashMap;

use super::{
    kept_tokens, network,
    secrets::Place,
    settings::{self, Settings},
};
use crate::{
    error::{Error, Result},
    secret::Secret,
    store::{SealedRow, WriteTx},
    vault::VaultKey,
};

/// Seals everything that the old key opens under the new one. What it doesn't open stays as it is: an earlier key, since lost, sealed
/// it, or another program changed it. Settings that another program changed are changed afterwards, too.
pub(super) fn reseal(tx: &WriteTx<'_>, old: &VaultKey, new: &VaultKey) -> Result<()> {
    // A token is requested again, but a user would have to sign in again.
    let sign_ins = kept_tokens::sign_ins(tx, old)?;
    let replaced = reseal_secrets(tx, old, new, Place::open)?;
    for id in tx.ids()? {
        // What the old key doesn't open, the new one doesn't open either.
        if let Some(settings) = tx.settings_seal(id)?.and_then(|sealed| Settings::open(old, id, &sealed)) {
            tx.replace_settings_seal(id, Some(&settings.with_replaced(&replaced).seal(new, id)?))?;
        }
    }
    kept_tokens::put_sign_ins(tx, new, sign_ins)?;
    network::reseal(tx, old, new)
}

/// Seals the secrets that an older Keyfob saved in a backup again, for another key. The settings stay unsealed: what is found in a backup
/// isn't vouched for by anyone, and restored it must be looked at first.
pub(super) fn reseal_older(tx: &WriteTx<'_>, old: &VaultKey, new: &VaultKey) -> Result<()> {
    reseal_secrets(tx, old, new, Place::open_older).map(drop)
}

/// Seals what an older Keyfob saved: its secrets again, and the settings as they are, which it didn't seal.
///
/// # Errors
/// [`Error::VaultChanged`] if something was sealed by this version already: then it isn't an older Keyfob's record that is there, but one
/// that was put back to have changed settings sealed.
pub(super) fn take_over(tx: &WriteTx<'_>, key: &VaultKey) -> Result<()> {
    let is_of_this_version = |row: &SealedRow| row.key_id == key.key_id() && !VaultKey::is_older(&row.bytes);
    if tx.has_settings_seals()? || tx.all_sealed()?.iter().any(is_of_this_version) {
        return Err(Error::VaultChanged);
    }
    reseal_secrets(tx, key, key, Place::open_older)?;
    seal_settings(tx, key)
}

/// Seals all settings as they are.
pub(super) fn seal_settings(tx: &WriteTx<'_>, key: &VaultKey) -> Result<()> {
    for id in tx.ids()? {
        let details = match tx.read(id) {
            Ok(saved) if !saved.has_unreadable_settings => saved.draft,
            // What can't be read can't be used either.
            Ok(_) | Err(Error::Damaged(_)) => continue,
            Err(error) => return Err(error),
        };
        let settings = Settings::new(details.revision.unwrap_or(0), &details.details, &tx.sealed_of(id)?);
        tx.replace_settings_seal(id, Some(&settings.seal(key, id)?))?;
    }
    Ok(())
}

/// Seals the secrets of the old key that `open` opens with the new one, and returns the hashes of what was replaced and what replaced it.
fn reseal_secrets(
    tx: &WriteTx<'_>,
    old: &VaultKey,
    new: &VaultKey,
    open: fn(Place, &VaultKey, &SealedRow) -> Result<Secret>,
) -> Result<HashMap<String, String>> {
    let mut rows = tx.all_sealed()?;
    let mut replaced = HashMap::new();
    for row in rows.iter_mut().filter(|row| row.key_id == old.key_id()) {
        let place = Place::of(row);
        if let Ok(secret) = open(place, old, row) {
            let resealed = place.seal(new, row.field.clone(), &row.origin, &secret);
            replaced.insert(settings::hash(row), settings::hash(&resealed));
            *row = resealed;
        }
    }
    tx.replace_sealed(&rows)?;
    // They belong to the values that were replaced.
    tx.delete_tokens()?;
    Ok(replaced)
}
