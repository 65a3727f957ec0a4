//! A new key for every change of the vault, a record that other programs can't change unnoticed, and a lost vault.

use super::*;
use crate::{
    error::KeyringError,
    store::forge::forge,
    vault::{VaultKey, VaultNotice, VaultRecord},
};

const SERVICE: &str = "dev.keyfob.Keyfob";

pub(super) fn secret(text: &str) -> Secret {
    Secret::new(text.into())
}

pub(super) fn text_of(revealed: &crate::secret::Revealed) -> String {
    serde_json::to_value(revealed).unwrap().as_str().unwrap().to_owned()
}

pub(super) fn put_record(home: &Home, json: &str) {
    forge(home.folder.path(), &format!("UPDATE vault SET record = '{}';", json.replace('\'', "''"))).unwrap();
}

fn change_record(home: &Home, path: &str, value: &str) {
    let sql = format!("UPDATE vault SET record = json_set(record, '$.{path}', json('{value}'));");
    forge(home.folder.path(), &sql).unwrap();
}

#[test]
fn a_new_passphrase_ends_the_old_one_and_the_recovery_key_wherever_they_are_put_back() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    keyfob.move_to_passphrase(&secret("old passphrase"), OldBackups::Update).unwrap();
    let recovery_key = secret(&text_of(&keyfob.make_recovery_key(OldBackups::Update).unwrap()));
    let before = keyfob.record().unwrap().unwrap().to_json();
    keyfob.change_passphrase(&secret("old passphrase"), &secret("new passphrase"), OldBackups::Update).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
    let after = keyfob.record().unwrap().unwrap().to_json();

    // The whole record.
    put_record(&home, &before);
    let opened = home.open();
    opened.unlock(&secret("old passphrase")).unwrap();
    assert!(matches!(revealed(&opened, &saved, STAGING), Err(Error::ChangedOutside(_))));
    opened.unlock_with_recovery_key(&recovery_key).unwrap();
    assert!(matches!(revealed(&opened, &saved, STAGING), Err(Error::ChangedOutside(_))));

    // What the old passphrase wraps, in the new record.
    let old: serde_json::Value = serde_json::from_str(&before).unwrap();
    put_record(&home, &after);
    change_record(&home, "passphrase", &old["passphrase"].to_string());
    assert!(matches!(home.open().unlock(&secret("old passphrase")), Err(Error::WrongPassphrase)));
    change_record(&home, "key_id", &old["key_id"].to_string());
    assert!(matches!(home.open().unlock(&secret("old passphrase")), Err(Error::VaultChanged)));

    put_record(&home, &after);
    let keyfob = home.open();
    keyfob.unlock(&secret("new passphrase")).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
}

#[test]
fn every_change_of_the_vault_makes_a_new_key() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let key_id = || keyfob.record().unwrap().unwrap().key_id;
    let mut seen = vec![key_id()];
    let passphrase = secret("correct horse");
    let changes: [&dyn Fn(); 6] = [
        &|| drop(keyfob.make_recovery_key(OldBackups::Update).unwrap()),
        &|| assert!(keyfob.move_to_passphrase(&passphrase, OldBackups::Update).is_ok()),
        &|| drop(keyfob.make_recovery_key(OldBackups::Update).unwrap()),
        &|| assert!(keyfob.change_passphrase(&passphrase, &passphrase, OldBackups::Update).is_ok()),
        &|| assert!(keyfob.rotate_key(OldBackups::Update).is_ok()),
        &|| assert!(keyfob.move_to_keyring(&passphrase, OldBackups::Update).is_ok()),
    ];
    for change in changes {
        change();
        assert!(!seen.contains(&key_id()));
        seen.push(key_id());
        assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
        assert!(keyfob.outside_change(saved.draft.id.unwrap()).unwrap().is_none());
    }
    let entry = |user: &str| home.keyring.build(SERVICE, user, None).unwrap().get_password();
    assert!(entry(&keyfob.record().unwrap().unwrap().keyring_user()).is_ok());
    let folder = keyfob.record().unwrap().unwrap().keyring_user().split('/').next().unwrap().to_owned();
    assert!(seen[..seen.len() - 1].iter().all(|key_id| entry(&format!("{folder}/{key_id}")).is_err()));
}

