//! The log of attempts: the result of each CONNECT of saved settings.
//!
//! Losing it does no harm, so nothing depends on it: its rows have no digest and aren't counted, an invalid one is skipped, a repair leaves
//! the log out, and if it is damaged, a save is written without it.

use rusqlite::{Connection, Row, params};

use super::{read::ReadTx, write::WriteTx};
use crate::{
    authorization::{Attempt, AttemptFailure, AuthorizationId, Environment, LastAttempt, PerEnvironment},
    error::Result,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long an attempt is kept.
const KEPT_MS: i64 = 90 * DAY_MS;
/// The largest number of attempts that are kept for an environment.
const MOST: i64 = 1_000;
/// The last millisecond of the year 9999. Later times are invalid.
const LATEST_MS: i64 = 253_402_300_799_999;
/// The stage of an entry that isn't an attempt: a secret was shown.
const REVEAL: &str = "reveal";
/// The longest stage or code, in bytes.
const WORD_BYTES: usize = 64;

impl ReadTx<'_> {
    /// Returns the last attempt of each environment as it is saved now, as far as it can be read.
    ///
    /// # Errors
    /// The log can't be read; if the disk failed, this transaction has ended with it.
    pub(crate) fn last_attempts(&self, id: AuthorizationId) -> Result<PerEnvironment<Option<LastAttempt>>> {
        let mut attempts = PerEnvironment::default();
        for environment in Environment::ALL {
            *attempts.get_mut(environment) = self.last_attempt(id, environment)?;
        }
        Ok(attempts)
    }

    fn last_attempt(&self, id: AuthorizationId, environment: Environment) -> Result<Option<LastAttempt>> {
        let configuration = configuration_of(self.connection, id, environment)?;
        // In the order of writing, which doesn't change if the clock is set back.
        let sql = "SELECT at_ms, stage, code, total_ms FROM attempt
            WHERE authorization_id = ?1 AND environment = ?2 AND configuration = ?3 AND stage IS NOT ?4
            ORDER BY rowid DESC LIMIT ?5";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![id.to_string(), environment.as_str(), configuration, REVEAL, MOST])?;
        while let Some(row) = rows.next()? {
            if let Some(attempt) = sensible(row) {
                return Ok(Some(attempt));
            }
        }
        Ok(None)
    }
}

impl ReadTx<'_> {
    /// Returns when a secret of each environment was last shown, as far as the log can be read.
    ///
    /// # Errors
    /// As for [`ReadTx::last_attempts`].
    pub(crate) fn last_reveals(&self, id: AuthorizationId) -> Result<PerEnvironment<Option<i64>>> {
        let sql = "SELECT max(at_ms) FROM attempt WHERE authorization_id = ?1 AND environment = ?2 AND stage = ?3
            AND at_ms BETWEEN 0 AND ?4";
        let mut reveals = PerEnvironment::default();
        for environment in Environment::ALL {
            let key = params![id.to_string(), environment.as_str(), REVEAL, LATEST_MS];
            let at_ms: Option<i64> = self.connection.prepare_cached(sql)?.query_row(key, |row| row.get(0))?;
            *reveals.get_mut(environment) = at_ms;
        }
        Ok(reveals)
    }
}

