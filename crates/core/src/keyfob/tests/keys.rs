//! The key when the keyring is not what it was: locked, reset, or slow.

use std::{sync::mpsc, thread, time::Duration};

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

#[test]
fn whoever_types_never_waits_for_a_keyring_that_is_asked_just_now() {
    let home = Home::new();
    let keyfob = home.open();
    let busy = keyfob.vault();
    let (sender, receiver) = mpsc::channel();
    let asking = keyfob.clone();
    thread::spawn(move || {
        let checked = asking.check(&draft("a", "s")).is_ok();
        let _ = sender.send((checked, asking.auto_lock().is_none(), asking.changes().is_ok()));
    });
    assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok((true, true, true)));
    drop(busy);
}
