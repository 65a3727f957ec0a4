//! Outside changes: restored or accepted, as the user decides.

use super::{
    Keyfob,
    keys::{assert_current, is_current},
    sealing,
    settings::{self, Settings},
};
use crate::{
    authorization::{
        Authorization, AuthorizationId, Details, Draft, Environment, Loss, LostPart, OutsideChange, PerEnvironment,
        SecretField,
    },
    error::{Error, Result},
    store::{SealedRow, WriteTx},
    vault::{Unsettled, VaultKey, VaultNotice, VaultRecord},
};

/// The setting with the notice that the user hasn't dismissed yet.
const NOTICE: &str = "vault_notice";
/// How often it is tried again if another program settles the same record at the same time.
const TRIES: usize = 3;

impl Keyfob {
    /// Compares an authorization with what was sealed; `None` if nothing was changed. May ask for the vault's key.
    ///
    /// # Errors
    /// There is no such authorization, the key is out of reach, or the database can't be read.
    pub fn outside_change(&self, id: AuthorizationId) -> Result<Option<Box<OutsideChange>>> {
        let checked = self.with_key(|key| self.store().read_tx(|tx| settings::check(key, tx, &tx.read(id)?).map(drop)));
        match checked {
            Ok(()) => Ok(None),
            Err(Error::ChangedOutside(change)) => Ok(Some(change)),
            Err(error) => Err(error),
        }
    }

    /// Compares what is saved of an authorization with what was sealed, if it is still saved.
    pub(super) fn assert_as_sealed(&self, key: &VaultKey, id: AuthorizationId) -> Result<()> {
        let checked = self.store().read_tx(|tx| {
            if is_current(tx, key)? { settings::check(key, tx, &tx.read(id)?).map(drop) } else { Ok(()) }
        });
        if matches!(checked, Err(Error::NotFound)) { Ok(()) } else { checked }
    }

    /// Puts back what was sealed of an authorization, as far as it is known. A sealed secret that isn't the one that belongs to it is
    /// removed: it must be entered again.
    ///
    /// # Errors
    /// [`Error::ChangedOutside`] if what was sealed can't be read; the key is out of reach, or the database can't be written.
    pub fn restore_sealed(&self, id: AuthorizationId) -> Result<Authorization> {
        self.decide(id, |tx, key, change| {
            let sealed = tx.settings_seal(id)?.and_then(|sealed| Settings::open(key, id, &sealed));
            let Some(settings) = sealed else { return Err(Error::ChangedOutside(Box::new(change.clone()))) };
            let rows = tx.sealed_of(id)?.into_iter().filter(|row| settings.has(row)).collect();
            Ok((settings.details().clone(), rows))
        })
    }

    /// Seals an authorization as it is stored now. `token` identifies what the user looked at ([`OutsideChange::token`]).
    ///
    /// # Errors
    /// [`Error::ChangedOutside`] if it was changed again meanwhile; the key is out of reach, or the database can't be written.
    pub fn accept_outside_change(&self, id: AuthorizationId, token: &str) -> Result<Authorization> {
        self.decide(id, |tx, _, change| {
            if change.token != token {
                return Err(Error::ChangedOutside(Box::new(change.clone())));
            }
            Ok((change.found.details.clone(), tx.sealed_of(id)?))
        })
    }