impl WriteTx<'_> {
    /// Logs that a secret was shown.
    ///
    /// # Errors
    /// As for [`WriteTx::log_attempt`].
    pub(crate) fn log_reveal(&self, id: AuthorizationId, environment: Environment, at_ms: i64) -> Result<()> {
        let failure = Some(AttemptFailure { stage: REVEAL, code: "secret_shown".to_owned() });
        let none = None;
        let [dns_ms, connect_ms, tls_ms, first_byte_ms, body_ms] = [none; 5];
        let attempt = Attempt {
            at_ms,
            failure,
            http_status: None,
            dns_ms,
            connect_ms,
            tls_ms,
            first_byte_ms,
            body_ms,
            total_ms: 0.0,
        };
        self.log_attempt(id, environment, &attempt)
    }

    /// Logs an attempt for an environment as it is saved now, and removes entries over the limits of age and number.
    ///
    /// # Errors
    /// The log can't be written. Then this transaction must not be committed.
    pub(crate) fn log_attempt(&self, id: AuthorizationId, environment: Environment, attempt: &Attempt) -> Result<()> {
        let configuration = configuration_of(self.connection, id, environment)?;
        let (id, environment) = (id.to_string(), environment.as_str());
        let failure = attempt.failure.as_ref();
        let insert = "INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.connection.prepare_cached(insert)?.execute(params![
            id,
            environment,
            configuration,
            attempt.at_ms,
            failure.map(|failure| failure.stage),
            failure.map(|failure| &failure.code),
            attempt.http_status,
            attempt.dns_ms,
            attempt.connect_ms,
            attempt.tls_ms,
            attempt.first_byte_ms,
            attempt.body_ms,
            attempt.total_ms,
        ])?;
        // Entries from the future, written while the clock was wrong, would never expire. If the clock is wrong now, other
        // environments keep theirs.
        let outdated = "DELETE FROM attempt WHERE at_ms < ?1 OR (authorization_id = ?2 AND at_ms > ?3)";
        let (first_ms, last_ms) = (attempt.at_ms.saturating_sub(KEPT_MS), attempt.at_ms.saturating_add(DAY_MS));
        self.connection.prepare_cached(outdated)?.execute(params![first_ms, id, last_ms])?;
        let too_many = "DELETE FROM attempt WHERE rowid IN (SELECT rowid FROM attempt
            WHERE authorization_id = ?1 AND environment = ?2 ORDER BY rowid DESC LIMIT -1 OFFSET ?3)";
        self.connection.prepare_cached(too_many)?.execute(params![id, environment, MOST])?;
        Ok(())
    }

    /// Removes every attempt of an authorization.
    ///
    /// # Errors
    /// As for [`WriteTx::log_attempt`].
    pub(crate) fn delete_attempts(&self, id: AuthorizationId) -> Result<()> {
        self.connection.prepare_cached("DELETE FROM attempt WHERE authorization_id = ?1")?.execute([id.to_string()])?;
        Ok(())
    }
}

/// Returns a hash of the grant type and an environment's settings and sealed values as they are stored. The name, the description and the other
/// environment don't affect it; a new secret and a new vault key do.
fn configuration_of(connection: &Connection, id: AuthorizationId, environment: Environment) -> Result<Vec<u8>> {
    hash_of(connection, id, environment, |settings| settings)
}

/// The same of the settings as `part` returns them.
pub(super) fn hash_of(
    connection: &Connection,
    id: AuthorizationId,
    environment: Environment,
    part: impl Fn(Vec<u8>) -> Vec<u8>,
) -> Result<Vec<u8>> {
    let parts = "SELECT '', CAST(settings AS BLOB) FROM environment WHERE authorization_id = ?1 AND environment = ?2
        UNION ALL SELECT field, bytes FROM sealed WHERE authorization_id = ?1 AND environment = ?2
        UNION ALL SELECT 'grant_type', CAST(grant_type AS BLOB) FROM authorization
            WHERE id = ?1 AND grant_type <> 'client_credentials' ORDER BY 1";
    let mut statement = connection.prepare_cached(parts)?;
    let mut rows = statement.query([id.to_string().as_str(), environment.as_str()])?;
    let mut hash = blake3::Hasher::new();
    while let Some(row) = rows.next()? {
        let (field, bytes): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let bytes = if field.is_empty() { part(bytes) } else { bytes };
        for part in [field.as_bytes(), &bytes] {
            hash.update(&(part.len() as u64).to_be_bytes()).update(part);
        }
    }
    Ok(hash.finalize().as_bytes().to_vec())
}

/// Reads an attempt from a row of the log; `None` if the values are invalid, since no digest protects the row.
fn sensible(row: &Row<'_>) -> Option<LastAttempt> {
    let attempt = LastAttempt {
        at_ms: row.get(0).ok()?,
        stage: row.get(1).ok()?,
        code: row.get(2).ok()?,
        total_ms: row.get(3).ok()?,
    };
    let is_outcome = match (&attempt.stage, &attempt.code) {
        (None, None) => true,
        (Some(stage), Some(code)) => is_word(stage) && is_word(code),
        _ => false,
    };
    let is_sensible =
        is_outcome && (0..=LATEST_MS).contains(&attempt.at_ms) && (0.0..f64::INFINITY).contains(&attempt.total_ms);
    is_sensible.then_some(attempt)
}

fn is_word(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=WORD_BYTES).contains(&text.len()) && text.bytes().all(is_part)
}
