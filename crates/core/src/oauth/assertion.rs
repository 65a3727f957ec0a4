//! Client assertions: JSON Web Tokens with which a client proves itself (RFC 7521, section 4.2; RFC 7523, sections 2.2 and 3).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::{
    authorization::{Assertion, Authentication, OAuth2Fields},
    keys::{self, HmacAlgorithm, PrivateKey},
    secret::Secret,
};

/// The value of `client_assertion_type` (RFC 7523, section 2.2).
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long an assertion is valid, in seconds.
const LIFE_S: i64 = 60;

/// What makes an assertion unique: when it is made, and its name.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// UTC seconds.
    pub(crate) now_s: i64,
    /// A text that no other assertion has (`jti`).
    pub(crate) id: String,
}

/// Why there is no assertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AssertionError {
    /// The private key can't be read.
    Key,
    /// The private key can't sign with the algorithm.
    Algorithm,
    /// The certificate can't be read.
    Certificate,
    /// None of the certificates is the key's.
    CertificateOfAnotherKey,
}

/// Signs an assertion; `None` if the method of client authentication has none.
///
/// `iss` and `sub` are the client's id and `aud` is the audience. `exp` is 60 s from now. There is no `nbf`, so that a clock that is ahead
/// of the server's by less than that does no harm.
///
/// # Errors
/// The key can't sign.
pub(crate) fn sign(credentials: &OAuth2Fields, moment: &Moment) -> Result<Option<Secret>, AssertionError> {
    let claims = |assertion: &Assertion| {
        let audience =
            if assertion.audience.is_empty() { credentials.token_url.as_str() } else { assertion.audience.as_str() };
        json!({
            "iss": credentials.client_id,
            "sub": credentials.client_id,
            "aud": audience,
            "jti": moment.id,
            "iat": moment.now_s,
            "exp": moment.now_s + LIFE_S,
        })
    };
    match &credentials.authentication {
        Authentication::ClientSecretJwt { secret, algorithm, assertion } => {
            let algorithm = algorithm.unwrap_or(HmacAlgorithm::HS256);
            let header = header(algorithm.as_str(), assertion);
            let message = message(&header, &claims(assertion));
            Ok(Some(signed(&message, &algorithm.sign(secret, message.as_bytes()))))
        }
        Authentication::PrivateKeyJwt { key, algorithm, certificate, assertion } => {
            let key = PrivateKey::from_secret(key).map_err(|_| AssertionError::Key)?;
            let usual = key.algorithms().first().copied();
            let algorithm = algorithm.or(usual).ok_or(AssertionError::Key)?;
            let mut header = header(algorithm.as_str(), assertion);
            if !certificate.is_empty() {
                let chain = keys::read_certificates(certificate.as_bytes()).map_err(|_| AssertionError::Certificate)?;
                // A stored key isn't known when the fields are checked.
                let chain = key.order(&chain).ok_or(AssertionError::CertificateOfAnotherKey)?;
                let own = chain.first().ok_or(AssertionError::Certificate)?;
                header.insert("x5t#S256".to_owned(), keys::certificate_thumbprint(own).into());
            }
            let message = message(&header, &claims(assertion));
            let signature = key.sign(algorithm, message.as_bytes()).map_err(|_| AssertionError::Algorithm)?;
            Ok(Some(signed(&message, &signature)))
        }
        _ => Ok(None),
    }
}

fn header(algorithm: &str, assertion: &Assertion) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), algorithm.into());
    header.insert("typ".to_owned(), "JWT".into());
    if !assertion.key_id.is_empty() {
        header.insert("kid".to_owned(), assertion.key_id.as_str().into());
    }
    header
}

