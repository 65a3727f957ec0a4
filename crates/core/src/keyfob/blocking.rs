//! Work that may block, beside async code.

use crate::error::{Error, Result};

/// Runs something that may block on a thread for it.
pub(super) async fn blocking<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(run).await.map_err(|_| Error::Cancelled)
}
