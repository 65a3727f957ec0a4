use proptest::prelude::*;

use super::{error_response::ErrorResponse, *};

const JSON: &str = "application/json";

fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    Response { status, headers, body: body.to_vec().into(), ..Response::default() }
}

fn reading(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reading {
    let requested = Requested { scopes: &["a"], ..Requested::default() };
    super::read(&response(status, headers, body), requested, &TokenMember::default())
}

/// Reads a response with a JSON type header.
fn read(status: u16, body: &[u8]) -> Result<TokenResponse, TokenResponseError> {
    reading(status, &[("Content-Type", JSON), ("Cache-Control", "no-store")], body).result
}

fn refused(result: Result<TokenResponse, TokenResponseError>) -> ErrorResponse {
    match result {
        Err(TokenResponseError::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_token_is_found_in_every_form_that_servers_send() {
    for body in [
        r#"{"access_token":"tok","token_type":"Bearer"}"#,
        "\u{feff}{\"access_token\":\"tok\",\"token_type\":\"bearer\"}",
        " \r\n {\"token_type\":\"BEARER\",\"access_token\":\"tok\"} \n",
        r#"{"access_token":"\u0074ok","token_type":"Bearer","error":null,"x":[{"y":[1,2,null]}]}"#,
        r#"{"access\u005ftoken":"tok","token_type":"Bearer","error":""}"#,
        r#"{"access_token":"old","access_token":"tok","token_type":"Bearer"}"#,
        r#"{"access_token":"tok","token_type":"Bearer","big":1e999,"bad":"\ud800"}"#,
    ] {
        let token = read(200, body.as_bytes()).unwrap();
        assert_eq!(token.access_token.expose(), "tok", "{body}");
        assert_eq!(token.warnings, [], "{body}");
    }
}

#[test]
fn what_is_unusual_about_a_token_response_is_a_warning() {
    let token = r#"{"access_token":"tok","token_type":"Bearer"}"#;
    let plain = &[("Content-Type", "text/html"), ("Cache-Control", "no-store")][..];
    let json = &[("Content-Type", JSON), ("Cache-Control", "max-age=1, No-Store")][..];
    for (status, headers, body, warning) in [
        (200, json, r#"{"access_token":"tok"}"#, Warning::TokenTypeMissing),
        (200, json, r#"{"access_token":"tok","token_type":7}"#, Warning::TokenTypeMissing),
        (200, json, r#"{"access_token":"tok","token_type":"BearerToken"}"#, Warning::TokenTypeOdd),
        (200, json, r#"{"access_token":"tok","token_type":"Bearer","expires_in":-1}"#, Warning::ExpiresInOdd),
        (200, json, r#"{"access_token":"tok","token_type":"Bearer","scope":"b a"}"#, Warning::MoreScopes),
        (200, json, r#"{"access_token":"tok","token_type":"Bearer","scope":""}"#, Warning::FewerScopes),
        (200, json, r#"{"access_token":"tok","token_type":"Bearer","refresh_token":"r"}"#, Warning::RefreshToken),
        (200, plain, token, Warning::ContentTypeOdd),
        (200, plain, "access_token=tok&token_type=bearer", Warning::FormEncoded),
        (200, &[("Content-Type", "application/token+json")], token, Warning::MayBeCached),
        (201, json, token, Warning::StatusOdd),
    ] {
        let read = reading(status, headers, body.as_bytes()).result.unwrap();
        assert_eq!((read.access_token.expose(), &read.warnings[..]), ("tok", &[warning][..]), "{body}");
    }
    let body = br#"{"access_token":"Bearer tok","token_type":"Bearer"}"#;
    assert_eq!(read(200, body).unwrap().warnings, [Warning::TokenHasScheme]);
}

#[test]
fn a_token_of_a_type_that_was_not_requested_is_not_a_success() {
    for token_type in ["mac", "N_A", "DPoP"] {
        let body = format!(r#"{{"access_token":"tok","token_type":"{token_type}"}}"#);
        let expected = TokenResponseError::UnsupportedTokenType(token_type.to_owned());
        assert_eq!(read(200, body.as_bytes()).unwrap_err(), expected);
    }
}

#[test]
fn an_oauth_error_is_one_whatever_its_status_and_form() {
    let body = br#"{"error":"invalid_client","error_description":"no","error_uri":"https://a.example/e"}"#;
    for status in [200, 201, 400, 401, 403, 404, 429, 500, 503] {
        let reading = reading(status, &[], body);
        assert_eq!(reading.message.unwrap().text, "no", "{status}");
        let refused = refused(reading.result);
        assert_eq!((refused.code.as_str(), refused.uri.as_deref()), ("invalid_client", Some("https://a.example/e")));
    }
    for (body, code) in [
        (r#"{"error":"scope_invalid"}"#, "scope_invalid"),
        (r#"{"error":"invalid_scope","access_token":"tok"}"#, "invalid_scope"),
        ("error=invalid_request&error_description=a+b", "invalid_request"),
        (r#"{"error":"Unauthorized"}"#, "Unauthorized"),
        (r#"{"error":"bad request","error_description":"Bad credentials","status":400}"#, "bad request"),
        (r#"{"error":{"code":"invalid_client","message":"unknown"}}"#, "invalid_client"),
        (r#"{"error":"invalid_client","error_description":"unknown""#, "invalid_client"),
        (r#"{"error":"invalid_client","error_description":"unknown",}"#, "invalid_client"),
        (r#"{"error":"invalid_client","error_description":"client "a" unknown"}"#, "invalid_client"),
    ] {
        assert_eq!(refused(read(400, body.as_bytes())).code, code, "{body}");
    }
    let challenge = [("WWW-Authenticate", r#"Bearer error="invalid_client", error_description="words""#)];
    let of_challenge = reading(401, &challenge, b"");
    assert_eq!(of_challenge.message.unwrap().text, "words");
    assert_eq!(refused(of_challenge.result).code, "invalid_client");
    let two = [("WWW-Authenticate", "Basic realm=\"a, error=no\""), challenge[0]];
    assert_eq!(refused(reading(401, &two, b"").result).code, "invalid_client");
}

#[test]
fn an_error_member_that_says_no_error_is_ignored() {
    for error in ["null", "false", "\"\"", "\"0\"", "0"] {
        let body = format!(r#"{{"access_token":"tok","token_type":"Bearer","error":{error}}}"#);
        assert_eq!(read(200, body.as_bytes()).unwrap().access_token.expose(), "tok", "{error}");
    }
}

#[test]
fn a_response_without_token_and_oauth_error_says_what_it_is() {
    use TokenResponseError as E;
    let not_json = |kind| E::NotJson { kind, problem: None };
    let broken =
        |column, problem| E::NotJson { kind: BodyKind::BrokenJson { line: 1, column }, problem: Some(problem) };
    for (status, body, expected) in [
        (200, "", not_json(BodyKind::Empty)),
        (204, "", not_json(BodyKind::Empty)),
        (200, "<html>access_token</html>", not_json(BodyKind::Html)),
        (200, "a=b", not_json(BodyKind::Text)),
        (200, "access_token=tok;token_type=bearer", not_json(BodyKind::Text)),
        (200, r#"{"access_token":"tok"} trailing"#, broken(24, Problem::Trailing)),
        (200, r#"{"access_token":"tok""#, broken(21, Problem::Cut)),
        (200, r#"{"access_token":NaN}"#, broken(17, Problem::Syntax)),
        (200, "null", E::NotAnObject { is_json_in_text: false }),
        (200, "[]", E::NotAnObject { is_json_in_text: false }),
        (200, r#""{\"access_token\":\"tok\"}""#, E::NotAnObject { is_json_in_text: true }),
        (200, "{}", E::NoAccessToken(None)),
        (200, r#"{"access_token":null}"#, E::NoAccessToken(None)),
        (200, r#"{"access_token":""}"#, E::EmptyAccessToken),
        (200, r#"{"accessToken":"tok"}"#, E::NoAccessToken(Some("accessToken".into()))),
        (200, r#"{"data":{"access_token":"tok"}}"#, E::NoAccessToken(Some("data.access_token".into()))),
        (200, r#"{"access_token":7}"#, E::AccessTokenNotText),
        (200, r#"{"access_token":["tok"]}"#, E::AccessTokenNotText),
        (200, r#"{"access_token":"\ud800"}"#, E::AccessTokenNotText),
        (200, r#"{"access_token":" a"}"#, E::AccessTokenCharacters),
        (200, r#"{"access_token":"a\r\nX: y"}"#, E::AccessTokenCharacters),
        (200, r#"{"access_token":"é"}"#, E::AccessTokenCharacters),
        (401, "", E::Status),
        (500, "<html>", E::Status),
        (400, r#"{"access_token":"tok"}"#, E::Status),
        (401, r#"{"error":{"code":7,"message":"inner"}}"#, E::Status),
        (404, r#"{"status":404,"error":"Not Found","path":"/token"}"#, E::Status),
        (404, r#"{"status":"404","error":"Not Found"}"#, E::Status),
        (302, r#"{"access_token":"tok"}"#, E::Redirect(None)),
        (101, "", E::Interim),
    ] {
        assert_eq!(read(status, body.as_bytes()).unwrap_err(), expected, "{status} {body}");
    }
}

#[test]
fn a_redirect_is_one_whatever_its_body() {
    let body = br#"{"access_token":"tok","token_type":"Bearer"}"#;
    for status in [300, 301, 302, 303, 307, 308] {
        let result = reading(status, &[("Location", "https://b.example/")], body).result;
        assert_eq!(result.unwrap_err(), TokenResponseError::Redirect(Some("https://b.example/".into())), "{status}");
    }
    assert_eq!(reading(302, &[("Location", " ")], b"").result.unwrap_err(), TokenResponseError::Redirect(None));
}

#[test]
fn a_server_can_ask_to_wait_with_429_and_503_only() {
    for (status, expected) in
        [(429, Some(RetryAfter::Seconds(120))), (503, Some(RetryAfter::Seconds(120))), (500, None)]
    {
        assert_eq!(reading(status, &[("Retry-After", "120")], b"").retry_after, expected, "{status}");
    }
}

#[test]
fn a_successful_text_is_never_a_message_since_it_could_be_the_token() {
    for (status, body, expected) in [
        (200, "tok", None),
        (500, "no such tenant", Some("no such tenant")),
        (200, "<title>Log in</title>tok", Some("Log in")),
        (200, r#"{"code":10003,"msg":"invalid param"}"#, Some("invalid param")),
        (200, r#"{"code":0,"msg":"ok"}"#, None),
    ] {
        let message = reading(status, &[], body.as_bytes()).message.map(|message| message.text);
        assert_eq!(message.as_deref(), expected, "{body}");
    }
}

#[test]
fn a_token_may_contain_spaces_and_a_form_may_be_written_loosely() {
    for (body, token) in [
        (r#"{"access_token":"a b","token_type":"Bearer"}"#, "a b"),
        ("?access_token=tok&scope=a b&flag", "tok"),
        ("access_token=a+b&token_type=bearer", "a b"),
    ] {
        assert_eq!(read(200, body.as_bytes()).unwrap().access_token.expose(), token, "{body}");
    }
}

#[test]
fn wide_responses_are_read_to_their_end_and_deep_ones_too() {
    let deep = format!(r#"{{"x":{}{},"access_token":"tok"}}"#, "[".repeat(400_000), "]".repeat(400_000));
    let wide = format!(r#"{{{}"access_token":"tok"}}"#, r#""":0,"#.repeat(200_000));
    for body in [deep, wide] {
        assert_eq!(read(200, body.as_bytes()).unwrap().access_token.expose(), "tok");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(status in 100u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
        let _ = read(status, &body);
    }

    #[test]
    fn no_json_makes_the_reader_panic(
        name in "access_token|token_type|expires_in|scope|error|error_description",
        value in r#"(null|true|-?[0-9]{1,30}(\.[0-9]{1,3})?(e[0-9]{1,4})?|"(\\u[0-9a-f]{4}|[a-z %\PC&&[^"\\]]){0,10}"|\[("a",)*"b"\]|\{\})"#,
        status in 100u16..600,
    ) {
        let _ = read(status, format!(r#"{{"access_token":"tok","{name}":{value}}}"#).as_bytes());
    }

    #[test]
    fn only_a_token_that_a_header_can_carry_is_a_token(token in any::<String>()) {
        let body = serde_json::json!({ "access_token": token, "token_type": "Bearer" }).to_string();
        let is_visible = token.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let fits = !token.is_empty() && token.trim() == token && is_visible;
        prop_assert_eq!(read(200, body.as_bytes()).is_ok(), fits);
    }
}

fn read_at(member: &str, body: &str) -> Result<TokenResponse, TokenResponseError> {
    let token = TokenMember::parse(member).unwrap();
    let headers = [("Content-Type", JSON), ("Cache-Control", "no-store")];
    let requested = Requested { scopes: &["a"], ..Requested::default() };
    super::read(&response(200, &headers, body.as_bytes()), requested, &token).result
}

#[test]
fn a_token_is_read_from_where_it_is_said_to_be() {
    for (member, body) in [
        ("token", r#"{"token":"tok","access_token":"other"}"#),
        ("data.token", r#"{"data.token":"tok","data":{"token":"other"}}"#),
        ("/data/token", r#"{"data":{"token":"tok"},"token":"other"}"#),
        ("/data/items/1/a~1b", r#"{"data":{"items":[{},{"a/b":"tok"}]}}"#),
        ("/tokens/0", r#"{"tokens":["tok","other"]}"#),
        ("/0/token", r#"[{"token":"tok"}]"#),
        ("/0", r#"["tok"]"#),
        ("/token", r#"{"token":"tok"}"#),
        ("/", r#"{"":"tok"}"#),
        ("token", "token=tok&access_token=other"),
        ("/token", "token=tok"),
    ] {
        assert_eq!(read_at(member, body).unwrap().access_token.expose(), "tok", "{member} {body}");
    }
    for (member, body, expected) in [
        ("token", r#"{"access_token":"tok"}"#, TokenResponseError::NoAccessToken(Some("access_token".to_owned()))),
        ("/data/token", r#"{"data":{}}"#, TokenResponseError::NoAccessToken(None)),
        ("/data/token", r#"{"data":{"token":null}}"#, TokenResponseError::NoAccessToken(None)),
        ("/data/token", r#"{"data":{"token":""}}"#, TokenResponseError::EmptyAccessToken),
        ("/data", r#"{"data":{"token":"tok"}}"#, TokenResponseError::AccessTokenNotText),
        ("/data/token", r#"{"data":{"token":"a\nb"}}"#, TokenResponseError::AccessTokenCharacters),
        ("token", r#"[{"token":"tok"}]"#, TokenResponseError::NotAnObject { is_json_in_text: false }),
        ("/a/b", "access_token=tok", TokenResponseError::NoAccessToken(None)),
    ] {
        assert_eq!(read_at(member, body).unwrap_err(), expected, "{member} {body}");
    }
}

#[test]
fn what_belongs_to_a_token_is_read_beside_it_and_else_from_the_top() {
    let beside = read_at(
        "/data/token",
        r#"{"data":{"token":"tok","expires_in":60,"token_type":"bearer","scope":"b","refresh_token":"r"},"expires_in":7,"scope":"a"}"#,
    )
    .unwrap();
    assert_eq!((beside.expires_in_s, beside.token_type.as_deref()), (Some(60), Some("bearer")));
    assert_eq!((beside.scopes, beside.missing_scopes), (vec!["b".to_owned()], vec!["a".to_owned()]));
    assert!(beside.warnings.contains(&Warning::RefreshToken));
    let top = read_at(
        "/data/token",
        r#"{"data":{"token":"tok","scope":null},"expires_in":7,"token_type":"Bearer","scope":["a"]}"#,
    );
    let top = top.unwrap();
    assert_eq!((top.expires_in_s, top.token_type.as_deref(), top.warnings), (Some(7), Some("Bearer"), vec![]));
    assert_eq!(top.scopes, ["a"]);
    let array = read_at("/tokens/0", r#"{"tokens":["tok"],"expires_in":7}"#).unwrap();
    assert_eq!(array.expires_in_s, Some(7));
}

#[test]
fn an_error_counts_wherever_the_token_is_said_to_be() {
    let refused = refused(read_at("/data/token", r#"{"error":"invalid_client","data":{"token":"tok"}}"#));
    assert_eq!(refused.code, "invalid_client");
}

#[test]
fn what_a_users_grant_brings_is_read_and_its_lack_pointed_out() {
    let read = |is_refresh: bool, members: &str| {
        let requested = Requested { scopes: &["a"], is_users: true, is_refresh, ..Requested::default() };
        let body = format!(r#"{{"access_token":"tok","token_type":"Bearer"{members}}}"#);
        let headers = [("Content-Type", JSON), ("Cache-Control", "no-store")];
        super::read(&response(200, &headers, body.as_bytes()), requested, &TokenMember::default()).result.unwrap()
    };
    let text = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    let all = read(false, r#","refresh_token":"R","id_token":"I","refresh_expires_in":60"#);
    assert_eq!((text(&all.refresh_token).as_deref(), text(&all.id_token).as_deref()), (Some("R"), Some("I")));
    assert_eq!((all.refresh_expires_in_s, all.warnings), (Some(60), vec![]));
    assert_eq!(read(false, r#","refresh_token":"R","refresh_token_expires_in":"7""#).refresh_expires_in_s, Some(7));
    // Keycloak's offline tokens.
    assert_eq!(read(false, r#","refresh_token":"R","refresh_expires_in":0"#).refresh_expires_in_s, None);
    assert_eq!(read(false, r#","refresh_token":"""#).warnings, [Warning::NoRefreshToken]);
    assert_eq!(read(true, "").warnings, []);
}
