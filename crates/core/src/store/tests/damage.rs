//! Wrong bytes from a failing disk never cause a panic or silently wrong data.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread,
};

use tempfile::TempDir;

use super::{
    Fresh, Saved, api_key,
    attempts::{pages_of, success},
    oauth2, shown,
};
use crate::{
    authorization::{Environment, ListQuery, LostPart, SecretField},
    error::Error,
    store::{Recovery, Store},
};

const AUTHORIZATIONS: usize = 60;

/// A repeatable sequence of random numbers (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((number ^ (number >> 31)) % end as u64).unwrap()
    }
}

/// A folder with authorizations, some with long texts that overflow their page.
fn filled() -> (Fresh, Vec<Saved>) {
    let fresh = Fresh::new();
    // Some tests need all of it in the WAL.
    fresh.store.database().writer.connection().pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    let mut saved = Vec::new();
    for number in 0..AUTHORIZATIONS {
        let description = "é".repeat(if number % 7 == 0 { 1024 } else { number });
        let make = if number % 2 == 0 { oauth2 } else { api_key };
        let mut one = make(&format!("name {number}"), &description);
        one.sealed[0].bytes = vec![u8::try_from(number).unwrap(); if number % 5 == 0 { 9000 } else { 60 }];
        one.put(&fresh.store).unwrap();
        saved.push(one);
    }
    fresh
        .store
        .write(|tx| {
            for one in &saved {
                tx.log_attempt(one.id(), Environment::Staging, &success(1))?;
            }
            tx.put_vault_record("{\"vault\":true}")?;
            tx.put_setting("language", "en")
        })
        .unwrap();
    (fresh, saved)
}

fn database(folder: &Path) -> PathBuf {
    folder.join("keyfob.db")
}

/// Returns the files that the program would leave if it were killed now.
fn copy_of(fresh: &Fresh) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for name in ["keyfob.db", "keyfob.db-wal"] {
        fs::copy(fresh.folder.path().join(name), copy.path().join(name)).unwrap();
    }
    copy
}

/// Returns the files of a closed database.
fn closed_copy(fresh: &Fresh) -> TempDir {
    let copy = copy_of(fresh);
    drop(Store::open(copy.path()).unwrap());
    assert!(!copy.path().join("keyfob.db-wal").exists());
    copy
}

/// Opens a damaged database, and checks that everything it returns is as it was saved and that everything else was reported.
fn check(folder: &Path, saved: &[Saved], what: &str) -> Option<Recovery> {
    let (store, report) = match Store::open(folder) {
        Ok(opened) => opened,
        // Only the version is damaged: opening fails and nothing is changed.
        Err(Error::NewerDatabase { .. }) => return None,
        Err(error) => panic!("{what}: {error}"),
    };
    let by_id: BTreeMap<_, _> = saved.iter().map(|one| (one.id(), one)).collect();
    let recovery = report.recovery.unwrap_or_default();
    let mut lost = [0; 5];
    for loss in &recovery.lost {
        lost[match loss.part {
            LostPart::Authorization => 0,
            LostPart::Environment => 1,
            LostPart::Secret => 2,
            LostPart::Vault | LostPart::Setting => 3,
            LostPart::SettingsSeal => 4,
        }] += 1;
    }
    let (mut found, mut missing) = (0, [0; 5]);
    for page in 0..3 {
        for row in store.page(&ListQuery { page, ..ListQuery::default() }).unwrap().rows {
            let one = by_id[&row.id];
            let read = store.read(row.id).unwrap();
            assert_eq!(
                (&read.draft.name, &read.draft.description),
                (&one.draft.name, &one.draft.description),
                "{what}"
            );
            let (wanted, given) = (settings(one), settings_of(&shown(&read.draft)));
            missing[1] += given
                .iter()
                .zip(&wanted)
                .filter(|(given, wanted)| given != wanted)
                .inspect(|(given, _)| {
                    assert!(given.contains("\"blank\""), "{what}: {given}");
                })
                .count();
            let seal = store.read_tx(|tx| tx.settings_seal(row.id)).unwrap();
            assert!(seal.as_ref().is_none_or(|seal| seal == b"sealed settings"), "{what}");
            missing[4] += usize::from(seal.is_none());
            found += 1;
        }
    }
    missing[0] = saved.len() - found;
    for sealed in by_id.values().flat_map(|one| &one.sealed) {
        match store.sealed(sealed.authorization, sealed.environment, &sealed.field) {
            Ok(given) => assert_eq!(&given, sealed, "{what}"),
            Err(Error::NotFound) => {}
            Err(Error::SecretUnreadable) => missing[2] += 1,
            Err(error) => panic!("{what}: {error}"),
        }
    }
    // The secrets of a lost environment are lost too.
    missing[2] -= missing[1];
    missing[3] += usize::from(store.vault_record().unwrap().is_none());
    missing[3] += usize::from(store.setting("language").unwrap().is_none());
    if recovery.set_aside.is_empty() || recovery.all_losses_known {
        assert_eq!(missing, lost, "{what}: {recovery:?}");
    }
    store.verify().unwrap();
    oauth2("written after the damage", "").put(&store).unwrap();
    Some(recovery)
}

