//! A server that can send any bytes and records every byte that it receives.
//!
//! It doesn't use an HTTP library, so that it can break every rule of HTTP. Its behaviour is a list of [`Step`]s.

mod request;
mod serve;
mod step;
mod tls;

pub use request::Request;
pub use serve::HostileServer;
pub use step::{Behaviour, Step, answer, chunked, deflated, gzip_bomb, gzipped, json, send, status_line, token};
pub(crate) use tls::ClientCertificates;
pub use tls::{Authority, Identity, Validity};
