//! The fields of an environment for an API key.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Environment, Field, Note, Problem, ProblemCode, SecretInput, characters, client_credentials::check_secret,
    extra::is_token, general::at_most, limits,
};
use crate::secret::Secret;

/// Where an API key travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyPlace {
    /// A header.
    #[default]
    Header,
    /// A parameter of the query: *Query Params*.
    Query,
    /// A cookie.
    Cookie,
}

/// An environment's fields as typed; all blank is *not configured*.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct ApiKeyDraft {
    /// The key's name.
    pub key: String,
    /// Where it travels.
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
    /// Where it travels.
    pub place: KeyPlace,
    /// The key's value.
    pub value: S,
}

impl ApiKeyDraft {
    /// Whether the value is typed in it, which settings that Keyfob stored never hold.
    pub(crate) fn has_typed_secret(&self) -> bool {
        self.value.is_typed()
    }

    /// Whether nothing was filled in and nothing chosen.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.key.is_empty() && self.place == KeyPlace::default() && self.value.is_blank()
    }

    /// Checks every field and adds what is wrong to `problems`.
    #[must_use]
    pub fn check(&self, environment: Environment, problems: &mut Vec<Problem>) -> Option<ApiKey<SecretInput>> {
        let before = problems.len();
        let mut keep = |field, result: Result<(), ProblemCode>| {
            if let Err(code) = result {
                problems.push(Problem { field, environment: Some(environment), index: None, code });
            }
        };
        keep(Field::Key, self.check_key());
        keep(Field::Value, check_secret(&self.value));
        (problems.len() == before).then(|| ApiKey {
            key: self.key.clone(),
            place: self.place,
            value: self.value.clone(),
        })
    }

    /// Adds what is unusual about the value to `notes`.
    pub(super) fn note(&self, environment: Environment, notes: &mut Vec<Note>) {
        let field = Field::Value;
        let found = self.value.notes().into_iter();
        notes.extend(found.map(|code| Note { field, environment: Some(environment), index: None, code }));
    }

    fn check_key(&self) -> Result<(), ProblemCode> {
        if self.key.is_empty() {
            return Err(ProblemCode::Required);
        }
        at_most(&self.key, limits::KEY_CHARACTERS)?;
        match self.place {
            KeyPlace::Query => characters::printable(&self.key),
            KeyPlace::Header | KeyPlace::Cookie if !is_token(&self.key) => Err(ProblemCode::NotAToken),
            KeyPlace::Header | KeyPlace::Cookie => Ok(()),
        }
    }
}

impl<S> ApiKey<S> {
    /// The fields as reading them back gives them.
    #[must_use]
    pub fn to_stored_draft(&self) -> ApiKeyDraft {
        ApiKeyDraft { key: self.key.clone(), place: self.place, value: SecretInput::Stored }
    }
}
