//! A server that sends whatever it is told to, byte by byte, and remembers every byte it was sent.
//!
//! It is deliberately no HTTP library: it can break every rule. A behaviour is a list of [`Step`]s, so that cases are data.

mod request;
mod serve;
mod step;
mod tls;

pub use request::Request;
pub use serve::HostileServer;
pub use step::{Behaviour, Step, answer, chunked, deflated, gzip_bomb, gzipped, json, send, status_line, token};
pub(crate) use tls::ClientCertificates;
pub use tls::{Authority, Identity, Validity};
