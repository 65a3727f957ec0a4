//! The log of attempts stays within its limits, and nothing else depends on it.

use std::{fs, path::Path};

use rusqlite::Connection;
use tempfile::TempDir;

use super::{Fresh, Saved, oauth2, open, shown};
use crate::{
    authorization::{Attempt, AttemptFailure, AuthorizationId, Environment, LastAttempt},
    store::{
        Store, schema,
        tally::{SCHEMA, tally_schema, write_tally},
    },
};

const STAGING: Environment = Environment::Staging;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const NOW_MS: i64 = 1_800_000_000_000;

pub(super) fn success(at_ms: i64) -> Attempt {
    let (dns_ms, connect_ms) = (Some(1.5), Some(2.0));
    let (tls_ms, first_byte_ms, body_ms) = (None, Some(30.0), Some(0.25));
    let http_status = Some(200);
    Attempt { at_ms, failure: None, http_status, dns_ms, connect_ms, tls_ms, first_byte_ms, body_ms, total_ms: 33.75 }
}

fn outage(at_ms: i64) -> Attempt {
    let failure = Some(AttemptFailure { stage: "network", code: "dns".into() });
    let nothing = Attempt { first_byte_ms: None, body_ms: None, connect_ms: None, ..success(at_ms) };
    Attempt { failure, http_status: None, total_ms: 1.5, ..nothing }
}

fn log(store: &Store, id: AuthorizationId, attempt: &Attempt) {
    store.write(|tx| tx.log_attempt(id, STAGING, attempt)).unwrap();
}

fn last(store: &Store, id: AuthorizationId) -> Option<LastAttempt> {
    store.read(id).unwrap().last_attempts.staging
}

