//! Changes of key and home: a kill at any step, a change dropped, another program at the same time.

use super::*;
use crate::vault::Change;

/// Deletes the first leftover from the keyring.
fn forget_leftover(vault: &Vault) -> Option<Change> {
    let leftover = vault.leftover(*vault.leftovers().first()?)?;
    vault.forget_leftover(leftover)
}

#[test]
fn a_kill_at_any_step_of_a_move_to_a_passphrase_loses_nothing() {
    let machine = Machine::new();
    let (before, sealed) = machine.with_vault();
    let vault = machine.start(Some(&before));
    let change = vault.begin_passphrase(&secret("passphrase")).unwrap();
    let resealed = Sealed::under(&change.key);
    assert!(sealed.opens_in(&machine.start(Some(&before))), "killed before the commit");

    let opens_after = || {
        let vault = machine.start(Some(&change.record));
        vault.unlock(&secret("passphrase")).unwrap();
        resealed.opens_in(&vault) && !sealed.opens_in(&vault)
    };
    assert!(opens_after(), "killed after the commit");
    vault.adopt(change.clone());
    assert!(opens_after());
    assert!(forget_leftover(&vault).unwrap().record.leftovers.is_empty());
    assert!(!machine.holds(&before), "the keyring's item is gone");
}

#[test]
fn a_kill_at_any_step_of_a_move_to_the_keyring_loses_nothing() {
    let machine = Machine::new();
    let vault = machine.start(None);
    let change = vault.create_with_passphrase(&secret("passphrase")).unwrap();
    let (before, sealed) = (change.record.clone(), Sealed::under(&change.key));
    vault.adopt(change);

    let change = vault.begin_keyring().unwrap();
    let resealed = Sealed::under(&change.key);
    let killed = machine.start(Some(&before));
    killed.unlock(&secret("passphrase")).unwrap();
    assert!(sealed.opens_in(&killed), "killed before the commit");
    assert!(resealed.opens_in(&machine.start(Some(&change.record))), "killed after the commit");
    vault.adopt(change.clone());
    assert!(resealed.opens_in(&machine.start(Some(&change.record))));
}

#[test]
fn a_move_to_a_keyring_that_does_not_keep_the_key_changes_nothing() {
    let vault = Vault::new(Keyring::none(), None);
    let change = vault.create_with_passphrase(&secret("passphrase")).unwrap();
    vault.adopt(change);
    assert!(matches!(vault.begin_keyring(), Err(Error::KeyOutOfReach(KeyringError::NoService))));
    assert_eq!((vault.status().home, vault.status().state), (Some(KeyHome::Passphrase), VaultState::Ready));
}

#[test]
fn a_kill_at_any_step_of_a_rotation_loses_nothing() {
    let machine = Machine::new();
    let (before, sealed) = machine.with_vault();
    let vault = machine.start(Some(&before));
    let change = vault.begin_rotation().unwrap();
    assert_ne!(change.record.key_id, before.key_id);
    let resealed = Sealed::under(&change.key);
    assert!(sealed.opens_in(&machine.start(Some(&before))), "killed before the commit");
    assert!(resealed.opens_in(&machine.start(Some(&change.record))), "killed after the commit");
    assert!(machine.holds(&before), "the old item goes last");

    vault.adopt(change.clone());
    assert!(resealed.opens_in(&vault) && !sealed.opens_in(&vault));
    assert!(resealed.opens_in(&machine.start(Some(&change.record))));
    assert!(forget_leftover(&vault).is_some());
    assert!(!machine.holds(&before) && machine.holds(&change.record));
}

#[test]
fn a_rotation_of_a_passphrase_vault_keeps_its_passphrase_and_settings_and_ends_its_recovery_key() {
    let vault = Vault::new(Keyring::none(), None);
    let change = vault.create_with_passphrase(&secret("passphrase")).unwrap();
    vault.adopt(change);
    let (change, recovery_key) = vault.begin_recovery_key().unwrap();
    vault.adopt(change);
    let change = vault.begin_auto_lock(3).unwrap();
    vault.load(Some(change.record));

    let change = vault.begin_rotation().unwrap();
    let resealed = Sealed::under(&change.key);
    vault.adopt(change);
    vault.lock();
    assert!(matches!(vault.unlock_with_recovery_key(&recovery_key), Err(Error::WrongPassphrase)));
    vault.unlock(&secret("passphrase")).unwrap();
    assert!(resealed.opens_in(&vault));
    assert_eq!((vault.status().auto_lock_minutes, vault.status().has_recovery_key), (3, false));
}

#[test]
fn an_abandoned_change_leaves_the_keyring_as_it_was() {
    let machine = Machine::new();
    let (record, sealed) = machine.with_vault();
    let vault = machine.start(Some(&record));
    let rotation = vault.begin_rotation().unwrap();
    vault.abandon(&rotation);
    assert!(!machine.holds(&rotation.record));

    let kept = vault.begin_keyring().unwrap();
    vault.abandon(&kept);
    assert!(!machine.holds(&kept.record) && machine.holds(&record), "the key in use is never deleted");
    assert!(sealed.opens_in(&vault) && sealed.opens_in(&machine.start(Some(&record))));
}

