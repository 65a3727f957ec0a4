//! A text that is never printed or serialized, and that is wiped when dropped.
//!
//! It deliberately has no `Display` and no `Serialize`; only `vault`, `http`, `keys`, `oauth` and `connect` may call [`Secret::expose`] (a test reads the
//! sources for it). [`Revealed`] is the one way to show it, used when the user asks.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;
use zeroize::Zeroizing;

/// A secret or a token in memory.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes ownership of a text, and wipes what it leaves.
    #[must_use]
    pub fn new(text: String) -> Self {
        // Giving up spare room may move the text and leave a copy behind.
        if text.len() == text.capacity() {
            Self(SecretString::from(text))
        } else {
            Self(SecretString::from(Zeroizing::new(text).as_str()))
        }
    }

    /// Returns the text: only to seal or send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Returns whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// Returns whether each character satisfies a rule.
    #[must_use]
    pub fn all_chars(&self, rule: impl Fn(char) -> bool) -> bool {
        self.expose().chars().all(rule)
    }

    /// Checks the text with a rule.
    ///
    /// # Errors
    /// Returns the rule's error, which must not repeat more than a character of the text.
    pub(crate) fn checked(
        &self,
        rule: impl FnOnce(&str) -> Result<(), crate::authorization::ProblemCode>,
    ) -> Result<(), crate::authorization::ProblemCode> {
        rule(self.expose())
    }

    /// Returns whether this is the same text as another secret.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }

    /// Joins secrets, the last ones left out if they are missing; `None` if all are. None of them may contain the separator.
    pub(crate) fn join(secrets: &[Option<&Self>], separator: char) -> Option<Self> {
        let texts: Vec<_> = secrets.iter().map(|secret| secret.map_or("", Self::expose)).collect();
        let count = texts.iter().rposition(|text| !text.is_empty())? + 1;
        // Its final size at once: growing would leave copies behind.
        let bytes = texts.iter().map(|text| text.len() + separator.len_utf8()).sum();
        let mut joined = String::with_capacity(bytes);
        for (at, text) in texts.iter().take(count).enumerate() {
            if at > 0 {
                joined.push(separator);
            }
            joined.push_str(text);
        }
        Some(Self::new(joined))
    }

    /// Returns what was joined; `None` in place of an empty text.
    pub(crate) fn split(&self, separator: char) -> impl Iterator<Item = Option<Self>> {
        self.expose().split(separator).map(|text| (!text.is_empty()).then(|| Self::new(text.to_owned())))
    }

    /// Returns whether this is the given text.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.expose() == text
    }

    /// Returns what is unusual about the text: kinds and positions only.
    pub(crate) fn notes(&self) -> Vec<crate::authorization::NoteCode> {
        crate::authorization::notes_on(self.expose())
    }

    /// Returns the text without what is unusual about it, as [`tidy`](crate::authorization::tidy) does.
    #[must_use]
    pub fn tidied(&self) -> Self {
        Self::new(crate::authorization::tidy(self.expose()))
    }

    /// Checks that the text has at most `limit` characters.
    ///
    /// # Errors
    /// Returns the number of characters if there are more.
    pub(crate) fn within(&self, limit: usize) -> Result<(), crate::authorization::ProblemCode> {
        crate::authorization::at_most(self.expose(), limit)
    }

    /// Returns the secret in a form that serializes, for a user who asked to see it.
    #[must_use]
    pub fn reveal(self) -> Revealed {
        Revealed(self)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde's own error repeats the input, which may be the secret.
        String::deserialize(deserializer).map(Self::new).map_err(|_| de::Error::custom("a secret must be a string"))
    }
}

/// A secret that the user asked to see; it serializes as its text.
#[derive(Clone, Debug, TS)]
#[ts(export, type = "string")]
pub struct Revealed(Secret);

impl Revealed {
    /// Returns the text, to print it or to pass it on as the user asked.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.expose()
    }
}

impl Serialize for Revealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing_of_itself_when_debugged() {
        let shown = format!("{:?} {:?}", Secret::new("canary".into()), Secret::new("canary".into()).reveal());
        assert!(!shown.contains("canary"));
    }

    #[test]
    fn other_json_than_a_string_is_rejected_without_being_repeated() {
        let error = serde_json::from_str::<Secret>("73512894").unwrap_err().to_string();
        assert!(error.starts_with("a secret must be a string") && !error.contains("73512894"), "{error}");
    }
}
