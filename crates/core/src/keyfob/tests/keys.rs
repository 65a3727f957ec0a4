//! The key when the keyring is not what it was: locked, reset, or slow.

use std::{sync::mpsc, thread};

use super::*;
use crate::error::KeyringError;

const SERVICE: &str = "dev.keyfob.Keyfob";

/// The keyring's item of the vault's key.
fn item(home: &Home, keyfob: &Keyfob) -> keyring_core::Entry {
    let user = keyfob.record().unwrap().unwrap().keyring_user();
    home.keyring.build(SERVICE, &user, None).unwrap()
}

fn fail_next(entry: &keyring_core::Entry) {
    let error = keyring_core::Error::NoStorageAccess(Box::new(std::io::Error::other("locked")));
    entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
}

fn passphrase() -> Secret {
    Secret::new("correct horse".into())
}

#[test]
fn a_key_that_is_only_out_of_reach_for_now_is_never_given_up() {
    let home = Home::new();
    let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
    let keyfob = home.open();
    let entry = item(&home, &keyfob);
    fail_next(&entry);
    assert!(matches!(revealed(&keyfob, &saved, STAGING), Err(Error::KeyOutOfReach(KeyringError::Locked))));
    // The keyring answers again: the key is there, whatever was said before.
    assert!(matches!(keyfob.replace_lost_key(None), Err(Error::VaultExists)));
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");

    let keyfob = home.open();
    fail_next(&entry);
    for given in [None, Some(&passphrase())] {
        fail_next(&entry);
        let refused = keyfob.replace_lost_key(given);
        assert!(matches!(refused, Err(Error::KeyOutOfReach(KeyringError::Locked))), "{refused:?}");
    }
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_forgotten_passphrase_can_be_given_up_and_a_backup_is_made_first() {
    let home = Home::new();
    let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
    home.open().move_to_passphrase(&passphrase(), OldBackups::Update).unwrap();
    let keyfob = home.open();
    keyfob.replace_lost_key(Some(&Secret::new("a new passphrase".into()))).unwrap();
    assert!(matches!(revealed(&keyfob, &saved, STAGING), Err(Error::SecretUnreadable)));
    assert_eq!(std::fs::read_dir(home.folder.path().join("backups")).unwrap().count(), 1);
}

#[test]
fn a_key_that_a_locked_keyring_keeps_after_a_move_is_deleted_at_the_next_unlocking() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let entry = item(&home, &keyfob);
    fail_next(&entry);
    let status = keyfob.move_to_passphrase(&passphrase(), OldBackups::Update).unwrap();
    assert!(status.keyring_holds_old_key && entry.get_password().is_ok());

    let keyfob = home.open();
    assert!(keyfob.vault_status().unwrap().keyring_holds_old_key);
    assert!(!keyfob.unlock(&passphrase()).unwrap().keyring_holds_old_key);
    assert!(matches!(entry.get_password(), Err(keyring_core::Error::NoEntry)));
    assert!(!home.open().vault_status().unwrap().keyring_holds_old_key);
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_key_that_moves_back_into_the_keyring_is_not_deleted_as_a_leftover() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    fail_next(&item(&home, &keyfob));
    keyfob.move_to_passphrase(&passphrase(), OldBackups::Update).unwrap();
    assert!(!keyfob.move_to_keyring(&passphrase(), OldBackups::Update).unwrap().keyring_holds_old_key);
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_new_passphrase_needs_the_old_one_unless_the_recovery_key_opened_the_vault() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    keyfob.move_to_passphrase(&passphrase(), OldBackups::Update).unwrap();
    let recovery_key = serde_json::to_value(keyfob.make_recovery_key(OldBackups::Update).unwrap())
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned();
    let remembered = Secret::new("remembered well".into());
    assert!(matches!(keyfob.move_to_passphrase(&remembered, OldBackups::Update), Err(Error::VaultExists)));

    let keyfob = home.open();
    assert!(!keyfob.vault_status().unwrap().needs_passphrase, "locked");
    assert!(keyfob.unlock_with_recovery_key(&Secret::new(recovery_key)).unwrap().needs_passphrase);
    assert!(!keyfob.move_to_passphrase(&remembered, OldBackups::Update).unwrap().needs_passphrase);
    let keyfob = home.open();
    assert!(matches!(keyfob.unlock(&passphrase()), Err(Error::WrongPassphrase)));
    keyfob.unlock(&remembered).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
}

