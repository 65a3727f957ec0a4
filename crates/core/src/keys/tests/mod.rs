//! The files of the tests are in `samples`; the tables say what becomes of each.

mod certificate_files;
mod key_files;
pub(in crate::http) mod samples;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Decodes Base64 with line breaks.
pub(in crate::http) fn decode(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64.replace('\n', "")).unwrap()
}

/// Returns what is in the only block of a PEM text.
fn contents(pem: &str) -> Vec<u8> {
    decode(&pem.lines().filter(|line| !line.contains("-----")).collect::<String>())
}

/// Returns a text in UTF-16 with a byte order mark.
fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
}

/// Returns a PEM text cut short, with its last line kept.
fn cut(pem: &str) -> String {
    let lines: Vec<_> = pem.lines().collect();
    [&lines[..lines.len() / 2], &lines[lines.len() - 1..], &[""]].concat().join("\n")
}
