//! Restoring a backup over data: what opens it is known before, no key is lost, and every program goes on with what was restored.

use std::path::Path;

use super::{
    older::make_older,
    renewal::{secret, text_of},
    *,
};
use crate::{
    error::KeyringError,
    keyfob::keys::assert_current,
    store::{VAULT_RECORD_COPY, WriteTx},
    vault::VaultNotice,
};

/// Data with a backup: the secret was `old` when the backup was made, and is `new` now.
fn changed_since_a_backup(keyfob: &Keyfob) -> (Authorization, PathBuf) {
    let saved = keyfob.save(&draft("a", "old"), &[]).unwrap();
    let backup = keyfob.back_up().unwrap();
    let mut changed = saved.draft.clone();
    staging(&mut changed).client_secret = typed("new");
    (keyfob.save(&changed, &[]).unwrap(), backup)
}

/// Restores a backup, and returns what the user was told, and what keeps the data that it replaced.
fn restore(keyfob: &Keyfob, path: &Path) -> (RestoreFacts, PathBuf) {
    let backup = keyfob.restorable_backup(path).unwrap();
    let kept = keyfob.restore_backup(&backup).unwrap().unwrap();
    (backup.facts, kept)
}

#[test]
fn a_backup_of_the_same_key_is_restored_while_the_vault_stays_open() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("b", "s"), &[]).unwrap();
    keyfob.move_to_passphrase(&secret("correct horse"), OldBackups::Update).unwrap();
    keyfob.save(&draft("another", "s"), &[]).unwrap();
    let (saved, backup) = changed_since_a_backup(&keyfob);
    keyfob.set_auto_lock(3).unwrap();
    let other = home.open();
    other.unlock(&secret("correct horse")).unwrap();
    assert!(!other.changes().unwrap());

    let (facts, kept) = restore(&keyfob, &backup);
    assert_eq!((facts.key, facts.authorizations, facts.replaces), (KeyOfBackup::Current, 3, 3));
    assert!(!facts.has_unsealed_settings);
    assert!(other.changes().unwrap());
    for keyfob in [&keyfob, &other] {
        assert_eq!(revealed(keyfob, &saved, STAGING).unwrap(), "old");
        assert!(keyfob.outside_change(saved.draft.id.unwrap()).unwrap().is_none());
    }
    assert_eq!(keyfob.vault_status().unwrap().auto_lock_minutes, 3, "the vault's own record is the newer one");
    assert!(matches!(other.save(&saved.draft, &[]), Err(Error::Stale)), "a form that was open before");

    restore(&other, &kept);
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "new");
}

#[test]
fn a_key_that_the_keyring_still_holds_opens_the_backup_and_the_present_one_stays_for_what_it_replaced() {
    let home = Home::new();
    let keyfob = home.open();
    let (saved, backup) = changed_since_a_backup(&keyfob);
    keyfob.rotate_key(OldBackups::Keep).unwrap();
    assert_eq!(keyfob.backups().unwrap()[0].key, BackupKey::OldInKeyring);

    let (facts, kept) = restore(&keyfob, &backup);
    assert_eq!(facts.key, KeyOfBackup::OldInKeyring);
    for keyfob in [&keyfob, &home.open()] {
        assert_eq!(revealed(keyfob, &saved, STAGING).unwrap(), "old");
    }
    // What a new key does to backups and to old keys leaves the one that was replaced alone.
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "old");
    let (facts, _) = restore(&keyfob, &kept);
    assert_eq!(facts.key, KeyOfBackup::OldInKeyring);
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "new");
}

#[test]
fn a_backup_under_an_earlier_passphrase_opens_with_it_and_what_it_replaced_with_the_present_one() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.create_passphrase_vault(&secret("old passphrase")).unwrap();
    let (saved, backup) = changed_since_a_backup(&keyfob);
    keyfob.change_passphrase(&secret("old passphrase"), &secret("new passphrase"), OldBackups::Keep).unwrap();
    assert_eq!(keyfob.backups().unwrap()[0].key, BackupKey::OldUnderPassphrase);

    let (facts, kept) = restore(&keyfob, &backup);
    assert_eq!(facts.key, KeyOfBackup::OldPassphrase);
    assert_eq!(keyfob.vault_status().unwrap().state, VaultState::Locked);
    assert!(matches!(keyfob.unlock(&secret("new passphrase")), Err(Error::WrongPassphrase)));
    keyfob.unlock(&secret("old passphrase")).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "old");

    restore(&keyfob, &kept);
    keyfob.unlock(&secret("new passphrase")).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "new");
}

#[test]
fn a_backup_whose_key_is_gone_says_so_before_and_its_settings_are_restored() {
    for has_recovery_key in [false, true] {
        let home = Home::new();
        let keyfob = home.open();
        keyfob.save(&draft("first", "s"), &[]).unwrap();
        let recovery_key = has_recovery_key.then(|| keyfob.make_recovery_key(OldBackups::Update).unwrap());
        let (saved, backup) = changed_since_a_backup(&keyfob);
        let user = keyfob.record().unwrap().unwrap().keyring_user();
        keyfob.rotate_key(OldBackups::Keep).unwrap();
        home.keyring.build("dev.keyfob.Keyfob", &user, None).unwrap().delete_credential().unwrap();

        let (facts, kept) = restore(&keyfob, &backup);
        let expected = if has_recovery_key { KeyOfBackup::OldRecoveryKey } else { KeyOfBackup::Nothing };
        assert_eq!(facts.key, expected);
        assert_eq!(keyfob.read(saved.draft.id.unwrap()).unwrap().draft.name, "a");
        let refused = revealed(&keyfob, &saved, STAGING);
        assert!(matches!(refused, Err(Error::KeyOutOfReach(KeyringError::KeyLost))), "{refused:?}");
        if let Some(recovery_key) = recovery_key {
            keyfob.unlock_with_recovery_key(&secret(&text_of(&recovery_key))).unwrap();
            assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "old");
        }
        restore(&keyfob, &kept);
        assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "new", "a wrong choice can be undone");
    }
}

