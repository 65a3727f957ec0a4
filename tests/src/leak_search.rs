//! Searches files, processes and texts for a test's secret, in plain text and in common encodings.

use std::fmt::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::process::processes_in_group;

/// Returns every form of a secret to search for: plain text, UTF-16, hex, URL-encoded, base64.
#[must_use]
pub fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let hex = secret.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let percent = percent_encoded(secret);
    let mut forms = vec![
        ("in clear", secret.as_bytes().to_vec()),
        ("in UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("in upper hex", hex.to_uppercase().into_bytes()),
        ("in hex", hex.into_bytes()),
        ("URL-encoded with +", percent.replace("%20", "+").into_bytes()),
        ("URL-encoded", percent.into_bytes()),
    ];
    forms.extend((0..3).map(|offset| ("in base64", base64_inside(secret, offset))));
    forms
}

/// Returns the base64 of a secret that begins `offset` bytes into a group of three, without the characters that depend on its neighbours.
fn base64_inside(secret: &str, offset: usize) -> Vec<u8> {
    let padded = [vec![0; offset], secret.as_bytes().to_vec()].concat();
    let encoded = STANDARD_NO_PAD.encode(&padded);
    let first = [0, 2, 3][offset];
    let last = padded.len() / 3 * 4;
    encoded.as_bytes()[first..last].to_vec()
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// Searches a text for the secrets in every form, and returns a sentence for each find.
#[must_use]
pub fn find_in(place: &str, bytes: &[u8], secrets: &[&str]) -> Vec<String> {
    let mut finds = Vec::new();
    for secret in secrets {
        for (form, needle) in forms(secret) {
            if holds(bytes, &needle) {
                finds.push(format!("`{secret}` {form} in {place}"));
            }
        }
    }
    finds
}

/// Searches the contents and names of all files in a folder. Returns the finds and the number of files.
#[must_use]
pub fn find_below(folder: &Path, secrets: &[&str]) -> (Vec<String>, usize) {
    let (mut finds, mut count) = (Vec::new(), 0);
    let Ok(entries) = std::fs::read_dir(folder) else { return (finds, count) };
    for entry in entries.flatten() {
        let path = entry.path();
        let place = path.display().to_string();
        finds.extend(find_in("a file name", place.as_bytes(), secrets));
        // Sockets and dangling links have no contents.
        let kind = entry.file_type().expect("an entry has a type");
        if kind.is_dir() {
            let (more, files) = find_below(&path, secrets);
            finds.extend(more);
            count += files;
        } else if let (true, Ok(bytes)) = (kind.is_file(), std::fs::read(&path)) {
            finds.extend(find_in(&place, &bytes, secrets));
            count += 1;
        }
    }
    (finds, count)
}

/// Searches the command lines and environments of a process group. Returns the finds and the number of processes.
#[must_use]
pub fn find_in_processes(group: u32, secrets: &[&str]) -> (Vec<String>, usize) {
    let (mut finds, mut count) = (Vec::new(), 0);
    for process in processes_in_group(group) {
        count += 1;
        for name in ["cmdline", "environ"] {
            let path = process.join(name);
            let bytes = std::fs::read(&path).unwrap_or_default();
            finds.extend(find_in(&path.display().to_string(), &bytes, secrets));
        }
    }
    (finds, count)
}

/// Returns the core-dump limits of Keyfob's processes in a group: the window and its web process.
#[must_use]
pub fn core_dump_limits(group: u32) -> Vec<String> {
    let ours = |process: &Path| {
        let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
        name.starts_with("keyfob") || name.starts_with("WebKitWebProces")
    };
    let limit = |process: &Path| {
        let limits = std::fs::read_to_string(process.join("limits")).unwrap_or_default();
        let line = limits.lines().find(|line| line.starts_with("Max core file size"))?;
        Some(line.split_whitespace().skip(4).collect::<Vec<_>>().join(" "))
    };
    processes_in_group(group).iter().filter(|process| ours(process)).filter_map(|process| limit(process)).collect()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts.map(|(at, _)| &bytes[at..]).any(|rest| rest.starts_with(needle))
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn a_secret_is_found_in_every_form_and_not_in_a_text_without_it() {
        let secret = "canary: % é 42";
        for before in ["", "x", "xy", "xyz"] {
            let encoded = STANDARD.encode(format!("{before}{secret} and more"));
            assert!(!find_in("text", encoded.as_bytes(), &[secret]).is_empty(), "base64 behind `{before}`");
        }
        for text in ["a canary: % é 42 b", "63616e6172793a202520c3a9203432", "canary%3A%20%25%20%C3%A9%2042"] {
            assert!(!find_in("text", text.as_bytes(), &[secret]).is_empty(), "{text}");
        }
        assert_eq!(find_in("text", b"a canary: without it", &[secret]), Vec::<String>::new());
    }
}
