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
        matches!((self, other), (Self::Blank, Self::Blank) | (Self::Stored, Self::Stored))
    }
}

impl SecretInput {
    /// Whether there is no secret.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Stored => false,
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
        struct Shown {
            kind: &'static str,
        }
        let kind = if matches!(self, Self::Stored) { "stored" } else { "blank" };
        Shown { kind }.serialize(serializer)
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
            Typed { text: Secret },
        }
        match Read::deserialize(deserializer) {
            Ok(Read::Blank {}) => Ok(Self::Blank),
            Ok(Read::Stored {}) => Ok(Self::Stored),
            Ok(Read::Typed { text }) => Ok(Self::Typed { text }),
            // serde's own words repeat what was read, which may be the secret.
            Err(_) => Err(de::Error::custom(
                "a secret must be an object of `kind` `blank`, `stored`, or `typed` with its `text`",
            )),
        }
    }
}
