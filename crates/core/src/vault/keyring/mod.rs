//! The operating system's keyring: the only calls to it.
//!
//! Each call runs on its own thread (`calls`), since a prompt may stay open for as long as the user needs. The store is opened again for
//! each call (6 ms), so that a service that appears later, or comes back as another process, is found without a restart.

mod calls;
mod platform_error;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, fmt, sync::Arc, thread, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use keyring_core::{CredentialStore, Entry};
use zeroize::Zeroizing;

use self::{
    calls::{Answer, Calls, Patience, Question, Work},
    platform_error::keyring_error,
};
use super::{item::Item, key::VaultKey};
use crate::error::KeyringError;

/// The service under which the items are kept; the user is an [`Item`]'s name.
const SERVICE: &str = "dev.keyfob.Keyfob";
/// The user of the item that is written and deleted to see whether the keyring keeps anything.
const PROBE_USER: &str = "probe";
/// How long a call is waited for that the user didn't ask for. What it leaves is tried again later.
const BACKGROUND_LIMIT: Duration = Duration::from_secs(3);

type Opened = keyring_core::Result<Arc<CredentialStore>>;

/// A keyring, or the lack of one.
#[derive(Clone)]
pub struct Keyring {
    /// Opens the store; `None` if there is to be no keyring.
    open: Option<Arc<dyn Fn() -> Opened + Send + Sync>>,
    /// What the item is called in the user's keyring program; only the Secret Service takes it.
    label: Option<&'static str>,
    patience: Patience,
    calls: Calls,
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
        Self { open: None, label: None, patience: Patience::default(), calls: Calls::default() }
    }

    /// A keyring over a store, such as keyring-core's own in-memory one.
    #[must_use]
    pub fn over(store: Arc<CredentialStore>) -> Self {
        Self::opening(move || Ok(store.clone()))
    }

    /// A keyring over the store that is opened at each call.
    pub fn opening(open: impl Fn() -> Opened + Send + Sync + 'static) -> Self {
        Self { open: Some(Arc::new(open)), ..Self::none() }
    }

    /// The same keyring, with a limit on how long an answer is waited for. Without one, it is as long as the user needs for a prompt.
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { patience: Patience { limit: Some(limit), ..self.patience }, ..self }
    }

    /// The same keyring, with something to be called whenever an answer has been waited for for a second.
    #[must_use]
    pub fn on_wait(self, on_wait: impl Fn() + Send + Sync + 'static) -> Self {
        Self { patience: Patience { on_wait: Some(Arc::new(on_wait)), ..self.patience }, ..self }
    }

    /// Stops waiting for every answer: those who wait get [`KeyringError::Cancelled`]. A key that the keyring stores afterwards is deleted
    /// again, unless it is being stored again by then.
    pub(crate) fn cancel(&self) {
        self.calls.cancel();
    }

    /// Returns whether an answer has been waited for for more than a second: the keyring may be asking the user something.
    pub(crate) fn is_waiting(&self) -> bool {
        self.calls.is_waiting()
    }

    /// Waits until no call is under way.
    #[cfg(test)]
    pub(crate) fn wait_until_idle(&self) {
        while !self.calls.is_idle() {
            thread::yield_now();
        }
    }

    /// Returns whether the keyring keeps what it is given. It writes and deletes an item, since reading proves nothing: without a default
    /// collection every read says "no entry" and only a write fails.
    pub(crate) fn probe(&self) -> Result<(), KeyringError> {
        self.ask(Question::Probe, &self.patience, |access| access.probe().map(|()| None)).map(drop)
    }

    /// Returns the key in an item.
    ///
    /// Only a keyring that keeps what it is given and yet has no such entry has lost the key.
    pub(super) fn get(&self, item: Item) -> Result<Arc<VaultKey>, KeyringError> {
        self.get_within(item, &self.patience)
    }

    /// Returns the key in an item, for work that the user didn't ask for.
    pub(super) fn get_in_background(&self, item: Item) -> Result<Arc<VaultKey>, KeyringError> {
        self.get_within(item, &in_background())
    }

    fn get_within(&self, item: Item, patience: &Patience) -> Result<Arc<VaultKey>, KeyringError> {
        let read = move |access: &Access| match access.read(item) {
            Err(KeyringError::KeyLost) => access.probe().and(Err(KeyringError::KeyLost)),
            key => key.map(Some),
        };
        self.ask(Question::Get(item), patience, read)?.ok_or(KeyringError::Failed)
    }

    /// Keeps a new key, and makes sure of it by reading it back. If the answer is no longer waited for when it comes, the key is deleted
    /// again, provided that `can_be_deleted` then says so.
    pub(super) fn put(
        &self,
        item: Item,
        key: &Arc<VaultKey>,
        can_be_deleted: impl Fn() -> bool + Send + 'static,
    ) -> Result<(), KeyringError> {
        let key = key.clone();
        let access = self.access();
        // If this fails, nothing more can be done.
        let undo = move || {
            if can_be_deleted() {
                let _ = access().and_then(|access| access.delete(item));
            }
        };
        let put = move |access: &Access| access.put(item, &key).map(|()| None);
        self.ask_or_undo(Question::Put(item), &self.patience, put, Some(Box::new(undo))).map(drop)
    }

    /// Keeps a key again that the vault already uses. If the answer is no longer waited for when it comes, the key stays.
    pub(super) fn put_back(&self, item: Item, key: &Arc<VaultKey>) -> Result<(), KeyringError> {
        let key = key.clone();
        self.ask(Question::PutBack(item), &self.patience, move |access| access.put(item, &key).map(|()| None)).map(drop)
    }

    /// Deletes a key, also under the name that it had before items named their data folder; one that isn't there is deleted already. The
    /// user didn't ask for it, so it is waited for a short time only, and goes on afterwards.
    pub(super) fn delete(&self, item: Item) -> Result<(), KeyringError> {
        self.ask(Question::Delete(item), &in_background(), move |access| access.delete(item).map(|()| None)).map(drop)
    }

    /// Deletes a key without waiting.
    pub(super) fn delete_later(&self, item: Item) {
        let keyring = self.clone();
        // Without a thread the item stays: it opens nothing.
        let delete = move || {
            let _ = keyring.delete(item);
        };
        drop(thread::Builder::new().name("keyring".into()).spawn(delete));
    }

    fn ask(&self, question: Question, patience: &Patience, ask: impl Fn(&Access) -> Answer + Send + 'static) -> Answer {
        self.ask_or_undo(question, patience, ask, None)
    }

    fn ask_or_undo(
        &self,
        question: Question,
        patience: &Patience,
        ask: impl Fn(&Access) -> Answer + Send + 'static,
        undo: Option<Box<dyn Fn() + Send>>,
    ) -> Answer {
        let access = self.access();
        self.calls.ask(question, patience, Work { ask: Box::new(move || ask(&access()?)), undo })
    }

    fn access(&self) -> impl Fn() -> Result<Access, KeyringError> + Send + 'static {
        let (open, label) = (self.open.clone(), self.label);
        move || {
            let store = open.as_ref().ok_or(KeyringError::NoService)?().map_err(|error| keyring_error(&error))?;
            Ok(Access { store, label })
        }
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.open.is_some() { "Keyring" } else { "Keyring(none)" })
    }
}

