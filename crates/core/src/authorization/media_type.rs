//! Media types (RFC 9110, section 8.3.1).

use super::{ProblemCode, allowed_characters::is_token};

/// Refuses a text that isn't a media type, such as `application/json; charset=UTF-8`.
///
/// # Errors
/// [`ProblemCode::NotAMediaType`].
pub(super) fn check(text: &str) -> Result<(), ProblemCode> {
    if is_media_type(text) { Ok(()) } else { Err(ProblemCode::NotAMediaType) }
}

fn is_media_type(text: &str) -> bool {
    let (essence, mut rest) = text.split_at(text.find(';').unwrap_or(text.len()));
    let is_essence = |(kind, subtype)| is_token(kind) && is_token(subtype);
    if !essence.trim_end_matches([' ', '\t']).split_once('/').is_some_and(is_essence) {
        return false;
    }
    while let Some(parameter) = rest.strip_prefix(';') {
        let Some((name, value)) = parameter.trim_start_matches([' ', '\t']).split_once('=') else { return false };
        let end = match value.strip_prefix('"') {
            Some(inner) => match end_of_quoted(inner) {
                Some(end) => end + 1,
                None => return false,
            },
            None => value.find([';', ' ', '\t']).unwrap_or(value.len()),
        };
        let (value, after) = value.split_at(end);
        if !is_token(name) || !(value.starts_with('"') || is_token(value)) {
            return false;
        }
        rest = after.trim_start_matches([' ', '\t']);
    }
    rest.is_empty()
}

/// Returns where a quoted text ends, after its closing quote; `None` if it doesn't, or has other characters than visible ASCII, space and tab.
fn end_of_quoted(inner: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'\t' | b' '..=b'~' if is_escaped => is_escaped = false,
            _ if is_escaped => return None,
            b'"' => return Some(at + 1),
            b'\\' => is_escaped = true,
            b'\t' | b' '..=b'~' => {}
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_has_a_type_a_subtype_and_parameters() {
        for text in [
            "application/json",
            "application/vnd.api+json",
            "application/x-www-form-urlencoded;charset=UTF-8",
            "application/json ; charset=\"utf-8\"; q=1",
            "text/plain;a=\"b;\\\"c\"",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in [
            "json",
            "application/",
            "/json",
            "application/json;",
            "application/json; charset",
            "application/json; charset=",
            "application/json; a=\"b",
            "application/json, text/plain",
            "application /json",
            " application/json",
            "application/json\r\nX: y",
            "application/json; a=\"\r\n\"",
            "application/json; a=\"\\\nX-Evil: 1\"",
            "application/jsön",
            "*",
        ] {
            assert_eq!(check(text), Err(ProblemCode::NotAMediaType), "{text}");
        }
    }
}
