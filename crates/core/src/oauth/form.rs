//! Form encoding (`application/x-www-form-urlencoded`): of our requests, and of responses by some old servers instead of JSON.

use std::borrow::Cow;

use crate::authorization::TokenMember;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but letters, digits and `-._~*`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'*');

/// The most fields of a form.
const FIELDS: usize = 1_000;

/// Encodes a text. A space becomes `%20`, never `+`: every server that decodes accepts the first, and some reject the second.
pub(crate) fn encode(text: &str) -> String {
    // Room for the longest form: a text that grows would leave copies of a secret behind.
    let mut encoded = String::with_capacity(text.len() * 3);
    encoded.extend(utf8_percent_encode(text, ENCODED));
    encoded
}

/// Reads a text as a form; `None` if it is anything else, such as prose or HTML.
pub(crate) fn parse(text: &str) -> Option<Vec<(String, String)>> {
    let text = text.trim();
    let mut fields = Vec::new();
    for field in text.strip_prefix('?').unwrap_or(text).split('&').filter(|field| !field.is_empty()) {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        // Some servers leave the spaces between scopes as they are.
        let is_value = !value.bytes().any(|b| (b != b' ' && b.is_ascii_whitespace()) || b"<>\"".contains(&b));
        if !is_name || !is_value || fields.len() == FIELDS {
            return None;
        }
        fields.push((name.to_owned(), decode(value)));
    }
    (!fields.is_empty()).then_some(fields)
}

/// Reads a form that contains an error code, or a token in `access_token` or where it was said to be; `None` for any other text.
pub(crate) fn token_form(text: &str, token: &TokenMember) -> Option<Vec<(String, String)>> {
    let fields = parse(text)?;
    let is_token = |name: &str| name == "access_token" || token.path() == [name];
    let says = |(name, value): &(String, String)| match name.as_str() {
        // Some servers separate their fields by `;`: then what follows isn't part of the token.
        name if is_token(name) => !value.is_empty() && !value.contains(';'),
        // A code is one word. With spaces, the text is a sentence that happens to contain a `=`.
        "error" => !value.is_empty() && !text.contains(' '),
        _ => false,
    };
    fields.iter().any(says).then_some(fields)
}

fn decode(value: &str) -> String {
    let spaced: Cow<'_, str> = if value.contains('+') { value.replace('+', " ").into() } else { value.into() };
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn credentials_are_encoded_as_rfc_6749_asks_with_a_space_as_percent_20() {
        for (text, encoded) in [
            ("plain-Text_1.2~3*", "plain-Text_1.2~3*"),
            (" :%+&=/", "%20%3A%25%2B%26%3D%2F"),
            // The example of RFC 6749, appendix B.
            (" %&+£€", "%20%25%26%2B%C2%A3%E2%82%AC"),
        ] {
            assert_eq!(encode(text), encoded);
        }
    }

    #[test]
    fn fields_are_decoded_and_prose_and_html_are_not_a_form() {
        for text in ["", "hello there", "a b=c", "<html lang=en>", "{\"a\":1}", "=x", "a=<b>", "a=b\nc"] {
            assert_eq!(parse(text), None, "{text}");
        }
        let fields = parse("?a=1+2&b=%C3%A9&c=&&d=%zz&e=f g&h").unwrap();
        let expected = [("a", "1 2"), ("b", "é"), ("c", ""), ("d", "%zz"), ("e", "f g"), ("h", "")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn only_a_form_with_a_token_or_an_error_counts() {
        for text in [
            "access_token=T",
            "?access_token=T&token_type=bearer",
            "access_token=T&scope=a b&flag",
            "error=invalid_client&error_description=No+such+client",
        ] {
            assert!(token_form(text, &TokenMember::default()).is_some(), "{text}");
        }
        let other = TokenMember::parse("tok").unwrap();
        assert!(token_form("tok=T", &other).is_some() && token_form("tok=T", &TokenMember::default()).is_none());
        assert!(token_form("access_token=T&x=y", &other).is_some(), "it is still no plain text");
        assert!(token_form("tok=T", &TokenMember::parse("/tok").unwrap()).is_some());
        assert!(token_form("tok=T", &TokenMember::parse("/a/tok").unwrap()).is_none());
        for text in
            ["", "error", "access_token", "access_token=", "a=b", "access_token=T;token_type=bearer", "error=not found"]
        {
            assert!(token_form(text, &TokenMember::default()).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_encoded_text_decodes_to_itself(text in "\\PC{0,40}") {
            let encoded = encode(&text);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~*%".contains(&b)));
            prop_assert_eq!(decode(&encoded), text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[%&=+a-f0-9\\PC]{0,60}") {
            let _ = token_form(&text, &TokenMember::default());
        }
    }
}
