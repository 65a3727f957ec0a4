//! The token request and its answer: two pure halves, with the sending between them. The only HTTP in the core.

mod exchange;
mod outcome;

pub use exchange::{CertificateSeen, Exchange, HeaderLine, RequestSeen, ResponseSeen, Timings, TlsSeen};
pub use outcome::{Alternative, ConnectError, Connection, Hint, Outcome, Stage, Warning};
/// Temp.
#[derive(Default)] pub struct Client;
/// Temp.
#[derive(Default)] pub struct Options;
impl Client { /// Temp
pub async fn connect(&self, _f: &crate::authorization::ClientCredentials, _o: &Options) -> Outcome { std::process::exit(1) } }
