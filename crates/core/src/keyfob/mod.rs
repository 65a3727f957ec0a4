//! The facade: one method for each thing that a user asks. The only module that joins the others.
//!
//! It is deliberately thin: rules live in [`crate::authorization`], SQL in the store, sealing in the vault, the token request in
//! [`crate::connect`]. Its files are named after what the window or the shell may ask.

mod attempts;
mod authorizations;
mod backups;
mod blocking;
mod changes;
mod connect;
mod connected;
mod diagnostics;
mod discovery;
mod ended_sign_ins;
mod epoch;
mod event;
mod fingerprint;
mod held_keys;
mod held_sign_ins;
mod home;
mod integrity;
mod kept_tokens;
mod key_files;
mod keys;
mod leftovers;
mod network;
mod preferences;
mod restore;
mod reveals;
mod save;
mod script_lines;
mod sealing;
mod secrets;
mod settings;
mod sign_in;
mod sign_ins;
mod startup;
mod token_copy;
mod token_inspection;
mod token_questions;
mod token_status;
mod token_turns;
mod tokens;
mod vault;
mod window_places;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64},
    },
};

pub use backups::{Backup, BackupKey, OldBackups};
pub use connect::{PreparedConnect, SentConnect};
pub use diagnostics::Diagnostics;
pub use event::CoreEvent;
pub use home::{HomeError, data_folder, folder_for};
pub use key_files::{HeldKey, KeyDescription, KeyFileProblem, KeyRead};
pub use network::{NetworkCheck, NetworkShown, NewNetworkDefaults};
pub use preferences::{Preferences, Theme};
pub use restore::{KeyOfBackup, RestorableBackup, RestoreFacts};
pub use script_lines::{ScriptLine, ScriptUse};
pub use sign_in::SignInOptions;
pub use startup::Startup;
pub use token_copy::{TokenCopy, TokenForm};
pub use token_inspection::{InspectedToken, TokenInspection};
pub use token_status::TokenStatuses;
pub use tokens::{Token, TokenAsk, TokenError};
pub use window_places::{WindowPlace, WindowPlaces};

pub use crate::store::{BackupReason, BackupState, DatabaseState};

use crate::{
    connect::{Connector, RawResponses},
    error::{Error, Result},
    store::{OpeningReport, Store, Waiting},
    vault::{Fingerprinter, Keyring, Vault},
};
use connected::Connected;
use held_keys::HeldKeys;
use reveals::Reveals;
use sign_ins::SignIns;
use token_turns::Tokens;

/// The data folder and the keyring that holds its key.
#[derive(Debug)]
pub struct Settings {
    /// The data folder; it is created if it doesn't exist.
    pub folder: PathBuf,
    /// The keyring that holds the vault's key.
    pub keyring: Keyring,
    /// How long it waits for another program that uses the same data, and how the caller is told.
    pub waiting: Waiting,
}

/// The open store and vault: everything a window or a shell works with. A clone is another handle to the same.
#[derive(Clone)]
pub struct Keyfob(Arc<Inner>);

struct Inner {
    store: Store,
    report: OpeningReport,
    vault: Vault,
    /// Whether the vault's record was read from its copy, because the first one can't be read.
    is_record_copied: AtomicBool,
    fingerprinter: Fingerprinter,
    connected: Mutex<Connected>,
    reveals: Mutex<Reveals>,
    connector: Connector,
    held_keys: Mutex<HeldKeys>,
    sign_ins: Mutex<SignIns>,
    raw_responses: RawResponses,
    tokens: Arc<Mutex<Tokens>>,
    /// Why the last outcome couldn't be recorded.
    unrecorded: Mutex<Option<Error>>,
    seen_version: AtomicI64,
}

impl Keyfob {
    /// Opens the data folder: migrates, checks, repairs where it must.
    ///
    /// The keyring is not asked yet; that happens with the first secret.
    ///
    /// # Errors
    /// The folder or the database cannot be used, or a newer Keyfob wrote it.
    pub fn open(settings: Settings) -> Result<Self> {
        let (store, report) = Store::open_with(&settings.folder, settings.waiting)?;
        Self::with(store, report, settings.keyring)
    }

    /// Opens the data folder as [`Keyfob::open`] does. If it is on a read-only file system or on a full disk, what is saved can be read and used
    /// all the same; saving fails with the reason.
    ///
    /// # Errors
    /// As for [`Keyfob::open`].
    pub fn open_or_read(settings: Settings) -> Result<Self> {
        let (store, report) = Store::open_or_read(&settings.folder, settings.waiting)?;
        Self::with(store, report, settings.keyring)
    }

    /// Fails if nothing can be saved, before a user is asked for anything.
    ///
    /// # Errors
    /// [`Error::ReadOnly`] or [`Error::DiskFull`] after [`Keyfob::open_or_read`].
    pub fn assert_writable(&self) -> Result<()> {
        self.store().assert_writable()
    }

    fn with(store: Store, report: OpeningReport, keyring: Keyring) -> Result<Self> {
        let vault = Vault::new(keyring, None);
        let seen_version = AtomicI64::new(store.data_version()?);
        Ok(Self(Arc::new(Inner {
            store,
            report,
            vault,
            is_record_copied: AtomicBool::default(),
            fingerprinter: Fingerprinter::new(),
            connected: Mutex::default(),
            reveals: Mutex::default(),
            connector: Connector::default(),
            held_keys: Mutex::default(),
            sign_ins: Mutex::default(),
            raw_responses: RawResponses::default(),
            tokens: Arc::default(),
            unrecorded: Mutex::default(),
            seen_version,
        })))
    }

    /// Makes saves less lasting than Keyfob ships them, so that the power-cut harness can prove that it finds losses.
    ///
    /// # Errors
    /// The database cannot be used.
    #[cfg(feature = "torture")]
    pub fn weaken_durability(&self) -> Result<()> {
        self.store().weaken_durability()
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// Lets any number of secrets be shown: the torture looks at all of them again and again.
    #[cfg(any(test, feature = "torture"))]
    pub fn lift_reveal_limit(&self) {
        self.reveals().lift();
    }

    fn reveals(&self) -> MutexGuard<'_, Reveals> {
        lock(&self.0.reveals)
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        lock(&self.0.tokens)
    }

    fn connected(&self) -> MutexGuard<'_, Connected> {
        lock(&self.0.connected)
    }
}

/// Locks; what a panicked thread left is still whole, since every change under these locks is a single step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
