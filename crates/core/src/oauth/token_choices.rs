//! The members of a response that may be the token, for the user to choose from.

use std::collections::HashSet;

use serde_json::value::RawValue;

use super::{
    form,
    json_members::{End, JsonMembers, items},
    json_words::plain,
    token_lookalike::looks_like_token,
};
use crate::authorization::TokenMember;

/// How deep a response is searched.
const DEPTH: usize = 8;
/// How many items of an array are searched.
const ITEMS: usize = 10;
/// The most members that are returned.
const CHOICES: usize = 50;
/// The shortest text that may be a token, in characters.
const SHORTEST_CHARACTERS: usize = 8;

/// A member that may be the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The names that lead to it. They aren't safe to show as they are.
    pub(crate) path: Vec<String>,
    /// The length of its value, in characters.
    pub(crate) characters: usize,
}

/// Returns the strings of a JSON text that may be a token, those with a name that looks like it first: at least 8 visible ASCII characters
/// (RFC 6750, section 2.1). Of a form, only fields whose name looks like it: any text may be read as a form.
pub(crate) fn token_choices(text: &str) -> Vec<Choice> {
    let mut found = Vec::new();
    match JsonMembers::read(text).end {
        End::Whole | End::NotAnObject => search(text, &mut Vec::new(), &mut found),
        End::Broken { .. } => {}
        End::NotJson => {
            let fields = form::parse(text).unwrap_or_default();
            let fields = fields.iter().filter(|(name, _)| looks_like_token(name));
            found.extend(fields.filter_map(|(name, value)| choice(std::slice::from_ref(name), value)).take(CHOICES));
        }
    }
    found.sort_by_key(|choice| !choice.is_likely());
    found
}

fn search(raw: &str, path: &mut Vec<String>, found: &mut Vec<Choice>) {
    let raw = raw.trim_start();
    let inner: Vec<(String, &RawValue)> = match raw.as_bytes().first() {
        Some(b'{') => members(raw),
        Some(b'[') => items(raw, ITEMS).into_iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        Some(b'"') if !path.is_empty() => {
            found.extend(serde_json::from_str::<String>(raw).ok().and_then(|text| choice(path, &text)));
            return;
        }
        _ => return,
    };
    if path.len() == DEPTH {
        return;
    }
    for (name, value) in inner.into_iter().filter(|(name, _)| !is_another_token(name)) {
        if found.len() >= CHOICES {
            return;
        }
        path.push(name);
        search(value.get(), path, found);
        path.pop();
    }
}

/// Returns the members of an object; of those with one name the last one, which a path leads to.
fn members(raw: &str) -> Vec<(String, &RawValue)> {
    let mut known = HashSet::new();
    let members = JsonMembers::read(raw).members.into_iter().rev().map(|(name, value)| (name.into_owned(), value));
    let mut members: Vec<_> = members.filter(|(name, _)| known.insert(name.clone())).collect();
    members.reverse();
    members
}

/// Whether a name is one of tokens that aren't access tokens.
fn is_another_token(name: &str) -> bool {
    let name = plain(name);
    name.ends_with("refreshtoken") || name == "idtoken"
}

fn choice(path: &[String], value: &str) -> Option<Choice> {
    let characters = value.chars().count();
    let may_be = characters >= SHORTEST_CHARACTERS && value.bytes().all(|byte| byte.is_ascii_graphic());
    may_be.then(|| Choice { path: path.to_vec(), characters })
}

impl Choice {
    /// Whether its name looks like that of a token, or the name of the object that has it as `value`.
    pub(crate) fn is_likely(&self) -> bool {
        match self.path.as_slice() {
            [.., name, value] if value == "value" => looks_like_token(name),
            [.., name] => looks_like_token(name),
            [] => false,
        }
    }

    /// Returns the text of the field that leads to it.
    pub(crate) fn member(&self) -> String {
        TokenMember::of_path(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::oauth::json_pointer;

    fn members(text: &str) -> Vec<String> {
        token_choices(text).iter().map(Choice::member).collect()
    }

    #[test]
    fn strings_that_may_be_a_token_are_found_and_the_likely_ones_are_first() {
        for (text, expected) in [
            (r#"{"id":"12345678","type":"Bearer","data":{"token":"12345678"}}"#, &["/data/token", "id"][..]),
            (r#"{"a/b":{"x":"12345678"},"c":["1234567","12345678"]}"#, &["/a~1b/x", "/c/1"]),
            (
                r#"{"refresh_token":"12345678","idToken":"12345678","new_refresh_token":{"value":"12345678"},"x":"12345678"}"#,
                &["x"],
            ),
            (r#"[{"jwt":"12345678"}]"#, &["/0/jwt"]),
            (r#"{"words":"several words","accents":"éééééééé","n":12345678,"x":null}"#, &[]),
            ("token=12345678&x=12345678", &["token"]),
            ("some=12345678", &[]),
            ("\"12345678\"", &[]),
            ("{\"token\":\"12345678\"", &[]),
            ("", &[]),
        ] {
            assert_eq!(members(text), expected, "{text}");
        }
        let many = (0..100).map(|at| format!("\"m{at}\":\"12345678\"")).collect::<Vec<_>>().join(",");
        assert_eq!(members(&format!("{{{many}}}")).len(), 50);
        assert_eq!(members(&format!("{}\"12345678\"{}", "[".repeat(100), "]".repeat(100))).len(), 0);
    }

    proptest! {
        #[test]
        fn each_choice_leads_to_a_string_of_its_length(
            text in "\\{(\"(a|token|~|/)\":(\"[a-z]{6,9}\"|\\[\"[a-z]{8}\"\\]|\\{\"b\":\"[a-z]{8}\"\\}),){0,4}\"z\":1\\}"
        ) {
            for choice in token_choices(&text) {
                let member = TokenMember::parse(&choice.member()).unwrap();
                let value = json_pointer::find(&text, member.path()).unwrap().value.get();
                prop_assert!(value.starts_with('"') && value.len() >= 8, "{value}");
            }
        }
    }
}