fn settings(one: &Saved) -> Vec<String> {
    settings_of(&shown(&one.draft))
}

fn settings_of(draft: &str) -> Vec<String> {
    let draft: serde_json::Value = serde_json::from_str(draft).unwrap();
    let environments = draft["details"]["environments"].as_object().unwrap();
    environments.values().map(ToString::to_string).collect()
}

/// Flips up to three bits of a closed database, and returns whether it was repaired.
fn flip_and_check(before: &[u8], saved: &[Saved], round: u64) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (mut numbers, mut bytes) = (Numbers(round), before.to_vec());
    // Every third round damages the first page, which contains the file header and the schema.
    let end = if round.is_multiple_of(3) { 4096 } else { bytes.len() };
    let places: Vec<usize> = (0..=numbers.below(3)).map(|_| numbers.below(end)).collect();
    for &place in &places {
        bytes[place] ^= 1 << numbers.below(8);
    }
    let what = format!("round {round}, {places:?}");
    fs::write(database(folder.path()), &bytes).unwrap();
    let Some(recovery) = check(folder.path(), saved, &what) else {
        assert!(fs::read(database(folder.path())).unwrap() == bytes, "{what}: not left as it was");
        return false;
    };
    assert!(recovery.lost.len() <= 2 * places.len(), "{what}: {:?}", recovery.lost);
    if recovery.set_aside.is_empty() {
        return false;
    }
    assert!(fs::read(recovery.set_aside).unwrap() == bytes, "{what}: not set aside as it was");
    true
}

#[test]
fn flipped_bytes_are_noticed_or_harmless_and_what_is_whole_is_saved() {
    let (fresh, saved) = filled();
    let before = fs::read(database(closed_copy(&fresh).path())).unwrap();
    // Most of the time is spent waiting for the disk, so the rounds run in parallel.
    let run = &|lane| (lane..300).step_by(10).filter(|round| flip_and_check(&before, &saved, *round)).count();
    let repaired: usize = thread::scope(|scope| {
        let lanes: Vec<_> = (0..10).map(|lane| scope.spawn(move || run(lane))).collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).sum()
    });
    assert!(repaired > 100, "{repaired}");
}

#[test]
fn whole_pages_of_garbage_cost_only_what_was_on_them() {
    let (fresh, saved) = filled();
    let closed = closed_copy(&fresh);
    let before = fs::read(database(closed.path())).unwrap();
    let mut numbers = Numbers(2);
    let names = ["attempt%", "search_block%", "token", "sqlite_autoindex_token%"];
    let derived = names.map(|names| pages_of(&database(closed.path()), names)).concat();
    assert!(derived.len() >= 8, "{derived:?}");
    for page in 0..before.len() / 4096 {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = before.clone();
        bytes[page * 4096..][..4096].fill_with(|| u8::try_from(numbers.below(256)).unwrap());
        fs::write(database(folder.path()), &bytes).unwrap();
        let recovery = check(folder.path(), &saved, &format!("page {page}")).unwrap();
        if derived.contains(&(page + 1)) {
            assert_eq!(recovery, Recovery::default(), "page {page}: neither log nor index is missed");
        } else {
            assert!(recovery.recovered >= 20, "page {page}: {recovery:?}");
        }
    }
}

