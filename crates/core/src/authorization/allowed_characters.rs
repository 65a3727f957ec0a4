//! Characters that fields don't allow.

use super::{
    ProblemCode,
    characters::{self, Kind},
};

/// Refuses characters that no URL contains and a user can't see or distinguish: control characters, white space, invisible characters
/// and look-alikes.
///
/// # Errors
/// Names the first such character.
pub(super) fn check(text: &str) -> Result<(), ProblemCode> {
    let refused = |character| {
        let look_alike = |ascii| ProblemCode::LookAlike { character, ascii };
        unseen(character).or_else(|| characters::look_alike(character).map(look_alike))
    };
    text.chars().find_map(refused).map_or(Ok(()), Err)
}

/// Refuses control characters, white space and invisible characters.
///
/// # Errors
/// Names the first such character.
pub(super) fn unbroken(text: &str) -> Result<(), ProblemCode> {
    text.chars().find_map(unseen).map_or(Ok(()), Err)
}

fn unseen(character: char) -> Option<ProblemCode> {
    match Kind::of(character) {
        _ if character.is_control() => Some(ProblemCode::ControlCharacter { character }),
        Some(Kind::Space) => Some(ProblemCode::Space),
        Some(Kind::NoBreakSpace | Kind::OtherSpace | Kind::Invisible) => {
            Some(ProblemCode::InvisibleCharacter { character })
        }
        Some(Kind::Quote(_) | Kind::Dash(_)) | None => None,
    }
}

/// Takes any text: keys and certificates, which are read as a whole.
#[expect(clippy::unnecessary_wraps, reason = "it is used as a rule")]
pub(super) fn any(_: &str) -> Result<(), ProblemCode> {
    Ok(())
}

/// Refuses control characters.
///
/// # Errors
/// Names the first one.
pub(super) fn printable(text: &str) -> Result<(), ProblemCode> {
    printable_but(text, &[])
}

/// Refuses control characters other than those given.
///
/// # Errors
/// Names the first one.
pub(super) fn printable_but(text: &str, allowed: &[char]) -> Result<(), ProblemCode> {
    let refused = text.chars().find(|character| character.is_control() && !allowed.contains(character));
    refused.map_or(Ok(()), |character| Err(ProblemCode::ControlCharacter { character }))
}

/// Refuses characters that a scope can't contain: it allows `%x21 / %x23-5B / %x5D-7E` (RFC 6749, section 3.3).
///
/// # Errors
/// Names the first such character.
pub(super) fn scope(text: &str) -> Result<(), ProblemCode> {
    let is_allowed = |character| matches!(character, '\x21' | '\x23'..='\x5B' | '\x5D'..='\x7E');
    let refused = text.chars().find(|&character| !is_allowed(character));
    refused.map_or(Ok(()), |character| Err(ProblemCode::ScopeCharacter { character }))
}

/// Whether a text is an HTTP token (RFC 9110, section 5.6.2).
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
