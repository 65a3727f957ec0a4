//! What a token request is made with: the client's own credentials, or what a user agreed to.

use super::parameters::{Parameters, Value};
use crate::secret::Secret;

/// What a token request is made with.
#[derive(Clone, Debug, Default)]
pub(crate) enum Grant {
    /// The client's credentials (RFC 6749, section 4.4).
    #[default]
    ClientCredentials,
    /// A code that a browser brought (RFC 6749, section 4.1.3).
    Code {
        /// The code.
        code: Secret,
        /// The Redirect URL of the authorization request.
        redirect_uri: String,
        /// The code verifier, with PKCE (RFC 7636, section 4.5).
        verifier: Option<Secret>,
        /// What the ID token must repeat. It isn't sent.
        nonce: Option<String>,
    },
    /// A code whose user signs in on another device (RFC 8628, section 3.4).
    Device {
        /// The device code.
        code: Secret,
    },
    /// A refresh token (RFC 6749, section 6).
    Refresh {
        /// The refresh token.
        token: Secret,
        /// Who signed in, if an ID token said so. It isn't sent.
        subject: Option<String>,
    },
}

impl Grant {
    /// Returns the value of `grant_type`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::Code { .. } => "authorization_code",
            Self::Device { .. } => "urn:ietf:params:oauth:grant-type:device_code",
            Self::Refresh { .. } => "refresh_token",
        }
    }

    /// Whether a user agreed to it.
    pub(crate) fn is_users(&self) -> bool {
        !matches!(self, Self::ClientCredentials)
    }

    /// Returns what only the server and Keyfob may know of it, each with its shell variable and what that contains.
    pub(crate) fn secrets(&self) -> Vec<(&Secret, &'static str, &'static str)> {
        match self {
            Self::ClientCredentials => Vec::new(),
            Self::Code { code, verifier, .. } => {
                let code = (code, "CODE", "the authorization code, which a server takes once");
                let verifier =
                    verifier.as_ref().map(|verifier| (verifier, "CODE_VERIFIER", "the code verifier (RFC 7636)"));
                std::iter::once(code).chain(verifier).collect()
            }
            Self::Device { code } => vec![(code, "DEVICE_CODE", "the device code (RFC 8628)")],
            Self::Refresh { token, .. } => {
                vec![(token, "REFRESH_TOKEN", "the refresh token, which a server may take once")]
            }
        }
    }

    /// Appends its parameters but for `grant_type`.
    pub(super) fn push_to<'a>(&'a self, parameters: &mut Parameters<'a>) {
        let mut secret = |name, secret: &'a Secret, variable: &str| {
            parameters.push(name, Value::Secret(secret, variable.to_owned()));
        };
        match self {
            Self::ClientCredentials => {}
            Self::Code { code, redirect_uri, verifier, .. } => {
                secret("code", code, "CODE");
                if let Some(verifier) = verifier {
                    secret("code_verifier", verifier, "CODE_VERIFIER");
                }
                parameters.push("redirect_uri", Value::Plain(redirect_uri));
            }
            Self::Device { code } => secret("device_code", code, "DEVICE_CODE"),
            Self::Refresh { token, .. } => secret("refresh_token", token, "REFRESH_TOKEN"),
        }
    }
}
