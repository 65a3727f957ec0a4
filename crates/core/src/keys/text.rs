//! Finds the PEM blocks in a text: lenient about its encoding, its line ends and what surrounds the blocks.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

/// The longest label that is kept, in bytes.
const LABEL_BYTES: usize = 64;
/// The longest `DEK-Info` that is kept, in bytes.
const DEK_INFO_BYTES: usize = 64;

/// Padding may be missing, and the last character may have bits that belong to no byte.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A PEM block.
pub(super) struct Block {
    /// What follows `BEGIN`, such as `CERTIFICATE`.
    pub(super) label: String,
    /// How its headers say that it is encrypted (RFC 1421, section 4.6.1), as OpenSSL writes traditional keys: the value of `DEK-Info`.
    pub(super) encryption: Option<String>,
    /// The decoded contents; `None` if the block has no end, or isn't Base64.
    pub(super) contents: Option<Zeroizing<Vec<u8>>>,
}

/// Returns every PEM block of a file, in order, whether or not it can be decoded.
pub(super) fn blocks(file: &[u8]) -> Vec<Block> {
    let decoded = from_utf16(file);
    let text = decoded.as_ref().map_or(file, |text| text.as_bytes());
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(begin) = find_marker(text, at, b"BEGIN ") {
        let (label, label_end) = read_label(text, begin.end);
        let body_start = label_end + text[label_end..].iter().take_while(|byte| **byte == b'-').count();
        let next = find_marker(text, body_start, b"BEGIN ").map_or(text.len(), |next| next.start);
        let end = find_marker(&text[..next], body_start, b"END ").map(|end| (end.start, read_label(text, end.end)));
        let body = &text[body_start..end.as_ref().map_or(next, |(start, _)| *start)];
        let is_whole = end.as_ref().is_some_and(|(_, (end_label, _))| *end_label == label);
        let contents = if is_whole { decode(body) } else { None };
        blocks.push(Block { label, encryption: encryption(body), contents });
        at = end.map_or(next, |(_, (_, label_end))| label_end);
    }
    blocks
}

/// Returns a file as text, whatever its encoding; `None` if it isn't text.
pub(super) fn as_text(file: &[u8]) -> Option<Zeroizing<String>> {
    from_utf16(file).or_else(|| Some(Zeroizing::new(std::str::from_utf8(file).ok()?.to_owned())))
}

/// Decodes UTF-16, with or without a byte order mark; `None` for anything else, which can be searched as it is.
fn from_utf16(file: &[u8]) -> Option<Zeroizing<String>> {
    let unit: fn([u8; 2]) -> u16 = match file {
        [0xff, 0xfe, ..] | [b' '..=b'~', 0, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] | [0, b' '..=b'~', ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = file.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    // Large enough for any text: growing would leave copies of a key in freed memory.
    let mut text = Zeroizing::new(String::with_capacity(file.len() * 2));
    text.extend(char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)));
    Some(text)
}

/// Where the dashes before `BEGIN` or `END` start, and where the label starts.
struct Marker {
    start: usize,
    end: usize,
}

/// Finds `word` after dashes. Two dashes are enough: a copied text often lacks one, and its block must not be passed
/// over.
fn find_marker(text: &[u8], from: usize, word: &[u8]) -> Option<Marker> {
    let mut at = from;
    while let Some(found) = text[at..].windows(word.len()).position(|window| window == word) {
        let found = at + found;
        let before = text[from..found].trim_ascii_end();
        let dashes = before.iter().rev().take_while(|byte| **byte == b'-').count();
        let is_same_line = !text[from + before.len()..found].iter().any(|byte| matches!(byte, b'\r' | b'\n'));
        if dashes >= 2 && is_same_line {
            return Some(Marker { start: from + before.len() - dashes, end: found + word.len() });
        }
        at = found + word.len();
    }
    None
}

/// Reads the label up to the dashes or the end of the line; returns it and where it ends.
fn read_label(text: &[u8], from: usize) -> (String, usize) {
    let rest = &text[from..];
    let is_end = |at: &usize| matches!(rest[*at], b'\r' | b'\n' | b'\\') || rest[*at..].starts_with(b"--");
    let length = (0..rest.len()).find(is_end).unwrap_or(rest.len());
    let is_printable = |byte: &&u8| byte.is_ascii_graphic() || **byte == b' ';
    let label: String = rest[..length].iter().filter(is_printable).take(LABEL_BYTES).map(|b| char::from(*b)).collect();
    (label.split_ascii_whitespace().collect::<Vec<_>>().join(" "), from + length)
}

/// Decodes the Base64 of a block, without the headers that may come before it.
fn decode(body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let body = std::str::from_utf8(body).ok()?;
    let mut start = 0;
    for line in body.split_inclusive(['\r', '\n']) {
        if !line.contains(':') && !line.trim().is_empty() {
            break;
        }
        start += line.len();
    }
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    let mut characters = body[start..].chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // Line ends as a JSON or YAML string or an environment file writes them: `\n`, `\r\n`, `\\n`.
            '\\' => {
                if characters.next_if(|next| matches!(next, 'n' | 'r')).is_none() && characters.peek() != Some(&'\\') {
                    return None;
                }
            }
            '\u{feff}' | '\u{200b}' => {}
            _ if character.is_whitespace() => {}
            _ => base64.push(character),
        }
    }
    let mut contents = Zeroizing::new(Vec::with_capacity(base64.len()));
    BASE64.decode_vec(base64.as_str(), &mut contents).ok()?;
    Some(contents)
}

/// Returns the value of the header `DEK-Info` of a block that is encrypted; empty if it has none.
fn encryption(body: &[u8]) -> Option<String> {
    if !contains(body, b"Proc-Type:") || !contains(body, b"ENCRYPTED") {
        return None;
    }
    let name = b"DEK-Info:";
    let Some(begin) = body.windows(name.len()).position(|window| window == name) else { return Some(String::new()) };
    let value = &body[begin + name.len()..];
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b',' | b' ');
    let value = value.iter().take_while(is_part).take(DEK_INFO_BYTES);
    Some(value.map(|byte| char::from(*byte)).collect::<String>().trim().to_owned())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
