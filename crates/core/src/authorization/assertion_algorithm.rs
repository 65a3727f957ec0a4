//! The algorithms that client assertions are signed with.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::keys::{HmacAlgorithm, SigningAlgorithm};

/// An algorithm of a client assertion (RFC 7518, section 3.1; RFC 8037, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
#[expect(missing_docs, reason = "they are named as the registry names them")]
pub enum AssertionAlgorithm {
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
}

impl AssertionAlgorithm {
    /// Every algorithm, as JSON has it.
    pub(super) const WORDS: [&str; 13] = [
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
        "EdDSA",
    ];

    /// Returns the algorithm if it signs with a secret.
    #[must_use]
    pub fn hmac(self) -> Option<HmacAlgorithm> {
        Some(match self {
            Self::HS256 => HmacAlgorithm::HS256,
            Self::HS384 => HmacAlgorithm::HS384,
            Self::HS512 => HmacAlgorithm::HS512,
            _ => return None,
        })
    }

    /// Returns the algorithm if it signs with a private key.
    #[must_use]
    pub fn signing(self) -> Option<SigningAlgorithm> {
        Some(match self {
            Self::HS256 | Self::HS384 | Self::HS512 => return None,
            Self::RS256 => SigningAlgorithm::RS256,
            Self::RS384 => SigningAlgorithm::RS384,
            Self::RS512 => SigningAlgorithm::RS512,
            Self::PS256 => SigningAlgorithm::PS256,
            Self::PS384 => SigningAlgorithm::PS384,
            Self::PS512 => SigningAlgorithm::PS512,
            Self::ES256 => SigningAlgorithm::ES256,
            Self::ES384 => SigningAlgorithm::ES384,
            Self::ES512 => SigningAlgorithm::ES512,
            Self::EdDSA => SigningAlgorithm::EdDSA,
        })
    }
}

impl From<HmacAlgorithm> for AssertionAlgorithm {
    fn from(algorithm: HmacAlgorithm) -> Self {
        match algorithm {
            HmacAlgorithm::HS256 => Self::HS256,
            HmacAlgorithm::HS384 => Self::HS384,
            HmacAlgorithm::HS512 => Self::HS512,
        }
    }
}

impl From<SigningAlgorithm> for AssertionAlgorithm {
    fn from(algorithm: SigningAlgorithm) -> Self {
        match algorithm {
            SigningAlgorithm::RS256 => Self::RS256,
            SigningAlgorithm::RS384 => Self::RS384,
            SigningAlgorithm::RS512 => Self::RS512,
            SigningAlgorithm::PS256 => Self::PS256,
            SigningAlgorithm::PS384 => Self::PS384,
            SigningAlgorithm::PS512 => Self::PS512,
            SigningAlgorithm::ES256 => Self::ES256,
            SigningAlgorithm::ES384 => Self::ES384,
            SigningAlgorithm::ES512 => Self::ES512,
            SigningAlgorithm::EdDSA => Self::EdDSA,
        }
    }
}
