//! The catalogue of English messages that the command line and the window share: `messages/en.json`. The window imports the same file
//! and has a translation for each other language.

use std::{collections::HashMap, sync::LazyLock};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The sections of the catalogue, each by key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Messages {
    /// By [`FailureKind`](crate::error::FailureKind).
    pub(crate) errors: HashMap<String, String>,
    /// By [`ProblemCode`](crate::authorization::ProblemCode).
    pub(crate) problems: HashMap<String, String>,
    /// By [`NetworkProblemCode`](crate::connect::network::NetworkProblemCode).
    pub(crate) network: HashMap<String, String>,
    /// By [`KeyFileError`](crate::keys::KeyFileError).
    pub(crate) key_files: HashMap<String, String>,
    /// By [`KeyringError`](crate::error::KeyringError).
    pub(crate) keyring: HashMap<String, String>,
    /// By [`SignInReason`](crate::tokens::SignInReason).
    pub(crate) sign_in: HashMap<String, String>,
    pub(crate) titles: HashMap<String, String>,
    pub(crate) details: HashMap<String, String>,
    /// Words for values that messages contain, by `name.value`.
    pub(crate) values: HashMap<String, String>,
    pub(crate) hints: HashMap<String, String>,
    pub(crate) warnings: HashMap<String, String>,
}

/// A test reads the file, so that it can't be malformed here.
pub(crate) static MESSAGES: LazyLock<Messages> =
    LazyLock::new(|| serde_json::from_str(include_str!("../messages/en.json")).unwrap_or_default());

/// Returns the key of an enum's value: its name in JSON.
pub(crate) fn key_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(key)) => key,
        _ => String::new(),
    }
}

/// Returns the text of an enum's value in a section.
pub(crate) fn text<'a>(section: &'a HashMap<String, String>, value: &impl Serialize) -> &'a str {
    section.get(&key_of(value)).map_or("", String::as_str)
}

/// Returns the word for a value in a message, or the value itself if the catalogue has none.
pub(crate) fn word(name: &str, value: &str) -> String {
    MESSAGES.values.get(&format!("{name}.{value}")).map_or(value, String::as_str).to_owned()
}

/// Returns a template with each `{name}` replaced by its value. A name without a value stays as it is.
///
/// Values are never read as templates: a server's text or an authorization's name may contain braces.
pub(crate) fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let (mut text, mut rest) = (String::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        if let Some((name, end)) = after.split_once('}')
            && let Some(value) = value(name)
        {
            text.push_str(&value);
            rest = end;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_can_be_read() {
        let messages: Messages = serde_json::from_str(include_str!("../messages/en.json")).unwrap();
        assert!(!messages.titles.is_empty() && !messages.errors.is_empty());
    }

    #[test]
    fn a_value_is_never_read_as_a_template() {
        let value = |name: &str| match name {
            "from" => Some("{to}".to_owned()),
            "to" => Some("b".to_owned()),
            _ => None,
        };
        assert_eq!(fill("{from} → {to}, {other} {", value), "{to} → b, {other} {");
    }
}
