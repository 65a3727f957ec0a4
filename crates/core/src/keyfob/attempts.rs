//! Recording a CONNECT: the attempt in the log, what it proves about the saved settings, and the token.

use super::{Keyfob, kept_tokens::Ended};
use crate::{
    authorization::{Attempt, AttemptFailure, Draft, Environment},
    connect::Outcome,
    error::Result,
    http::Timings,
    store::WriteTx,
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
    /// Returns what an outcome proves.
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Connected(_) => Self::Works,
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

impl Keyfob {
    /// Logs an attempt, marks the saved authorization and keeps the token, in one transaction, if the draft's environment is exactly as it is saved.
    /// Another environment, a description or a name that is being edited doesn't matter: they aren't part of what was proved.
    ///
    /// Nothing is noted if the vault isn't open, since the saved secrets can't be compared then; the request was prepared with its key.
    ///
    /// # Errors
    /// The authorization was deleted, or the database can't be read or written.
    pub(super) fn note_if_saved(
        &self,
        draft: &Draft,
        environment: Environment,
        fingerprint: &[u8; 32],
        verdict: Verdict,
        attempt: &Attempt,
        ended: Option<&Ended>,
    ) -> Result<()> {
        let Some(id) = draft.id else { return Ok(()) };
        let saved = self.store().read_tx(|tx| tx.read(id))?;
        let Some(key) = self.vault().key_at_hand() else { return Ok(()) };
        if self.saved_fingerprint(&saved, environment, &key)?.as_ref() != Some(fingerprint) {
            return Ok(());
        }
        let mark = |tx: &WriteTx<'_>| {
            // Only what was compared is marked: another program may have saved other fields since.
            let now = tx.read(id)?.draft;
            let is_same = now.revision == saved.draft.revision && now.etag == saved.draft.etag;
            match verdict {
                Verdict::Works if is_same => tx.set_validated(id, environment, Some(attempt.at_ms))?,
                Verdict::Fails if is_same => tx.set_validated(id, environment, None)?,
                _ => {}
            }
            Ok(is_same)
        };
        let log = |tx: &WriteTx<'_>, is_same: &bool| {
            if *is_same {
                tx.log_attempt(id, environment, attempt)?;
                ended.map_or(Ok(()), |ended| self.keep_token(tx, &key, (id, environment), ended))?;
            }
            Ok(())
        };
        let noted = self.store().write_and_log(mark, log).map(drop);
        self.settle_memory(id, environment);
        noted
    }
}
