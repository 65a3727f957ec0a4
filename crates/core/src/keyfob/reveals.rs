//! How many secrets are shown in a short time: a user looks at a few, a script in a compromised page would take them all.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::error::{Error, Result};

/// The most secrets that are shown within [`WINDOW`].
const MOST: usize = 20;
/// The time over which they are counted.
const WINDOW: Duration = Duration::from_mins(1);

/// When secrets were shown lately.
#[derive(Debug, Default)]
pub(super) struct Reveals {
    at: VecDeque<Instant>,
    is_lifted: bool,
}

impl Reveals {
    /// Counts one that is about to be shown.
    ///
    /// # Errors
    /// [`Error::TooManyReveals`].
    pub(super) fn begin(&mut self, now: Instant) -> Result<()> {
        while self.at.front().is_some_and(|at| now.saturating_duration_since(*at) >= WINDOW) {
            self.at.pop_front();
        }
        if let Some(first) = self.at.front()
            && self.at.len() >= MOST
            && !self.is_lifted
        {
            let wait = WINDOW.saturating_sub(now.saturating_duration_since(*first));
            return Err(Error::TooManyReveals(wait.as_secs() + 1));
        }
        self.at.push_back(now);
        Ok(())
    }

    /// Counts no longer.
    #[cfg(any(test, feature = "torture"))]
    pub(super) fn lift(&mut self) {
        self.is_lifted = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_shown_within_a_minute_and_then_more() {
        let (mut reveals, start) = (Reveals::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        for second in 0..20 {
            reveals.begin(after(second)).unwrap();
        }
        for (second, wait) in [(20, 41), (59, 2)] {
            assert!(matches!(reveals.begin(after(second)), Err(Error::TooManyReveals(seconds)) if seconds == wait));
        }
        reveals.begin(after(60)).unwrap();
        assert!(reveals.begin(after(60)).is_err(), "each makes room for one");
        assert!(reveals.begin(after(61)).is_ok());
    }
}
