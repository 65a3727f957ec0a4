//! How the client authenticates to the token endpoint.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the client authenticates, by its OAuth registry name (RFC 7591, section 2; RFC 8705, sections 2.1.1 and 2.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClientAuthentication {
    /// *Send as Basic Auth header*: in the request's header.
    #[default]
    ClientSecretBasic,
    /// *Send client credentials in body*: in the request's body.
    ClientSecretPost,
    /// A public client, which only names itself.
    None,
    /// By a JWT that is signed with the client secret (RFC 7523, section 2.2).
    ClientSecretJwt,
    /// By a JWT that is signed with a private key (RFC 7523, section 2.2).
    PrivateKeyJwt,
    /// By a TLS client certificate that a CA issued (RFC 8705, section 2.1).
    TlsClientAuth,
    /// By a TLS client certificate that the server knows itself (RFC 8705, section 2.2).
    SelfSignedTlsClientAuth,
}

impl ClientAuthentication {
    /// Every method, as JSON has it.
    pub(super) const WORDS: [&str; 7] = [
        "client_secret_basic",
        "client_secret_post",
        "none",
        "client_secret_jwt",
        "private_key_jwt",
        "tls_client_auth",
        "self_signed_tls_client_auth",
    ];

    /// Whether the client proves itself with Client Secret.
    #[must_use]
    pub fn uses_secret(self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretPost | Self::ClientSecretJwt)
    }

    /// Whether the client proves itself with a signed JWT.
    #[must_use]
    pub fn uses_assertion(self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
    }

    /// Whether the client proves itself with a TLS client certificate.
    #[must_use]
    pub fn needs_certificate(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }
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
