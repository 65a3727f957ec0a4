//! The domain: what an authorization is, and every rule about it.
//!
//! A [`Draft`] is what the user typed; [`Draft::check`] turns it once, at the door, into [`Checked`] values, below which nothing checks
//! again. What breaks a rule is a [`Problem`]; what is allowed and yet unusual is a [`Note`]. A new type is a case of [`Details`], a new grant a case of [`GrantType`]. This module reads no file and sends no request.

mod api_key;
mod attempt;
mod characters;
mod check;
mod client_credentials;
mod draft;
mod environment;
mod extra;
mod folding;
mod general;
mod id;
pub mod limits;
mod notes;
mod origin_change;
mod outside_change;
mod placeholder;
mod problem;
mod saved;
mod scope;
mod secret_input;
#[cfg(test)]
mod tests;
mod token_url;
mod url_credentials;

pub use api_key::{ApiKey, ApiKeyDraft, KeyPlace};
pub use attempt::LastAttempt;
pub(crate) use attempt::{Attempt, AttemptFailure};
pub use check::{Check, Checked, CheckedDetails, Completeness};
pub use client_credentials::{BasicEncoding, ClientAuthentication, ClientCredentials, ClientCredentialsDraft};
pub use draft::{AuthorizationType, Details, Draft, GrantType};
pub use environment::{Environment, PerEnvironment};
pub use extra::{ExtraDraft, ExtraParameter, ExtraPlace, ExtraValue, ExtraValueDraft};
pub use folding::{name_key, search_key};
pub(crate) use general::at_most;
pub use general::{Description, Name};
pub use id::AuthorizationId;
pub use notes::{Note, NoteCode, Position, notes_on, tidy};
pub use origin_change::OriginChange;
pub use outside_change::{OutsideChange, OutsideSecret};
pub use problem::{Field, Problem, ProblemCode};
pub use saved::{Authorization, EnvironmentState, ListPage, ListQuery, ListRow, Summary};
pub use scope::{RefusedScope, Scope, ScopesRead, read_scopes};
pub use secret_input::{SecretField, SecretInput};
pub use token_url::{TokenUrl, TokenUrlError};
pub use url_credentials::{MovedCredentials, MovedExtra, SECRET_PARAMETERS};
