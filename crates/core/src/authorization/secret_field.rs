//! The names of an environment's secrets.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which secret of an environment: the name under which it is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "field", rename_all = "snake_case")]
#[ts(export)]
pub enum SecretField {
    /// The client's secret.
    ClientSecret,
    /// The API key's value.
    Value,
    /// The value of an extra parameter that is marked secret.
    Extra {
        /// The parameter's slot.
        slot: String,
    },
}

impl fmt::Display for SecretField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClientSecret => formatter.write_str("client_secret"),
            Self::Value => formatter.write_str("value"),
            Self::Extra { slot } => write!(formatter, "extra:{slot}"),
        }
    }
}
