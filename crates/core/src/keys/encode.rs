//! Writes the few DER and PEM structures that a key consists of. Every buffer is made in its final size and wiped: one that grows leaves
//! copies of a key in freed memory.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// The tags that are written.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
/// `[1]`, constructed.
pub(super) const CONTEXT_1: u8 = 0xa1;
/// `NULL`, whole.
pub(super) const NULL: [u8; 2] = [5, 0];

/// The characters in a line of a PEM block (RFC 7468, section 2).
const LINE: usize = 64;

/// Returns a value with the parts as its contents.
pub(super) fn value(tag: u8, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let significant = length.to_be_bytes();
    let significant = &significant[significant.iter().take_while(|byte| **byte == 0).count()..];
    let mut written = Zeroizing::new(Vec::with_capacity(2 + significant.len() + length));
    written.push(tag);
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => written.push(short),
        _ => {
            // A `usize` has at most eight bytes.
            written.push(0x80 | significant.len().to_le_bytes()[0]);
            written.extend_from_slice(significant);
        }
    }
    for part in parts {
        written.extend_from_slice(part);
    }
    written
}

/// Returns an `INTEGER` of an unsigned number without leading zeros.
pub(super) fn unsigned(number: &[u8]) -> Zeroizing<Vec<u8>> {
    let sign: &[u8] = if number.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    value(INTEGER, &[sign, number])
}

/// Returns a PEM block.
pub(super) fn pem(label: &str, der: &[u8]) -> Zeroizing<String> {
    let mut encoded = Zeroizing::new(vec![0; der.len().div_ceil(3) * 4]);
    let length = STANDARD.encode_slice(der, &mut encoded).unwrap_or_default();
    let breaks = length.div_ceil(LINE);
    let mut text = Zeroizing::new(String::with_capacity(length + breaks + 2 * label.len() + 32));
    text.push_str("-----BEGIN ");
    text.push_str(label);
    text.push_str("-----\n");
    for line in encoded[..length].chunks(LINE) {
        text.extend(line.iter().copied().map(char::from));
        text.push('\n');
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_numbers_are_written_as_der_wants_them() {
        assert_eq!(*value(SEQUENCE, &[]), [0x30, 0]);
        for (length, begin) in [
            (127, &[0x30, 127][..]),
            (128, &[0x30, 0x81, 128]),
            (255, &[0x30, 0x81, 255]),
            (256, &[0x30, 0x82, 1, 0]),
            (65_536, &[0x30, 0x83, 1, 0, 0]),
        ] {
            let written = value(SEQUENCE, &[&vec![7; length]]);
            assert_eq!((&written[..begin.len()], written.len()), (begin, begin.len() + length));
        }
        assert_eq!(*unsigned(&[0x7f]), [2, 1, 0x7f]);
        assert_eq!(*unsigned(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(*unsigned(&[]), [2, 1, 0]);
    }

    #[test]
    fn a_block_is_written_in_a_buffer_of_its_size() {
        for length in [0, 1, 47, 48, 49, 96, 1_000] {
            let text = pem("PRIVATE KEY", &vec![1; length]);
            assert!(text.lines().all(|line| line.len() <= 64));
            assert_eq!(text.capacity(), text.len(), "{length}");
        }
    }
}
