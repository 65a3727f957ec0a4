//! A form-encoded answer, which old servers send instead of JSON.

use super::members::{Members, Source};
use crate::token::form;

/// Reads a form that speaks of a token or an error; any other text is none.
pub(super) fn read(text: &str) -> Option<Members<'_>> {
    let pairs = form::parse(text)?;
    let speaks = pairs.iter().any(|(name, _)| name == "access_token" || name == "error");
    speaks.then_some(Members { source: Source::Form(pairs) })
}
