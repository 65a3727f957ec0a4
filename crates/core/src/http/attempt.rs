//! One attempt, as the hooks in the client see it.
//!
//! reqwest builds a connection behind one shared client. What happens there (a name is looked up, a handshake begins, a certificate
//! arrives) is reported by our resolver, connector layer, session store and verifier. They find the attempt that they work for in
//! a task-local, since the client polls a new connection inside the request's own future.

use std::{
    future::Future,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rustls::pki_types::CertificateDer;
use tokio::time::Instant;

use super::{
    error::{Error, ErrorKind, Phase},
    limits::Limits,
};

tokio::task_local! {
    static ATTEMPT: Arc<Attempt>;
}

/// Whose certificate a handshake is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    /// The server that the request is for.
    Target,
    /// The proxy on the way to it.
    Proxy,
}

/// One attempt to exchange a request for a response.
#[derive(Debug)]
pub(super) struct Attempt {
    started: Instant,
    limits: Limits,
    /// The first handshake is the proxy's.
    greets_proxy: bool,
    seen: Mutex<Seen>,
}

/// What the hooks saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) phase: Phase,
    pub(super) look_up: Option<Duration>,
    /// The host name that has no address.
    pub(super) unknown_name: Option<String>,
    pub(super) connecting_since: Option<Instant>,
    pub(super) handshakes: u8,
    pub(super) handshake_since: Option<Instant>,
    pub(super) connected_at: Option<Instant>,
    pub(super) remote_address: Option<SocketAddr>,
    pub(super) certificates: Vec<CertificateDer<'static>>,
    pub(super) tls_version: Option<&'static str>,
}

impl Attempt {
    pub(super) fn new(limits: Limits, greets_proxy: bool) -> Arc<Self> {
        Arc::new(Self { started: Instant::now(), limits, greets_proxy, seen: Mutex::default() })
    }

    /// Runs a future as part of this attempt.
    pub(super) async fn scope<F: Future>(self: &Arc<Self>, future: F) -> F::Output {
        ATTEMPT.scope(Arc::clone(self), future).await
    }

    /// Returns the attempt that the calling hook works for.
    pub(super) fn current() -> Option<Arc<Self>> {
        ATTEMPT.try_with(Arc::clone).ok()
    }

    pub(super) fn started(&self) -> Instant {
        self.started
    }

    /// Returns what was seen so far. The lock is held for a copy or an assignment only.
    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a future until the time for a connection is over.
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`] with the phase that took too long.
    pub(super) async fn while_connecting<F: Future>(&self, future: F) -> Result<F::Output, Error> {
        self.keep(self.limits.connect, future).await
    }

    /// Waits for a future until the time for the whole exchange is over.
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`] with the phase that took too long.
    pub(super) async fn while_whole<F: Future>(&self, future: F) -> Result<F::Output, Error> {
        self.keep(self.limits.whole, future).await
    }

    async fn keep<F: Future>(&self, limit: Duration, future: F) -> Result<F::Output, Error> {
        let waited = tokio::time::timeout_at(self.started + limit, future).await;
        waited.map_err(|_| ErrorKind::TimedOut { phase: self.seen().phase, limit }.into())
    }

    /// Notes that a handshake begins.
    pub(super) fn handshake_begins(&self) {
        let mut seen = self.seen();
        seen.handshakes = seen.handshakes.saturating_add(1);
        if self.peer(seen.handshakes) == Peer::Target {
            seen.phase = Phase::Handshake;
            seen.handshake_since = Some(Instant::now());
        }
    }

    /// Returns whose handshake is under way.
    pub(super) fn handshake_with(&self) -> Peer {
        self.peer(self.seen().handshakes)
    }

    fn peer(&self, handshakes: u8) -> Peer {
        if self.greets_proxy && handshakes <= 1 { Peer::Proxy } else { Peer::Target }
    }
}
