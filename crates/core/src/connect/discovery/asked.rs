//! What was asked, and what came: so that the user sees why nothing was found, or where something was.

use serde::Serialize;
use ts_rs::TS;
use url::Url;

use super::super::{code::Code, detail::Detail};
use crate::{
    clean,
    http::{Response, canonical_reason},
    oauth::discovery::{Difference, DiscoveryWarning, MetadataProblem},
};

/// The longest address that is shown, in characters.
const SHOWN_CHARACTERS: usize = 300;

/// An address, and what came of asking it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Asked {
    /// The address.
    pub url: String,
    /// What came.
    #[serde(flatten)]
    pub came: Came,
}

/// What came of asking an address. Texts are cleaned.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "came", rename_all = "snake_case")]
#[ts(export)]
pub enum Came {
    /// Metadata that was used.
    Metadata,
    /// Metadata of another issuer (RFC 8414, section 3.3).
    IssuerMismatch {
        /// The issuer that was asked for.
        asked: String,
        /// The one that the document names.
        found: String,
        /// How they differ.
        difference: Difference,
    },
    /// Metadata of another API (RFC 9728, section 3.3).
    ResourceMismatch {
        /// The API that was asked for.
        asked: String,
        /// The one that the document names.
        found: String,
        /// How they differ.
        difference: Difference,
    },
    /// A document that can't be used.
    Unusable {
        /// Why.
        #[serde(flatten)]
        problem: MetadataProblem,
    },
    /// Metadata without a token endpoint that can be used.
    NoTokenEndpoint {
        /// Why the one that it names can't be used.
        dropped: Option<DiscoveryWarning>,
    },
    /// Metadata of an API that names no authorization server.
    NoServers,
    /// An HTML page.
    Html {
        /// The status of the response.
        status: u16,
    },
    /// The API names the address of its metadata.
    Pointer {
        /// That address.
        metadata_url: String,
    },
    /// A response without metadata.
    Status {
        /// Its status.
        status: u16,
        /// The registered reason phrase.
        reason: String,
    },
    /// A redirect, which isn't followed.
    Redirect {
        /// The status of the response.
        status: u16,
        /// Where it leads, without a query; `None` if it doesn't say.
        target: Option<String>,
        /// Whether it leads to the same origin.
        is_same_origin: bool,
    },
    /// No whole response.
    Failed {
        /// Why, as CONNECT calls it.
        code: String,
        /// What else is known.
        details: Vec<Detail>,
    },
    /// The address was named by a server and isn't asked.
    NotAsked {
        /// Why.
        why: NotAskedReason,
    },
}

/// Why an address that a server names isn't asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NotAskedReason {
    /// It isn't encrypted.
    Cleartext,
    /// It isn't below `/.well-known/`, or has a query: it could be anything.
    NotWellKnown,
}

impl Came {
    /// Returns what a response without metadata is.
    pub(super) fn of_status(response: &Response) -> Self {
        let status = response.status;
        Self::Status { status, reason: canonical_reason(status).unwrap_or("unregistered").to_owned() }
    }

    /// Returns what a redirect from an address is.
    pub(super) fn of_redirect(response: &Response, from: &str) -> Self {
        let location = response.header("location").filter(|location| !location.trim().is_empty());
        let from = Url::parse(from).ok();
        let to = location.as_deref().zip(from.as_ref()).and_then(|(location, from)| from.join(location.trim()).ok());
        let is_same_origin = to.as_ref().zip(from.as_ref()).is_some_and(|(to, from)| to.origin() == from.origin());
        let target = to.map(without_details).or(location).map(|target| clean::line(&target, SHOWN_CHARACTERS));
        Self::Redirect { status: response.status, target, is_same_origin }
    }

    /// Returns what an attempt without a whole response is.
    pub(super) fn of_failure(code: &Code, detail: Option<Detail>) -> Self {
        match (code, detail) {
            (Code::TooLarge, Some(Detail::BodyTooLarge { .. })) => {
                Self::Unusable { problem: MetadataProblem::TooLarge }
            }
            (code, detail) => Self::Failed { code: code.as_str().to_owned(), details: detail.into_iter().collect() },
        }
    }
}

/// Returns an address without user name, password, query and fragment.
fn without_details(mut url: Url) -> String {
    url.set_query(None);
    url.set_fragment(None);
    // Fails only for addresses that can't have any.
    let _ = (url.set_username(""), url.set_password(None));
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strict_json;

    #[test]
    fn no_member_occurs_twice_in_what_the_page_gets() {
        let text = String::new;
        let difference = Difference::Other;
        for came in [
            Came::Metadata,
            Came::IssuerMismatch { asked: text(), found: text(), difference },
            Came::ResourceMismatch { asked: text(), found: text(), difference },
            Came::Unusable { problem: MetadataProblem::DuplicateMember { member: text() } },
            Came::NoTokenEndpoint { dropped: Some(DiscoveryWarning::GrantNotListed) },
            Came::Pointer { metadata_url: text() },
            Came::Redirect { status: 302, target: Some(text()), is_same_origin: true },
            Came::Failed { code: text(), details: vec![Detail::Refused] },
            Came::NotAsked { why: NotAskedReason::Cleartext },
        ] {
            let json = serde_json::to_string(&Asked { url: text(), came }).unwrap();
            assert!(strict_json::read(&json).is_ok(), "{json}");
        }
    }

    #[test]
    fn a_redirect_says_where_it_leads_and_whether_that_is_the_same_server() {
        let from = "https://a.example/x/.well-known/openid-configuration";
        for (location, target, same) in [
            ("/login", Some("https://a.example/login"), true),
            ("https://a.example:443/y?session=canary#z", Some("https://a.example/y"), true),
            ("http://a.example/y", Some("http://a.example/y"), false),
            ("https://user:canary@b.example/", Some("https://b.example/"), false),
            ("javascript:alert(1)", Some("javascript:alert(1)"), false),
            ("https://[", Some("https://["), false),
            ("x\u{1b}[2J", Some("https://a.example/x/.well-known/x%1B[2J"), true),
            (" ", None, false),
        ] {
            let headers = vec![("Location".to_owned(), location.as_bytes().to_vec())];
            let response = Response { status: 302, headers, ..Response::default() };
            let expected = Came::Redirect { status: 302, target: target.map(str::to_owned), is_same_origin: same };
            assert_eq!(Came::of_redirect(&response, from), expected, "{location}");
        }
    }
}
