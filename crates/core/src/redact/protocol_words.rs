//! Words of the protocols. A value that consists only of them is shown as it is, even if a secret is one of them.
//!
//! If the secret is `json`, `application/json` should still be readable. This reveals nothing, because the word is shown for any secret.

use crate::oauth_codes::is_registered;

/// The words besides OAuth's error codes, in lower case: token types, media types, charsets, content codings, methods, and directives of
/// `Cache-Control`.
const WORDS: &[&str] = &[
    "bearer",
    "dpop",
    "mac",
    "application/json",
    "application/problem+json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "text/html",
    "text/plain",
    "text/xml",
    "charset=utf-8",
    "charset=iso-8859-1",
    "br",
    "chunked",
    "close",
    "deflate",
    "gzip",
    "keep-alive",
    "get",
    "head",
    "options",
    "post",
    "put",
    "max-age=0",
    "must-revalidate",
    "no-cache",
    "no-store",
    "private",
    "public",
];

/// The longest value that is shown for its words alone, in bytes: such a value isn't cut.
const LONGEST_BYTES: usize = 200;

/// Returns whether a short text consists of protocol words, separated by `;`, `,` or white space.
pub(super) fn is_protocol(text: &str) -> bool {
    let separators = |character: char| matches!(character, ';' | ',') || character.is_ascii_whitespace();
    let mut words = text.split(separators).filter(|word| !word.is_empty()).peekable();
    text.len() <= LONGEST_BYTES
        && words.peek().is_some()
        && words.all(|word| {
            let word = word.to_ascii_lowercase();
            WORDS.contains(&word.as_str()) || is_registered(&word)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_value_made_of_protocol_words_is_one() {
        for text in ["invalid_client", "Bearer", "application/json; charset=UTF-8", "no-cache, no-store", "GET, HEAD"] {
            assert!(is_protocol(text), "{text}");
        }
        for text in
            ["", " ", "client", "json", &"post ".repeat(100), "invalid_client client", "application/json; x=secret"]
        {
            assert!(!is_protocol(text), "{text}");
        }
    }
}
