//! Everything Keyfob knows and does: authorizations and their rules, the store, the vault, the token request.
//!
//! No window, no terminal: the caller says where the data is. Only `http` reads environment variables, those that name a proxy. The layers, from below:
//! [`authorization`], [`secret`] and [`error`] know nothing of the rest; `store`, `vault` and [`http`] are built on them and don't
//! know each other; `oauth` and `redact` are pure; [`connect`] joins them with `http` to one token request; [`keyfob`] joins
//! everything, one method for each thing that a user asks.

pub mod authorization;
pub mod clean;
pub mod connect;
pub mod dialogs;
pub mod error;
pub mod hardening;
pub mod http;
pub mod keyfob;
mod messages;
pub mod oauth;
mod oauth_codes;
pub mod redact;
pub mod secret;
mod store;
pub mod vault;

pub use authorization::{Loss, LostPart};
#[doc(hidden)]
pub use store::bench_support;
#[cfg(feature = "torture")]
#[doc(hidden)]
pub use store::torture;
pub use store::{OpeningReport, Recovery, Waiting};
