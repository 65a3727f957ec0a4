//! The index of the search: derived data that is always right or not used.

use std::fs;

use rusqlite::Connection;
use tempfile::TempDir;

use super::{
    Fresh, Saved, oauth2,
    search::{TEXTS, check_all, expected, filled, is_current, names},
};
use crate::{
    authorization::{AuthorizationId, AuthorizationType, ListQuery},
    error::Error,
    store::{Store, forge::forge, migrate, schema, tx::search},
};

fn query(text: &str) -> ListQuery {
    ListQuery { text: text.to_owned(), ..ListQuery::default() }
}

#[test]
fn a_transaction_that_is_not_committed_leaves_the_index_as_it_was() {
    let (fresh, saved) = filled(50);
    let failed = fresh.store.write(|tx| {
        tx.delete(saved[0].id())?;
        Err::<(), _>(Error::Stale)
    });
    assert!(matches!(failed, Err(Error::Stale)));
    assert!(is_current(&fresh.store));
    check_all(&fresh.store, &saved);
}

#[test]
fn what_another_program_changed_is_found_at_once_and_indexed_at_the_next_start() {
    let (fresh, mut saved) = filled(120);
    let change = "UPDATE authorization SET search_text = 'zz' || search_text WHERE name = 'name 0000';
        DELETE FROM sealed WHERE authorization_id IN (SELECT id FROM authorization WHERE type = 'api-key');
        DELETE FROM settings_seal WHERE authorization_id IN (SELECT id FROM authorization WHERE type = 'api-key');
        DELETE FROM environment WHERE authorization_id IN (SELECT id FROM authorization WHERE type = 'api-key');
        DELETE FROM authorization WHERE type = 'api-key' AND name <> 'name 0000'";
    forge(fresh.folder.path(), change).unwrap();
    saved.retain(|one| one.draft.authorization_type() == AuthorizationType::OAuth2 || one.draft.name == "name 0000");
    let found = |store: &Store, text: &str| {
        let page = store.page(&query(text)).unwrap();
        (page.total as usize, names(&page.rows).first().cloned())
    };
    assert!(!is_current(&fresh.store));
    let check = |store: &Store, count| {
        assert_eq!(found(store, "zz"), (1, Some("name 0000".to_owned())));
        assert_eq!(found(store, "sao paulo").0, count);
        assert_eq!(found(store, "").0, count);
    };
    check(&fresh.store, saved.len());
    // A save in the meantime doesn't make the index look right.
    oauth2("another", "sao paulo").put(&fresh.store).unwrap();
    assert!(!is_current(&fresh.store));
    check(&fresh.store, saved.len() + 1);
    drop(fresh.store);
    let (store, report) = Store::open(fresh.folder.path()).unwrap();
    assert_eq!(report.recovery, None);
    assert!(is_current(&store));
    check(&store, saved.len() + 1);
    store.verify().unwrap();
}

/// Ways in which the index alone can be damaged; each is valid for SQLite.
const DAMAGE: [&str; 6] = [
    "UPDATE search_block SET texts = CAST(replace(CAST(texts AS TEXT), 'branch', 'brunch') AS BLOB)",
    "UPDATE search_block SET texts = zeroblob(length(texts))",
    "UPDATE search_block SET keys = x'00'",
    "DELETE FROM search_block WHERE sort_key = (SELECT max(sort_key) FROM search_block)",
    "UPDATE search_block SET name_key = name_key || 'x'",
    "DELETE FROM search_block",
];

#[test]
fn damage_in_the_index_hides_nothing_and_is_repaired_at_the_next_start_without_a_report() {
    for sql in DAMAGE {
        let (fresh, mut saved) = filled(200);
        fresh.store.database().writer.connection().execute_batch(sql).unwrap();
        let page = |store: &Store, text: &str| {
            let page = store.page(&query(text)).unwrap();
            assert_eq!(page.total as usize, expected(&saved, &query(text)).len());
            let rows = store.rows(&query(text)).unwrap();
            assert_eq!(rows.len(), page.total as usize, "{sql}");
        };
        for text in TEXTS {
            page(&fresh.store, text);
        }
        assert!(fresh.folder.path().join("keyfob.db-suspect").exists(), "{sql}");
        // Saving, renaming and deleting go on.
        let one = oauth2("written after the damage", "sao paulo");
        one.put(&fresh.store).unwrap();
        saved.push(one);
        let gone = saved.remove(7);
        fresh.store.write(|tx| tx.delete(gone.id())).unwrap();
        let rows = fresh.store.rows(&query("sao paulo")).unwrap();
        assert_eq!(rows.len(), 200, "{sql}");
        fresh.store.verify().unwrap();
        let Fresh { folder, store } = fresh;
        drop(store);
        let (store, report) = Store::open(folder.path()).unwrap();
        assert_eq!(report.recovery, None, "{sql}");
        assert!(is_current(&store), "{sql}");
        check_all(&store, &saved);
        store.verify().unwrap();
    }
}

