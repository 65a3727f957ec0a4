//! `preset` and `variables`: what isn't given is filled in from a preset.

use keyfob_core::{
    authorization::{Environment, ExtraDraft, FieldKind, OAuth2Draft},
    presets::{Filling, Given, Preset, Proposal, presets},
    strict_json as strict,
};
use serde_json::{Map, Value, json};

use super::{
    error::{InputError, Result},
    members::Members,
};

/// A preset with the values of its variables.
#[derive(Debug)]
pub(super) struct PresetGiven {
    preset: &'static Preset,
    variables: Given,
}

impl PresetGiven {
    /// Takes the two members.
    pub(super) fn read(members: &mut Members) -> Result<Option<Self>> {
        let variables = match members.take("variables") {
            None => None,
            Some(Value::Object(values)) => Some(values),
            Some(_) => return Err(not_strings()),
        };
        let Some(id) = members.text("preset")? else {
            return match variables {
                Some(_) => Err(InputError::member("variables", "has no effect without `preset`")),
                None => Ok(None),
            };
        };
        let preset = presets().find(&id).ok_or_else(|| unknown(&id))?;
        let text = |(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            _ => Err(not_strings()),
        };
        let variables = variables.into_iter().flatten().map(text).collect::<Result<_>>()?;
        Ok(Some(Self { preset, variables }))
    }

    /// Adds what the preset proposes to the members of a draft and to its extra parameters, unless it is given.
    pub(super) fn complete(
        &self,
        environment: Environment,
        values: &mut Map<String, Value>,
        extras: &mut Vec<ExtraDraft>,
    ) -> Result<()> {
        let method = values.get("client_authentication").and_then(|word| serde_json::from_value(word.clone()).ok());
        let has_token_url = values.get("token_url").and_then(Value::as_str).is_some_and(|text| !text.is_empty());
        let Proposal { fields, draft } =
            match self.preset.fill_beside(environment, &self.variables, method, has_token_url) {
                Filling::Filled { proposal } => proposal,
                Filling::Invalid { problems } => {
                    let sentence =
                        |name: &str, what: String| format!("`{}` in `variables`: {what}", strict::shown(name));
                    let sentences =
                        problems.iter().map(|problem| sentence(&problem.variable, problem.code.to_string()));
                    return Err(InputError::invalid(sentences.collect::<Vec<_>>().join(" ")));
                }
                Filling::Blank => {
                    let example = |v: &keyfob_core::presets::Variable| format!("`{}`, such as `{}`", v.name, v.example);
                    let names: Vec<_> = self.preset.variables_of(environment).map(example).collect();
                    return Err(InputError::member("variables", format!("must have {}", names.join(", and "))));
                }
            };
        let members = json!(draft);
        for description in fields.iter().map(|field| field.description()) {
            let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
            if !matches!(description.kind, FieldKind::Extras { .. })
                && values.get(description.member).is_none_or(is_empty)
            {
                values.insert(description.member.to_owned(), members[description.member].clone());
            }
        }
        let OAuth2Draft { extras: proposed, .. } = draft;
        let given: Vec<_> = extras.iter().map(|extra| (extra.place, extra.name.clone())).collect();
        extras.extend(proposed.into_iter().filter(|extra| !given.contains(&(extra.place, extra.name.clone()))));
        Ok(())
    }
}

/// Says why there is no preset with an id.
fn unknown(id: &str) -> InputError {
    match presets().unavailable.iter().find(|entry| entry.id == id) {
        Some(entry) => InputError::invalid(format!("There is no preset for {}: {}", entry.name, entry.reason.en)),
        None => InputError::member("preset", "isn't a preset's id; `keyfob presets` lists them"),
    }
}

fn not_strings() -> InputError {
    InputError::member("variables", "must be an object of strings")
}
