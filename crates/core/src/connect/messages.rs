//! The catalogue of messages that the command line and the window share, in English: `messages/en.json`. The window imports the same
//! file and has a translation for each other language.

use std::{collections::HashMap, sync::LazyLock};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{code::Code, detail::Detail, hint::Hint};
use crate::{oauth::Warning, oauth_codes::is_registered};

/// The sections of the catalogue, each by key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Messages {
    titles: HashMap<String, String>,
    details: HashMap<String, String>,
    values: HashMap<String, String>,
    hints: HashMap<String, String>,
    warnings: HashMap<String, String>,
}

/// A test reads the file, so that it can't be malformed here.
static MESSAGES: LazyLock<Messages> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../messages/en.json")).unwrap_or_default());

/// Returns the key of the title for a code: its own, else the one that all OAuth errors share. A server's code has its own only if it is
/// a registered one: a server may also name its error `dns`.
pub(super) fn title_key(code: &Code) -> &str {
    let is_known = match code {
        Code::Server(code) => is_registered(code),
        _ => true,
    };
    if is_known && MESSAGES.titles.contains_key(code.as_str()) { code.as_str() } else { "oauth_error" }
}

/// Returns a title, without a full stop; an OAuth error's with the server's code.
pub(super) fn title_with_code(key: &str, code: &Code) -> String {
    let title = MESSAGES.titles.get(key).map_or("", String::as_str);
    match code {
        Code::Server(code) => format!("{title} (`{code}`)"),
        _ => title.to_owned(),
    }
}

/// Returns a hint in English.
#[must_use]
pub fn hint(hint: Hint) -> &'static str {
    MESSAGES.hints.get(&key_of(&hint)).map_or("", String::as_str)
}

/// Returns a warning in English.
#[must_use]
pub fn warning(warning: Warning) -> &'static str {
    MESSAGES.warnings.get(&key_of(&warning)).map_or("", String::as_str)
}

/// Returns a detail as an English sentence.
pub(super) fn detail(detail: &Detail) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(detail) else { return String::new() };
    let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
    let mut text = MESSAGES.details.get(kind).cloned().unwrap_or_default();
    for (name, value) in fields.iter().filter(|(name, _)| *name != "kind") {
        // `kind` is the tag, so the kind of a body has another name outside the catalogue.
        let name = if name == "found" { "kind" } else { name };
        text = text.replace(&format!("{{{name}}}"), &shown(name, value));
    }
    text
}

fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::String(key) => MESSAGES.values.get(&format!("{name}.{key}")).unwrap_or(key).clone(),
        Value::Number(milliseconds) if name == "date" => date(milliseconds.as_i64().unwrap_or_default()),
        // Seconds are whole numbers nearly always.
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        other => other.to_string(),
    }
}

/// The first moment of the year 9999, after which the date form has no years.
const LAST_DATE_MS: u64 = 253_370_764_800_000;

/// Returns a moment, in UTC milliseconds, as messages and the command line write it: `Tue, 15 Nov 1994 08:12:31 GMT`.
#[must_use]
pub fn date(milliseconds: i64) -> String {
    let milliseconds = u64::try_from(milliseconds).unwrap_or_default().min(LAST_DATE_MS);
    let since = std::time::Duration::from_millis(milliseconds);
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + since)
}

fn key_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(key)) => key,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::{Code, FoundKind, JsonProblem};

    #[test]
    fn the_catalogue_can_be_read() {
        let messages: Messages = serde_json::from_str(include_str!("../../messages/en.json")).unwrap();
        assert!(!messages.titles.is_empty() && !messages.hints.is_empty());
    }

    #[test]
    fn a_detail_is_a_sentence_with_its_values_filled_in() {
        for (detail_of, expected) in [
            (
                Detail::TimedOut { limit_s: 30.0, phase: crate::http::Phase::LookUp },
                "The time limit of 30 s passed while looking up the host name.",
            ),
            (
                Detail::ExpectedJson { kind: FoundKind::Html, media_type: "text/html".into(), bytes: 7 },
                "Expected JSON, got an HTML page (text/html, 7 bytes).",
            ),
            (
                Detail::ExpectedJson { kind: FoundKind::Text, media_type: "none".into(), bytes: 7 },
                "Expected JSON, got text (no content type, 7 bytes).",
            ),
            (
                Detail::BrokenJson { line: 1, column: 60, problem: JsonProblem::Cut },
                "Its JSON is invalid at line 1, column 60: unexpected end.",
            ),
            (
                Detail::RetryUntil { date: 784_111_777_000 },
                "The server asks you to wait until Sun, 06 Nov 1994 08:49:37 GMT.",
            ),
            (Detail::Refused, "Nothing accepts connections at this address and port."),
        ] {
            assert_eq!(detail(&detail_of), expected);
        }
    }

    #[test]
    fn an_oauth_error_is_named_with_its_code() {
        let code = Code::Server("invalid_client".into());
        let title = title_with_code(title_key(&code), &code);
        assert_eq!(title, "The server rejected the client credentials (`invalid_client`)");
        for custom in ["custom", "dns", "proxy_failed", "oauth_error"] {
            assert_eq!(title_key(&Code::Server(custom.into())), "oauth_error");
        }
        assert_eq!(title_key(&Code::Dns), "dns");
        assert_eq!(title_with_code("dns", &Code::Dns), "The host name wasn't found");
    }
}