/// Returns what is signed (RFC 7515, section 5.1).
fn message(header: &Map<String, Value>, claims: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(Value::Object(header.clone()).to_string());
    format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn signed(message: &str, signature: &[u8]) -> Secret {
    Secret::new(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        authorization::{AssertionAlgorithm, ClientAuthentication, Environment, OAuth2Draft, SecretInput},
        keys::{GeneratedKind, SigningAlgorithm},
        oauth::jwt::Jwt,
    };

    fn moment() -> Moment {
        Moment { now_s: 1_800_000_000, id: "unique".into() }
    }

    fn credentials(change: impl FnOnce(&mut OAuth2Draft)) -> OAuth2Fields {
        let mut draft = OAuth2Draft {
            token_url: "https://a.example/token".into(),
            client_id: "client".into(),
            ..OAuth2Draft::default()
        };
        change(&mut draft);
        let mut problems = Vec::new();
        let checked = draft.check(crate::authorization::GrantType::default(), Environment::Staging, &mut problems);
        let checked = checked.unwrap_or_else(|| panic!("{problems:?}"));
        let typed = |_, input| if let SecretInput::Typed { text } = input { Ok(text) } else { Err(()) };
        checked.try_map_secrets(typed).unwrap()
    }

    fn typed(text: Secret) -> SecretInput {
        SecretInput::Typed { text }
    }

    #[test]
    fn an_assertion_names_client_audience_and_a_life_of_a_minute() {
        let secret = Secret::new("a secret of thirty-two characters".into());
        let with = |audience: &str| {
            let credentials = credentials(|draft| {
                draft.client_authentication = ClientAuthentication::ClientSecretJwt;
                draft.client_secret = typed(secret.clone());
                draft.assertion_audience = audience.into();
                draft.key_id = "one".into();
            });
            sign(&credentials, &moment()).unwrap().unwrap()
        };
        let assertion = with("");
        let jwt = Jwt::read(assertion.expose()).unwrap();
        assert_eq!(Value::Object(jwt.header), json!({ "alg": "HS256", "typ": "JWT", "kid": "one" }));
        let expected = json!({
            "iss": "client", "sub": "client", "aud": "https://a.example/token", "jti": "unique",
            "iat": 1_800_000_000, "exp": 1_800_000_060,
        });
        assert_eq!(Value::Object(jwt.claims.unwrap()), expected);
        let (message, signature) = assertion.expose().rsplit_once('.').unwrap();
        let expected = HmacAlgorithm::HS256.sign(&secret, message.as_bytes());
        assert_eq!(URL_SAFE_NO_PAD.decode(signature).unwrap(), expected);
        let other = with("https://issuer.example/");
        assert_eq!(Jwt::read(other.expose()).unwrap().claims.unwrap()["aud"], "https://issuer.example/");
    }

    #[test]
    fn a_private_key_signs_with_its_usual_algorithm_or_the_chosen_one_and_no_other() {
        for (kind, usual) in
            [(GeneratedKind::P256, "ES256"), (GeneratedKind::P521, "ES512"), (GeneratedKind::Ed25519, "EdDSA")]
        {
            let key = PrivateKey::generate(kind).unwrap();
            let credentials = credentials(|draft| {
                draft.client_authentication = ClientAuthentication::PrivateKeyJwt;
                draft.private_key = typed(key.to_secret());
            });
            let assertion = sign(&credentials, &moment()).unwrap().unwrap();
            assert_eq!(Jwt::read(assertion.expose()).unwrap().header["alg"], usual);
        }
        let mut credentials = credentials(|draft| {
            draft.client_authentication = ClientAuthentication::PrivateKeyJwt;
            draft.private_key = typed(PrivateKey::generate(GeneratedKind::P256).unwrap().to_secret());
            draft.assertion_algorithm = Some(AssertionAlgorithm::ES256);
        });
        assert!(sign(&credentials, &moment()).is_ok());
        // A stored key isn't known when the fields are checked.
        if let Authentication::PrivateKeyJwt { algorithm, .. } = &mut credentials.authentication {
            *algorithm = Some(SigningAlgorithm::RS256);
        }
        assert_eq!(sign(&credentials, &moment()).unwrap_err(), AssertionError::Algorithm);
    }
}