#[test]
fn a_file_cut_off_anywhere_gives_what_is_left() {
    let (fresh, saved) = filled();
    let closed = closed_copy(&fresh);
    let before = fs::read(database(closed.path())).unwrap();
    for length in [0, 1, 99, 100, 4095, 4096, before.len() / 2, before.len() - 4096, before.len() - 1] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(database(folder.path()), &before[..length]).unwrap();
        let (store, report) = Store::open(folder.path()).unwrap();
        let Some(recovery) = report.recovery else {
            // The last page belongs to the log, and nothing else is missing.
            assert_eq!((length, store.summary().unwrap().total as usize), (before.len() - 1, saved.len()));
            continue;
        };
        assert_eq!(fs::read(recovery.set_aside).unwrap(), &before[..length]);
        assert_eq!(store.summary().unwrap().total, recovery.recovered, "{length}");
        assert!(recovery.recovered as usize <= saved.len());
        assert_eq!(recovery.recovered > 0, length > 4096, "{length}");
        store.verify().unwrap();
    }
}

#[test]
fn what_is_no_database_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(database(folder.path()), "hello, I am a letter".repeat(1000)).unwrap();
    let recovery = Store::open(folder.path()).unwrap().1.recovery.unwrap();
    assert!(recovery.recovered == 0 && !recovery.all_losses_known);
    assert_eq!(fs::read_to_string(recovery.set_aside).unwrap(), "hello, I am a letter".repeat(1000));
}

#[test]
fn flipped_bytes_in_the_log_of_a_killed_program_lose_no_save_but_the_last() {
    let (fresh, saved) = filled();
    let left = copy_of(&fresh);
    let before = fs::read(left.path().join("keyfob.db-wal")).unwrap();
    assert!(before.len() > 100_000);
    let mut numbers = Numbers(3);
    // The frames of the last save aren't damaged: a broken frame there looks like a power loss during the save.
    let end = before.len() - 60 * 4120;
    for round in 0..100 {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = before.clone();
        let place = if round < 32 { round } else { numbers.below(end) };
        bytes[place] ^= 1 << numbers.below(8);
        fs::copy(database(left.path()), database(folder.path())).unwrap();
        fs::write(folder.path().join("keyfob.db-wal"), &bytes).unwrap();
        let recovery = check(folder.path(), &saved, &format!("byte {place} of the log")).unwrap();
        assert!(!recovery.set_aside.is_empty(), "byte {place} of the log");
        assert!(recovery.lost.len() <= 2, "byte {place} of the log: {recovery:?}");
    }
}

#[test]
fn a_log_cut_off_anywhere_is_a_save_that_was_not_done() {
    let (fresh, _) = filled();
    let left = copy_of(&fresh);
    let before = fs::read(left.path().join("keyfob.db-wal")).unwrap();
    let mut numbers = Numbers(4);
    for _ in 0..50 {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(database(left.path()), database(folder.path())).unwrap();
        fs::write(folder.path().join("keyfob.db-wal"), &before[..numbers.below(before.len())]).unwrap();
        let (store, report) = Store::open(folder.path()).unwrap();
        assert_eq!(report.recovery, None);
        store.verify().unwrap();
    }
}

