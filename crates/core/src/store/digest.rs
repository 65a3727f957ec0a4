//! The digest at the end of each row. Together with the tally of each table it reveals damage.
//!
//! Neither protects against other programs, which can write digests too. They detect data that a failing disk returns instead of what was
//! written.

use rusqlite::types::ValueRef;

/// The first 16 bytes of a BLAKE3 hash.
pub(super) type Digest = [u8; 16];

/// Returns the digest of a row, over its table's name and its values, each with type and length.
pub(super) fn of<'v>(table: &str, values: impl Iterator<Item = ValueRef<'v>>) -> Digest {
    let mut bytes = Vec::with_capacity(512);
    feed(&mut bytes, b't', table.as_bytes());
    for value in values {
        match value {
            ValueRef::Null => feed(&mut bytes, b'n', &[]),
            ValueRef::Integer(number) => feed(&mut bytes, b'i', &number.to_le_bytes()),
            ValueRef::Real(number) => feed(&mut bytes, b'r', &number.to_le_bytes()),
            ValueRef::Text(text) => feed(&mut bytes, b's', text),
            ValueRef::Blob(blob) => feed(&mut bytes, b'b', blob),
        }
    }
    let mut digest = Digest::default();
    digest.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..size_of::<Digest>()]);
    digest
}

fn feed(bytes: &mut Vec<u8>, kind: u8, value: &[u8]) {
    bytes.push(kind);
    bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
    bytes.extend_from_slice(value);
}
