//! A secret field of a draft: left blank, left as it is stored, or typed again.

use serde::{Deserialize, Deserializer, Serialize, de};
use ts_rs::TS;

use super::NoteCode;
use crate::secret::Secret;

/// A secret in a draft.
///
/// It serializes without the secret: a typed one reads back as blank, so that no answer to the page can contain it.
#[derive(Clone, Debug, Default, TS)]
#[ts(export, tag = "kind", rename_all = "snake_case")]
pub enum SecretInput {
    /// Nothing typed, nothing stored.
    #[default]
    Blank,
    /// The stored secret stays.
    Stored,
    /// A new private key, which Keyfob has read from a file or generated and the page doesn't have.
    Held {
        /// Its name, until it is saved or Keyfob is restarted.
        id: String,
    },
    /// A new secret.
    Typed {
        /// The secret itself.
        #[ts(type = "string")]
        text: Secret,
    },
}

/// A typed secret equals nothing, not even itself: only the vault compares secrets, in constant time.
impl PartialEq for SecretInput {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Blank, Self::Blank) | (Self::Stored, Self::Stored) => true,
            (Self::Held { id }, Self::Held { id: other }) => id == other,
            _ => false,
        }
    }
}

impl SecretInput {
    /// Whether there is no secret.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Stored | Self::Held { .. } => false,
            Self::Typed { text } => text.is_empty(),
        }
    }

    /// Whether a secret was typed.
    pub(super) fn is_typed(&self) -> bool {
        matches!(self, Self::Typed { .. })
    }

    /// Returns what is unusual about a typed secret; a stored one isn't in the draft and has no notes.
    pub(super) fn notes(&self) -> Vec<NoteCode> {
        if let Self::Typed { text } = self { text.notes() } else { Vec::new() }
    }
}

impl Serialize for SecretInput {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        enum Shown<'a> {
            Blank,
            Stored,
            Held { id: &'a str },
        }
        match self {
            Self::Blank | Self::Typed { .. } => Shown::Blank,
            Self::Stored => Shown::Stored,
            Self::Held { id } => Shown::Held { id },
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SecretInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Variants with braces, since serde lets unknown members of a unit variant pass.
        #[derive(Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
        enum Read {
            Blank {},
            Stored {},
            Held { id: String },
            Typed { text: Secret },
        }
        match Read::deserialize(deserializer) {
            Ok(Read::Blank {}) => Ok(Self::Blank),
            Ok(Read::Stored {}) => Ok(Self::Stored),
            Ok(Read::Held { id }) => Ok(Self::Held { id }),
            Ok(Read::Typed { text }) => Ok(Self::Typed { text }),
            // serde's own words repeat what was read, which may be the secret.
            Err(_) => Err(de::Error::custom(
                "a secret must be an object of `kind` `blank`, `stored`, `held` with its `id`, or `typed` with its `text`",
            )),
        }
    }
}
