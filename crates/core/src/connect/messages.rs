//! The messages of CONNECT, from the catalogue.

use serde_json::Value;

use super::{code::Code, detail::Detail, hint::Hint};
use crate::{
    messages::{self, MESSAGES},
    oauth::Warning,
    oauth_codes::is_registered,
};

/// Returns the key of the title for a code: its own, else the one that all OAuth errors share. A server's code has its own only if it is
/// a registered one: a server may also name its error `dns`.
pub(super) fn title_key(code: &Code) -> &str {
    let is_known = match code {
        Code::Server(code) => is_registered(code),
        Code::SignInDenied => return "sign_in_denied",
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
    messages::text(&MESSAGES.hints, &hint)
}

/// Returns a warning in English.
#[must_use]
pub fn warning(warning: Warning) -> &'static str {
    messages::text(&MESSAGES.warnings, &warning)
}

/// Returns a detail as an English sentence.
pub(super) fn detail(detail: &Detail) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(detail) else { return String::new() };
    let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
    let template = MESSAGES.details.get(kind).map_or("", String::as_str);
    messages::fill(template, |name| {
        // `kind` is the tag, so the kind of a body has another name outside the catalogue.
        let value = fields.get(if name == "kind" { "found" } else { name })?;
        Some(shown(name, value))
    })
}

fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::String(key) => messages::word(name, key),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::{Code, FoundKind, JsonProblem};

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
