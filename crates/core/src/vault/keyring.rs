//! The operating system's keyring: the only calls to it.
//!
//! Calls block, and a prompt may stay open for ever: each runs on a thread of its own with a time limit. A late answer goes nowhere, and the
//! next call does not wait for it. The store is opened anew for each call (6 ms), so that a service that appears later, or comes back
//! as another process, is found without a restart.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use keyring_core::{CredentialStore, Entry};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{key::VaultKey, trouble::trouble};
use crate::error::KeyringTrouble;

/// The service under which the items lie; the user is the key's id.
const SERVICE: &str = "dev.keyfob.Keyfob";
/// The user of the item that is written and deleted to see whether the keyring keeps anything.
const PROBE_USER: &str = "probe";
/// How long to wait for an answer. Afterwards nothing is known: the key is neither there nor gone.
const TIME_LIMIT: Duration = Duration::from_secs(10);

type Opened = keyring_core::Result<Arc<CredentialStore>>;
type Answer<T> = Result<T, KeyringTrouble>;

/// A keyring, or the lack of one.
#[derive(Clone)]
pub struct Keyring {
    /// Opens the store; none where there is to be no keyring.
    open: Option<Arc<dyn Fn() -> Opened + Send + Sync>>,
    /// What the item is called where people look at their keyring; only the Secret Service takes it.
    label: Option<&'static str>,
    time_limit: Duration,
    /// One call at a time.
    turn: Arc<Mutex<()>>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keyring")
    }
}

impl Keyring {
    /// The keyring of this operating system.
    #[must_use]
    pub fn system() -> Self {
        let label = cfg!(target_os = "linux").then_some("Keyfob vault key");
        Self { open: open_system(), label, ..Self::none() }
    }

    /// No keyring at all: the operating system's is never touched.
    #[must_use]
    pub fn none() -> Self {
        Self { open: None, label: None, time_limit: TIME_LIMIT, turn: Arc::default() }
    }

    /// A keyring over a store, such as keyring-core's own in-memory one.
    pub(crate) fn over(store: Arc<CredentialStore>) -> Self {
        Self { open: Some(Arc::new(move || Ok(store.clone()))), ..Self::none() }
    }

    /// Whether the keyring keeps what it is given. It writes and deletes an item, since reading proves nothing: without a default
    /// collection every read says "no entry" and only a write fails.
    pub(crate) fn probe(&self) -> Answer<()> {
        self.ask(PROBE_USER.to_owned(), |entry| keeps(&entry))
    }

    /// The key of this name.
    ///
    /// Only a keyring that keeps what it is given and yet has no such entry has lost the key.
    pub(crate) fn get(&self, key_id: Uuid) -> Answer<VaultKey> {
        match self.ask(key_id.to_string(), move |entry| read(&entry, key_id)) {
            Err(KeyringTrouble::KeyLost) => self.probe().and(Err(KeyringTrouble::KeyLost)),
            answer => answer,
        }
    }

    /// Keeps a key, and makes sure of it by reading it back.
    pub(crate) fn put(&self, key: &VaultKey) -> Answer<()> {
        let key_id = key.key_id();
        let text = Zeroizing::new(STANDARD.encode(key.expose()));
        let kept = self.ask(key_id.to_string(), move |entry| {
            entry.set_password(&text).map_err(|error| trouble(&error))?;
            read(&entry, key_id)
        })?;
        if kept.is_same(key) { Ok(()) } else { Err(KeyringTrouble::Failed) }
    }

    /// Forgets a key; one that is not there is forgotten already.
    pub(crate) fn delete(&self, key_id: Uuid) -> Answer<()> {
        self.ask(key_id.to_string(), |entry| delete(&entry))
    }

    /// Opens an entry and asks something of it, on a thread of its own, for at most the time limit.
    fn ask<T: Send + 'static>(&self, user: String, ask: impl FnOnce(Entry) -> Answer<T> + Send + 'static) -> Answer<T> {
        let open = self.open.clone().ok_or(KeyringTrouble::NoService)?;
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let (sender, receiver) = mpsc::sync_channel(1);
        let label = self.label;
        let work = move || {
            let modifiers = label.map(|label| HashMap::from([("label", label)]));
            let entry = open().and_then(|store| store.build(SERVICE, &user, modifiers.as_ref()));
            // Nobody listens any more after the time limit.
            let _ = sender.send(entry.map_err(|error| trouble(&error)).and_then(ask));
        };
        thread::Builder::new().name("keyring".into()).spawn(work).map_err(|_| KeyringTrouble::Failed)?;
        receiver.recv_timeout(self.time_limit).unwrap_or_else(|error| match error {
            mpsc::RecvTimeoutError::Timeout => Err(KeyringTrouble::TimedOut),
            // The thread panicked inside the store.
            mpsc::RecvTimeoutError::Disconnected => Err(KeyringTrouble::Failed),
        })
    }
}

fn read(entry: &Entry, key_id: Uuid) -> Answer<VaultKey> {
    let text = entry.get_password().map(Zeroizing::new).map_err(|error| trouble(&error))?;
    let bytes = STANDARD.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| KeyringTrouble::WrongKey)?;
    VaultKey::from_bytes(key_id, &bytes).ok_or(KeyringTrouble::WrongKey)
}

fn keeps(entry: &Entry) -> Answer<()> {
    entry.set_password("probe").map_err(|error| trouble(&error))?;
    delete(entry)
}

fn delete(entry: &Entry) -> Answer<()> {
    match entry.delete_credential() {
        Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
        Err(error) => Err(trouble(&error)),
    }
}

#[cfg(any(target_os = "linux", target_os = "windows", target_os = "macos"))]
fn open_system() -> Option<Arc<dyn Fn() -> Opened + Send + Sync>> {
    #[cfg(target_os = "macos")]
    use apple_native_keyring_store::keychain::Store;
    #[cfg(target_os = "windows")]
    use windows_native_keyring_store::Store;
    #[cfg(target_os = "linux")]
    use zbus_secret_service_keyring_store::Store;

    Some(Arc::new(|| Ok(Store::new()?)))
}

#[cfg(not(any(target_os = "linux", target_os = "windows", target_os = "macos")))]
fn open_system() -> Option<Arc<dyn Fn() -> Opened + Send + Sync>> {
    None
}
