//! The core's errors, with a kind for each that a caller acts on. Their texts are in the catalogue, which the window shares.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    authorization::{OriginChange, OutsideChange, Problem},
    messages::{self, MESSAGES},
    tokens::SignInReason,
};

/// The core's result.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug)]
pub enum Error {
    /// The draft breaks rules.
    InvalidInput(Vec<Problem>),
    /// There is no such authorization, environment or secret.
    NotFound,
    /// Another window or program saved or deleted the authorization since it was read.
    Stale,
    /// Something else in the program uses the authorization.
    InUse(String),
    /// The vault's passphrase is needed.
    VaultLocked,
    /// There is no vault yet and no keyring to hold its key.
    VaultNeeded,
    /// There is a vault already.
    VaultExists,
    /// The keyring doesn't return the key.
    KeyOutOfReach(KeyringError),
    /// Sealed secrets are there, but the vault's record is missing or can't be read.
    VaultLost,
    /// The vault's record was changed by another program and can't be restored.
    VaultChanged,
    /// Another program changed an authorization outside Keyfob.
    ChangedOutside(Box<OutsideChange>),
    /// Secrets of too many authorizations were shown in a short time.
    TooManyReveals(u64),
    /// The passphrase or recovery key doesn't open the vault.
    WrongPassphrase,
    /// A passphrase that is too short.
    PassphraseTooShort(u32),
    /// A sealed value doesn't open: it is damaged, was moved, or was sealed with a key that is lost.
    SecretUnreadable,
    /// The network defaults were changed by another program, or sealed with a key that is lost.
    NetworkUnreadable,
    /// A stored secret would be used for another origin than the one it was saved for.
    OriginChanged(Box<OriginChange>),
    /// A row or the file is damaged.
    Damaged(String),
    /// The database was written by a newer Keyfob.
    NewerDatabase {
        /// The file's version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// No space left.
    DiskFull,
    /// The disk failed.
    DiskFailed(rusqlite::Error),
    /// Another program holds the database.
    Busy,
    /// The database could not be used.
    Database(rusqlite::Error),
    /// The data folder is a file, or is to be made inside one.
    NotAFolder(String),
    /// The file system is mounted read-only.
    ReadOnly(String),
    /// The system denies access to a file or folder.
    NotPermitted(String),
    /// The database is damaged, and no program can know that it has it to itself.
    RepairNeedsLocks(String),
    /// The open database file was deleted, moved or replaced.
    DatabaseGone(String),
    /// The user chose to go on without saving.
    NotSaving,
    /// A backup would replace authorizations.
    NotEmpty,
    /// There is no backup.
    NoBackup,
    /// A backup that is damaged, or that a newer Keyfob made.
    BackupUnusable(String),
    /// A backup isn't the one any more that the user was asked about.
    BackupChanged(String),
    /// The database is missing, and another program still has the deleted file open.
    DatabaseGoneElsewhere(String),
    /// A file or folder could not be used.
    Io {
        /// The file or folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A user has to sign in.
    SignInNeeded(SignInReason),
    /// Another token is kept than the one that was asked about, or none.
    TokenReplaced,
    /// The user cancelled it.
    Cancelled,
}

/// Why the keyring doesn't return the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyringError {
    /// No keyring service runs.
    NoService,
    /// A keyring service runs, but has no keyring yet.
    NoCollection,
    /// The keyring is locked.
    Locked,
    /// Access was denied.
    Denied,
    /// It didn't answer in time.
    TimedOut,
    /// The user stopped waiting for it.
    Cancelled,
    /// The keyring works and has no such key.
    KeyLost,
    /// The keyring has a key that doesn't open this vault.
    WrongKey,
    /// Anything else.
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
    /// See [`Error::ChangedOutside`]: what is stored differs because a part was lost when a damaged database was recovered.
    SettingsLost,
    /// See [`Error::TooManyReveals`].
    TooManyReveals,
    /// See [`Error::WrongPassphrase`].
    WrongPassphrase,
    /// See [`Error::PassphraseTooShort`].
    PassphraseTooShort,
    /// See [`Error::SecretUnreadable`].
    SecretUnreadable,
    /// See [`Error::NetworkUnreadable`].
    NetworkUnreadable,
    /// See [`Error::OriginChanged`].
    OriginChanged,
    /// A stored secret would go another way: see [`Error::OriginChanged`].
    WayChanged,
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
    /// See [`Error::DatabaseGoneElsewhere`].
    DatabaseGoneElsewhere,
    /// See [`Error::BackupUnusable`].
    BackupUnusable,
    /// See [`Error::BackupChanged`].
    BackupChanged,
    /// See [`Error::NoBackup`].
    NoBackup,
    /// See [`Error::Busy`].
    Busy,
    /// See [`Error::NotAFolder`].
    NotAFolder,
    /// See [`Error::ReadOnly`].
    ReadOnly,
    /// See [`Error::NotPermitted`].
    NotPermitted,
    /// See [`Error::RepairNeedsLocks`].
    RepairNeedsLocks,
    /// See [`Error::DiskFailed`], [`Error::Database`] and [`Error::Io`].
    Storage,
    /// See [`Error::SignInNeeded`].
    SignInNeeded,
    /// See [`Error::TokenReplaced`].
    TokenReplaced,
    /// See [`Error::Cancelled`].
    Cancelled,
}

/// An error as it crosses to a caller: never a bare string.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Failure {
    /// What a caller acts on. The page has a text for each kind.
    pub kind: FailureKind,
    /// What the text of the kind doesn't say, in English; `None` if there is nothing more.
    pub detail: Option<String>,
    /// The file or folder that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub path: Option<String>,
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
            Self::ChangedOutside(change) => change.kind(),
            Self::TooManyReveals(_) => FailureKind::TooManyReveals,
            Self::WrongPassphrase => FailureKind::WrongPassphrase,
            Self::PassphraseTooShort(_) => FailureKind::PassphraseTooShort,
            Self::SecretUnreadable => FailureKind::SecretUnreadable,
            Self::NetworkUnreadable => FailureKind::NetworkUnreadable,
            Self::OriginChanged(change) => change.kind(),
            Self::Damaged(_) => FailureKind::Damaged,
            Self::NewerDatabase { .. } => FailureKind::NewerDatabase,
            Self::DiskFull => FailureKind::DiskFull,
            Self::DatabaseGone(_) => FailureKind::DatabaseGone,
            Self::NotSaving => FailureKind::NotSaving,
            Self::DatabaseGoneElsewhere(_) => FailureKind::DatabaseGoneElsewhere,
            Self::BackupUnusable(_) => FailureKind::BackupUnusable,
            Self::BackupChanged(_) => FailureKind::BackupChanged,
            Self::NoBackup => FailureKind::NoBackup,
            Self::Busy => FailureKind::Busy,
            Self::NotAFolder(_) => FailureKind::NotAFolder,
            Self::ReadOnly(_) => FailureKind::ReadOnly,
            Self::NotPermitted(_) => FailureKind::NotPermitted,
            Self::RepairNeedsLocks(_) => FailureKind::RepairNeedsLocks,
            Self::DiskFailed(_) | Self::Database(_) | Self::NotEmpty | Self::Io { .. } => FailureKind::Storage,
            Self::SignInNeeded(_) => FailureKind::SignInNeeded,
            Self::TokenReplaced => FailureKind::TokenReplaced,
            Self::Cancelled => FailureKind::Cancelled,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (kind, detail) = (error.kind(), error.detail());
        let mut failure = Self {
            kind,
            detail,
            path: None,
            problems: Vec::new(),
            keyring: None,
            origin_change: None,
            outside_change: None,
        };
        match error {
            Error::NotAFolder(path)
            | Error::ReadOnly(path)
            | Error::NotPermitted(path)
            | Error::DatabaseGoneElsewhere(path)
            | Error::BackupUnusable(path)
            | Error::BackupChanged(path)
            | Error::Io { path, .. } => failure.path = Some(path),
            Error::InvalidInput(problems) => failure.problems = problems,
            Error::KeyOutOfReach(error) => failure.keyring = Some(error),
            Error::OriginChanged(change) => failure.origin_change = Some(change),
            Error::ChangedOutside(change) => failure.outside_change = Some(change),
            _ => {}
        }
        failure
    }
}

