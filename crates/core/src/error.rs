//! The core's errors, with a kind for each that a caller acts on.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::authorization::{OriginChange, OutsideChange, Problem};

/// The core's result.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug, Error)]
pub enum Error {
    /// The draft breaks rules.
    #[error("{}", list(.0))]
    InvalidInput(Vec<Problem>),
    /// There is no such authorization, environment or secret.
    #[error("There is no such authorization. It may have been deleted. Check the list.")]
    NotFound,
    /// Another window or program saved or deleted the authorization since it was read.
    #[error("This authorization was changed elsewhere after you opened it. Compare both versions before you save.")]
    Stale,
    /// Something else in the program uses the authorization.
    #[error("This authorization is in use: {0}. Remove it there first.")]
    InUse(String),
    /// The vault's passphrase is needed.
    #[error("The vault is locked. Unlock it with its passphrase.")]
    VaultLocked,
    /// There is no vault yet and no keyring to hold its key.
    #[error("There is no vault yet. Start a keyring, or set up a passphrase in the window.")]
    VaultNeeded,
    /// There is a vault already.
    #[error("There is already a vault. Open it, or move it.")]
    VaultExists,
    /// The keyring doesn't return the key.
    #[error("Keyfob can't get the vault key: {0}")]
    KeyOutOfReach(KeyringError),
    /// Sealed secrets are there, but the vault's record is missing or can't be read.
    #[error(
        "The vault's record is missing or can't be read, so the stored secrets can't be opened. Restore a backup, or make a new key and enter the secrets again."
    )]
    VaultLost,
    /// The vault's record was changed by another program and can't be restored.
    #[error(
        "The vault's record was changed outside Keyfob and can't be restored. Restore a backup, or make a new key and enter the secrets again."
    )]
    VaultChanged,
    /// Another program changed an authorization outside Keyfob.
    #[error("{0}")]
    ChangedOutside(Box<OutsideChange>),
    /// Secrets of too many authorizations were shown in a short time.
    #[error("Secrets of too many authorizations were shown within a minute. Try again in {0} s.")]
    TooManyReveals(u64),
    /// The passphrase or recovery key doesn't open the vault.
    #[error("Wrong passphrase or recovery key. Nothing was changed. Try again.")]
    WrongPassphrase,
    /// A passphrase that is too short.
    #[error("The passphrase is too short. Use at least {0} characters.")]
    PassphraseTooShort(u32),
    /// A sealed value doesn't open: it is damaged, was moved, or was sealed with a key that is lost.
    #[error("This secret can't be decrypted: it is damaged, or its key is lost. Enter it again.")]
    SecretUnreadable,
    /// A stored secret would be used for another origin than the one it was saved for.
    #[error("Nothing was sent or saved: {0}. Allow this change, enter the secret again, or correct the Token URL.")]
    OriginChanged(Box<OriginChange>),
    /// A row or the file is damaged.
    #[error("The database is damaged ({0}). Start Keyfob again: it keeps the damaged file and recovers what it can.")]
    Damaged(String),
    /// The database was written by a newer Keyfob.
    #[error(
        "This database was written by a newer Keyfob (version {found}; this one knows {known}). Update Keyfob; nothing was changed."
    )]
    NewerDatabase {
        /// The file's version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// No space left.
    #[error("The disk is full. Nothing was changed. Free some space and try again.")]
    DiskFull,
    /// The disk failed.
    #[error(
        "Couldn't read or write the disk ({0}). Nothing was changed. Check that the folder exists, that you can write to it, and that the disk isn't full."
    )]
    DiskFailed(#[source] rusqlite::Error),
    /// Another program holds the database.
    #[error("Another program is using the database. Try again in a moment.")]
    Busy,
    /// The database could not be used.
    #[error("Couldn't use the database: {0}")]
    Database(#[source] rusqlite::Error),
    /// The data folder is a file, or is to be made inside one.
    #[error("`{0}` is a file, not a folder. Move it away, or choose another data folder with `KEYFOB_HOME`.")]
    NotAFolder(String),
    /// The file system is mounted read-only.
    #[error(
        "`{0}` is on a read-only file system. Mount it so that it can be written, or choose another data folder with `KEYFOB_HOME`."
    )]
    ReadOnly(String),
    /// The system denies access to a file or folder.
    #[error(
        "The system denies access to `{0}`. Check who owns it and its permissions, or choose another data folder with `KEYFOB_HOME`."
    )]
    NotPermitted(String),
    /// The database is damaged, and no program can know that it has it to itself.
    #[error(
        "The database is damaged ({0}). It is on a file system without locks, where Keyfob can't repair it safely. Nothing was changed. Copy the data folder to a local disk and open it there with `KEYFOB_HOME`."
    )]
    RepairNeedsLocks(String),
    /// The open database file was deleted, moved or replaced.
    #[error(
        "Nothing was saved: `{0}` was deleted, moved or replaced while Keyfob had it open. Put it back, or let Keyfob write a new file with what it has open."
    )]
    DatabaseGone(String),
    /// The user chose to go on without saving.
    #[error(
        "Nothing was saved: Keyfob goes on without saving since its database was deleted. Restart Keyfob to save again."
    )]
    NotSaving,
    /// A backup would replace authorizations.
    #[error("There are authorizations already. A backup is restored only into an empty database.")]
    NotEmpty,
    /// There is no backup.
    #[error("There is no backup.")]
    NoBackup,
    /// A file or folder could not be used.
    #[error("Couldn't use `{path}`: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The user cancelled it.
    #[error("Cancelled.")]
    Cancelled,
}

