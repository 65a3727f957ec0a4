//! What a record says, and what a key says of a record.

use super::*;

fn secret(text: &str) -> Secret {
    Secret::new(text.into())
}

fn in_keyring(key: &VaultKey) -> VaultRecord {
    VaultRecord::new(key).sealed(key)
}

fn under_passphrase(key: &VaultKey, passphrase: &str) -> VaultRecord {
    let wrapping = new_wrapping_key(&secret(passphrase)).unwrap();
    VaultRecord::new(key).under_wrapping_key(key, &wrapping).sealed(key)
}

fn with_recovery_key(record: &VaultRecord, key: &VaultKey) -> (VaultRecord, Secret) {
    let (record, recovery_key) = record.with_recovery_key(key);
    (record.sealed(key), recovery_key)
}

fn opened(record: &VaultRecord, passphrase: &str) -> Result<VaultKey> {
    record.unlock(&secret(passphrase)).map(|(key, _)| key)
}

fn stored(record: &VaultRecord) -> VaultRecord {
    VaultRecord::from_json(&record.to_json()).unwrap()
}

#[test]
fn a_stored_record_tells_the_right_key_from_every_other() {
    let key = VaultKey::generate();
    let record = stored(&in_keyring(&key));
    assert!(record.accepts(&key) && record.accepts(&VaultKey::from_bytes(key.key_id(), key.expose()).unwrap()));
    assert!(!record.accepts(&VaultKey::generate()));
    assert!(!record.accepts(&VaultKey::from_bytes(key.key_id(), &[0; 32]).unwrap()), "same name, other bytes");
    assert!(!record.accepts(&VaultKey::from_bytes(Uuid::now_v7(), key.expose()).unwrap()), "same bytes, other name");
}

#[test]
fn a_passphrase_vault_opens_with_its_passphrase_and_with_no_other() {
    let key = VaultKey::generate();
    let record = stored(&under_passphrase(&key, "correct horse"));
    assert_eq!(record.home, KeyHome::Passphrase);
    assert!(opened(&record, "correct horse").unwrap().is_same(&key));
    for wrong in ["correct horsf", "", "Correct horse"] {
        assert!(matches!(opened(&record, wrong), Err(Error::WrongPassphrase)), "{wrong}");
    }
}

#[test]
fn a_new_key_is_wrapped_by_nothing_of_the_old_one() {
    let (old, key) = (VaultKey::generate(), VaultKey::generate());
    let (before, recovery_key) = with_recovery_key(&under_passphrase(&old, "old passphrase"), &old);
    let record = stored(&before.with_auto_lock_minutes(3).with_new_key(&key).sealed(&key));
    assert!(matches!(opened(&record, "old passphrase"), Err(Error::WrongPassphrase)));
    assert!(matches!(record.unwrap_with_recovery_key(&recovery_key), Err(Error::WrongPassphrase)));
    assert!(record.accepts(&key) && !record.accepts(&old));
    assert_eq!((record.auto_lock_minutes, record.folder_id), (3, before.folder_id));
    assert!(matches!(new_wrapping_key(&secret("short")), Err(Error::PassphraseTooShort(8))));
}

#[test]
fn an_old_wrapping_put_back_into_the_record_opens_nothing() {
    let (old, key) = (VaultKey::generate(), VaultKey::generate());
    let (before, recovery_key) = with_recovery_key(&under_passphrase(&old, "old passphrase"), &old);
    let after =
        before.with_new_key(&key).under_wrapping_key(&key, &new_wrapping_key(&secret("new passphrase")).unwrap());
    let after = after.sealed(&key);
    let put_back = VaultRecord { passphrase: before.passphrase.clone(), recovery: before.recovery.clone(), ..after };
    assert!(matches!(opened(&put_back, "old passphrase"), Err(Error::WrongPassphrase)));
    assert!(matches!(put_back.unwrap_with_recovery_key(&recovery_key), Err(Error::WrongPassphrase)));
    let renamed = VaultRecord { key_id: before.key_id, ..put_back };
    for refused in [opened(&renamed, "old passphrase"), renamed.unwrap_with_recovery_key(&recovery_key)] {
        assert!(matches!(refused, Err(Error::VaultChanged)), "{refused:?}");
    }
}

#[test]
fn each_field_that_is_changed_is_noticed_and_known_as_it_was() {
    let key = VaultKey::generate();
    let (record, _) = with_recovery_key(&under_passphrase(&key, "passphrase"), &key);
    let other = with_recovery_key(&under_passphrase(&key, "another one"), &key).0;
    assert_eq!(record.authenticity(&key), Authenticity::Sealed);
    let with = |change: fn(&mut VaultRecord, VaultRecord)| {
        let mut changed = record.clone();
        change(&mut changed, other.clone());
        changed
    };
    for changed in [
        with(|record, _| record.folder_id = Some(Uuid::nil())),
        with(|record, _| record.folder_id = None),
        with(|record, _| record.check = vec![1]),
        with(|record, other| record.passphrase = other.passphrase),
        with(|record, _| record.passphrase = None),
        with(|record, other| record.recovery = other.recovery),
        with(|record, _| record.recovery = None),
        with(|record, _| record.auto_lock_minutes = 0),
        with(|record, _| record.leftovers = vec![Uuid::nil()]),
    ] {
        let changed = stored(&changed);
        assert_ne!(changed, record);
        assert_eq!(changed.authenticity(&key), Authenticity::Changed(Box::new(record.clone())), "{changed:?}");
    }
    let unsealed = with(|record, _| record.seal = Vec::new());
    assert_eq!(unsealed.authenticity(&key), Authenticity::SealLost);
    let of_another_key = with(|record, _| record.key_id = Uuid::nil());
    assert_eq!(of_another_key.authenticity(&key), Authenticity::OtherKey);
    let older = with(|record, _| record.format = UNSEALED_FORMAT);
    assert_eq!(
        older.authenticity(&key),
        Authenticity::Changed(Box::new(record.clone())),
        "a sealed record is never unsealed"
    );
}

