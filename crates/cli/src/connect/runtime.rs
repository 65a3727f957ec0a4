//! The runtime that a token request is awaited on.

use std::{future::Future, io};

/// Waits for a token request, which runs on the network's own thread, and for the browser of a user who signs in.
pub(crate) fn block_on<F: Future>(request: F) -> io::Result<F::Output> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(request))
}
