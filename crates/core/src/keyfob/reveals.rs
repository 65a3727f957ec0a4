//! Of how many authorizations secrets are shown in a short time: a user looks at a few, a script in a compromised page would take them all.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::{
    authorization::AuthorizationId,
    error::{Error, Result},
};

/// The most authorizations of which secrets are shown within [`WINDOW`].
const MOST: usize = 20;
/// The time over which they are counted.
const WINDOW: Duration = Duration::from_mins(1);

/// Of which authorizations secrets were shown lately, and when first.
#[derive(Debug, Default)]
pub(super) struct Reveals {
    shown: VecDeque<(Instant, AuthorizationId)>,
    is_lifted: bool,
}

impl Reveals {
    /// Counts an authorization of which a secret is about to be shown.
    ///
    /// # Errors
    /// [`Error::TooManyReveals`].
    pub(super) fn begin(&mut self, id: AuthorizationId, now: Instant) -> Result<()> {
        while self.shown.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) >= WINDOW) {
            self.shown.pop_front();
        }
        if self.shown.iter().any(|(_, shown)| *shown == id) {
            return Ok(());
        }
        if let Some((first, _)) = self.shown.front()
            && self.shown.len() >= MOST
            && !self.is_lifted
        {
            let wait = WINDOW.saturating_sub(now.saturating_duration_since(*first));
            return Err(Error::TooManyReveals(wait.as_secs() + 1));
        }
        self.shown.push_back((now, id));
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
        let another = AuthorizationId::generate;
        let first = another();
        reveals.begin(first, after(0)).unwrap();
        for second in 1..20 {
            reveals.begin(another(), after(second)).unwrap();
        }
        for (second, wait) in [(20, 41), (59, 2)] {
            let refused = reveals.begin(another(), after(second));
            assert!(matches!(refused, Err(Error::TooManyReveals(seconds)) if seconds == wait));
            assert!(reveals.begin(first, after(second)).is_ok(), "all secrets of an authorization count as one");
        }
        reveals.begin(another(), after(60)).unwrap();
        assert!(reveals.begin(another(), after(60)).is_err(), "each makes room for one");
        assert!(reveals.begin(another(), after(61)).is_ok());
    }
}
