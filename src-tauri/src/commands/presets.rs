//! *Start from a preset*: what is known about token servers, and what follows from it for a form. The user chooses what is filled in.

use keyfob_core::{
    authorization::{ClientAuthentication, PerEnvironment},
    presets::{self, Filled, Given, Presets},
};
use tauri::command;

use crate::answer::Answer;

/// Returns all presets.
#[command]
pub(crate) async fn presets() -> Answer<&'static Presets> {
    Ok(presets::presets())
}

/// Returns what a preset proposes with the values of its variables; `None` if there is no such preset. Nothing is sent.
#[command(rename_all = "snake_case")]
pub(crate) async fn fill_preset(
    id: String,
    values: PerEnvironment<Given>,
    method: Option<ClientAuthentication>,
) -> Answer<Option<Filled>> {
    Ok(presets::presets().find(&id).map(|preset| preset.fill_each(&values, method)))
}
