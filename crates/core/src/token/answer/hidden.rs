//! What of an answer must not be shown: every text under a name that speaks of tokens, at any depth.
//!
//! It reads JSON by its signs alone, so that depth costs nothing and what is cut or broken is read as far as it goes.

use std::collections::HashSet;

use super::members::Members;
use crate::{
    secret::Secret,
    token::{disguises::DISGUISE_BYTES, sensitive},
};

/// The most texts that are looked for; an answer with more shows nothing of itself.
const TEXTS: usize = 100;
/// A shorter text stands by chance in many words.
const SHORTEST: usize = 4;
/// The same for a text that stands below such a name, beside others that may be anything.
const SHORTEST_BELOW: usize = 8;

/// The texts that must not be shown.
#[derive(Default)]
pub(in crate::token) struct Hidden {
    pub(in crate::token) texts: Vec<Secret>,
    /// There are more than can be looked for.
    pub(in crate::token) too_many: bool,
}

/// The texts of a JSON body.
pub(super) fn of_json(text: &str) -> Hidden {
    let mut found = HashSet::new();
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        if *byte != b'"' {
            scan.sign(*byte);
            at += 1;
            continue;
        }
        let inner = literal(&text[at + 1..]);
        at += inner.len() + 2;
        let rest = text.get(at..).unwrap_or_default();
        if rest.trim_start_matches([' ', '\t', '\r', '\n']).starts_with(':') {
            scan.is_named = sensitive::is_sensitive(&unescaped(inner));
        } else if scan.hides(inner) {
            found.insert(inner);
        }
        if found.len() > TEXTS {
            return Hidden { texts: Vec::new(), too_many: true };
        }
    }
    Hidden { texts: found.into_iter().map(|inner| Secret::new(unescaped(inner))).collect(), too_many: false }
}

/// The texts of a form.
pub(super) fn of_form(members: &Members<'_>) -> Hidden {
    let values = members.form().iter().filter(|(name, value)| sensitive::is_sensitive(name) && value.len() >= SHORTEST);
    let found: HashSet<&str> = values.map(|(_, value)| value.as_str()).collect();
    if found.len() > TEXTS {
        return Hidden { texts: Vec::new(), too_many: true };
    }
    Hidden { texts: found.into_iter().map(|text| Secret::new(text.to_owned())).collect(), too_many: false }
}

/// Where in a JSON text the reader is.
#[derive(Default)]
struct Scan {
    /// Whether each open object or array stands below a name that speaks of tokens.
    open: Vec<bool>,
    /// Whether the last name speaks of tokens.
    is_named: bool,
}

impl Scan {
    fn sign(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' => {
                self.open.push(self.is_named || self.is_below());
                self.is_named = false;
            }
            b'}' | b']' => {
                self.open.pop();
                self.is_named = false;
            }
            b',' => self.is_named = false,
            _ => {}
        }
    }

    fn is_below(&self) -> bool {
        self.open.last().copied().unwrap_or_default()
    }

    fn hides(&self, inner: &str) -> bool {
        let is_text_below = || inner.len() >= SHORTEST_BELOW && !inner.contains(char::is_whitespace);
        (self.is_named && inner.len() >= SHORTEST) || (self.is_below() && is_text_below())
    }
}

/// What stands between the quotes of a JSON text that has just been opened.
fn literal(text: &str) -> &str {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    &text[..end.unwrap_or(text.len())]
}

/// A JSON text's meaning; one that is no Unicode is kept as it is written, and no more than is ever shown.
fn unescaped(inner: &str) -> String {
    let near = &inner[..inner.floor_char_boundary(DISGUISE_BYTES)];
    let is_plain = near.len() < inner.len() || !near.contains('\\');
    let meaning = if is_plain { None } else { serde_json::from_str(&format!("\"{near}\"")).ok() };
    meaning.unwrap_or_else(|| near.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> Vec<String> {
        let mut texts: Vec<_> = of_json(json).texts.iter().map(|text| text.expose().to_owned()).collect();
        texts.sort_unstable();
        texts
    }

    #[test]
    fn tokens_are_found_at_any_depth_as_they_are_meant() {
        for (json, expected) in [
            (r#"{"access_token":"a\u0062cd","token_type":"Bearer","my_secret" : "s3cr"}"#, &["abcd", "s3cr"][..]),
            (r#"{"access\u005ftoken":"abcd","refresh_token":"\ud800rrr"}"#, &[r"\ud800rrr", "abcd"]),
            (r#"{"code":0,"data":[{"access_token":"abcd"},"other"]}"#, &["abcd"]),
            (r#"{"result":{"token":{"kind":"b","value":"abcdefgh"}},"x":"other"}"#, &["abcdefgh"]),
            (r#"{"tokens":["abcdefgh",["ijklmnop"]],"note":"harmless"}"#, &["abcdefgh", "ijklmnop"]),
            (r#"[{"access_token":"abcd"#, &["abcd"]),
            (r#"{"access_token":"abc","token":null,"secret":{"hint":"some words here"}}"#, &[]),
        ] {
            assert_eq!(texts(json), expected, "{json}");
        }
        let deep = format!(r#"{}"token":"abcdefgh"#, r#"{"a":"#.repeat(200_000));
        assert_eq!(texts(&deep), ["abcdefgh"]);
    }

    #[test]
    fn a_flood_of_tokens_is_told_and_a_token_repeated_is_one() {
        let many =
            |count: usize| (0..count).map(|at| format!(r#""t{at}_token":"{at:06}""#)).collect::<Vec<_>>().join(",");
        assert!(of_json(&many(101)).too_many);
        assert_eq!(of_json(&many(100)).texts.len(), 100);
        assert_eq!(texts(&r#""access_token":"abcd","#.repeat(20_000)), ["abcd"]);
    }
}
