//! The parameters of an authorization request that belong to Keyfob.

/// The parameters of an authorization request that Keyfob sets (RFC 6749, section 4.1.1; RFC 7636, section 4.3; OpenID Connect Core, section
/// 3.1.2.1; RFC 9101, section 5), or that would send the answer elsewhere.
pub(super) const OWN_PARAMETERS: [&str; 11] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
];
