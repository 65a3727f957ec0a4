//! Recording a CONNECT: the attempt in the log, what it proves about the saved settings, and the token.

use super::{Keyfob, epoch::Epoch, fingerprint::Fingerprint, kept_tokens::Ended};
use crate::{
    authorization::{Attempt, AttemptFailure, Authorization, AuthorizationId, Draft, Environment},
    connect::Outcome,
    error::{Error, Result},
    http::Timings,
    store::WriteTx,
    vault::VaultKey,
};

/// What an attempt proves about the settings that it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They work.
    Works,
    /// They don't, or no longer.
    Fails,
    /// Nothing: an outage, or a request that couldn't be sent.
    Unknown,
}

impl Verdict {
    /// Returns what an outcome proves. Where a user signs in, the grant may have run out, which says nothing about the settings.
    pub(super) fn of(outcome: &Outcome, signs_in: bool) -> Self {
        match outcome {
            Outcome::Connected(_) => Self::Works,
            Outcome::Failed(failure) if signs_in && failure.code.as_str() == "invalid_grant" => Self::Unknown,
            Outcome::Failed(failure) if failure.stage.disproves() => Self::Fails,
            Outcome::Failed(_) => Self::Unknown,
        }
    }
}

/// Returns what is logged of an outcome: nothing secret, and no text from the server.
pub(super) fn attempt(outcome: &Outcome, timings: Timings, now_ms: i64) -> Attempt {
    let (at_ms, failure, http_status) = match outcome {
        Outcome::Connected(connection) => {
            (connection.received_at_ms, None, connection.exchange.response.as_ref().map(|response| response.status))
        }
        Outcome::Failed(failure) => {
            let code = failure.code.as_logged().to_owned();
            (now_ms, Some(AttemptFailure { stage: failure.stage.as_str(), code }), failure.http_status)
        }
    };
    let Timings { dns_ms, connect_ms, tls_ms, first_byte_ms, body_ms, total_ms } = timings;
    Attempt { at_ms, failure, http_status, dns_ms, connect_ms, tls_ms, first_byte_ms, body_ms, total_ms }
}

/// An attempt that was made with a draft, and what it proves.
pub(super) struct Made {
    pub(super) draft: Draft,
    pub(super) environment: Environment,
    pub(super) fingerprint: Fingerprint,
    pub(super) verdict: Verdict,
    pub(super) attempt: Attempt,
    /// The token, or why there is none; `None` if it isn't to be kept.
    pub(super) ended: Option<Ended>,
    /// See [`Keyfob::token_epoch`].
    pub(super) epoch: Epoch,
}

impl Made {
    /// Whether a user has signed in for something that is saved.
    fn is_sign_in(&self) -> bool {
        let is_users = matches!(&self.ended, Some(Ended::Issued(issued, _)) if issued.of_user.is_some());
        is_users && self.draft.id.is_some()
    }
}

impl Keyfob {
    /// Logs attempts, marks the saved authorizations and keeps the tokens, in one transaction: those whose draft's environment is exactly as it
    /// is saved. A token is also kept if it belongs to what is saved, whatever else was changed. Another environment, a description or a name that is being edited doesn't matter: they aren't part of what was proved.
    ///
    /// Nothing is noted if the vault isn't open, since the saved secrets can't be compared then; the requests were prepared with its key.
    ///
    /// # Errors
    /// The database can't be written.
    pub(super) fn note_saved(&self, made: &[Made]) -> Result<()> {
        let Some(key) = self.vault().key_at_hand() else {
            // A token is requested again, but a user would have to sign in again, and must know.
            return if made.iter().any(Made::is_sign_in) { Err(Error::VaultLocked) } else { Ok(()) };
        };
        // One that was deleted or can't be read isn't noted.
        let saved = made.iter().filter_map(|made| Some((made, self.as_saved(made, &key).ok()??)));
        let saved: Vec<(&Made, Saved)> = saved.collect();
        if saved.is_empty() {
            return Ok(());
        }
        let mark = |tx: &WriteTx<'_>| {
            saved
                .iter()
                .map(|(made, saved)| if saved.is_whole { mark(tx, made, &saved.authorization.draft) } else { Ok(None) })
                .collect::<Result<Vec<Option<AuthorizationId>>>>()
        };
        let log = |tx: &WriteTx<'_>, marked: &Vec<Option<AuthorizationId>>| {
            let mut marked = saved.iter().zip(marked);
            marked.try_for_each(|((made, saved), id)| {
                if let Some(id) = id {
                    tx.log_attempt(*id, made.environment, &made.attempt)?;
                }
                // A new name or description doesn't matter to a token.
                let place = (saved.id, made.environment);
                let is_same = tx.configuration(place.0, place.1)? == saved.configuration;
                match &made.ended {
                    Some(ended) if is_same => self.keep_token(tx, &key, place, ended, &made.epoch),
                    _ => Ok(()),
                }
            })
        };
        let noted = self.store().write_and_log(mark, log).map(drop);
        for (made, saved) in &saved {
            let place = (saved.id, made.environment);
            match (&noted, &made.ended) {
                // The server may have replaced the refresh token: what it brought is used from memory until it can be written.
                (Err(_), Some(ended)) if made.is_sign_in() => {
                    self.keep_in_memory(&key, place, &saved.configuration, ended);
                }
                _ => self.settle_memory(saved.id, made.environment),
            }
            if noted.is_ok() {
                self.drop_held_sign_in(&(Some(saved.id), made.environment, made.fingerprint.token));
            }
        }
        noted
    }

    /// Returns what is saved, if a token that an attempt brought belongs to it.
    fn as_saved(&self, made: &Made, key: &VaultKey) -> Result<Option<Saved>> {
        let Some(id) = made.draft.id else { return Ok(None) };
        let (authorization, configuration) =
            self.store().read_tx(|tx| Ok((tx.read(id)?, tx.configuration(id, made.environment)?)))?;
        let fingerprint = self.saved_fingerprint(&authorization, made.environment, key)?;
        let found = fingerprint.filter(|fingerprint| fingerprint.token == made.fingerprint.token);
        let saved = |fingerprint| Saved { id, authorization, configuration, is_whole: fingerprint == made.fingerprint };
        Ok(found.map(saved))
    }
}

/// What was saved when an attempt was compared with it.
struct Saved {
    id: AuthorizationId,
    authorization: Authorization,
    /// A hash of what its environment was saved with.
    configuration: Vec<u8>,
    /// Whether it is exactly what the attempt was made with.
    is_whole: bool,
}

/// Marks what is saved by what an attempt proves. Returns its id, or `None` if something else is saved by now: only what was compared is
/// marked.
fn mark(tx: &WriteTx<'_>, made: &Made, saved: &Draft) -> Result<Option<AuthorizationId>> {
    let Some(id) = saved.id else { return Ok(None) };
    let now = match tx.read(id) {
        Err(Error::NotFound) => return Ok(None),
        now => now?.draft,
    };
    if now.revision != saved.revision || now.etag != saved.etag {
        return Ok(None);
    }
    match made.verdict {
        Verdict::Works => tx.set_validated(id, made.environment, Some(made.attempt.at_ms))?,
        Verdict::Fails => tx.set_validated(id, made.environment, None)?,
        Verdict::Unknown => {}
    }
    Ok(Some(id))
}
