//! Tests of the presets: the file is valid, proposals are right, and no value of a variable leads elsewhere.

use super::*;
use crate::authorization::{ClientAuthentication, Environment};

mod addresses;
mod file;
mod proposals;

/// Returns the examples of an environment's variables.
fn examples(preset: &Preset, environment: Environment) -> Given {
    preset.variables_of(environment).map(|variable| (variable.name.clone(), variable.example.clone())).collect()
}

fn given(values: &[(&str, &str)]) -> Given {
    values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn preset(id: &str) -> &'static Preset {
    presets().find(id).unwrap()
}

fn proposal(id: &str, values: &[(&str, &str)], method: Option<ClientAuthentication>) -> Proposal {
    match preset(id).fill(Environment::Staging, &given(values), method) {
        Filling::Filled { proposal } => proposal,
        other => panic!("{id}: {other:?}"),
    }
}
