//! The name and the description of an authorization.

use super::{Field, ProblemCode, characters};

/// A checked name: trimmed, 1 to [`NAME_CHARACTERS`](super::limits::NAME_CHARACTERS) characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Checks a name; surrounding white space is trimmed.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn new(text: &str) -> Result<Self, ProblemCode> {
        let text = text.trim();
        // A name of invisible characters would be a blank row in the list.
        if characters::trimmed(text).is_empty() {
            let invisible = text.chars().next().map(|character| ProblemCode::InvisibleCharacter { character });
            return Err(invisible.unwrap_or(ProblemCode::Required));
        }
        Field::Name.description().check_text(text)?;
        Ok(Self(text.to_owned()))
    }

    /// Returns the name as typed, trimmed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A checked description: at most [`DESCRIPTION_CHARACTERS`](super::limits::DESCRIPTION_CHARACTERS) characters; its only control
/// characters are line breaks and tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// Checks a description.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn new(text: &str) -> Result<Self, ProblemCode> {
        Field::Description.description().check_text(text)?;
        Ok(Self(text.to_owned()))
    }

    /// Returns the description as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
