//! The runtime that a token request is awaited on.

use std::{future::Future, io};

/// Waits for a token request, which runs on the network's own thread.
pub(crate) fn block_on<F: Future>(request: F) -> io::Result<F::Output> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(request))
}
