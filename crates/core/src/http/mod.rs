//! HTTP on reqwest: the only network of the program, and the only place that opens a socket. `loopback` listens for a browser that comes back.
//!
//! [`Transports`] keeps one client for each [`Trust`] and proxy. [`send`] exchanges one request for one response within its
//! [`Limits`] and returns what was observed on the way: the time of each stage, the certificates, also of a handshake that failed,
//! the remote address, and one typed [`Error`]. It follows no redirect, sends no request twice and adds no header.
//!
//! How it works: an `Attempt` is found in a task-local by the hooks that reqwest and rustls offer, namely a `resolver`, a `connector`
//! layer, and the session store and verifier in `tls`. The hooks report to it; `send` reads it at the end. All of it runs on one thread,
//! see `network`. reqwest doesn't report why a proxy refused a tunnel, so `proxy_status` asks the proxy again.
//!
//! Known limitations: the times of TCP and tunnel aren't measured separately; a response that a server sends before it has read the request
//! may be called a bad response; the address of a host with several addresses is unknown if TLS fails; endless interim responses end
//! at the time limit; an `https:` proxy's refusal has no status; the cipher suite isn't reported.

mod attempt;
mod body;
pub mod certificates;
mod connector;
mod decode;
mod error;
mod limits;
mod loopback;
mod network;
mod proxy_status;
mod resolver;
mod response;
mod send;
mod system_proxy;
mod system_roots;
mod through_proxy;
mod tls;
mod transport;
mod trust;

pub(crate) use self::loopback::{Asked, Loopback, Page};
pub use self::{
    certificates::{CertificateSeen, TlsSeen},
    error::{CertificateProblem, ConnectProblem, Error, ErrorKind, Phase, ResponseProblem, TlsProblem, TooLarge},
    limits::Limits,
    response::{Response, title_case},
    send::{Request, Sent, Timings, send},
    system_proxy::SystemProxyError,
    system_roots::system_root_count,
    transport::{Transport, TransportError, Transports},
    trust::{Trust, TrustError},
};
pub use crate::proxy::{Proxy, ProxyError, ProxyScheme, ProxySetting};
pub use reqwest::Method;

/// Returns the registered reason phrase of a status.
#[must_use]
pub fn canonical_reason(status: u16) -> Option<&'static str> {
    reqwest::StatusCode::from_u16(status).ok()?.canonical_reason()
}

/// Removes the content codings of a response that was made up for a test; `None` if that fails.
pub(crate) fn decode_response(mut response: Response, limit_bytes: usize) -> Option<Response> {
    let codings = response.all_headers("content-encoding").collect::<Vec<_>>().join(",");
    response.body = decode::decode(std::mem::take(&mut response.body), &codings, limit_bytes).ok()?;
    Some(response)
}
