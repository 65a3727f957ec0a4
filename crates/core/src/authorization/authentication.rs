//! How a client proves itself, with what the method needs.

use super::{
    AssertionAlgorithm, ClientAuthentication, Field, GrantType, OAuth2Draft, ProblemCode, SecretField, SecretInput,
    TokenUrl, environment_check::EnvironmentCheck,
};
use crate::{
    keys::{self, HmacAlgorithm, KeyKind, PrivateKey, SigningAlgorithm},
    secret::Secret,
};

/// A method of client authentication with everything that it needs. Secrets (`S`) are those of a draft or the texts themselves.
#[derive(Clone, Debug)]
pub enum Authentication<S = Secret> {
    /// Client ID and Client Secret in the header (RFC 6749, section 2.3.1).
    ClientSecretBasic {
        /// The client's secret.
        secret: S,
    },
    /// Client ID and Client Secret in the body (RFC 6749, section 2.3.1).
    ClientSecretPost {
        /// The client's secret.
        secret: S,
    },
    /// Client ID in the body, and no proof.
    None,
    /// A JWT that is signed with Client Secret (RFC 7523, section 2.2).
    ClientSecretJwt {
        /// The client's secret.
        secret: S,
        /// The algorithm.
        algorithm: Option<HmacAlgorithm>,
        /// What the JWT says.
        assertion: Assertion,
    },
    /// A JWT that is signed with a private key (RFC 7523, section 2.2).
    PrivateKeyJwt {
        /// The private key.
        key: S,
        /// The algorithm; `None` for the key's usual one.
        algorithm: Option<SigningAlgorithm>,
        /// The key's certificate as PEM, for `x5t#S256` (RFC 7515, section 4.1.8); empty for none.
        certificate: String,
        /// What the JWT says.
        assertion: Assertion,
    },
    /// The client certificate, which a CA issued (RFC 8705, section 2.1).
    TlsClientAuth,
    /// The client certificate, which the server knows (RFC 8705, section 2.2).
    SelfSignedTlsClientAuth,
}

/// What a client assertion says beyond what follows from the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assertion {
    /// The key's name (`kid`; RFC 7515, section 4.1.4); empty for none.
    pub key_id: String,
    /// The audience (`aud`); empty for the Token URL.
    pub audience: String,
}

/// A TLS client certificate (RFC 8705).
#[derive(Clone, Debug)]
pub struct ClientCertificate<S = Secret> {
    /// The certificate, and those that lead to its CA, as PEM.
    pub chain: String,
    /// Its private key.
    pub key: S,
}

/// Binding tokens to a key (RFC 9449).
#[derive(Clone, Debug)]
pub struct Dpop<S = Secret> {
    /// The private key.
    pub key: S,
    /// The algorithm of proofs; `None` for the key's usual one.
    pub algorithm: Option<SigningAlgorithm>,
}

impl<S> Authentication<S> {
    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> ClientAuthentication {
        match self {
            Self::ClientSecretBasic { .. } => ClientAuthentication::ClientSecretBasic,
            Self::ClientSecretPost { .. } => ClientAuthentication::ClientSecretPost,
            Self::None => ClientAuthentication::None,
            Self::ClientSecretJwt { .. } => ClientAuthentication::ClientSecretJwt,
            Self::PrivateKeyJwt { .. } => ClientAuthentication::PrivateKeyJwt,
            Self::TlsClientAuth => ClientAuthentication::TlsClientAuth,
            Self::SelfSignedTlsClientAuth => ClientAuthentication::SelfSignedTlsClientAuth,
        }
    }

    /// Returns the secret that the method uses, with its name; `None` if it doesn't use one.
    pub fn secret(&self) -> Option<(SecretField, &S)> {
        match self {
            Self::ClientSecretBasic { secret }
            | Self::ClientSecretPost { secret }
            | Self::ClientSecretJwt { secret, .. } => Some((SecretField::ClientSecret, secret)),
            Self::PrivateKeyJwt { key, .. } => Some((SecretField::PrivateKey, key)),
            Self::None | Self::TlsClientAuth | Self::SelfSignedTlsClientAuth => None,
        }
    }

    /// Returns Client Secret, if the method uses it.
    #[must_use]
    pub fn client_secret(&self) -> Option<&S> {
        self.secret().filter(|(field, _)| *field == SecretField::ClientSecret).map(|(_, secret)| secret)
    }

