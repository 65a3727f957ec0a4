//! A preset as text.

use std::fmt::Write as _;

use keyfob_core::{
    authorization::{ClientAuthentication, Environment, Field},
    presets::{Preset, Variable},
};
use serde_json::json;

use super::start::to_enter_lines;
use crate::fields::proposed_options;

/// Returns everything about a preset, in sections.
pub(super) fn preset(preset: &Preset) -> String {
    let mut text = format!("{} ({})\n", preset.name, preset.id);
    section(&mut text, "Token URL", &token_urls(preset));
    section(
        &mut text,
        "Variables (`--var NAME=VALUE`)",
        &preset.variables.iter().map(|v| variable(preset, v)).collect::<Vec<_>>(),
    );
    let methods = preset.client_authentication.iter().map(|method| word(*method));
    section(&mut text, "Client authentication, the usual one first", &methods.collect::<Vec<_>>());
    section(&mut text, "Filled in besides", &settings(preset));
    section(&mut text, "To enter", &to_enter_lines(&entries(preset)));
    let notes: Vec<_> = preset.notes.iter().map(|note| note.en.clone()).collect();
    section(&mut text, "Notes", &notes);
    section(&mut text, &format!("Sources, read on {}", preset.checked), &preset.source);
    text
}

fn section(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(text, "\n{title}:");
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
}

fn token_urls(preset: &Preset) -> Vec<String> {
    let urls = &preset.token_url;
    if urls.staging == urls.production {
        return vec![urls.staging.clone()];
    }
    urls.iter().map(|(environment, url)| format!("{environment}: {url}")).collect()
}

fn variable(preset: &Preset, variable: &Variable) -> String {
    let is_asked = |environment: &Environment| preset.asked.get(*environment).contains(&variable.name);
    let environments: Vec<_> = Environment::ALL.into_iter().filter(is_asked).collect();
    let only = match environments[..] {
        [only] => format!(" Only for {only}."),
        _ => String::new(),
    };
    format!("{}: {}.{only} Example: {}. {}", variable.name, variable.label.en, variable.example, variable.help.en)
}

/// Returns what a preset fills in besides the Token URL and the method, with its variables in braces.
fn settings(preset: &Preset) -> Vec<String> {
    let mut proposal = preset.patterns(Environment::Production);
    proposal.fields.retain(|field| !matches!(field, Field::TokenUrl | Field::ClientAuthentication));
    proposed_options(&proposal)
}

/// Returns what is to be entered with any of the methods, each once.
fn entries(preset: &Preset) -> Vec<keyfob_core::presets::ToEnter> {
    let mut all = Vec::new();
    for method in &preset.client_authentication {
        for entry in preset.to_enter(Some(*method)) {
            if !all.contains(&entry) {
                all.push(entry);
            }
        }
    }
    all
}

fn word(method: ClientAuthentication) -> String {
    json!(method).as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use keyfob_core::presets::presets;

    use super::*;

    #[test]
    fn what_is_filled_in_has_variables_and_not_their_examples() {
        let found = presets().find("zoom").unwrap();
        assert!(settings(found).iter().any(|line| line.ends_with("account_id={account_id}")), "{:?}", settings(found));
        for preset in &presets().presets {
            for (line, variable) in settings(preset).iter().flat_map(|l| preset.variables.iter().map(move |v| (l, v))) {
                assert!(!line.ends_with(&format!("={}", variable.example)), "{}: {line}", preset.id);
            }
        }
    }
}
