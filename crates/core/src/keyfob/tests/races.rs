//! Threads and programs that change the vault at the same time: no key is deleted that anything still needs.

use std::{
    sync::{
        Barrier, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use super::{
    renewal::{secret, text_of},
    *,
};
use crate::keyfob::{keys::put_record_in, sealing};

fn item(home: &Home, keyfob: &Keyfob) -> keyring_core::Entry {
    let user = keyfob.record().unwrap().unwrap().keyring_user();
    home.keyring.build("dev.keyfob.Keyfob", &user, None).unwrap()
}

/// A keyring that shows a prompt at each call after the first `answered` ones: it reports the prompt, and answers once the sender is dropped.
fn with_prompt(home: &Home, answered: usize) -> (Keyring, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (go_on, wait) = mpsc::channel::<()>();
    let (started, began) = mpsc::channel();
    let (store, wait, calls) = (home.keyring.clone(), Mutex::new(wait), AtomicUsize::new(0));
    let keyring = Keyring::opening(move || {
        if calls.fetch_add(1, Ordering::Relaxed) >= answered {
            started.send(()).ok();
            wait.lock().unwrap().recv().ok();
        }
        Ok(store.clone())
    });
    (keyring, began, go_on)
}

#[test]
fn two_threads_that_commit_the_same_first_vault_keep_its_key() {
    let home = Home::new();
    let keyfob = home.open();
    let (one, two) = (keyfob.vault().create_in_keyring().unwrap(), keyfob.vault().create_in_keyring().unwrap());
    assert_eq!(one.record, two.record);
    keyfob.store().write(|tx| put_record_in(tx, &one.record)).unwrap();
    // Before the first one is taken over.
    keyfob.commit(two, |_, _| Ok(())).unwrap();
    keyfob.vault().adopt(one);
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    assert_eq!(home.keys(), 1);
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_first_vault_that_one_thread_drops_stays_for_another_that_is_about_to_commit_it() {
    let home = Home::new();
    let keyfob = home.open();
    let (one, two) = (keyfob.vault().create_in_keyring().unwrap(), keyfob.vault().create_in_keyring().unwrap());
    // As if the first one had waited for another program for too long.
    assert!(matches!(keyfob.commit(one, |_, _| Err(Error::Busy)), Err(Error::Busy)));
    keyfob.commit(two, |_, _| Ok(())).unwrap();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn first_saves_at_the_same_time_leave_one_key_that_opens_all() {
    for _ in 0..20 {
        let home = Home::new();
        let keyfob = home.open();
        let (barrier, saved) = (Barrier::new(3), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for name in ["a", "b", "c"] {
                let (keyfob, barrier, saved) = (&keyfob, &barrier, &saved);
                scope.spawn(move || {
                    barrier.wait();
                    let result = keyfob.save(&draft(name, "s"), &[]);
                    saved.lock().unwrap().push(result.unwrap());
                });
            }
        });
        drop(keyfob);
        let keyfob = home.open();
        for saved in saved.into_inner().unwrap() {
            assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
        }
        assert_eq!(home.keys(), 1);
    }
}

#[test]
fn a_change_without_a_new_key_that_fails_deletes_no_key_that_backups_need() {
    let home = Home::new();
    let (keyfob, other) = (home.open(), home.open());
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    for rotating in [&keyfob, &other] {
        let old = item(&home, &keyfob);
        let change = keyfob.vault().begin_auto_lock(5).unwrap();
        rotating.rotate_key(OldBackups::Keep).unwrap();
        keyfob.vault_status().unwrap();
        assert!(matches!(keyfob.commit(change, |_, _| Ok(())), Err(Error::Busy)));
        assert!(old.get_password().is_ok());
        keyfob.key().unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_change_that_is_committed_to_a_deleted_file_keeps_its_key() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let old = keyfob.key().unwrap();
    let change = keyfob.vault().begin_rotation().unwrap();
    let database = home.folder.path().join("keyfob.db");
    let committed = keyfob.commit(change, |tx, change| {
        std::fs::remove_file(&database).unwrap();
        sealing::reseal(tx, &old, &change.key)
    });
    assert!(matches!(committed, Err(Error::DatabaseGone(_))), "{committed:?}");
    keyfob.rewrite_missing_database().unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_key_that_is_put_back_late_stays_in_the_keyring() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let recovery_key = secret(&text_of(&keyfob.make_recovery_key(OldBackups::Update).unwrap()));
    let (keyring, began, go_on) = with_prompt(&home, 0);
    let recovered = home.open_with(keyring);
    thread::scope(|scope| {
        let unlocking = scope.spawn(|| recovered.unlock_with_recovery_key(&recovery_key));
        began.recv().unwrap();
        while !unlocking.is_finished() {
            recovered.cancel_keyring();
        }
        assert_eq!(unlocking.join().unwrap().unwrap().state, VaultState::Ready);
    });
    // The user answers the prompt after all.
    drop(go_on);
    recovered.vault().keyring().wait_until_idle();
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_vault_that_is_locked_during_a_change_or_an_unlocking_stays_locked() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    let passphrase = secret("correct horse");
    keyfob.move_to_passphrase(&passphrase, OldBackups::Update).unwrap();
    let change = keyfob.vault().begin_auto_lock(5).unwrap();
    keyfob
        .commit(change, |_, _| {
            keyfob.vault().lock();
            Ok(())
        })
        .unwrap();
    let status = keyfob.vault_status().unwrap();
    assert_eq!((status.state, status.auto_lock_minutes), (VaultState::Locked, 5));

    thread::scope(|scope| {
        let unlocking = scope.spawn(|| keyfob.unlock(&passphrase));
        while !unlocking.is_finished() {
            keyfob.lock_vault().unwrap();
        }
        drop(unlocking.join().unwrap());
    });
    assert_eq!(keyfob.lock_vault().unwrap().state, VaultState::Locked);
}

#[test]
fn backups_are_not_locked_while_the_keyring_shows_a_prompt() {
    let home = Home::new();
    let passphrase = secret("correct horse");
    home.open().create_passphrase_vault(&passphrase).unwrap();
    let (keyring, began, go_on) = with_prompt(&home, 0);
    let moved = home.open_with(keyring);
    thread::scope(|scope| {
        let moving = scope.spawn(|| moved.move_to_keyring(&passphrase, OldBackups::Update));
        began.recv().unwrap();
        let other = home.open();
        other.back_up().unwrap();
        // The prompt is answered.
        drop(go_on);
        moving.join().unwrap().unwrap();
    });
    assert_eq!(home.keys(), 1);
    assert!(moved.backups().unwrap().iter().all(|backup| backup.key == BackupKey::Current));
}

#[test]
fn a_cancelled_save_does_not_delete_the_key_of_one_that_is_about_to_be_committed() {
    let home = Home::new();
    // The first key is stored at once, the second call shows a prompt.
    let (keyring, began, go_on) = with_prompt(&home, 1);
    let keyfob = home.open_with(keyring);
    // A save that waits for the database.
    let first = keyfob.vault().create_in_keyring().unwrap();
    thread::scope(|scope| {
        let second = scope.spawn(|| keyfob.vault().create_in_keyring());
        began.recv().unwrap();
        while !second.is_finished() {
            keyfob.cancel_keyring();
        }
        assert!(second.join().unwrap().is_err());
    });
    drop(go_on);
    keyfob.vault().keyring().wait_until_idle();
    keyfob.commit(first, |_, _| Ok(())).unwrap();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_first_key_that_is_stored_after_its_only_save_was_cancelled_is_deleted_and_not_used_again() {
    let home = Home::new();
    let (keyring, began, go_on) = with_prompt(&home, 0);
    let keyfob = home.open_with(keyring);
    thread::scope(|scope| {
        let save = scope.spawn(|| keyfob.save(&draft("a", "s"), &[]));
        began.recv().unwrap();
        while !save.is_finished() {
            keyfob.cancel_keyring();
        }
        assert!(save.join().unwrap().is_err());
    });
    drop(go_on);
    keyfob.vault().keyring().wait_until_idle();
    assert_eq!(home.keys(), 0);
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    assert_eq!(home.keys(), 1);
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[cfg(unix)]
#[test]
fn a_change_that_cannot_be_saved_leaves_no_key_in_the_keyring() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    std::fs::remove_file(home.folder.path().join("keyfob.db")).unwrap();
    assert!(matches!(keyfob.rotate_key(OldBackups::Update), Err(Error::DatabaseGone(_))));
    keyfob.continue_without_saving();
    assert!(matches!(keyfob.rotate_key(OldBackups::Update), Err(Error::NotSaving)));
    assert_eq!(home.keys(), 1);
    keyfob.rewrite_missing_database().unwrap();
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}
