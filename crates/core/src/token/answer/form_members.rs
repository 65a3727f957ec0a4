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

/// Whether members are whole although the connection broke: of a form, nobody can tell whether its last value is.
pub(super) fn is_whole(members: &Members<'_>) -> bool {
    let has_code = members.form().iter().any(|(name, _)| name == "error");
    members.form().last().is_none_or(|(last, _)| has_code && last != "error")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_breaks_off_is_whole_only_where_its_code_is() {
        for (text, expected) in [
            ("access_token=T&token_type=bearer", false),
            ("error_description=x&error=invalid_cl", false),
            ("error=invalid_client&error_description=No+su", true),
        ] {
            assert_eq!(read(text).map(|members| is_whole(&members)), Some(expected), "{text}");
        }
    }

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