/// Why the keyring doesn't return the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyringError {
    /// No keyring service runs.
    #[error("no keyring service is running. Start one, such as GNOME Keyring or KWallet, or use a passphrase.")]
    NoService,
    /// A keyring service runs, but has no keyring yet.
    #[error(
        "the keyring service is running, but no keyring has been created yet. Create one (for example in Passwords and Keys) or use a passphrase."
    )]
    NoCollection,
    /// The keyring is locked.
    #[error("the keyring is locked. Unlock it, then try again.")]
    Locked,
    /// Access was denied.
    #[error("the keyring denied access. Allow Keyfob, then try again.")]
    Denied,
    /// It didn't answer in time.
    #[error("the keyring didn't answer in time. Check whether it shows a prompt, then try again.")]
    TimedOut,
    /// The user stopped waiting for it.
    #[error("you stopped waiting for the keyring. Try again.")]
    Cancelled,
    /// The keyring works and has no such key.
    #[error(
        "the keyring no longer has it, for example after a reset. Use the recovery key, or enter the secrets again."
    )]
    KeyLost,
    /// The keyring has a key that doesn't open this vault.
    #[error("the keyring has a different key. Use the recovery key, or enter the secrets again.")]
    WrongKey,
    /// Anything else.
    #[error("the keyring failed. Try again.")]
    Failed,
}

/// What a caller acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FailureKind {
    /// See [`Error::InvalidInput`].
    InvalidInput,
    /// See [`Error::NotFound`].
    NotFound,
    /// See [`Error::Stale`].
    Stale,
    /// See [`Error::InUse`].
    InUse,
    /// See [`Error::VaultLocked`].
    VaultLocked,
    /// See [`Error::VaultNeeded`].
    VaultNeeded,
    /// See [`Error::VaultExists`].
    VaultExists,
    /// See [`Error::KeyOutOfReach`].
    KeyOutOfReach,
    /// See [`Error::VaultLost`].
    VaultLost,
    /// See [`Error::VaultChanged`].
    VaultChanged,
    /// See [`Error::ChangedOutside`].
    ChangedOutside,
    /// See [`Error::TooManyReveals`].
    TooManyReveals,
    /// See [`Error::WrongPassphrase`].
    WrongPassphrase,
    /// See [`Error::PassphraseTooShort`].
    PassphraseTooShort,
    /// See [`Error::SecretUnreadable`].
    SecretUnreadable,
    /// See [`Error::OriginChanged`].
    OriginChanged,
    /// See [`Error::Damaged`].
    Damaged,
    /// See [`Error::NewerDatabase`].
    NewerDatabase,
    /// See [`Error::DiskFull`].
    DiskFull,
    /// See [`Error::DatabaseGone`].
    DatabaseGone,
    /// See [`Error::NotSaving`].
    NotSaving,
    /// See [`Error::Busy`].
    Busy,
    /// See [`Error::DiskFailed`], [`Error::Database`] and [`Error::Io`].
    Storage,
    /// See [`Error::Cancelled`].
    Cancelled,
}

