//! Migrates a database to the newest version, one transaction for each version.

use rusqlite::{Connection, TransactionBehavior};

use super::{
    schema::{APPLICATION_ID, migrations, newest, user_version},
    tables::COUNTED,
    tally::{SCHEMA, Tally, tally_schema, write_first_tallies_of_parts, write_tally},
};
use crate::error::Result;

/// The version that introduced the tallies of parts of `authorization`, and the index of the search.
const PARTS_SINCE: u32 = 4;

/// Migrates a file to the newest version. If another program does the same at the same time, the second one has nothing left to do.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    migrate_to(connection, newest())
}

pub(super) fn migrate_to(connection: &mut Connection, newest: u32) -> Result<()> {
    for (migration, version) in migrations().zip(1..=newest) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if user_version(&transaction)? >= version {
            continue;
        }
        transaction.execute_batch(migration)?;
        for table in COUNTED.iter().filter(|table| table.since == version) {
            write_tally(&transaction, table.name, &Tally::default())?;
        }
        if version == PARTS_SINCE {
            write_first_tallies_of_parts(&transaction)?;
        }
        // `check_schema` doesn't use this record. It is kept because `read_tallies` reports damage if it is missing.
        write_tally(&transaction, SCHEMA, &tally_schema(&transaction)?)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}
