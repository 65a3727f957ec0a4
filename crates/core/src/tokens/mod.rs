//! The life of a token: how long it is handed out, when it is renewed, and how long a failed request is not repeated.
//!
//! Everything here is pure: `keyfob::tokens` reads, requests and keeps. One state belongs to one configuration of one environment. It is
//! kept sealed, and every process that has the vault's key reads and writes the same one.

mod clock;
mod failure;
mod kept;
mod mark;
mod sign_in;
mod state;
mod status;

pub(crate) use self::{
    clock::Clock,
    kept::{Issued, Kept},
    state::{Demand, Next, Refresh, Renewal, Seen, State},
};
pub use self::{
    failure::TokenFailure,
    kept::LifeSource,
    mark::TokenMark,
    sign_in::{SignInReason, SignInStatus},
    status::TokenStatus,
};
