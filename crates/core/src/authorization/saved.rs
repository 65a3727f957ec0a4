//! Saved authorizations as they are listed and opened.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AuthorizationId, AuthorizationType, Draft, LastAttempt, OutsideChange, PerEnvironment};

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
    /// At most [`super::limits::PAGE_ROWS`] rows, alphabetical by name.
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
    /// The last CONNECT of what was saved then, whatever came of it: an outage leaves an environment validated.
    pub last_attempts: PerEnvironment<Option<LastAttempt>>,
    /// When a secret of each environment was last shown, in UTC milliseconds.
    pub last_revealed_at_ms: PerEnvironment<Option<i64>>,
    /// How another program changed it outside Keyfob; known only while the vault is open.
    pub outside_change: Option<Box<OutsideChange>>,
    /// When it was last saved, in UTC milliseconds.
    pub updated_at_ms: i64,
    /// Whether settings are stored that Keyfob never wrote: they can't be read, and their environment seems blank.
    #[serde(skip)]
    pub has_unreadable_settings: bool,
}