/// A keyring that answers when it is let go on, and how many calls have begun.
fn slow_keyring(home: &Home) -> (Keyring, mpsc::Sender<()>, mpsc::Receiver<()>) {
    let (go_on, wait) = mpsc::channel::<()>();
    let (started, began) = mpsc::channel();
    let (store, wait) = (home.keyring.clone(), std::sync::Mutex::new(wait));
    let keyring = Keyring::opening(move || {
        started.send(()).ok();
        wait.lock().unwrap().recv().ok();
        Ok(store.clone())
    });
    (keyring, go_on, began)
}

#[test]
fn while_the_keyring_shows_a_prompt_everything_else_goes_on() {
    let home = Home::new();
    let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
    let id = saved.draft.id.unwrap();
    let (keyring, go_on, began) = slow_keyring(&home);
    let keyfob = home.open_with(keyring);
    thread::scope(|scope| {
        let revealing = scope.spawn(|| revealed(&keyfob, &saved, STAGING));
        began.recv().unwrap();
        // None of these would ever return if it waited.
        assert_eq!(keyfob.vault_status().unwrap().state, VaultState::Ready);
        assert_eq!(keyfob.list(&ListQuery::default()).unwrap().total, 1);
        assert!(keyfob.check(&draft("b", "s")).is_ok() && keyfob.read(id).is_ok() && keyfob.startup().is_ok());
        assert!(keyfob.auto_lock().is_none() && keyfob.changes().is_ok() && keyfob.lock_vault().is_ok());
        let mut described = keyfob.read(id).unwrap().draft;
        described.description = "saved meanwhile".into();
        keyfob.save(&described, &[]).unwrap();
        go_on.send(()).unwrap();
        assert_eq!(revealing.join().unwrap().unwrap(), "s");
    });
}

#[test]
fn a_first_save_that_is_cancelled_and_repeated_leaves_one_key_in_the_keyring() {
    let home = Home::new();
    let (keyring, go_on, began) = slow_keyring(&home);
    let keyfob = home.open_with(keyring);
    thread::scope(|scope| {
        let saving = scope.spawn(|| keyfob.save(&draft("a", "s"), &[]));
        began.recv().unwrap();
        while !saving.is_finished() {
            keyfob.cancel_keyring();
        }
        let refused = saving.join().unwrap();
        assert!(matches!(refused, Err(Error::KeyOutOfReach(KeyringError::Cancelled))), "{refused:?}");
        assert_eq!(keyfob.summary().unwrap().total, 0);
        // The same call answers the second save: it is not asked twice.
        let saving = scope.spawn(|| keyfob.save(&draft("a", "s"), &[]));
        drop(go_on);
        saving.join().unwrap().unwrap();
    });
    assert_eq!(home.keys(), 1);
}

#[test]
fn a_change_whose_transaction_fails_leaves_no_key_in_the_keyring() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    for error in [Error::DiskFull, Error::Busy, Error::Damaged("a page".into())] {
        let change = keyfob.vault().begin_rotation().unwrap();
        let kind = error.kind();
        assert_eq!(keyfob.commit(change, |_, _| Err(error)).unwrap_err().kind(), kind);
        assert_eq!(home.keys(), 1, "{kind:?}");
    }
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_damaged_record_whose_key_the_keyring_has_is_restored_from_its_copy() {
    for damage in ["DELETE FROM vault;", "UPDATE vault SET record = '{}';"] {
        let home = Home::new();
        let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
        let right = home.open().record().unwrap();
        crate::store::forge::forge(home.folder.path(), damage).unwrap();
        let keyfob = home.open();
        assert_eq!(keyfob.vault_status().unwrap().state, VaultState::Ready, "{damage}");
        assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
        assert_eq!(keyfob.vault_status().unwrap().notice, Some(crate::vault::VaultNotice::RecordRestored));
        let is_restored =
            |tx: &crate::store::ReadTx<'_>| Ok(crate::keyfob::keys::readable(tx.vault_record()?) == right);
        assert!(keyfob.store().read_tx(is_restored).unwrap(), "{damage}");
    }
}

#[test]
fn a_repair_that_finds_only_the_copy_of_the_record_loses_no_vault() {
    let home = Home::new();
    let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
    // The row's digest doesn't fit any more.
    let database = rusqlite::Connection::open(home.folder.path().join("keyfob.db")).unwrap();
    database.execute_batch("UPDATE vault SET record = 'x'").unwrap();
    drop(database);
    let keyfob = home.open();
    assert_eq!(keyfob.recovery().unwrap().expect("it was repaired").lost, []);
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
}
