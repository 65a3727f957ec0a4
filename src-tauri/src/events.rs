//! What the window tells its page without being asked: the page asks for the next events, and is answered as soon as there are some.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use keyfob_core::keyfob::CoreEvent;
use tokio::{sync::Notify, time::timeout};

/// The longest time until the page is answered, even without an event. It then asks again.
const ANSWERED_WITHIN: Duration = Duration::from_secs(50);

/// The events that the page hasn't received yet.
#[derive(Default)]
pub(crate) struct Events {
    queue: Mutex<Queue>,
    news: Notify,
}

#[derive(Default)]
struct Queue {
    events: Vec<CoreEvent>,
    /// The number of requests so far. Only the newest one is answered with events: an older one comes from a page that was reloaded.
    requests: u64,
}

impl Events {
    /// Tells the page something. It replaces an event of the same kind, and about the same CONNECT, that the page hasn't received yet.
    pub(crate) fn send(&self, event: CoreEvent) {
        let mut queue = self.queue();
        queue.events.retain(|queued| !is_about_the_same(queued, &event));
        queue.events.push(event);
        drop(queue);
        self.news.notify_waiters();
    }

    /// Waits for events and returns them, oldest first. Returns none after some time, or once the page asks again.
    pub(crate) async fn next(&self) -> Vec<CoreEvent> {
        let request = {
            let mut queue = self.queue();
            queue.requests += 1;
            queue.requests
        };
        self.news.notify_waiters();
        loop {
            // Created before the queue is read, so that no event is missed in between.
            let news = self.news.notified();
            {
                let mut queue = self.queue();
                if queue.requests != request {
                    return Vec::new();
                }
                if !queue.events.is_empty() {
                    return mem::take(&mut queue.events);
                }
            }
            if timeout(ANSWERED_WITHIN, news).await.is_err() {
                return Vec::new();
            }
        }
    }

    /// Forgets what the page hasn't received and ends its request, since it is loaded again and asks for its state.
    pub(crate) fn forget(&self) {
        let mut queue = self.queue();
        queue.events.clear();
        queue.requests += 1;
        drop(queue);
        self.news.notify_waiters();
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a later event makes an earlier one obsolete.
fn is_about_the_same(one: &CoreEvent, other: &CoreEvent) -> bool {
    match (one, other) {
        (CoreEvent::SignIn { attempt, .. }, CoreEvent::SignIn { attempt: other, .. }) => attempt == other,
        _ => mem::discriminant(one) == mem::discriminant(other),
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, pin::pin, task::Poll};

    use keyfob_core::keyfob::DatabaseState;

    use super::*;

    /// Whether a future hasn't ended when it is polled now.
    async fn is_pending<T>(mut future: std::pin::Pin<&mut impl Future<Output = T>>) -> bool {
        poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_waits_for_an_event_and_is_answered_without_one_in_the_end() {
        let events = Events::default();
        {
            let mut next = pin!(events.next());
            assert!(is_pending(next.as_mut()).await);
            events.send(CoreEvent::Changed);
            assert_eq!(next.await, [CoreEvent::Changed]);
        }
        assert_eq!(events.next().await, []);
    }

    #[tokio::test(start_paused = true)]
    async fn events_wait_for_the_next_request_and_only_the_last_of_each_kind_is_kept() {
        let events = Events::default();
        for event in
            [CoreEvent::Database(DatabaseState::Gone), CoreEvent::Changed, CoreEvent::Database(DatabaseState::InPlace)]
        {
            events.send(event);
        }
        assert_eq!(events.next().await, [CoreEvent::Changed, CoreEvent::Database(DatabaseState::InPlace)]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_request_of_a_page_that_was_reloaded_takes_no_event() {
        let events = Events::default();
        let mut older = pin!(events.next());
        assert!(is_pending(older.as_mut()).await);
        events.send(CoreEvent::Ping);
        events.forget();
        events.send(CoreEvent::Changed);
        assert_eq!(older.await, []);
        assert_eq!(events.next().await, [CoreEvent::Changed]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_newer_request_ends_the_older_one() {
        let events = Events::default();
        let mut older = pin!(events.next());
        assert!(is_pending(older.as_mut()).await);
        let mut newer = pin!(events.next());
        assert!(is_pending(newer.as_mut()).await);
        assert_eq!(older.await, []);
        events.send(CoreEvent::Changed);
        assert_eq!(newer.await, [CoreEvent::Changed]);
    }
}
