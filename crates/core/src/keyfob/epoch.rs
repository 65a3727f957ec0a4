//! What tells a request that began before tokens were forgotten.

/// What changes whenever tokens are forgotten: for all, and for one environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Epoch(pub(super) Option<String>, pub(super) Option<String>);
