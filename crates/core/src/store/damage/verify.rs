//! Checks that everything is as it was written: with SQLite's own checks, the digest of each row, and the tally of each table.

use rusqlite::{Connection, ErrorCode};

use crate::{
    error::{Error, Result},
    store::{
        schema,
        tables::{COUNTED, TALLY, Table},
        tally::{Tally, read_tallies, tally_parts},
        tx::search,
    },
};

/// Runs the checks that don't depend on the size: versions, definitions, tallies.
pub(in crate::store) fn cheap(connection: &Connection) -> Result<()> {
    schema::check_schema(connection).and_then(|()| read_tallies(connection).map(drop)).map_err(as_damage)
}

/// Converts an SQLite error in a check to damage: the statements are correct, so the file isn't.
pub(in crate::store) fn as_damage(error: Error) -> Error {
    let Error::Database(sqlite) = &error else { return error };
    match sqlite.sqlite_error_code() {
        Some(
            ErrorCode::OutOfMemory
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::OperationInterrupted,
        ) => error,
        _ => Error::Damaged("its tables cannot be read".into()),
    }
}

/// Checks every page, index and row, in one snapshot.
pub(in crate::store) fn whole(connection: &mut Connection) -> Result<()> {
    let pages_and_search = |connection: &Connection| {
        check_pages(connection, "")?;
        // One that isn't current isn't used.
        if search::is_current(connection)? { search::check(connection) } else { Ok(()) }
    };
    check(connection, pages_and_search).map_err(as_damage)
}

/// Checks everything except the log of attempts, the index of the search and unused pages.
///
/// A page that a table shares with those isn't reported here, but nothing may be written to the database until they are left out.
pub(in crate::store) fn all_but_the_log(connection: &mut Connection) -> Result<()> {
    let pages = |connection: &Connection| {
        let mut tables = COUNTED.into_iter().chain([&TALLY]);
        tables.try_for_each(|table| check_pages(connection, &format!("({})", table.name)))
    };
    schema::version(connection).and_then(|_| check(connection, pages)).map_err(as_damage)
}

fn check(connection: &mut Connection, pages: impl Fn(&Connection) -> Result<()>) -> Result<()> {
    let transaction = connection.transaction()?;
    schema::check_schema(&transaction)?;
    pages(&transaction)?;
    let tallies = read_tallies(&transaction)?;
    for table in COUNTED {
        let found = tally(&transaction, table)?;
        if tallies.get(table.name) != Some(&found) {
            return Err(Error::Damaged(format!("rows of `{}` are missing or too many", table.name)));
        }
    }
    let parts = tally_parts(&transaction)?;
    if parts.iter().all(|(name, part)| tallies.get(name) == Some(part)) {
        return Ok(());
    }
    Err(Error::Damaged("a part of the authorizations is counted wrong".into()))
}

/// Unlike `quick_check`, `integrity_check` also compares each index with its table, since a row that is missing in an index can't be found.
fn check_pages(connection: &Connection, of: &str) -> Result<()> {
    let answer: String = connection.query_row(&format!("PRAGMA integrity_check{of}"), [], |row| row.get(0))?;
    if answer == "ok" { Ok(()) } else { Err(Error::Damaged("its pages or indexes do not fit together".into())) }
}

fn tally(connection: &Connection, table: &Table) -> Result<Tally> {
    // Reads the table, not an index.
    let mut statement = connection.prepare(&table.select("NOT INDEXED"))?;
    let mut rows = statement.query([])?;
    let mut tally = Tally::default();
    while let Some(row) = rows.next()? {
        tally.add(&table.check(row)?);
    }
    Ok(tally)
}
