//! Picks the hint, by code, status and the server's message.

use super::{code::Code, hint::Hint};

/// What a hint follows from.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence<'a> {
    /// The status of the response.
    pub(super) status: Option<u16>,
    /// The server's own words.
    pub(super) message: &'a str,
    /// What else is known.
    pub(super) signs: Vec<Sign>,
}

/// One thing that is known about an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// The body is an HTML page.
    Html,
    /// The JSON breaks off or is malformed.
    BrokenJson,
    /// A member other than `access_token` looks like the token.
    TokenElsewhere,
    /// The token is in `access_token`, and another member was named.
    TokenWhereUsual,
    /// The proxy failed, not the server.
    ProxyFailed,
    /// A redirect names its target.
    RedirectTarget,
    /// The request was sent over plain `http:`.
    PlainHttp,
    /// The response says that TLS is expected.
    ExpectsTls,
    /// The server requires a client certificate.
    ClientCertificate,
    /// The server ended the TLS handshake.
    TlsRefused,
    /// The HTTP client can't be set up.
    NoClient,
    /// `access_token` is empty.
    EmptyToken,
}

impl Evidence<'_> {
    fn shows(&self, sign: Sign) -> bool {
        self.signs.contains(&sign)
    }
}

/// Codes that providers put into their messages, with what each means. Data, so that no rule knows a provider.
const MESSAGE_CODES: [(&str, Hint); 13] = [
    ("AADSTS7000215", Hint::CheckClientSecret),
    ("AADSTS7000222", Hint::CheckClientSecret),
    ("AADSTS700016", Hint::CheckClientId),
    ("AADSTS90002", Hint::CheckTokenUrl),
    ("AADSTS900023", Hint::CheckTokenUrl),
    ("AADSTS500011", Hint::CheckTarget),
    ("AADSTS50001", Hint::CheckTarget),
    ("AADSTS900144", Hint::CheckParameters),
    ("AADSTS70011", Hint::CheckScopes),
    ("AADSTS1002012", Hint::CheckScopes),
    ("AADSTS28002", Hint::CheckScopes),
    ("invalid_client_secret", Hint::CheckClientSecret),
    ("BAD_CLIENT_SECRET", Hint::CheckClientSecret),
];

/// Returns what to try next.
pub(super) fn hint(code: &Code, evidence: &Evidence<'_>) -> Hint {
    if evidence.shows(Sign::ProxyFailed) {
        return Hint::CheckProxy;
    }
    match code {
        Code::InvalidInput => Hint::CorrectTheField,
        Code::CleartextRefused => Hint::UseHttps,
        Code::Dns => Hint::CheckHostName,
        Code::Connect => Hint::CheckServerRuns,
        Code::Timeout => Hint::TryAgain,
        // A response had begun: it is HTTP.
        Code::ConnectionClosed if evidence.status.is_some() => Hint::TryAgain,
        Code::ConnectionClosed => Hint::CheckSchemeAndPort,
        Code::CertificateUntrusted => Hint::TrustTheIssuer,
        Code::CertificateExpired => Hint::CheckClockOrRenew,
        Code::CertificateWrongHost => Hint::CheckCertificateName,
        Code::TlsFailed if evidence.shows(Sign::ClientCertificate) => Hint::AddClientCertificate,
        Code::TlsFailed if evidence.shows(Sign::TlsRefused) => Hint::TlsRefused,
        Code::TlsFailed if evidence.shows(Sign::NoClient) => Hint::RestartKeyfob,
        Code::TlsFailed => Hint::CheckTls,
        Code::BadResponse if evidence.status.is_none() => Hint::CheckSchemeAndPort,
        Code::BadResponse | Code::BadTokenResponse => Hint::ReportResponse,
        // Permanent redirects (301, 308) name a new address; the others often lead to a sign-in page.
        Code::RedirectRefused if !evidence.shows(Sign::RedirectTarget) => Hint::CheckTokenUrl,
        Code::RedirectRefused if matches!(evidence.status, Some(301 | 308)) => Hint::UseRedirectTarget,
        Code::RedirectRefused => Hint::CheckRedirect,
        Code::NotJson if evidence.shows(Sign::BrokenJson) => Hint::ReportResponse,
        Code::NotJson | Code::TooLarge => Hint::CheckTokenUrl,
        Code::NoAccessToken if evidence.shows(Sign::TokenWhereUsual) => Hint::ClearTokenMember,
        Code::NoAccessToken if evidence.shows(Sign::TokenElsewhere) || evidence.shows(Sign::EmptyToken) => {
            Hint::ReportResponse
        }
        Code::NoAccessToken if evidence.message.is_empty() => Hint::CheckTokenUrl,
        Code::NoAccessToken => Hint::ReadServerMessage,
        Code::UnsupportedTokenType => Hint::RequestBearer,
        Code::HttpStatus | Code::Server(_) if evidence.shows(Sign::PlainHttp) && evidence.shows(Sign::ExpectsTls) => {
            Hint::SwitchToHttps
        }
        Code::HttpStatus => of_status(evidence),
        Code::SignInTimedOut | Code::StateMismatch => Hint::CheckRedirectUrl,
        Code::SignInDenied | Code::IdTokenMismatch => Hint::SignInAgain,
        Code::IssuerMismatch | Code::BadRedirect => Hint::CheckAuthorizationUrl,
        Code::PortInUse => Hint::ChangeRedirectPort,
        Code::BadDeviceResponse => Hint::CheckDeviceUrl,
        Code::Server(code) => of_oauth(&normalized(code), evidence),
    }
}

