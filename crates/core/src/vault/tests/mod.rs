//! The vault as a whole, over keyring-core's in-memory store: what a user can do with it, and what happens if the program is killed at any step.

mod changes;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use keyring_core::{CredentialStore, Error as StoreError, mock};
use uuid::Uuid;

use super::*;
use crate::{
    authorization::{AuthorizationId, Environment, SecretField},
    error::{Error, KeyringError},
    secret::Secret,
};

/// A keyring whose service can be stopped and started.
struct Machine {
    store: Arc<CredentialStore>,
    stopped: Arc<AtomicBool>,
}

impl Machine {
    fn new() -> Self {
        Self { store: mock::Store::new().unwrap(), stopped: Arc::default() }
    }

    fn keyring(&self) -> Keyring {
        let (store, stopped) = (self.store.clone(), self.stopped.clone());
        Keyring::opening(move || {
            if stopped.load(Ordering::SeqCst) { Err(StoreError::NoDefaultStore) } else { Ok(store.clone()) }
        })
    }

    fn run(&self, service: bool) {
        self.stopped.store(!service, Ordering::SeqCst);
    }

    /// The program as it starts with what is stored.
    fn start(&self, stored: Option<&VaultRecord>) -> Vault {
        Vault::new(self.keyring(), stored.cloned())
    }

    fn holds(&self, record: &VaultRecord) -> bool {
        self.keyring().get(record.item(record.key_id)).is_ok()
    }

    /// Waits for a key that another thread is about to delete.
    fn wait_until_gone(&self, record: &VaultRecord) {
        while self.holds(record) {
            std::thread::yield_now();
        }
    }

    /// A vault in the keyring, as stored, and a secret sealed in it.
    fn with_vault(&self) -> (VaultRecord, Sealed) {
        let vault = self.start(None);
        let change = vault.create_in_keyring().unwrap();
        let sealed = Sealed::under(&change.key);
        vault.adopt(change.clone());
        (change.record, sealed)
    }
}

/// A sealed secret, as the store would hold it.
struct Sealed {
    of: AuthorizationId,
    bytes: Vec<u8>,
}

impl Sealed {
    fn under(key: &VaultKey) -> Self {
        let of = AuthorizationId::generate();
        Self { of, bytes: key.seal(&Self::place(&of), &secret("the secret")) }
    }

    fn place(of: &AuthorizationId) -> SealedTo<'_> {
        let (environment, field) = (Environment::Staging, &SecretField::ClientSecret);
        SealedTo { authorization: of, environment, field, origin: "https://id.example" }
    }

    fn opens_with(&self, key: &VaultKey) -> bool {
        key.open(&Self::place(&self.of), &self.bytes).is_ok_and(|secret| secret.expose() == "the secret")
    }

    fn opens_in(&self, vault: &Vault) -> bool {
        vault.key().is_ok_and(|key| self.opens_with(&key))
    }
}

fn secret(text: &str) -> Secret {
    Secret::new(text.into())
}

