//! The granted scopes, compared with the requested ones.

use std::collections::HashSet;

use super::{
    members::{Members, Value},
    warning::Warning,
};

/// The most scopes that are kept of an answer.
const SCOPES: usize = 1_000;

/// What was granted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Granted {
    pub(super) scopes: Vec<String>,
    pub(super) missing: Vec<String>,
    has_more: bool,
}

/// Reads `scope`; if it is missing, what was requested is granted (RFC 6749, section 5.1).
pub(super) fn read(members: &Members<'_>, asked: &[&str]) -> Granted {
    let mut reader = Reader::new(asked);
    match members.get("scope") {
        Value::Absent | Value::Null => asked.iter().for_each(|scope| reader.add(scope)),
        Value::Text(text) => split(&text, asked).for_each(|scope| reader.add(scope)),
        Value::Texts(_, has_others) => {
            members.each_text("scope", |text| text.split_whitespace().for_each(|scope| reader.add(scope)));
            reader.has_more |= has_others;
        }
        // A number or an object grants nothing that can be named.
        Value::Number(_) | Value::Other => {}
    }
    reader.granted(asked)
}

struct Reader<'a> {
    asked: HashSet<&'a str>,
    found: HashSet<&'a str>,
    scopes: Vec<String>,
    known: HashSet<String>,
    has_more: bool,
}

impl<'a> Reader<'a> {
    fn new(asked: &[&'a str]) -> Self {
        let asked = asked.iter().copied().collect();
        Self { asked, found: HashSet::new(), scopes: Vec::new(), known: HashSet::new(), has_more: false }
    }

    fn add(&mut self, scope: &str) {
        let asked = self.asked.get(scope);
        self.found.extend(asked);
        self.has_more |= asked.is_none();
        if self.scopes.len() < SCOPES && !self.known.contains(scope) {
            self.known.insert(scope.to_owned());
            self.scopes.push(scope.to_owned());
        }
    }

    fn granted(self, asked: &[&str]) -> Granted {
        let missing = asked.iter().filter(|scope| !self.found.contains(*scope)).map(|&scope| scope.to_owned());
        Granted {
            missing: missing.collect(),
            scopes: self.scopes,
            // Without a request for scopes, the server grants what it likes.
            has_more: self.has_more && !asked.is_empty(),
        }
    }
}

/// Splits at spaces (RFC 6749, section 3.3), and at commas if a server uses those instead or before its spaces.
fn split<'a>(text: &'a str, asked: &[&str]) -> impl Iterator<Item = &'a str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_listed = |word: &&str| !asked.contains(word) && (words.len() == 1 || word.ends_with(','));
    let commas = words.iter().any(|word| word.contains(',') && is_listed(word));
    let parts = move |word: &'a str| word.split(move |character| commas && character == ',');
    words.into_iter().flat_map(parts).filter(|part| !part.is_empty())
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
    use crate::oauth::json_members::JsonMembers;

    fn read_json(scope: &str, asked: &[&str]) -> Granted {
        let text = format!(r#"{{"scope":{scope}}}"#);
        read(&Members::of_json(JsonMembers::read(&text)), asked)
    }

    fn own(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn granted_scopes_are_told_from_requested_ones() {
        for (scope, asked, scopes, missing, has_more) in [
            ("null", &["a"][..], &["a"][..], &[][..], false),
            (r#""b  a b""#, &["a", "b"], &["b", "a"], &[], false),
            (r#""a c""#, &["a", "b"], &["a", "c"], &["b"], true),
            (r#""a c""#, &[], &["a", "c"], &[], false),
            (r#""""#, &["a"], &[], &["a"], false),
            (r#""a,b""#, &["a", "b"], &["a", "b"], &[], false),
            (r#""a, b""#, &["a", "b"], &["a", "b"], &[], false),
            (r#""a,b""#, &["a,b"], &["a,b"], &[], false),
            (r#""a,b c""#, &["a,b", "c"], &["a,b", "c"], &[], false),
            (r#"["a","b c"]"#, &["a"], &["a", "b", "c"], &[], true),
            (r#"["a",null]"#, &["a"], &["a"], &[], false),
            (r#"["a",5]"#, &["a"], &["a"], &[], true),
            (r#"[["a"]]"#, &["a"], &[], &["a"], true),
            ("5", &["a"], &[], &["a"], false),
            (r#"{"a":1}"#, &["a"], &[], &["a"], false),
            ("true", &[], &[], &[], false),
        ] {
            let expected = Granted { scopes: own(scopes), missing: own(missing), has_more };
            assert_eq!(read_json(scope, asked), expected, "{scope} asked {asked:?}");
        }
    }

    #[test]
    fn a_scope_after_a_thousand_others_is_not_missing() {
        let many: Vec<String> = (0..1_500).map(|number| format!("s{number}")).chain(["a".to_owned()]).collect();
        for scope in [format!("\"{}\"", many.join(" ")), serde_json::to_string(&many).unwrap()] {
            let granted = read_json(&scope, &["a"]);
            assert_eq!((granted.scopes.len(), granted.missing.len()), (SCOPES, 0));
        }
    }
}
