//! Reading a JSON Web Token (RFC 7519) in compact serialization. Reading isn't verifying: what it says is only what its sender wrote.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// The longest token that is read, in bytes. A longer one is treated as opaque.
const LONGEST_BYTES: usize = 256 * 1024;

/// The last second of the year 9999. Later dates are invalid.
const LATEST_S: f64 = 253_402_300_799.0;

/// A token as its sender wrote it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Jwt {
    /// The JOSE header.
    pub(crate) header: Map<String, Value>,
    /// The claims; `None` if the token is encrypted (RFC 7516).
    pub(crate) claims: Option<Map<String, Value>>,
}

impl Jwt {
    /// Reads a token; `None` if it isn't a JWT.
    pub(crate) fn read(token: &str) -> Option<Self> {
        if token.len() > LONGEST_BYTES {
            return None;
        }
        let parts: Vec<&str> = token.split('.').collect();
        match parts.as_slice() {
            [header, claims, signature] => {
                bytes(signature)?;
                Some(Self { header: header_of(header)?, claims: Some(object(claims)?) })
            }
            // Encrypted: header, key, nonce, text and tag.
            [header, rest @ ..] if rest.len() == 4 => {
                let header = header_of(header)?;
                (header.contains_key("enc") && rest.iter().all(|part| bytes(part).is_some()))
                    .then_some(Self { header, claims: None })
            }
            _ => None,
        }
    }

    /// Returns a claim that is a date (`NumericDate`, RFC 7519, section 2), in UTC milliseconds.
    pub(crate) fn date_ms(&self, claim: &str) -> Option<i64> {
        date_ms(self.claims.as_ref()?.get(claim)?)
    }
}

/// Returns a `NumericDate` in UTC milliseconds; `None` if the value is none.
pub(crate) fn date_ms(value: &Value) -> Option<i64> {
    let seconds = value.as_f64().filter(|seconds| (0.0..=LATEST_S).contains(seconds))?;
    #[expect(clippy::cast_possible_truncation, reason = "before the year 10000")]
    let milliseconds = (seconds * 1_000.0) as i64;
    Some(milliseconds)
}

/// Returns a part's bytes: base64url without padding (RFC 7515, section 2).
fn bytes(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&bytes(part)?).ok()
}

/// Every header names its algorithm (RFC 7515, section 4.1.1).
fn header_of(part: &str) -> Option<Map<String, Value>> {
    object(part).filter(|header| header.get("alg").is_some_and(Value::is_string))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn jwt(header: &str, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(header), part(claims), part("signature"))
    }

    #[test]
    fn header_and_claims_are_read() {
        let read =
            Jwt::read(&jwt(r#"{"alg":"RS256","kid":"1"}"#, r#"{"exp":1800000000,"nbf":1.5,"sub":"a"}"#)).unwrap();
        assert_eq!(read.header["kid"], "1");
        assert_eq!(read.claims.as_ref().unwrap()["sub"], "a");
        assert_eq!(read.date_ms("exp"), Some(1_800_000_000_000));
        assert_eq!(read.date_ms("nbf"), Some(1_500));
        assert_eq!(read.date_ms("iat"), None);
    }

    #[test]
    fn a_token_without_a_signature_is_read() {
        let token = jwt(r#"{"alg":"none"}"#, "{}");
        assert!(Jwt::read(&format!("{}.", token.rsplit_once('.').unwrap().0)).is_some());
    }

    #[test]
    fn of_an_encrypted_token_only_the_header_is_read() {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
        let read = Jwt::read(&format!("{header}.a2V5.bm9uY2U.dGV4dA.dGFn")).unwrap();
        assert!(read.claims.is_none() && read.date_ms("exp").is_none());
    }

    #[test]
    fn dates_that_make_no_sense_are_none() {
        for date in ["-1", "1e300", "253402300800", "\"1800000000\"", "null", "[]"] {
            let read = Jwt::read(&jwt(r#"{"alg":"none"}"#, &format!(r#"{{"exp":{date}}}"#))).unwrap();
            assert_eq!(read.date_ms("exp"), None, "{date}");
        }
    }

    #[test]
    fn anything_else_is_opaque() {
        let good = jwt(r#"{"alg":"none"}"#, "{}");
        let (header, rest) = good.split_once('.').unwrap();
        for token in [
            String::new(),
            "abc".to_owned(),
            "a.b".to_owned(),
            "a.b.c".to_owned(),
            "....".to_owned(),
            jwt("[]", "{}"),
            jwt("{}", "{}"),
            jwt(r#"{"alg":1}"#, "{}"),
            jwt(r#"{"alg":"none"}"#, "1"),
            format!("{header}=.{rest}"),
            format!("{header}.{rest}+"),
            format!("{good}.a.b.c"),
            format!("{good} "),
            jwt(r#"{"alg":"none"}"#, &format!(r#"{{"a":"{}"}}"#, "x".repeat(LONGEST_BYTES))),
        ] {
            assert_eq!(Jwt::read(&token), None, "{}", token.get(..40).unwrap_or(&token));
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(token in any::<String>(), claims in any::<String>()) {
            Jwt::read(&token);
            if let Some(read) = Jwt::read(&jwt(r#"{"alg":"none"}"#, &claims)) {
                read.date_ms("exp");
            }
        }
    }
}