/// How nginx, Go, Tomcat, Apache and Keycloak answer plain HTTP where they expect TLS, in lower case.
const EXPECTS_TLS: [&str; 5] = [
    "plain http request was sent to https port",
    "http request to an https server",
    "this combination of host and port requires tls",
    "plain http to an ssl-enabled server port",
    "https required",
];
/// How much of a body is looked at for such words, in bytes.
const NEAR_BYTES: usize = 4_096;

/// Returns whether a response says that TLS is expected.
pub(super) fn expects_tls(body: &str) -> bool {
    let near = body[..body.floor_char_boundary(NEAR_BYTES)].to_ascii_lowercase();
    EXPECTS_TLS.iter().any(|words| near.contains(words))
}

/// A code as RFC 6749 writes it: some servers write `Invalid client`.
fn normalized(code: &str) -> String {
    code.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}

fn of_oauth(code: &str, evidence: &Evidence<'_>) -> Hint {
    if let Some(hint) = of_message(evidence.message) {
        return hint;
    }
    let status = evidence.status;
    match code {
        "invalid_client_id" => Hint::CheckClientId,
        "invalid_client_secret" => Hint::CheckClientSecret,
        "invalid_client" | "invalid_credentials" | "incorrect_client_credentials" => Hint::CheckCredentials,
        "invalid_grant" => Hint::CheckCredentialsAndAddress,
        // Servers also answer a wrong secret this way, then with 401.
        "unauthorized_client" if status == Some(401) => Hint::CheckCredentials,
        "unauthorized_client" | "access_denied" => Hint::AskForGrant,
        "unsupported_grant_type" => Hint::GrantUnsupported,
        "invalid_request" => Hint::CheckParameters,
        "invalid_target" | "invalid_resource" => Hint::CheckTarget,
        "invalid_dpop_proof" | "use_dpop_nonce" => Hint::UseDpop,
        // A server that fails says so with a 5xx status (RFC 9110, section 15.6).
        "server_error" => match status {
            Some(401 | 403) => Hint::CheckCredentials,
            _ if names_secret(evidence) => Hint::CheckCredentials,
            Some(400..=499) => Hint::ReadServerMessage,
            _ => Hint::ServerFailed,
        },
        "temporarily_unavailable" => Hint::TryAgain,
        "slow_down" => Hint::TooManyRequests,
        code if code.contains("scope") => Hint::CheckScopes,
        code if code.contains("dpop") => Hint::UseDpop,
        _ => match status {
            Some(429) => Hint::TooManyRequests,
            Some(401) => Hint::CheckCredentials,
            Some(404) => Hint::CheckTokenUrl,
            // Gateways answer in the form of an OAuth error too.
            Some(405) => Hint::CheckMethod,
            Some(415) => Hint::CheckContentType,
            Some(426) if evidence.shows(Sign::PlainHttp) => Hint::SwitchToHttps,
            Some(511) => Hint::SignInToNetwork,
            Some(500..) => Hint::ServerFailed,
            _ => Hint::ReadServerMessage,
        },
    }
}

fn of_message(message: &str) -> Option<Hint> {
    let names = |name: &str| {
        message.match_indices(name).any(|(at, _)| !message[at + name.len()..].starts_with(|c: char| c.is_ascii_digit()))
    };
    let known = MESSAGE_CODES.iter().find(|(code, _)| names(code)).map(|(_, hint)| *hint);
    known.or_else(|| {
        let lower = message.to_ascii_lowercase();
        let is_certificate = lower.contains("certificate") || lower.contains("certificado");
        let is_clients = ["transport", "client", "ssl", "required", "mtls"].iter().any(|word| lower.contains(word));
        if (is_certificate && is_clients) || lower.contains("mtls") || lower.contains("mutual tls") {
            Some(Hint::AddClientCertificate)
        } else if lower.contains("dpop") {
            Some(Hint::UseDpop)
        } else {
            None
        }
    })
}

/// Whether an error of the client names the secret. A server that fails may name it for other reasons.
fn names_secret(evidence: &Evidence<'_>) -> bool {
    let lower = evidence.message.to_ascii_lowercase();
    evidence.status.is_some_and(|status| status < 500)
        && (lower.contains("client secret") || names(&lower, "client_secret"))
}

/// Whether words name a parameter, other than in an address that they repeat: `/token?client_secret=…`.
pub(super) fn names(words: &str, parameter: &str) -> bool {
    words.match_indices(parameter).any(|(at, _)| !words[at + parameter.len()..].starts_with(['=', '%']))
}

