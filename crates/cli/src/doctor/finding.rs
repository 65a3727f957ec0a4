//! What a check found, and what to do.

use serde::Serialize;

use crate::failure::Failure;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Ok,
    Warning,
    Problem,
}

/// What a check found.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) check: &'static str,
    pub(super) state: State,
    pub(super) message: String,
    /// What to do.
    pub(super) action: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, state: State::Ok, message: message.into(), action: None }
    }

    pub(super) fn warning(check: &'static str, message: impl Into<String>, action: impl Into<String>) -> Self {
        Self { state: State::Warning, action: Some(action.into()), ..Self::ok(check, message) }
    }

    pub(super) fn problem(check: &'static str, message: impl Into<String>, action: impl Into<String>) -> Self {
        Self { state: State::Problem, action: Some(action.into()), ..Self::ok(check, message) }
    }

    /// Returns a failure, whose message says what to do.
    pub(super) fn of_failure(check: &'static str, failure: Failure) -> Self {
        Self { state: State::Problem, ..Self::ok(check, failure.into_parts().1) }
    }
}
