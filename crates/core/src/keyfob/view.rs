//! What the facade answers: the list, an authorization, the vault's state.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    authorization::{AuthorizationId, AuthorizationType, Draft, PerEnvironment},
    error::KeyringTrouble,
};

/// Which authorizations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct ListQuery {
    /// A text that name or description holds, ignoring case and accents; blank for all.
    pub text: String,
    /// Only those of a type.
    pub authorization_type: Option<AuthorizationType>,
    /// The page, counted from 0.
    pub page: u32,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ListPage {
    /// At most [`crate::authorization::limits::PAGE_ROWS`] rows, alphabetical by name.
    pub rows: Vec<ListRow>,
    /// How many authorizations the query finds.
    pub total: u32,
    /// The page that `rows` are, counted from 0: the last one where the query asks for more.
    pub page: u32,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ListRow {
    /// The id.
    pub id: AuthorizationId,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Type.
    pub authorization_type: AuthorizationType,
    /// The state of each environment.
    pub environments: PerEnvironment<EnvironmentState>,
}

/// The state of a saved environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum EnvironmentState {
    /// Nothing saved.
    #[default]
    NotConfigured,
    /// Saved, not validated.
    Configured,
    /// Saved, connected, and not changed since.
    Validated,
}

/// What Home says of the authorizations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Summary {
    /// How many there are.
    pub total: u32,
    /// How many of them are validated in every environment that they are configured for.
    pub validated: u32,
}

/// A saved authorization as the form opens it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Authorization {
    /// Its fields; secrets are only *stored*.
    pub draft: Draft,
    /// When each environment was validated, in UTC milliseconds; none where it is not.
    pub validated_at_ms: PerEnvironment<Option<i64>>,
    /// When it was last saved, in UTC milliseconds.
    pub updated_at_ms: i64,
}

/// The state of the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct VaultStatus {
    /// Where the vault's key lives; none while there is no vault.
    pub home: Option<KeyHome>,
    /// Whether secrets can be sealed and opened.
    pub state: VaultState,
    /// Why the keyring cannot be used, where it cannot.
    pub keyring: Option<KeyringTrouble>,
    /// Whether a recovery key was made.
    pub has_recovery_key: bool,
    /// Minutes without use after which a passphrase vault locks; 0 for never.
    pub auto_lock_minutes: u32,
}

/// Where the vault's key lives.
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
    /// They can; a vault that does not exist yet comes to be in the keyring with the first save.
    Ready,
    /// The passphrase is needed.
    Locked,
    /// The keyring does not give the key.
    KeyOutOfReach,
    /// There is no vault and no keyring: a passphrase vault can be set up.
    Needed,
}
