//! A form-encoded answer, which old servers send instead of JSON.

use super::members::{Members, Source};
use crate::token::form;

/// Reads a form that speaks of a token or an error; any other text is none.
pub(super) fn read(text: &str) -> Option<Members<'_>> {
    let pairs = form::parse(text)?;
    let speaks = |(name, value): &(String, String)| match name.as_str() {
        // Some servers part their pairs with `;`: no form does, and what stands behind it is no token.
        "access_token" => !value.is_empty() && !value.contains(';'),
        // A code is one word; with spaces it is a sentence that happens to hold a `=`.
        "error" => !value.is_empty() && !text.contains(' '),
        _ => false,
    };
    pairs.iter().any(speaks).then_some(Members { source: Source::Form(pairs) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_speaks_of_a_token_or_an_error_is_a_form() {
        for text in [
            "access_token=T",
            "?access_token=T&token_type=bearer",
            "access_token=T&scope=a b&flag",
            "error=invalid_client&error_description=No+such+client",
        ] {
            assert!(read(text).is_some(), "{text}");
        }
        for text in
            ["", "error", "access_token", "access_token=", "a=b", "access_token=T;token_type=bearer", "error=not found"]
        {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
