//! The schema in the file must match the compiled migrations. The file's own record of it isn't trusted.

use super::{Fresh, oauth2};
use crate::{
    error::Error,
    store::{
        Store,
        tally::{SCHEMA, tally_schema, write_tally},
    },
};

/// Definitions that another program could plant.
const PLANTED: [(&str, &str); 6] = [
    (
        "a view in the place of a table",
        "ALTER TABLE environment RENAME TO hidden; CREATE VIEW environment AS SELECT * FROM hidden;",
    ),
    ("another view", "CREATE VIEW other AS SELECT * FROM sealed;"),
    ("a trigger", "CREATE TRIGGER quiet AFTER INSERT ON authorization BEGIN DELETE FROM setting; END;"),
    ("another table", "CREATE TABLE other (a);"),
    ("an index", "CREATE INDEX other ON sealed (origin);"),
    (
        "a table defined differently",
        "CREATE TABLE new (key TEXT, value TEXT, digest BLOB); INSERT INTO new SELECT * FROM setting; DROP TABLE setting; \
         ALTER TABLE new RENAME TO setting;",
    ),
];

/// Plants a definition and updates the file's own record of its schema.
fn plant(store: &Store, sql: &str) {
    let other = rusqlite::Connection::open(store.folder.database()).unwrap();
    other.execute_batch(sql).unwrap();
    write_tally(&other, SCHEMA, &tally_schema(&other).unwrap()).unwrap();
}

#[test]
fn a_planted_definition_is_noticed_by_a_program_that_runs() {
    for (case, sql) in PLANTED {
        let fresh = Fresh::new();
        let one = oauth2("a", "");
        one.put(&fresh.store).unwrap();
        plant(&fresh.store, sql);
        assert!(matches!(fresh.store.read(one.id()), Err(Error::Damaged(_))), "{case}");
        assert!(matches!(one.put(&fresh.store), Err(Error::Damaged(_))), "{case}");
    }
}

#[test]
fn a_planted_definition_is_noticed_and_left_out_at_the_next_start() {
    for (case, sql) in PLANTED {
        let fresh = Fresh::new();
        let one = oauth2("a", "");
        one.put(&fresh.store).unwrap();
        plant(&fresh.store, sql);
        let Fresh { folder, store } = fresh;
        drop(store);
        let (store, report) = Store::open(folder.path()).unwrap();
        assert!(report.recovery.is_some(), "{case}");
        store.verify().unwrap();
    }
}

#[test]
fn a_schema_that_was_only_rebuilt_is_as_good_as_before() {
    let fresh = Fresh::new();
    let one = oauth2("a", "");
    one.put(&fresh.store).unwrap();
    rusqlite::Connection::open(fresh.store.folder.database()).unwrap().execute_batch("VACUUM").unwrap();
    fresh.store.read(one.id()).unwrap();
}

#[test]
fn a_connection_that_is_opened_later_checks_the_definitions_by_itself() {
    let fresh = Fresh::new();
    let one = oauth2("a", "");
    one.put(&fresh.store).unwrap();
    fresh.store.read(one.id()).unwrap();
    let other = rusqlite::Connection::open(fresh.store.folder.database()).unwrap();
    let version: i64 = other.query_row("PRAGMA schema_version", [], |row| row.get(0)).unwrap();
    plant(&fresh.store, PLANTED[0].1);
    // So that it looks as if nothing had been changed.
    other.pragma_update(None, "schema_version", version).unwrap();
    drop(other);
    // The first connection is in use, so the second read opens another one.
    let refused = fresh.store.database().readers.with(|_| fresh.store.read(one.id()).map(drop));
    assert!(matches!(refused, Err(Error::Damaged(_))), "{refused:?}");
}
