//! Presets: starting points for well-known token servers, which fill in what a server is known to need and say where to find the rest.
//!
//! Everything about the servers is data, in `presets.json`; `docs/presets.md` explains its members. Nothing here knows one of them. `preset`
//! has the types, `variable` decides which values a preset's variables may have, and `filling` makes proposals for the fields of an
//! environment. It only proposes: callers put into a draft what the user chose, and the draft is checked like any other.

mod filling;
mod preset;
mod problem_texts;
#[cfg(test)]
mod tests;
mod text;
mod variable;

use std::sync::LazyLock;

pub use filling::{Filled, Filling, Given, Proposal, ToEnter};
pub use preset::{AssertionAudience, FixedParameter, Needed, NeededScopes, Preset, Presets, Unavailable, WhereFound};
pub use text::Text;
pub use variable::{Variable, VariableKind, VariableProblem, VariableProblemCode};

/// A test reads the file, so that it can't be malformed here.
static PRESETS: LazyLock<Presets> =
    LazyLock::new(|| Presets::read(include_str!("../../presets.json")).unwrap_or_default());

/// Returns all presets, in the order of their names.
#[must_use]
pub fn presets() -> &'static Presets {
    &PRESETS
}
