//! Finds an OAuth error (RFC 6749, section 5.2) in a body or a challenge, with any status.

use super::members::{Members, Value};
use crate::{
    http::{Response, canonical_reason},
    oauth::challenge,
};

/// An OAuth error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorResponse {
    /// `error` as the server wrote it.
    pub(crate) code: String,
    /// `error_description` of a challenge; the words of a body are read by `server_message`.
    pub(crate) description: Option<String>,
    /// `error_uri`.
    pub(crate) uri: Option<String>,
}

/// Returns the error in a body's members.
pub(super) fn of_members(members: &Members<'_>, status: u16) -> Option<ErrorResponse> {
    let code = members.text("error").or_else(|| members.nested_code())?;
    let code = code.trim();
    // `"error": "0"` is a number that says that there is no error.
    if code == "0" || is_generic(members, code, status) {
        return None;
    }
    Some(ErrorResponse { code: code.to_owned(), description: None, uri: members.text("error_uri") })
}

/// Returns the error of a `WWW-Authenticate` header (RFC 6750, section 3).
pub(super) fn of_challenge(response: &Response) -> Option<ErrorResponse> {
    if response.status < 400 {
        return None;
    }
    let challenges: Vec<_> =
        response.all_headers("www-authenticate").flat_map(|header| challenge::read(&header)).collect();
    let challenge = challenges.iter().find(|challenge| challenge.get("error").is_some())?;
    Some(ErrorResponse {
        code: challenge.get("error")?.trim().to_owned(),
        description: challenge.get("error_description").map(str::to_owned),
        uri: None,
    })
}

/// Whether `error` only names the status, as web frameworks do for any address: `{"status":404,"error":"Not Found",…}`.
fn is_generic(members: &Members<'_>, code: &str, status: u16) -> bool {
    let reason = canonical_reason(status);
    let number = status.to_string();
    let is_number = |value| matches!(value, Value::Number(text) | Value::Text(text) if text == number);
    // A framework doesn't know OAuth's own member.
    reason.is_some_and(|reason| reason.eq_ignore_ascii_case(code))
        && members.text("error_description").is_none()
        && ["status", "statusCode", "code"].iter().any(|name| is_number(members.get(name)))
}
