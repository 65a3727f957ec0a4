//! Points in time, for auto-lock.

use std::time::{Duration, Instant, SystemTime};

/// A point in time, by the clock that stops while the machine sleeps and by the one that the user may set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// Never goes back.
    pub(crate) steady: Instant,
    /// Goes on while the machine sleeps.
    pub(crate) wall: SystemTime,
}

impl Moment {
    /// Now.
    pub(crate) fn now() -> Self {
        Self { steady: Instant::now(), wall: SystemTime::now() }
    }

    /// Returns a later moment.
    #[cfg(test)]
    pub(crate) fn later(self, by: Duration) -> Self {
        Self { steady: self.steady + by, wall: self.wall + by }
    }

    /// How long ago another moment was, by the clock that says more.
    pub(super) fn since(self, earlier: Self) -> Duration {
        let steady = self.steady.saturating_duration_since(earlier.steady);
        steady.max(self.wall.duration_since(earlier.wall).unwrap_or_default())
    }
}
