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
    /// The private key that signs client assertions.
    PrivateKey,
    /// The private key of the TLS client certificate.
    ClientKey,
    /// The private key that tokens are bound to (DPoP).
    DpopKey,
    /// The password for the environment's own proxy.
    ProxyPassword,
    /// The API key's value.
    Value,
    /// The value of an extra parameter that is marked secret.
    Extra {
        /// The parameter's slot.
        slot: String,
    },
}

/// What an extra parameter's name begins with.
const EXTRA: &str = "extra:";

impl SecretField {
    /// Every secret but those of extra parameters.
    const OWN: [Self; 6] =
        [Self::ClientSecret, Self::PrivateKey, Self::ClientKey, Self::DpopKey, Self::ProxyPassword, Self::Value];

    /// Returns the secret with a name, as [`Display`](fmt::Display) writes it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let extra = || name.strip_prefix(EXTRA).map(|slot| Self::Extra { slot: slot.to_owned() });
        Self::OWN.into_iter().find(|field| field.to_string() == name).or_else(extra)
    }
}

impl fmt::Display for SecretField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClientSecret => formatter.write_str("client_secret"),
            Self::PrivateKey => formatter.write_str("private_key"),
            Self::ClientKey => formatter.write_str("client_key"),
            Self::DpopKey => formatter.write_str("dpop_key"),
            Self::ProxyPassword => formatter.write_str("proxy_password"),
            Self::Value => formatter.write_str("value"),
            Self::Extra { slot } => write!(formatter, "{EXTRA}{slot}"),
        }
    }
}
