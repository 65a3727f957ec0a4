//! The domain: what an authorization is, and every rule about it.
//!
//! A [`Draft`] is what the user typed; [`Draft::check`] turns it into [`Checked`] values once, and nothing checks them again. A value that
//! breaks a rule is a [`Problem`]; one that is unusual and yet allowed is a [`Note`]. Each field has one [`FieldDescription`]. A new type
//! is a case of [`Details`], a new grant type a case of [`GrantType`]. This module reads no file and sends no request.

mod allowed_characters;
mod api_key;
mod assertion_algorithm;
mod attempt;
mod authentication;
mod characters;
mod check;
mod client_authentication;
mod client_credentials;
mod client_credentials_draft;
mod draft;
mod environment;
mod environment_check;
mod extra;
mod extra_place;
mod field;
mod id;
mod key_place;
pub mod limits;
mod list;
mod loss;
mod media_type;
mod name_and_description;
mod notes;
mod origin_change;
mod outside_change;
mod problem;
mod problem_code;
mod request_format;
mod saved_authorization;
mod scope;
mod secret_field;
mod secret_input;
#[cfg(test)]
mod tests;
mod text_keys;
mod token_member;
mod token_url;
mod url_credentials;
mod url_placeholder;
mod url_query;

pub use api_key::{ApiKey, ApiKeyDraft};
pub use assertion_algorithm::AssertionAlgorithm;
pub use attempt::LastAttempt;
pub(crate) use attempt::{Attempt, AttemptFailure};
pub use authentication::{Assertion, Authentication, ClientCertificate, Dpop};
pub use check::{Check, Checked, CheckedDetails, Completeness};
pub use client_authentication::{BasicEncoding, ClientAuthentication};
pub use client_credentials::ClientCredentials;
pub use client_credentials_draft::ClientCredentialsDraft;
pub use draft::{AuthorizationType, Details, Draft, GrantType};
pub use environment::{Environment, PerEnvironment};
pub use extra::{ExtraDraft, ExtraParameter, ExtraValue, ExtraValueDraft};
pub use extra_place::ExtraPlace;
pub use field::{Field, FieldDescription, FieldKind};
pub use id::AuthorizationId;
pub use key_place::KeyPlace;
pub(crate) use limits::at_most;
pub use list::{EnvironmentCounts, EnvironmentState, ListPage, ListQuery, ListRow, Summary};
pub use loss::{Loss, LostPart};
pub use name_and_description::{Description, Name};
pub use notes::{Note, NoteCode, Position, notes_on, tidy};
pub use origin_change::OriginChange;
pub use outside_change::{OutsideChange, OutsideSecret};
pub use problem::Problem;
pub use problem_code::ProblemCode;
pub use request_format::{RequestFormat, ScopeSeparator};
pub use saved_authorization::Authorization;
pub use scope::{Scope, ScopeProblem, ScopesRead, read_scopes};
pub use secret_field::SecretField;
pub use secret_input::SecretInput;
pub use text_keys::{look_key, name_key, search_key};
pub use token_member::TokenMember;
pub use token_url::{TokenUrl, TokenUrlError};
pub use url_credentials::{MovedCredentials, MovedExtra};
pub use url_query::SECRET_PARAMETERS;
