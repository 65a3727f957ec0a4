//! Where an API key is sent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an API key is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyPlace {
    /// A header.
    #[default]
    Header,
    /// A parameter of the query: *Query Params*.
    Query,
    /// A cookie.
    Cookie,
}

impl KeyPlace {
    /// Every place, as JSON has it.
    pub(super) const WORDS: [&str; 3] = ["header", "query", "cookie"];
}
