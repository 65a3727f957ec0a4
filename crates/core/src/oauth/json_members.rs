//! The members of a JSON object by the text of their values; of a broken one, the members before the break.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// The most members that are kept of those that RFC 6749 doesn't define.
const MEMBERS: usize = 10_000;
/// The members that are kept at any position (RFC 6749, sections 5.1 and 5.2).
const KNOWN: [&str; 7] =
    ["access_token", "token_type", "expires_in", "scope", "error", "error_description", "refresh_token"];
/// How far from the start an object may begin that is preceded by other text, in bytes.
const LEADING_BYTES: usize = 1_024;

/// The members of an object, in the text's order. Their values are parsed when they are asked for.
#[derive(Debug)]
pub(crate) struct JsonMembers<'a> {
    pub(crate) members: Vec<(Cow<'a, str>, &'a RawValue)>,
    pub(crate) end: End,
}

/// How a text ends as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The text is one whole object.
    Whole,
    /// The text is JSON, but not an object.
    NotAnObject,
    /// The text begins like JSON, or contains a whole object after other text.
    Broken {
        /// Where the text breaks, from 1; where the object begins if other text precedes it.
        line: usize,
        /// The same within the line, in bytes, as `serde_json` counts.
        column: usize,
        problem: Problem,
    },
    /// The text isn't JSON.
    NotJson,
}

/// What is wrong with a broken JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It ends too early.
    Cut,
    /// Something follows it.
    Trailing,
    /// Something precedes it.
    Leading,
    /// It breaks a rule of the syntax.
    Syntax,
}

impl<'a> JsonMembers<'a> {
    /// Reads a text without byte order mark.
    pub(crate) fn read(text: &'a str) -> Self {
        let start = text.trim_start();
        if start.starts_with('{') {
            return Self::read_object(text);
        }
        let end = if start.starts_with(['[', '"']) {
            match serde_json::from_str::<IgnoredAny>(text) {
                Ok(_) => End::NotAnObject,
                Err(error) => broken(&error, if error.is_eof() { Problem::Cut } else { Problem::Syntax }),
            }
        } else if !start.is_empty() && serde_json::from_str::<IgnoredAny>(text).is_ok() {
            End::NotAnObject
        } else {
            return Self::read_after_text(text).unwrap_or_else(|| Self::without_members(End::NotJson));
        };
        Self::without_members(end)
    }

    /// Returns a member's value; of members of one name the last one, as most JSON readers do.
    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value)
    }

    /// Returns a member that is a string; `None` if it isn't Unicode.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }

    fn without_members(end: End) -> Self {
        Self { members: Vec::new(), end }
    }

    fn read_object(text: &'a str) -> Self {
        let mut members = Vec::new();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let result = Object(&mut members).deserialize(&mut deserializer);
        let end = match result.map(|()| deserializer.end()) {
            Ok(Ok(())) => End::Whole,
            Ok(Err(error)) => broken(&error, Problem::Trailing),
            Err(error) if error.is_eof() => broken(&error, Problem::Cut),
            Err(error) => {
                // `"a": "client "x" unknown"`: the value ended at a quote that was meant as part of it.
                if members.last().is_some_and(|(_, value)| !is_followed_by_sign(text, value)) {
                    members.pop();
                }
                broken(&error, Problem::Syntax)
            }
        };
        Self { members, end }
    }

    /// Reads a whole object after other text, such as a warning or a prefix against script inclusion.
    fn read_after_text(text: &'a str) -> Option<Self> {
        let at = text[..text.floor_char_boundary(LEADING_BYTES)].find('{')?;
        let (before, object) = text.split_at(at);
        let Self { members, end } = Self::read_object(object);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let (line, column) = (before.matches('\n').count() + 1, before.len() - line_start + 1);
        let end = Some(End::Broken { line, column, problem: Problem::Leading }).filter(|_| end == End::Whole)?;
        (!members.is_empty()).then_some(Self { members, end })
    }
}

/// Returns whether a text is a JSON string that itself contains a JSON object.
pub(crate) fn holds_json_text(text: &str) -> bool {
    let inner = if text.trim_start().starts_with('"') { serde_json::from_str::<String>(text).ok() } else { None };
    inner.is_some_and(|inner| JsonMembers::read(&inner).end == End::Whole)
}

/// Returns the first items of a JSON array; none of any other value.
pub(super) fn items(raw: &str, most: usize) -> Vec<&RawValue> {
    let mut items = Vec::new();
    let is_array = raw.trim_start().starts_with('[');
    let result = Items(&mut items, most).deserialize(&mut serde_json::Deserializer::from_str(raw));
    if is_array && result.is_ok() { items } else { Vec::new() }
}

/// Reads the first items of an array and skips the rest.
struct Items<'a, 'b>(&'b mut Vec<&'a RawValue>, usize);

impl<'de> DeserializeSeed<'de> for Items<'de, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'de, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            if self.0.len() < self.1 {
                self.0.push(item);
            }
        }
        Ok(())
    }
}

fn broken(error: &serde_json::Error, problem: Problem) -> End {
    End::Broken { line: error.line(), column: error.column(), problem }
}