#[test]
fn an_abandoned_move_never_deletes_the_key_of_another_program_that_was_faster() {
    let machine = Machine::new();
    let one = machine.start(None);
    let change = one.create_with_passphrase(&secret("passphrase")).unwrap();
    let before = change.record.clone();
    one.adopt(change);
    let other = machine.start(Some(&before));
    other.unlock(&secret("passphrase")).unwrap();

    let (refused, committed) = (one.begin_keyring().unwrap(), other.begin_keyring().unwrap());
    let sealed = Sealed::under(&committed.key);
    other.adopt(committed.clone());
    one.abandon(&refused);
    assert!(sealed.opens_in(&machine.start(Some(&committed.record))));
}

#[test]
fn a_key_given_up_too_early_stays_in_the_keyring() {
    let machine = Machine::new();
    let (record, sealed) = machine.with_vault();
    machine.run(false);
    let vault = machine.start(Some(&record));
    let change = vault.begin_replacement_with_passphrase(&secret("passphrase")).unwrap();
    machine.run(true);
    vault.adopt(change);
    let kept = machine.keyring().get(record.item(record.key_id)).unwrap();
    assert!(sealed.opens_with(&record.key_for_database(&kept)));
}

#[test]
fn a_first_save_that_failed_is_taken_up_with_the_same_key() {
    let machine = Machine::new();
    let vault = machine.start(None);
    let (first, second) = (vault.create_in_keyring().unwrap(), vault.create_in_keyring().unwrap());
    assert_eq!(first.record, second.record);

    // The commit that was reported as failed had happened after all.
    let sealed = Sealed::under(&first.key);
    vault.load(Some(first.record));
    assert!(sealed.opens_in(&vault));
}

#[test]
fn where_another_program_made_the_first_vault_its_key_is_used_and_ours_forgotten() {
    let machine = Machine::new();
    let late = machine.start(None);
    let ours = late.create_in_keyring().unwrap().record;
    let (theirs, sealed) = machine.with_vault();
    late.load(Some(theirs));
    assert!(sealed.opens_in(&late));
    machine.wait_until_gone(&ours);
}

#[test]
fn a_rotation_by_another_program_is_followed() {
    let machine = Machine::new();
    let (record, _) = machine.with_vault();
    let (one, other) = (machine.start(Some(&record)), machine.start(Some(&record)));
    one.key().unwrap();
    let change = other.begin_rotation().unwrap();
    let resealed = Sealed::under(&change.key);
    other.adopt(change.clone());
    one.load(Some(change.record));
    assert!(resealed.opens_in(&one));
}

#[test]
fn a_record_that_another_program_changed_is_used_as_it_was_sealed() {
    let machine = Machine::new();
    let vault = Vault::new(machine.keyring(), None);
    let change = vault.create_with_passphrase(&secret("passphrase")).unwrap();
    vault.adopt(change);
    let (change, recovery_key) = vault.begin_recovery_key().unwrap();
    vault.adopt(change.clone());
    let record = change.record;
    let mut in_keyring = record.clone();
    in_keyring.home = KeyHome::Keyring;
    let mut never_locks = record.clone();
    never_locks.auto_lock_minutes = 0;
    let mut another_leftover = record.clone();
    another_leftover.leftovers = vec![Uuid::nil()];
    for changed in [&in_keyring, &never_locks, &another_leftover] {
        let started = machine.start(Some(changed));
        started.unlock_with_recovery_key(&recovery_key).unwrap();
        assert_eq!(started.unsettled().map(|found| found.1), Some(Unsettled::Changed(Box::new(record.clone()))));
        assert!(!machine.holds(&record), "the recovery key doesn't move it into the keyring");
        assert!(started.key_at_hand().is_none() && started.leftovers().is_empty(), "not before it is restored");

        // Changed while the vault is open.
        vault.load(Some(changed.clone()));
        assert_eq!(vault.unsettled().map(|found| found.1), Some(Unsettled::Changed(Box::new(record.clone()))));
        vault.restored(changed, record.clone());
        assert_eq!(vault.status().notice, Some(VaultNotice::RecordRestored));
        assert!(vault.is_opened_by_passphrase() && vault.key_at_hand().is_some());
        vault.set_notice(None);
        assert_eq!(vault.status().notice, None);
    }
}

#[test]
fn a_record_whose_seal_is_lost_opens_nothing() {
    let machine = Machine::new();
    let (record, _) = machine.with_vault();
    let unsealed = VaultRecord::from_json(&record.to_json().replace("\"seal\":\"", "\"seal\":\"AAAA")).unwrap();
    let vault = machine.start(Some(&unsealed));
    assert!(matches!(vault.key(), Err(Error::VaultChanged)));
    assert_eq!(vault.status().state, VaultState::Changed);
    let change = vault.begin_replacement_in_keyring().unwrap();
    vault.adopt(change);
    assert!(vault.key().is_ok());
}
