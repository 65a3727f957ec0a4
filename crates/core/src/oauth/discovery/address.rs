//! What the user gave, and the addresses at which its metadata may be.

use serde::Serialize;
use ts_rs::TS;

use super::server::DocumentKind;
use crate::{
    authorization::{ProblemCode, TokenUrl},
    clean,
};

/// Between an origin and a path, or at the end of both.
const WELL_KNOWN: &str = "/.well-known/";
/// The name of an API's metadata (RFC 9728, section 3).
const RESOURCE: &str = "oauth-protected-resource";
/// The longest issuer that is repeated, in characters.
const SHOWN_CHARACTERS: usize = 300;

/// Why a text isn't an address that metadata can be looked for at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[ts(export)]
pub enum AddressProblem {
    /// There is no text.
    Required,
    /// It isn't an absolute `https:` or `http:` URL.
    NotAUrl,
    /// It has a query: an issuer has none (RFC 8414, section 2), and none is sent to an API.
    Query,
    /// It has a fragment.
    Fragment,
    /// It contains a user name or password.
    Credentials,
    /// It contains a placeholder, such as `{tenant}`.
    Placeholder {
        /// The placeholder with its brackets.
        text: String,
    },
    /// It is the address of an API's metadata, where an issuer is needed.
    NotAnIssuer,
}

/// How the issuer or resource that a document names differs from the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Difference {
    /// Only by a slash at the end.
    TrailingSlash,
    /// By a placeholder: the document is for every tenant, not for one.
    Placeholder,
    /// By scheme, host or port.
    Origin,
    /// Otherwise.
    Other,
}

/// What the caller wants to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Whatever the address is: an issuer or an API.
    Anything,
    /// The metadata of an issuer alone: nothing that an API says about its servers counts.
    Issuer,
}

/// What a document must name itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Exactly this.
    This(String),
    /// This with or without a slash at the end: the address of a document doesn't tell (RFC 8414, section 3.1).
    EitherSlash(String),
}

/// What an address is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The metadata of an authorization server.
    Server {
        /// The issuer that it must name.
        issuer: Expected,
        /// In which form.
        kind: DocumentKind,
    },
    /// The metadata of an API.
    Resource {
        /// The resource that it must name.
        resource: Expected,
    },
    /// The API itself, for what it answers to a request without a token (RFC 9728, section 5).
    Api,
}

/// What the user gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The address as typed, trimmed.
    pub(crate) url: TokenUrl,
    /// Where the metadata may be, in the order in which it is looked for.
    pub(crate) candidates: Vec<(TokenUrl, Purpose)>,
}

impl Expected {
    /// Returns how a name differs from the expected one; `None` if it is that one.
    pub(crate) fn difference(&self, found: &str) -> Option<Difference> {
        let without = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
        let is_same_but_slash = without(self.as_str()) == without(found);
        let is_expected = match self {
            Self::This(text) => text == found,
            Self::EitherSlash(_) => is_same_but_slash,
        };
        if is_expected {
            return None;
        }
        let origin = |text: &str| url::Url::parse(text).ok().map(|url| url.origin());
        Some(if is_same_but_slash {
            Difference::TrailingSlash
        } else if found.contains(['{', '}']) {
            Difference::Placeholder
        } else if origin(found) != origin(self.as_str()) {
            Difference::Origin
        } else {
            Difference::Other
        })
    }

    /// Returns the name, without the slash that may follow it.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::This(text) | Self::EitherSlash(text) => text,
        }
    }

    /// Returns the name as it may be shown.
    pub(crate) fn shown(&self) -> String {
        clean::line(self.as_str(), SHOWN_CHARACTERS)
    }
}

