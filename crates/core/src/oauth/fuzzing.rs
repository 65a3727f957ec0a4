//! The ways in for the fuzzer (`fuzz/`): any token, read as a JWT, and any key set.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    jwt::Jwt,
    key_set,
    signature::{Signed, Verified},
};

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

/// Reads a key set, or, if the first byte is even, one with the input as the members of its only key, and verifies tokens with its keys.
///
/// # Panics
/// If a token is verified that no key signed, or if a key has no thumbprint of the right length.
pub fn read_keys(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let text = if first % 2 == 0 { format!(r#"{{"keys":[{{{text}}}]}}"#) } else { text.into_owned() };
    let Some(keys) = key_set::read(&text) else { return };
    for algorithm in ["RS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"] {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        // The signature is arbitrary bytes.
        let token = format!("{}.{}.{}", part(&format!(r#"{{"alg":"{algorithm}"}}"#)), part("{}"), part(&text));
        let Ok(signed) = Signed::read(&token) else { continue };
        assert!(!matches!(signed.verify(&keys), Verified::By(_)), "{algorithm}");
    }
    for key in keys {
        assert_eq!(key.material.thumbprint().len(), 43, "a SHA-256 digest in base64url");
        assert!(!key.material.name().is_empty());
    }
}
