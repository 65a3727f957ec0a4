//! Which proxy an environment uses.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which proxy an environment's requests use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum EnvironmentProxyChoice {
    /// The one in Settings.
    #[default]
    Default,
    /// The one that the operating system or the environment variables name.
    System,
    /// No proxy.
    None,
    /// The one that is entered.
    Address,
}

impl EnvironmentProxyChoice {
    /// Every choice, as JSON has it.
    pub(super) const WORDS: [&str; 4] = ["default", "system", "none", "address"];
}
