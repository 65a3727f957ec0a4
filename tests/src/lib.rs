//! Support for the end-to-end tests in `tests/tests`.
//!
//! Starts real servers, a hostile server that can send anything, the real `keyfob` command and the real window, each with its own data
//! folder, and ends them with the test. What the product must do is in the tests, not here.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "support for tests only: a panic here fails the test, with a message"
)]

pub mod authorization_server;
pub mod browser;
pub mod built;
pub mod connect;
pub mod form_encoding;
pub mod hostile;
pub mod http2;
pub mod leak_search;
pub mod process;
pub mod proxy;
mod server_thread;
pub mod torture;
pub mod user_home;
pub mod window;