/// An error as it crosses to a caller: never a bare string.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Failure {
    /// What a caller acts on.
    pub kind: FailureKind,
    /// What happened and what to do, in English; the page has its own text by `kind`.
    pub message: String,
    /// What is wrong with which field.
    pub problems: Vec<Problem>,
    /// Why the keyring doesn't return the key; `None` for other failures.
    pub keyring: Option<KeyringError>,
    /// Which secret would be used for another origin; `None` for other failures.
    pub origin_change: Option<Box<OriginChange>>,
    /// How the authorization was changed; `None` for other failures.
    pub outside_change: Option<Box<OutsideChange>>,
}

impl Error {
    /// What a caller acts on.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::InvalidInput(_) => FailureKind::InvalidInput,
            Self::NotFound => FailureKind::NotFound,
            Self::Stale => FailureKind::Stale,
            Self::InUse(_) => FailureKind::InUse,
            Self::VaultLocked => FailureKind::VaultLocked,
            Self::VaultNeeded => FailureKind::VaultNeeded,
            Self::VaultExists => FailureKind::VaultExists,
            Self::KeyOutOfReach(_) => FailureKind::KeyOutOfReach,
            Self::VaultLost => FailureKind::VaultLost,
            Self::VaultChanged => FailureKind::VaultChanged,
            Self::ChangedOutside(_) => FailureKind::ChangedOutside,
            Self::TooManyReveals(_) => FailureKind::TooManyReveals,
            Self::WrongPassphrase => FailureKind::WrongPassphrase,
            Self::PassphraseTooShort(_) => FailureKind::PassphraseTooShort,
            Self::SecretUnreadable => FailureKind::SecretUnreadable,
            Self::OriginChanged(_) => FailureKind::OriginChanged,
            Self::Damaged(_) => FailureKind::Damaged,
            Self::NewerDatabase { .. } => FailureKind::NewerDatabase,
            Self::DiskFull => FailureKind::DiskFull,
            Self::DatabaseGone(_) => FailureKind::DatabaseGone,
            Self::NotSaving => FailureKind::NotSaving,
            Self::Busy => FailureKind::Busy,
            Self::DiskFailed(_)
            | Self::Database(_)
            | Self::NotAFolder(_)
            | Self::ReadOnly(_)
            | Self::NotPermitted(_)
            | Self::RepairNeedsLocks(_)
            | Self::NotEmpty
            | Self::NoBackup
            | Self::Io { .. } => FailureKind::Storage,
            Self::Cancelled => FailureKind::Cancelled,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (kind, message) = (error.kind(), error.to_string());
        let mut failure =
            Self { kind, message, problems: Vec::new(), keyring: None, origin_change: None, outside_change: None };
        match error {
            Error::InvalidInput(problems) => failure.problems = problems,
            Error::KeyOutOfReach(error) => failure.keyring = Some(error),
            Error::OriginChanged(change) => failure.origin_change = Some(change),
            Error::ChangedOutside(change) => failure.outside_change = Some(change),
            _ => {}
        }
        failure
    }
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}.")).collect::<Vec<_>>().join(" ")
}
