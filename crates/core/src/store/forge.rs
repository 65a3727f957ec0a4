//! Forges rows as a program could that knows the format but not the key. For tests.

#![cfg_attr(not(feature = "torture"), expect(unreachable_pub, reason = "the torture is given it outside the crate"))]

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::{
    connection,
    digest::{Digest, of},
    folder::Folder,
    tables::{COUNTED, Table},
    tally::{Tally, tally_parts, write_tally},
};
use crate::error::Result;

/// Changes rows by SQL and updates every digest and tally, so that only the seals reveal the change.
///
/// # Errors
/// The SQL is wrong, or the database cannot be written.
pub fn forge(folder: &Path, sql: &str) -> Result<()> {
    forge_beside(folder, None, sql)
}

/// As [`forge`], with another database attached as `older`, from which rows can be copied back.
///
/// # Errors
/// As for [`forge`].
pub fn forge_beside(folder: &Path, older: Option<&Path>, sql: &str) -> Result<()> {
    let mut connection = connection::open(&Folder::prepare(folder)?.database())?;
    // Rows are swapped one at a time.
    connection.pragma_update(None, "foreign_keys", false)?;
    if let Some(older) = older {
        connection.execute("ATTACH ?1 AS older", [older.to_string_lossy()])?;
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(sql)?;
    COUNTED.iter().try_for_each(|table| recount(&transaction, table))?;
    tally_parts(&transaction)?.iter().try_for_each(|(name, tally)| write_tally(&transaction, name, tally))?;
    Ok(transaction.commit()?)
}

fn recount(transaction: &Transaction<'_>, table: &Table) -> Result<()> {
    let mut tally = Tally::default();
    for (rowid, digest) in digests(transaction, table)? {
        transaction
            .execute(&format!("UPDATE {} SET digest = ?2 WHERE rowid = ?1", table.name), params![rowid, digest])?;
        tally.add(&digest);
    }
    write_tally(transaction, table.name, &tally)
}

fn digests(connection: &Connection, table: &Table) -> Result<Vec<(i64, Digest)>> {
    let sql = format!("SELECT {}, rowid FROM {}", table.columns.join(", "), table.name);
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut digests = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..table.columns.len()).map(|at| row.get_ref(at)).collect::<rusqlite::Result<Vec<_>>>()?;
        digests.push((row.get(table.columns.len())?, of(table.name, values.into_iter())));
    }
    Ok(digests)
}
