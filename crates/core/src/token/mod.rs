//! The token request and its answer: two pure halves, with the sending between them. The only HTTP in the core.
//!
//! `request` writes what goes out, `answer` reads what comes back; neither touches a socket. `send` carries one to the other, times
//! each stage and bounds it. `seen`, `mask` and `clean` make what people may look at. Nothing here follows a redirect, keeps a
//! token, or reads the environment.

mod alternatives;
mod answer;
mod certificates;
mod clean;
mod connect;
mod curl;
mod decode;
mod disguises;
mod exchange;
mod form;
#[doc(hidden)]
pub mod fuzzing;
mod head_bound;
mod mask;
mod needles;
mod network;
mod opaque;
mod options;
mod outcome;
mod proxy;
mod received;
mod request;
mod seen;
mod send;
mod sensitive;
mod stream;
mod text;
mod tls;
mod trouble;
mod unescape;
mod words;

pub use connect::{Client, connect};
pub use exchange::{CertificateSeen, Exchange, HeaderLine, RequestSeen, ResponseSeen, Timings, TlsSeen};
pub use options::{Limits, Options, Trust, TrustError};
pub use outcome::{Alternative, ConnectError, Connection, Hint, Outcome, Stage, Warning};
pub use proxy::{Proxy, ProxyError};
