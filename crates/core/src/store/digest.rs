//! What makes silent damage loud: a digest in each row, and a tally of each table.
//!
//! They are no seal: whoever can write the file can write them too. They tell what was written from what a failing disk gives.

use std::collections::BTreeMap;

use rusqlite::{Connection, params, types::ValueRef};

use super::tables::{COUNTED, TALLY};
use crate::error::{Error, Result};

/// The first 16 bytes of a BLAKE3 hash.
pub(super) type Digest = [u8; 16];

/// The digest of a row: of its table's name and each value, each with its type and length.
pub(super) fn of<'v>(table: &str, values: impl Iterator<Item = ValueRef<'v>>) -> Digest {
    let mut bytes = Vec::with_capacity(512);
    feed(&mut bytes, b't', table.as_bytes());
    for value in values {
        match value {
            ValueRef::Null => feed(&mut bytes, b'n', &[]),
            ValueRef::Integer(number) => feed(&mut bytes, b'i', &number.to_le_bytes()),
            ValueRef::Real(number) => feed(&mut bytes, b'r', &number.to_le_bytes()),
            ValueRef::Text(text) => feed(&mut bytes, b's', text),
            ValueRef::Blob(blob) => feed(&mut bytes, b'b', blob),
        }
    }
    let mut digest = Digest::default();
    digest.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..size_of::<Digest>()]);
    digest
}

fn feed(bytes: &mut Vec<u8>, kind: u8, value: &[u8]) {
    bytes.push(kind);
    bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
    bytes.extend_from_slice(value);
}

/// How many rows a table has, and their digests put together by exclusive or.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) row_count: i64,
    pub(super) sum: Digest,
}

impl Tally {
    /// Counts a row in.
    pub(super) fn add(&mut self, digest: &Digest) {
        self.row_count += 1;
        self.mix(digest);
    }

    /// Counts a row out.
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

/// Reads every tally, each checked; one that is missing is damage.
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

/// The tally over the definitions of all tables and indexes: a changed one could let wrong rows in.
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
