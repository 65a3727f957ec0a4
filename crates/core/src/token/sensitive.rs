//! Tokens found by their surroundings, for texts that could not be parsed: `"access_token": "…"`, `token=…`, JWTs, cookies.

use super::mask::MASKED;

/// Masks the values of names that speak of tokens and secrets, and everything that looks like a JWT.
pub(super) fn mask_values(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_name_character) {
        let (before, from_name) = rest.split_at(start);
        let (name, after) = from_name.split_at(from_name.find(|c| !is_name_character(c)).unwrap_or(from_name.len()));
        masked.push_str(before);
        if is_jwt(name) {
            masked.push_str(MASKED);
            rest = after;
            continue;
        }
        masked.push_str(name);
        rest = after;
        if let Some((between, value_length)) = value_after(after).filter(|_| is_sensitive(name)) {
            masked.push_str(&after[..between]);
            masked.push_str(MASKED);
            rest = &after[between + value_length..];
        }
    }
    masked.push_str(rest);
    masked
}

/// Whether a name speaks of what must not be shown.
pub(super) fn is_sensitive(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let speaks = ["token", "secret", "password", "assertion", "apikey", "cookie", "authorization", "jwt"];
    let harmless = ["tokentype", "tokenendpoint", "tokenuri", "tokenurl", "tokenexp", "tokenlifetime"];
    let about = ["expires", "expiresin", "expiry", "expiresat"];
    speaks.iter().any(|word| plain.contains(word))
        && !harmless.iter().any(|word| plain.contains(word))
        && !about.iter().any(|word| plain.ends_with(word))
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-.".contains(character)
}

fn is_jwt(word: &str) -> bool {
    word.len() > 20 && word.starts_with("eyJ") && word.contains('.')
}

/// Where the value after a name starts, and its length: quoted after `:` or `=`, bare only after `=` (prose uses `:`).
fn value_after(after: &str) -> Option<(usize, usize)> {
    let bytes = after.as_bytes();
    let skip = |mut at: usize, set: &[u8]| {
        while bytes.get(at).is_some_and(|byte| set.contains(byte)) {
            at += 1;
        }
        at
    };
    let sign = skip(0, b"\\\"' \t\r\n");
    let bare_allowed = match bytes.get(sign)? {
        b'=' => true,
        b':' => false,
        _ => return None,
    };
    let mut at = skip(sign + 1, b" \t\r\n");
    at = skip(at, b"\\");
    let quote = bytes.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let start = if quote.is_some() { at + 1 } else { at };
    let length = match quote {
        Some(quote) => quoted_length(&bytes[start..], quote),
        None if bare_allowed => {
            let end = |byte: &u8| byte.is_ascii_whitespace() || b"&,;}<>\"'".contains(byte);
            bytes[start..].iter().position(end).unwrap_or(bytes.len() - start)
        }
        None => 0,
    };
    (length > 0).then_some((start, length))
}

/// The length of a quoted text up to its closing quote, or to the end where it is cut.
fn quoted_length(bytes: &[u8], quote: u8) -> usize {
    let mut escaped = false;
    let end = |byte: &u8| {
        let is_end = *byte == quote && !escaped;
        escaped = *byte == b'\\' && !escaped;
        is_end
    };
    bytes.iter().position(end).unwrap_or(bytes.len())
}

/// A `Set-Cookie` value with the cookie's own value masked.
pub(super) fn mask_cookie(value: &str) -> String {
    let (cookie, attributes) = value.split_at(value.find(';').unwrap_or(value.len()));
    let name = cookie.split('=').next().filter(|_| cookie.contains('=')).unwrap_or_default();
    format!("{name}={MASKED}{attributes}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tokens_are_found_in_what_is_no_json_or_cut() {
        for (text, masked) in [
            (r#"{"access_token":"abc","token_type":"Bearer"}"#, r#"{"access_token":"••••••","token_type":"Bearer"}"#),
            (r#"{"access_token" : "a\"bc"#, r#"{"access_token" : "••••••"#),
            (r#"{"data":{"refreshToken":"r","expires_in":3}}"#, r#"{"data":{"refreshToken":"••••••","expires_in":3}}"#),
            (r#""{\"id_token\":\"x\"}""#, r#""{\"id_token\":\"••••••""#),
            ("access_token=abc&scope=a", "access_token=••••••&scope=a"),
            ("https://a.example/?client_secret=x#f", "https://a.example/?client_secret=••••••"),
            ("see eyJhbGciOiJub25lIn0.eyJhIjoxfQ.sig here", "see •••••• here"),
            ("Invalid token: expired", "Invalid token: expired"),
            (r#"{"token":{"a":1},"access_token":null}"#, r#"{"token":{"a":1},"access_token":null}"#),
            (r#"{"token_expires_in":"30"}"#, r#"{"token_expires_in":"30"}"#),
        ] {
            assert_eq!(mask_values(text), masked);
        }
    }

    #[test]
    fn a_cookie_keeps_its_name_and_attributes() {
        assert_eq!(mask_cookie("sid=abc; Path=/; Secure"), "sid=••••••; Path=/; Secure");
        assert_eq!(mask_cookie("abc"), "=••••••");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(access_token|secret|[\"':=\\\\ &é]|\\PC){0,40}") {
            let _ = mask_values(&text);
        }
    }
}
