//! The values of a response that its tree hides, so that they can be masked where the server repeats them in text that is shown.
//!
//! JSON is scanned without a parser: nesting costs nothing, and a truncated or invalid body is read as far as possible.

use std::collections::HashSet;

use zeroize::Zeroizing;

use super::harmless_names::{harmless_beside, leads_to_token};

/// The most different values that are searched for.
const VALUES: usize = 100;
/// The shortest value, in characters: a shorter one is in too many words.
const SHORTEST_CHARACTERS: usize = 8;
/// The shortest value without a digit, in characters, unless its name indicates a credential: a shorter one is a word or a name, such as
/// `approved` or `NullPointerException`. Of random letters and digits, one value in 300 of this length has no digit.
const SHORTEST_WORD_CHARACTERS: usize = 32;
/// What the name of a credential contains, in lower case.
const CREDENTIALS: [&str; 10] =
    ["token", "secret", "password", "passwd", "key", "assertion", "code", "jwt", "session", "cookie"];
/// How much of a value is kept, in bytes: more than the search compares.
const VALUE_BYTES: usize = 32 * 1024;

/// The values to add to a [`Redactor`](super::Redactor).
#[derive(Default)]
pub(crate) struct HiddenValues {
    /// The first 100 different values.
    pub(crate) values: Vec<Zeroizing<String>>,
    /// Whether there are more. Then no free text of the response may be shown.
    pub(crate) too_many: bool,
}

/// Returns the strings and numbers of a JSON text that its tree hides: at least 8 characters, without white space; at least 32 without a
/// digit, unless the name indicates a credential.
///
/// Of a string of two words, such as `Bearer abc…`, the second word is returned. What precedes the JSON, as in `)]}'`, is skipped. `to_token`
/// are the names that lead to the token.
pub(crate) fn hidden_values(text: &str, to_token: &[String]) -> HiddenValues {
    let mut found = Found::default();
    let mut scan = Scan::default();
    let is_string = text.trim_start().starts_with('"');
    let mut at = if is_string { 0 } else { text.find(['{', '[']).unwrap_or_default() };
    while let Some(byte) = text.as_bytes().get(at) {
        if *byte != b'"' {
            let number = number(&text.as_bytes()[at..]);
            if number > 0 && scan.value != Meaning::Harmless {
                found.add(text.get(at..at + number).unwrap_or_default(), true, str::to_owned);
            }
            scan.sign(*byte);
            at += number.max(1);
            if found.hidden.too_many {
                break;
            }
            continue;
        }
        let inner = literal(&text[at + 1..]);
        at += inner.len() + 2;
        let rest = text.get(at..).unwrap_or_default();
        if rest.trim_start_matches([' ', '\t', '\r', '\n']).starts_with(':') {
            scan.value = Meaning::of(&unescaped(inner), to_token);
        } else if scan.value != Meaning::Harmless {
            found.add(inner, scan.value == Meaning::Credential, unescaped);
        }
        if found.hidden.too_many {
            break;
        }
    }
    found.hidden
}

/// Returns the values of a form that its tree hides.
pub(crate) fn hidden_form_values(pairs: &[(String, String)], to_token: &[String]) -> HiddenValues {
    let mut found = Found::default();
    for (name, value) in pairs {
        let meaning = Meaning::of(name, to_token);
        if meaning != Meaning::Harmless {
            found.add(value, meaning == Meaning::Credential, str::to_owned);
        }
    }
    found.hidden
}

/// Returns the value of a cookie, if it is long enough to be searched for.
pub(crate) fn hidden_cookie(set_cookie: &str) -> Option<Zeroizing<String>> {
    let (_, rest) = set_cookie.split_once('=')?;
    let value = rest.split(';').next().unwrap_or_default().trim().trim_matches('"');
    let mut found = Found::default();
    found.add(value, false, str::to_owned);
    found.hidden.values.pop()
}

/// What a name says about its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Meaning {
    /// It may be shown.
    Harmless,
    /// Nothing.
    #[default]
    Unknown,
    /// It is a credential.
    Credential,
}

impl Meaning {
    fn of(name: &str, to_token: &[String]) -> Self {
        if harmless_beside(name, to_token).is_some() {
            return Self::Harmless;
        }
        let lower = name.to_ascii_lowercase();
        let speaks = CREDENTIALS.iter().any(|word| lower.contains(word)) || leads_to_token(name, to_token);
        if speaks { Self::Credential } else { Self::Unknown }
    }
}

#[derive(Default)]
struct Found<'a> {
    seen: HashSet<&'a str>,
    hidden: HiddenValues,
}

impl<'a> Found<'a> {
    /// Adds a value as it is written, if it may be repeated.
    fn add(&mut self, written: &'a str, is_credential: bool, meaning: impl Fn(&str) -> String) {
        if written.len() < SHORTEST_CHARACTERS || !self.seen.insert(written) {
            return;
        }
        let written = &written[..written.floor_char_boundary(VALUE_BYTES)];
        let meant = Zeroizing::new(meaning(written));
        let mut words = meant.split_whitespace();
        let (first, second, third) = (words.next(), words.next(), words.next());
        let Some(word) = second.or(first).filter(|_| third.is_none()) else { return };
        let is_token = is_credential || word.contains(|character: char| character.is_ascii_digit());
        let shortest = if is_token { SHORTEST_CHARACTERS } else { SHORTEST_WORD_CHARACTERS };
        if word.chars().nth(shortest - 1).is_none() {
            return;
        }
        if self.hidden.values.len() == VALUES {
            self.hidden.too_many = true;
        } else {
            self.hidden.values.push(Zeroizing::new(word.to_owned()));
        }
    }
}

