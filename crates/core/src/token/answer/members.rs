//! The members of an answer, JSON or form alike; what nobody asks for is never looked at.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::{secret::Secret, token::sensitive};

/// The members that have a meaning here, in order of appearance.
pub(super) struct Members<'a> {
    pub(super) source: Source<'a>,
}

/// Where the members come from.
pub(super) enum Source<'a> {
    /// JSON values, not parsed until they are asked for: a hostile answer costs no more than its text.
    Json(Vec<(Cow<'a, str>, &'a RawValue)>),
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
    Texts(Vec<String>),
    Other,
}

/// The most elements that are read of an array.
const ELEMENTS: usize = 1_000;
/// Where servers put their words, best first.
const WORDS: [&str; 10] = [
    "error_description",
    "message",
    "error_message",
    "errormessage",
    "detail",
    "details",
    "description",
    "errmsg",
    "title",
    "msg",
];

impl Members<'_> {
    /// A member's value; of members of the same name the last one, as most JSON readers do it.
    pub(super) fn get(&self, name: &str) -> Value {
        match &self.source {
            Source::Json(members) => {
                members.iter().rev().find(|(key, _)| key == name).map_or(Value::Absent, |(_, raw)| value(raw.get()))
            }
            Source::Form(pairs) => {
                let found = pairs.iter().rev().find(|(key, _)| key == name);
                found.map_or(Value::Absent, |(_, value)| Value::Text(value.clone()))
            }
        }
    }

    /// A member that is a text with something in it.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_form(&self) -> bool {
        matches!(self.source, Source::Form(_))
    }

    /// The server's own words, wherever it puts them.
    pub(super) fn words(&self) -> Option<String> {
        let outer = WORDS.iter().find_map(|wanted| self.text_ignoring_case(wanted));
        outer.or_else(|| match &self.source {
            Source::Json(members) => {
                let (_, error) = members.iter().rev().find(|(key, _)| key == "error")?;
                let inner = super::json::read(error.get()).ok()?;
                WORDS.iter().find_map(|wanted| inner.text_ignoring_case(wanted))
            }
            Source::Form(_) => None,
        })
    }

    fn text_ignoring_case(&self, wanted: &str) -> Option<String> {
        let name = match &self.source {
            Source::Json(members) => members.iter().map(|(key, _)| &**key).find(|key| key.eq_ignore_ascii_case(wanted)),
            Source::Form(pairs) => pairs.iter().map(|(key, _)| &**key).find(|key| key.eq_ignore_ascii_case(wanted)),
        };
        self.text(name?)
    }

    /// Every text that must not be shown, as it is and as the body writes it.
    pub(super) fn hidden(&self) -> Vec<Secret> {
        match &self.source {
            Source::Json(members) => {
                let sensitive = members.iter().filter(|(key, _)| sensitive::is_sensitive(key));
                sensitive.flat_map(|(_, raw)| texts_of(raw.get())).map(Secret::new).collect()
            }
            Source::Form(pairs) => {
                let sensitive = pairs.iter().filter(|(key, value)| sensitive::is_sensitive(key) && !value.is_empty());
                sensitive.map(|(_, value)| Secret::new(value.clone())).collect()
            }
        }
    }
}

fn texts_of(raw: &str) -> Vec<String> {
    let written = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw).to_owned();
    match value(raw) {
        Value::Text(text) if text.is_empty() => Vec::new(),
        Value::Text(text) if text == written => vec![text],
        Value::Text(text) => vec![text, written],
        Value::Other if raw.starts_with('"') && !written.is_empty() => vec![written],
        _ => Vec::new(),
    }
}

/// Reads a value that is known to be well-formed JSON.
fn value(raw: &str) -> Value {
    let elements = |texts: Vec<&RawValue>| texts.iter().take(ELEMENTS).map(|raw| value_text(raw.get())).collect();
    match raw.as_bytes().first() {
        Some(b'n') => Value::Null,
        // A text that is no Unicode (a lone surrogate) is no text.
        Some(b'"') => value_text(raw).map_or(Value::Other, Value::Text),
        Some(b'-' | b'0'..=b'9') => Value::Number(raw.to_owned()),
        Some(b'[') => {
            let texts: Option<Vec<String>> = serde_json::from_str(raw).ok().and_then(elements);
            texts.map_or(Value::Other, Value::Texts)
        }
        _ => Value::Other,
    }
}

fn value_text(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}
