//! The error codes that OAuth's specifications define.

/// The codes of RFC 6749 (sections 4.1.2.1 and 5.2), RFC 6750 (section 3.1), RFC 7009 (section 2.2.1), RFC 8628 (section 3.5), RFC 8707
/// (section 2), RFC 9449 (section 5) and OpenID Connect Core (section 3.1.2.6).
const REGISTERED: [&str; 23] = [
    "access_denied",
    "account_selection_required",
    "authorization_pending",
    "consent_required",
    "expired_token",
    "insufficient_scope",
    "interaction_required",
    "invalid_client",
    "invalid_dpop_proof",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_target",
    "invalid_token",
    "login_required",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "use_dpop_nonce",
];

/// Returns whether a specification defines a code. Such a code can't contain anything of a secret.
pub(crate) fn is_registered(code: &str) -> bool {
    REGISTERED.contains(&code)
}
