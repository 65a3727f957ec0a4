//! A certified authorization server answers what Keyfob asks it about a kept token.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use keyfob_core::{
    Waiting,
    authorization::{
        AuthorizationId, AuthorizationType, ClientAuthentication, Details, Draft, Environment, OAuth2Draft, SecretInput,
    },
    connect::{Introspection, Revocation, SignatureCheck},
    keyfob::{Keyfob, Settings, TokenAsk},
    oauth::JwtMember,
    secret::Secret,
    vault::Keyring,
};
use keyfob_tests::{
    authorization_server::{AuthorizationServer, Client},
    user_home::Home,
};
use tokio::runtime::Runtime;

const SECRET: &str = "canary secret: % + & = / x";
const STAGING: Environment = Environment::Staging;

const fn client(id: &'static str, method: &'static str) -> Client {
    Client { id, secret: SECRET, method, scope: "read" }
}

/// A user who has a token of a client.
struct User {
    _home: Home,
    keyfob: Keyfob,
    id: AuthorizationId,
    runtime: Runtime,
}

impl User {
    fn new(server: &AuthorizationServer, client: &Client) -> Self {
        let home = Home::new();
        let keyring = Keyring::over(keyring_core::mock::Store::new().unwrap());
        let settings = Settings { folder: home.data(), keyring, waiting: Waiting::default() };
        let keyfob = Keyfob::open(settings).unwrap();
        let mut draft = Draft { name: "Orders".into(), ..Draft::blank(AuthorizationType::OAuth2) };
        if let Details::OAuth2 { environments, .. } = &mut draft.details {
            environments.staging = OAuth2Draft {
                token_url: server.token_url(),
                client_id: client.id.into(),
                client_secret: SecretInput::Typed { text: Secret::new(client.secret.into()) },
                client_authentication: if client.method == "client_secret_post" {
                    ClientAuthentication::ClientSecretPost
                } else {
                    ClientAuthentication::ClientSecretBasic
                },
                accept_cleartext: true,
                scopes: vec!["read".into()],
                ..OAuth2Draft::default()
            };
        }
        let id = keyfob.save(&draft, &[]).unwrap().draft.id.unwrap();
        let user = Self { _home: home, keyfob, id, runtime: Runtime::new().unwrap() };
        user.request();
        user
    }

    fn request(&self) {
        let ask = TokenAsk { id: self.id, environment: STAGING, is_forced: false, needed_s: 0, agreed: Vec::new() };
        self.runtime.block_on(self.keyfob.token(&ask)).unwrap();
    }

    fn introspection(&self) -> Introspection {
        let mark =
            self.keyfob.inspect_token(self.id, STAGING, keyfob_core::keyfob::InspectedToken::Access).unwrap().mark;
        self.runtime.block_on(self.keyfob.introspect_token(self.id, STAGING, mark)).unwrap()
    }

    fn signature(&self) -> SignatureCheck {
        let mark =
            self.keyfob.inspect_token(self.id, STAGING, keyfob_core::keyfob::InspectedToken::Access).unwrap().mark;
        self.runtime.block_on(self.keyfob.verify_token(self.id, STAGING, mark)).unwrap()
    }
}

#[test]
fn the_signature_of_every_algorithm_is_verified_and_its_key_named() {
    let clients = ["jwt-RS256", "jwt-PS256", "jwt-ES256", "jwt-ES384", "jwt-EdDSA"];
    let server = AuthorizationServer::start(&clients.map(|id| client(id, "client_secret_basic")));
    let kinds = ["RSA 2048", "RSA 2048", "P-256", "P-384", "Ed25519"];
    for (id, kind) in clients.into_iter().zip(kinds) {
        let check = User::new(&server, &client(id, "client_secret_basic")).signature();
        let SignatureCheck::Valid { key, keys_url } = check else { panic!("{id}: {check:?}") };
        let name = id.replace("jwt-", "key of ");
        assert_eq!((key.id, key.kind.as_str(), keys_url), (Some(name), kind, server.url("/jwks")));
    }
}

#[test]
fn an_opaque_token_is_introspected_until_it_is_revoked() {
    for method in ["client_secret_basic", "client_secret_post"] {
        let client = client("orders: % + & = /", method);
        let server = AuthorizationServer::start(&[client]);
        let user = User::new(&server, &client);
        let Introspection::Active { members } = user.introspection() else { panic!("{method}") };
        let value = |name: &str| members.iter().find(|JwtMember { name: found, .. }| found == name).unwrap();
        assert_eq!(value("client_id").value, client.id);
        assert_eq!(value("scope").value, "read");
        assert!(value("exp").at_ms.is_some());
        assert_eq!(user.signature(), SignatureCheck::Opaque);

        let revocation = user.runtime.block_on(user.keyfob.disconnect(user.id, STAGING)).unwrap();
        assert_eq!(revocation, Revocation::Revoked, "{method}");
        user.request();
        assert!(matches!(user.introspection(), Introspection::Active { .. }), "the next token is another one");
    }
}

#[test]
fn a_token_that_someone_else_revoked_is_no_longer_valid() {
    let client = Client { secret: "plain-canary", ..client("orders", "client_secret_basic") };
    let server = AuthorizationServer::start(&[client]);
    let user = User::new(&server, &client);
    assert!(matches!(user.introspection(), Introspection::Active { .. }));
    let mark = user.keyfob.inspect_token(user.id, STAGING, keyfob_core::keyfob::InspectedToken::Access).unwrap().mark;
    let token = user.keyfob.reveal_token(user.id, STAGING, &mark).unwrap();
    let body = format!("token={}", token.text());
    let (address, pair) = (server.url("").replace("http://", ""), STANDARD.encode("orders:plain-canary"));
    let mut connection = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST /token/revocation HTTP/1.1\r\nHost: {address}\r\nAuthorization: Basic {pair}\r\nConnection: close"
    );
    let form = "Content-Type: application/x-www-form-urlencoded";
    write!(connection, "{head}\r\n{form}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(user.introspection(), Introspection::Inactive);
}
