//! Other ways of sending the same credentials, if the server may have rejected only the way.

use super::{code::Code, hint::Hint, outcome::Alternative};
use crate::{
    authorization::{
        BasicEncoding::{Raw, Rfc6749},
        ClientAuthentication::{ClientSecretBasic, ClientSecretPost},
        OAuth2Fields,
    },
    oauth::form,
};

/// Returns the ways worth trying: the other placement, and the other encoding if the two differ.
pub(super) fn of(credentials: &OAuth2Fields, code: &Code, status: Option<u16>, hint: Hint) -> Vec<Alternative> {
    let (placement, encoding) = (credentials.authentication.method(), credentials.basic_encoding);
    let Some(secret) = credentials.authentication.client_secret() else { return Vec::new() };
    if !is_about_the_client(code, status, hint) {
        return Vec::new();
    }
    let differs = |text: &str| form::encode(text) != text;
    let encodings_differ = differs(&credentials.client_id) || differs(secret.expose());
    let other_encoding = if encoding == Rfc6749 { Raw } else { Rfc6749 };
    let ways = match placement {
        ClientSecretBasic => {
            [(encodings_differ, ClientSecretBasic, other_encoding), (true, ClientSecretPost, encoding)]
        }
        ClientSecretPost => {
            [(true, ClientSecretBasic, encoding), (encodings_differ, ClientSecretBasic, other_encoding)]
        }
        // A server that takes assertions hardly takes the secret itself.
        _ => return Vec::new(),
    };
    let offered = ways.into_iter().filter(|(worth, ..)| *worth);
    offered
        .map(|(_, client_authentication, basic_encoding)| Alternative { client_authentication, basic_encoding })
        .collect()
}

/// Whether a rejection may be about how the client authenticates; servers say so in many ways.
pub(super) fn is_about_the_client(code: &Code, status: Option<u16>, hint: Hint) -> bool {
    match code {
        Code::Server(code) => match code.as_str() {
            "invalid_client" => true,
            "invalid_request" | "unauthorized_client" | "invalid_grant" | "access_denied" => {
                matches!(status, Some(400 | 401 | 403))
            }
            _ => matches!(hint, Hint::CheckCredentials | Hint::CheckClientSecret),
        },
        Code::HttpStatus => matches!(status, Some(400 | 401 | 403)),
        _ => false,
    }
}
