//! `issuer` in place of `token_url`: the Token URL is found in the server's metadata, and only the token request has credentials.

use keyfob_tests::authorization_server::{AuthorizationServer, Client};
use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{Authority, Behaviour, HostileServer, Identity, Request, Validity, answer, json, token};
use serde_json::{Value, json};

use crate::support::{SECRET, TOKEN, assert_connects, assert_fails, configuration, with};
use crate::tls::CaFile;

const CLIENT: Client =
    Client { id: "orders", secret: "canary secret: % + & = / x", method: "client_secret_basic", scope: "read" };

/// A configuration with an issuer instead of a Token URL.
pub(crate) fn from(issuer: &str) -> Value {
    with(configuration(""), json!({ "token_url": null, "issuer": issuer }))
}

fn of_client(issuer: &str) -> Value {
    with(from(issuer), json!({ "client_id": CLIENT.id, "client_secret": CLIENT.secret, "scopes": ["read"] }))
}

/// Returns a request's own origin.
pub(crate) fn origin(request: &Request) -> String {
    format!("http://{}", request.header("host").unwrap())
}

/// Answers for a server whose metadata is what `document` makes of its origin, and which issues a token.
pub(crate) fn serving(request: &Request, document: impl Fn(&str) -> Value) -> Behaviour {
    match request.target.as_str() {
        "/.well-known/oauth-authorization-server" => json(200, document(&origin(request)).to_string()),
        "/token" => token(TOKEN),
        _ => answer(404, &[], ""),
    }
}

fn honest(origin: &str) -> Value {
    json!({ "issuer": origin, "token_endpoint": format!("{origin}/token") })
}

/// Checks that every request but the token request carried nothing of the client.
#[track_caller]
pub(crate) fn assert_anonymous(requests: &[Request]) {
    for request in requests.iter().filter(|request| request.target != "/token") {
        assert_eq!((request.method.as_str(), request.body.as_str()), ("GET", ""), "{request:?}");
        assert!(!request.target.contains('?'), "{request:?}");
        let names: Vec<_> = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        let expected = ["host", "accept", "user-agent", "accept-encoding"];
        assert!(names.iter().all(|name| expected.contains(&name.as_str())), "{request:?}");
        assert!(!format!("{request:?}").contains(SECRET), "{request:?}");
    }
}

#[test]
fn a_certified_server_is_found_by_its_issuer() {
    let server = AuthorizationServer::start(&[CLIENT]);
    for path in ["", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        let run = connect(&of_client(&server.url(path)));
        assert_connects(path, &run);
        assert_eq!(run.verdict["scopes"], json!(["read"]));
    }
    let run = connect(&of_client(&server.url("/")));
    assert_fails("a slash more", &run, "discovery.issuer_mismatch");
    assert!(run.says("differ only by the slash"), "{run:#?}");
    let run = connect(&of_client(&server.url("/realms/x")));
    assert_fails("no such issuer", &run, "discovery.no_metadata");
    assert_eq!(run.http_status(), Some(404), "{run:#?}");
    assert!(run.says("/.well-known/oauth-authorization-server/realms/x: status 404"), "{run:#?}");
    let run = connect(&with(of_client(&server.url("")), json!({ "client_secret": "wrong" })));
    assert_fails("a wrong secret", &run, "oauth.invalid_client");
}

#[test]
fn the_issuer_over_tls_must_have_a_certificate_that_is_trusted() {
    let authority = Authority::new();
    let server = AuthorizationServer::start_tls(&[CLIENT], &authority.issue(&["127.0.0.1"], Validity::Now));
    let configuration = of_client(&server.url(""));
    assert_connects("trusted", &CaFile::new(&authority).connect(&configuration));
    assert_fails("not trusted", &connect(&configuration), "tls.certificate_untrusted");
    assert_connects("not verified", &connect(&with(configuration, json!({ "verify_tls": false }))));
}

#[test]
fn everything_before_the_token_request_is_a_get_without_credentials() {
    let server = HostileServer::answering(|request| serving(request, honest));
    assert_connects("honest", &connect(&from(&server.url(""))));
    let requests = server.requests();
    let targets: Vec<_> = requests.iter().map(|request| request.target.as_str()).collect();
    assert_eq!(targets, ["/.well-known/oauth-authorization-server", "/token"]);
    assert_eq!(requests[1].method, "POST");
    assert_anonymous(&requests);

    let server = HostileServer::start(answer(404, &[("Set-Cookie", "session=1")], ""));
    assert_fails("nothing there", &connect(&from(&server.url("/x"))), "discovery.no_metadata");
    assert_eq!(server.requests().len(), 4);
    assert_anonymous(&server.requests());
}

#[test]
fn the_client_certificate_is_not_offered_to_the_search() {
    let authority = Authority::new();
    let identity = authority.issue(&["127.0.0.1"], Validity::Now);
    let server = HostileServer::start_tls_for_clients_of(&authority, &identity, token(TOKEN));
    let client = authority.issue(&["client.example"], Validity::Now);
    let (certificate, key) = (file(client.certificate_pem()), file(client.key_pem()));
    let own = json!({
        "client_cert_file": certificate.path(),
        "client_key_file": key.path(),
        "token_url": server.url("/token"),
    });
    let ca = CaFile::new(&authority);
    assert_connects("with its certificate", &ca.connect(&with(configuration(""), own.clone())));
    let search = with(with(from(""), own), json!({ "token_url": null, "issuer": server.url("") }));
    let run = ca.connect(&search);
    assert_fails("the search", &run, "tls.tls_failed|network.connection_closed");
    assert_eq!(server.requests().len(), 1, "only the first token request");
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[test]
fn a_token_endpoint_elsewhere_is_used_if_the_issuer_names_it() {
    let elsewhere = HostileServer::start(token(TOKEN));
    let token_endpoint = elsewhere.url("/token");
    let issuer = HostileServer::answering(move |request| {
        serving(request, |origin| json!({ "issuer": origin, "token_endpoint": token_endpoint }))
    });
    assert_connects("elsewhere", &connect(&from(&issuer.url(""))));
    assert_eq!((elsewhere.request().method.as_str(), issuer.requests().len()), ("POST", 1));
    assert_anonymous(&issuer.requests());
}

#[test]
fn an_unencrypted_token_endpoint_needs_consent_as_always() {
    let server = HostileServer::answering(|request| {
        serving(request, |origin| json!({ "issuer": origin, "token_endpoint": "http://keyfob-tests.invalid/token" }))
    });
    assert_fails("plain", &connect(&from(&server.url(""))), "input.cleartext_refused");
    let accepted = with(from(&server.url("")), json!({ "accept_cleartext": true }));
    assert_fails("accepted", &connect(&accepted), "network.dns");
    assert_fails("the issuer", &connect(&from("http://keyfob-tests.invalid")), "input.cleartext_refused");
}

#[test]
fn a_host_that_is_not_there_is_a_failure_of_the_network() {
    let started = std::time::Instant::now();
    assert_fails("dns", &connect(&from("https://keyfob-tests.invalid/x")), "network.dns");
    let closed = HostileServer::start(Vec::new()).url("");
    assert_fails("refused", &connect(&from(&closed)), "network.connect");
    let identity = Identity::self_signed(&["127.0.0.1"]);
    let server = HostileServer::start_tls(&identity, token(TOKEN));
    let run: Run = connect(&from(&server.url("/x")));
    assert_fails("certificate", &run, "tls.certificate_untrusted");
    assert_eq!((server.connections(), server.received().len()), (1, 0), "no other path is tried there");
    assert!(started.elapsed() < std::time::Duration::from_secs(20));
}
