//! The status of the vault.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::KeyringError;

/// The state of the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct VaultStatus {
    /// Where the vault key is stored; `None` if there is no vault.
    pub home: Option<KeyHome>,
    /// Whether secrets can be sealed and opened.
    pub state: VaultState,
    /// Why the keyring can't be used; `None` if it can.
    pub keyring: Option<KeyringError>,
    /// Whether a recovery key was made.
    pub has_recovery_key: bool,
    /// Whether a passphrase vault was opened with its recovery key: the passphrase is forgotten, and a new one can be set without it.
    pub needs_passphrase: bool,
    /// Whether the keyring may still hold a key that it should have given up; deleting it is tried again at each opening.
    pub keyring_holds_old_key: bool,
    /// Minutes without use after which a passphrase vault locks; 0 for never.
    pub auto_lock_minutes: u32,
    /// What Keyfob did to the vault without being asked, until the user dismisses it.
    pub notice: Option<VaultNotice>,
}

/// What Keyfob did to the vault without being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum VaultNotice {
    /// It sealed the settings of all authorizations as they were: an older Keyfob had saved them, which didn't seal settings.
    SettingsSealed,
    /// It found the vault's record changed by another program, and restored what it had sealed.
    RecordRestored,
}

/// Where the vault key is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyHome {
    /// In the operating system's keyring.
    Keyring,
    /// Wrapped under a passphrase.
    Passphrase,
}

/// Whether secrets can be sealed and opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum VaultState {
    /// They can. If there is no vault yet, the first save creates it in the keyring.
    Ready,
    /// The passphrase is needed.
    Locked,
    /// The keyring doesn't return the key.
    KeyOutOfReach,
    /// There is no vault and no keyring: a passphrase vault can be set up.
    Needed,
    /// There are sealed secrets, but the vault's record is missing or can't be read: nothing opens them.
    Lost,
    /// The vault's record was changed by another program, and what was sealed of it can't be read.
    Changed,
}
