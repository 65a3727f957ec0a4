//! Work that may block, beside async code.

use crate::error::{Error, Result};

/// Does the same where nothing can be returned instead: a panic goes on here, and if the runtime ends, so does the caller.
pub(super) async fn blocking_to_the_end<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(run).await {
        Ok(value) => value,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => std::future::pending().await,
    }
}

/// Runs something that may block on a thread for it.
pub(super) async fn blocking<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(run).await.map_err(|_| Error::Cancelled)
}
