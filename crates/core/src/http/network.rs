//! The thread on which every request runs.
//!
//! A connection is a separate task from the request that uses it. On one thread the two can't overtake each other, so the request always learns
//! why its connection ended; on a runtime with several, hyper may drop that reason. A server that floods its connection keeps this thread
//! busy, and not one of the caller's.

use std::{
    future::Future,
    io, panic,
    sync::{Mutex, PoisonError},
    thread,
};

use tokio::{
    runtime::{Builder, Handle},
    task::JoinSet,
};

/// After how many steps of tasks the runtime looks at sockets and timers: after each one, since those of a flooded connection are long.
const STEPS_BETWEEN_EVENTS: u32 = 1;

/// Starts the thread when it is first needed. It lasts as long as the program.
#[derive(Debug, Default)]
pub(super) struct Network(Mutex<Option<Handle>>);

impl Network {
    /// Returns the thread's runtime.
    ///
    /// # Errors
    /// The operating system has no thread or event queue left.
    pub(super) fn handle(&self) -> io::Result<Handle> {
        let mut started = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = &*started {
            return Ok(handle.clone());
        }
        let runtime = Builder::new_current_thread().enable_all().event_interval(STEPS_BETWEEN_EVENTS).build()?;
        let handle = runtime.handle().clone();
        thread::Builder::new().name("network".into()).spawn(move || runtime.block_on(std::future::pending::<()>()))?;
        Ok(started.insert(handle).clone())
    }
}

/// Runs a future on a runtime's thread and waits for it. Dropping the returned future cancels the other.
pub(super) async fn run_on<F>(runtime: &Handle, future: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut task = JoinSet::new();
    task.spawn_on(future, runtime);
    match task.join_next().await {
        Some(Ok(output)) => output,
        Some(Err(error)) if error.is_panic() => panic::resume_unwind(error.into_panic()),
        // Nothing else aborts the task, and the runtime is never shut down.
        Some(Err(_)) | None => std::future::pending().await,
    }
}
