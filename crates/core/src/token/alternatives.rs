//! Other ways of sending the same credentials, where the server's refusal may be about the way.

use super::{Alternative, Stage, form, trouble::Trouble};
use crate::authorization::{
    BasicEncoding::{Raw, Rfc6749},
    ClientAuthentication::{ClientSecretBasic, ClientSecretPost},
    ClientCredentials,
};

/// The ways worth a try: the other placement, and the other encoding where the two differ.
pub(super) fn of(credentials: &ClientCredentials, trouble: &Trouble) -> Vec<Alternative> {
    if !is_about_the_client(trouble) {
        return Vec::new();
    }
    let differs = |text: &str| form::encode(text) != text;
    let encodings_differ = differs(&credentials.client_id) || differs(credentials.client_secret.expose());
    let (placement, encoding) = (credentials.client_authentication, credentials.basic_encoding);
    let other_encoding = if encoding == Rfc6749 { Raw } else { Rfc6749 };
    let ways = match placement {
        ClientSecretBasic => {
            [(encodings_differ, ClientSecretBasic, other_encoding), (true, ClientSecretPost, encoding)]
        }
        ClientSecretPost => {
            [(true, ClientSecretBasic, encoding), (encodings_differ, ClientSecretBasic, other_encoding)]
        }
    };
    let offered = ways.into_iter().filter(|(worth, ..)| *worth);
    offered
        .map(|(_, client_authentication, basic_encoding)| Alternative { client_authentication, basic_encoding })
        .collect()
}

/// Whether a refusal may be about how the client proves who it is; servers say so in many ways.
fn is_about_the_client(trouble: &Trouble) -> bool {
    let status = trouble.http_status;
    match (trouble.stage, trouble.code.as_str()) {
        (Stage::Oauth, "invalid_client") => true,
        (Stage::Oauth, "invalid_request" | "unauthorized_client" | "invalid_grant" | "access_denied") => {
            matches!(status, Some(400 | 401 | 403))
        }
        (Stage::Oauth, code) if super::words::is_registered(code) => false,
        (Stage::Oauth, _) => status == Some(401),
        (Stage::Http, "http_status") => matches!(status, Some(400 | 401 | 403)),
        _ => false,
    }
}
