//! CONNECT tells the truth: `keyfob connect --stdin --json` against a real authorization server and a hostile one.
//!
//! Every case is a row of a table; the names of the tests are what is promised.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic here is the failing test")]

mod answers;
mod authorization_server;
mod bounds;
mod hostile_text;
mod input;
mod network;
mod proxy;
mod redirects;
mod request;
mod support;
mod tls;
mod tokens;
