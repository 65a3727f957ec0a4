//! How the command ends.

use std::process::ExitCode;

use keyfob_core::{connect::Stage, error::FailureKind};

/// The exit status, as the manual lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    WrongUse = 2,
    NotFound = 3,
    InvalidInput = 4,
    Refused = 5,
    Unreachable = 6,
    VaultClosed = 7,
    SignInNeeded = 8,
    /// As shells report a command that can't be run.
    CommandNotRun = 126,
    /// As shells report a command that isn't found.
    CommandNotFound = 127,
    /// As shells report a program that SIGINT ended.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<Stage> for Exit {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Input => Self::InvalidInput,
            Stage::Network | Stage::Tls => Self::Unreachable,
            Stage::Http | Stage::Oauth | Stage::Token => Self::Refused,
            Stage::SignIn => Self::SignInNeeded,
        }
    }
}

impl From<FailureKind> for Exit {
    fn from(kind: FailureKind) -> Self {
        use FailureKind as K;
        match kind {
            K::InvalidInput
            | K::PassphraseTooShort
            | K::OriginChanged
            | K::ChangedOutside
            | K::SettingsLost
            | K::NetworkUnreadable => Self::InvalidInput,
            K::NotFound => Self::NotFound,
            K::SignInNeeded => Self::SignInNeeded,
            K::VaultLocked
            | K::VaultNeeded
            | K::VaultLost
            | K::VaultChanged
            | K::KeyOutOfReach
            | K::WrongPassphrase => Self::VaultClosed,
            _ => Self::Failed,
        }
    }
}
