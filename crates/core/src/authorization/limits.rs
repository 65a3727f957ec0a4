//! Every limit of the domain, in one place. "Characters" are Unicode scalar values.

use super::ProblemCode;

/// The longest name, in characters.
pub const NAME_CHARACTERS: usize = 1_024;
/// The longest description, in characters.
pub const DESCRIPTION_CHARACTERS: usize = 1_024;
/// The most CA certificates of an environment: as many as the question about them lists.
pub const CA_CERTIFICATES: usize = 20;
/// The longest scope value, in characters.
pub const SCOPE_CHARACTERS: usize = 250;
/// The most scope values in an environment.
pub const SCOPES: usize = 500;
/// The longest name of an API key, in characters.
pub const KEY_CHARACTERS: usize = 250;
/// The longest path of a token in a response, in characters.
pub const TOKEN_MEMBER_CHARACTERS: usize = 1_000;
/// The longest Token URL, in characters; servers commonly refuse more than about 8,000 bytes (RFC 9110, section 4.1).
pub const URL_CHARACTERS: usize = 8_000;
/// The longest secret, client id or extra value, in characters: room for any real one, and a bound for the database.
pub const VALUE_CHARACTERS: usize = 65_536;
/// The most extra parameters of one kind in an environment.
pub const EXTRAS: usize = 100;
/// The longest placeholder that is repeated in a message, in characters.
pub const PLACEHOLDER_CHARACTERS: usize = 64;
/// The longest part of another authorization's name that is repeated in a message, in characters.
pub const SHOWN_NAME_CHARACTERS: usize = 80;
/// Rows on a page of the list.
pub const PAGE_ROWS: u32 = 25;

/// Refuses a text of more characters than `limit`.
pub(crate) fn at_most(text: &str, limit: usize) -> Result<(), ProblemCode> {
    // A text has at most as many characters as bytes: only long ones are counted.
    if text.len() <= limit {
        return Ok(());
    }
    let found = text.chars().count();
    if found > limit { Err(ProblemCode::TooLong { limit: as_u32(limit), found: as_u32(found) }) } else { Ok(()) }
}

/// A count as problems have it.
pub(super) fn as_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
