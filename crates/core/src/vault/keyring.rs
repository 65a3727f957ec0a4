//! The operating system's keyring: the only calls to it.
//!
//! Calls block, and a prompt may stay open for ever: each runs on a thread of its own with a time limit. A late answer goes nowhere, and the
//! next call does not wait for it. The store is opened anew for each call (6 ms), so that a service that appears later, or comes back
//! as another process, is found without a restart.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use keyring_core::{CredentialStore, Entry};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{key::VaultKey, keyring_error::keyring_error};
use crate::error::KeyringError;

/// The service under which the items are kept; the user is an [`Item`]'s name.
const SERVICE: &str = "dev.keyfob.Keyfob";
/// The user of the item that is written and deleted to see whether the keyring keeps anything.
const PROBE_USER: &str = "probe";
/// How long to wait for an answer. Afterwards nothing is known: the key is neither there nor gone.
const TIME_LIMIT: Duration = Duration::from_secs(10);

type Opened = keyring_core::Result<Arc<CredentialStore>>;
type Open = dyn Fn() -> Opened + Send + Sync;
type Answer<T> = Result<T, KeyringError>;

/// Names an item: a key of one data folder, so that no folder's record names another folder's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// The data folder; `None` for a key that was kept before items named it.
    pub(super) folder_id: Option<Uuid>,
    /// The key.
    pub(super) key_id: Uuid,
}

impl Item {
    /// The item's name before items named their data folder.
    pub(super) fn without_folder(self) -> Self {
        Self { folder_id: None, ..self }
    }

    pub(super) fn user(self) -> String {
        let Self { folder_id, key_id } = self;
        folder_id.map_or_else(|| key_id.to_string(), |folder_id| format!("{folder_id}/{key_id}"))
    }
}

/// A keyring, or the lack of one.
#[derive(Clone)]
pub struct Keyring {
    /// Opens the store; none where there is to be no keyring.
    open: Option<Arc<Open>>,
    /// What the item is called where people look at their keyring; only the Secret Service takes it.
    label: Option<&'static str>,
    time_limit: Duration,
    /// One call at a time.
    turn: Arc<Mutex<()>>,
}

impl Keyring {
    /// The keyring of this operating system.
    #[must_use]
    pub fn system() -> Self {
        let label = cfg!(target_os = "linux").then_some("Keyfob vault key");
        Self { label, ..Self::opening(open_system) }
    }

    /// No keyring at all: the operating system's is never touched.
    #[must_use]
    pub fn none() -> Self {
        Self { open: None, label: None, time_limit: TIME_LIMIT, turn: Arc::default() }
    }

    /// A keyring over a store, such as keyring-core's own in-memory one.
    #[must_use]
    pub fn over(store: Arc<CredentialStore>) -> Self {
        Self::opening(move || Ok(store.clone()))
    }

    /// A keyring over whatever store opens at each call.
    pub(super) fn opening(open: impl Fn() -> Opened + Send + Sync + 'static) -> Self {
        Self { open: Some(Arc::new(open)), ..Self::none() }
    }

    /// Whether the keyring keeps what it is given. It writes and deletes an item, since reading proves nothing: without a default
    /// collection every read says "no entry" and only a write fails.
    pub(crate) fn probe(&self) -> Answer<()> {
        self.ask(PROBE_USER.to_owned(), |entry| keeps(&entry))
    }

    /// The key in an item.
    ///
    /// Only a keyring that keeps what it is given and yet has no such entry has lost the key.
    pub(super) fn get(&self, item: Item) -> Answer<VaultKey> {
        match self.ask(item.user(), move |entry| read(&entry, item.key_id)) {
            Err(KeyringError::KeyLost) => self.probe().and(Err(KeyringError::KeyLost)),
            answer => answer,
        }
    }

    /// Keeps a key, and makes sure of it by reading it back.
    pub(super) fn put(&self, item: Item, key: &VaultKey) -> Answer<()> {
        let key_id = key.key_id();
        let text = Zeroizing::new(STANDARD.encode(key.expose()));
        let kept = self.ask(item.user(), move |entry| {
            entry.set_password(&text).map_err(|error| keyring_error(&error))?;
            // A keyring that took a key and does not give the same one back has not lost it: it never kept it.
            read(&entry, key_id).map_err(|error| match error {
                KeyringError::KeyLost | KeyringError::WrongKey => KeyringError::Failed,
                other => other,
            })
        })?;
        if kept.is_same(key) { Ok(()) } else { Err(KeyringError::Failed) }
    }

    /// Deletes a key, also under the name that it had before items named their data folder; one that isn't there is deleted already.
    pub(super) fn delete(&self, item: Item) -> Answer<()> {
        self.ask(item.user(), |entry| delete(&entry))?;
        self.ask(item.without_folder().user(), |entry| delete(&entry))
    }

