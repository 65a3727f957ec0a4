//! A connection, whatever it is made of: TCP, TLS over TCP, or TLS through a tunnel.

use std::{
    future::Future,
    pin::{Pin, pin},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::Instant,
};

use super::trouble::Trouble;

/// A connection that bytes go through.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Waits for a future until `deadline`, driving `connection` meanwhile.
pub(super) async fn drive<C: Future, F: Future>(connection: &mut Pin<&mut Option<C>>, future: F) -> F::Output {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        if let Some(running) = connection.as_mut().as_pin_mut()
            && running.poll(context).is_ready()
        {
            connection.set(None);
        }
        future.as_mut().poll(context)
    })
    .await
}

/// When a stage must be over.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Deadline {
    /// The earlier of two ends: a stage's own, counted from `start`, and the whole's.
    pub(super) fn new(start: Instant, limit: Duration) -> Self {
        Self { at: start + limit, limit }
    }

    pub(super) fn or(self, other: Self) -> Self {
        if other.at < self.at { other } else { self }
    }

    /// Waits for a future as long as there is time; `doing` says what for.
    pub(super) async fn keep<F: Future>(self, doing: &str, future: F) -> Result<F::Output, Trouble> {
        tokio::time::timeout_at(self.at, future).await.map_err(|_| {
            let seconds = self.limit.as_secs_f64();
            Trouble::network("timeout", format!("The time limit of {seconds} s passed while {doing}."))
        })
    }
}