/// Returns whether a value is followed by a comma, a brace, or the end of the text.
fn is_followed_by_sign(text: &str, value: &RawValue) -> bool {
    let end = (value.get().as_ptr() as usize + value.get().len()).saturating_sub(text.as_ptr() as usize);
    text.get(end..).unwrap_or_default().trim_start().chars().next().is_none_or(|sign| matches!(sign, ',' | '}'))
}

/// Reads an object's members into a list that keeps them if the object breaks.
struct Object<'a, 'b>(&'b mut Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> DeserializeSeed<'de> for Object<'de, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'de, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<&RawValue>()? {
            let value = map.next_value::<&RawValue>()?;
            let key = key_text(key.get()).ok_or_else(|| A::Error::custom("a name isn't a string"))?;
            if self.0.len() < MEMBERS || KNOWN.contains(&&*key) {
                self.0.push((key, value));
            }
        }
        Ok(())
    }
}

/// Returns a member's name; as it is written if it isn't Unicode.
fn key_text(raw: &str) -> Option<Cow<'_, str>> {
    let written = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !written.contains('\\') {
        return Some(Cow::Borrowed(written));
    }
    Some(serde_json::from_str(raw).map_or(Cow::Borrowed(written), Cow::Owned))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (Vec<String>, End) {
        let JsonMembers { members, end } = JsonMembers::read(text);
        (members.iter().map(|(name, value)| format!("{name}={value}")).collect(), end)
    }

    fn at(line: usize, column: usize, problem: Problem) -> End {
        End::Broken { line, column, problem }
    }

    /// The `ans-json-*` and `ans-json400-*` cases.
    #[test]
    fn the_members_before_a_break_are_read_and_the_break_is_located() {
        let error = "error=\"invalid_client\"";
        let description = "error_description=\"unknown\"";
        for (text, members, end) in [
            (r#"{"error":"invalid_client","error_description":"unknown"}"#, &[error, description][..], End::Whole),
            (
                r#"{"error":"invalid_client","error_description":"unknown""#,
                &[error, description],
                at(1, 55, Problem::Cut),
            ),
            (r#"{"error":"invalid_client","error_description":"unkn"#, &[error], at(1, 51, Problem::Cut)),
            (
                r#"{"error":"invalid_client","error_description":"unknown",}"#,
                &[error, description],
                at(1, 57, Problem::Syntax),
            ),
            (
                r#"{"error":"invalid_client","error_description":"client "billing-api" unknown"}"#,
                &[error],
                at(1, 56, Problem::Syntax),
            ),
            ("{\"error\":\"invalid_client\",\"note\":\"a\nb\"}", &[error], at(1, 35, Problem::Syntax)),
            ("{\"a\":1}\n<!-- served by node 3 -->", &["a=1"], at(2, 1, Problem::Trailing)),
            ("{\"a\":1}{\"a\":2}", &["a=1"], at(1, 8, Problem::Trailing)),
            (")]}',\n{\"a\":1}", &["a=1"], at(2, 1, Problem::Leading)),
            ("<b>Warning</b>: x\n {\"a\":1}\n", &["a=1"], at(2, 2, Problem::Leading)),
            (" [1", &[], at(1, 3, Problem::Cut)),
            ("[1]", &[], End::NotAnObject),
            (" null", &[], End::NotAnObject),
            ("\"{}\"", &[], End::NotAnObject),
            ("", &[], End::NotJson),
            ("hello {name}", &[], End::NotJson),
            ("<html><script>f({\"a\":1})</script></html>", &[], End::NotJson),
        ] {
            let members = members.iter().map(|member| (*member).to_owned()).collect();
            assert_eq!(read(text), (members, end), "{text}");
        }
    }

    #[test]
    fn the_last_member_of_a_name_wins_and_escapes_in_names_are_read() {
        let members = JsonMembers::read(r#"{"error":"a","\u0065rror":"b","\ud800":1}"#);
        assert_eq!(members.text("error").as_deref(), Some("b"));
        assert!(members.get(r"\ud800").is_some());
    }

    #[test]
    fn members_of_the_protocol_are_kept_after_any_number_of_others() {
        let many = (0..50_000).map(|at| format!("\"m{at}\":0,")).collect::<Vec<_>>().concat();
        let text = format!("{{{many}\"error\":\"x\"}}");
        let members = JsonMembers::read(&text);
        assert_eq!((members.members.len(), members.text("error").as_deref()), (10_001, Some("x")));
    }

    #[test]
    fn json_within_a_string_is_noticed() {
        assert!(holds_json_text(r#""{\"access_token\": \"t\"}""#));
        assert!(!holds_json_text(r#""words""#) && !holds_json_text("{}"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\{|\\}|\\[|\\]|\"|:|,|\\\\u[0-9a-f]{4}|\\\\|[a-z0-9 é\n]){0,60}") {
            let members = JsonMembers::read(&text);
            let is_json = serde_json::from_str::<IgnoredAny>(&text).is_ok();
            prop_assert_eq!(is_json, matches!(members.end, End::Whole | End::NotAnObject));
        }
    }
}
