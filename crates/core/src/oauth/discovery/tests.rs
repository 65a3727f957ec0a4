//! Addresses, and documents that are good, odd or hostile.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    Address, AddressProblem, Difference, DiscoveryWarning, DocumentKind, DroppedReason, Expected, LIMIT_BYTES,
    MetadataProblem, Purpose, ResourceMetadata, ServerMetadata, Wanted, pointers,
};
use crate::http::Response;

mod servers;

fn places(text: &str, wanted: Wanted) -> Vec<String> {
    let address = Address::read(text, wanted).unwrap();
    address.candidates.iter().map(|(url, _)| url.as_str().to_owned()).collect()
}

fn read(document: &Value) -> (ServerMetadata, Vec<DiscoveryWarning>) {
    let (_, metadata, warnings) = ServerMetadata::read(&document.to_string()).unwrap();
    (metadata, warnings)
}

fn problem(text: &str) -> MetadataProblem {
    ServerMetadata::read(text).unwrap_err()
}

#[test]
fn an_issuer_is_looked_for_at_every_well_known_form() {
    let wk = |name: &str| format!("https://a.example/.well-known/{name}");
    assert_eq!(
        places("https://a.example", Wanted::Issuer),
        [wk("oauth-authorization-server"), wk("openid-configuration")]
    );
    for issuer in ["https://a.example/realms/x", "https://a.example/realms/x/", " https://a.example/realms/x "] {
        let expected = [
            wk("oauth-authorization-server/realms/x"),
            "https://a.example/realms/x/.well-known/openid-configuration".to_owned(),
            wk("openid-configuration/realms/x"),
            "https://a.example/realms/x/.well-known/oauth-authorization-server".to_owned(),
        ];
        assert_eq!(places(issuer, Wanted::Issuer), expected, "{issuer}");
    }
    assert_eq!(
        places("http://localhost:8080/x", Wanted::Anything),
        [
            "http://localhost:8080/.well-known/oauth-authorization-server/x",
            "http://localhost:8080/x/.well-known/openid-configuration",
            "http://localhost:8080/.well-known/oauth-protected-resource/x",
            "http://localhost:8080/x",
            "http://localhost:8080/.well-known/openid-configuration/x",
            "http://localhost:8080/x/.well-known/oauth-authorization-server",
        ]
    );
}

#[test]
fn the_address_of_a_document_is_asked_alone_and_implies_its_issuer() {
    use DocumentKind::{OauthServer, OpenidProvider};
    let implied = |text: &str| Expected::EitherSlash(text.to_owned());
    for (address, kind, issuer) in [
        ("https://a.example/.well-known/openid-configuration", OpenidProvider, "https://a.example"),
        ("https://a.example/x/.well-known/openid-configuration", OpenidProvider, "https://a.example/x"),
        ("https://a.example/.well-known/openid-configuration/x", OpenidProvider, "https://a.example/x"),
        ("https://a.example/.well-known/oauth-authorization-server/x/", OauthServer, "https://a.example/x"),
        ("https://a.example:8443/x/.well-known/oauth-authorization-server", OauthServer, "https://a.example:8443/x"),
    ] {
        for wanted in [Wanted::Issuer, Wanted::Anything] {
            let read = Address::read(address, wanted).unwrap();
            let [(url, purpose)] = &read.candidates[..] else { panic!("{address}: {read:?}") };
            assert_eq!(url.as_str(), address);
            assert_eq!(*purpose, Purpose::Server { issuer: implied(issuer), kind }, "{address}");
        }
    }
    let address = "https://a.example/.well-known/oauth-protected-resource/v1";
    let read = Address::read(address, Wanted::Anything).unwrap();
    assert_eq!(read.candidates[0].1, Purpose::Resource { resource: implied("https://a.example/v1") });
    assert_eq!(Address::read(address, Wanted::Issuer), Err(AddressProblem::NotAnIssuer));
}

#[test]
fn an_address_that_cannot_be_asked_says_why() {
    for (text, problem) in [
        ("  ", AddressProblem::Required),
        ("a.example", AddressProblem::NotAUrl),
        ("ftp://a.example", AddressProblem::NotAUrl),
        ("https://a.example?x=1", AddressProblem::Query),
        ("https://a.example/?", AddressProblem::Query),
        ("https://a.example?client_secret=x", AddressProblem::Query),
        ("https://a.example/.well-known/openid-configuration?p=x", AddressProblem::Query),
        ("https://a.example/#x", AddressProblem::Fragment),
        ("https://user:x@a.example", AddressProblem::Credentials),
        ("https://a.example/{tenant}", AddressProblem::Placeholder { text: "{tenant}".to_owned() }),
    ] {
        assert_eq!(Address::read(text, Wanted::Anything), Err(problem), "{text}");
    }
}