impl Address {
    /// Reads what the user gave.
    ///
    /// # Errors
    /// Why it isn't an address that metadata can be looked for at.
    pub(crate) fn read(text: &str, wanted: Wanted) -> Result<Self, AddressProblem> {
        let url = TokenUrl::parse(text).map_err(AddressProblem::of)?;
        if url.as_str().contains('?') {
            return Err(AddressProblem::Query);
        }
        let candidates = match document(&url) {
            Some(Purpose::Resource { .. }) if wanted == Wanted::Issuer => return Err(AddressProblem::NotAnIssuer),
            Some(purpose) => vec![(url.clone(), purpose)],
            None => candidates(&url, wanted),
        };
        Ok(Self { url, candidates })
    }
}

impl AddressProblem {
    fn of(code: ProblemCode) -> Self {
        match code {
            ProblemCode::Required => Self::Required,
            ProblemCode::UrlFragment => Self::Fragment,
            ProblemCode::UrlCredentials => Self::Credentials,
            ProblemCode::UrlSecret { .. } => Self::Query,
            ProblemCode::UrlPlaceholder { text } => Self::Placeholder { text },
            _ => Self::NotAUrl,
        }
    }
}

/// Returns where the metadata of an issuer may be, the usual places first.
pub(crate) fn server_addresses(issuer: &TokenUrl) -> Vec<(TokenUrl, Purpose)> {
    use DocumentKind::{OauthServer, OpenidProvider};
    let expected = Expected::This(issuer.as_str().to_owned());
    let server = |address: String, kind| {
        let purpose = Purpose::Server { issuer: expected.clone(), kind };
        TokenUrl::parse(&address).ok().map(|url| (url, purpose))
    };
    let (origin, path) = (issuer.origin(), path(issuer));
    let usual = [
        server(inserted(&origin, OauthServer.name(), path), OauthServer),
        server(appended(&origin, path, OpenidProvider.name()), OpenidProvider),
    ];
    // Without a path, to insert and to append is the same.
    let unusual = (!path.is_empty()).then(|| {
        [
            server(inserted(&origin, OpenidProvider.name(), path), OpenidProvider),
            server(appended(&origin, path, OauthServer.name()), OauthServer),
        ]
    });
    usual.into_iter().chain(unusual.into_iter().flatten()).flatten().collect()
}

fn candidates(url: &TokenUrl, wanted: Wanted) -> Vec<(TokenUrl, Purpose)> {
    let mut candidates = server_addresses(url);
    if wanted == Wanted::Anything {
        let resource = Expected::This(url.as_str().to_owned());
        let metadata = TokenUrl::parse(&inserted(&url.origin(), RESOURCE, path(url))).ok();
        let metadata = metadata.map(|address| (address, Purpose::Resource { resource }));
        // After the usual places of an issuer, and before those that hardly a server uses.
        let unusual = candidates.split_off(candidates.len().min(2));
        candidates.extend(metadata);
        candidates.push((url.clone(), Purpose::Api));
        candidates.extend(unusual);
    }
    candidates
}

/// Returns what a document is about whose address the user gave in full; `None` if this isn't the address of a document.
fn document(url: &TokenUrl) -> Option<Purpose> {
    let target = url.target();
    let (before, rest) = target.split_once(WELL_KNOWN)?;
    let (name, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if !before.is_empty() && !after.is_empty() {
        return None;
    }
    let subject = format!("{}{before}{after}", url.origin());
    let subject = subject.strip_suffix('/').unwrap_or(&subject).to_owned();
    let expected = Expected::EitherSlash(subject);
    if name == RESOURCE {
        return Some(Purpose::Resource { resource: expected });
    }
    let kinds = [DocumentKind::OauthServer, DocumentKind::OpenidProvider];
    let kind = kinds.into_iter().find(|kind| kind.name() == name)?;
    Some(Purpose::Server { issuer: expected, kind })
}

/// Returns the path without a slash at its end (RFC 8414, section 3.1).
fn path(url: &TokenUrl) -> &str {
    let target = url.target();
    target.strip_suffix('/').unwrap_or(target)
}

fn inserted(origin: &str, name: &str, path: &str) -> String {
    format!("{origin}{WELL_KNOWN}{name}{path}")
}

fn appended(origin: &str, path: &str, name: &str) -> String {
    format!("{origin}{path}{WELL_KNOWN}{name}")
}