    /// Returns the same with the secret mapped to another form.
    pub(super) fn try_map<T, E>(
        self,
        map: &mut impl FnMut(SecretField, S) -> Result<T, E>,
    ) -> Result<Authentication<T>, E> {
        use SecretField::{ClientSecret, PrivateKey};

        Ok(match self {
            Self::ClientSecretBasic { secret } => {
                Authentication::ClientSecretBasic { secret: map(ClientSecret, secret)? }
            }
            Self::ClientSecretPost { secret } => {
                Authentication::ClientSecretPost { secret: map(ClientSecret, secret)? }
            }
            Self::None => Authentication::None,
            Self::ClientSecretJwt { secret, algorithm, assertion } => {
                Authentication::ClientSecretJwt { secret: map(ClientSecret, secret)?, algorithm, assertion }
            }
            Self::PrivateKeyJwt { key, algorithm, certificate, assertion } => {
                Authentication::PrivateKeyJwt { key: map(PrivateKey, key)?, algorithm, certificate, assertion }
            }
            Self::TlsClientAuth => Authentication::TlsClientAuth,
            Self::SelfSignedTlsClientAuth => Authentication::SelfSignedTlsClientAuth,
        })
    }

    /// Puts the settings of the method into a draft.
    pub(super) fn fill(&self, draft: &mut OAuth2Draft) {
        draft.client_authentication = self.method();
        match self.secret() {
            Some((SecretField::PrivateKey, _)) => draft.private_key = SecretInput::Stored,
            Some(_) => draft.client_secret = SecretInput::Stored,
            None => {}
        }
        let assertion = match self {
            Self::ClientSecretJwt { algorithm, assertion, .. } => {
                draft.assertion_algorithm = algorithm.map(Into::into);
                assertion
            }
            Self::PrivateKeyJwt { algorithm, certificate, assertion, .. } => {
                draft.assertion_algorithm = algorithm.map(Into::into);
                draft.key_certificate.clone_from(certificate);
                assertion
            }
            _ => return,
        };
        draft.key_id.clone_from(&assertion.key_id);
        draft.assertion_audience.clone_from(&assertion.audience);
    }
}

/// Checks the fields of the chosen method. Those of others are ignored.
pub(super) fn check(
    draft: &OAuth2Draft,
    grant: GrantType,
    on: &mut EnvironmentCheck<'_>,
) -> Option<Authentication<SecretInput>> {
    use ClientAuthentication as Method;

    let method = draft.client_authentication;
    if draft.becomes_public(grant) {
        return Some(Authentication::None);
    }
    let secret = if method.uses_secret() { on.secret(Field::ClientSecret, &draft.client_secret) } else { None };
    let assertion = if method.uses_assertion() { check_assertion(draft, on) } else { None };
    Some(match method {
        Method::ClientSecretBasic => Authentication::ClientSecretBasic { secret: secret? },
        Method::ClientSecretPost => Authentication::ClientSecretPost { secret: secret? },
        Method::None => Authentication::None,
        Method::ClientSecretJwt => {
            let algorithm = check_algorithm(draft, on, AssertionAlgorithm::hmac);
            Authentication::ClientSecretJwt { algorithm: algorithm?, secret: secret?, assertion: assertion? }
        }
        Method::PrivateKeyJwt => {
            let key = on.private_key(Field::PrivateKey, &draft.private_key);
            let algorithm = check_algorithm(draft, on, AssertionAlgorithm::signing);
            let fits = match (&key, algorithm) {
                (Some((_, Some(key))), Some(Some(algorithm))) if !key.algorithms().contains(&algorithm) => {
                    on.keep(Field::AssertionAlgorithm, None, ProblemCode::AlgorithmOfAnotherKey);
                    None
                }
                _ => Some(()),
            };
            let certificate = check_certificate(draft, on, key.as_ref().and_then(|(_, key)| key.as_ref()));
            fits?;
            Authentication::PrivateKeyJwt {
                key: key?.0,
                algorithm: algorithm?,
                certificate: certificate?,
                assertion: assertion?,
            }
        }
        Method::TlsClientAuth => Authentication::TlsClientAuth,
        Method::SelfSignedTlsClientAuth => Authentication::SelfSignedTlsClientAuth,
    })
}

fn check_assertion(draft: &OAuth2Draft, on: &mut EnvironmentCheck<'_>) -> Option<Assertion> {
    let key_id = on.text(Field::KeyId, &draft.key_id);
    let audience = on.text(Field::AssertionAudience, &draft.assertion_audience);
    Some(Assertion { key_id: key_id?, audience: audience? })
}

