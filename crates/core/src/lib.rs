//! The core of Keyfob: authorizations and their rules, the store, the vault, and token requests.
//!
//! It knows neither a window nor a terminal, and the caller chooses the data folder. Only `http` reads environment variables: those that
//! name a proxy. The layers, from the bottom: [`authorization`], [`secret`] and [`error`] depend on nothing else but `messages`, the
//! texts that shell and window share; [`keys`] reads key files and signs; `store`, `vault` and [`http`] are built on them, independently of each other; `oauth` and `redact`
//! do no I/O; [`connect`] combines these two with `http` into one token request; [`tokens`] decides how long a token is used; [`presets`] proposes fields for well-known
//! servers; [`keyfob`] combines everything, with one method for each
//! of the user's actions.

pub mod authorization;
pub mod clean;
pub mod connect;
pub mod dialogs;
pub mod error;
pub mod hardening;
pub mod http;
pub mod keyfob;
pub mod keys;
pub mod language;
mod messages;
pub mod oauth;
mod oauth_codes;
pub mod presets;
mod proxy;
pub mod redact;
pub mod secret;
mod store;
pub mod strict_json;
pub mod tokens;
pub mod vault;

pub use authorization::{Loss, LostPart};
#[doc(hidden)]
pub use store::bench_support;
#[cfg(feature = "torture")]
#[doc(hidden)]
pub use store::torture;
pub use store::{OpeningReport, Recovery, Waiting};