#[test]
fn a_keyring_that_does_not_say_whether_it_holds_the_key_is_not_taken_for_one_that_lost_it() {
    let home = Home::new();
    let keyfob = home.open();
    let (_, backup) = changed_since_a_backup(&keyfob);
    keyfob.rotate_key(OldBackups::Keep).unwrap();
    let without = home.open_with(Keyring::none());
    assert_eq!(without.restorable_backup(&backup).unwrap().facts.key, KeyOfBackup::KeyringSilent);
}

#[test]
fn a_record_that_only_names_the_present_key_is_not_said_to_open() {
    let home = Home::new();
    let keyfob = home.open();
    let (_, backup) = changed_since_a_backup(&keyfob);
    assert_eq!(keyfob.restorable_backup(&backup).unwrap().facts.key, KeyOfBackup::Current);
    let key_id = keyfob.record().unwrap().unwrap().key_id;
    let record = format!(
        r#"{{"format":1,"key_id":"{key_id}","home":"keyring","check":"AAAA","passphrase":null,"recovery":null,"auto_lock_minutes":15}}"#
    );
    keyfob.store().change_backup(&backup, |tx| tx.put_vault_record(&record)).unwrap();
    let facts = keyfob.restorable_backup(&backup).unwrap().facts;
    assert_eq!((facts.key, facts.has_unsealed_settings), (KeyOfBackup::Nothing, true));
    for record in ["{}", "{\"format\":99}"] {
        let put = |tx: &WriteTx<'_>| tx.put_vault_record(record).and_then(|()| tx.put_setting(VAULT_RECORD_COPY, ""));
        keyfob.store().change_backup(&backup, put).unwrap();
        assert_eq!(keyfob.restorable_backup(&backup).unwrap().facts.key, KeyOfBackup::Nothing);
    }
}

#[test]
fn a_secret_is_never_saved_with_a_seal_of_the_database_that_a_backup_replaced() {
    let home = Home::new();
    let keyfob = home.open();
    let (saved, backup) = changed_since_a_backup(&keyfob);
    // The backup is sealed again for another database, with the key that the vault has from now on.
    keyfob.rotate_key(OldBackups::Update).unwrap();
    let other = home.open();
    let key = other.key().unwrap();
    let (facts, _) = restore(&keyfob, &backup);
    assert_eq!(facts.key, KeyOfBackup::Current);
    let sealed_before = other.store().write(|tx| assert_current(tx, Some(&key)));
    assert!(matches!(sealed_before, Err(Error::Busy)), "{sealed_before:?}");
    assert!(other.was_replaced(&key).unwrap());
    for (keyfob, name) in [(&keyfob, "b"), (&other, "c")] {
        assert_eq!(revealed(keyfob, &saved, STAGING).unwrap(), "old");
        let new = keyfob.save(&draft(name, "later"), &[]).unwrap();
        assert_eq!(revealed(&home.open(), &new, STAGING).unwrap(), "later");
    }
}

#[test]
fn a_backup_of_an_older_keyfob_is_said_to_have_unprotected_settings_and_is_taken_over() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "old"), &[]).unwrap();
    make_older(&home, &keyfob);
    let backup = keyfob.back_up().unwrap();
    let keyfob = home.open();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "old");
    keyfob.dismiss_vault_notice().unwrap();
    let mut changed = keyfob.read(saved.draft.id.unwrap()).unwrap().draft;
    staging(&mut changed).client_secret = typed("new");
    keyfob.save(&changed, &[]).unwrap();

    let (facts, kept) = restore(&keyfob, &backup);
    assert_eq!((facts.key, facts.has_unsealed_settings), (KeyOfBackup::Current, true));
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "old");
    assert_eq!(keyfob.vault_status().unwrap().notice, Some(VaultNotice::SettingsSealed));
    restore(&keyfob, &kept);
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "new");
}

#[test]
fn a_backup_that_was_agreed_to_for_an_empty_database_replaces_nothing() {
    let home = Home::new();
    let keyfob = home.open();
    let (saved, _) = changed_since_a_backup(&keyfob);
    assert!(matches!(keyfob.newest_restorable_backup(), Err(Error::NotEmpty)));
    keyfob.remove(saved.draft.id.unwrap()).unwrap();
    let agreed = keyfob.newest_restorable_backup().unwrap();
    assert_eq!((agreed.facts.authorizations, agreed.facts.replaces), (1, 0));
    home.open().save(&draft("saved meanwhile", "s"), &[]).unwrap();
    assert!(matches!(keyfob.restore_backup(&agreed), Err(Error::NotEmpty)));
    assert_eq!((keyfob.summary().unwrap().total, keyfob.backups().unwrap().len()), (1, 1));
}
