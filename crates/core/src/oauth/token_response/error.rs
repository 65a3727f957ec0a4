//! Why a response has no usable token.

use super::error_response::ErrorResponse;
use crate::oauth::{body_kind::BodyKind, json_members::Problem};

/// Why a response has no usable token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenResponseError {
    /// The server redirects, to this address if it names one.
    Redirect(Option<String>),
    /// An OAuth error.
    Refused(ErrorResponse),
    /// An error status without an OAuth error.
    Status,
    /// Only an interim response (1xx).
    Interim,
    /// The body isn't JSON.
    NotJson {
        /// What it is.
        kind: BodyKind,
        /// What is wrong with it, if it is meant as JSON.
        problem: Option<Problem>,
    },
    /// The body is JSON, but not an object; for a text, whether it is itself JSON.
    NotAnObject {
        /// The body is a JSON text that contains JSON.
        is_json_in_text: bool,
    },
    /// No `access_token`; the path of a member that looks like it, if there is one.
    NoAccessToken(Option<String>),
    /// `access_token` is empty.
    EmptyAccessToken,
    /// `access_token` isn't a string.
    AccessTokenNotText,
    /// `access_token` contains characters that a header can't carry (RFC 6749, appendix A.12).
    AccessTokenCharacters,
    /// A token of a type that wasn't requested and can't be used (RFC 6749, section 7.1).
    UnsupportedTokenType(String),
}
