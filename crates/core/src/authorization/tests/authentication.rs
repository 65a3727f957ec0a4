//! Methods of client authentication: what each needs, and what it leaves out.

use std::sync::LazyLock;

use super::*;
use crate::{
    authorization::{AssertionAlgorithm, Authentication, ClientAuthentication, GrantType, NoteCode, SecretField},
    keys::{GeneratedKind, PrivateKey},
};

static CERTIFICATE: LazyLock<String> =
    LazyLock::new(|| rcgen::generate_simple_self_signed(["client.example".to_owned()]).unwrap().cert.pem());

const METHODS: [ClientAuthentication; 7] = [
    ClientAuthentication::ClientSecretBasic,
    ClientAuthentication::ClientSecretPost,
    ClientAuthentication::None,
    ClientAuthentication::ClientSecretJwt,
    ClientAuthentication::PrivateKeyJwt,
    ClientAuthentication::TlsClientAuth,
    ClientAuthentication::SelfSignedTlsClientAuth,
];

fn with(method: ClientAuthentication) -> OAuth2Draft {
    OAuth2Draft { client_authentication: method, client_secret: SecretInput::Blank, ..connectable() }
}

fn problems(draft: &OAuth2Draft) -> Vec<(Field, ProblemCode)> {
    let mut problems = Vec::new();
    let _ = draft.check(GrantType::default(), Environment::Staging, &mut problems);
    problems.into_iter().map(|problem| (problem.field, problem.code)).collect()
}

fn generated(kind: GeneratedKind) -> SecretInput {
    SecretInput::Typed { text: PrivateKey::generate(kind).unwrap().to_secret() }
}

#[test]
fn each_method_needs_its_own_fields_only() {
    for method in METHODS {
        let expected = match method {
            ClientAuthentication::None => vec![],
            ClientAuthentication::PrivateKeyJwt => vec![(Field::PrivateKey, ProblemCode::Required)],
            ClientAuthentication::TlsClientAuth | ClientAuthentication::SelfSignedTlsClientAuth => {
                vec![(Field::ClientKey, ProblemCode::Required), (Field::ClientCertificate, ProblemCode::Required)]
            }
            _ => vec![(Field::ClientSecret, ProblemCode::Required)],
        };
        assert_eq!(problems(&with(method)), expected, "{method:?}");
    }
}

