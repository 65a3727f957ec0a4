//! Bytes: random ones, and the two ways in which they are written down.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Random bytes from the operating system.
#[expect(clippy::expect_used, reason = "without randomness nothing may be sealed, and no caller could go on")]
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// Appends a part to bytes that are to be authenticated, with its length, so that no two lists of parts read the same.
pub(super) fn append_part(whole: &mut Vec<u8>, part: &[u8]) {
    whole.extend_from_slice(&(part.len() as u64).to_be_bytes());
    whole.extend_from_slice(part);
}

/// Writes bytes as base64.
pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

/// Reads bytes from base64.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    STANDARD.decode(String::deserialize(deserializer)?).map_err(|_| D::Error::custom("not base64"))
}
