//! Words that look like tokens, for texts that say nothing of what is in them.

use std::ops::Range;

/// The shortest word that may be a token, in bytes.
const SHORTEST: usize = 16;
/// The shortest part of a path that may be one.
const SHORTEST_PART: usize = 8;

/// Hands over every word that looks like a token.
pub(super) fn find(text: &[u8], mut found: impl FnMut(Range<usize>)) {
    let mut at = 0;
    while let Some(start) = text[at..].iter().position(|byte| is_token_byte(*byte)).map(|first| at + first) {
        let end =
            text[start..].iter().position(|byte| !is_token_byte(*byte)).map_or(text.len(), |length| start + length);
        if text[start] == b'/' {
            find_in_path(text, start..end, &mut found);
        } else if is_opaque(&text[start..end]) {
            found(start..end);
        }
        at = end;
    }
}

/// A path or an address stays readable but for the parts that look like a token.
fn find_in_path(text: &[u8], path: Range<usize>, found: &mut impl FnMut(Range<usize>)) {
    let mut start = path.start;
    for part in text[path].split(|byte| matches!(byte, b'/' | b'=')) {
        let is_mixed = || part.iter().any(u8::is_ascii_digit) && part.iter().any(u8::is_ascii_uppercase);
        if is_opaque(part) || (part.len() >= SHORTEST_PART && is_mixed() && part.iter().any(u8::is_ascii_lowercase)) {
            found(start..start + part.len());
        }
        start += part.len() + 1;
    }
}

/// Whether a word is long, and has digits or capitals in a way that no human word has.
pub(super) fn is_opaque(word: &[u8]) -> bool {
    let letters_and_digits = word.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    word.len() >= SHORTEST
        && letters_and_digits * 2 > SHORTEST
        && (word.iter().any(u8::is_ascii_digit) || !word.split(|byte| !byte.is_ascii_alphabetic()).all(is_human))
}

/// Whether letters are written as people do it: `word`, `Word`, `WORD`, `CamelCase`, and one short word as in `NoSuchName`.
fn is_human(letters: &[u8]) -> bool {
    const MOST_CAPITALS: usize = 6;
    let (mut capitals, mut smalls, mut odd) = (0, 0, 0);
    for letter in letters {
        if letter.is_ascii_lowercase() {
            smalls += 1;
            odd += usize::from(smalls == 1 && capitals > MOST_CAPITALS) * 2;
        } else if smalls > 0 {
            odd += usize::from(smalls == 1);
            (capitals, smalls) = (1, 0);
        } else {
            capitals += 1;
        }
    }
    odd + usize::from(smalls == 1 && capitals > 0) < 2
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let mut masked = String::new();
        let mut from = 0;
        find(text.as_bytes(), |place| {
            masked.push_str(&text[from..place.start]);
            masked.push('*');
            from = place.end;
        });
        masked + &text[from..]
    }

    #[test]
    fn words_like_tokens_are_found_and_human_words_stay() {
        for (text, shown) in [
            ("opaqueTokenValue0123456789", "*"),
            ("Bearer tok-2b91c4-canary-7", "Bearer *"),
            ("5b1ff5c1-9d0e-4c2f-8a51-0d2b4ce0a1f2", "*"),
            ("kQzRtYpWmNbVcXsDaa, then", "*, then"),
            ("q83vASNFZ4mrze8BI0VniQ==", "*"),
            ("https://x.example/v2/opaqueTokenValue01/end", "https://x.example/v2/*/end"),
            ("/cb?t=aB3dE6gH9", "/cb?t=aB3dE6gH9"),
            ("/cb/aB3dE6gH9/", "/cb/*/"),
        ] {
            assert_eq!(masked(text), shown, "{text}");
        }
        for text in [
            "Internal Server Error",
            "<center>The plain HTTP request was sent to HTTPS port</center>",
            "java.lang.IllegalArgumentException: unsupported_grant_type",
            "https://docs.example.com/api/v2/errors.html",
            "urn:ietf:params:oauth:grant-type:client-credentials",
            "NoHandlerFoundException at UNKNOWN_ENVIRONMENT_NAME",
            "AADSTS7000215: 2024-01-01T00:00:00",
            "================================",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
