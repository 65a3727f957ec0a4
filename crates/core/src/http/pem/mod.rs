//! Reads the certificate and key files that users bring, in the forms in which other programs write them.
//!
//! [`certificate_file::read`] and [`key_file::read`] take the bytes of a file. `text` finds PEM blocks in text of any
//! common encoding (RFC 7468, read leniently); `der` recognizes by its structure what a block or a binary file contains,
//! so that a wrong label does no harm and a wrong file gets an error that names what it is. A block that can't be
//! read is always an error: a bundle must not lose a certificate without a message.

use zeroize::Zeroizing;

pub(super) mod certificate_file;
mod der;
pub(super) mod key_file;
mod text;

/// The largest file that is read, in bytes: several times the size of an operating system's whole certificate bundle.
pub(super) const LIMIT_BYTES: usize = 1 << 20;

/// Returns the parts of a file: its PEM blocks, or the values of a binary file as blocks without a label.
fn blocks(file: &[u8]) -> Vec<text::Block> {
    let mut blocks = Vec::new();
    let mut left = file;
    while let Some(value) = der::read(left).filter(|value| value.kind != der::Kind::Unknown) {
        blocks.push(binary_block(Some(value.bytes)));
        left = value.rest;
    }
    if blocks.is_empty() {
        blocks = text::blocks(file);
        let is_text = std::str::from_utf8(file).is_ok_and(|text| !text.contains('\0'));
        // A sequence that is cut short.
        if blocks.is_empty() && file.first() == Some(&0x30) && !is_text {
            blocks.push(binary_block(None));
        }
    } else if !der::is_padding(left) {
        blocks.push(binary_block(None));
    }
    blocks
}

fn binary_block(contents: Option<&[u8]>) -> text::Block {
    let contents = contents.map(|contents| Zeroizing::new(contents.to_vec()));
    text::Block { label: String::new(), is_encrypted: false, contents }
}

/// Returns the label of a block that can't be read, as far as it may be shown: if the first line lacks its end, what
/// was read as the label has a part of a key in it.
fn known_label(label: &str) -> &'static str {
    const KNOWN: [&str; 9] = [
        "CERTIFICATE",
        "X509 CERTIFICATE",
        "TRUSTED CERTIFICATE",
        "PKCS7",
        "CMS",
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "DSA PRIVATE KEY",
    ];
    KNOWN.into_iter().find(|known| *known == label).unwrap_or_default()
}

/// Returns how a message names a block in addition to its number: ` (label)`, or nothing if it has no label.
fn label_note(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" (`{label}`)") }
}

#[cfg(test)]
pub(in crate::http) mod tests;
