//! A saved authorization as the form opens it.

use serde::Serialize;
use ts_rs::TS;

use super::{Draft, LastAttempt, Loss, OutsideChange, PerEnvironment};

/// A saved authorization as the form opens it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Authorization {
    /// Its fields; secrets are only *stored*.
    pub draft: Draft,
    /// When each environment was validated, in UTC milliseconds; `None` if it isn't.
    pub validated_at_ms: PerEnvironment<Option<i64>>,
    /// The last CONNECT of the settings that were saved then, with any outcome: an outage leaves an environment validated.
    pub last_attempts: PerEnvironment<Option<LastAttempt>>,
    /// When a secret of each environment was last shown, in UTC milliseconds.
    pub last_revealed_at_ms: PerEnvironment<Option<i64>>,
    /// How another program changed it outside Keyfob; known only while the vault is open.
    pub outside_change: Option<Box<OutsideChange>>,
    /// When what the user saved last changed, in UTC milliseconds.
    pub updated_at_ms: i64,
    /// What couldn't be recovered from a damaged database, as long as it wasn't saved since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Loss>>")]
    pub losses: Vec<Loss>,
    /// Whether settings are stored that Keyfob never wrote: they can't be read, and their environment appears blank.
    #[serde(skip)]
    pub has_unreadable_settings: bool,
}