#[test]
fn a_new_key_accepts_nothing_that_another_program_changed() {
    let home = Home::new();
    let keyfob = home.open();
    let id = keyfob.save(&draft("a", "s"), &[]).unwrap().draft.id.unwrap();
    forge(home.folder.path(), "UPDATE environment SET settings = json_set(settings, '$.client_id', 'x');").unwrap();
    keyfob.rotate_key(OldBackups::Update).unwrap();
    let told = keyfob.outside_change(id).unwrap().unwrap();
    assert!(told.lines()[0].contains("client_id was \"client\", is \"x\""), "{told}");
    keyfob.restore_sealed(id).unwrap();

    let garbage = "UPDATE sealed SET bytes = zeroblob(105);";
    forge(home.folder.path(), garbage).unwrap();
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert!(keyfob.outside_change(id).unwrap().is_some(), "and what can't be opened doesn't block it");
}

#[test]
fn each_field_of_the_record_that_is_changed_is_restored_and_that_is_told() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    keyfob.move_to_passphrase(&secret("correct horse"), OldBackups::Update).unwrap();
    drop(keyfob.make_recovery_key(OldBackups::Update).unwrap());
    let right = keyfob.record().unwrap().unwrap();
    let nil = "\"00000000-0000-0000-0000-000000000000\"";
    for (field, value) in
        [("auto_lock_minutes", "0"), ("leftover", nil), ("folder_id", nil), ("check", "\"AAAA\""), ("recovery", "null")]
    {
        change_record(&home, field, value);
        // One program has the vault open, another one unlocks it.
        let opened = home.open();
        opened.unlock(&secret("correct horse")).unwrap();
        assert_eq!(opened.vault_status().unwrap().notice, Some(VaultNotice::RecordRestored), "{field}");
        assert_eq!(opened.record().unwrap().unwrap(), right, "{field}");
        assert_eq!(revealed(&opened, &saved, STAGING).unwrap(), "s", "{field}");

        change_record(&home, field, value);
        assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s", "{field}");
        assert_eq!(keyfob.record().unwrap().unwrap(), right, "{field}");
    }
    let lost = |seal: &str| {
        change_record(&home, "seal", seal);
        let opened = home.open();
        let refused = opened.unlock(&secret("correct horse"));
        assert!(matches!(refused, Err(Error::VaultChanged)), "{refused:?}");
        put_record(&home, &right.to_json());
    };
    lost("\"AAAA\"");
    lost("\"\"");
}

#[test]
fn a_leftover_that_another_program_wrote_deletes_no_key() {
    let (home, theirs) = (Home::new(), tempfile::tempdir().unwrap());
    let open_theirs = || {
        Keyfob::open(Settings {
            folder: theirs.path().to_owned(),
            keyring: Keyring::over(home.keyring.clone()),
            waiting: crate::store::Waiting::default(),
        })
        .unwrap()
    };
    let their_saved = open_theirs().save(&draft("theirs", "their secret"), &[]).unwrap();
    let their_record = open_theirs().record().unwrap().unwrap();
    home.open().save(&draft("a", "s"), &[]).unwrap();
    change_record(&home, "leftover", &format!("\"{}\"", their_record.key_id));
    home.open().rotate_key(OldBackups::Update).unwrap();
    change_record(&home, "folder_id", &serde_json::to_value(&their_record).unwrap()["folder_id"].to_string());
    change_record(&home, "leftover", &format!("\"{}\"", their_record.key_id));
    // The item isn't found under the forged name: nothing is done.
    assert!(matches!(home.open().rotate_key(OldBackups::Update), Err(Error::KeyOutOfReach(KeyringError::KeyLost))));
    assert_eq!(revealed(&open_theirs(), &their_saved, STAGING).unwrap(), "their secret");
}

