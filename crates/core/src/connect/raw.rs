//! Raw responses, kept for a while so that *Show raw response* can show one: in memory only, few, and wiped afterwards.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::secret::Secret;

/// The most raw responses that are kept; the oldest goes first.
const KEPT: usize = 4;
/// How long a raw response is kept.
const KEPT_FOR: Duration = Duration::from_mins(10);

/// Names a raw response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, type = "string")]
pub struct RawResponseId(Uuid);

/// The last raw responses of this process.
#[derive(Default)]
pub(crate) struct RawResponses(Mutex<VecDeque<Kept>>);

struct Kept {
    id: RawResponseId,
    since: Instant,
    text: Secret,
}

impl RawResponses {
    /// Keeps a response and returns its name.
    pub(crate) fn keep(&self, text: Secret) -> RawResponseId {
        let id = RawResponseId(Uuid::now_v7());
        let mut kept = self.kept();
        while kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(Kept { id, since: Instant::now(), text });
        id
    }

    /// Returns a response that is still kept.
    pub(crate) fn get(&self, id: RawResponseId) -> Option<Secret> {
        self.kept().iter().find(|one| one.id == id).map(|one| one.text.clone())
    }

    /// Wipes what was kept for long enough.
    pub(crate) fn expire(&self) {
        drop(self.kept());
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The responses that are still kept.
    fn kept(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.since.elapsed() < KEPT_FOR);
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_responses_are_kept() {
        let responses = RawResponses::default();
        let ids: Vec<_> = (0..6).map(|at| responses.keep(Secret::new(at.to_string()))).collect();
        let kept = |id: RawResponseId| responses.get(id).map(|text| text.expose().to_owned());
        assert_eq!(ids.iter().filter_map(|id| kept(*id)).collect::<Vec<_>>(), ["2", "3", "4", "5"]);
        responses.clear();
        assert!(ids.iter().all(|id| kept(*id).is_none()));
    }
}