#[test]
fn an_issuer_is_compared_exactly_and_the_difference_is_named() {
    let exactly = Expected::This("https://a.example/x".to_owned());
    let either = Expected::EitherSlash("https://a.example/x".to_owned());
    for (found, this, implied) in [
        ("https://a.example/x", None, None),
        ("https://a.example/x/", Some(Difference::TrailingSlash), None),
        ("https://a.example/x//", Some(Difference::Other), Some(Difference::Other)),
        ("https://a.example/X", Some(Difference::Other), Some(Difference::Other)),
        ("HTTPS://a.example/x", Some(Difference::Other), Some(Difference::Other)),
        ("https://a.example/{tenantid}", Some(Difference::Placeholder), Some(Difference::Placeholder)),
        ("https://b.example/x", Some(Difference::Origin), Some(Difference::Origin)),
        ("https://a.example:8443/x", Some(Difference::Origin), Some(Difference::Origin)),
        ("", Some(Difference::Origin), Some(Difference::Origin)),
    ] {
        assert_eq!((exactly.difference(found), either.difference(found)), (this, implied), "{found}");
    }
    let slash = Expected::This("https://a.example/".to_owned());
    assert_eq!(slash.difference("https://a.example"), Some(Difference::TrailingSlash));
}

#[test]
fn a_document_that_is_unclear_is_refused() {
    let member = |member: &str| member.to_owned();
    for (text, expected) in [
        ("", MetadataProblem::NotJson { line: 1, column: 0 }),
        ("{\"issuer\":\n", MetadataProblem::NotJson { line: 2, column: 0 }),
        ("[]", MetadataProblem::NotAnObject),
        ("null", MetadataProblem::NotAnObject),
        ("{}", MetadataProblem::MissingMember { member: member("issuer") }),
        (r#"{"issuer":null}"#, MetadataProblem::MissingMember { member: member("issuer") }),
        (r#"{"issuer":5}"#, MetadataProblem::WrongMember { member: member("issuer") }),
        (r#"{"issuer":"accounts.example"}"#, MetadataProblem::WrongMember { member: member("issuer") }),
        (
            r#"{"issuer":"https://a.example","token_endpoint":["x"]}"#,
            MetadataProblem::WrongMember { member: member("token_endpoint") },
        ),
        (
            r#"{"issuer":"https://a.example","issuer":"https://a.example"}"#,
            MetadataProblem::DuplicateMember { member: member("issuer") },
        ),
        (
            r#"{"issuer":"https://a.example","x":{"y":1,"y":1}}"#,
            MetadataProblem::DuplicateMember { member: member("y") },
        ),
    ] {
        assert_eq!(problem(text), expected, "{text}");
    }
    let large = format!(r#"{{"issuer":"https://a.example","x":"{}"}}"#, "x".repeat(LIMIT_BYTES));
    assert_eq!(problem(&large), MetadataProblem::TooLarge);
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(matches!(problem(&deep), MetadataProblem::NotJson { .. }));
}

#[test]
fn an_endpoint_that_cannot_be_used_is_left_out_and_named() {
    for (text, why) in [
        ("https://a.example/token#x", DroppedReason::Fragment),
        ("https://user:x@a.example/token", DroppedReason::Credentials),
        ("https://a.example/token?client_secret=x", DroppedReason::Credentials),
        ("file:///etc/passwd", DroppedReason::Scheme),
        ("javascript:alert(1)", DroppedReason::Scheme),
        ("data:text/html,x", DroppedReason::Scheme),
        ("https://a.example/{tenant}/token", DroppedReason::Placeholder),
        ("/token", DroppedReason::Malformed),
        ("", DroppedReason::Malformed),
        ("https://a.example/a b", DroppedReason::Malformed),
        ("https://a.example\\@b.example/", DroppedReason::Credentials),
        ("https://a.example\\b", DroppedReason::Malformed),
    ] {
        for member in ["token_endpoint", "jwks_uri", "mtls_endpoint_aliases.token_endpoint"] {
            let mut document = json!({ "issuer": "https://a.example" });
            match member.split_once('.') {
                Some((outer, inner)) => document[outer] = json!({ inner: text }),
                None => document[member] = json!(text),
            }
            let (metadata, warnings) = read(&document);
            let dropped = DiscoveryWarning::EndpointDropped { member: member.to_owned(), why, text: text.to_owned() };
            assert_eq!(warnings, [dropped], "{member} {text}");
            assert_eq!((metadata.token_endpoint, metadata.jwks_uri), (None, None));
        }
    }
}

#[test]
fn endpoints_elsewhere_and_unencrypted_ones_are_flagged_and_kept() {
    for (url, elsewhere, unencrypted) in [
        ("https://a.example/token", false, false),
        ("https://a.example:443/token", false, false),
        ("https://b.example/token", true, false),
        ("https://a.example:8443/token", true, false),
        ("http://a.example/token", true, true),
        ("http://127.0.0.1:9/token", true, false),
    ] {
        let (metadata, warnings) = read(&json!({ "issuer": "https://a.example", "token_endpoint": url }));
        let endpoint = metadata.token_endpoint.unwrap();
        assert_eq!(
            (endpoint.url.as_str(), endpoint.is_elsewhere, endpoint.is_unencrypted),
            (url, elsewhere, unencrypted)
        );
        assert_eq!(warnings.len(), usize::from(elsewhere) + usize::from(unencrypted), "{url}");
    }
}

#[test]
fn a_member_of_the_wrong_type_or_with_bad_values_is_left_out_and_named() {
    let scopes: Vec<String> = (0..600).map(|number| format!("s{number}")).collect();
    let (metadata, warnings) = read(&json!({
        "issuer": "https://a.example",
        "scopes_supported": scopes,
        "grant_types_supported": ["client_credentials", "client_credentials", 5, "a b", "\u{202e}x", ""],
        "token_endpoint_auth_methods_supported": "client_secret_basic",
        "authorization_response_iss_parameter_supported": "true",
        "mtls_endpoint_aliases": [],
        "dpop_signing_alg_values_supported": null,
        "unknown": { "anything": [1] },
    }));
    let member = str::to_owned;
    assert_eq!(
        warnings,
        [
            DiscoveryWarning::WrongType { member: member("mtls_endpoint_aliases") },
            DiscoveryWarning::ListCut { member: member("scopes_supported"), kept: 500 },
            DiscoveryWarning::ValuesDropped { member: member("grant_types_supported"), count: 4 },
            DiscoveryWarning::WrongType { member: member("token_endpoint_auth_methods_supported") },
            DiscoveryWarning::WrongType { member: member("authorization_response_iss_parameter_supported") },
        ]
    );
    assert_eq!((metadata.scopes.len(), metadata.auth_methods), (500, None));
    assert_eq!(metadata.grant_types.unwrap(), ["client_credentials"]);
}

#[test]
fn what_an_api_says_is_read_and_cleaned() {
    let document = json!({
        "resource": "https://api.example/v1",
        "resource_name": "Orders\u{202e}\n",
        "authorization_servers": ["https://id.example/", "https://id.example/?x", "javascript:x", 5, " https://id.example"],
        "scopes_supported": ["orders.read"],
    });
    let (resource, metadata, warnings) = ResourceMetadata::read(&document.to_string()).unwrap();
    assert_eq!((resource.as_str(), metadata.name.as_deref()), ("https://api.example/v1", Some("Orders⟨U+202E⟩")));
    assert_eq!(
        (metadata.authorization_servers, metadata.scopes),
        (vec!["https://id.example/".into()], vec!["orders.read".into()])
    );
    let count = DiscoveryWarning::ValuesDropped { member: "authorization_servers".to_owned(), count: 4 };
    assert_eq!(warnings, [count]);
}

#[test]
fn the_challenge_of_an_api_says_where_its_metadata_is() {
    for (headers, found) in [
        (vec![r#"Bearer resource_metadata="https://a.example/x""#], vec!["https://a.example/x"]),
        (
            vec![r#"Basic realm="x", DPoP error="y", resource_metadata="https://a.example/x""#],
            vec!["https://a.example/x"],
        ),
        (vec!["Bearer", "Bearer resource_metadata=https://a.example/x"], vec!["https://a.example/x"]),
        (vec![r#"Basic realm="resource_metadata=https://evil.example""#], vec![]),
        (vec!["Bearer resource_metadata=\"\""], vec![]),
    ] {
        let headers = headers.iter().map(|value| ("WWW-Authenticate".to_owned(), value.as_bytes().to_vec())).collect();
        assert_eq!(pointers(&Response { status: 401, headers, ..Response::default() }), found);
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_what_is_read_is_bounded(text in "\\PC{0,60}", value in "[\\PC\\p{Cc}\\p{Cf}]{0,400}") {
        let _ = Address::read(&text, Wanted::Anything);
        let _ = ServerMetadata::read(&text);
        let document = json!({ "issuer": format!("https://a.example/{value}"), "token_endpoint": value });
        let (metadata, warnings) = read(&document);
        prop_assert!(metadata.issuer.chars().count() <= 300);
        prop_assert!(!metadata.issuer.contains(char::is_control));
        for warning in warnings {
            let DiscoveryWarning::EndpointDropped { text, .. } = warning else { continue };
            prop_assert!(text.chars().count() <= 300 && !text.contains(char::is_control));
        }
    }
}