/// Where in a JSON text the reader is.
#[derive(Default)]
struct Scan {
    /// For each open object and array, what is known about the values in it that have no name.
    open: Vec<Meaning>,
    /// What is known about the next value.
    value: Meaning,
}

impl Scan {
    fn sign(&mut self, byte: u8) {
        match byte {
            // The values of an array go by the array's name, the members of an object by their own.
            b'[' => self.open.push(self.value),
            b'{' => {
                self.open.push(Meaning::Unknown);
                self.value = Meaning::Unknown;
            }
            b'}' | b']' => {
                self.open.pop();
                self.value = self.of_unnamed();
            }
            b',' => self.value = self.of_unnamed(),
            _ => {}
        }
    }

    fn of_unnamed(&self) -> Meaning {
        self.open.last().copied().unwrap_or_default()
    }
}

/// Returns the length of the number that a text begins with, in bytes.
fn number(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Returns what is between the quotes of a JSON string whose opening quote precedes the text.
fn literal(text: &str) -> &str {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    &text[..end.unwrap_or(text.len())]
}

/// Returns the meaning of a JSON string; as it is written if it isn't Unicode or its last escape is cut.
fn unescaped(inner: &str) -> String {
    let meaning = if inner.contains('\\') { serde_json::from_str(&format!("\"{inner}\"")).ok() } else { None };
    meaning.unwrap_or_else(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(json: &str) -> Vec<String> {
        hidden_values(json, &[]).values.iter().map(|value| value.to_string()).collect()
    }

    #[test]
    fn hidden_strings_are_found_at_any_depth_as_they_are_meant() {
        for (json, expected) in [
            (
                r#"{"access_token":"a\u0062cdefgh","token_type":"BearerBearer","x" : "12345678"}"#,
                &["abcdefgh", "12345678"][..],
            ),
            (r#"{"access\u005ftoken":"abcdefgh","refresh_token":"\ud800rrrrrrr"}"#, &["abcdefgh", r"\ud800rrrrrrr"]),
            (
                r#"{"message":["harmless","harmless"],"data":[{"token":"abcdefgh"},"harmful1"]}"#,
                &["abcdefgh", "harmful1"],
            ),
            (r#"{"error":{"x":"abcdefg8"},"y":"ijklmno6"}"#, &["abcdefg8", "ijklmno6"]),
            (r#"{"errors":[["harmles5"],{"a":"abcdefg8"},"harmles5"],"z":"ijklmno6"}"#, &["abcdefg8", "ijklmno6"]),
            (
                r#"{"state":"approved","exception":"NullPointerException","pin":12345678,"expires_in":12345678}"#,
                &["12345678"],
            ),
            (r#"it's "fine": {"tokens":["abcdefgh"]}"#, &["abcdefgh"]),
            (r#"{"access_token":"Bearer abcdefgh","note":"some words here","other":"two short"}"#, &["abcdefgh"]),
            (r#""abcdefg8""#, &["abcdefg8"]),
            (r#"[{"access_token":"abcdefgh"#, &["abcdefgh"]),
            (r#"{"access_token":"abcdefg"}"#, &[]),
        ] {
            assert_eq!(values(json), expected, "{json}");
        }
        let deep = format!(r#"{}"token":"abcdefgh"#, r#"{"a":"#.repeat(200_000));
        assert_eq!(values(&deep), ["abcdefgh"]);
    }

    #[test]
    fn more_than_a_hundred_values_are_too_many_and_a_repeated_one_counts_once() {
        let many = |count: usize| (0..count).map(|at| format!(r#""t{at}":"{at:08}""#)).collect::<Vec<_>>().join(",");
        assert!(hidden_values(&many(101), &[]).too_many);
        assert_eq!(hidden_values(&many(100), &[]).values.len(), 100);
        assert_eq!(values(&r#""access_token":"abcdefgh","#.repeat(20_000)), ["abcdefgh"]);
    }

    #[test]
    fn no_name_that_leads_to_the_token_is_harmless() {
        let names = ["data", "message", "0"].map(str::to_owned);
        let hidden =
            |json: &str| hidden_values(json, &names).values.iter().map(|value| value.to_string()).collect::<Vec<_>>();
        assert_eq!(hidden(r#"{"data":{"message":"abcdefgh"},"detail":"harmless1"}"#), ["abcdefgh"]);
        assert_eq!(hidden(r#"{"data":{"Message":["abcdefg8"#), ["abcdefg8"]);
        let pairs = [("message".to_owned(), "abcdefgh".to_owned())];
        assert_eq!(hidden_form_values(&pairs, &names).values.len(), 1);
        assert_eq!(hidden_form_values(&pairs, &[]).values.len(), 0);
    }

    #[test]
    fn a_cookie_that_may_be_a_session_is_found() {
        for (header, expected) in [
            ("sid=a1b2c3d4e5; Path=/; HttpOnly", Some("a1b2c3d4e5")),
            ("sid=\"a1b2c3d4e5\"", Some("a1b2c3d4e5")),
            ("lang=pt; Path=/", None),
            ("nothing", None),
        ] {
            assert_eq!(hidden_cookie(header).as_ref().map(|value| value.as_str()), expected, "{header}");
        }
    }

    #[test]
    fn the_hidden_values_of_a_form_are_found() {
        let pairs = [("access_token", "abcdefgh"), ("scope", "harmless1"), ("x", "short")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(hidden_form_values(&pairs, &[]).values.len(), 1);
    }
}
