//! How the client authenticates to the token endpoint.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the client authenticates, by its OAuth registry name (RFC 7591, section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClientAuthentication {
    /// *Send as Basic Auth header*: in the request's header.
    #[default]
    ClientSecretBasic,
    /// *Send client credentials in body*: in the request's body.
    ClientSecretPost,
}

impl ClientAuthentication {
    /// Every method, as JSON has it.
    pub(super) const WORDS: [&str; 2] = ["client_secret_basic", "client_secret_post"];
}

/// How id and secret are encoded in a Basic header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BasicEncoding {
    /// Form-urlencoded first, as RFC 6749, section 2.3.1, requires.
    #[default]
    Rfc6749,
    /// As they are, which many servers expect.
    Raw,
}

impl BasicEncoding {
    /// Every encoding, as JSON has it.
    pub(super) const WORDS: [&str; 2] = ["rfc6749", "raw"];
}
