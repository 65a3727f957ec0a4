//! The tally of each table: its number of rows and the exclusive or of their digests.

use std::collections::BTreeMap;

use rusqlite::{Connection, params, types::ValueRef};

use super::{
    digest::{Digest, of},
    tables::{COUNTED, TALLY},
};
use crate::error::{Error, Result};

/// The number of rows of a table and the exclusive or of their digests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) row_count: i64,
    pub(super) sum: Digest,
}

impl Tally {
    /// Adds a row.
    pub(super) fn add(&mut self, digest: &Digest) {
        self.row_count += 1;
        self.mix(digest);
    }

    /// Removes a row.
    pub(super) fn remove(&mut self, digest: &Digest) {
        self.row_count -= 1;
        self.mix(digest);
    }

    fn mix(&mut self, digest: &Digest) {
        self.sum.iter_mut().zip(digest).for_each(|(sum, byte)| *sum ^= byte);
    }
}

/// The tallies by name: one for each counted table, and `schema` for the tables' own definitions.
pub(super) type Tallies = BTreeMap<String, Tally>;

/// The name of the tally over the tables' definitions.
pub(super) const SCHEMA: &str = "schema";

/// Reads and checks every tally. A missing one is damage.
pub(super) fn read_tallies(connection: &Connection) -> Result<Tallies> {
    let mut statement = connection.prepare_cached(&TALLY.select(""))?;
    let mut rows = statement.query([])?;
    let mut tallies = Tallies::new();
    while let Some(row) = rows.next()? {
        TALLY.check(row)?;
        tallies.insert(row.get(0)?, Tally { row_count: row.get(1)?, sum: row.get(2)? });
    }
    let names = COUNTED.iter().map(|table| table.name).chain([SCHEMA]);
    if names.clone().all(|name| tallies.contains_key(name)) && tallies.len() == names.count() {
        return Ok(tallies);
    }
    Err(Error::Damaged("a tally of rows is missing".into()))
}

/// Writes a tally.
pub(super) fn write_tally(connection: &Connection, name: &str, tally: &Tally) -> Result<()> {
    let values = [ValueRef::Text(name.as_bytes()), ValueRef::Integer(tally.row_count), ValueRef::Blob(&tally.sum)];
    let digest = of(TALLY.name, values.into_iter());
    connection.prepare_cached(&TALLY.insert().replacen("INSERT", "INSERT OR REPLACE", 1))?.execute(params![
        name,
        tally.row_count,
        tally.sum,
        digest
    ])?;
    Ok(())
}

/// The tally of the definitions of all tables and indexes, since a changed definition could allow wrong rows.
pub(super) fn tally_schema(connection: &Connection) -> Result<Tally> {
    let mut statement = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    let mut tally = Tally::default();
    while let Some(row) = rows.next()? {
        let values = (0..4).map(|at| row.get_ref(at).unwrap_or(ValueRef::Null));
        tally.add(&of(SCHEMA, values));
    }
    Ok(tally)
}
