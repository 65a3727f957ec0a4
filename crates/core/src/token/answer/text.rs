//! A body's bytes as text.

use std::borrow::Cow;

/// Decodes UTF-8, or UTF-16 behind its byte order mark; a mark is dropped, what is neither is replaced.
pub(in crate::token) fn decode(body: &[u8]) -> Cow<'_, str> {
    match body {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).into(),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).into(),
        _ => String::from_utf8_lossy(body),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        for body in [&b"\xEF\xBB\xBF{}"[..], b"\xFF\xFE{\0}\0", b"\xFE\xFF\0{\0}", b"{}"] {
            assert_eq!(decode(body), "{}");
        }
        assert_eq!(decode(b"a\xFFb"), "a\u{FFFD}b");
    }
}
