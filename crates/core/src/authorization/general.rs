//! The general part: name and description.

use super::{ProblemCode, characters, limits, scope::as_u32};

/// A checked name: trimmed, 1 to [`limits::NAME_CHARACTERS`] characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Checks a name; surrounding white space is trimmed.
    ///
    /// # Errors
    /// Says why the text is no name.
    pub fn new(text: &str) -> Result<Self, ProblemCode> {
        let text = text.trim();
        // A name of invisible characters would be a blank row in the list.
        if characters::trimmed(text).is_empty() {
            return Err(ProblemCode::Required);
        }
        at_most(text, limits::NAME_CHARACTERS)?;
        characters::printable(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The name as typed, trimmed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A checked description: at most [`limits::DESCRIPTION_CHARACTERS`] characters; line breaks and tabs are the only control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// Checks a description.
    ///
    /// # Errors
    /// Says why the text is refused.
    pub fn new(text: &str) -> Result<Self, ProblemCode> {
        at_most(text, limits::DESCRIPTION_CHARACTERS)?;
        characters::printable_but(text, &['\n', '\r', '\t'])?;
        Ok(Self(text.to_owned()))
    }

    /// The description as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Refuses a text of more characters than `limit`.
pub(crate) fn at_most(text: &str, limit: usize) -> Result<(), ProblemCode> {
    // A text has at most as many characters as bytes: only long ones are counted.
    if text.len() <= limit {
        return Ok(());
    }
    let found = text.chars().count();
    if found > limit { Err(ProblemCode::TooLong { limit: as_u32(limit), found: as_u32(found) }) } else { Ok(()) }
}
