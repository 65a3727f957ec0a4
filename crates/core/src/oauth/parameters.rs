//! The parameters of a request, written as a form or as a JSON object.

use super::{form, secret_text::SecretText};
use crate::secret::Secret;

/// The value of a parameter.
pub(super) enum Value<'a> {
    Plain(&'a str),
    /// A secret, with the name of its shell variable.
    Secret(&'a Secret, String),
}

impl Value<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Plain(text) => text.is_empty(),
            Self::Secret(secret, _) => secret.is_empty(),
        }
    }
}

/// Parameters in the order in which they are sent.
#[derive(Default)]
pub(super) struct Parameters<'a>(Vec<(&'a str, Value<'a>)>);

impl<'a> Parameters<'a> {
    /// Appends a parameter. One without a value is left out (RFC 6749, section 3.2).
    pub(super) fn push(&mut self, name: &'a str, value: Value<'a>) {
        if !value.is_empty() {
            self.0.push((name, value));
        }
    }

    /// Appends other parameters.
    pub(super) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Writes them as a form.
    pub(super) fn form(&self) -> SecretText {
        let mut text = SecretText::default();
        for (name, value) in &self.0 {
            let separator = if text.is_empty() { "" } else { "&" };
            text.push(format!("{separator}{}=", form::encode(name)));
            match value {
                Value::Plain(plain) => text.push(form::encode(plain)),
                Value::Secret(secret, variable) => text.push_encoded(secret, variable),
            }
        }
        text
    }

    /// Writes them as a JSON object of strings. A parameter that is repeated becomes an array.
    pub(super) fn json(&self) -> SecretText {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in &self.0 {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let mut text = SecretText::open("{");
        for (at, name) in names.iter().enumerate() {
            let values: Vec<_> = self.0.iter().filter(|(other, _)| other == name).map(|(_, value)| value).collect();
            let (open, close) = if values.len() > 1 { ("[", "]") } else { ("", "") };
            text.push(format!("{}{}:{open}", if at == 0 { "" } else { "," }, serde_json::Value::from(*name)));
            for (at, value) in values.into_iter().enumerate() {
                text.push(if at == 0 { "" } else { "," });
                match value {
                    Value::Plain(plain) => text.push(serde_json::Value::from(*plain).to_string()),
                    Value::Secret(secret, variable) => {
                        text.push("\"");
                        text.push_json(secret, variable);
                        text.push("\"");
                    }
                }
            }
            text.push(close);
        }
        text.push("}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_strings_and_repeated_ones_an_array() {
        let secret = Secret::new("a\"b\\c\u{1}é\n".to_owned());
        let mut parameters = Parameters::default();
        parameters.push("grant_type", Value::Plain("client_credentials"));
        parameters.push("re\"source", Value::Plain("urn:a"));
        parameters.push("empty", Value::Plain(""));
        parameters.push("pin", Value::Secret(&secret, "SECRET_1".into()));
        parameters.push("re\"source", Value::Secret(&secret, "SECRET_2".into()));
        let text = parameters.json();
        let json: serde_json::Value = serde_json::from_str(&text.wire()).unwrap();
        let expected = serde_json::json!({
            "grant_type": "client_credentials", "re\"source": ["urn:a", secret.expose()], "pin": secret.expose(),
        });
        assert_eq!(json, expected);
        assert_eq!(
            text.shown(),
            r#"{"grant_type":"client_credentials","re\"source":["urn:a","••••••"],"pin":"••••••"}"#
        );
        assert!(text.shell().contains(r#""$(json "$SECRET_1")""#), "{}", text.shell());
        assert_eq!(*Parameters::default().json().wire(), "{}");
    }
}