#[test]
fn sealed_secrets_without_a_record_are_a_lost_vault_and_never_a_new_one_in_silence() {
    for passphrase in [None, Some(secret("correct horse"))] {
        let home = Home::new();
        let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
        if let Some(passphrase) = &passphrase {
            home.open().move_to_passphrase(passphrase, OldBackups::Update).unwrap();
        }
        forge(home.folder.path(), "DELETE FROM vault; DELETE FROM setting;").unwrap();
        let keyfob = home.open();
        assert_eq!(keyfob.vault_status().unwrap().state, VaultState::Lost);
        assert_eq!(keyfob.retry_keyring().unwrap().state, VaultState::Lost);
        for refused in [
            keyfob.save(&draft("b", "s"), &[]).map(drop),
            revealed(&keyfob, &saved, STAGING).map(drop),
            keyfob.create_passphrase_vault(&secret("a new passphrase")).map(drop),
            keyfob.rotate_key(OldBackups::Update).map(drop),
        ] {
            assert!(matches!(refused, Err(Error::VaultLost | Error::VaultNeeded)), "{refused:?}");
        }
        assert_eq!(keyfob.record().unwrap(), None);
        let status = keyfob.replace_lost_key(passphrase.as_ref()).unwrap();
        assert_eq!(status.state, VaultState::Ready);
        assert!(matches!(revealed(&keyfob, &saved, STAGING), Err(Error::SecretUnreadable)));
        let mut again = keyfob.read(saved.draft.id.unwrap()).unwrap().draft;
        staging(&mut again).client_secret = typed("entered again");
        let again = keyfob.save(&again, &[]).unwrap();
        assert_eq!(revealed(&keyfob, &again, STAGING).unwrap(), "entered again");
    }
}

#[test]
fn a_record_made_for_a_key_of_ones_own_is_not_taken_for_the_vaults() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    // A program that can write both the database and the keyring can make a new vault, but that vault can't open what ours sealed.
    let other = Home::new();
    other.open().save(&draft("b", "t"), &[]).unwrap();
    let theirs: VaultRecord = other.open().record().unwrap().unwrap();
    let kept = other.keyring.build(SERVICE, &theirs.keyring_user(), None).unwrap().get_password().unwrap();
    home.keyring.build(SERVICE, &theirs.keyring_user(), None).unwrap().set_password(&kept).unwrap();
    put_record(&home, &theirs.to_json());
    let opened = home.open();
    assert!(matches!(revealed(&opened, &saved, STAGING), Err(Error::ChangedOutside(_))));
    let key: std::sync::Arc<VaultKey> = opened.key().unwrap();
    assert_eq!(key.key_id(), theirs.key_id);
}

#[test]
fn a_key_that_another_program_replaces_at_any_moment_is_taken_up_unnoticed() {
    let home = Home::new();
    let (reader, writer, rotator) = (home.open(), home.open(), home.open());
    reader.lift_reveal_limit();
    let mut saved = writer.save(&draft("a", "s"), &[]).unwrap();
    let read = saved.clone();
    std::thread::scope(|scope| {
        let rotating = scope.spawn(|| (0..40).try_for_each(|_| rotator.rotate_key(OldBackups::Update).map(drop)));
        let reading = scope.spawn(|| {
            while !rotating.is_finished() {
                assert_eq!(revealed(&reader, &read, STAGING).unwrap(), "s");
            }
            rotating.join().unwrap().unwrap();
        });
        while !reading.is_finished() {
            *staging(&mut saved.draft) = fields(typed("s"));
            saved = writer.save(&saved.draft, &[]).unwrap();
        }
    });
}