fn of_status(evidence: &Evidence<'_>) -> Hint {
    if let Some(hint) = of_message(evidence.message) {
        return hint;
    }
    match evidence.status {
        _ if names_secret(evidence) => Hint::CheckCredentials,
        Some(403) if evidence.shows(Sign::Html) || evidence.message.to_ascii_lowercase().contains("blocked") => {
            Hint::BlockedByGateway
        }
        Some(401 | 403) => Hint::CheckCredentials,
        Some(400 | 422) => Hint::CheckParameters,
        Some(405) => Hint::CheckMethod,
        Some(407) => Hint::CheckProxy,
        Some(415) => Hint::CheckContentType,
        Some(426) if evidence.shows(Sign::PlainHttp) => Hint::SwitchToHttps,
        Some(408 | 502 | 503 | 504) => Hint::TryAgain,
        Some(429) => Hint::TooManyRequests,
        // nginx: the client's certificate is invalid or missing.
        Some(495 | 496) => Hint::AddClientCertificate,
        Some(511) => Hint::SignInToNetwork,
        Some(501) => Hint::CheckTokenUrl,
        Some(500..) => Hint::ServerFailed,
        _ => Hint::CheckTokenUrl,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str, status: u16, message: &str) -> Hint {
        hint(&Code::Server(code.to_owned()), &Evidence { status: Some(status), message, ..Evidence::default() })
    }

    #[test]
    fn a_hint_follows_from_code_status_and_words() {
        for (code, status, message, expected) in [
            ("invalid_client", 401, "", Hint::CheckCredentials),
            ("Invalid client", 400, "", Hint::CheckCredentials),
            ("invalid_client_id", 400, "", Hint::CheckClientId),
            ("invalid_credentials", 401, "", Hint::CheckCredentials),
            ("invalid_grant", 400, "request not supported on this domain", Hint::CheckCredentialsAndAddress),
            ("server_error", 400, "Invalid client secret", Hint::CheckCredentials),
            ("server_error", 400, "", Hint::ReadServerMessage),
            ("server_error", 401, "access_denied", Hint::CheckCredentials),
            ("server_error", 500, "", Hint::ServerFailed),
            ("temporarily_unavailable", 401, "client locked", Hint::TryAgain),
            ("access_denied", 403, "Service not enabled within domain", Hint::AskForGrant),
            ("invalid_dpop_proof", 400, "", Hint::UseDpop),
            ("invalid_request", 400, "Transport certificate not found", Hint::AddClientCertificate),
            ("invalid_client", 401, "AADSTS7000215: Invalid client secret", Hint::CheckClientSecret),
            ("invalid_client", 401, "AADSTS70002159: other", Hint::CheckCredentials),
            ("unauthorized_client", 400, "AADSTS700016: not found", Hint::CheckClientId),
            ("Realm does not exist", 404, "", Hint::CheckTokenUrl),
            ("scope_invalid", 400, "", Hint::CheckScopes),
            ("method_not_allowed", 405, "", Hint::CheckMethod),
            ("unsupported_media_type", 415, "", Hint::CheckContentType),
            ("network_authentication_required", 511, "", Hint::SignInToNetwork),
        ] {
            assert_eq!(of(code, status, message), expected, "{code} {status} {message}");
        }
    }

    #[test]
    fn a_server_that_expects_tls_says_so_in_its_own_words() {
        for body in [
            "<title>400 The plain HTTP request was sent to HTTPS port</title>",
            "Client sent an HTTP request to an HTTPS server.",
            "Bad Request\r\nThis combination of host and port requires TLS.\r\n",
            "<h1>Bad Request</h1>You're speaking plain HTTP to an SSL-enabled server port.",
        ] {
            assert!(expects_tls(body), "{body}");
        }
        assert!(!expects_tls("Bad Request"));
    }

    #[test]
    fn an_error_status_has_a_hint_of_its_own() {
        let plain = |status, message| Evidence { status: Some(status), message, signs: vec![Sign::PlainHttp] };
        for (evidence, expected) in [
            (Evidence { signs: vec![Sign::PlainHttp, Sign::ExpectsTls], ..plain(400, "") }, Hint::SwitchToHttps),
            (Evidence { signs: vec![Sign::ExpectsTls], ..plain(400, "") }, Hint::CheckParameters),
            (plain(400, "400 No required SSL certificate was sent"), Hint::AddClientCertificate),
            (plain(496, ""), Hint::AddClientCertificate),
            (plain(426, ""), Hint::SwitchToHttps),
            (Evidence { signs: vec![Sign::Html], ..plain(403, "Just a moment...") }, Hint::BlockedByGateway),
            (plain(403, ""), Hint::CheckCredentials),
            (plain(405, ""), Hint::CheckMethod),
            (plain(415, ""), Hint::CheckContentType),
            (plain(511, ""), Hint::SignInToNetwork),
            (plain(404, ""), Hint::CheckTokenUrl),
            (plain(404, "Cannot GET /t?client_id=a&client_secret=••••••"), Hint::CheckTokenUrl),
            (plain(404, "client_secret is wrong"), Hint::CheckCredentials),
        ] {
            assert_eq!(hint(&Code::HttpStatus, &evidence), expected, "{evidence:?}");
        }
    }
}
