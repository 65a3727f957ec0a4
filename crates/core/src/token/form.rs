//! Form encoding (`application/x-www-form-urlencoded`), written so that every decoder reads the same.

use zeroize::Zeroizing;

/// Encodes a text: letters, digits and `-._~*` stay, everything else is `%XX`.
///
/// A space becomes `%20`, never `+`: every server that decodes takes the first, and some refuse the second.
pub(super) fn encode(text: &str) -> String {
    encode_but(text, b"-._~*")
}

/// Encodes a text; letters, digits and `plain` stay.
pub(super) fn encode_but(text: &str, plain: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded.extend(['%', HEX[usize::from(byte >> 4)].into(), HEX[usize::from(byte & 15)].into()]);
        }
    }
    encoded
}

/// Decodes `%XX`; anything else stays.
pub(super) fn percent_decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%').and_then(hex_byte);
        decoded.push(escape.unwrap_or(bytes[at]));
        at += if escape.is_some() { 3 } else { 1 };
    }
    decoded
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(digits[0])? << 4 | digit(digits[1])?)
}

/// Decodes one name or value of a form, `+` included.
fn decode(text: &str) -> String {
    let spaced = Zeroizing::new(text.replace('+', " "));
    String::from_utf8_lossy(&percent_decode(&spaced)).into_owned()
}

/// Reads a text as a form; none where it is anything else, such as prose or HTML.
pub(super) fn parse(text: &str) -> Option<Vec<(String, String)>> {
    const PAIRS: usize = 1_000;
    let text = text.trim();
    let mut pairs = Vec::new();
    for pair in text.strip_prefix('?').unwrap_or(text).split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        // Some servers leave the spaces between scopes as they are.
        let is_value = !value.bytes().any(|b| (b != b' ' && b.is_ascii_whitespace()) || b"<>\"".contains(&b));
        if !is_name || !is_value || pairs.len() == PAIRS {
            return None;
        }
        pairs.push((name.to_owned(), decode(value)));
    }
    (!pairs.is_empty()).then_some(pairs)
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
            ("é€", "%C3%A9%E2%82%AC"),
            // The example of RFC 6749 appendix B.
            (" %&+£€", "%20%25%26%2B%C2%A3%E2%82%AC"),
        ] {
            assert_eq!(encode(text), encoded);
        }
    }

    #[test]
    fn prose_and_html_are_no_form() {
        for text in ["", "hello there", "a b=c", "<html lang=en>", "{\"a\":1}", "=x", "a=<b>", "a=b\nc"] {
            assert_eq!(parse(text), None, "{text}");
        }
        let pairs = parse("?a=1+2&b=%C3%A9&c=&&d=%zz&e=f g&h").unwrap();
        let expected = [("a", "1 2"), ("b", "é"), ("c", ""), ("d", "%zz"), ("e", "f g"), ("h", "")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_itself(text in "\\PC{0,40}") {
            let encoded = encode(&text);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~*%".contains(&b)));
            prop_assert_eq!(decode(&encoded), text);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[%&=+a-f0-9\\PC]{0,60}") {
            let _ = parse(&text);
        }
    }
}