#[test]
fn a_vault_whose_record_could_not_be_restored_locks_and_is_changed_only_from_what_was_sealed() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    change_record(&home, "auto_lock_minutes", "0");
    // The key hasn't been used yet.
    let keyfob = home.open();
    assert_eq!(keyfob.set_auto_lock(5).unwrap().auto_lock_minutes, 5);
    assert_eq!(keyfob.vault_status().unwrap().notice, Some(VaultNotice::RecordRestored));
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
    change_record(&home, "check", "\"AAAA\"");
    home.open().rotate_key(OldBackups::Update).unwrap();
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_record_that_can_not_be_read_is_a_lost_vault_with_a_way_on() {
    for record in ["{}", "no JSON", "{\"format\":7}"] {
        let home = Home::new();
        home.open().save(&draft("a", "s"), &[]).unwrap();
        put_record(&home, record);
        forge(home.folder.path(), "DELETE FROM setting;").unwrap();
        let keyfob = home.open();
        assert_eq!(keyfob.startup().unwrap().vault.state, VaultState::Lost, "{record}");
        assert!(matches!(keyfob.save(&draft("b", "s"), &[]), Err(Error::VaultLost)), "{record}");
        assert_eq!(keyfob.replace_lost_key(None).unwrap().state, VaultState::Ready, "{record}");
        keyfob.save(&draft("b", "s"), &[]).unwrap();
    }
}

#[test]
fn a_changed_home_changes_nothing_since_what_wraps_the_key_says_where_it_is() {
    let home = Home::new();
    let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
    change_record(&home, "home", "\"passphrase\"");
    assert_eq!(revealed(&home.open(), &saved, STAGING).unwrap(), "s");
    let keyfob = home.open();
    keyfob.move_to_passphrase(&secret("correct horse"), OldBackups::Update).unwrap();
    change_record(&home, "home", "\"keyring\"");
    let keyfob = home.open();
    assert_eq!(keyfob.vault_status().unwrap().state, VaultState::Locked);
    keyfob.unlock(&secret("correct horse")).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_vault_that_was_given_up_and_locked_asks_for_its_new_passphrase() {
    let home = Home::new();
    let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
    change_record(&home, "seal", "\"AAAA\"");
    let keyfob = home.open();
    assert!(matches!(revealed(&keyfob, &saved, STAGING), Err(Error::VaultChanged)));
    keyfob.replace_lost_key(Some(&secret("correct horse"))).unwrap();
    assert_eq!(keyfob.lock_vault().unwrap().state, VaultState::Locked);
    assert!(matches!(keyfob.key(), Err(Error::VaultLocked)));
    assert_eq!(keyfob.unlock(&secret("correct horse")).unwrap().state, VaultState::Ready);
}

#[test]
fn after_a_new_passphrase_the_database_file_alone_opens_with_the_new_one_only() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    keyfob.move_to_passphrase(&secret("old passphrase"), OldBackups::Update).unwrap();
    keyfob.change_passphrase(&secret("old passphrase"), &secret("new passphrase"), OldBackups::Update).unwrap();
    // Without its log, as a synced folder may hold it while the program runs.
    let copy = Home::new();
    std::fs::copy(home.folder.path().join("keyfob.db"), copy.folder.path().join("keyfob.db")).unwrap();
    let copied = copy.open();
    assert!(matches!(copied.unlock(&secret("old passphrase")), Err(Error::WrongPassphrase)));
    copied.unlock(&secret("new passphrase")).unwrap();
}

#[test]
fn rows_of_nothing_stand_in_the_way_of_no_new_passphrase() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    forge(
        home.folder.path(),
        "INSERT INTO sealed SELECT '01890a5d-ac96-774b-bcce-b302099a8057', environment, field, revision, key_id, origin, bytes, digest FROM sealed;
        INSERT INTO sealed SELECT authorization_id, environment, 'bogus', revision, key_id, origin, bytes, digest FROM sealed LIMIT 1;",
    )
    .unwrap();
    keyfob.move_to_passphrase(&secret("correct horse"), OldBackups::Update).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
}

#[test]
fn a_vault_without_record_and_secrets_is_lost_as_long_as_anything_else_is_there() {
    let home = Home::new();
    home.open().save(&draft("a", "s"), &[]).unwrap();
    forge(home.folder.path(), "DELETE FROM vault; DELETE FROM setting; DELETE FROM sealed; DELETE FROM settings_seal;")
        .unwrap();
    let keyfob = home.open();
    assert_eq!(keyfob.vault_status().unwrap().state, VaultState::Lost);
    assert!(matches!(keyfob.save(&draft("b", "s"), &[]), Err(Error::VaultLost)));
}