    /// Writes and seals what was decided of a changed authorization; one that isn't changed any more stays as it is. Whether it works is
    /// unknown then.
    fn decide(
        &self,
        id: AuthorizationId,
        decide: impl Fn(&WriteTx<'_>, &VaultKey, &OutsideChange) -> Result<(Details, Vec<SealedRow>)>,
    ) -> Result<Authorization> {
        let saved = self.with_key(|key| {
            self.store().write(|tx| {
                assert_current(tx, Some(key))?;
                let saved = tx.read(id)?;
                let change = match settings::check(key, tx, &saved) {
                    Err(Error::ChangedOutside(change)) => change,
                    checked => return checked.map(|_| saved),
                };
                let (details, mut rows) = decide(tx, key, &change)?;
                rows.retain(|row| details.is_configured(row.environment));
                let complete = details.clone();
                let details = without_missing_secrets(details, &rows);
                // The damage also took secrets that are missing now, until they are entered again.
                let losses = lost_secrets(&change.losses, &complete, &details);
                let revision = saved.draft.revision.unwrap_or(0).saturating_add(1);
                let seal = Settings::new(revision, &details, &rows).seal(key, id)?;
                let draft = Draft { revision: Some(revision), details, ..saved.draft };
                tx.put(&draft, PerEnvironment::default(), &rows, Some(&seal))?;
                tx.put_losses(id, losses)?;
                tx.read(id)
            })
        })?;
        Ok(self.store().with_log(id, saved))
    }

    /// Repairs the record if the open vault's key says that it isn't as it should be: seals everything that an older Keyfob saved, or puts back
    /// what another program changed.
    pub(super) fn settle(&self) -> Result<()> {
        for _ in 0..TRIES {
            let settled = match self.vault().unsettled() {
                Some((record, unsettled)) => self.try_to_settle(&record, unsettled),
                None => self.restore_from_copy(),
            };
            match settled {
                // Another program was faster: its record counts.
                Err(Error::Busy) => self.vault().refresh(|| self.record())?,
                Err(Error::VaultChanged) => {
                    self.vault().refuse();
                    return Err(Error::VaultChanged);
                }
                settled => return settled,
            }
        }
        Err(Error::Busy)
    }

    /// Stores a notice until the user dismisses it in a window: the messages of a script's command may never be read.
    pub(super) fn keep_notice(&self, notice: Option<VaultNotice>) {
        let text = notice.and_then(|notice| serde_json::to_string(&notice).ok()).unwrap_or_default();
        // If it can't be stored, this program still shows it.
        let _ = self.store().write(|tx| tx.put_setting(NOTICE, &text));
    }

    /// Returns the notice that the user hasn't dismissed yet.
    pub(super) fn kept_notice(&self) -> Option<VaultNotice> {
        serde_json::from_str(&self.store().setting(NOTICE).ok()??).ok()
    }

    fn try_to_settle(&self, record: &VaultRecord, unsettled: Unsettled) -> Result<()> {
        let notice = match unsettled {
            Unsettled::Changed(sealed) => {
                self.put_record(Some(record), &sealed)?;
                self.vault().restored(record, *sealed);
                VaultNotice::RecordRestored
            }
            Unsettled::Unsealed => {
                let change = self.vault().begin_taking_over()?;
                self.commit(change, |tx, change| sealing::take_over(tx, &change.key))?;
                VaultNotice::SettingsSealed
            }
        };
        self.vault().set_notice(Some(notice));
        self.keep_notice(Some(notice));
        Ok(())
    }

    /// Writes the record again if only its copy can be read. The vault's key has said by then that the copy is what was sealed.
    fn restore_from_copy(&self) -> Result<()> {
        let record = self.vault().record().filter(|_| self.is_record_copied() && self.vault().key_at_hand().is_some());
        let Some(record) = record else { return Ok(()) };
        match self.put_record(Some(&record), &record) {
            Ok(()) => {}
            Err(error @ (Error::Busy | Error::VaultChanged)) => return Err(error),
            // The copy is as good; it is tried again.
            Err(_) => return Ok(()),
        }
        self.record()?;
        self.vault().set_notice(Some(VaultNotice::RecordRestored));
        self.keep_notice(Some(VaultNotice::RecordRestored));
        Ok(())
    }
}

/// The same settings, with each secret blank that isn't there: it must be entered again, and the form says so.
fn without_missing_secrets(mut details: Details, rows: &[SealedRow]) -> Details {
    for environment in Environment::ALL {
        let has = |field: &SecretField| rows.iter().any(|row| row.environment == environment && row.field == *field);
        details.clear_secrets(environment, |field| !has(field));
    }
    details
}

/// Returns the losses that are left of an authorization's: one for each of its secrets that is blank now and wasn't.
fn lost_secrets(losses: &[Loss], before: &Details, now: &Details) -> Vec<Loss> {
    let Some(loss) = losses.first() else { return Vec::new() };
    let secret = |environment| Loss { part: LostPart::Secret, environment: Some(environment), ..loss.clone() };
    let count = |environment| {
        let stored = |details: &Details| details.stored_secrets(environment).len();
        stored(before).saturating_sub(stored(now))
    };
    let of = |environment| std::iter::repeat_n(secret(environment), count(environment));
    Environment::ALL.into_iter().flat_map(of).collect()
}
