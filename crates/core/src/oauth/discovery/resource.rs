//! The metadata of an API, a *protected resource* (RFC 9728), and where an API says that it is.

use serde::Serialize;
use ts_rs::TS;

use super::{
    super::challenge,
    members::{self, DiscoveryWarning, Members, MetadataProblem, shown},
};
use crate::{authorization::TokenUrl, http::Response};

/// The most authorization servers that are kept.
const MOST_SERVERS: usize = 20;

/// What an API says about itself. Texts are cleaned, and lists bounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ResourceMetadata {
    /// Its identifier, for the parameter `resource` (RFC 8707).
    pub resource: String,
    /// Its name for users.
    pub name: Option<String>,
    /// The issuers of its authorization servers.
    pub authorization_servers: Vec<String>,
    /// The scopes that it takes.
    pub scopes: Vec<String>,
}

impl ResourceMetadata {
    /// Reads a document. Returns the resource as it is written, the metadata, and what is unusual about it.
    ///
    /// # Errors
    /// Why the document can't be used.
    pub(crate) fn read(text: &str) -> Result<(String, Self, Vec<DiscoveryWarning>), MetadataProblem> {
        let object = members::object(text)?;
        let mut members = Members::of(&object, "");
        let resource = members.required("resource")?;
        let metadata = Self {
            resource: shown(resource),
            name: members.text("resource_name").map(shown).filter(|name| !name.is_empty()),
            authorization_servers: members.list("authorization_servers", MOST_SERVERS, is_issuer).unwrap_or_default(),
            scopes: members.scopes("scopes_supported"),
        };
        Ok((resource.to_owned(), metadata, members.warnings))
    }
}

/// Whether a text can be an issuer: a URL without query and fragment (RFC 8414, section 2), as it is and not with white space around it.
fn is_issuer(text: &str) -> bool {
    TokenUrl::parse(text).is_ok_and(|url| url.as_str() == text) && !text.contains('?')
}

/// Returns where an API says that its metadata is, as it says it: `resource_metadata` of its challenges (RFC 9728, section 5.1).
pub(crate) fn pointers(response: &Response) -> Vec<String> {
    let challenges = response.all_headers("www-authenticate").flat_map(|header| challenge::read(&header));
    challenges.filter_map(|challenge| challenge.get("resource_metadata").map(str::to_owned)).collect()
}
