//! Connections under way, each under the number that the page gave it, so that it can be cancelled.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Mutex, MutexGuard, PoisonError},
};

use keyfob_core::error::Error;
use tokio::sync::oneshot;

use crate::commands::Answer;

/// The connections under way.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<u32, oneshot::Sender<()>>>);

impl Attempts {
    /// Waits for an attempt's answer, or for its cancellation; the attempt is dropped then.
    pub(crate) async fn run<T>(&self, attempt: u32, answer: impl Future<Output = Answer<T>>) -> Answer<T> {
        let (cancel, cancelled) = oneshot::channel();
        self.under_way().insert(attempt, cancel);
        let answer = tokio::select! {
            answer = answer => answer,
            // Another attempt under the same number takes its place: that cancels it, too.
            _ = cancelled => return Err(Error::Cancelled.into()),
        };
        self.under_way().remove(&attempt);
        answer
    }

    /// Cancels an attempt; one that is over already is left alone.
    pub(crate) fn cancel(&self, attempt: u32) {
        self.under_way().remove(&attempt);
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<u32, oneshot::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use keyfob_core::error::FailureKind;

    use super::*;

    #[tokio::test]
    async fn an_attempt_that_answers_is_over() {
        let attempts = Attempts::default();
        assert_eq!(attempts.run(1, ready(Ok(7))).await.ok(), Some(7));
        assert!(attempts.under_way().is_empty());
        attempts.cancel(1);
    }

    #[tokio::test]
    async fn a_cancelled_attempt_fails_as_cancelled_and_no_other_does() {
        let attempts = Attempts::default();
        let cancelling = async {
            tokio::task::yield_now().await;
            attempts.cancel(2);
            attempts.cancel(3);
        };
        let (cancelled, ()) = tokio::join!(attempts.run(2, pending::<Answer<()>>()), cancelling);
        assert_eq!(cancelled.err().map(|failure| failure.kind), Some(FailureKind::Cancelled));
        assert_eq!(attempts.run(4, ready(Ok(7))).await.ok(), Some(7));
    }
}
