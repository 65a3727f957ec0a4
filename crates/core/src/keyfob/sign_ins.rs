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
pub(super) struct SignIns {
    held: HashMap<Of, HeldSignIn>,
    /// As what the new authorization of the open form was saved: a sign-in that began before belongs to it.
    saved_as: HashMap<(Environment, [u8; 32]), AuthorizationId>,
}

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
        self.held.clear();
        self.saved_as.clear();
    }

    /// Forgets those for new authorizations: another one begins, and gets none of them.
    pub(super) fn forget_new(&mut self) {
        self.held.retain(|of, _| of.0.is_some());
        self.saved_as.clear();
    }

    /// Notes as what a new authorization was saved.
    pub(super) fn note_saved(&mut self, environment: Environment, fingerprint: [u8; 32], id: AuthorizationId) {
        self.saved_as.insert((environment, fingerprint), id);
    }

    /// Returns as what it was saved, if it was.
    pub(super) fn saved_as(&self, environment: Environment, fingerprint: [u8; 32]) -> Option<AuthorizationId> {
        self.saved_as.get(&(environment, fingerprint)).copied()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Whether one is held.
    pub(super) fn has(&self, of: &Of) -> bool {
        self.held.contains_key(of)
    }

    /// Whether one is held for an environment, with any settings.
    pub(super) fn has_any(&self, id: AuthorizationId, environment: Environment) -> bool {
        self.held.keys().any(|of| (of.0, of.1) == (Some(id), environment))
    }

    /// Takes one.
    pub(super) fn take(&mut self, of: &Of) -> Option<HeldSignIn> {
        self.held.remove(of)
    }

    /// Holds one. The oldest goes if there are too many.
    pub(super) fn hold(&mut self, of: Of, sign_in: HeldSignIn) {
        let oldest = self.held.iter().min_by_key(|(_, held)| held.requested.wall_ms).map(|(of, _)| *of);
        if self.held.len() >= MOST
            && let Some(oldest) = oldest
        {
            self.held.remove(&oldest);
        }
        self.held.insert(of, sign_in);
    }
}