/// Returns the logged times of an authorization, oldest first.
fn times(store: &Store, id: AuthorizationId) -> Vec<i64> {
    let database = store.database();
    let connection = database.writer.connection();
    let mut statement =
        connection.prepare("SELECT at_ms FROM attempt WHERE authorization_id = ? ORDER BY rowid").unwrap();
    let rows = statement.query_map([id.to_string()], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn saved(store: &Store) -> Saved {
    let one = oauth2("one", "");
    one.put(store).unwrap();
    one
}

#[test]
fn the_last_attempt_is_the_one_that_was_logged_last_whatever_the_clock_said() {
    let fresh = Fresh::new();
    let id = saved(&fresh.store).id();
    assert_eq!(last(&fresh.store, id), None);
    log(&fresh.store, id, &success(NOW_MS));
    assert_eq!(last(&fresh.store, id), Some(LastAttempt { at_ms: NOW_MS, stage: None, code: None, total_ms: 33.75 }));
    log(&fresh.store, id, &outage(NOW_MS - 5));
    let failed = last(&open(&fresh.folder), id).unwrap();
    assert_eq!(
        (failed.at_ms, failed.stage.as_deref(), failed.code.as_deref()),
        (NOW_MS - 5, Some("network"), Some("dns"))
    );
    assert_eq!(fresh.store.read(id).unwrap().last_attempts.production, None);
    fresh.store.verify().unwrap();
}

#[test]
fn a_save_keeps_the_attempts_and_a_deletion_takes_them_along() {
    let fresh = Fresh::new();
    let (one, other) = (saved(&fresh.store), oauth2("other", ""));
    other.put(&fresh.store).unwrap();
    for id in [one.id(), other.id()] {
        log(&fresh.store, id, &success(NOW_MS));
    }
    one.put(&fresh.store).unwrap();
    assert_eq!(times(&fresh.store, one.id()), [NOW_MS]);
    fresh.store.write(|tx| tx.delete(one.id()).and_then(|()| tx.delete_attempts(one.id()))).unwrap();
    assert_eq!((times(&fresh.store, one.id()), times(&fresh.store, other.id())), (vec![], vec![NOW_MS]));
}

#[test]
fn attempts_older_than_90_days_and_own_ones_from_the_future_go_when_one_is_logged() {
    let fresh = Fresh::new();
    let (id, other) = (saved(&fresh.store).id(), AuthorizationId::generate());
    for days in [0, 1, 89, 90] {
        for owner in [id, other] {
            log(&fresh.store, owner, &success(NOW_MS - 100 * DAY_MS + days * DAY_MS));
        }
    }
    fresh
        .store
        .database()
        .writer
        .connection()
        .execute("UPDATE attempt SET at_ms = ?1 WHERE at_ms = ?2", [NOW_MS + 2 * DAY_MS, NOW_MS - 10 * DAY_MS])
        .unwrap();
    log(&fresh.store, id, &success(NOW_MS - 10 * DAY_MS + 1));
    let kept = [NOW_MS - 99 * DAY_MS, NOW_MS - 11 * DAY_MS];
    assert_eq!(times(&fresh.store, id), [&kept[..], &[NOW_MS - 10 * DAY_MS + 1]].concat());
    let others = [&kept[..], &[NOW_MS + 2 * DAY_MS]].concat();
    assert_eq!(times(&fresh.store, other), others, "a wrong clock takes nothing from others");
    log(&fresh.store, id, &success(NOW_MS));
    assert_eq!(times(&fresh.store, id).len(), 3);
}

#[test]
fn the_newest_1000_attempts_of_an_environment_are_kept() {
    let fresh = Fresh::new();
    let (id, other) = (saved(&fresh.store).id(), AuthorizationId::generate());
    fresh
        .store
        .write(|tx| {
            tx.log_attempt(other, STAGING, &success(NOW_MS))?;
            tx.log_attempt(id, Environment::Production, &success(NOW_MS))?;
            (0..1_005).try_for_each(|number| tx.log_attempt(id, STAGING, &success(NOW_MS + number)))
        })
        .unwrap();
    let kept: Vec<_> = [NOW_MS].into_iter().chain(NOW_MS + 5..NOW_MS + 1_005).collect();
    assert_eq!(times(&fresh.store, id), kept);
    assert_eq!(times(&fresh.store, other), [NOW_MS]);
}

#[test]
fn rows_that_make_no_sense_are_skipped() {
    let fresh = Fresh::new();
    let id = saved(&fresh.store).id();
    log(&fresh.store, id, &outage(7));
    for values in [
        "'staging', 1, 'http', NULL, 1",
        "'staging', 1, NULL, 'dns', 1",
        "'staging', 1, 'network', 'd\u{1b}[2Jns', 1",
        "'staging', 1, 'network', '', 1",
        "'staging', 1, 'network', replace(hex(zeroblob(999)), '00', 'a'), 1",
        "'staging', 1, 'network', CAST(x'ff' AS TEXT), 1",
        "'staging', -1, NULL, NULL, 1",
        "'staging', 9223372036854775807, NULL, NULL, 1",
        "'staging', 1, NULL, NULL, -1",
        "'staging', 1, NULL, NULL, 9e999",
        "'tomorrow', 1, NULL, NULL, 1",
    ] {
        let values_with = values.replacen(", ", ", (SELECT configuration FROM attempt LIMIT 1), ", 1);
        let columns = "authorization_id, environment, configuration, at_ms, stage, code, total_ms";
        let sql = format!("INSERT INTO attempt ({columns}) VALUES ('{id}', {values_with})");
        fresh.store.database().writer.connection().execute_batch(&sql).expect(values);
        assert_eq!(last(&fresh.store, id).unwrap().at_ms, 7, "{values}");
    }
    fresh.store.verify().unwrap();
    log(&fresh.store, id, &success(8));
    assert_eq!(last(&fresh.store, id).unwrap().at_ms, 8);
}

#[test]
fn a_database_of_version_1_is_backed_up_and_keeps_everything() {
    let fresh = Fresh::new();
    let one = saved(&fresh.store);
    fresh.store.write(|tx| tx.put_vault_record("{}")).unwrap();
    drop(fresh.store);
    let path = fresh.folder.path().join("keyfob.db");
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "DROP TABLE attempt; DROP TABLE settings_seal; DROP TABLE search_block; DROP TABLE token;
            DROP INDEX authorization_of_users; DROP INDEX authorization_listing; DROP INDEX authorization_listing_of_type;
            CREATE INDEX authorization_listing ON authorization (sort_key, name_key, type, search_text);
            DELETE FROM tally WHERE name IN ('settings_seal', 'search_block') OR name LIKE 'authorization %';
            PRAGMA user_version = 1",
        )
        .unwrap();
    write_tally(&connection, SCHEMA, &tally_schema(&connection).unwrap()).unwrap();
    drop(connection);

    let (store, report) = Store::open(fresh.folder.path()).unwrap();
    assert_eq!(report.recovery, None);
    let version = |path| -> i64 {
        Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    };
    assert_eq!((version(report.backup.unwrap().into()), version(path)), (1, i64::from(schema::newest())));
    let read = store.read(one.id()).unwrap();
    assert_eq!((shown(&read.draft), read.validated_at_ms), (shown(&one.draft), one.validated_at_ms));
    assert_eq!(&store.sealed(one.id(), STAGING, &one.sealed[0].field).unwrap(), &one.sealed[0]);
    assert_eq!(store.vault_record().unwrap().as_deref(), Some("{}"));
    log(&store, one.id(), &success(NOW_MS));
    store.verify().unwrap();
}

/// The pages of some tables and indexes in a database that is closed, counted from 1.
pub(super) fn pages_of(database: &Path, names: &str) -> Vec<usize> {
    let connection = Connection::open(database).unwrap();
    let mut statement = connection.prepare("SELECT pageno FROM dbstat WHERE name LIKE ?1").unwrap();
    let pages = statement.query_map([names], |row| row.get::<_, u32>(0)).unwrap();
    pages.map(|page| page.unwrap() as usize).collect()
}

/// The pages of the log.
fn log_pages(database: &Path) -> Vec<usize> {
    let pages = pages_of(database, "attempt%");
    assert!(pages.len() >= 3, "the table and its indexes");
    pages
}

/// Writes garbage over every page of the log.
fn destroy_log(folder: &TempDir) {
    let path = folder.path().join("keyfob.db");
    let pages = log_pages(&path);
    let mut bytes = fs::read(&path).unwrap();
    for page in pages {
        bytes[(page - 1) * 4096..][..4096].fill(0xa5);
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_log_that_is_destroyed_is_begun_again_without_a_word() {
    let fresh = Fresh::new();
    let one = saved(&fresh.store);
    log(&fresh.store, one.id(), &success(NOW_MS));
    drop(fresh.store);
    destroy_log(&fresh.folder);
    let (store, report) = Store::open(fresh.folder.path()).unwrap();
    assert_eq!((report.backup, report.recovery), (None, None));
    assert_eq!(shown(&store.read(one.id()).unwrap().draft), shown(&one.draft));
    assert_eq!(&store.sealed(one.id(), STAGING, &one.sealed[0].field).unwrap(), &one.sealed[0]);
    assert_eq!(last(&store, one.id()), None);
    log(&store, one.id(), &success(NOW_MS));
    assert_eq!(last(&store, one.id()).unwrap().at_ms, NOW_MS);
    store.verify().unwrap();
}

#[test]
fn a_log_that_is_destroyed_in_a_large_database_keeps_nothing_from_being_done() {
    let fresh = Fresh::new();
    let (one, other) = (saved(&fresh.store), oauth2("other", ""));
    other.put(&fresh.store).unwrap();
    let many = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 20000)
        INSERT INTO attempt (authorization_id, environment, configuration, at_ms, total_ms)
        SELECT '00000000-0000-0000-0000-000000000000', 'staging', x'', n, n FROM number";
    fresh.store.database().writer.connection().execute_batch(many).unwrap();
    drop(fresh.store);
    destroy_log(&fresh.folder);

    // Too large for a complete check.
    let (store, report) = Store::open(fresh.folder.path()).unwrap();
    assert_eq!((report.backup, report.recovery), (None, None));
    assert_eq!(last(&store, one.id()), None);
    one.put(&store).unwrap();
    let mark = |at_ms| {
        store.write_and_log(
            |tx| tx.set_validated(one.id(), STAGING, Some(at_ms)),
            |tx, ()| tx.log_attempt(one.id(), STAGING, &success(at_ms)),
        )
    };
    mark(NOW_MS).unwrap();
    assert_eq!(store.read(one.id()).unwrap().validated_at_ms.staging, Some(NOW_MS));
    store.write_and_log(|tx| tx.delete(other.id()), |tx, ()| tx.delete_attempts(other.id())).unwrap();
    store.verify().unwrap();
    assert!(fresh.folder.path().join("keyfob.db-suspect").exists());

    // The next start checks everything and begins a new log.
    drop(store);
    let (store, report) = Store::open(fresh.folder.path()).unwrap();
    assert_eq!((report.backup, report.recovery), (None, None));
    assert!(!fresh.folder.path().join("keyfob.db-suspect").exists());
    let read = store.read(one.id()).unwrap();
    assert_eq!((read.validated_at_ms.staging, store.summary().unwrap().total), (Some(NOW_MS), 1));
    log(&store, one.id(), &success(NOW_MS));
    assert_eq!(times(&store, one.id()), [NOW_MS]);
}
