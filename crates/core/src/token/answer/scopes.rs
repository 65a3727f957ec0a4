//! The granted scopes beside those asked for.

use super::members::Value;
use crate::token::Warning;

/// The most scopes that are kept of an answer.
const SCOPES: usize = 1_000;

/// What was granted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Granted {
    pub(super) scopes: Vec<String>,
    pub(super) missing: Vec<String>,
    has_more: bool,
}

/// Reads `scope`; where it is missing, what was asked for is granted (RFC 6749 §5.1).
pub(super) fn read(value: &Value, asked: &[&str]) -> Granted {
    let texts = match value {
        Value::Text(text) => split(text, asked),
        Value::Texts(texts) => texts.iter().flat_map(|text| text.split_whitespace()).collect(),
        Value::Absent | Value::Null | Value::Number(_) | Value::Other => asked.to_vec(),
    };
    let mut scopes: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for text in texts {
        if scopes.len() < SCOPES && known.insert(text) {
            scopes.push(text.to_owned());
        }
    }
    let missing = asked.iter().filter(|scope| !known.contains(*scope)).map(|&scope| scope.to_owned()).collect();
    let has_more = scopes.iter().any(|scope| !asked.contains(&scope.as_str()));
    Granted { scopes, missing, has_more }
}

/// Splits at spaces, as RFC 6749 §3.3 says; at commas where a server uses those alone.
fn split<'a>(text: &'a str, asked: &[&str]) -> Vec<&'a str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        [word] if word.contains(',') && !asked.contains(&word) => {
            word.split(',').filter(|part| !part.is_empty()).collect()
        }
        _ => words,
    }
}

impl Granted {
    pub(super) fn warnings(&self) -> impl Iterator<Item = Warning> {
        let fewer = (!self.missing.is_empty()).then_some(Warning::FewerScopes);
        fewer.into_iter().chain(self.has_more.then_some(Warning::MoreScopes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_granted_is_told_from_what_was_asked_for() {
        let text = |text: &str| Value::Text(text.into());
        for (value, asked, scopes, missing) in [
            (Value::Absent, &["a", "b"][..], &["a", "b"][..], &[][..]),
            (Value::Null, &["a"], &["a"], &[]),
            (text("b  a b"), &["a", "b"], &["b", "a"], &[]),
            (text("a c"), &["a", "b"], &["a", "c"], &["b"]),
            (text(""), &["a"], &[], &["a"]),
            (text("a,b"), &["a", "b"], &["a", "b"], &[]),
            (text("a,b"), &["a,b"], &["a,b"], &[]),
            (Value::Texts(vec!["a".into(), "b".into()]), &["a"], &["a", "b"], &[]),
        ] {
            let granted = read(&value, asked);
            assert_eq!((granted.scopes, granted.missing), (own(scopes), own(missing)), "{value:?}");
        }
    }

    fn own(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }
}