fn in_background() -> Patience {
    Patience { limit: Some(BACKGROUND_LIMIT), on_wait: None }
}

/// The store, opened for one call.
struct Access {
    store: Arc<CredentialStore>,
    label: Option<&'static str>,
}

impl Access {
    fn entry(&self, user: &str) -> Result<Entry, KeyringError> {
        let modifiers = self.label.map(|label| HashMap::from([("label", label)]));
        self.store.build(SERVICE, user, modifiers.as_ref()).map_err(|error| keyring_error(&error))
    }

    fn read(&self, item: Item) -> Result<Arc<VaultKey>, KeyringError> {
        let text =
            self.entry(&item.user())?.get_password().map(Zeroizing::new).map_err(|error| keyring_error(&error))?;
        let bytes = STANDARD.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| KeyringError::WrongKey)?;
        VaultKey::from_bytes(item.key_id, &bytes).map(Arc::new).ok_or(KeyringError::WrongKey)
    }

    fn put(&self, item: Item, key: &VaultKey) -> Result<(), KeyringError> {
        self.write(item, key)?;
        match self.read(item) {
            Ok(kept) if kept.is_same(key) => Ok(()),
            // A keyring that took a key and doesn't give the same one back has not lost it: it never kept it.
            Ok(_) | Err(KeyringError::KeyLost | KeyringError::WrongKey) => Err(KeyringError::Failed),
            Err(other) => Err(other),
        }
    }

    fn write(&self, item: Item, key: &VaultKey) -> Result<(), KeyringError> {
        let text = Zeroizing::new(STANDARD.encode(key.expose()));
        self.entry(&item.user())?.set_password(&text).map_err(|error| keyring_error(&error))
    }

    fn probe(&self) -> Result<(), KeyringError> {
        let entry = self.entry(PROBE_USER)?;
        entry.set_password("probe").map_err(|error| keyring_error(&error))?;
        delete(&entry)
    }

    fn delete(&self, item: Item) -> Result<(), KeyringError> {
        delete(&self.entry(&item.user())?)?;
        delete(&self.entry(&item.without_folder().user())?)
    }
}

fn delete(entry: &Entry) -> Result<(), KeyringError> {
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