#[test]
fn an_index_that_does_not_match_its_table_is_noticed_by_verify() {
    let (fresh, _) = filled(60);
    let folder = fresh.folder.path().to_owned();
    let other = Connection::open(folder.join("keyfob.db")).unwrap();
    // Another database's index, valid by itself.
    let (theirs, _) = filled(61);
    theirs.store.empty_log();
    other.execute("ATTACH ?1 AS theirs", [theirs.folder.path().join("keyfob.db").to_str().unwrap()]).unwrap();
    other
        .execute_batch("DELETE FROM search_block; INSERT INTO search_block SELECT * FROM theirs.search_block")
        .unwrap();
    assert!(is_current(&fresh.store));
    fresh.store.verify().unwrap();
    assert!(folder.join("keyfob.db-suspect").exists());
}

/// A folder with a database as version 3 left it.
fn version_3(saved: &[Saved]) -> TempDir {
    let (fresh, _) = filled(0);
    for one in saved {
        one.put(&fresh.store).unwrap();
    }
    fresh.store.empty_log();
    let old = tempfile::tempdir().unwrap();
    let mut connection = Connection::open(old.path().join("keyfob.db")).unwrap();
    migrate::migrate_to(&mut connection, 3).unwrap();
    connection.execute("ATTACH ?1 AS newer", [fresh.folder.path().join("keyfob.db").to_str().unwrap()]).unwrap();
    for table in ["authorization", "environment", "sealed", "settings_seal", "vault", "setting"] {
        let sql = format!(
            "INSERT INTO {table} SELECT * FROM newer.{table};
            INSERT OR REPLACE INTO tally SELECT * FROM newer.tally WHERE name = '{table}'"
        );
        connection.execute_batch(&sql).unwrap();
    }
    old
}

#[test]
fn a_database_of_version_3_is_backed_up_and_indexed() {
    let (_, saved) = filled(150);
    let old = version_3(&saved);
    let (store, report) = Store::open(old.path()).unwrap();
    assert!(fs::exists(report.backup.unwrap()).unwrap());
    assert_eq!(report.recovery, None);
    assert!(is_current(&store));
    check_all(&store, &saved);
    store.verify().unwrap();
    assert_eq!(store.summary().unwrap().total, 150);
}

#[test]
fn a_migration_that_ended_before_the_index_was_written_is_finished_at_the_next_start() {
    let (_, saved) = filled(40);
    let old = version_3(&saved);
    let mut connection = Connection::open(old.path().join("keyfob.db")).unwrap();
    migrate::migrate_to(&mut connection, schema::newest()).unwrap();
    assert!(!search::is_current(&connection).unwrap());
    drop(connection);
    let (store, report) = Store::open(old.path()).unwrap();
    assert_eq!((report.backup, report.recovery), (None, None));
    assert!(is_current(&store));
    check_all(&store, &saved);
}

#[test]
fn a_restored_backup_is_indexed() {
    let (fresh, saved) = filled(80);
    let backup = fresh.store.back_up().unwrap();
    // The index of the backup isn't needed.
    Connection::open(&backup).unwrap().execute_batch("DELETE FROM search_block").unwrap();
    let ids: Vec<AuthorizationId> = saved.iter().map(Saved::id).collect();
    fresh.store.write(|tx| ids.iter().try_for_each(|id| tx.delete(*id))).unwrap();
    super::restoring::restore(&fresh.store, &backup).unwrap();
    assert!(is_current(&fresh.store));
    check_all(&fresh.store, &saved);
    fresh.store.verify().unwrap();
}
