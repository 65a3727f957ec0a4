//! Certificates of an authorization, in words.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use keyfob_core::{
    authorization::{Details, Draft, Environment},
    clean::escaped,
    connect::messages::date,
    http::CertificateSeen,
    keyfob::Keyfob,
};

/// So long before a client certificate expires, it is told.
const WARNING: Duration = Duration::from_hours(30 * 24);

/// Returns each certificate of a PEM text: subject, names and expiry.
pub(crate) fn in_words(keyfob: &Keyfob, pem: &str) -> String {
    let one = |certificate: &CertificateSeen| {
        let subject = if certificate.subject.is_empty() { &certificate.sha256 } else { &certificate.subject };
        let valid = format!("valid until {}", date(certificate.not_after_ms));
        let names = certificate.names.iter().map(|name| escaped(name));
        [escaped(subject)].into_iter().chain(names).chain([valid]).collect::<Vec<_>>().join(", ")
    };
    keyfob.describe_certificates(pem).iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Returns a warning for an environment that accepts any server certificate.
pub(crate) fn unverified(draft: &Draft, environment: Environment) -> Option<String> {
    let Details::OAuth2 { environments, .. } = &draft.details else { return None };
    let what = "the server's certificate isn't verified (`--insecure-skip-verify`). Anyone in between can read the secret and the token.";
    environments.get(environment).skip_verification.then(|| format!("Warning: {environment}: {what}"))
}

/// Returns what is to be said about a client certificate that isn't valid, or not for long.
pub(crate) fn note(keyfob: &Keyfob, draft: &Draft, environment: Environment) -> Option<String> {
    let Details::OAuth2 { environments, .. } = &draft.details else { return None };
    let certificates = keyfob.describe_certificates(&environments.get(environment).client_certificate);
    let own = certificates.first()?;
    let in_ms = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let now_ms = in_ms(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
    let until = date(own.not_after_ms);
    if own.not_before_ms > now_ms {
        Some(format!("the client certificate isn't valid before {}.", date(own.not_before_ms)))
    } else if own.not_after_ms < now_ms {
        Some(format!("the client certificate expired on {until}."))
    } else {
        (own.not_after_ms < now_ms + in_ms(WARNING)).then(|| format!("the client certificate expires on {until}."))
    }
}
