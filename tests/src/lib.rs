//! What only the whole can show: support for the tests beside it.
//!
//! It starts real servers, a hostile server that can send anything, the real `keyfob` command and the real window, each with
//! a data folder of its own, and ends them with the test. It knows no rule of the product: those stand in the tests.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "support for tests only: a panic here is the failing test, with its reason in words"
)]

pub mod authorization_server;
pub mod binary;
pub mod canary;
pub mod connect;
pub mod forms;
pub mod home;
pub mod hostile;
pub mod http2;
pub mod process;
pub mod proxy;
mod running;
pub mod torture;
pub mod window;