fn out_of_reach(vault: &Vault) -> KeyringError {
    match vault.key() {
        Err(Error::KeyOutOfReach(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_save_makes_a_vault_in_the_keyring_that_the_next_start_opens() {
    let machine = Machine::new();
    let vault = machine.start(None);
    assert_eq!(vault.retry_keyring().unwrap().state, VaultState::Ready);
    assert!(matches!(vault.key(), Err(Error::VaultNeeded)));

    let (record, sealed) = machine.with_vault();
    let vault = machine.start(Some(&record));
    assert!(sealed.opens_in(&vault));
    let status = vault.status();
    assert_eq!((status.home, status.state, status.keyring), (Some(KeyHome::Keyring), VaultState::Ready, None));
    assert!(matches!(vault.create_in_keyring(), Err(Error::VaultExists)));
    assert!(matches!(vault.create_with_passphrase(&secret("passphrase")), Err(Error::VaultExists)));
}

#[test]
fn without_a_keyring_a_vault_is_needed_and_a_passphrase_makes_one() {
    let vault = Vault::new(Keyring::none(), None);
    assert_eq!(vault.retry_keyring().unwrap().state, VaultState::Needed);
    assert_eq!(vault.status().keyring, Some(KeyringError::NoService));
    assert!(matches!(vault.create_in_keyring(), Err(Error::VaultNeeded)));
    assert!(matches!(vault.create_with_passphrase(&secret("short")), Err(Error::PassphraseTooShort(8))));

    let change = vault.create_with_passphrase(&secret("passphrase")).unwrap();
    let sealed = Sealed::under(&change.key);
    vault.adopt(change.clone());
    assert!(sealed.opens_in(&vault));

    let vault = Vault::new(Keyring::none(), Some(change.record));
    assert_eq!(vault.status().state, VaultState::Locked);
    assert!(matches!(vault.key(), Err(Error::VaultLocked)));
    assert!(matches!(vault.unlock(&secret("another one")), Err(Error::WrongPassphrase)));
    vault.unlock(&secret("passphrase")).unwrap();
    assert!(sealed.opens_in(&vault));
    vault.lock();
    assert!(matches!(vault.key(), Err(Error::VaultLocked)));
}

#[test]
fn a_keyring_that_starts_later_is_found_when_asked_again_and_not_before() {
    let machine = Machine::new();
    let (record, sealed) = machine.with_vault();
    machine.run(false);
    let vault = machine.start(Some(&record));
    assert_eq!((vault.status().state, vault.status().keyring), (VaultState::Ready, None), "not asked yet");
    assert_eq!(out_of_reach(&vault), KeyringError::NoService);

    machine.run(true);
    assert_eq!(out_of_reach(&vault), KeyringError::NoService, "no prompt comes up unasked");
    assert_eq!(vault.status().state, VaultState::KeyOutOfReach);
    assert_eq!(vault.retry_keyring().unwrap().state, VaultState::Ready);
    assert!(sealed.opens_in(&vault));
}

#[test]
fn a_lost_key_is_out_of_reach_and_never_replaced_unasked() {
    let machine = Machine::new();
    let (record, sealed) = machine.with_vault();
    let vault = Machine::new().start(Some(&record));
    assert_eq!(out_of_reach(&vault), KeyringError::KeyLost);
    assert!(matches!(vault.create_in_keyring(), Err(Error::VaultExists)));
    assert!(matches!(vault.begin_rotation(), Err(Error::KeyOutOfReach(KeyringError::KeyLost))));
    assert_eq!(vault.record(), Some(record));

    // After the user has agreed, the key is replaced. Only what was sealed with the old key doesn't open.
    let change = vault.begin_replacement_in_keyring().unwrap();
    let newer = Sealed::under(&change.key);
    vault.adopt(change);
    assert!(newer.opens_in(&vault) && !sealed.opens_in(&vault));
}

#[test]
fn a_forgotten_passphrase_can_be_given_up_for_another() {
    let vault = Vault::new(Keyring::none(), None);
    let change = vault.create_with_passphrase(&secret("forgotten")).unwrap();
    vault.adopt(change);
    vault.lock();
    let change = vault.begin_replacement_with_passphrase(&secret("remembered")).unwrap();
    vault.adopt(change);
    vault.lock();
    vault.unlock(&secret("remembered")).unwrap();
}

#[test]
fn another_key_under_the_right_name_is_a_wrong_key() {
    let (machine, other) = (Machine::new(), Machine::new());
    let (record, _) = machine.with_vault();
    let wrong = VaultKey::from_bytes(record.key_id, &[7; 32]).unwrap();
    other.keyring().put(record.item(record.key_id), &Arc::new(wrong), || true).unwrap();
    assert_eq!(out_of_reach(&other.start(Some(&record))), KeyringError::WrongKey);
}

#[test]
fn a_recovery_key_opens_a_vault_whose_key_is_lost_and_puts_it_back() {
    let machine = Machine::new();
    let (record, _) = machine.with_vault();
    let vault = machine.start(Some(&record));
    let (change, recovery_key) = vault.begin_recovery_key().unwrap();
    let sealed = Sealed::under(&change.key);
    vault.adopt(change.clone());
    assert!(vault.status().has_recovery_key);

    let new_machine = Machine::new();
    let vault = new_machine.start(Some(&change.record));
    assert_eq!(out_of_reach(&vault), KeyringError::KeyLost);
    assert!(matches!(vault.unlock_with_recovery_key(&secret("0000")), Err(Error::WrongPassphrase)));
    vault.unlock_with_recovery_key(&recovery_key).unwrap();
    assert!(sealed.opens_in(&vault));
    assert!(sealed.opens_in(&new_machine.start(Some(&change.record))), "found again at the next start");
}

#[test]
fn a_recovery_key_opens_the_vault_even_where_no_keyring_takes_the_key_back() {
    let machine = Machine::new();
    let (record, _) = machine.with_vault();
    let (change, recovery_key) = machine.start(Some(&record)).begin_recovery_key().unwrap();
    let sealed = Sealed::under(&change.key);
    machine.run(false);
    let vault = machine.start(Some(&change.record));
    vault.unlock_with_recovery_key(&recovery_key).unwrap();
    assert!(sealed.opens_in(&vault));
    assert_eq!((vault.status().state, vault.status().keyring), (VaultState::Ready, Some(KeyringError::NoService)));
}

#[test]
fn a_recovery_key_opens_a_passphrase_vault_for_a_new_passphrase() {
    let vault = Vault::new(Keyring::none(), None);
    let change = vault.create_with_passphrase(&secret("forgotten")).unwrap();
    vault.adopt(change);
    let (change, recovery_key) = vault.begin_recovery_key().unwrap();
    vault.adopt(change);
    vault.lock();

    vault.unlock_with_recovery_key(&recovery_key).unwrap();
    assert!(matches!(vault.begin_rotation(), Err(Error::VaultLocked)), "nothing to wrap a new key with");
    let change = vault.begin_passphrase(&secret("remembered")).unwrap();
    vault.adopt(change);
    vault.lock();
    assert!(matches!(vault.unlock(&secret("forgotten")), Err(Error::WrongPassphrase)));
    vault.unlock(&secret("remembered")).unwrap();
    vault.lock();
    assert!(
        matches!(vault.unlock_with_recovery_key(&recovery_key), Err(Error::WrongPassphrase)),
        "it was for the old key"
    );
}

#[test]
fn a_setting_changed_by_another_program_locks_nothing() {
    let vault = Vault::new(Keyring::none(), None);
    let change = vault.create_with_passphrase(&secret("passphrase")).unwrap();
    vault.adopt(change);
    let change = vault.begin_auto_lock(1).unwrap();
    vault.load(Some(change.record));
    assert!(vault.key().is_ok() && vault.begin_rotation().is_ok());
}

#[test]
fn an_unused_passphrase_vault_locks_when_its_time_is_over_even_if_the_machine_slept() {
    let vault = Vault::new(Keyring::none(), None);
    let change = vault.create_with_passphrase(&secret("passphrase")).unwrap();
    vault.adopt(change);
    let minutes = |count: u64| Duration::from_mins(count);
    let limit = u64::from(vault.status().auto_lock_minutes);
    let now = Moment::now();
    let later = |count| Moment { steady: now.steady + minutes(count), wall: now.wall + minutes(count) };
    let slept = Moment { wall: now.wall + minutes(limit), ..now };
    assert!(
        !vault.state().auto_lock_due(later(limit - 1))
            && vault.state().auto_lock_due(later(limit))
            && vault.state().auto_lock_due(slept)
    );
    let set_back = Moment { steady: now.steady + minutes(limit), wall: now.wall - minutes(limit) };
    assert!(vault.state().auto_lock_due(set_back), "setting the clock back does not keep it open");

    let change = vault.begin_auto_lock(0).unwrap();
    vault.load(Some(change.record));
    assert!(!vault.state().auto_lock_due(later(1_000_000)), "never");
    let change = vault.begin_auto_lock(1).unwrap();
    vault.load(Some(change.record));
    vault.lock();
    assert!(!vault.state().auto_lock_due(later(5)), "locked already");
}

#[test]
fn use_puts_the_automatic_lock_off_and_a_keyring_vault_has_none() {
    let machine = Machine::new();
    let (record, _) = machine.with_vault();
    let vault = machine.start(Some(&record));
    vault.key().unwrap();
    let tomorrow = |moment: Moment| Moment { wall: moment.wall + Duration::from_hours(24), ..moment };
    assert!(!vault.state().auto_lock_due(tomorrow(Moment::now())));

    let change = vault.begin_passphrase(&secret("passphrase")).unwrap();
    vault.adopt(change);
    assert!(vault.state().auto_lock_due(tomorrow(Moment::now())));
    let before = vault.state().last_used();
    std::thread::sleep(Duration::from_millis(2));
    vault.used();
    assert!(vault.state().last_used().steady > before.steady);
    let used = vault.state().last_used();
    std::thread::sleep(Duration::from_millis(2));
    vault.key().unwrap();
    assert!(vault.state().last_used().steady > used.steady);
}
