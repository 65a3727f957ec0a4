//! Finding a server's metadata from what the user has: an issuer, the address of an API, or the address of a metadata document (RFC 8414,
//! OpenID Connect Discovery 1.0, RFC 9728).
//!
//! Everything here is pure. `address` reads what was typed and lists where the metadata may be. `server` reads an authorization server's
//! metadata, and `resource` that of an API (a *protected resource*), which names its authorization servers; both by `members`, which checks
//! types and bounds, and cleans every text. Asking is in [`connect::discovery`](crate::connect::DiscoveryAsk).
//!
//! The metadata of a known Token URL, for revoking and introspecting, is a different question: see `oauth::metadata`.

mod address;
mod members;
mod resource;
mod server;

pub(crate) use self::{
    address::{Address, Expected, Purpose, Wanted, server_addresses},
    members::LIMIT_BYTES,
    resource::pointers,
};
pub use self::{
    address::{AddressProblem, Difference},
    members::{DiscoveryWarning, DroppedReason, FoundEndpoint, MetadataProblem},
    resource::ResourceMetadata,
    server::{DocumentKind, MtlsEndpoints, ServerMetadata},
};

#[cfg(test)]
mod tests;
