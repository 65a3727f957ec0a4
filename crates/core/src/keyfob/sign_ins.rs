//! Sign-ins with settings that aren't saved yet: held until they are, so that a user who has just signed in needn't do it again.

use std::collections::HashMap;

use crate::tokens::{Clock, Issued};

/// The most sign-ins that are held. A form has at most two.
const MOST: usize = 32;

/// The sign-ins, by the fingerprint of their settings and secrets.
#[derive(Default)]
pub(super) struct SignIns(HashMap<[u8; 32], HeldSignIn>);

/// What a sign-in brought.
pub(super) struct HeldSignIn {
    pub(super) issued: Issued,
    /// When it was requested.
    pub(super) requested: Clock,
    /// See [`Keyfob::token_epoch`](super::Keyfob::token_epoch).
    pub(super) epoch: Option<String>,
}

impl SignIns {
    /// Forgets every sign-in.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the one of some settings and secrets.
    pub(super) fn take(&mut self, fingerprint: &[u8; 32]) -> Option<HeldSignIn> {
        self.0.remove(fingerprint)
    }

    /// Holds one. The oldest goes if there are too many.
    pub(super) fn hold(&mut self, fingerprint: [u8; 32], sign_in: HeldSignIn) {
        let oldest = self.0.iter().min_by_key(|(_, held)| held.requested.wall_ms).map(|(fingerprint, _)| *fingerprint);
        if self.0.len() >= MOST
            && let Some(oldest) = oldest
        {
            self.0.remove(&oldest);
        }
        self.0.insert(fingerprint, sign_in);
    }
}
