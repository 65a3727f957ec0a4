use super::*;
use crate::{
    authorization::{Environment, OAuth2Draft, SecretInput},
    connect::{Attempted, ConnectFailure, Options, Outcome, own_secrets},
    http::Sent,
    oauth::token_request::{Proofs, TokenRequest},
    secret::Secret,
};

type Change = fn(&mut OAuth2Draft);

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];
const CANARY: &str = "canaryToken7f3a9b";

fn concluded(change: impl FnOnce(&mut OAuth2Draft), status: u16, headers: &[(&str, &str)], body: &str) -> Outcome {
    let mut draft = OAuth2Draft {
        token_url: "https://a.example/token".to_owned(),
        client_id: "id".to_owned(),
        client_secret: SecretInput::Typed { text: Secret::new("canary secret".to_owned()) },
        scopes: vec!["a".to_owned(), "b".to_owned()],
        ..OAuth2Draft::default()
    };
    change(&mut draft);
    let checked =
        draft.check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
    let credentials: OAuth2Fields = checked
        .try_map_secrets(|_, input| if let SecretInput::Typed { text } = input { Ok(text) } else { Err(()) })
        .unwrap();
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    let response = Response { status, headers, body: body.as_bytes().to_vec().into(), ..Response::default() };
    let attempted = Attempted {
        request: TokenRequest::new(&credentials, &crate::oauth::grant::Grant::default(), &Proofs::default()),
        redactor: own_secrets::redactor(&credentials, &crate::oauth::grant::Grant::default(), &Proofs::default(), None),
        credentials,
        grant: crate::oauth::grant::Grant::default(),
        is_for_device: false,
        options: Options::default(),
        proxy: None,
        transport: None,
        sent: Ok(Sent { response: Some(response), is_sent: true, ..Sent::default() }),
    };
    attempted.conclude().outcome
}

fn failure(change: impl FnOnce(&mut OAuth2Draft), status: u16, headers: &[(&str, &str)], body: &str) -> ConnectFailure {
    match concluded(change, status, headers, body) {
        Outcome::Failed(failure) => failure,
        Outcome::Connected(connection) => panic!("{connection:?}"),
    }
}

fn of(change: Change, status: u16, headers: &[(&str, &str)], body: &str) -> Vec<Remedy> {
    failure(change, status, headers, body).remedies
}

fn format(format: RequestFormat) -> Vec<Remedy> {
    vec![Remedy::RequestFormat { format }]
}

const UNCHANGED: Change = |_| {};

