//! Searches in a network that is a table of answers.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::oauth::discovery::{Difference, MetadataProblem, Wanted};

/// What a network answers to an address: status, headers and body; nothing at all for `None`.
#[derive(Default)]
struct Network(BTreeMap<String, Option<Response>>);

impl Network {
    fn with(mut self, url: &str, status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
        let response = Response { status, headers, body: body.as_bytes().to_vec().into(), ..Response::default() };
        self.0.insert(url.to_owned(), Some(response));
        self
    }

    fn with_json(self, url: &str, body: &serde_json::Value) -> Self {
        self.with(url, 200, &[("Content-Type", "application/json")], &body.to_string())
    }

    fn with_server(self, url: &str, issuer: &str) -> Self {
        self.with_json(url, &json!({ "issuer": issuer, "token_endpoint": format!("{issuer}/token") }))
    }

    fn dead(mut self, url: &str) -> Self {
        self.0.insert(url.to_owned(), None);
        self
    }

    /// Searches, and returns the end of the search and every address that was asked.
    fn search(&self, text: &str, wanted: Wanted) -> (Search, Vec<String>) {
        self.search_accepting(text, wanted, false)
    }

    fn search_accepting(&self, text: &str, wanted: Wanted, accepts_cleartext: bool) -> (Search, Vec<String>) {
        let mut search = Search::new(Address::read(text, wanted).unwrap(), accepts_cleartext);
        let (mut sent, missing) = (Vec::new(), Response { status: 404, ..Response::default() });
        while let Some(step) = search.next() {
            sent.push(step.url.as_str().to_owned());
            match self.0.get(step.url.as_str()) {
                Some(None) => search.failed(&step, &Code::Dns, None, true),
                found => search.answered(&step, found.and_then(Option::as_ref).unwrap_or(&missing)),
            }
        }
        (search, sent)
    }
}

const ISSUER: &str = "https://id.example/x";
const OPENID: &str = "https://id.example/x/.well-known/openid-configuration";
const OAUTH: &str = "https://id.example/.well-known/oauth-authorization-server/x";
const API: &str = "https://api.example/v1";
const RESOURCE: &str = "https://api.example/.well-known/oauth-protected-resource/v1";

#[test]
fn the_first_document_of_the_issuer_ends_the_search() {
    for place in [OAUTH, OPENID, "https://id.example/.well-known/openid-configuration/x"] {
        for wanted in [Wanted::Issuer, Wanted::Anything] {
            let (search, sent) = Network::default().with_server(place, ISSUER).search(ISSUER, wanted);
            let found = search.found.unwrap();
            assert_eq!((found.document_url.as_str(), sent.last().unwrap().as_str()), (place, place));
            assert_eq!((found.server.issuer.as_str(), found.warnings), (ISSUER, vec![]));
            assert_eq!(search.asked.last().unwrap().came, Came::Metadata);
            assert_eq!(search.asked.len(), sent.len());
        }
    }
}

#[test]
fn a_document_of_another_issuer_is_named_and_the_search_goes_on() {
    let network = Network::default().with_server(OAUTH, "https://id.example/x/").with_server(OPENID, ISSUER);
    let (search, sent) = network.search(ISSUER, Wanted::Issuer);
    assert_eq!((search.found.unwrap().document_url.as_str(), sent.len()), (OPENID, 2));
    let came = Came::IssuerMismatch {
        asked: ISSUER.to_owned(),
        found: "https://id.example/x/".to_owned(),
        difference: Difference::TrailingSlash,
    };
    assert_eq!(search.asked[0].came, came);
}

#[test]
fn an_api_leads_to_its_servers_and_nothing_else_is_asked_then() {
    let document = json!({
        "resource": API,
        "authorization_servers": ["https://one.example", ISSUER, "https://three.example", "https://four.example"],
        "scopes_supported": ["orders.read"],
    });
    let network = Network::default().with_json(RESOURCE, &document).with_server(OPENID, ISSUER);
    let (search, sent) = network.search(API, Wanted::Anything);
    let found = search.found.unwrap();
    assert_eq!((found.server.issuer.as_str(), found.resource.unwrap().scopes), (ISSUER, vec!["orders.read".into()]));
    let expected = ["https://one.example/.well-known/oauth-authorization-server", OAUTH];
    assert!(expected.iter().all(|one| sent.iter().any(|url| url == one)), "{sent:?}");

    let (search, sent) = Network::default().with_json(RESOURCE, &document).search(API, Wanted::Anything);
    assert!(search.found.is_none() && sent.len() == MOST_REQUESTS, "{sent:?}");
    assert!(!sent.iter().any(|url| url.contains("four.example") || url == API), "{sent:?}");
    let (_, sent) = network.search(API, Wanted::Issuer);
    assert!(sent.iter().all(|url| url.starts_with("https://api.example/")), "an issuer alone: {sent:?}");
}

