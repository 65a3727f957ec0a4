//! The tally of each table: its number of rows and the exclusive or of their digests.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params, types::ValueRef};

use super::{
    digest::{Digest, of},
    tables::{AUTHORIZATION, COUNTED, TALLY},
};
use crate::{
    authorization::{AuthorizationType, Environment},
    error::{Error, Result},
};

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

/// The tallies by name: one for each counted table, one for each of [`PARTS`], and [`SEARCH`] and [`SCHEMA`].
pub(super) type Tallies = BTreeMap<String, Tally>;

/// The name of the tally over the tables' definitions.
pub(super) const SCHEMA: &str = "schema";

/// The name of the tally of `authorization` when the index of the search was written.
pub(super) const SEARCH: &str = "search_block";

/// The name of the tally of the authorizations that are validated in every environment that they are configured for.
pub(super) const VALIDATED: &str = "authorization validated";

/// The names of the tallies of a part of `authorization`.
pub(super) const PARTS: [&str; 7] = [
    VALIDATED,
    of_type(AuthorizationType::ApiKey),
    of_type(AuthorizationType::OAuth2),
    configured(Environment::Staging),
    configured(Environment::Production),
    validated(Environment::Staging),
    validated(Environment::Production),
];

/// The name of the tally of the authorizations of a type.
pub(super) const fn of_type(authorization_type: AuthorizationType) -> &'static str {
    match authorization_type {
        AuthorizationType::ApiKey => "authorization api-key",
        AuthorizationType::OAuth2 => "authorization oauth2",
    }
}

/// The name of the tally of the authorizations that are configured for an environment, validated or not.
pub(super) const fn configured(environment: Environment) -> &'static str {
    match environment {
        Environment::Staging => "authorization staging configured",
        Environment::Production => "authorization production configured",
    }
}

/// The name of the tally of the authorizations that are validated in an environment.
pub(super) const fn validated(environment: Environment) -> &'static str {
    match environment {
        Environment::Staging => "authorization staging validated",
        Environment::Production => "authorization production validated",
    }
}

/// Returns which of [`PARTS`] a row of `authorization` belongs to, by its type and the states of its environments.
pub(super) fn parts_of(kind: &str, states: [i64; 2]) -> impl Iterator<Item = &'static str> {
    let authorization_type = AuthorizationType::ALL.into_iter().find(|known| known.as_str() == kind);
    let is_validated = !states.contains(&1) && states.contains(&2);
    let of_environments = Environment::ALL.into_iter().zip(states).flat_map(|(environment, state)| {
        let is_configured = (state > 0).then_some(configured(environment));
        is_configured.into_iter().chain((state == 2).then_some(validated(environment)))
    });
    let of_row = authorization_type.map(of_type).into_iter().chain(is_validated.then_some(VALIDATED));
    of_row.chain(of_environments)
}

/// Computes the tallies of the parts of `authorization` from its rows.
pub(super) fn tally_parts(connection: &Connection) -> Result<Tallies> {
    let mut tallies: Tallies = PARTS.map(|name| (name.to_owned(), Tally::default())).into();
    let mut statement = connection.prepare("SELECT type, staging, production, digest FROM authorization")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, digest): (String, Digest) = (row.get(0)?, row.get(3)?);
        for name in parts_of(&kind, [row.get(1)?, row.get(2)?]) {
            tallies.entry(name.to_owned()).or_default().add(&digest);
        }
    }
    Ok(tallies)
}

/// Writes the tallies of a database that had none of parts and of the search.
pub(super) fn write_first_tallies_of_parts(connection: &Connection) -> Result<()> {
    tally_parts(connection)?.iter().try_for_each(|(name, tally)| write_tally(connection, name, tally))?;
    let is_empty = read_tally(connection, AUTHORIZATION.name)? == Tally::default();
    // No number of rows is negative: the index has to be written first.
    let row_count = if is_empty { 0 } else { -1 };
    write_tally(connection, SEARCH, &Tally { row_count, ..Tally::default() })
}

/// Reads and checks a tally. A missing one is damage.
pub(super) fn read_tally(connection: &Connection, name: &str) -> Result<Tally> {
    let mut statement = connection.prepare_cached(&TALLY.select("WHERE name = ?1"))?;
    let read = |row: &rusqlite::Row<'_>| Ok(TALLY.check(row).and_then(|_| tally(row)));
    statement.query_row([name], read).optional()?.unwrap_or_else(|| Err(missing()))
}

fn tally(row: &rusqlite::Row<'_>) -> Result<Tally> {
    Ok(Tally { row_count: row.get(1)?, sum: row.get(2)? })
}

fn missing() -> Error {
    Error::Damaged("a tally of rows is missing".into())
}

/// Reads and checks every tally. A missing one is damage.
pub(super) fn read_tallies(connection: &Connection) -> Result<Tallies> {
    let mut statement = connection.prepare_cached(&TALLY.select(""))?;
    let mut rows = statement.query([])?;
    let mut tallies = Tallies::new();
    while let Some(row) = rows.next()? {
        TALLY.check(row)?;
        tallies.insert(row.get(0)?, tally(row)?);
    }
    let names = COUNTED.iter().map(|table| table.name).chain(PARTS).chain([SEARCH, SCHEMA]);
    if names.clone().all(|name| tallies.contains_key(name)) && tallies.len() == names.count() {
        return Ok(tallies);
    }
    Err(missing())
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
