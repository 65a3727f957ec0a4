//! The schema: numbered SQL files over `PRAGMA user_version`, append only, and whether a file is defined as they define it.

use std::collections::BTreeSet;
#[cfg(feature = "torture")]
use std::sync::OnceLock;

use rusqlite::Connection;

use crate::error::{Error, Result};

/// Every migration; the first makes version 1.
const MIGRATIONS: [&str; 3] = [
    include_str!("migrations/0001_authorizations.sql"),
    include_str!("migrations/0002_attempts.sql"),
    include_str!("migrations/0003_settings_seal.sql"),
];

/// One more migration, which only the fault tests know.
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

/// What the file says that it is: `Kyfb`.
pub(super) const APPLICATION_ID: i64 = 0x4b79_6662;

/// What a file is, as its version says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// The newest known here.
    Current,
    /// An older one.
    Older,
}

/// Tells what an existing file is.
///
/// # Errors
/// [`Error::NewerDatabase`]; [`Error::Damaged`] if it isn't a database of Keyfob's.
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

/// Refuses a file that a newer program has migrated.
///
/// # Errors
/// [`Error::NewerDatabase`].
pub(super) fn refuse_newer(connection: &Connection) -> Result<()> {
    let (known, found) = (newest(), user_version(connection)?);
    if found > known { Err(Error::NewerDatabase { found, known }) } else { Ok(()) }
}

/// Checks that everything is defined as the compiled migrations define it, and that there is nothing else: a view in the place of a
/// table could answer two reads differently, and a trigger could change what is written. What the file says of itself doesn't count.
pub(super) fn check_schema(connection: &Connection) -> Result<()> {
    if definitions(connection)? == compiled_definitions()? {
        return Ok(());
    }
    Err(Error::Damaged("its tables are not defined as Keyfob defines them".into()))
}

/// The same for a database of an older version.
pub(super) fn check_schema_of_version(connection: &Connection) -> Result<()> {
    let version = usize::try_from(user_version(connection)?).unwrap_or(usize::MAX);
    let compiled = Connection::open_in_memory()?;
    migrations().take(version).try_for_each(|migration| compiled.execute_batch(migration))?;
    if definitions(connection)? == definitions(&compiled)? {
        return Ok(());
    }
    Err(Error::Damaged("its tables are not defined as Keyfob defines them".into()))
}

/// A number that changes with every change of a definition.
pub(super) fn schema_version(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("PRAGMA schema_version")?.query_row([], |row| row.get(0))?)
}

/// Type, name, table and SQL of everything that is defined.
type Definition = (String, String, String, Option<String>);

fn definitions(connection: &Connection) -> Result<BTreeSet<Definition>> {
    let mut statement = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn compiled_definitions() -> Result<BTreeSet<Definition>> {
    let connection = Connection::open_in_memory()?;
    migrations().try_for_each(|migration| connection.execute_batch(migration))?;
    definitions(&connection)
}

pub(super) fn newest() -> u32 {
    // Literals: there are never more than a u32 counts.
    u32::try_from(migrations().count()).unwrap_or(u32::MAX)
}

pub(super) fn user_version(connection: &Connection) -> Result<u32> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    // Negative is no version that any Keyfob wrote; as a newer one it is refused, unharmed.
    Ok(u32::try_from(version).unwrap_or(u32::MAX))
}
