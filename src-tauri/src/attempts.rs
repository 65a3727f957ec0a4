//! CONNECT attempts that are running, each under the number that the page gave it, so that it can be cancelled.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Mutex, MutexGuard, PoisonError},
};

use keyfob_core::error::Error;
use tokio::sync::oneshot;

use crate::answer::Answer;

/// The most attempts that run at the same time. A form has two: a page that begins more than it shows loses the oldest.
const MOST: usize = 4;

/// The running attempts.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<u32, oneshot::Sender<()>>>);

impl Attempts {
    /// Waits for an attempt's answer or its cancellation, which drops the attempt.
    pub(crate) async fn run<T>(&self, attempt: u32, answer: impl Future<Output = Answer<T>>) -> Answer<T> {
        let (cancel, cancelled) = oneshot::channel();
        {
            let mut running = self.running();
            let oldest = running.keys().min().copied().filter(|_| running.len() >= MOST);
            if let Some(oldest) = oldest {
                running.remove(&oldest);
            }
            running.insert(attempt, cancel);
        }
        let answer = tokio::select! {
            answer = answer => answer,
            // Also if another attempt with the same number replaces it.
            _ = cancelled => return Err(Error::Cancelled.into()),
        };
        self.running().remove(&attempt);
        answer
    }

    /// Cancels an attempt. Does nothing if it has ended.
    pub(crate) fn cancel(&self, attempt: u32) {
        self.running().remove(&attempt);
    }

    /// Cancels every attempt.
    pub(crate) fn cancel_all(&self) {
        self.running().clear();
    }

    fn running(&self) -> MutexGuard<'_, HashMap<u32, oneshot::Sender<()>>> {
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
        assert!(attempts.running().is_empty());
        attempts.cancel(1);
    }

    #[tokio::test]
    async fn one_attempt_too_many_ends_the_oldest() {
        let attempts = Attempts::default();
        let most = u32::try_from(MOST).unwrap();
        let held: Vec<_> = (1..=most).map(|attempt| Box::pin(attempts.run(attempt, pending::<Answer<()>>()))).collect();
        let mut held = held.into_iter();
        let mut first = held.next().unwrap();
        let mut others: Vec<_> = held.collect();
        let begin = async {
            for other in &mut others {
                assert!(tokio::time::timeout(std::time::Duration::ZERO, other).await.is_err());
            }
        };
        assert!(tokio::time::timeout(std::time::Duration::ZERO, &mut first).await.is_err());
        begin.await;
        assert_eq!(attempts.run(most + 1, ready(Ok(7))).await.ok(), Some(7));
        assert_eq!(first.await.err().map(|failure| failure.kind), Some(FailureKind::Cancelled));
        attempts.cancel_all();
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
