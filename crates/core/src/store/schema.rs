//! The schema: numbered, append-only SQL files (`PRAGMA user_version`), and the check that a file matches them.

use std::collections::BTreeSet;
#[cfg(feature = "torture")]
use std::sync::OnceLock;

use rusqlite::Connection;

use crate::error::{Error, Result};

/// Every migration; the first makes version 1.
const MIGRATIONS: [&str; 6] = [
    include_str!("migrations/0001_authorizations.sql"),
    include_str!("migrations/0002_attempts.sql"),
    include_str!("migrations/0003_settings_seal.sql"),
    include_str!("migrations/0004_search.sql"),
    include_str!("migrations/0005_token.sql"),
    include_str!("migrations/0006_sign_in.sql"),
];

/// A hash of the definitions that the migrations make. It only saves compiling them at each start: definitions with another hash are compared
/// in full, so an outdated one does no harm. A test says what it must be.
const NEWEST: &str = "72ec88ef5427eae6c4d3bc79ca17f25beaf9144409a481ed5f85f879ebcc0962";

/// An additional migration for the fault tests.
#[cfg(feature = "torture")]
pub(super) static LATER: OnceLock<&'static str> = OnceLock::new();

/// Returns every migration, oldest first.
pub(super) fn migrations() -> impl Iterator<Item = &'static str> {
    #[cfg(feature = "torture")]
    let later = LATER.get().copied();
    #[cfg(not(feature = "torture"))]
    let later = None;
    MIGRATIONS.into_iter().chain(later)
}

/// The `application_id` of the file: `Kyfb`.
pub(super) const APPLICATION_ID: i64 = 0x4b79_6662;

/// The version of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// The newest known version.
    Current,
    /// An older version.
    Older,
}

/// Returns the version of an existing file.
///
/// # Errors
/// [`Error::NewerDatabase`]; [`Error::Damaged`] if it isn't a Keyfob database.
pub(super) fn version(connection: &Connection) -> Result<Version> {
    let (known, found) = (newest(), user_version(connection)?);
    let application_id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application_id != APPLICATION_ID {
        return Err(Error::Damaged("the file is not marked as a database of Keyfob".into()));
    }
    match found {
        0 => Err(Error::Damaged("the file has no version".into())),
        _ if found > known => Err(Error::NewerDatabase { found, known }),
        _ if found == known => Ok(Version::Current),
        _ => Ok(Version::Older),
    }
}

/// Rejects a file that a newer program has migrated.
///
/// # Errors
/// [`Error::NewerDatabase`].
pub(super) fn refuse_newer(connection: &Connection) -> Result<()> {
    let (known, found) = (newest(), user_version(connection)?);
    if found > known { Err(Error::NewerDatabase { found, known }) } else { Ok(()) }
}

/// Checks that the schema is exactly what the compiled migrations define, with nothing added: a view instead of a table could return
/// different rows to two reads, and a trigger could change what is written. The file's own record of its schema isn't trusted.
pub(super) fn check_schema(connection: &Connection) -> Result<()> {
    let found = definitions(connection)?;
    let is_known = migrations().count() == MIGRATIONS.len() && hash(&found) == NEWEST;
    if is_known { Ok(()) } else { compare(&found, usize::MAX) }
}

/// The same check for a database of an older version.
pub(super) fn check_schema_of_version(connection: &Connection) -> Result<()> {
    let version = usize::try_from(user_version(connection)?).unwrap_or(usize::MAX);
    compare(&definitions(connection)?, version)
}

/// Compares definitions with those that the migrations up to a version make.
fn compare(found: &BTreeSet<Definition>, version: usize) -> Result<()> {
    let compiled = Connection::open_in_memory()?;
    migrations().take(version).try_for_each(|migration| compiled.execute_batch(migration))?;
    if *found == definitions(&compiled)? {
        return Ok(());
    }
    Err(Error::Damaged("its tables are not defined as Keyfob defines them".into()))
}

/// A number that changes with every change of a definition.
pub(super) fn schema_version(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("PRAGMA schema_version")?.query_row([], |row| row.get(0))?)
}

/// Returns type, name, table and SQL of everything that is defined.
type Definition = (String, String, String, Option<String>);

fn definitions(connection: &Connection) -> Result<BTreeSet<Definition>> {
    let mut statement = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Hashes definitions, each text with its length.
fn hash(definitions: &BTreeSet<Definition>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (kind, name, table, sql) in definitions {
        for text in [kind, name, table, sql.as_ref().unwrap_or(&String::new())] {
            hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        }
        hasher.update(&[u8::from(sql.is_some())]);
    }
    hasher.finalize().to_hex().to_string()
}

pub(super) fn newest() -> u32 {
    // These are compiled in, so there are never more than `u32::MAX`.
    u32::try_from(migrations().count()).unwrap_or(u32::MAX)
}

pub(super) fn user_version(connection: &Connection) -> Result<u32> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    // Keyfob never writes a negative version. It is rejected like a newer one, and the file isn't changed.
    Ok(u32::try_from(version).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_definitions_that_the_migrations_make() {
        let compiled = Connection::open_in_memory().unwrap();
        MIGRATIONS.iter().try_for_each(|migration| compiled.execute_batch(migration)).unwrap();
        assert_eq!(hash(&definitions(&compiled).unwrap()), NEWEST);
    }
}
