//! `preset` and `variables` in a configuration: a preset really connects, and its variables lead nowhere else.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use keyfob_tests::connect::connect;
use keyfob_tests::hostile::{Authority, HostileServer, Validity, token};
use serde_json::{Value, json};

use crate::support::{PATIENT_MS, SECRET, TOKEN, assert_connects, assert_fails, with};
use crate::tls::CaFile;

const PATH: &str = "/realms/acme/protocol/openid-connect/token";

fn keycloak(server: &str) -> Value {
    json!({
        "preset": "keycloak",
        "variables": { "server": server, "realm": "acme" },
        "client_id": "c",
        "client_secret": SECRET,
        "timeout_ms": PATIENT_MS,
    })
}

#[test]
fn a_preset_with_variables_connects_at_the_address_that_they_complete() {
    let authority = Authority::new();
    let ca = CaFile::new(&authority);
    let server = HostileServer::start_tls(&authority.issue(&["localhost"], Validity::Now), token(TOKEN));
    let origin = server.url_as("localhost", "");
    let address = origin.strip_prefix("https://").unwrap();
    assert_connects("the usual method", &ca.connect(&keycloak(address)));
    let signed = with(keycloak(address), json!({ "client_auth": "client_secret_jwt" }));
    assert_connects("another method", &ca.connect(&signed));
    let given = with(keycloak(address), json!({ "token_url": server.url_as("localhost", "/given") }));
    assert_connects("a Token URL that is given", &ca.connect(&given));
    let requests = server.requests();
    let targets: Vec<_> = requests.iter().map(|request| request.target.as_str()).collect();
    assert_eq!(targets, [PATH, PATH, "/given"]);
    assert!(
        requests[0]
            .headers
            .iter()
            .any(|(name, text)| name.eq_ignore_ascii_case("authorization") && text.starts_with("Basic "))
    );
    // The preset's audience is the issuer.
    let assertion = requests[1].body.split('&').find_map(|pair| pair.strip_prefix("client_assertion=")).unwrap();
    let payload = BASE64_URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1).unwrap()).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(payload["aud"], json!(format!("{origin}/realms/acme")));
}

#[test]
fn a_configuration_whose_preset_cannot_be_used_is_refused_and_nothing_is_sent() {
    let server = HostileServer::start(token(TOKEN));
    let url = server.url("");
    let address = url.strip_prefix("http://").unwrap();
    for (case, changes, part) in [
        ("an unknown preset", json!({ "preset": "nobody" }), "`preset` isn't a preset's id"),
        ("no variables", json!({ "variables": null }), "`server`, such as `keycloak.example.com`, and `realm`"),
        ("a missing variable", json!({ "variables": { "server": "a" } }), "`realm` in `variables`: Enter a value."),
        (
            "another variable",
            json!({ "variables": { "server": "a", "realm": "b", "x": "c" } }),
            "`x` in `variables`: This preset",
        ),
        ("no strings", json!({ "variables": { "server": 1 } }), "`variables` must be an object of strings"),
        ("no object", json!({ "variables": "a" }), "`variables` must be an object of strings"),
        ("user info", json!({ "variables": { "server": format!("a@{address}"), "realm": "b" } }), "isn't allowed here"),
        (
            "a fragment",
            json!({ "variables": { "server": format!("{address}/#"), "realm": "b" } }),
            "isn't allowed here",
        ),
        ("a query", json!({ "variables": { "server": format!("{address}/?"), "realm": "b" } }), "isn't allowed here"),
        (
            "a back slash",
            json!({ "variables": { "server": format!("{address}\\"), "realm": "b" } }),
            "must be a number",
        ),
        ("dot segments", json!({ "variables": { "server": "a.example", "realm": ".." } }), "Leave out `.` and `..`"),
        ("an issuer besides", json!({ "issuer": url }), "`issuer` and `preset` can't both be given."),
        ("variables alone", json!({ "preset": null, "token_url": url }), "`variables` has no effect without `preset`"),
    ] {
        let run = connect(&with(keycloak(address), changes));
        assert_fails(case, &run, "input.invalid_input");
        assert!(run.says(part), "{case}: {run:#?}");
    }
    assert!(server.received().is_empty());
}
