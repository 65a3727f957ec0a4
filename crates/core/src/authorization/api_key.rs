//! The fields of an environment for an API key.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Environment, Field, KeyPlace, Note, Problem, ProblemCode, SecretInput, allowed_characters::is_token,
    environment_check::EnvironmentCheck,
};
use crate::secret::Secret;

/// An environment's fields as typed; all blank is *not configured*.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct ApiKeyDraft {
    /// The key's name.
    pub key: String,
    /// Where it is sent.
    #[serde(rename = "in")]
    pub place: KeyPlace,
    /// The key's value.
    pub value: SecretInput,
}

/// Checked fields of an environment.
#[derive(Clone, Debug)]
pub struct ApiKey<S = Secret> {
    /// The key's name.
    pub key: String,
    /// Where it is sent.
    pub place: KeyPlace,
    /// The key's value.
    pub value: S,
}

impl ApiKeyDraft {
    /// The fields, in the order in which they are shown.
    pub const FIELDS: &[Field] = &[Field::Key, Field::KeyPlace, Field::Value];

    /// Whether the value is typed in it, which settings that Keyfob stored never contain.
    pub(crate) fn has_typed_secret(&self) -> bool {
        self.value.is_typed()
    }

    /// Whether nothing was filled in and nothing chosen.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let value = if self.value.is_blank() { SecretInput::Blank } else { self.value.clone() };
        Self { value, ..self.clone() } == Self::default()
    }

    /// Checks every field and adds what is wrong to `problems`.
    #[must_use]
    pub fn check(&self, environment: Environment, problems: &mut Vec<Problem>) -> Option<ApiKey<SecretInput>> {
        let mut check = EnvironmentCheck::new(environment, problems);
        let key = Field::Key.description();
        let key = match self.place {
            KeyPlace::Query => key,
            KeyPlace::Header | KeyPlace::Cookie => key.allows(token),
        };
        let key = check.parsed(Field::Key, key.check_text(&self.key).map(|()| self.key.clone()));
        let value = check.secret(Field::Value, &self.value);
        Some(ApiKey { key: key?, place: self.place, value: value? })
    }

    /// Adds what is unusual about the value to `notes`.
    pub(super) fn note(&self, environment: Environment, notes: &mut Vec<Note>) {
        let field = Field::Value;
        let found = self.value.notes().into_iter();
        notes.extend(found.map(|code| Note { field, environment: Some(environment), index: None, code }));
    }
}

/// Takes an HTTP token only: a header's or a cookie's name.
fn token(text: &str) -> Result<(), ProblemCode> {
    if is_token(text) { Ok(()) } else { Err(ProblemCode::NotAToken) }
}

impl<S> ApiKey<S> {
    /// Returns the fields as reading the saved authorization gives them.
    #[must_use]
    pub fn to_stored_draft(&self) -> ApiKeyDraft {
        ApiKeyDraft { key: self.key.clone(), place: self.place, value: SecretInput::Stored }
    }
}
