//! `keyfob discover`, and the facade below it: what a server says, what was asked, and how it ends.

use std::process::Command;

use keyfob_core::{
    Waiting,
    connect::{Came, Discovery, DiscoveryAsk, DiscoveryResult, network::NetworkOverrides},
    keyfob::{Keyfob, Settings},
    oauth::discovery::{DiscoveryWarning, DocumentKind},
    vault::Keyring,
};
use keyfob_tests::{
    authorization_server::{AuthorizationServer, Client},
    built,
    hostile::{HostileServer, answer, json},
    user_home::Home,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::discovery::{assert_anonymous, origin};

const CLIENT: Client = Client { id: "orders", secret: "canary", method: "client_secret_basic", scope: "read" };

struct Ended {
    status: i32,
    out: String,
    err: String,
}

/// Runs the command for a user without data.
fn discover(arguments: &[&str]) -> Ended {
    let home = Home::new();
    std::fs::create_dir(home.data()).unwrap();
    let mut command = Command::new(built::find("keyfob"));
    command.envs(home.environment()).env_remove("DBUS_SESSION_BUS_ADDRESS").arg("discover").args(arguments);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn json_of(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {} {}", ended.out, ended.err))
}

/// Searches as the window does.
fn search(text: &str) -> Discovery {
    let home = Home::new();
    let settings = Settings { folder: home.data(), keyring: Keyring::none(), waiting: Waiting::default() };
    let keyfob = Keyfob::open(settings).unwrap();
    let ask = DiscoveryAsk { text: text.to_owned(), is_issuer: false, accept_cleartext: false };
    Runtime::new().unwrap().block_on(keyfob.discover(ask, None, NetworkOverrides::default())).unwrap()
}

/// An API that names a server in its metadata, which its challenge names.
fn api(server: &str) -> HostileServer {
    let servers = json!([server]);
    HostileServer::answering(move |request| {
        let own = origin(request);
        let metadata = "/.well-known/oauth-protected-resource/somewhere";
        let pointer = format!("DPoP algs=\"ES256\", Bearer resource_metadata=\"{own}{metadata}\"");
        match request.target.as_str() {
            "/v1/orders" => answer(401, &[("WWW-Authenticate", &pointer), ("Set-Cookie", "session=1")], ""),
            target if target == metadata => {
                let resource = format!("{own}/v1/orders");
                json(
                    200,
                    json!({ "resource": resource, "authorization_servers": servers, "scopes_supported": ["orders.read"] })
                        .to_string(),
                )
            }
            _ => answer(404, &[], ""),
        }
    })
}

#[test]
fn a_certified_servers_metadata_is_found_and_described() {
    let server = AuthorizationServer::start(&[CLIENT]);
    let discovery = search(&server.url(""));
    let DiscoveryResult::Found { found } = &discovery.result else { panic!("{discovery:?}") };
    assert_eq!(found.server.token_endpoint.as_ref().unwrap().url, server.token_url());
    assert_eq!(found.server.issuer, server.url(""));
    assert!(found.server.revocation_endpoint.is_some() && found.server.introspection_endpoint.is_some());
    assert!(found.server.jwks_uri.as_ref().unwrap().url.ends_with("/jwks"));
    let methods = found.server.auth_methods.clone().unwrap();
    assert!(methods.contains(&"client_secret_basic".to_owned()), "{methods:?}");
    assert!(found.server.grant_types.clone().unwrap().contains(&"client_credentials".to_owned()));
    assert!(["read", "write", "admin"].iter().all(|scope| found.server.scopes.iter().any(|one| one == scope)));
    assert_eq!(
        (found.warnings.as_slice(), discovery.asked.last().map(|asked| &asked.came)),
        (&[][..], Some(&Came::Metadata))
    );

    let said = discover(&[&server.url("")]);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    let expected = format!("Token URL:            {}\n", server.token_url());
    assert!(said.out.contains(&expected) && said.out.contains("client_secret_basic"), "{}", said.out);
    let said = json_of(&discover(&[&server.url("/.well-known/openid-configuration"), "--json"]));
    assert_eq!((&said["found"], &said["kind"]), (&json!(true), &json!("openid_provider")));
    assert_eq!(said["server"]["token_endpoint"]["url"], server.token_url());
    assert_eq!(said["asked"][0]["came"], "metadata");
}

#[test]
fn an_api_leads_to_its_server_and_nobody_gets_credentials_or_cookies() {
    let server = AuthorizationServer::start(&[CLIENT]);
    let api = api(&server.url(""));
    let address = api.url("/v1/orders");
    let discovery = search(&address);
    let DiscoveryResult::Found { found } = &discovery.result else { panic!("{discovery:?}") };
    assert_eq!(found.server.issuer, server.url(""));
    assert!(matches!(found.kind, DocumentKind::OauthServer | DocumentKind::OpenidProvider));
    let resource = found.resource.as_ref().unwrap();
    assert_eq!(
        (resource.resource.as_str(), resource.scopes.as_slice()),
        (address.as_str(), &["orders.read".to_owned()][..])
    );
    assert!(discovery.asked.len() <= 8);
    assert!(discovery.asked.iter().any(|asked| matches!(asked.came, Came::Pointer { .. })), "{discovery:?}");
    assert_anonymous(&api.requests());
    let said = discover(&[&address]);
    assert!(said.out.contains("API's scopes:         orders.read\n"), "{}{}", said.out, said.err);
}

#[test]
fn a_search_that_finds_nothing_says_what_each_address_answered() {
    let server = HostileServer::start(answer(302, &[("Location", "/login?session=canary")], ""));
    let said = discover(&[&server.url("/x")]);
    assert_eq!((said.status, said.out.as_str()), (5, ""));
    assert!(said.err.contains("(`no_metadata`)") && !said.err.contains("canary"), "{}", said.err);
    let redirect = format!("{}: a redirect within the same server, to {}", server.url("/x"), server.url("/login"));
    assert!(said.err.contains(&redirect), "{}", said.err);
    assert_eq!(server.requests().len(), 6);
    assert_anonymous(&server.requests());

    let closed = HostileServer::start(Vec::new()).url("");
    for (address, status, stage, code) in [
        (server.url("/x"), 5, "discovery", "no_metadata"),
        (closed, 6, "network", "connect"),
        ("login.example".to_owned(), 4, "input", "invalid_input"),
        ("https://login.example/?x=1".to_owned(), 4, "input", "invalid_input"),
        ("http://keyfob-tests.invalid".to_owned(), 4, "input", "cleartext_refused"),
    ] {
        let said = discover(&[&address, "--json"]);
        let verdict = json_of(&said);
        assert_eq!((said.status, &verdict["found"]), (status, &json!(false)), "{address}: {verdict}");
        assert_eq!((&verdict["error"]["stage"], &verdict["error"]["code"]), (&json!(stage), &json!(code)), "{address}");
        assert!(verdict["error"]["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{verdict}");
    }
    let said = discover(&["http://keyfob-tests.invalid", "--accept-cleartext"]);
    assert_eq!(said.status, 6, "{}", said.err);
}

#[test]
fn what_is_unusual_is_said_and_what_cannot_be_used_is_left_out() {
    let server = HostileServer::answering(|request| {
        let own = origin(request);
        let document = json!({
            "issuer": own,
            "token_endpoint": "https://elsewhere.example/token",
            "jwks_uri": "file:///etc/passwd",
            "revocation_endpoint": "http://plain.example/revoke",
            "scopes_supported": ["a", "b\u{1b}[2J"],
            "grant_types_supported": ["authorization_code"],
        });
        answer(200, &[("Content-Type", "text/plain")], document.to_string())
    });
    let discovery = search(&server.url(""));
    let DiscoveryResult::Found { found } = &discovery.result else { panic!("{discovery:?}") };
    assert_eq!((&found.server.jwks_uri, found.server.scopes.as_slice()), (&None, &["a".to_owned()][..]));
    assert!(found.server.token_endpoint.as_ref().unwrap().is_elsewhere);
    for warning in [
        DiscoveryWarning::GrantNotListed,
        DiscoveryWarning::Unencrypted { member: "revocation_endpoint".into() },
        DiscoveryWarning::OtherOrigin { member: "token_endpoint".into(), origin: "https://elsewhere.example".into() },
        DiscoveryWarning::ContentType { media_type: "text/plain".into() },
    ] {
        assert!(found.warnings.contains(&warning), "{warning:?}: {:?}", found.warnings);
    }
    let said = discover(&[&server.url("")]);
    assert!(said.status == 0 && said.err.contains("Warning: `jwks_uri` is left out"), "{}", said.err);
    assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'));
}
