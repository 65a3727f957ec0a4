//! Decodes form-encoded text as a server does. Independent of the product's code, so that tests can check that code with it.

/// Decodes one form-encoded value: `+` is a space, `%XX` a byte of UTF-8.
///
/// # Panics
/// If an escape is invalid or the bytes aren't UTF-8.
#[must_use]
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => (hex_digit(rest.next()) << 4) | hex_digit(rest.next()),
            other => other,
        });
    }
    String::from_utf8(bytes).expect("a form-encoded value is UTF-8")
}

fn hex_digit(byte: Option<u8>) -> u8 {
    let digit = byte.and_then(|byte| char::from(byte).to_digit(16)).expect("two hex digits follow `%`");
    u8::try_from(digit).expect("a hex digit is below 16")
}

/// Returns the decoded names and values of a form-encoded text, in order.
#[must_use]
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}
