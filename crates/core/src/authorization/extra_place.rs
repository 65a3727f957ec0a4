//! Where an extra parameter is sent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an extra parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ExtraPlace {
    /// A parameter of the form-encoded body.
    Body,
    /// A header.
    Header,
    /// A parameter added to the Token URL's query.
    Query,
    /// A parameter of the authorization request, which a browser shows.
    Authorization,
}
