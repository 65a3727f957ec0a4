//! DPoP: a proof for each request that its sender has a key, to which the token is bound (RFC 9449).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::assertion::Moment;
use crate::{
    authorization::{Dpop, TokenUrl},
    http::Response,
    keys::PrivateKey,
    secret::Secret,
};

/// The header with the proof (RFC 9449, section 4.1).
pub(super) const HEADER: &str = "DPoP";
/// The header with the server's nonce (RFC 9449, section 8.1).
const NONCE_HEADER: &str = "DPoP-Nonce";
/// The error of a server that wants a nonce (RFC 9449, section 8).
const NONCE_ERROR: &str = "use_dpop_nonce";
/// The longest nonce that is sent back, in characters.
const NONCE_CHARACTERS: usize = 2_000;

/// Why there is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DpopError {
    /// The private key can't be read.
    Key,
    /// The private key can't sign with the algorithm.
    Algorithm,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// Signs the proof for one request (RFC 9449, section 4.2).
///
/// # Errors
/// The key can't sign.
pub(crate) fn proof(
    dpop: &Dpop,
    method: &str,
    url: &TokenUrl,
    nonce: Option<&str>,
    moment: &Moment,
) -> Result<Secret, DpopError> {
    let key = PrivateKey::from_secret(&dpop.key).map_err(|_| DpopError::Key)?;
    let algorithm = dpop.algorithm.or(key.algorithms().first().copied()).ok_or(DpopError::Key)?;
    let scheme = if url.is_https() { "https" } else { "http" };
    let path = url.target().split('?').next().unwrap_or_default();
    let header = json!({ "typ": "dpop+jwt", "alg": algorithm.as_str(), "jwk": Value::Object(key.public_jwk()) });
    let mut claims = json!({
        "jti": moment.id,
        "htm": method,
        "htu": format!("{scheme}://{}{path}", url.authority()),
        "iat": moment.now_s,
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let message = format!("{header}.{claims}");
    let signature = key.sign(algorithm, message.as_bytes()).map_err(|_| DpopError::Algorithm)?;
    Ok(Secret::new(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

/// Returns the nonce that a server demands (RFC 9449, section 8). It consists of printable ASCII characters but `"` and `\`.
pub(crate) fn demanded_nonce(response: &Response) -> Option<String> {
    if !matches!(response.status, 400 | 401) {
        return None;
    }
    let refusal: Refusal = serde_json::from_str(response.text()).ok()?;
    let nonce = response.header(NONCE_HEADER)?;
    let is_valid = nonce.len() <= NONCE_CHARACTERS
        && !nonce.is_empty()
        && nonce.bytes().all(|byte| matches!(byte, b'\x21' | b'\x23'..=b'\x5b' | b'\x5d'..=b'\x7e'));
    (refusal.error == NONCE_ERROR && is_valid).then_some(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        keys::GeneratedKind,
        oauth::{
            jwt::Jwt,
            key_set,
            signature::{Signed, Verified},
        },
    };

    #[test]
    fn a_proof_names_the_request_and_has_the_public_key() {
        let key = PrivateKey::generate(GeneratedKind::P256).unwrap();
        let dpop = Dpop { key: key.to_secret(), algorithm: None };
        let url = TokenUrl::parse("https://a.example:8443/token?tenant=1").unwrap();
        let moment = Moment { now_s: 1_800_000_000, id: "unique".into() };
        let proof = super::proof(&dpop, "POST", &url, Some("n"), &moment).unwrap();
        let jwt = Jwt::read(proof.expose()).unwrap();
        assert_eq!(jwt.header["typ"], "dpop+jwt");
        assert_eq!(jwt.header["jwk"], Value::Object(key.public_jwk()));
        assert!(jwt.header["jwk"].get("d").is_none());
        let expected = json!({
            "jti": "unique", "htm": "POST", "htu": "https://a.example:8443/token", "iat": 1_800_000_000, "nonce": "n",
        });
        assert_eq!(Value::Object(jwt.claims.unwrap()), expected);
        let keys = key_set::read(&json!({ "keys": [key.public_jwk()] }).to_string()).unwrap();
        assert!(matches!(Signed::read(proof.expose()).unwrap().verify(&keys), Verified::By(_)));
    }

    #[test]
    fn a_nonce_is_taken_from_the_error_that_demands_it_and_from_nothing_else() {
        let response = |status, body: &str, nonce: &str| Response {
            status,
            headers: vec![("dpop-nonce".to_owned(), nonce.as_bytes().to_vec())],
            body: body.as_bytes().to_vec().into(),
            ..Response::default()
        };
        let demand = r#"{"error":"use_dpop_nonce"}"#;
        assert_eq!(demanded_nonce(&response(400, demand, "abc.1~")).as_deref(), Some("abc.1~"));
        for (status, body, nonce) in [
            (200, demand, "abc"),
            (400, r#"{"error":"invalid_client"}"#, "abc"),
            (400, "use_dpop_nonce", "abc"),
            (400, demand, ""),
            (400, demand, "a\"b"),
            (400, demand, "a b"),
            (400, demand, &"a".repeat(NONCE_CHARACTERS + 1)),
        ] {
            assert_eq!(demanded_nonce(&response(status, body, nonce)), None, "{status} {body} {nonce:.20}");
        }
    }
}
