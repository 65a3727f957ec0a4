//! The token request and its answer: two pure halves, with the sending between them. The only HTTP in the core.

mod exchange;
mod outcome;

pub use exchange::{CertificateSeen, Exchange, HeaderLine, RequestSeen, ResponseSeen, Timings, TlsSeen};
pub use outcome::{Alternative, ConnectError, Connection, Hint, Outcome, Stage, Warning};
