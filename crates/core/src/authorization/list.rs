//! The list of saved authorizations.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AuthorizationId, AuthorizationType, LastAttempt, PerEnvironment};

/// Which authorizations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct ListQuery {
    /// A text that name or description contains, ignoring case and accents; blank for all.
    pub text: String,
    /// Only those of a type.
    pub authorization_type: Option<AuthorizationType>,
    /// Only those for which a user has to sign in, in either environment.
    pub sign_in_needed: bool,
    /// The page, counted from 0.
    pub page: u32,
    /// Whether to read the last attempts too.
    pub with_last_attempts: bool,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ListPage {
    /// At most [`super::limits::PAGE_ROWS`] rows, alphabetical by name.
    pub rows: Vec<ListRow>,
    /// How many authorizations the query finds.
    pub total: u32,
    /// The page of `rows`, counted from 0: the last one if the query asks for a later one.
    pub page: u32,
    /// When the next sign-in ends, of any authorization, in UTC milliseconds; `None` if none is known to.
    #[ts(type = "number | null")]
    pub sign_in_ends_at_ms: Option<i64>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
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
    /// Whether a part of it couldn't be recovered from a damaged database, and it wasn't saved since.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub has_losses: bool,
    /// Whether any server certificate is accepted in an environment; absent if in none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub skips_verification: Option<PerEnvironment<bool>>,
    /// The last attempt of each environment, if the query asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_attempts: Option<PerEnvironment<Option<LastAttempt>>>,
    /// Whether users sign in to get tokens.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub signs_in: bool,
    /// Whether a user has to sign in for an environment; absent if for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sign_in_needed: Option<PerEnvironment<bool>>,
    /// When the kept token of each environment expires, in UTC milliseconds; absent if none is kept, or the vault isn't open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "PerEnvironment<number | null>")]
    pub token_expires_at_ms: Option<PerEnvironment<Option<i64>>>,
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

/// The counts on Home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Summary {
    /// How many there are.
    pub total: u32,
    /// How many of them are validated in every environment that they are configured for.
    pub validated: u32,
    /// The counts of each environment.
    pub environments: PerEnvironment<EnvironmentCounts>,
    /// When the next sign-in ends, in UTC milliseconds; `None` if none is known to.
    #[ts(type = "number | null")]
    pub sign_in_ends_at_ms: Option<i64>,
}

/// How many authorizations use an environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct EnvironmentCounts {
    /// How many are configured for it, validated or not.
    pub configured: u32,
    /// How many of them are validated in it.
    pub validated: u32,
    /// For how many of them a user has to sign in.
    pub sign_in_needed: u32,
}