impl Error {
    /// Returns what the text of the kind doesn't say.
    fn detail(&self) -> Option<String> {
        Some(match self {
            Self::InUse(detail) | Self::Damaged(detail) => detail.clone(),
            Self::NewerDatabase { found, known } => format!("version {found}; this Keyfob knows {known}"),
            Self::DiskFailed(error) | Self::Database(error) => error.to_string(),
            Self::DatabaseGone(path)
            | Self::DatabaseGoneElsewhere(path)
            | Self::BackupUnusable(path)
            | Self::BackupChanged(path) => format!("`{path}`"),
            Self::RepairNeedsLocks(damage) => damage.clone(),
            Self::NotEmpty => {
                "There are authorizations already. To replace them, choose the backup to restore.".to_owned()
            }
            // Without the number that Rust adds, such as `(os error 17)`.
            Self::Io { source, .. } => source.to_string().split(" (os error ").next()?.to_owned(),
            _ => return None,
        })
    }
}

const ANOTHER_FOLDER: &str = "choose another data folder with `KEYFOB_HOME`.";

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = messages::text(&MESSAGES.errors, &self.kind());
        match (self, self.detail()) {
            (Self::InvalidInput(problems), _) => {
                formatter.write_str(text)?;
                problems.iter().try_for_each(|problem| write!(formatter, " {problem}"))
            }
            (Self::KeyOutOfReach(error), _) => write!(formatter, "{text} {error}"),
            (Self::SignInNeeded(reason), _) => write!(formatter, "{text} {reason}"),
            (Self::ChangedOutside(change), _) => change.fmt(formatter),
            (Self::OriginChanged(change), _) => change.fmt(formatter),
            // Where there is a shell, there is `KEYFOB_HOME`; the window has a button.
            (Self::NotAFolder(path), _) => {
                write!(formatter, "`{path}` is a file, not a folder. Move it away, or {ANOTHER_FOLDER}")
            }
            (Self::ReadOnly(path), _) => {
                write!(formatter, "`{path}` is on a read-only file system. Mount it as writable, or {ANOTHER_FOLDER}")
            }
            (Self::NotPermitted(path), _) => write!(
                formatter,
                "The system denies access to `{path}`. Check its owner and permissions, or {ANOTHER_FOLDER}"
            ),
            (Self::RepairNeedsLocks(damage), _) => write!(
                formatter,
                "The database is damaged ({damage}). It is on a file system without locks, where Keyfob can't repair it safely. Nothing \
                 was changed. Copy the data folder to a local disk and open it there with `KEYFOB_HOME`."
            ),
            (Self::Io { path, .. }, Some(detail)) => write!(formatter, "Couldn't use `{path}`: {detail}"),
            (Self::NotEmpty, Some(detail)) => formatter.write_str(&detail),
            (_, Some(detail)) => write!(formatter, "{text} ({detail})"),
            (_, None) => formatter.write_str(text),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::DiskFailed(error) | Self::Database(error) => Some(error),
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Display for KeyringError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(messages::text(&MESSAGES.keyring, self))
    }
}

#[cfg(test)]
mod tests;
