//! The members of an answer, JSON or form alike; what nobody asks for is never looked at.

use std::borrow::Cow;

use serde_json::value::RawValue;

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
    /// An array, and whether there is more in it than texts.
    Texts(Vec<String>, bool),
    Other,
}

/// The most elements that are read of an array.
const ELEMENTS: usize = 1_000;
/// Where servers put their words, best first.
const WORDS: [&str; 13] = [
    "error_description",
    "errorSummary",
    "message",
    "error_message",
    "errormessage",
    "reason",
    "detail",
    "details",
    "description",
    "errmsg",
    "faultstring",
    "title",
    "msg",
];
/// Where they put what they say besides.
const MORE_WORDS: [&str; 3] = ["hint", "error_hint", "error_debug"];
/// Where they wrap them.
const WRAPPERS: [&str; 2] = ["error", "fault"];

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
        let own = self.own_words();
        own.or_else(|| match &self.source {
            Source::Json(members) => {
                let (_, wrapped) = members.iter().rev().find(|(key, _)| WRAPPERS.contains(&&**key))?;
                super::json::read(wrapped.get()).ok()?.own_words()
            }
            Source::Form(_) => None,
        })
    }

    fn own_words(&self) -> Option<String> {
        let main = WORDS.iter().find_map(|wanted| self.text_ignoring_case(wanted));
        let more = MORE_WORDS.iter().filter_map(|wanted| self.text_ignoring_case(wanted));
        let mut all: Vec<String> = Vec::new();
        for words in main.into_iter().chain(more) {
            if !all.contains(&words) {
                all.push(words);
            }
        }
        (!all.is_empty()).then(|| all.join("; "))
    }

    fn text_ignoring_case(&self, wanted: &str) -> Option<String> {
        let name = match &self.source {
            Source::Json(members) => members.iter().map(|(key, _)| &**key).find(|key| key.eq_ignore_ascii_case(wanted)),
            Source::Form(pairs) => pairs.iter().map(|(key, _)| &**key).find(|key| key.eq_ignore_ascii_case(wanted)),
        };
        match self.get(name?) {
            Value::Text(text) => Some(text),
            Value::Texts(texts, _) => Some(texts.join(" ")),
            _ => None,
        }
        .filter(|text| !text.trim().is_empty())
    }

    /// Whether there is anything but these members.
    pub(super) fn say_more_than(&self, names: &[&str]) -> bool {
        match &self.source {
            Source::Json(members) => members.iter().any(|(key, _)| !names.contains(&&**key)),
            Source::Form(pairs) => pairs.iter().any(|(key, _)| !names.contains(&key.as_str())),
        }
    }

    /// Hands over each text of an array, one at a time: it may be long.
    pub(super) fn each_text(&self, name: &str, mut hand_over: impl FnMut(&str)) {
        let Source::Json(members) = &self.source else { return };
        let raw = members.iter().rev().find(|(key, _)| key == name).map_or("", |(_, raw)| raw.get());
        let elements: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
        elements.iter().filter_map(|raw| value_text(raw.get())).for_each(|text| hand_over(&text));
    }

    /// The pairs of a form.
    pub(super) fn form(&self) -> &[(String, String)] {
        match &self.source {
            Source::Json(_) => &[],
            Source::Form(pairs) => pairs,
        }
    }
}

/// Reads a value that is known to be well-formed JSON.
fn value(raw: &str) -> Value {
    let elements = |all: Vec<&RawValue>| {
        let is_no_text = |raw: &&&RawValue| !raw.get().starts_with('"') && raw.get() != "null";
        let has_others = all.iter().any(|raw| is_no_text(&raw));
        Value::Texts(all.iter().take(ELEMENTS).filter_map(|raw| value_text(raw.get())).collect(), has_others)
    };
    match raw.as_bytes().first() {
        Some(b'n') => Value::Null,
        // A text that is no Unicode (a lone surrogate) is no text.
        Some(b'"') => value_text(raw).map_or(Value::Other, Value::Text),
        Some(b'-' | b'0'..=b'9') => Value::Number(raw.to_owned()),
        Some(b'[') => serde_json::from_str(raw).map_or(Value::Other, elements),
        _ => Value::Other,
    }
}

fn value_text(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}
