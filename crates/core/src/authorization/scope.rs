//! Scope values (RFC 6749, section 3.3): checked one by one, and read from what is typed or pasted.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Field, ProblemCode,
    limits::{self, as_u32},
};

/// A checked scope value: `%x21 / %x23-5B / %x5D-7E`, at most [`limits::SCOPE_CHARACTERS`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Scope(String);

impl Scope {
    /// Checks one value.
    ///
    /// # Errors
    /// Why the value isn't a scope.
    pub fn new(text: &str) -> Result<Self, ProblemCode> {
        Field::Scopes.description().check_text(text)?;
        Ok(Self(text.to_owned()))
    }

    /// Returns the value as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The scopes in a text that was typed or pasted into the scopes field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScopesRead {
    /// The values to add, in order.
    pub added: Vec<String>,
    /// The values that were not added.
    pub refused: Vec<ScopeProblem>,
}

/// A value that was not added, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScopeProblem {
    /// The value as typed.
    pub value: String,
    /// Why.
    #[serde(flatten)]
    pub code: ProblemCode,
}

/// Splits a text at white space and commas into scope values, and says which can be added to those that are present.
#[must_use]
pub fn read_scopes(text: &str, present: &[String]) -> ScopesRead {
    let mut read = ScopesRead::default();
    let mut known: std::collections::HashSet<&str> = present.iter().map(String::as_str).collect();
    for value in text.split(|character: char| character == ',' || character.is_whitespace()).filter(|v| !v.is_empty()) {
        let code = match Scope::new(value) {
            Err(code) => code,
            Ok(_) if known.contains(value) => ProblemCode::Duplicate,
            Ok(_) if present.len() + read.added.len() >= limits::SCOPES => {
                ProblemCode::TooMany { limit: as_u32(limits::SCOPES), found: as_u32(limits::SCOPES + 1) }
            }
            Ok(_) => {
                known.insert(value);
                read.added.push(value.to_owned());
                continue;
            }
        };
        read.refused.push(ScopeProblem { value: value.to_owned(), code });
    }
    read
}
