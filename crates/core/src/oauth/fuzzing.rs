//! The way in for the fuzzer (`fuzz/`): any token, read as a JWT.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::jwt::Jwt;

/// Reads a token as it is, or, if the first byte is even, one made of the lines of the input: header, claims and signature.
///
/// # Panics
/// If a date is out of range, or if what was read isn't read again.
pub fn read_jwt(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else { return };
    let token = if first % 2 == 0 {
        let parts: Vec<String> = rest.split(|byte| *byte == b'\n').map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
        parts.join(".")
    } else {
        String::from_utf8_lossy(rest).into_owned()
    };
    let Some(jwt) = Jwt::read(&token) else { return };
    for claim in ["exp", "iat", "nbf", "auth_time"] {
        assert!(jwt.date_ms(claim).is_none_or(|date| (0..=253_402_300_799_000).contains(&date)), "{claim}");
    }
    let part = |object| URL_SAFE_NO_PAD.encode(serde_json::to_vec(object).unwrap_or_default());
    if let Some(claims) = &jwt.claims {
        let again = format!("{}.{}.", part(&jwt.header), part(claims));
        assert!(Jwt::read(&again).is_some(), "what was read isn't read again");
    }
}
