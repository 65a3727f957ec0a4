//! The files of the tests are in `samples` and, as `make.sh` there made them, in `testdata`; the tables say what becomes of each.

mod certificate_files;
mod encrypted;
mod forms;
mod hostile;
mod jwk;
mod key_files;
pub(crate) mod samples;
mod signing;
mod vectors;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{KeyFile, KeyFileError, PrivateKey};
use crate::secret::Secret;

/// Decodes Base64 with line breaks.
pub(crate) fn decode(base64: &str) -> Vec<u8> {
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

/// The kinds of which there is a file in every form.
const KINDS: [&str; 5] = ["rsa2048", "p256", "p384", "p521", "ed25519"];

/// Returns a file of `testdata`.
fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/src/keys/testdata/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn text(name: &str) -> String {
    String::from_utf8(data(name)).unwrap()
}

/// Reads a file with a passphrase; none if it is empty.
fn open(file: &[u8], passphrase: &str) -> Result<KeyFile, KeyFileError> {
    let passphrase = (!passphrase.is_empty()).then(|| Secret::new(passphrase.to_owned()));
    PrivateKey::read(file, passphrase.as_ref())
}

/// Returns the key of a kind, read from PKCS#8.
fn key(kind: &str) -> PrivateKey {
    open(&data(&format!("{kind}.pkcs8.pem")), "").unwrap().key
}
