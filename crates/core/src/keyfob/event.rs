//! What the window tells its page without being asked.

use serde::Serialize;
use ts_rs::TS;

use super::DatabaseState;
use crate::{connect::SignInWaiting, vault::VaultStatus};

/// What the window tells its page without being asked.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum CoreEvent {
    /// Another program changed the data.
    Changed,
    /// The vault's state changed.
    Vault(VaultStatus),
    /// The user wants to close the window, and would lose something. The page must acknowledge it.
    CloseRequested,
    /// Whether a command has been waiting for the keyring for more than a second.
    KeyringWaiting(bool),
    /// What a running CONNECT waits for.
    SignIn {
        /// The number of the attempt.
        attempt: u32,
        /// What it waits for.
        waiting: SignInWaiting,
    },
    /// Asks whether the page responds. The page must acknowledge it.
    Ping,
    /// The database was found damaged since it was opened.
    Damaged,
    /// Whether the open database is still the file at its path.
    Database(DatabaseState),
}
