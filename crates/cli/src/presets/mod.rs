//! `keyfob presets`, and starting from one with `keyfob add --preset`.

mod described;
mod find;
mod start;

use keyfob_core::presets::{Preset, presets};

use crate::{exit::Exit, failure::Failure, output, stderr, terminal};
use find::find;
pub(crate) use start::Start;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  keyfob presets
  keyfob presets keycloak
  keyfob add oauth2 billing-api --preset keycloak --var server=keycloak.example.com --var realm=acme --client-id billing")]
pub(crate) struct Arguments {
    /// A preset's id or name, ignoring case. Without it, all are listed.
    name: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Lists the presets, or shows one.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.name {
        None if arguments.json => output::json(presets()),
        None => list(),
        Some(name) => {
            let preset = find(name).map_err(|message| Failure::new(Exit::NotFound, message))?;
            if arguments.json { output::json(preset) } else { output::text(&described::preset(preset)) }
        }
    }
}

fn list() -> Result<Exit, Failure> {
    let widest = presets().presets.iter().map(|preset| preset.id.len()).max().unwrap_or(0);
    let line = |preset: &Preset| format!("{}  {}\n", terminal::padded(&preset.id, widest), preset.name);
    let done = output::text(&presets().presets.iter().map(line).collect::<Vec<_>>().concat())?;
    let unavailable: Vec<_> = presets().unavailable.iter().map(|entry| format!("`{}`", entry.id)).collect();
    stderr::message(&format!("Not available: {}. `keyfob presets NAME` says why.", unavailable.join(", ")));
    Ok(done)
}
