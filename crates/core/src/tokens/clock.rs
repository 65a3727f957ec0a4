//! A point in time that another process, and a later start, can compare with its own.
//!
//! Neither clock is enough. The user may set the wall clock, and the clock that counts from the start of the system means nothing after the
//! next start. An age counts by both, and the older one is right: a token that either clock calls expired is expired.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// How far back the wall clock may have been set, without another clock to tell, before an age counts as unknown. Synchronizing a clock
/// sets it by less.
const ADJUSTED_MS: i64 = 5_000;

/// A point in time by both clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Clock {
    /// UTC milliseconds, as the user has set the clock.
    pub(crate) wall_ms: i64,
    /// Since the system was started; `None` where there is no such clock.
    boot: Option<Boot>,
}

/// Milliseconds since the system was started, sleep included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Boot {
    /// Which start it was.
    id: String,
    ms: i64,
}

impl Clock {
    /// Now.
    pub(crate) fn now() -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { wall_ms: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX), boot: Boot::now() }
    }

    /// Returns how long ago this was, in milliseconds; `None` if no clock says.
    pub(crate) fn age_ms(&self, now: &Self) -> Option<i64> {
        let by_wall = now.wall_ms.saturating_sub(self.wall_ms);
        let by_boot = match (&self.boot, &now.boot) {
            (Some(then), Some(now)) if then.id == now.id => Some(now.ms.saturating_sub(then.ms)),
            _ => None,
        };
        match by_boot {
            Some(by_boot) => Some(by_boot.max(by_wall).max(0)),
            None => (by_wall >= -ADJUSTED_MS).then_some(by_wall.max(0)),
        }
    }

    /// The same point in time, some milliseconds later.
    #[cfg(test)]
    pub(crate) fn later(&self, ms: i64) -> Self {
        let boot = self.boot.as_ref().map(|boot| Boot { id: boot.id.clone(), ms: boot.ms + ms });
        Self { wall_ms: self.wall_ms + ms, boot }
    }

    /// A point in time that both clocks have.
    #[cfg(test)]
    pub(crate) fn of(boot_id: &str, boot_ms: i64, wall_ms: i64) -> Self {
        Self { wall_ms, boot: Some(Boot { id: boot_id.to_owned(), ms: boot_ms }) }
    }
}

impl Boot {
    #[cfg(target_os = "linux")]
    fn now() -> Option<Self> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().to_owned();
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        let ms = time.tv_sec.saturating_mul(1_000).saturating_add(time.tv_nsec / 1_000_000);
        (!id.is_empty()).then_some(Self { id, ms })
    }

    /// Elsewhere no clock can be told apart from that of another start.
    #[cfg(not(target_os = "linux"))]
    fn now() -> Option<Self> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn an_age_is_the_older_of_two() {
        let then = Clock::of("a", 10 * HOUR, 100 * HOUR);
        for (now, age) in [
            (Clock::of("a", 11 * HOUR, 101 * HOUR), Some(HOUR)),
            // Set back by an hour: the other clock goes on.
            (Clock::of("a", 11 * HOUR, 100 * HOUR), Some(HOUR)),
            (Clock::of("a", 11 * HOUR, 0), Some(HOUR)),
            // Set forward.
            (Clock::of("a", 11 * HOUR, 125 * HOUR), Some(25 * HOUR)),
            (Clock::of("a", 0, 0), Some(0)),
            // Started again.
            (Clock::of("b", 0, 102 * HOUR), Some(2 * HOUR)),
            (Clock::of("b", 0, 100 * HOUR - 1_000), Some(0)),
            (Clock::of("b", 0, 99 * HOUR), None),
            (Clock { wall_ms: 101 * HOUR, boot: None }, Some(HOUR)),
            (Clock { wall_ms: 99 * HOUR, boot: None }, None),
        ] {
            assert_eq!(then.age_ms(&now), age, "{now:?}");
        }
    }

    #[test]
    fn time_passes() {
        let then = Clock::now();
        assert!(then.age_ms(&Clock::now()).is_some_and(|age| age < 60_000));
        assert_eq!(then.age_ms(&then.later(5)), Some(5));
    }
}
