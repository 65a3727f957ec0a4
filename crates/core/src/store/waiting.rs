//! Waiting for another program: for how long, and how the caller is notified.

use std::{
    fmt,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use crate::error::{Error, Result};

/// The time between two attempts.
const PAUSE: Duration = Duration::from_millis(5);

/// How long Keyfob waits while another program uses the same data, and how the caller is notified.
///
/// Only writing, opening and changing backups wait. Reading doesn't.
#[derive(Clone)]
pub struct Waiting {
    /// How long an operation is retried before it fails with [`Error::Busy`].
    pub limit: Duration,
    /// How long an operation waits before `on_wait` is called.
    pub notice_after: Duration,
    /// Called once for each operation that waits longer than `notice_after`, on the thread that waits. It must not use the store.
    pub on_wait: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl Default for Waiting {
    /// Waits for up to 30 s, and calls `on_wait` after 1 s.
    fn default() -> Self {
        Self { limit: Duration::from_secs(30), notice_after: Duration::from_secs(1), on_wait: None }
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl Waiting {
    /// Starts to wait.
    pub(super) fn begin(&self) -> Wait<'_> {
        Wait { waiting: self, since: Instant::now(), is_told: false }
    }

    /// Retries while another program uses the data.
    ///
    /// # Errors
    /// [`Error::Busy`] after the limit, or any other error of `attempt` at once.
    pub(super) fn retry<T>(&self, mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
        let mut wait = self.begin();
        loop {
            match attempt() {
                Err(Error::Busy) if !wait.is_over() => wait.pause(),
                result => return result,
            }
        }
    }
}

/// One operation that waits.
pub(super) struct Wait<'w> {
    waiting: &'w Waiting,
    since: Instant,
    is_told: bool,
}

impl Wait<'_> {
    /// Whether the limit is reached.
    pub(super) fn is_over(&self) -> bool {
        self.since.elapsed() >= self.waiting.limit
    }

    /// Sleeps until the next attempt, and notifies the caller once `notice_after` has passed.
    pub(super) fn pause(&mut self) {
        if !self.is_told && self.since.elapsed() >= self.waiting.notice_after {
            self.is_told = true;
            if let Some(on_wait) = &self.waiting.on_wait {
                on_wait();
            }
        }
        thread::sleep(PAUSE);
    }
}