/// Takes the chosen algorithm if the method has it.
///
/// The outer `None` means that something is wrong.
#[expect(clippy::option_option, reason = "a problem isn't the same as no choice")]
fn check_algorithm<A>(
    draft: &OAuth2Draft,
    on: &mut EnvironmentCheck<'_>,
    of_method: fn(AssertionAlgorithm) -> Option<A>,
) -> Option<Option<A>> {
    let Some(chosen) = draft.assertion_algorithm else { return Some(None) };
    on.parsed(Field::AssertionAlgorithm, of_method(chosen).ok_or(ProblemCode::AlgorithmOfAnotherMethod)).map(Some)
}

/// Checks the certificate of a private key, which a key that was typed must match.
fn check_certificate(draft: &OAuth2Draft, on: &mut EnvironmentCheck<'_>, key: Option<&PrivateKey>) -> Option<String> {
    if draft.key_certificate.trim().is_empty() {
        return Some(String::new());
    }
    on.certificates(Field::KeyCertificate, &draft.key_certificate, key)
}

/// Checks the TLS client certificate, which some methods need and any other may have, since tokens can be bound to it (RFC 8705, section 3).
///
/// The outer `None` means that something is wrong.
#[expect(clippy::option_option, reason = "a problem isn't the same as no certificate")]
pub(super) fn check_client_certificate(
    draft: &OAuth2Draft,
    on: &mut EnvironmentCheck<'_>,
) -> Option<Option<ClientCertificate<SecretInput>>> {
    let is_blank = draft.client_certificate.trim().is_empty() && draft.client_key.is_blank();
    if is_blank && !draft.client_authentication.needs_certificate() {
        return Some(None);
    }
    let key = on.private_key(Field::ClientKey, &draft.client_key);
    let of_key = key.as_ref().and_then(|(_, key)| key.as_ref());
    if of_key.is_some_and(|key| key.kind() == KeyKind::P521) {
        on.keep(Field::ClientKey, None, ProblemCode::KeyNotForTls);
        return None;
    }
    if TokenUrl::parse(&draft.token_url).is_ok_and(|url| !url.is_https()) {
        on.keep(Field::ClientCertificate, None, ProblemCode::CertificateWithoutTls);
        return None;
    }
    let chain = if draft.client_certificate.trim().is_empty() {
        on.parsed(Field::ClientCertificate, Err(ProblemCode::Required))
    } else {
        on.certificates(Field::ClientCertificate, &draft.client_certificate, of_key)
    };
    Some(Some(ClientCertificate { chain: chain?, key: key?.0 }))
}

/// Checks the fields of DPoP.
///
/// The outer `None` means that something is wrong.
#[expect(clippy::option_option, reason = "a problem isn't the same as no DPoP")]
pub(super) fn check_dpop(draft: &OAuth2Draft, on: &mut EnvironmentCheck<'_>) -> Option<Option<Dpop<SecretInput>>> {
    if !draft.dpop {
        return Some(None);
    }
    let (input, key) = on.private_key(Field::DpopKey, &draft.dpop_key)?;
    let algorithm = draft.dpop_algorithm;
    if let (Some(key), Some(algorithm)) = (key, algorithm)
        && !key.algorithms().contains(&algorithm)
    {
        on.keep(Field::DpopAlgorithm, None, ProblemCode::AlgorithmOfAnotherKey);
        return None;
    }
    Some(Some(Dpop { key: input, algorithm }))
}

impl EnvironmentCheck<'_> {
    /// Checks a private key, and returns it too if it is in the draft; a stored one was checked when it was saved.
    fn private_key(&mut self, field: Field, input: &SecretInput) -> Option<(SecretInput, Option<PrivateKey>)> {
        let input = self.secret(field, input)?;
        let key = match &input {
            SecretInput::Typed { text } => {
                let key = PrivateKey::from_secret(text).map_err(|_| ProblemCode::NotAPrivateKey);
                Some(self.parsed(field, key)?)
            }
            _ => None,
        };
        Some((input, key))
    }

    /// Checks certificates as PEM, of which one must be the key's, if that is known. Returns only their blocks, the key's first.
    fn certificates(&mut self, field: Field, text: &str, key: Option<&PrivateKey>) -> Option<String> {
        self.parsed(field, field.description().check_text(text))?;
        let found = keys::read_certificates(text.as_bytes()).map_err(|_| ProblemCode::NotACertificate);
        let found = self.parsed(field, found)?;
        let ordered = match key {
            Some(key) => key.order(&found).ok_or(ProblemCode::CertificateOfAnotherKey),
            None => Ok(found),
        };
        self.parsed(field, ordered).map(|chain| keys::certificates_as_pem(&chain))
    }
}
