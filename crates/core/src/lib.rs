//! Everything Keyfob knows and does: authorizations and their rules, the store, the vault, the token request.
//!
//! No window, no terminal, no environment variable: whoever calls says where the data lies. The layers, from below:
//! [`authorization`], [`secret`] and [`error`] know nothing of the rest; `store`, `vault` and [`token`] stand on them and do not
//! know each other; [`keyfob`] joins them, one method for each thing that a user asks.

pub mod authorization;
pub mod error;
pub mod hardening;
pub mod keyfob;
pub mod secret;
mod store;
pub mod token;
pub mod vault;

#[doc(hidden)]
pub use store::bench_support;
#[cfg(feature = "torture")]
#[doc(hidden)]
pub use store::torture;
pub use store::{Loss, LostPart, OpeningReport, Recovery};