#[test]
fn a_record_that_is_not_sealed_is_told_and_taken_over_with_all_that_it_says() {
    let key = VaultKey::generate();
    let older = stored(&under_passphrase(&key, "passphrase").with_auto_lock_minutes(3).unsealed(&key));
    assert_eq!(older.authenticity(&key), Authenticity::Unsealed);
    assert_eq!(older.authenticity(&VaultKey::from_bytes(key.key_id(), &[7; 32]).unwrap()), Authenticity::OtherKey);
    let record = stored(&older.taken_over(&key).sealed(&key));
    assert_eq!((record.authenticity(&key), record.auto_lock_minutes), (Authenticity::Sealed, 3));
    assert!(opened(&record, "passphrase").unwrap().is_same(&key));
}

#[test]
fn in_the_keyring_no_passphrase_opens_the_vault_any_more() {
    let key = VaultKey::generate();
    let record = under_passphrase(&key, "passphrase").with_keyring();
    assert_eq!(record.home, KeyHome::Keyring);
    assert!(matches!(opened(&record, "passphrase"), Err(Error::WrongPassphrase)));
    assert!(record.accepts(&key));
}

#[test]
fn a_recovery_key_opens_the_vault_until_another_is_made() {
    let key = VaultKey::generate();
    let (record, first) = with_recovery_key(&in_keyring(&key), &key);
    let record = stored(&record);
    assert!(record.has_recovery_key());
    assert!(record.unwrap_with_recovery_key(&first).unwrap().is_same(&key));

    let (record, second) = with_recovery_key(&record, &key);
    assert!(record.unwrap_with_recovery_key(&second).unwrap().is_same(&key));
    for wrong in [&first, &secret("0000-0000"), &secret("")] {
        assert!(matches!(record.unwrap_with_recovery_key(wrong), Err(Error::WrongPassphrase)));
    }
}

#[test]
fn without_a_recovery_key_none_opens_the_vault() {
    let record = in_keyring(&VaultKey::generate());
    let typed = RecoveryKey::generate().show();
    assert!(matches!(record.unwrap_with_recovery_key(&typed), Err(Error::WrongPassphrase)));
}

#[test]
fn the_costs_of_a_passphrase_are_stored_beside_it() {
    let record = under_passphrase(&VaultKey::generate(), "passphrase");
    let stored: serde_json::Value = serde_json::from_str(&record.to_json()).unwrap();
    let wrapped = &stored["passphrase"];
    assert_eq!(wrapped["algorithm"], "argon2id");
    assert_eq!(
        [19, 65536, 3, 1],
        ["version", "memory_kib", "passes", "lanes"].map(|cost| wrapped[cost].as_u64().unwrap())
    );
}

#[test]
fn weaker_costs_written_into_a_record_open_nothing() {
    let record = under_passphrase(&VaultKey::generate(), "passphrase");
    let weakened = VaultRecord::from_json(&record.to_json().replace("\"passes\":3", "\"passes\":1")).unwrap();
    assert_ne!(record, weakened);
    assert!(matches!(opened(&weakened, "passphrase"), Err(Error::Damaged(_))));
}

#[test]
fn a_newer_record_is_refused_and_a_damaged_one_is_told() {
    let json = in_keyring(&VaultKey::generate()).to_json();
    let newer = json.replace("\"format\":2", "\"format\":3");
    assert!(matches!(VaultRecord::from_json(&newer), Err(Error::NewerDatabase { found: 3, known: 2 })));
    for damaged in ["", "{}", "null", &json[..json.len() - 1], &json.replace("keyring", "cellar")] {
        assert!(matches!(VaultRecord::from_json(damaged), Err(Error::Damaged(_))), "{damaged}");
    }
}

#[test]
fn no_flipped_bit_of_a_record_panics_or_opens_with_another_key() {
    let key = VaultKey::generate();
    let (record, recovery_key) = with_recovery_key(&in_keyring(&key), &key);
    let json = record.to_json().into_bytes();
    for position in 0..json.len() * 8 {
        let mut flipped = json.clone();
        flipped[position / 8] ^= 1 << (position % 8);
        let Some(record) = String::from_utf8(flipped).ok().and_then(|text| VaultRecord::from_json(&text).ok()) else {
            continue;
        };
        if let Ok(opened) = record.unwrap_with_recovery_key(&recovery_key) {
            assert!(opened.is_same(&key), "bit {position}");
        }
    }
}

#[test]
fn a_record_holds_no_key_in_any_of_its_forms() {
    use base64::{Engine, engine::general_purpose::STANDARD};

    let key = VaultKey::generate();
    let record = under_passphrase(&key, "canary passphrase");
    let (record, recovery_key) = with_recovery_key(&record, &key);
    let all = format!("{} {record:?}", record.to_json());
    for canary in
        ["canary", &STANDARD.encode(key.expose()), &STANDARD.encode("canary passphrase"), recovery_key.expose()]
    {
        assert!(!all.contains(canary));
    }
}

#[test]
fn the_time_without_use_is_at_most_a_week() {
    let record = in_keyring(&VaultKey::generate());
    assert_eq!(record.with_auto_lock_minutes(0).auto_lock_minutes, 0);
    assert_eq!(record.with_auto_lock_minutes(u32::MAX).auto_lock_minutes, 10_080);
}