    /// Opens an entry and asks something of it, on a thread of its own, for at most the time limit.
    fn ask<T: Send + 'static>(&self, user: String, ask: impl FnOnce(Entry) -> Answer<T> + Send + 'static) -> Answer<T> {
        let open = self.open.clone().ok_or(KeyringError::NoService)?;
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let (sender, receiver) = mpsc::sync_channel(1);
        let label = self.label;
        let work = move || {
            let modifiers = label.map(|label| HashMap::from([("label", label)]));
            let entry = open().and_then(|store| store.build(SERVICE, &user, modifiers.as_ref()));
            // Nobody listens any more after the time limit.
            let _ = sender.send(entry.map_err(|error| keyring_error(&error)).and_then(ask));
        };
        thread::Builder::new().name("keyring".into()).spawn(work).map_err(|_| KeyringError::Failed)?;
        receiver.recv_timeout(self.time_limit).unwrap_or_else(|error| match error {
            mpsc::RecvTimeoutError::Timeout => Err(KeyringError::TimedOut),
            // The thread panicked inside the store.
            mpsc::RecvTimeoutError::Disconnected => Err(KeyringError::Failed),
        })
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.open.is_some() { "Keyring" } else { "Keyring(none)" })
    }
}

fn read(entry: &Entry, key_id: Uuid) -> Answer<VaultKey> {
    let text = entry.get_password().map(Zeroizing::new).map_err(|error| keyring_error(&error))?;
    let bytes = STANDARD.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| KeyringError::WrongKey)?;
    VaultKey::from_bytes(key_id, &bytes).ok_or(KeyringError::WrongKey)
}

fn keeps(entry: &Entry) -> Answer<()> {
    entry.set_password("probe").map_err(|error| keyring_error(&error))?;
    delete(entry)
}

fn delete(entry: &Entry) -> Answer<()> {
    match entry.delete_credential() {
        Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
        Err(error) => Err(keyring_error(&error)),
    }
}

