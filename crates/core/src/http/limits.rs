//! What an exchange may cost.

use std::time::Duration;

/// What an exchange may cost in time and size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the start to a connection that can carry the request: look-up, connection and TLS together.
    pub connect: Duration,
    /// From the start to the end of the response.
    pub whole: Duration,
    /// The largest body in bytes, on the wire and again after decompression.
    pub body_bytes: usize,
}

impl Limits {
    /// The longest time that may be set for a whole exchange.
    pub const LONGEST: Duration = Duration::from_hours(1);
    /// The longest time for a connection if the whole exchange may take longer.
    const CONNECT: Duration = Duration::from_secs(10);

    /// Returns the usual limits for an exchange that may take `whole`.
    #[must_use]
    pub fn within(whole: Duration) -> Self {
        Self { connect: whole.min(Self::CONNECT), whole, body_bytes: 1 << 20 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::within(Duration::from_secs(30))
    }
}