#[test]
fn json_is_suggested_where_a_server_reads_json() {
    for (status, headers, body) in [
        (415, &[][..], ""),
        (415, &[("Accept", "application/json")], ""),
        (415, &[("Accept-Post", "text/plain, application/vnd.api+json; charset=UTF-8")], "<title>Unsupported</title>"),
        (
            400,
            JSON,
            r#"{"status":400,"error":"Bad Request","message":"JSON parse error: Unrecognized token 'grant_type'"}"#,
        ),
        (400, &[], "Unexpected token g in JSON at position 0"),
        (400, JSON, r#"{"error":"invalid_request","error_description":"The request body must be valid JSON"}"#),
        (422, JSON, r#"{"detail":[{"type":"json_invalid","msg":"JSON decode error"}]}"#),
        (400, JSON, r#"{"message":"invalid character 'g' looking for beginning of value"}"#),
        (400, JSON, r#"{"title":"'g' is an invalid start of a value. Path: $ | LineNumber: 0"}"#),
    ] {
        assert_eq!(of(UNCHANGED, status, headers, body), format(RequestFormat::Json), "{status} {body}");
        assert_eq!(failure(UNCHANGED, status, headers, body).hint, Hint::TryAnotherFormat, "{status} {body}");
    }
    for (status, headers, body) in [
        (415, &[("Accept", "application/xml")][..], ""),
        (500, JSON, r#"{"message":"JSON parse error"}"#),
        (401, JSON, r#"{"error":"invalid_client","error_description":"invalid JSON web token"}"#),
        (400, JSON, r#"{"error":"invalid_request","error_description":"scope is malformed"}"#),
        (400, &[], ""),
    ] {
        assert!(!of(UNCHANGED, status, headers, body).contains(&format(RequestFormat::Json)[0]), "{status} {body}");
    }
}

#[test]
fn get_is_suggested_only_where_post_is_not_allowed_and_get_is() {
    for (status, allow, expected) in [
        (405, "GET", format(RequestFormat::Get)),
        (405, "HEAD, GET, OPTIONS", format(RequestFormat::Get)),
        (405, "GET, POST", vec![]),
        (405, "PUT", vec![]),
        (404, "GET", vec![]),
    ] {
        assert_eq!(of(UNCHANGED, status, &[("Allow", allow)], ""), expected, "{status} {allow}");
    }
    assert_eq!(of(UNCHANGED, 405, &[], ""), vec![]);
    let failure = failure(UNCHANGED, 405, &[("Allow", "GET")], "");
    assert!(failure.message.contains("only accepts GET, but the request was a POST"), "{}", failure.message);
    assert_eq!(failure.hint, Hint::TryAnotherFormat, "nothing says that it accepts POST");
}

#[test]
fn a_form_is_suggested_again_where_another_format_is_refused() {
    let json: Change = |draft| draft.request_format = RequestFormat::Json;
    let get: Change = |draft| draft.request_format = RequestFormat::Get;
    assert_eq!(of(json, 415, &[], ""), format(RequestFormat::Form));
    let wants_json = r#"{"message":"Content-Type must be application/json"}"#;
    assert_eq!(of(json, 415, JSON, wants_json), [Remedy::ContentType]);
    assert_eq!(of(json, 415, &[("Accept", "application/vnd.api+json")], ""), [Remedy::ContentType]);
    let spring = r#"{"message":"Content-Type 'application/json' is not supported"}"#;
    assert_eq!(of(json, 415, JSON, spring), format(RequestFormat::Form));
    let words = r#"{"error":"invalid_request","error_description":"expected application/x-www-form-urlencoded"}"#;
    assert_eq!(of(json, 400, JSON, words), format(RequestFormat::Form));
    assert_eq!(of(get, 405, &[("Allow", "POST")], ""), format(RequestFormat::Form));
    let failure = failure(get, 405, &[("Allow", "POST")], "");
    assert!(failure.message.contains("only accepts POST, but the request was a GET"), "{}", failure.message);
}

#[test]
fn another_content_type_is_suggested_if_no_other_format_is() {
    let own: Change = |draft| draft.content_type = "text/plain".to_owned();
    for (change, status, headers, body) in [
        (UNCHANGED, 415, &[("Accept", "application/xml")][..], ""),
        (UNCHANGED, 400, JSON, r#"{"message":"Missing charset in Content-Type"}"#),
        (own, 415, &[], ""),
    ] {
        assert_eq!(of(change, status, headers, body), [Remedy::ContentType], "{status} {body}");
    }
    let get: Change = |draft| draft.request_format = RequestFormat::Get;
    assert_eq!(of(get, 415, &[], ""), [], "a GET has no body");
}

#[test]
fn another_grant_type_is_opened_but_not_guessed() {
    for body in [
        r#"{"error":"unsupported_grant_type"}"#,
        r#"{"error":"Unsupported grant type"}"#,
        r#"{"error":"invalid_request","error_description":"grant_type is not supported"}"#,
    ] {
        assert_eq!(of(UNCHANGED, 400, JSON, body), [Remedy::GrantTypeValue], "{body}");
    }
    assert_eq!(of(UNCHANGED, 400, JSON, r#"{"error":"invalid_grant"}"#), []);
    assert_eq!(of(UNCHANGED, 404, &[], "Unknown address /token?grant_type=x"), []);
    let unsupported = r#"{"error":"unsupported_grant_type"}"#;
    let own = failure(|draft| draft.grant_type_value = "account_credentials".to_owned(), 400, JSON, unsupported);
    assert!(own.message.contains("`account_credentials`"), "{}", own.message);
    assert!(!own.message.contains("Client Credentials"), "{}", own.message);
    let usual = failure(UNCHANGED, 400, JSON, unsupported);
    assert!(usual.message.contains("Client Credentials"), "{}", usual.message);
}

#[test]
fn client_id_is_suggested_for_the_body_where_the_server_misses_it() {
    let missing = r#"{"error":"invalid_client","error_description":"client_id is required"}"#;
    let entra = r#"{"error":"invalid_request","error_description":"AADSTS900144: The request body must contain the following parameter: 'client_id'."}"#;
    for body in [missing, entra, r#"{"error":"invalid_request","error_description":"Missing parameter: client ID"}"#] {
        assert_eq!(of(UNCHANGED, 400, JSON, body), [Remedy::ClientIdInBody], "{body}");
    }
    let post: Change = |draft| draft.client_authentication = ClientAuthentication::ClientSecretPost;
    let there: Change = |draft| draft.client_id_in_body = true;
    for change in [post, there] {
        assert_eq!(of(change, 400, JSON, missing), []);
    }
    let wrong = r#"{"error":"invalid_client","error_description":"client_id is unknown"}"#;
    assert_eq!(of(UNCHANGED, 401, JSON, wrong), []);
    assert_eq!(of(UNCHANGED, 500, JSON, missing), []);
}

#[test]
fn commas_are_suggested_for_several_scopes() {
    let body = r#"{"error":"invalid_scope"}"#;
    let comma = Remedy::ScopeSeparator { separator: ScopeSeparator::Comma };
    assert_eq!(of(UNCHANGED, 400, JSON, body), [comma]);
    assert_eq!(of(|draft| draft.scopes.truncate(1), 400, JSON, body), []);
    let space = Remedy::ScopeSeparator { separator: ScopeSeparator::Space };
    assert_eq!(of(|draft| draft.scope_separator = ScopeSeparator::Comma, 400, JSON, body), [space]);
}

fn choices(remedies: &[Remedy]) -> Vec<(&str, u32)> {
    match remedies {
        [Remedy::TokenMember { choices }] => {
            choices.iter().map(|choice| (choice.member.as_str(), choice.characters)).collect()
        }
        _ => vec![],
    }
}

#[test]
fn members_are_offered_where_a_success_has_no_usable_token() {
    for (body, expected) in [
        (r#"{"data":{"id":"12345678","token":"canaryToken7f3a9b"}}"#, &[("/data/token", 17), ("/data/id", 8)][..]),
        (r#"[{"token":"canaryToken7f3a9b"}]"#, &[("/0/token", 17)]),
        (r#"{"access_token":{"value":"canaryToken7f3a9b"}}"#, &[("/access_token/value", 17)]),
        (r#"{"access_token":"","jwt":"canaryToken7f3a9b"}"#, &[("jwt", 17)]),
        ("token=canaryToken7f3a9b&expires=1", &[("token", 17)]),
        (r#"{"status":"ok"}"#, &[]),
        // The token itself as a name.
        (r#"{"canaryToken7f3a9b":"canaryToken7f3a9b"}"#, &[]),
    ] {
        let failure = failure(UNCHANGED, 200, JSON, body);
        assert_eq!(choices(&failure.remedies), expected, "{body}");
        let shown = serde_json::to_string(&failure).unwrap();
        assert!(!shown.contains(CANARY), "{shown}");
    }
    assert_eq!(failure(UNCHANGED, 200, JSON, r#"{"jwt":"canaryToken7f3a9b"}"#).hint, Hint::ChooseToken);
    assert_eq!(failure(UNCHANGED, 200, JSON, r#"{"id":"canaryToken7f3a9b"}"#).hint, Hint::CheckTokenUrl);
    assert_eq!(of(UNCHANGED, 200, JSON, r#"{"message":"Client is disabled","id":"canaryToken7f3a9b"}"#), []);
    let error = r#"{"error":"invalid_client","token":"canaryToken7f3a9b"}"#;
    assert_eq!(of(UNCHANGED, 200, JSON, error), []);
    assert_eq!(of(UNCHANGED, 400, JSON, r#"{"token":"canaryToken7f3a9b"}"#), []);
}

#[test]
fn a_token_member_that_is_not_there_is_named_and_another_offered() {
    let failure =
        failure(|draft| draft.token_member = "/a/b".to_owned(), 200, JSON, r#"{"access_token":"canaryToken7f3a9b"}"#);
    assert_eq!(choices(&failure.remedies), [("access_token", 17)]);
    assert!(failure.message.contains("It has nothing at `/a/b`"), "{}", failure.message);
    assert!(!serde_json::to_string(&failure).unwrap().contains(CANARY));
}

#[test]
fn a_token_where_the_standard_puts_it_asks_for_no_other_member() {
    let body = r#"{"token":"canaryOther7f3a9b","access_token":"canaryToken7f3a9b"}"#;
    for member in ["/a/b", "tokn", "/access_token/value"] {
        let failure = failure(|draft| draft.token_member = member.to_owned(), 200, JSON, body);
        assert_eq!(choices(&failure.remedies), [("access_token", 17)], "{member}");
        assert_eq!(failure.hint, Hint::ClearTokenMember, "{member}");
        assert!(failure.message.contains("The token is in `access_token`"), "{}", failure.message);
        assert!(!failure.message.contains("looks like") && !failure.hint_text.contains("Report"), "{failure:?}");
    }
}

#[test]
fn the_token_is_hidden_wherever_it_is_said_to_be_even_under_a_harmless_name() {
    for (member, body) in [
        ("message", r#"{"message":"TOKEN"}"#),
        ("error", r#"{"error":"TOKEN"}"#),
        ("scope", r#"{"scope":"TOKEN"}"#),
        ("error_uri", r#"{"error_uri":"TOKEN","detail":"TOKEN"}"#),
        ("token_type", r#"{"token_type":"TOKEN"}"#),
        ("/data/status", r#"{"data":{"status":"TOKEN","message":"see TOKEN"},"hint":"TOKEN"}"#),
        ("/messages/0", r#"{"messages":["TOKEN","TOKEN"]}"#),
        ("/0/description", r#"[{"description":"TOKEN"}]"#),
        ("message", "message=TOKEN&scope=TOKEN"),
        ("message", r#"{"message":"TOKEN","cut"#),
        ("/data/message", r#"{"data":{"message":"TOKEN","cut"#),
        ("message", r#"{"message":["TOKEN"]}"#),
    ] {
        for status in [200, 400, 401, 500] {
            for token in [CANARY, "canary-tökén-7f3a9b"] {
                let body = body.replace("TOKEN", token);
                let outcome = concluded(|draft| draft.token_member = member.to_owned(), status, JSON, &body);
                let shown = serde_json::to_string(&outcome).unwrap();
                assert!(!shown.contains(token), "{member} {status} {body}: {shown}");
            }
        }
    }
}

/// Values that are too short, or too much like a word, to be searched for in what is shown.
#[test]
fn nothing_is_a_message_that_is_where_the_token_is_said_to_be() {
    for (member, body) in [
        ("/message/token", r#"{"message":"PART"}"#),
        ("/message/token", r#"{"message":{"token":"PART"}}"#),
        ("/message/token", r#"{"Message":"PART","error":{"message":["PART","PART"]}}"#),
        ("/message/0", r#"{"message":["PART","PART"]}"#),
        ("/messages/0", r#"{"messages":["PART","PART"]}"#),
        ("/errors/0/token", r#"{"errors":["PART"]}"#),
        ("/0", r#"["PART","PART"]"#),
        ("msg", "msg=PART&error=x"),
        ("/Error_Description/x", r#"{"error":"invalid_client","error_description":"PART"}"#),
    ] {
        for status in [200, 400, 401, 500] {
            for part in ["q7Zp", "canaryword"] {
                let body = body.replace("PART", part);
                let outcome = concluded(|draft| draft.token_member = member.to_owned(), status, JSON, &body);
                let Outcome::Failed(failure) = &outcome else { continue };
                assert_eq!(failure.server_message, None, "{member} {status} {body}");
                assert!(!serde_json::to_string(&outcome).unwrap().contains(part), "{member} {status} {body}");
            }
        }
    }
    let said = failure(|draft| draft.token_member = "/data/token".to_owned(), 400, JSON, r#"{"message":"Bad client"}"#);
    assert_eq!(said.server_message.as_deref(), Some("Bad client"), "another member's words are shown");
}

#[test]
fn the_secrets_of_a_get_are_in_no_text_of_its_exchange() {
    let get: Change = |draft| {
        draft.request_format = RequestFormat::Get;
        draft.client_authentication = ClientAuthentication::ClientSecretPost;
    };
    let body = r#"{"error":"invalid_request","error_description":"bad URL /token?client_secret=canary%20secret&x=canary+secret"}"#;
    let headers = [("Content-Type", "application/json"), ("Location", "/login?client_secret=canary%20secret")];
    for status in [200, 302, 400, 414] {
        let outcome = concluded(get, status, &headers, body);
        let shown = serde_json::to_string(&outcome).unwrap().to_lowercase();
        for canary in ["canary secret", "canary%20secret", "canary+secret"] {
            assert!(!shown.contains(canary), "{status}: {shown}");
        }
        assert!(shown.contains("client_secret=••••••"), "the rest of the address is shown: {shown}");
    }
}
