//! `keyfob connect --stdin --json` against a real authorization server and a hostile one.
//!
//! Every case is a row of a table; the names of the tests are what is promised.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic here is the failing test")]

mod answers;
mod authorization_server;
mod bounds;
mod cases;
mod certificate_files;
mod client_authentication;
mod discover_command;
mod discovery;
mod discovery_hostile;
mod dpop;
mod hostile_text;
mod http2;
mod https_proxy;
mod input;
mod network;
mod own_way;
mod presets;
mod proxy;
mod redirects;
mod request;
mod responses;
mod socks;
mod support;
mod system_proxy;
mod tls;
mod token_questions;
mod tokens;
