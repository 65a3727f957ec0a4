//! Calls to the keyring that are under way.
//!
//! A call blocks for as long as the keyring shows a prompt, so each runs on its own thread, and the threads that wait for its answer can
//! stop waiting. The call itself can't be stopped: its answer may come later, when no thread waits for it any more.

use std::{
    collections::HashMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use crate::{
    error::KeyringError,
    vault::{item::Item, key::VaultKey},
};

/// What the keyring answered: the key, if it was asked for one.
pub(super) type Answer = Result<Option<Arc<VaultKey>>, KeyringError>;

/// What the keyring is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Question {
    /// Whether it keeps what it is given.
    Probe,
    /// The key in an item.
    Get(Item),
    /// To keep a new key.
    Put(Item),
    /// To keep a key again that the vault uses.
    PutBack(Item),
    /// To delete a key.
    Delete(Item),
}

/// How long a thread waits for an answer, and what it does meanwhile.
#[derive(Clone, Default)]
pub(super) struct Patience {
    /// `None` waits for as long as the user needs.
    pub(super) limit: Option<Duration>,
    /// Called once by a thread that has waited for [`NOTICEABLE`].
    pub(super) on_wait: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// The user is told about a call that takes longer than this.
const NOTICEABLE: Duration = Duration::from_secs(1);

/// The calls under way, by their questions.
#[derive(Clone, Default)]
pub(super) struct Calls(Arc<Mutex<HashMap<Question, Arc<Call>>>>);

struct Call {
    begun: Instant,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    answer: Option<Answer>,
    /// How many threads wait for the answer.
    waiting: u32,
    /// How often the call was cancelled.
    cancellations: u32,
}

/// What a call does on its thread.
pub(super) struct Work {
    /// Asks the keyring.
    pub(super) ask: Box<dyn Fn() -> Answer + Send>,
    /// Undoes what was done if it succeeded after every thread had stopped waiting for it.
    pub(super) undo: Option<Box<dyn Fn() + Send>>,
}

impl Calls {
    /// Asks, and waits for the answer. Threads that ask the same at the same time share one call, and so one prompt.
    pub(super) fn ask(&self, question: Question, patience: &Patience, work: Work) -> Answer {
        let (call, cancellations) = self.join_or_begin(question, work);
        call.wait(cancellations, patience)
    }

    /// Makes every thread that waits stop waiting, with [`KeyringError::Cancelled`].
    pub(super) fn cancel(&self) {
        for call in lock(&self.0).values() {
            lock(&call.state).cancellations += 1;
            call.changed.notify_all();
        }
    }

    /// Returns whether a thread waits for a call that has taken noticeably long.
    pub(super) fn is_waiting(&self) -> bool {
        let is_noticeable = |call: &Arc<Call>| call.begun.elapsed() >= NOTICEABLE && lock(&call.state).waiting > 0;
        lock(&self.0).values().any(is_noticeable)
    }

    /// How many threads wait.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> u32 {
        lock(&self.0).values().map(|call| lock(&call.state).waiting).sum()
    }

    /// Whether no call is under way.
    #[cfg(test)]
    pub(super) fn is_idle(&self) -> bool {
        lock(&self.0).is_empty()
    }

    fn join_or_begin(&self, question: Question, work: Work) -> (Arc<Call>, u32) {
        let mut under_way = lock(&self.0);
        if let Some(call) = under_way.get(&question) {
            let mut state = lock(&call.state);
            // A call that was given up may hang for ever, so it is asked again; but a key that may still be stored is never stored twice.
            if state.waiting > 0 || matches!(question, Question::Put(_)) {
                state.waiting += 1;
                return (call.clone(), state.cancellations);
            }
        }
        let state = State { answer: None, waiting: 1, cancellations: 0 };
        let call = Arc::new(Call { begun: Instant::now(), state: state.into(), changed: Condvar::new() });
        let answering = Answering { calls: self.clone(), question, call: call.clone() };
        under_way.insert(question, call.clone());
        drop(under_way);
        // Without a thread, dropping `answering` ends the call.
        drop(thread::Builder::new().name("keyring".into()).spawn(move || answering.run(&work)));
        (call, 0)
    }
}

impl Call {
    fn wait(&self, cancellations: u32, patience: &Patience) -> Answer {
        let end = patience.limit.map(|limit| Instant::now() + limit);
        let mut notice = patience.on_wait.as_ref().map(|on_wait| (Instant::now() + NOTICEABLE, on_wait));
        let mut state = lock(&self.state);
        loop {
            if let Some(answer) = &state.answer {
                return answer.clone();
            }
            let is_cancelled = state.cancellations != cancellations;
            let now = Instant::now();
            if is_cancelled || end.is_some_and(|end| end <= now) {
                state.waiting -= 1;
                return Err(if is_cancelled { KeyringError::Cancelled } else { KeyringError::TimedOut });
            }
            if let Some((_, on_wait)) = notice.take_if(|(at, _)| *at <= now) {
                drop(state);
                on_wait();
                state = lock(&self.state);
                continue;
            }
            let next = [end, notice.map(|(at, _)| at)].into_iter().flatten().min();
            state = match next {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(next) => self.changed.wait_timeout(state, next - now).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
    }
}

/// A call as its own thread has it. It is answered when this is dropped, even if the store panics.
struct Answering {
    calls: Calls,
    question: Question,
    call: Arc<Call>,
}

impl Answering {
    fn run(self, work: &Work) {
        loop {
            let answer = (work.ask)();
            let Some(undo) = work.undo.as_ref().filter(|_| answer.is_ok()) else { return self.answer(answer) };
            if self.answer_if(answer, |waiting| waiting > 0) {
                return;
            }
            undo();
            // Unless a thread has begun to wait for it meanwhile: then it is asked again.
            if self.answer_if(Err(KeyringError::Cancelled), |waiting| waiting == 0) {
                return;
            }
        }
    }

    fn answer(&self, answer: Answer) {
        self.answer_if(answer, |_| true);
    }

    /// Gives the answer to the threads that wait for it and ends the call, depending on how many threads wait. No thread begins or stops to
    /// wait in between.
    fn answer_if(&self, answer: Answer, is_due: impl Fn(u32) -> bool) -> bool {
        let mut under_way = lock(&self.calls.0);
        let mut state = lock(&self.call.state);
        if !is_due(state.waiting) {
            return false;
        }
        state.answer.get_or_insert(answer);
        // Another call for the same question may have taken its place.
        if under_way.get(&self.question).is_some_and(|found| Arc::ptr_eq(found, &self.call)) {
            under_way.remove(&self.question);
        }
        self.call.changed.notify_all();
        true
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.answer(Err(KeyringError::Failed));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change under these locks is a single step.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
