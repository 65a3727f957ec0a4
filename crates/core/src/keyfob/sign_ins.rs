//! Sign-ins with settings that aren't saved yet: held until they are, so that a user who has just signed in needn't do it again.

use std::collections::HashMap;

use super::epoch::Epoch;
use crate::{
    authorization::{AuthorizationId, Environment},
    tokens::{Clock, Issued},
};

/// The most sign-ins that are held. A form has at most two.
const MOST: usize = 32;

/// Whose sign-in it is: of which authorization, unless it is new, and environment, with the fingerprint of what its tokens depend on.
pub(super) type Of = (Option<AuthorizationId>, Environment, [u8; 32]);

/// The sign-ins.
#[derive(Default)]
pub(super) struct SignIns(HashMap<Of, HeldSignIn>);

/// What a sign-in brought.
pub(super) struct HeldSignIn {
    pub(super) issued: Issued,
    /// When it was requested.
    pub(super) requested: Clock,
    /// What tokens that were forgotten since would have changed.
    pub(super) epoch: Epoch,
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

    /// Whether one is held.
    pub(super) fn has(&self, of: &Of) -> bool {
        self.0.contains_key(of)
    }

    /// Whether one is held for an environment, with any settings.
    pub(super) fn has_any(&self, id: AuthorizationId, environment: Environment) -> bool {
        self.0.keys().any(|of| (of.0, of.1) == (Some(id), environment))
    }

    /// Takes one.
    pub(super) fn take(&mut self, of: &Of) -> Option<HeldSignIn> {
        self.0.remove(of)
    }

    /// Holds one. The oldest goes if there are too many.
    pub(super) fn hold(&mut self, of: Of, sign_in: HeldSignIn) {
        let oldest = self.0.iter().min_by_key(|(_, held)| held.requested.wall_ms).map(|(of, _)| *of);
        if self.0.len() >= MOST
            && let Some(oldest) = oldest
        {
            self.0.remove(&oldest);
        }
        self.0.insert(of, sign_in);
    }
}
