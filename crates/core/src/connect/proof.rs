//! What a client proves itself with beyond its secret: a client assertion, which is made for each request, and a TLS client certificate.

use uuid::Uuid;

use super::{alternatives, clock::now_ms, code::Code, detail::Detail, error::Error, hint::Hint};
use crate::{
    authorization::{ClientAuthentication, OAuth2Fields},
    http::{Response, Trust, TrustError},
    oauth::{
        assertion::{self, AssertionError, Moment},
        dpop::{self, DpopError},
        token_request::{self, Proofs},
    },
    secret::Secret,
};

/// How much clocks may differ before it is told, in seconds. Assertions are valid for 60 s, and answers take a while.
const TOLERATED_S: u32 = 45;

/// Signs a client assertion for one request; `None` if the method of client authentication has none.
///
/// # Errors
/// The private key can't sign it.
pub(super) fn assertion(credentials: &OAuth2Fields) -> Result<Option<Secret>, Box<Error>> {
    assertion::sign(credentials, &moment()).map_err(|error| {
        let detail = match error {
            AssertionError::Key => Detail::PrivateKeyUnreadable,
            AssertionError::Algorithm => Detail::AlgorithmOfAnotherKey,
            AssertionError::Certificate => Detail::KeyCertificateUnreadable,
            AssertionError::CertificateOfAnotherKey => Detail::KeyCertificateMismatch,
        };
        Error::of_input(Code::InvalidInput, detail)
    })
}

/// Signs what a token request needs. `nonce` is what the server demanded of DPoP proofs.
///
/// # Errors
/// A private key can't sign.
pub(super) fn proofs(credentials: &OAuth2Fields, nonce: Option<&str>) -> Result<Proofs, Box<Error>> {
    let method = token_request::method(credentials);
    let dpop = credentials.dpop.as_ref();
    let dpop = dpop.map(|dpop| dpop::proof(dpop, method.as_str(), &credentials.token_url, nonce, &moment()));
    let dpop = dpop.transpose().map_err(|error| {
        let detail = match error {
            DpopError::Key => Detail::DpopKeyUnreadable,
            DpopError::Algorithm => Detail::DpopAlgorithmOfAnotherKey,
        };
        Error::of_input(Code::InvalidInput, detail)
    })?;
    Ok(Proofs { assertion: assertion(credentials)?, dpop })
}

fn moment() -> Moment {
    Moment { now_s: now_ms() / 1_000, id: Uuid::now_v7().to_string() }
}

/// Adds what is known about a failure that may be about the client's proof: a clock that differs, as far as the server's `Date` says; and what
/// to check instead of a secret that isn't used.
pub(super) fn explain(error: &mut Error, credentials: &OAuth2Fields, response: Option<&Response>, now_ms: i64) {
    let method = credentials.authentication.method();
    let is_about_dpop = credentials.dpop.is_some() && error.hint == Hint::UseDpop;
    if is_about_dpop {
        error.hint = Hint::CheckDpop;
    }
    if credentials.client_certificate.is_some() && error.hint == Hint::AddClientCertificate {
        error.hint = Hint::CheckClientCertificate;
    }
    if !is_about_dpop && !alternatives::is_about_the_client(&error.code, error.status, error.hint) {
        return;
    }
    let is_general = matches!(
        error.hint,
        Hint::CheckCredentials | Hint::CheckCredentialsAndAddress | Hint::CheckClientSecret | Hint::CheckParameters
    );
    if is_general && method == ClientAuthentication::PrivateKeyJwt {
        error.hint = Hint::CheckKey;
    }
    if is_general && method.needs_certificate() {
        error.hint = Hint::CheckClientCertificate;
    }
    if is_general && method == ClientAuthentication::None {
        error.hint = Hint::CheckClientId;
    }
    // What says more than that the client was rejected isn't replaced.
    let is_open = is_general || matches!(error.hint, Hint::CheckKey | Hint::CheckDpop);
    if !is_open || !(method.uses_assertion() || is_about_dpop) {
        return;
    }
    let date = response.and_then(|response| response.header("date"));
    let date = date.and_then(|date| httpdate::parse_http_date(&date).ok());
    let since = date.and_then(|date| date.duration_since(std::time::UNIX_EPOCH).ok());
    let Some(servers_s) = since.and_then(|since| i64::try_from(since.as_secs()).ok()) else { return };
    let ahead_s = now_ms / 1_000 - servers_s;
    let seconds = u32::try_from(ahead_s.unsigned_abs()).unwrap_or(u32::MAX);
    if seconds >= TOLERATED_S {
        error.hint = Hint::SetClock;
        error.details.push(if ahead_s > 0 { Detail::ClockAhead { seconds } } else { Detail::ClockBehind { seconds } });
    }
}

/// Adds the TLS client certificate, if there is one.
///
/// # Errors
/// Certificate or key can't be used, or don't belong together.
pub(super) fn with_client_certificate(trust: &Trust, credentials: &OAuth2Fields) -> Result<Trust, Box<Error>> {
    let Some(certificate) = &credentials.client_certificate else { return Ok(trust.clone()) };
    let trust = trust.clone().with_identity(certificate.chain.as_bytes(), certificate.key.expose().as_bytes());
    trust.map_err(|error| {
        let detail = match error {
            TrustError::KeyMismatch => Detail::ClientCertificateMismatch,
            error if error.is_about_key() => Detail::ClientKeyUnusable,
            _ => Detail::ClientCertificateUnreadable,
        };
        Error::of_input(Code::InvalidInput, detail)
    })
}