#[test]
fn the_challenge_of_an_api_leads_to_its_metadata() {
    let elsewhere = "https://meta.example/.well-known/oauth-protected-resource/orders";
    let challenge = format!("Bearer resource_metadata=\"{elsewhere}\"");
    let api = |document: serde_json::Value| {
        let network = Network::default().with(API, 401, &[("WWW-Authenticate", &challenge)], "");
        network.with_json(elsewhere, &document).with_server(OAUTH, ISSUER).search(API, Wanted::Anything)
    };
    let (search, sent) = api(json!({ "resource": API, "authorization_servers": [ISSUER] }));
    assert_eq!((search.found.unwrap().server.issuer.as_str(), sent.last().unwrap().as_str()), (ISSUER, OAUTH));

    let (search, _) = api(json!({ "resource": "https://api.example/v2", "authorization_servers": [ISSUER] }));
    assert!(search.found.is_none(), "the metadata of another API");
    let is_mismatch =
        |asked: &Asked| matches!(&asked.came, Came::ResourceMismatch { found, .. } if found.ends_with("v2"));
    assert!(search.asked.iter().any(is_mismatch));
    let (search, _) = api(json!({ "resource": API, "authorization_servers": ["javascript:x"] }));
    assert!(search.found.is_none() && search.asked.iter().any(|asked| asked.came == Came::NoServers));
}

#[test]
fn an_address_that_a_server_names_is_only_asked_if_it_can_be_metadata() {
    for pointer in [
        "https://api.example/delete-everything",
        "https://router.example/.well-known/../reboot",
        "https://api.example/.well-known/x?delete=all",
        "https://user:x@api.example/.well-known/x",
        "javascript:alert(1)//.well-known/",
        "file:///.well-known/x",
        "//api.example/.well-known/x",
    ] {
        let challenge = format!("Bearer resource_metadata=\"{pointer}\"");
        let network = Network::default().with(API, 401, &[("WWW-Authenticate", &challenge)], "");
        let (search, sent) = network.search(API, Wanted::Anything);
        let expected = Asked { url: pointer.to_owned(), came: Came::NotAsked { why: NotAskedReason::NotWellKnown } };
        assert!(search.asked.contains(&expected), "{pointer}: {:?}", search.asked);
        assert!(sent.iter().all(|url| url.starts_with("https://api.example/") && !url.contains("delete")), "{sent:?}");
    }
    // Without a 401, it isn't a challenge.
    let header = [("WWW-Authenticate", r#"Bearer resource_metadata="https://m.example/.well-known/x""#)];
    let (search, _) = Network::default().with(API, 200, &header, "").search(API, Wanted::Anything);
    assert!(!search.asked.iter().any(|asked| matches!(asked.came, Came::Pointer { .. })));
}

#[test]
fn an_unencrypted_server_that_an_api_names_is_asked_only_if_that_is_accepted() {
    let document = json!({ "resource": API, "authorization_servers": ["http://plain.example", "http://127.0.0.1:9"] });
    let network = Network::default().with_json(RESOURCE, &document);
    let (search, sent) = network.search(API, Wanted::Anything);
    assert!(!sent.iter().any(|url| url.contains("plain.example")), "{sent:?}");
    assert!(sent.iter().any(|url| url.starts_with("http://127.0.0.1:9/")), "{sent:?}");
    let why = NotAskedReason::Cleartext;
    assert!(search.asked.iter().any(|asked| asked.came == Came::NotAsked { why }));
    let (_, sent) = network.search_accepting(API, Wanted::Anything, true);
    assert!(sent.iter().any(|url| url.starts_with("http://plain.example/")), "{sent:?}");
}

#[test]
fn a_host_that_is_not_there_is_asked_once() {
    let (search, sent) = Network::default().dead(OAUTH).search(ISSUER, Wanted::Anything);
    assert_eq!(sent, [OAUTH]);
    assert_eq!(search.asked[0].came, Came::Failed { code: "dns".to_owned(), details: Vec::new() });
}

#[test]
fn each_answer_without_metadata_is_called_what_it_is() {
    let text = &[("Content-Type", "text/plain")][..];
    let server = json!({ "issuer": ISSUER, "token_endpoint": "https://id.example/token" }).to_string();
    for (status, headers, body, expected) in [
        (200, &[("Content-Type", "text/html")][..], "<html><title>x", Came::Html { status: 200 }),
        (200, text, "not JSON", Came::Unusable { problem: MetadataProblem::NotJson { line: 1, column: 2 } }),
        (401, &[], "", Came::Status { status: 401, reason: "Unauthorized".to_owned() }),
        (500, &[], &server, Came::Status { status: 500, reason: "Internal Server Error".to_owned() }),
        (201, &[], &server, Came::Status { status: 201, reason: "Created".to_owned() }),
        (302, &[], &server, Came::Redirect { status: 302, target: None, is_same_origin: false }),
        (200, &[], r#"{"issuer":"https://id.example/x"}"#, Came::NoTokenEndpoint { dropped: None }),
        (200, text, &server, Came::Metadata),
    ] {
        let (search, _) = Network::default().with(OAUTH, status, headers, body).search(ISSUER, Wanted::Issuer);
        assert_eq!(search.asked[0].came, expected, "{status} {body}");
        let warning = DiscoveryWarning::ContentType { media_type: "text/plain".to_owned() };
        assert_eq!(search.found.map(|found| found.warnings), (expected == Came::Metadata).then(|| vec![warning]));
    }
}
