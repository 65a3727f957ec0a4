//! The query of a Token URL, which must not contain credentials (RFC 6749, section 2.3.1).
//!
//! URLs end up in logs, histories and lists, so a URL must not contain a secret. [`check`] finds such parameters by name.

use std::borrow::Cow;

use url::form_urlencoded;

use super::{ProblemCode, characters};

/// Parameters that the Token URL's query must not contain, compared without regard to case.
pub const SECRET_PARAMETERS: [&str; 6] =
    ["client_secret", "client_assertion", "access_token", "refresh_token", "password", "code"];

/// Refuses a URL whose query contains a secret parameter; percent-encoded names count too.
///
/// # Errors
/// Names the parameter, never its value.
pub(super) fn check(url: &str) -> Result<(), ProblemCode> {
    let secret = Parts::of(url).parameters().find_map(|parameter| parameter.secret_name());
    secret.map_or(Ok(()), |name| Err(ProblemCode::UrlSecret { name: name.to_owned() }))
}

/// Returns the names of the parameters in a URL's query.
pub(super) fn names(url: &str) -> Vec<String> {
    form_urlencoded::parse(Parts::of(url).query.as_bytes()).map(|(name, _)| name.into_owned()).collect()
}

/// A URL, split around its query.
pub(super) struct Parts<'a> {
    pub(super) before: &'a str,
    pub(super) query: &'a str,
    pub(super) fragment: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn of(url: &'a str) -> Self {
        let (url, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        Self { before, query, fragment }
    }

    pub(super) fn parameters(&self) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
        self.query.split('&').map(|raw| {
            let (name, value) = form_urlencoded::parse(raw.as_bytes()).next().unwrap_or_default();
            Parameter { raw, name, value }
        })
    }
}

/// A parameter of the query: as written, and decoded.
pub(super) struct Parameter<'a> {
    pub(super) raw: &'a str,
    pub(super) name: Cow<'a, str>,
    pub(super) value: Cow<'a, str>,
}

impl Parameter<'_> {
    pub(super) fn known_name(&self) -> String {
        characters::trimmed(&self.name).to_ascii_lowercase()
    }

    pub(super) fn secret_name(&self) -> Option<&'static str> {
        let name = self.known_name();
        SECRET_PARAMETERS.into_iter().find(|secret| *secret == name)
    }
}