#[test]
fn rows_that_are_changed_added_or_removed_behind_our_back_are_noticed() {
    for sql in [
        "UPDATE authorization SET description = 'x' WHERE name = 'name 3'",
        "UPDATE sealed SET bytes = zeroblob(60) WHERE field = 'value'",
        "DELETE FROM sealed WHERE field = 'value'",
        "DELETE FROM setting",
        "UPDATE environment SET validated_at_ms = 9",
        "DELETE FROM tally WHERE name = 'vault'",
        "DROP INDEX authorization_listing",
        "CREATE TRIGGER quiet AFTER INSERT ON authorization BEGIN DELETE FROM setting; END",
        "PRAGMA user_version = 0",
        "PRAGMA application_id = 0",
    ] {
        let (fresh, _) = filled();
        let folder = closed_copy(&fresh);
        rusqlite::Connection::open(database(folder.path())).unwrap().execute_batch(sql).unwrap();
        let (store, report) = Store::open(folder.path()).unwrap();
        let recovery = report.recovery.expect(sql);
        assert!(Path::new(&recovery.set_aside).exists());
        store.verify().unwrap();
    }
}

#[test]
fn damage_seen_while_running_is_repaired_at_the_next_start() {
    let (fresh, saved) = filled();
    fresh
        .store
        .database()
        .writer
        .connection()
        .execute_batch("UPDATE authorization SET description = 'x' WHERE name = 'name 3'")
        .unwrap();
    assert!(matches!(fresh.store.read(saved[3].id()), Err(Error::Damaged(_))));
    assert!(matches!(fresh.store.verify(), Err(Error::Damaged(_))));
    assert!(fresh.folder.path().join("keyfob.db-suspect").exists());
    let folder = fresh.folder;
    drop(fresh.store);
    let recovery = check(folder.path(), &saved, "changed").unwrap();
    assert_eq!(recovery.lost.len(), 1);
    assert_eq!(recovery.lost[0].name.as_deref(), Some("name 3"));
    assert!(!folder.path().join("keyfob.db-suspect").exists());
}

#[test]
fn a_repair_that_was_cut_off_is_finished_at_the_next_start() {
    let (fresh, saved) = filled();
    let closed = closed_copy(&fresh);
    let aside = closed.path().join("damaged").join("keyfob-1.db");
    fs::create_dir(closed.path().join("damaged")).unwrap();
    fs::write(closed.path().join("damaged/unfinished"), "keyfob-1.db").unwrap();
    fs::rename(database(closed.path()), &aside).unwrap();
    fs::write(closed.path().join("keyfob.db-part"), "half made").unwrap();
    let recovery = check(closed.path(), &saved, "cut off").unwrap();
    assert_eq!((recovery.recovered as usize, recovery.lost.len()), (AUTHORIZATIONS, 0));
    assert_eq!(recovery.set_aside, aside.display().to_string());
    Store::open(closed.path()).unwrap().0.dismiss_recovery().unwrap();
    // Interrupted after the new database was renamed: nothing is done twice.
    fs::write(closed.path().join("damaged/unfinished"), "keyfob-1.db").unwrap();
    let (store, report) = Store::open(closed.path()).unwrap();
    assert_eq!(report.recovery, None);
    assert_eq!(store.summary().unwrap().total as usize, AUTHORIZATIONS + 1);
}

#[test]
fn a_log_without_its_database_is_no_part_of_a_new_one() {
    let (fresh, saved) = filled();
    let left = copy_of(&fresh);
    fs::remove_file(database(left.path())).unwrap();
    let recovery = check(left.path(), &saved, "log alone").unwrap();
    assert!(Path::new(&recovery.set_aside).exists());
    assert_eq!(recovery.recovered as usize, AUTHORIZATIONS);
}

#[test]
fn a_sealed_row_is_named_by_its_field_however_it_is_spelled() {
    let fresh = Fresh::new();
    let mut one = oauth2("one", "");
    let fields = ["", "x", "client_secret", "extra:y", "é\n"].map(|slot| SecretField::Extra { slot: slot.into() });
    one.sealed.extend(fields.map(|field| crate::store::SealedRow { field, ..one.sealed[0].clone() }));
    one.put(&fresh.store).unwrap();
    for sealed in &one.sealed {
        assert_eq!(&fresh.store.sealed(one.id(), sealed.environment, &sealed.field).unwrap(), sealed);
    }
}
