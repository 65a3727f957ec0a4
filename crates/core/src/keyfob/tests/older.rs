//! What an older Keyfob saved, which didn't seal settings: taken over once, told, and never again.

use super::{
    renewal::{put_record, secret, text_of},
    *,
};
use crate::{
    keyfob::secrets::Place,
    store::{SealedRow, forge::forge},
    vault::{SealedTo, VaultNotice},
};

const SERVICE: &str = "dev.keyfob.Keyfob";

/// Makes the data what an older Keyfob left: neither settings nor record sealed, and the key under its older name in the keyring.
pub(super) fn make_older(home: &Home, keyfob: &Keyfob) {
    let (key, record) = (keyfob.key().unwrap(), keyfob.record().unwrap().unwrap());
    let older = |row: &SealedRow| {
        let Place { id, environment } = Place::of(row);
        let to = SealedTo { authorization: &id, environment, field: &row.field, origin: &row.origin };
        let bytes = key.seal_older(&to, &Place::of(row).open(&key, row).unwrap());
        SealedRow { bytes, ..row.clone() }
    };
    keyfob
        .store()
        .write(|tx| {
            let rows: Vec<_> = tx.all_sealed()?.iter().map(older).collect();
            tx.replace_sealed(&rows)?;
            tx.ids()?.into_iter().try_for_each(|id| tx.replace_settings_seal(id, None))?;
            tx.put_vault_record(&record.unsealed(&key).to_json())
        })
        .unwrap();
    let entry = |user: &str| home.keyring.build(SERVICE, user, None).unwrap();
    if let Ok(kept) = entry(&record.keyring_user()).get_password() {
        entry(&key.key_id().to_string()).set_password(&kept).unwrap();
        entry(&record.keyring_user()).delete_credential().unwrap();
    }
}

#[test]
fn what_an_older_keyfob_saved_is_sealed_once_and_that_is_told() {
    for passphrase in [None, Some(secret("correct horse"))] {
        let home = Home::new();
        let saved = home.open().save(&draft("a", "s"), &[]).unwrap();
        if let Some(passphrase) = &passphrase {
            home.open().move_to_passphrase(passphrase, OldBackups::Update).unwrap();
        }
        let unlock = |keyfob: &Keyfob| passphrase.as_ref().map(|passphrase| keyfob.unlock(passphrase).unwrap());
        let keyfob = home.open();
        unlock(&keyfob);
        make_older(&home, &keyfob);
        let before = home.open().record().unwrap().unwrap();
        assert!(before.is_unsealed());

        let keyfob = home.open();
        unlock(&keyfob);
        assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
        assert_eq!(keyfob.vault_status().unwrap().notice, Some(VaultNotice::SettingsSealed));
        let later = home.open().vault_status().unwrap();
        assert_eq!(later.notice, Some(VaultNotice::SettingsSealed), "until it is dismissed in a window");
        assert_eq!(keyfob.take_vault_notice(), Some(VaultNotice::SettingsSealed), "a shell says it once");
        assert_eq!(keyfob.take_vault_notice(), None);
        assert_eq!(keyfob.dismiss_vault_notice().unwrap().notice, None);
        assert!(!keyfob.record().unwrap().unwrap().is_unsealed());
        assert!(keyfob.outside_change(saved.draft.id.unwrap()).unwrap().is_none());

        let again = home.open();
        unlock(&again);
        assert_eq!(revealed(&again, &saved, STAGING).unwrap(), "s");
        assert_eq!(again.vault_status().unwrap().notice, None);

        // The older record, put back so that changed settings are sealed as they are, is refused.
        put_record(&home, &before.to_json());
        forge(
            home.folder.path(),
            "UPDATE environment SET settings = json_set(settings, '$.token_url', 'https://a.example/other');",
        )
        .unwrap();
        let keyfob = home.open();
        let refused = match &passphrase {
            Some(passphrase) => keyfob.unlock(passphrase).map(drop),
            None => revealed(&keyfob, &saved, STAGING).map(drop),
        };
        assert!(matches!(refused, Err(Error::VaultChanged)), "{refused:?}");
        // There is a way on.
        assert_eq!(keyfob.vault_status().unwrap().state, VaultState::Changed);
        let status = keyfob.replace_lost_key(passphrase.as_ref()).unwrap();
        assert_eq!(status.state, VaultState::Ready);
        let mut again = keyfob.read(saved.draft.id.unwrap()).unwrap().draft;
        staging(&mut again).client_secret = typed("entered again");
        assert_eq!(revealed(&keyfob, &keyfob.save(&again, &[]).unwrap(), STAGING).unwrap(), "entered again");
    }
}

#[test]
fn what_an_older_keyfob_saved_is_taken_over_with_the_recovery_key_while_no_keyring_runs() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let recovery_key = secret(&text_of(&keyfob.make_recovery_key(OldBackups::Update).unwrap()));
    make_older(&home, &keyfob);
    let keyfob = home.open_with(Keyring::none());
    keyfob.unlock_with_recovery_key(&recovery_key).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
    keyfob.move_to_passphrase(&secret("correct horse"), OldBackups::Update).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
}

#[test]
fn the_key_of_an_older_keyfob_leaves_the_keyring_with_the_next_new_key() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let backup = keyfob.back_up().unwrap();
    make_older(&home, &keyfob);
    let keyfob = home.open();
    let old = keyfob.record().unwrap().unwrap().key_id.to_string();
    let entry = |user: &str| home.keyring.build(SERVICE, user, None).unwrap().get_password();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s");
    assert!(entry(&old).is_ok());
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert!(entry(&old).is_err() && entry(&keyfob.record().unwrap().unwrap().keyring_user()).is_ok());
    assert!(backup.exists() && keyfob.backups().unwrap().iter().all(|backup| backup.key == BackupKey::Current));
}
