//! Is everything as it was written? SQLite's own checks, every row's digest, and each table's tally.

use rusqlite::{Connection, ErrorCode};

use super::{
    digest::{Tally, read_tallies},
    migrate,
    tables::{COUNTED, TALLY, Table},
};
use crate::error::{Error, Result};

/// The part that costs the same whatever the size: versions, definitions, tallies.
pub(super) fn cheap(connection: &Connection) -> Result<()> {
    migrate::check_schema(connection).and_then(|()| read_tallies(connection).map(drop)).map_err(as_damage)
}

/// What SQLite's own complaints mean while a file is examined: our statements are right, so what they meet is not.
pub(super) fn as_damage(error: Error) -> Error {
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

/// Every page, index and row, in one snapshot.
pub(super) fn whole(connection: &mut Connection) -> Result<()> {
    check(connection, |connection| check_pages(connection, "")).map_err(as_damage)
}

/// Everything that is missed if it is damaged: not the log of attempts, nor pages that are free.
///
/// Pages that such a table shares with the log are no damage here, and nothing may be written to the database until they are parted.
pub(super) fn all_but_the_log(connection: &mut Connection) -> Result<()> {
    let pages = |connection: &Connection| {
        let mut tables = COUNTED.into_iter().chain([&TALLY]);
        tables.try_for_each(|table| check_pages(connection, &format!("({})", table.name)))
    };
    migrate::version(connection).and_then(|_| check(connection, pages)).map_err(as_damage)
}

fn check(connection: &mut Connection, pages: impl Fn(&Connection) -> Result<()>) -> Result<()> {
    let transaction = connection.transaction()?;
    migrate::check_schema(&transaction)?;
    pages(&transaction)?;
    let tallies = read_tallies(&transaction)?;
    for table in COUNTED {
        let found = tally(&transaction, table)?;
        if tallies.get(table.name) != Some(&found) {
            return Err(Error::Damaged(format!("rows of `{}` are missing or too many", table.name)));
        }
    }
    Ok(())
}

/// Unlike `quick_check`, `integrity_check` also compares each index with its table: a row that its index lost would not be found.
fn check_pages(connection: &Connection, of: &str) -> Result<()> {
    let answer: String = connection.query_row(&format!("PRAGMA integrity_check{of}"), [], |row| row.get(0))?;
    if answer == "ok" { Ok(()) } else { Err(Error::Damaged("its pages or indexes do not fit together".into())) }
}

fn tally(connection: &Connection, table: &Table) -> Result<Tally> {
    // By table, not by an index: what the table holds is what counts.
    let mut statement = connection.prepare(&table.select("NOT INDEXED"))?;
    let mut rows = statement.query([])?;
    let mut tally = Tally::default();
    while let Some(row) = rows.next()? {
        tally.add(&table.check(row)?);
    }
    Ok(tally)
}
