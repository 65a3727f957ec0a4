//! What to say and what to try next, for every stage and code.

use super::{Hint, Stage};

/// A sentence for an OAuth error code: RFC 6749 §4.1.2.1 and §5.2, RFC 8707, RFC 8628, and what servers made up.
pub(super) fn oauth_message(code: &str) -> String {
    let sentence = match code {
        "invalid_client" => "The server refused the client",
        "invalid_grant" => "The server refused the grant",
        "unauthorized_client" => "The server does not allow this client to use Client Credentials",
        "unsupported_grant_type" => "The server does not offer Client Credentials at this address",
        "invalid_scope" | "scope_invalid" | "insufficient_scope" => "The server refused the scopes",
        "invalid_request" => "The server finds the request incomplete or malformed",
        "invalid_target" | "invalid_resource" => "The server refused the audience or resource",
        "access_denied" => "The server denied access",
        "server_error" => "The server failed",
        "temporarily_unavailable" => "The server is overloaded or under maintenance",
        "slow_down" => "The server asks to slow down",
        _ => "The server refused the request",
    };
    format!("{sentence} ({code}).")
}

/// What to try next.
pub(super) fn hint(stage: Stage, code: &str, status: Option<u16>) -> Hint {
    match (stage, code) {
        (Stage::Input, "cleartext_refused") => Hint::UseHttps,
        (Stage::Input, _) => Hint::CorrectTheField,
        (Stage::Network, "dns") => Hint::CheckHostName,
        (Stage::Network, "connect") => Hint::CheckServerRuns,
        (Stage::Network, "timeout") => Hint::TryAgain,
        (Stage::Network, _) => Hint::CheckSchemeAndPort,
        (Stage::Http, "bad_response") if status.is_none() => Hint::CheckSchemeAndPort,
        (Stage::Tls, "certificate_untrusted") => Hint::TrustTheIssuer,
        (Stage::Tls, "certificate_expired") => Hint::CheckClockOrRenew,
        (Stage::Tls, "certificate_wrong_host") => Hint::CheckCertificateName,
        (Stage::Tls, _) => Hint::CheckTls,
        (Stage::Http, "bad_response") => Hint::ServerFailed,
        (Stage::Http, "redirect_refused") => Hint::UseRedirectTarget,
        (Stage::Http, "too_large") | (Stage::Token, "not_json") => Hint::CheckTokenUrl,
        (Stage::Http, _) => status_hint(status),
        (Stage::Oauth, code) => oauth_hint(code, status),
        (Stage::Token, "no_access_token") => Hint::ReadServerWords,
        (Stage::Token, _) => Hint::ServerFailed,
    }
}

fn oauth_hint(code: &str, status: Option<u16>) -> Hint {
    match code {
        "invalid_client" | "invalid_grant" => Hint::CheckCredentials,
        // Servers also answer a wrong secret this way, then with 401.
        "unauthorized_client" if status == Some(401) => Hint::CheckCredentials,
        "unauthorized_client" | "access_denied" => Hint::AskForGrant,
        "unsupported_grant_type" => Hint::GrantUnsupported,
        "invalid_request" => Hint::CheckParameters,
        "invalid_target" | "invalid_resource" => Hint::CheckTarget,
        "server_error" => Hint::ServerFailed,
        "temporarily_unavailable" => Hint::TryAgain,
        "slow_down" => Hint::TooManyRequests,
        code if code.contains("scope") => Hint::CheckScopes,
        _ => match status {
            Some(429) => Hint::TooManyRequests,
            Some(401) => Hint::CheckCredentials,
            Some(500..) => Hint::ServerFailed,
            _ => Hint::ReadServerWords,
        },
    }
}

fn status_hint(status: Option<u16>) -> Hint {
    match status {
        Some(401 | 403) => Hint::CheckCredentials,
        Some(400 | 422) => Hint::CheckParameters,
        Some(404 | 405 | 406 | 410 | 415 | 421 | 426 | 501) => Hint::CheckTokenUrl,
        Some(408 | 502 | 503 | 504) => Hint::TryAgain,
        Some(429) => Hint::TooManyRequests,
        Some(500..) => Hint::ServerFailed,
        _ => Hint::CheckTokenUrl,
    }
}

/// A hint in English, for the command line.
pub(super) fn hint_text(hint: Hint) -> &'static str {
    match hint {
        Hint::CorrectTheField => "Correct the field that is named and try again.",
        Hint::UseHttps => "Use an `https:` address, or accept explicitly that the secret travels unencrypted.",
        Hint::CheckHostName => "Check the host name in the Token URL, and your network or VPN.",
        Hint::CheckServerRuns => "Check the port, the firewall, and whether the server runs.",
        Hint::TryAgain => "Try again in a while; if it stays so, check the address, your network and the firewall.",
        Hint::CheckSchemeAndPort => {
            "Check that `https:` or `http:` and the port are right, and that this is no other service."
        }
        Hint::TrustTheIssuer => {
            "If you trust the server, install its issuer's certificate on this machine; otherwise check the host name."
        }
        Hint::CheckClockOrRenew => "Check this machine's clock; if it is right, tell the server's owner to renew it.",
        Hint::CheckCertificateName => "Check the host name in the Token URL against the names in the certificate.",
        Hint::CheckTls => {
            "Check that the port speaks TLS; the server may want a client certificate, or offer only outdated versions."
        }
        Hint::UseRedirectTarget => {
            "Credentials are never sent after a redirect. If you trust the target, enter it as Token URL."
        }
        Hint::CheckTokenUrl => "Check the Token URL: what answers there is no token endpoint.",
        Hint::ServerFailed => "The fault is the server's: try later, and tell its owner.",
        Hint::TooManyRequests => "Wait before you try again.",
        Hint::CheckCredentials => {
            "Check Client ID and Client Secret, or try sending them the other way (header or body)."
        }
        Hint::AskForGrant => "Ask the API provider to allow Client Credentials for this client.",
        Hint::GrantUnsupported => "Check the Token URL, or ask the API provider which grant type it offers.",
        Hint::CheckScopes => "Check the scopes; try without any to see what the server grants.",
        Hint::CheckParameters => "Check what the server asks for: scopes, audience, resource, extra parameters.",
        Hint::CheckTarget => "Check audience and resource.",
        Hint::ReadServerWords => "Read the server's own words, and check the Token URL.",
    }
}

/// The hint where it is the proxy that fails, for the command line.
pub(super) const PROXY_HINT: &str =
    "Check the proxy: its address and port, its user name and password, and whether it lets you reach this server.";

/// Whether a code is one that a registry or a specification names: it can hold nothing of a secret.
pub(super) fn is_registered(code: &str) -> bool {
    const REGISTERED: [&str; 14] = [
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "scope_invalid",
        "insufficient_scope",
        "invalid_request",
        "invalid_target",
        "access_denied",
        "server_error",
        "temporarily_unavailable",
        "slow_down",
        "invalid_resource",
    ];
    REGISTERED.contains(&code)
}
