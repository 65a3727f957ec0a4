//! `--preset` and `--var`: a new authorization that starts from a preset.

use keyfob_core::{
    authorization::{Details, Draft, Environment},
    presets::{Filling, Given, Preset, Proposal, ToEnter, VariableProblem, VariableProblemCode},
};

use super::find::find;
use crate::{
    exit::Exit,
    failure::Failure,
    fields::{self, entry_option, pair},
    stderr,
};

/// The options.
#[derive(Debug, clap::Args)]
pub(crate) struct Start {
    /// Start from a preset: what isn't given is filled in from it. `keyfob presets` lists them.
    #[arg(long, value_name = "ID", value_parser = find)]
    preset: Option<&'static Preset>,
    /// The value of a variable of the preset. Can be repeated.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair, requires = "preset")]
    variables: Vec<(String, String)>,
}

impl Start {
    /// Returns a draft with what the preset proposes, if there is one.
    pub(crate) fn draft(
        &self,
        mut draft: Draft,
        environment: Environment,
        given: &fields::Given,
    ) -> Result<Draft, Failure> {
        let Some(preset) = self.preset else { return Ok(draft) };
        let proposal = self.proposal(preset, environment, given).map_err(|lines| {
            let message = format!("Nothing was saved. Correct these options and try again:{lines}");
            Failure::new(Exit::InvalidInput, message)
        })?;
        if let Details::OAuth2 { environments, .. } = &mut draft.details {
            *environments.get_mut(environment) = proposal.draft;
        }
        Ok(draft)
    }

    fn proposal(&self, preset: &Preset, environment: Environment, given: &fields::Given) -> Result<Proposal, String> {
        let mut values = Given::new();
        for (name, text) in &self.variables {
            if values.insert(name.clone(), text.clone()).is_some() {
                return Err(format!("\n  `--var {}` is given twice.", keyfob_core::clean::escaped(name)));
            }
        }
        let problems =
            match preset.fill_beside(environment, &values, given.client_authentication(), given.has_token_url()) {
                Filling::Filled { proposal } => return Ok(proposal),
                Filling::Invalid { problems } => problems,
                Filling::Blank => {
                    let missing = preset.variables_of(environment).map(|variable| VariableProblem {
                        variable: variable.name.clone(),
                        code: VariableProblemCode::Required,
                    });
                    missing.collect()
                }
            };
        let lines: Vec<_> = problems.iter().map(|problem| format!("\n  {}", sentence(preset, problem))).collect();
        Err(lines.concat())
    }

    /// Returns where to find what the preset leaves to the user, for those fields that `is_wanted` names; empty if there is no preset.
    pub(crate) fn where_found(&self, given: &fields::Given, is_wanted: impl Fn(&ToEnter) -> bool) -> Vec<String> {
        let entries = self.preset.map(|preset| preset.to_enter(given.client_authentication())).unwrap_or_default();
        to_enter_lines(&entries.into_iter().filter(is_wanted).collect::<Vec<_>>())
    }

    /// Says what is still to be entered, and what else has to be right.
    pub(crate) fn tell(&self, given: &fields::Given, saved: &Draft, environment: Environment) {
        let Some(preset) = self.preset else { return };
        let lines = self.where_found(given, |entry| fields::is_blank(saved, environment, entry));
        if !lines.is_empty() {
            stderr::message(&format!("Still to enter with `keyfob edit`:\n  {}", lines.join("\n  ")));
        }
        preset.notes.iter().for_each(|note| stderr::message(&format!("Note: {}", note.en)));
    }
}

/// Returns a sentence about a variable, with an example.
fn sentence(preset: &Preset, problem: &VariableProblem) -> String {
    let name = keyfob_core::clean::escaped(&problem.variable);
    let variable = preset.variables.iter().find(|variable| variable.name == problem.variable);
    let Some(variable) = variable.filter(|_| problem.code != VariableProblemCode::Unknown) else {
        return format!("`--var {name}`: {} `keyfob presets {}` lists them.", problem.code, preset.id);
    };
    // The help says to enter a value, and that it has no scheme.
    let what = match problem.code {
        VariableProblemCode::Required => variable.help.en.clone(),
        VariableProblemCode::Scheme => problem.code.to_string(),
        _ => format!("{} {}", problem.code, variable.help.en),
    };
    format!("`--var {name}`: {what} Example: `--var {name}={}`", variable.example)
}

/// Returns a line for each thing to enter, by its option.
pub(crate) fn to_enter_lines(entries: &[ToEnter]) -> Vec<String> {
    let line = |entry: &ToEnter| {
        let optional = if entry.is_required { "" } else { " (optional)" };
        let example = entry.example.as_ref().map(|example| format!(" Example: `{example}`")).unwrap_or_default();
        format!("`--{}`{optional}: {}{example}", entry_option(entry), entry.help.en)
    };
    entries.iter().map(line).collect()
}