/// Opens the operating system's own store.
fn open_system() -> Opened {
    #[cfg(target_os = "macos")]
    use apple_native_keyring_store::keychain::Store;
    #[cfg(target_os = "windows")]
    use windows_native_keyring_store::Store;
    #[cfg(target_os = "linux")]
    use zbus_secret_service_keyring_store::Store;

    Ok(Store::new()?)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use keyring_core::{Error, mock};

    use super::*;

    fn mock_store() -> Arc<CredentialStore> {
        mock::Store::new().unwrap()
    }

    /// Makes the next call for this user fail.
    fn fail_next(store: &Arc<CredentialStore>, user: &str, error: Error) {
        let entry = store.build(SERVICE, user, None).unwrap();
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
    }

    fn stored(store: &Arc<CredentialStore>, user: &str) -> keyring_core::Result<String> {
        store.build(SERVICE, user, None).and_then(|entry| entry.get_password())
    }

    fn item(key: &VaultKey) -> Item {
        Item { folder_id: Some(Uuid::from_u128(7)), key_id: key.key_id() }
    }

    fn no_access() -> Error {
        Error::NoStorageAccess(Box::new(std::io::Error::other("locked")))
    }

    #[test]
    fn a_kept_key_is_found_under_its_name_and_gone_once_deleted() {
        let (store, key) = (mock_store(), VaultKey::generate());
        let keyring = Keyring::over(store.clone());
        keyring.put(item(&key), &key).unwrap();
        assert!(keyring.get(item(&key)).unwrap().is_same(&key));
        assert_eq!(stored(&store, &item(&key).user()).unwrap(), STANDARD.encode(key.expose()));

        keyring.delete(item(&key)).unwrap();
        keyring.delete(item(&key)).unwrap();
        assert_eq!(keyring.get(item(&key)).unwrap_err(), KeyringError::KeyLost);
    }

    #[test]
    fn a_folder_neither_reads_nor_deletes_the_key_of_another() {
        let (store, key) = (mock_store(), VaultKey::generate());
        let keyring = Keyring::over(store);
        let theirs = Item { folder_id: Some(Uuid::from_u128(8)), ..item(&key) };
        keyring.put(theirs, &key).unwrap();
        assert_eq!(keyring.get(item(&key)).unwrap_err(), KeyringError::KeyLost);
        keyring.delete(item(&key)).unwrap();
        assert!(keyring.get(theirs).unwrap().is_same(&key));
    }

    #[test]
    fn a_key_is_deleted_under_the_name_that_it_had_before_as_well() {
        let (store, key) = (mock_store(), VaultKey::generate());
        let keyring = Keyring::over(store);
        let names = [item(&key), item(&key).without_folder()];
        for name in names {
            keyring.put(name, &key).unwrap();
        }
        keyring.delete(item(&key)).unwrap();
        assert!(names.iter().all(|name| keyring.get(*name).is_err()));
    }

    #[test]
    fn the_probe_leaves_nothing_behind() {
        let store = mock_store();
        Keyring::over(store.clone()).probe().unwrap();
        assert!(matches!(stored(&store, PROBE_USER), Err(Error::NoEntry)));
    }

    #[test]
    fn no_entry_in_a_keyring_that_keeps_nothing_is_not_a_lost_key() {
        let store = mock_store();
        fail_next(&store, PROBE_USER, no_access());
        let keyring = Keyring::over(store);
        let item = item(&VaultKey::generate());
        assert_eq!(keyring.get(item).unwrap_err(), KeyringError::Locked);
        assert_eq!(keyring.get(item).unwrap_err(), KeyringError::KeyLost, "it keeps again");
    }

    #[test]
    fn every_failure_is_told_and_the_next_try_works() {
        let failure = || Box::new(std::io::Error::other("failure"));
        let cases: [(Error, KeyringError); 8] = [
            (no_access(), KeyringError::Locked),
            (Error::PlatformFailure(failure()), KeyringError::Failed),
            (Error::NoDefaultStore, KeyringError::NoService),
            (Error::BadEncoding(vec![0xff]), KeyringError::WrongKey),
            (Error::BadDataFormat(vec![0xff], failure()), KeyringError::WrongKey),
            (Error::TooLong("user".into(), 3), KeyringError::Failed),
            (Error::Ambiguous(Vec::new()), KeyringError::Failed),
            (Error::NotSupportedByStore("nothing".into()), KeyringError::Failed),
        ];
        for (error, expected) in cases {
            let (store, key) = (mock_store(), VaultKey::generate());
            let keyring = Keyring::over(store.clone());
            keyring.put(item(&key), &key).unwrap();
            let told = format!("{error:?}");
            fail_next(&store, &item(&key).user(), error);
            assert_eq!(keyring.get(item(&key)).unwrap_err(), expected, "{told}");
            assert!(keyring.get(item(&key)).is_ok(), "{told}");
        }
    }

    #[test]
    fn a_key_is_not_kept_if_writing_it_fails() {
        let (store, key) = (mock_store(), VaultKey::generate());
        fail_next(&store, &item(&key).user(), no_access());
        assert_eq!(Keyring::over(store.clone()).put(item(&key), &key), Err(KeyringError::Locked));
        assert!(stored(&store, &item(&key).user()).is_err());
    }

    #[test]
    fn what_is_no_key_is_a_wrong_key() {
        let (store, item) = (mock_store(), item(&VaultKey::generate()));
        for text in ["", "not base64!", "c2hvcnQ="] {
            store.build(SERVICE, &item.user(), None).unwrap().set_password(text).unwrap();
            assert_eq!(Keyring::over(store.clone()).get(item).unwrap_err(), KeyringError::WrongKey, "{text}");
        }
    }

    #[test]
    fn a_keyring_that_hangs_is_given_up_and_the_next_call_does_not_wait_for_it() {
        let (store, calls) = (mock_store(), AtomicUsize::new(0));
        let (release, held) = mpsc::channel::<()>();
        let held = Mutex::new(Some(held));
        let keyring = Keyring {
            time_limit: Duration::from_millis(50),
            ..Keyring::opening(move || {
                if calls.fetch_add(1, Ordering::SeqCst) == 0 {
                    // Hangs until the test is over.
                    let held = held.lock().unwrap().take().unwrap();
                    let _ = held.recv();
                }
                Ok(store.clone())
            })
        };
        assert_eq!(keyring.probe(), Err(KeyringError::TimedOut));
        let keyring = Keyring { time_limit: TIME_LIMIT, ..keyring };
        assert_eq!(keyring.probe(), Ok(()));
        drop(release);
    }

    #[test]
    fn a_store_that_panics_fails_and_takes_nothing_with_it() {
        let calls = AtomicUsize::new(0);
        let store = mock_store();
        let keyring = Keyring::opening(move || {
            assert!(calls.fetch_add(1, Ordering::SeqCst) > 0, "the store's own fault, on its own thread");
            Ok(store.clone())
        });
        assert_eq!(keyring.probe(), Err(KeyringError::Failed));
        assert_eq!(keyring.probe(), Ok(()));
    }

    #[test]
    fn a_keyring_that_appears_later_is_found() {
        let (store, calls) = (mock_store(), AtomicUsize::new(0));
        let keyring = Keyring::opening(move || match calls.fetch_add(1, Ordering::SeqCst) {
            0 => Err(Error::NoDefaultStore),
            _ => Ok(store.clone()),
        });
        assert_eq!(keyring.probe(), Err(KeyringError::NoService));
        assert_eq!(keyring.probe(), Ok(()));
    }

    #[test]
    fn without_a_keyring_nothing_is_kept() {
        let (keyring, key) = (Keyring::none(), VaultKey::generate());
        assert_eq!(keyring.probe(), Err(KeyringError::NoService));
        assert_eq!(keyring.put(item(&key), &key), Err(KeyringError::NoService));
        assert_eq!(keyring.get(item(&key)).unwrap_err(), KeyringError::NoService);
    }
}
