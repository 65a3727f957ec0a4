//! The English messages about variables, from the catalogue `messages/presets.en.json`.

use std::{collections::HashMap, sync::LazyLock};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::messages::fill;

/// The sections of the catalogue, each by key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    problems: HashMap<String, String>,
}

/// A test reads the file, so that it can't be malformed here.
static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../messages/presets.en.json")).unwrap_or_default());

/// Returns the message about a value.
pub(super) fn problem(code: &impl Serialize) -> String {
    let json = serde_json::to_value(code).unwrap_or_default();
    let key = json.get("problem").and_then(Value::as_str).unwrap_or_default();
    let template = TEXTS.problems.get(key).map_or("", String::as_str);
    fill(template, |name| {
        Some(match json.get(name)? {
            Value::String(text) => format!("`{text}`"),
            other => other.to_string(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{super::VariableProblemCode, *};

    #[test]
    fn the_catalogue_can_be_read() {
        let texts: Texts = serde_json::from_str(include_str!("../../messages/presets.en.json")).unwrap();
        assert!(!texts.problems.is_empty());
    }

    #[test]
    fn every_problem_has_a_message() {
        use VariableProblemCode as Code;

        for code in [
            Code::Required,
            Code::Unknown,
            Code::TooLong { limit: 9 },
            Code::Scheme,
            Code::Space,
            Code::Character { character: "@".to_owned() },
            Code::EmptySegment,
            Code::DotSegment,
            Code::NotALabel,
            Code::NotAHost,
            Code::Port,
        ] {
            let message = code.to_string();
            assert!(!message.is_empty() && !message.contains(['{', '}']), "{code:?}: {message}");
        }
    }
}
