//! What only the torture may do to a store: know a migration more than Keyfob ships, and fill the log. No part of what Keyfob offers.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use super::Store;
pub use super::forge::{forge, forge_beside};
use crate::{
    authorization::{Attempt, AttemptFailure, AuthorizationId, Environment, ListQuery, limits::PAGE_ROWS},
    error::Result,
};

/// A migration as a real one might be: a table is built anew and takes the old one's name.
const LATER: &str = "
    CREATE TABLE sealed_anew (
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
    INSERT INTO sealed_anew SELECT * FROM sealed;
    DROP TABLE sealed;
    ALTER TABLE sealed_anew RENAME TO sealed;
    CREATE INDEX sealed_by_key ON sealed (key_id);";

static KNOWS_LATER: AtomicBool = AtomicBool::new(false);

/// Makes this process a newer Keyfob, with one migration more: what others have saved is then an older database.
pub fn know_a_later_migration() {
    KNOWS_LATER.store(true, Ordering::Relaxed);
}

/// The migration after the last one that Keyfob ships, where this process knows it.
pub(super) fn later_migration() -> Option<&'static str> {
    KNOWS_LATER.load(Ordering::Relaxed).then_some(LATER)
}

/// Logs so many attempts in each environment of every authorization, as CONNECT does over months.
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
