//! The members of a response, JSON or form alike. A value is parsed only when it is asked for.

use serde_json::value::RawValue;
use zeroize::Zeroize;

use crate::{
    authorization::TokenMember,
    oauth::{form, json_members::JsonMembers},
    oauth_codes::is_registered,
};

/// The members of a response, in order of appearance.
pub(super) struct Members<'a> {
    source: Source<'a>,
}

/// Where the members come from.
enum Source<'a> {
    /// JSON values, not parsed until they are asked for: a hostile response costs no more than its text.
    Json(JsonMembers<'a>),
    Form(Vec<(String, String)>),
}

/// A member's value.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    Absent,
    Null,
    Text(String),
    /// A number as it is written.
    Number(String),
    /// An array of texts, and whether it contains anything else.
    Texts(Vec<String>, bool),
    Other,
}

/// The most elements that are read of an array.
const ELEMENTS: usize = 1_000;
impl<'a> Members<'a> {
    /// Takes over the members of a JSON object.
    pub(super) fn of_json(json: JsonMembers<'a>) -> Self {
        Self { source: Source::Json(json) }
    }

    /// Reads a form that contains a token or an error; `None` for any other text.
    pub(super) fn of_form(text: &str, token: &TokenMember) -> Option<Self> {
        form::token_form(text, token).map(|pairs| Self { source: Source::Form(pairs) })
    }

    /// Returns members without any.
    pub(super) fn none() -> Self {
        Self { source: Source::Json(JsonMembers::read("{}")) }
    }
}

impl Drop for Members<'_> {
    fn drop(&mut self) {
        if let Source::Form(pairs) = &mut self.source {
            for (_, value) in pairs.iter_mut() {
                value.zeroize();
            }
        }
    }
}

impl Members<'_> {
    /// Returns a member's value; of members with the same name the last one, as most JSON readers do.
    pub(super) fn get(&self, name: &str) -> Value {
        match &self.source {
            Source::Json(members) => members.get(name).map_or(Value::Absent, |raw| value(raw.get())),
            Source::Form(pairs) => {
                let found = pairs.iter().rev().find(|(key, _)| key == name);
                found.map_or(Value::Absent, |(_, value)| Value::Text(value.clone()))
            }
        }
    }

    /// Returns a member that is a text and isn't blank.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_form(&self) -> bool {
        matches!(self.source, Source::Form(_))
    }

    /// Returns OAuth's code inside an `error` object, such as `{"error":{"code":"invalid_client"}}`.
    pub(super) fn nested_code(&self) -> Option<String> {
        let Source::Json(members) = &self.source else { return None };
        let inner = JsonMembers::read(members.get("error")?.get());
        let code = ["code", "error"].iter().find_map(|name| inner.text(name))?;
        is_registered(&code).then_some(code)
    }

    /// Whether the members are complete although the connection broke: of a form, only what comes before its last value is sure.
    pub(super) fn is_complete(&self) -> bool {
        let Source::Form(pairs) = &self.source else { return true };
        let has_code = pairs.iter().any(|(name, _)| name == "error");
        pairs.last().is_none_or(|(last, _)| has_code && last != "error")
    }

    /// Calls a function with each text of an array, one at a time: it may be long.
    pub(super) fn each_text(&self, name: &str, mut visit: impl FnMut(&str)) {
        let Source::Json(members) = &self.source else { return };
        let raw = members.get(name).map_or("", RawValue::get);
        let elements: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
        elements.iter().filter_map(|raw| value_text(raw.get())).for_each(|text| visit(&text));
    }
}

/// Reads a value that is known to be well-formed JSON.
pub(super) fn value(raw: &str) -> Value {
    let elements = |all: Vec<&RawValue>| {
        let is_no_text = |raw: &&&RawValue| !raw.get().starts_with('"') && raw.get() != "null";
        let has_others = all.iter().any(|raw| is_no_text(&raw));
        Value::Texts(all.iter().take(ELEMENTS).filter_map(|raw| value_text(raw.get())).collect(), has_others)
    };
    match raw.as_bytes().first() {
        Some(b'n') => Value::Null,
        // A text that isn't Unicode (a lone surrogate) isn't one.
        Some(b'"') => value_text(raw).map_or(Value::Other, Value::Text),
        Some(b'-' | b'0'..=b'9') => Value::Number(raw.to_owned()),
        Some(b'[') => serde_json::from_str(raw).map_or(Value::Other, elements),
        _ => Value::Other,
    }
}

fn value_text(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_breaks_off_is_complete_only_if_its_code_is() {
        for (text, expected) in [
            ("access_token=T&token_type=bearer", false),
            ("error_description=x&error=invalid_cl", false),
            ("error=invalid_client&error_description=No+su", true),
        ] {
            assert_eq!(
                Members::of_form(text, &TokenMember::default()).map(|members| members.is_complete()),
                Some(expected),
                "{text}"
            );
        }
    }
}
