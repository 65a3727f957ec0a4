//! Which tokens this process is requesting, and those that it keeps only in memory.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    authorization::{AuthorizationId, Environment},
    error::Result,
    store::TokenLock,
    tokens::State,
};

/// Whose token it is.
type Of = (AuthorizationId, Environment);

/// The tokens that this process is requesting, and those that it keeps only in memory.
#[derive(Default)]
pub(super) struct Tokens {
    requested: HashSet<Of>,
    /// With the configuration that each belongs to.
    in_memory: HashMap<Of, (Vec<u8>, State)>,
}

impl Tokens {
    /// Returns what is kept in memory for a configuration.
    pub(super) fn in_memory(&self, of: &Of, configuration: &[u8]) -> Option<&State> {
        self.in_memory.get(of).filter(|(kept, _)| kept == configuration).map(|(_, state)| state)
    }

    /// Returns the environments of some authorizations for which something is kept in memory.
    pub(super) fn kept_of(&self, ids: &[AuthorizationId]) -> Vec<Of> {
        self.in_memory.keys().filter(|(id, _)| ids.contains(id)).copied().collect()
    }

    /// Returns the authorizations for which something is kept in memory.
    pub(super) fn ids_in_memory(&self) -> Vec<AuthorizationId> {
        self.in_memory.keys().map(|(id, _)| *id).collect()
    }

    /// Returns when the next sign-in that is kept in memory ends after a time, in UTC milliseconds.
    pub(super) fn next_sign_in_end(&self, now_ms: i64) -> Option<i64> {
        let ends = self.in_memory.values().filter_map(|(_, state)| state.signed_in_until_ms());
        ends.filter(|end| (now_ms + 1..i64::MAX).contains(end)).min()
    }

    /// Keeps something in memory.
    pub(super) fn keep(&mut self, of: Of, configuration: Vec<u8>, state: State) {
        self.in_memory.insert(of, (configuration, state));
    }

    /// Wipes what is kept in memory of an environment.
    pub(super) fn forget(&mut self, of: Of) {
        self.in_memory.remove(&of);
    }

    /// Wipes everything that is kept in memory.
    pub(super) fn forget_all(&mut self) {
        self.in_memory.clear();
    }
}

/// What came of locking out other programs.
pub(super) enum Locking {
    /// They are locked out.
    Locked(TokenLock),
    /// Another program makes the request.
    ByOther,
    /// What is requested stays in memory, so other programs make their own requests.
    NotShared,
}

/// The right to request a token, until it is dropped.
pub(super) struct Turn {
    tokens: Arc<Mutex<Tokens>>,
    of: Of,
    _lock: Option<TokenLock>,
}

impl Turn {
    /// Takes the turn; `None` while another thread or program has it. `lock` locks out other programs, if it returns a lock.
    ///
    /// # Errors
    /// The first error of `lock`.
    pub(super) fn take(
        tokens: &Arc<Mutex<Tokens>>,
        of: Of,
        lock: impl FnOnce() -> Result<Locking>,
    ) -> Result<Option<Self>> {
        if !locked(tokens).requested.insert(of) {
            return Ok(None);
        }
        let taken = lock();
        let lock = match taken {
            Ok(Locking::Locked(lock)) => Some(lock),
            Ok(Locking::NotShared) => None,
            other => {
                locked(tokens).requested.remove(&of);
                return other.map(|_| None);
            }
        };
        Ok(Some(Self { tokens: Arc::clone(tokens), of, _lock: lock }))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        locked(&self.tokens).requested.remove(&self.of);
    }
}

/// Locks; every change under this lock is a single step.
fn locked(tokens: &Mutex<Tokens>) -> MutexGuard<'_, Tokens> {
    tokens.lock().unwrap_or_else(PoisonError::into_inner)
}
