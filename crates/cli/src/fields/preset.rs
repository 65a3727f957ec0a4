//! What a preset proposes and leaves open, by the options of its fields.

use keyfob_core::{
    authorization::{Details, Draft, Environment, ExtraValueDraft, FieldKind, OAuth2Draft},
    presets::{Proposal, ToEnter},
};
use serde_json::{Value, json};

use super::option::FieldOption;

/// Returns the option for something to enter, with the name of an extra parameter.
pub(crate) fn entry_option(entry: &ToEnter) -> String {
    let option = FieldOption::of(entry.field).long;
    entry.name.as_ref().map_or_else(|| option.to_owned(), |name| format!("{option} {name}=…"))
}

/// Whether something to enter isn't in an environment of a draft.
pub(crate) fn is_blank(draft: &Draft, environment: Environment, entry: &ToEnter) -> bool {
    let Details::OAuth2 { environments, .. } = &draft.details else { return false };
    let fields = environments.get(environment);
    if let Some(name) = &entry.name {
        return !fields.extras.iter().any(|extra| extra.place.field() == entry.field && extra.name == *name);
    }
    let member = entry.field.description().member;
    json!(fields)[member] == json!(OAuth2Draft::default())[member]
}

/// Returns the options with which a user would give what a preset proposes.
pub(crate) fn proposed_options(proposal: &Proposal) -> Vec<String> {
    let members = json!(proposal.draft);
    let options = |field: &keyfob_core::authorization::Field| {
        let (option, description) = (FieldOption::of(*field).long, field.description());
        if let FieldKind::Extras { place } = description.kind {
            let rows = proposal.draft.extras.iter().filter(|extra| extra.place == place);
            let option = |extra: &keyfob_core::authorization::ExtraDraft| match &extra.value {
                ExtraValueDraft::Plain { text } => format!("--{option} {}={text}", extra.name),
                ExtraValueDraft::Secret { .. } => format!("--{option} {}", extra.name),
            };
            return rows.map(option).collect::<Vec<_>>();
        }
        match &members[description.member] {
            Value::String(text) if text.is_empty() => Vec::new(),
            Value::String(text) => vec![format!("--{option} {text}")],
            Value::Bool(true) => vec![format!("--{option}")],
            _ => Vec::new(),
        }
    };
    proposal.fields.iter().flat_map(options).collect()
}
