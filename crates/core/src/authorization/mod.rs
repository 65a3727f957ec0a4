//! The domain: what an authorization is, and every rule about it.
//!
//! A [`Draft`] is what a person typed; [`Draft::check`] turns it once, at the door, into [`Checked`] values, below which nothing checks
//! again. A new type is a case of [`Details`], a new grant a case of [`GrantType`]. This module reads no file and sends no request.

mod api_key;
mod check;
mod client_credentials;
mod draft;
mod environment;
mod extra;
mod folding;
mod general;
mod id;
pub mod limits;
mod problem;
mod saved;
mod scope;
mod secret_input;
#[cfg(test)]
mod tests;
mod token_url;

pub use api_key::{ApiKey, ApiKeyDraft, KeyPlace};
pub use check::{Check, Checked, CheckedDetails, Completeness};
pub use client_credentials::{BasicEncoding, ClientAuthentication, ClientCredentials, ClientCredentialsDraft};
pub use draft::{AuthorizationType, Details, Draft, GrantType};
pub use environment::{Environment, PerEnvironment};
pub use extra::{ExtraDraft, ExtraParameter, ExtraPlace, ExtraValue, ExtraValueDraft};
pub use folding::{name_key, search_key};
pub(crate) use general::at_most;
pub use general::{Description, Name};
pub use id::AuthorizationId;
pub use problem::{Field, Problem, ProblemCode};
pub use saved::{Authorization, EnvironmentState, ListPage, ListQuery, ListRow, Summary};
pub use scope::{RefusedScope, Scope, ScopesRead, read_scopes};
pub use secret_input::{SecretField, SecretInput};
pub use token_url::{TokenUrl, TokenUrlError};
