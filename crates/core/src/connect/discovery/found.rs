//! What a search found.

use serde::Serialize;
use ts_rs::TS;

use crate::oauth::discovery::{DiscoveryWarning, DocumentKind, ResourceMetadata, ServerMetadata};

/// What was found: something to choose from for each field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Discovered {
    /// What the authorization server says about itself. It has a token endpoint.
    pub server: ServerMetadata,
    /// The form of its metadata.
    pub kind: DocumentKind,
    /// Where its metadata is.
    pub document_url: String,
    /// What the API says about itself, if the address is that of an API.
    pub resource: Option<ResourceMetadata>,
    /// What is unusual about it.
    pub warnings: Vec<DiscoveryWarning>,
}
