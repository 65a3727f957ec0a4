//! Servers that go their own way: each connects only with its setting, and without it the answer leads to that setting.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyfob_tests::connect::{Run, connect};
use keyfob_tests::form_encoding;
use keyfob_tests::hostile::{Behaviour, HostileServer, Request, answer, json};
use serde_json::{Value, json};

use crate::support::{CLIENT_ID, SECRET, TOKEN, assert_connects, assert_fails, configuration, with};

fn granted() -> Behaviour {
    json(200, format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":3600}}"#))
}

/// Connects without a setting, which must fail with a hint that names it, and then with it. Returns the last request.
#[track_caller]
fn led_to(
    base: Value,
    setting: Value,
    named: &str,
    failure: &str,
    respond: impl Fn(&Request) -> Behaviour + Send + Sync + 'static,
) -> Request {
    let server = HostileServer::answering(respond);
    let base = with(configuration(&server.url("/token")), base);
    let without = connect(&base);
    assert_fails("without the setting", &without, failure);
    assert!(hint(&without).contains(named), "{named} isn't in the hint: {without:#?}");
    let run = connect(&with(base, setting));
    assert_connects("with the setting", &run);
    assert_eq!(run.verdict["expires_in"], 3600, "{run:#?}");
    assert_eq!(server.requests().len(), 2, "nothing is sent by itself");
    server.requests().pop().expect("a request")
}

fn hint(run: &Run) -> &str {
    run.verdict["error"]["hint"].as_str().unwrap_or_default()
}

fn json_of(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap_or(Value::Null)
}

#[test]
fn a_server_that_reads_json_gets_json() {
    let request = led_to(
        json!({ "client_auth": "client_secret_post", "resource": ["urn:a", "urn:b"], "audience": "x" }),
        json!({ "request_format": "json" }),
        r#"`"request_format": "json"`"#,
        "http.http_status",
        |request| match request.header("content-type") {
            Some("application/json") if json_of(request)["client_secret"] == SECRET => granted(),
            _ => answer(415, &[("Accept", "application/json")], ""),
        },
    );
    let expected = json!({
        "grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SECRET, "scope": "read write",
        "audience": "x", "resource": ["urn:a", "urn:b"],
    });
    assert_eq!(json_of(&request), expected);
    assert_eq!(request.method, "POST");
}

#[test]
fn a_server_that_cannot_parse_a_form_says_so_in_many_ways() {
    for words in [
        "Unexpected token g in JSON at position 0",
        "JSON parse error",
        "invalid character 'g' looking for beginning of value",
    ] {
        let body = json!({ "status": 400, "error": "Bad Request", "message": words }).to_string();
        let server = HostileServer::start(json(400, body));
        let run = connect(&configuration(&server.url("/token")));
        assert!(hint(&run).contains("request_format"), "{words}: {run:#?}");
    }
}

#[test]
fn a_server_that_takes_only_get_gets_the_parameters_in_the_query_and_nothing_shows_them() {
    let request = led_to(
        json!({ "client_auth": "client_secret_post", "extra_body": { "pin": "canary secret 7f3a" }, "extra_query": { "v": "2" } }),
        json!({ "request_format": "get" }),
        r#"`"request_format": "get"`"#,
        "http.http_status",
        |request| if request.method == "GET" { granted() } else { answer(405, &[("Allow", "GET, HEAD")], "") },
    );
    assert_eq!((request.body.as_str(), request.header("content-type")), ("", None));
    let query = form_encoding::pairs(request.target.strip_prefix("/token?").expect("a query"));
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let expected = [
        pair("v", "2"),
        pair("grant_type", "client_credentials"),
        pair("client_id", CLIENT_ID),
        pair("client_secret", SECRET),
        pair("scope", "read write"),
        pair("pin", "canary secret 7f3a"),
    ];
    assert_eq!(query, expected);
}

#[test]
fn a_get_that_fails_repeats_nothing_of_its_address() {
    let echo = |request: &Request| request.target.clone();
    let members = json!({ "client_auth": "client_secret_post", "request_format": "get" });
    let answers: [fn(&str) -> Behaviour; 5] = [
        |target| answer(400, &[("Content-Type", "text/html")], format!("<title>Bad {target}</title>")),
        |target| answer(302, &[("Location", target)], ""),
        |target| {
            json(
                400,
                json!({ "error": "invalid_request", "error_description": target, "error_uri": target }).to_string(),
            )
        },
        |target| json(404, json!({ "path": target, "message": target }).to_string()),
        |target| answer(414, &[("Server", target)], target),
    ];
    for respond in answers {
        let server = HostileServer::answering(move |request| respond(&echo(request)));
        let run = connect(&with(configuration(&server.url("/token")), members.clone()));
        assert!(!run.connected());
        crate::support::assert_leaks_nothing("a GET that is echoed", &run);
    }
    // Nothing answers.
    let run = connect(&with(configuration("http://127.0.0.1:1/token"), members));
    assert_fails("a GET that isn't sent", &run, "network.connect");
}

#[test]
fn a_server_that_misses_the_client_id_gets_it_in_the_body_too() {
    let request = led_to(
        json!({}),
        json!({ "client_id_in_body": true }),
        r#"`"client_id_in_body": true`"#,
        "oauth.invalid_client",
        |request| match request.parameter("client_id") {
            Some(_) => granted(),
            None => json(401, r#"{"error":"invalid_client","error_description":"client_id is required"}"#),
        },
    );
    assert_eq!(request.parameter("client_id").as_deref(), Some(CLIENT_ID));
    assert!(request.basic().is_some() && request.parameter("client_secret").is_none(), "{request:#?}");
}

#[test]
fn a_server_that_wants_commas_between_scopes_gets_them() {
    let request = led_to(
        json!({}),
        json!({ "scope_separator": "comma" }),
        r#"`"scope_separator": "comma"`"#,
        "oauth.invalid_scope",
        |request| match request.parameter("scope").as_deref() {
            Some("read,write") => json(
                200,
                format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":3600,"scope":"read,write"}}"#),
            ),
            _ => json(400, r#"{"error":"invalid_scope"}"#),
        },
    );
    assert_eq!(request.parameter("scope").as_deref(), Some("read,write"));
}

#[test]
fn a_server_with_another_grant_type_gets_that_one_and_no_other() {
    let request = led_to(
        json!({}),
        json!({ "grant_type_value": "account_credentials" }),
        r#"`"grant_type_value": "VALUE"`"#,
        "oauth.unsupported_grant_type",
        |request| match request.parameter("grant_type").as_deref() {
            Some("account_credentials") => granted(),
            _ => json(400, r#"{"error":"unsupported_grant_type"}"#),
        },
    );
    let grants: Vec<_> = request.form().into_iter().filter(|(name, _)| name == "grant_type").collect();
    assert_eq!(grants.len(), 1);
    let server = HostileServer::start(granted());
    let both = json!({ "grant_type_value": "a", "extra_body": { "grant_type": "b" } });
    let run = connect(&with(configuration(&server.url("/token")), both));
    assert_fails("two grant types", &run, "input.invalid_input");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_server_with_another_content_type_gets_that_one_and_no_other() {
    let own = "application/x-www-form-urlencoded; charset=UTF-8";
    let request = led_to(
        json!({}),
        json!({ "content_type": own }),
        r#"`"content_type": "TYPE"`"#,
        "http.http_status",
        move |request| match request.header("content-type") {
            Some(found) if found == own => granted(),
            _ => json(400, r#"{"message":"Content-Type must have a charset"}"#),
        },
    );
    assert_eq!(request.all("content-type"), [own]);
    let server = HostileServer::start(granted());
    for (content_type, header) in
        [("text/plain", json!({ "content-type": own })), ("json", json!({})), ("a/b\r\nX: y", json!({}))]
    {
        let members = json!({ "content_type": content_type, "extra_headers": header });
        let run = connect(&with(configuration(&server.url("/token")), members));
        assert_fails(content_type, &run, "input.invalid_input");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_token_under_another_member_is_found_by_name_or_by_path() {
    for (body, member) in [
        (r#"{"data":{"token":"TOKEN","expires_in":3600,"token_type":"bearer"}}"#, "/data/token"),
        (r#"{"accessToken":"TOKEN","expires_in":"3600","token_type":"bearer"}"#, "accessToken"),
        (r#"[{"a/b":"TOKEN","expires_in":3600}]"#, "/0/a~1b"),
        ("token=TOKEN&expires_in=3600", "token"),
    ] {
        let body = body.replace("TOKEN", TOKEN);
        let shown = Value::from(member).to_string();
        let failure =
            if body.starts_with('[') { "token.bad_token_response" } else { "token.no_access_token|token.not_json" };
        led_to(json!({}), json!({ "token_member": member }), &shown, failure, move |_| json(200, &body));
    }
}

#[test]
fn no_token_is_shown_wherever_it_is_said_to_be() {
    for (body, member) in [
        (r#"{"message":"TOKEN","token_type":"TOKEN"}"#, "message"),
        (r#"{"error":"TOKEN","error_description":"TOKEN"}"#, "error"),
        (r#"{"errors":[{"message":"TOKEN"}]}"#, "/errors/0/message"),
        (r#"{"scope":"TOKEN","title":"see TOKEN"}"#, "scope"),
        ("message=TOKEN", "message"),
    ] {
        for status in [200, 400, 500] {
            let server = HostileServer::start(json(status, body.replace("TOKEN", TOKEN)));
            let run = connect(&with(configuration(&server.url("/token")), json!({ "token_member": member })));
            crate::support::assert_leaks_nothing(&format!("{member}, {status}: {body}"), &run);
        }
    }
}

#[test]
fn a_member_of_the_wrong_kind_is_refused_by_its_name() {
    for (name, value) in [
        ("request_format", json!("xml")),
        ("client_id_in_body", json!("yes")),
        ("scope_separator", json!(";")),
        ("grant_type_value", json!("a b")),
        ("content_type", json!(1)),
        ("token_member", json!("/a~")),
    ] {
        let run = connect(&with(configuration("https://a.example/"), json!({ name: value })));
        assert_fails(name, &run, "input.invalid_input");
        let message = run.verdict["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn a_proof_of_possession_names_the_method_that_is_used() {
    for (format, method) in [("get", "GET"), ("json", "POST")] {
        let server = HostileServer::start(granted());
        let run =
            connect(&with(configuration(&server.url("/token")), json!({ "dpop": true, "request_format": format })));
        assert_connects(format, &run);
        let request = server.request();
        let claims = request.header("dpop").and_then(|proof| proof.split('.').nth(1)).expect("a proof with claims");
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64")).expect("JSON");
        assert_eq!((&claims["htm"], &claims["htu"]), (&method.into(), &server.url("/token").into()));
    }
}
