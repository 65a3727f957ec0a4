//! OAuth as pure halves: the token request, and the token response (RFC 6749). No socket and no clock, so that everything here can be
//! tried in a test.
//!
//! `token_request` turns checked fields into an HTTP request, whose `parameters` are a form, JSON or a query. `token_response` reads a response: a token, an OAuth error, or
//! exactly why it is neither. A body is judged by its content: `BodyKind` names it, `json_members` and `form` read it,
//! `server_message` finds the server's message in any of the common formats, and `token_lookalike` finds a token that isn't
//! where RFC 6749, section 5.1 puts it. `inspection` reads what a token says about itself, `metadata`
//! finds the server's other endpoints, and `signature` verifies a token with the server's `key_set`. Nothing here is safe to show: that is decided in [`redact`](crate::redact).

pub(crate) mod assertion;
pub(crate) mod authorization_request;
mod body_kind;
mod challenge;
pub(crate) mod device;
pub mod discovery;
pub(crate) mod dpop;
pub(crate) mod form;
#[doc(hidden)]
pub mod fuzzing;
pub(crate) mod grant;
pub(crate) mod id_token;
pub(crate) mod inspection;
mod json_members;
mod json_pointer;
pub(crate) mod json_words;
pub(crate) mod jwt;
pub(crate) mod key_set;
mod markup;
pub(crate) mod metadata;
mod parameters;
pub(crate) mod redirect;
pub(crate) mod retry_after;
pub(crate) mod secret_text;
mod server_message;
pub(crate) mod shell_word;
pub(crate) mod signature;
mod token_choices;
pub(crate) mod token_format;
pub(crate) mod token_lookalike;
pub(crate) mod token_request;
pub(crate) mod token_response;

pub(crate) use self::{
    body_kind::BodyKind,
    json_members::Problem,
    server_message::{Origin, ServerMessage},
    token_choices::{Choice, token_choices},
    token_lookalike::token_lookalike,
};
pub use id_token::SignedInUser;
pub use inspection::{AudienceCheck, IssuerCheck, JwtInspection, JwtMember, TokenFact};
pub use token_format::{Credential, CredentialFormat};
pub use token_response::Warning;
