//! The layer around the client's connector: the time limit for a connection, and what is known once it is open.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use hyper_util::client::legacy::connect::{Connection, HttpInfo};
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use super::{attempt::Attempt, error::Phase};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Wraps the client's connector.
#[derive(Clone, Debug)]
pub(super) struct ObserveLayer;

impl<S> Layer<S> for ObserveLayer {
    type Service = Observe<S>;

    fn layer(&self, inner: S) -> Observe<S> {
        Observe { inner }
    }
}

/// A connector that reports to the attempt it works for.
#[derive(Clone, Debug)]
pub(super) struct Observe<S> {
    inner: S,
}

impl<S, R> Service<R> for Observe<S>
where
    S: Service<R, Error = BoxError>,
    S::Response: Connection,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let connecting = self.inner.call(target);
        let Some(attempt) = Attempt::current() else { return Box::pin(connecting) };
        {
            let mut seen = attempt.seen();
            seen.phase = Phase::Connecting;
            seen.connecting_since = Some(Instant::now());
        }
        Box::pin(async move {
            let connection = attempt.while_connecting(connecting).await??;
            let mut extras = hyper::http::Extensions::new();
            connection.connected().get_extras(&mut extras);
            let mut seen = attempt.seen();
            seen.remote_address = extras.get::<HttpInfo>().map(HttpInfo::remote_addr).or(seen.remote_address);
            seen.connected_at = Some(Instant::now());
            seen.phase = Phase::Waiting;
            drop(seen);
            Ok(connection)
        })
    }
}
