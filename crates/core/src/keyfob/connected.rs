//! The configurations that CONNECT proved to work since the program started, by keyed fingerprint. A save relies on these, never on the
//! page.

use std::collections::HashMap;

/// The most fingerprints that are kept; the oldest are dropped.
const MOST: usize = 1_000;

/// The configurations that a server issued a token for, and when.
#[derive(Default)]
pub(super) struct Connected(HashMap<[u8; 32], i64>);

impl Connected {
    /// Remembers a configuration that works.
    pub(super) fn remember(&mut self, fingerprint: [u8; 32], at_ms: i64) {
        if self.0.len() >= MOST
            && let Some(oldest) = self.0.iter().min_by_key(|(_, at)| **at).map(|(fingerprint, _)| *fingerprint)
        {
            self.0.remove(&oldest);
        }
        self.0.insert(fingerprint, at_ms);
    }

    /// Forgets a configuration that no longer works.
    pub(super) fn forget(&mut self, fingerprint: &[u8; 32]) {
        self.0.remove(fingerprint);
    }

    /// Returns when a configuration was last seen to work.
    pub(super) fn at_ms(&self, fingerprint: &[u8; 32]) -> Option<i64> {
        self.0.get(fingerprint).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_dropped_first_and_what_failed_is_forgotten() {
        let mut connected = Connected::default();
        for at in 0..=1_000u16 {
            let mut fingerprint = [0; 32];
            fingerprint[..2].copy_from_slice(&at.to_le_bytes());
            connected.remember(fingerprint, i64::from(at));
        }
        assert_eq!(connected.at_ms(&[0; 32]), None);
        let mut last = [0; 32];
        last[..2].copy_from_slice(&1_000u16.to_le_bytes());
        assert_eq!(connected.at_ms(&last), Some(1_000));
        connected.forget(&last);
        assert_eq!(connected.at_ms(&last), None);
    }
}
