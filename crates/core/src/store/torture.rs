//! Functions for the fault tests only: register an additional migration, fill the log, and hold the write lock.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

pub use super::forge::{forge, forge_beside};
use super::{Store, schema};
use crate::{
    authorization::{Attempt, AttemptFailure, AuthorizationId, Environment, ListQuery, limits::PAGE_ROWS},
    error::Result,
};

/// A realistic migration: a new table replaces an old one.
const LATER: &str = "
    CREATE TABLE sealed_new (
        authorization_id TEXT NOT NULL,
        environment      TEXT NOT NULL,
        field            TEXT NOT NULL,
        revision         INTEGER NOT NULL,
        key_id           TEXT NOT NULL,
        origin           TEXT NOT NULL,
        bytes            BLOB NOT NULL,
        digest           BLOB NOT NULL,
        PRIMARY KEY (authorization_id, environment, field),
        FOREIGN KEY (authorization_id, environment) REFERENCES environment (authorization_id, environment)
    ) STRICT;
    INSERT INTO sealed_new SELECT * FROM sealed;
    DROP TABLE sealed;
    ALTER TABLE sealed_new RENAME TO sealed;
    CREATE INDEX sealed_by_key ON sealed (key_id);";

/// Makes this process act as a newer Keyfob with an additional migration, for which existing databases are older.
pub fn know_a_later_migration() {
    // If it is already set, it is the same one.
    let _ = schema::LATER.set(LATER);
}

/// Logs many attempts in each environment of every authorization, as months of CONNECT would.
///
/// # Errors
/// The database cannot be read or written.
pub fn fill_log(folder: &Path, each: u32) -> Result<()> {
    let (store, _) = Store::open(folder)?;
    let ids: Vec<AuthorizationId> = {
        let rows = |page| store.page(&ListQuery { page, ..ListQuery::default() });
        let pages = rows(0)?.total.div_ceil(PAGE_ROWS);
        (0..pages)
            .map(rows)
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flat_map(|page| page.rows)
            .map(|row| row.id)
            .collect()
    };
    store.write(|tx| {
        for (number, id) in (0..each).flat_map(|number| ids.iter().map(move |id| (number, *id))) {
            for environment in Environment::ALL {
                tx.log_attempt(id, environment, &attempt(number))?;
            }
        }
        Ok(())
    })
}

/// Holds the write lock of a database while `meanwhile` runs, like another program during a write.
///
/// # Errors
/// The database can't be opened, or another program holds the lock.
pub fn hold_write_lock<T>(folder: &Path, meanwhile: impl FnOnce() -> T) -> Result<T> {
    let mut connection = Connection::open(folder.join("keyfob.db"))?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let result = meanwhile();
    tx.rollback()?;
    Ok(result)
}

/// An attempt; every third one failed.
fn attempt(number: u32) -> Attempt {
    let failure = AttemptFailure { stage: "network", code: "connection_closed".to_owned() };
    let ms = f64::from(number);
    Attempt {
        at_ms: 1_700_000_000_000 + i64::from(number),
        failure: number.is_multiple_of(3).then_some(failure),
        http_status: Some(200),
        dns_ms: Some(ms),
        connect_ms: Some(ms + 0.1),
        tls_ms: None,
        first_byte_ms: Some(ms + 0.3),
        body_ms: Some(0.0),
        total_ms: 3.0 * ms + 0.4,
    }
}