#[test]
fn a_secret_of_another_method_is_not_saved_and_the_user_is_told_so() {
    for method in METHODS {
        let draft = OAuth2Draft {
            client_secret: SecretInput::Stored,
            private_key: SecretInput::Stored,
            client_certificate: CERTIFICATE.clone(),
            client_key: SecretInput::Stored,
            ..with(method)
        };
        let checked = draft.check(GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
        let mut expected: Vec<SecretField> = Vec::new();
        if method.uses_secret() {
            expected.push(SecretField::ClientSecret);
        }
        if method == ClientAuthentication::PrivateKeyJwt {
            expected.push(SecretField::PrivateKey);
        }
        // It can be combined with each method.
        expected.push(SecretField::ClientKey);
        assert_eq!(checked.secrets().map(|(field, _)| field).collect::<Vec<_>>(), expected, "{method:?}");
        let notes = oauth2(draft, OAuth2Draft::default()).examine().notes;
        let dropped = notes.iter().find_map(|note| match &note.code {
            NoteCode::DropsSecret { secret } => Some(secret.as_str()),
            _ => None,
        });
        let expected = match method {
            ClientAuthentication::PrivateKeyJwt => Some("client_secret"),
            _ if method.uses_secret() => Some("private_key"),
            _ => Some("client_secret"),
        };
        assert_eq!(dropped, expected, "{method:?}");
    }
}

#[test]
fn an_algorithm_must_be_one_of_the_method_and_of_the_key() {
    let key = |kind, algorithm| OAuth2Draft {
        private_key: generated(kind),
        assertion_algorithm: Some(algorithm),
        ..with(ClientAuthentication::PrivateKeyJwt)
    };
    let of_key = ProblemCode::AlgorithmOfAnotherKey;
    let of_method = ProblemCode::AlgorithmOfAnotherMethod;
    assert_eq!(problems(&key(GeneratedKind::P256, AssertionAlgorithm::ES256)), []);
    assert_eq!(problems(&key(GeneratedKind::P256, AssertionAlgorithm::ES384)), [(Field::AssertionAlgorithm, of_key)]);
    assert_eq!(
        problems(&key(GeneratedKind::P256, AssertionAlgorithm::HS256)),
        [(Field::AssertionAlgorithm, of_method.clone())]
    );
    let secret = OAuth2Draft {
        client_secret: SecretInput::Stored,
        assertion_algorithm: Some(AssertionAlgorithm::RS256),
        ..with(ClientAuthentication::ClientSecretJwt)
    };
    assert_eq!(problems(&secret), [(Field::AssertionAlgorithm, of_method)]);
}

#[test]
fn what_is_no_key_or_certificate_or_another_keys_is_refused() {
    let mut draft = OAuth2Draft {
        client_certificate: CERTIFICATE.clone(),
        client_key: generated(GeneratedKind::P256),
        ..with(ClientAuthentication::TlsClientAuth)
    };
    assert_eq!(problems(&draft), [(Field::ClientCertificate, ProblemCode::CertificateOfAnotherKey)]);
    draft.client_certificate = "no certificate".to_owned();
    assert_eq!(problems(&draft), [(Field::ClientCertificate, ProblemCode::NotACertificate)]);
    draft.client_key = SecretInput::Typed { text: Secret::new("no key".to_owned()) };
    draft.client_certificate = CERTIFICATE.clone();
    assert_eq!(problems(&draft), [(Field::ClientKey, ProblemCode::NotAPrivateKey)]);
    // A name that the program has forgotten.
    draft.client_key = SecretInput::Held { id: "gone".to_owned() };
    assert_eq!(problems(&draft), [(Field::ClientKey, ProblemCode::NotAPrivateKey)]);
}

#[test]
fn what_is_saved_reads_back_as_it_was_checked() {
    let draft = OAuth2Draft {
        private_key: SecretInput::Stored,
        assertion_algorithm: Some(AssertionAlgorithm::PS384),
        key_id: "one".to_owned(),
        assertion_audience: "https://issuer.example".to_owned(),
        key_certificate: format!("text before\n{}", *CERTIFICATE),
        ..with(ClientAuthentication::PrivateKeyJwt)
    };
    let checked = draft.check(GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
    assert!(matches!(&checked.authentication, Authentication::PrivateKeyJwt { .. }));
    let stored = checked.to_stored_draft();
    assert!(stored.key_certificate.starts_with("-----BEGIN CERTIFICATE-----"));
    let again = stored.check(GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap().to_stored_draft();
    assert_eq!(stored, again);
    assert_eq!((stored.key_id.as_str(), stored.assertion_algorithm), ("one", Some(AssertionAlgorithm::PS384)));
}

#[test]
fn without_a_client_secret_a_client_with_users_is_noted_to_become_a_public_one() {
    let noted = |draft: &OAuth2Draft, grant| {
        let mut notes = Vec::new();
        draft.note(grant, Environment::Staging, &mut notes);
        notes.iter().any(|note| note.field == Field::ClientAuthentication && note.code == NoteCode::PublicClient)
    };
    let (user, client) = (GrantType::AuthorizationCodePkce, GrantType::ClientCredentials);
    for method in METHODS {
        let sends_secret =
            matches!(method, ClientAuthentication::ClientSecretBasic | ClientAuthentication::ClientSecretPost);
        let blank = OAuth2Draft { client_secret: SecretInput::Blank, ..with(method) };
        assert_eq!(noted(&blank, user), sends_secret, "{method:?}");
        assert!(!noted(&blank, client), "{method:?}");
        // An environment that is left blank isn't saved.
        assert!(!noted(&OAuth2Draft::default(), user));
        assert!(!noted(&OAuth2Draft { client_secret: SecretInput::Stored, ..with(method) }, user), "{method:?}");
    }
}
