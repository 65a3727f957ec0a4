use proptest::prelude::*;

use super::*;

const JSON: &str = "application/json";

/// Reads an answer with a JSON type header.
fn read(status: u16, body: &[u8]) -> Result<Grant, Trouble> {
    read_with(status, &[("Content-Type", JSON), ("Cache-Control", "no-store")], body)
}

fn read_with(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<Grant, Trouble> {
    let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    Answer { status, headers: &headers, body }.read(&["a"]).verdict
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
        let grant = read(200, body.as_bytes()).unwrap();
        assert_eq!(grant.access_token.expose(), "tok", "{body}");
        assert_eq!(grant.warnings, [], "{body}");
    }
}

#[test]
fn what_is_odd_about_a_grant_is_said() {
    let token = r#"{"access_token":"tok","token_type":"Bearer"}"#;
    let plain = &[("Content-Type", "text/html"), ("Cache-Control", "no-store")][..];
    let json = &[("Content-Type", JSON), ("Cache-Control", "max-age=1, No-Store")][..];
    for (status, headers, body, warning) in [
        (200, json, r#"{"access_token":"tok"}"#, Warning::TokenTypeMissing),
        (200, json, r#"{"access_token":"tok","token_type":7}"#, Warning::TokenTypeMissing),
        (200, json, r#"{"access_token":"tok","token_type":"mac"}"#, Warning::TokenTypeUnknown),
        (200, json, r#"{"access_token":"tok","token_type":"Bearer","expires_in":-1}"#, Warning::ExpiresInOdd),
        (200, json, r#"{"access_token":"tok","token_type":"Bearer","scope":"b a"}"#, Warning::MoreScopes),
        (200, json, r#"{"access_token":"tok","token_type":"Bearer","scope":""}"#, Warning::FewerScopes),
        (200, json, r#"{"access_token":"tok","token_type":"Bearer","refresh_token":"r"}"#, Warning::RefreshToken),
        (200, plain, token, Warning::ContentTypeOdd),
        (200, plain, "access_token=tok&token_type=bearer", Warning::FormEncoded),
        (200, &[("Content-Type", "application/token+json")], token, Warning::MayBeCached),
        (201, json, token, Warning::StatusOdd),
    ] {
        let grant = read_with(status, headers, body.as_bytes()).unwrap();
        assert_eq!((grant.access_token.expose(), &grant.warnings[..]), ("tok", &[warning][..]), "{body}");
    }
}

#[test]
fn an_oauth_error_is_one_whatever_its_status_and_form() {
    let body = br#"{"error":"invalid_client","error_description":"no","error_uri":"https://a.example/e"}"#;
    for status in [200, 201, 400, 401, 403, 404, 429, 500, 503] {
        let trouble = read(status, body).unwrap_err();
        assert_eq!((trouble.stage, trouble.code.as_str()), (Stage::Oauth, "invalid_client"), "{status}");
        assert_eq!((trouble.http_status, trouble.words.as_deref()), (Some(status), Some("no")));
    }
    for (body, code) in [
        (r#"{"error":"scope_invalid"}"#, "scope_invalid"),
        (r#"{"error":"invalid_scope","access_token":"tok"}"#, "invalid_scope"),
        ("error=invalid_request&error_description=a+b", "invalid_request"),
        (r#"{"error":"Unauthorized"}"#, "Unauthorized"),
        (r#"{"error":"bad request","error_description":"Bad credentials","status":400}"#, "bad request"),
    ] {
        let trouble = read(400, body.as_bytes()).unwrap_err();
        assert_eq!((trouble.stage, trouble.code.as_str()), (Stage::Oauth, code), "{body}");
    }
    let challenge = [("WWW-Authenticate", r#"Bearer error="invalid_client""#)];
    assert_eq!(read_with(401, &challenge, b"").unwrap_err().code, "invalid_client");
    let two = [("WWW-Authenticate", "Basic realm=\"a, error=no\""), challenge[0]];
    assert_eq!(read_with(401, &two, b"").unwrap_err().code, "invalid_client");
}

#[test]
fn what_is_no_token_and_no_oauth_error_says_what_it_is() {
    use Stage::{Http, Token};
    for (status, body, stage, code) in [
        (200, "", Token, "not_json"),
        (204, "", Token, "not_json"),
        (200, "<html>access_token</html>", Token, "not_json"),
        (200, r#"<script>{"access_token":"tok"}</script>"#, Token, "not_json"),
        (200, r#"{"access_token":"tok"} trailing"#, Token, "not_json"),
        (200, r#"{"access_token":"tok"}{"access_token":"tok"}"#, Token, "not_json"),
        (200, r#"{"access_token":"tok""#, Token, "not_json"),
        (200, r#"{"access_token":NaN}"#, Token, "not_json"),
        (200, "a=b", Token, "not_json"),
        (200, "null", Token, "bad_token_response"),
        (200, "[]", Token, "bad_token_response"),
        (200, "\"tok\"", Token, "bad_token_response"),
        (200, "{}", Token, "no_access_token"),
        (200, r#"{"access_token":null}"#, Token, "no_access_token"),
        (200, r#"{"access_token":""}"#, Token, "no_access_token"),
        (200, r#"{"accessToken":"tok"}"#, Token, "no_access_token"),
        (200, r#"{"data":{"access_token":"tok"}}"#, Token, "no_access_token"),
        (200, r#"{"access_token":7}"#, Token, "bad_token_response"),
        (200, r#"{"access_token":["tok"]}"#, Token, "bad_token_response"),
        (200, r#"{"access_token":" a"}"#, Token, "bad_token_response"),
        (200, r#"{"access_token":" "}"#, Token, "bad_token_response"),
        (200, r#"{"access_token":"a\r\nX: y"}"#, Token, "bad_token_response"),
        (200, r#"{"access_token":"é"}"#, Token, "bad_token_response"),
        (200, r#"{"access_token":"\ud800"}"#, Token, "bad_token_response"),
        (401, "", Http, "http_status"),
        (403, "", Http, "http_status"),
        (500, "<html>", Http, "http_status"),
        (400, r#"{"access_token":"tok"}"#, Http, "http_status"),
        (401, r#"{"error":{"code":7,"message":"inner"}}"#, Http, "http_status"),
        (404, r#"{"status":404,"error":"Not Found","path":"/token"}"#, Http, "http_status"),
        (404, r#"{"status":"404","error":"Not Found"}"#, Http, "http_status"),
        (200, "access_token=tok;token_type=bearer", Token, "not_json"),
        (302, r#"{"access_token":"tok"}"#, Http, "redirect_refused"),
        (101, "", Http, "bad_response"),
    ] {
        let trouble = read(status, body.as_bytes()).unwrap_err();
        assert_eq!((trouble.stage, trouble.code.as_str()), (stage, code), "{status} {body}");
        assert_eq!(trouble.http_status, Some(status), "{status} {body}");
    }
}

#[test]
fn a_redirect_is_told_with_its_target_whatever_its_body() {
    let body = br#"{"access_token":"tok","token_type":"Bearer"}"#;
    for status in [300, 301, 302, 303, 307, 308] {
        let trouble = read_with(status, &[("Location", "https://b.example/")], body).unwrap_err();
        assert_eq!(
            (trouble.code.as_str(), trouble.redirect_target.as_deref()),
            ("redirect_refused", Some("https://b.example/"))
        );
    }
}

#[test]
fn what_is_no_json_says_what_it_looks_like_and_not_what_may_be_the_token() {
    for (body, message, words) in [
        ("<html><title>Log in</title>tok", "an HTML page of 30 bytes", Some("Log in")),
        ("<access_token>tok</access_token>", "XML of 32 bytes", None),
        ("tok", "text of 3 bytes", None),
    ] {
        let trouble = read(200, body.as_bytes()).unwrap_err();
        assert!(trouble.message.contains(message), "{}", trouble.message);
        assert_eq!(trouble.words.as_deref(), words, "{body}");
    }
}

#[test]
fn how_long_a_server_asks_to_wait_is_told() {
    for (status, body, wait) in [
        (429, "", Some("It asks to wait 120 s.")),
        (503, "", Some("It asks to wait 120 s.")),
        (429, r#"{"error":"slow_down"}"#, Some("It asks to wait 120 s.")),
        (500, "", None),
    ] {
        let trouble = read_with(status, &[("Retry-After", "120")], body.as_bytes()).unwrap_err();
        assert_eq!(trouble.wait.as_deref(), wait, "{status}");
    }
}

#[test]
fn a_redirect_to_nowhere_points_nowhere() {
    let trouble = read_with(302, &[("Location", " ")], b"").unwrap_err();
    assert_eq!((trouble.code.as_str(), trouble.redirect_target), ("redirect_refused", None));
}

#[test]
fn a_token_may_hold_spaces_and_a_form_may_be_written_loosely() {
    for (body, token) in [
        (r#"{"access_token":"a b","token_type":"Bearer"}"#, "a b"),
        ("?access_token=tok&scope=a b&flag", "tok"),
        ("access_token=a+b&token_type=bearer", "a b"),
    ] {
        assert_eq!(read(200, body.as_bytes()).unwrap().access_token.expose(), token, "{body}");
    }
}

#[test]
fn the_servers_words_are_found_wherever_it_puts_them() {
    for (body, words) in [
        (r#"{"error":"x","error_description":"d","message":"m"}"#, Some("d")),
        (r#"{"Message":"m"}"#, Some("m")),
        (r#"{"errcode":40013,"errmsg":"invalid appid"}"#, Some("invalid appid")),
        (r#"{"error":{"message":"inner"}}"#, Some("inner")),
        (r#"{"fault":{"faultstring":"inner","detail":{}}}"#, Some("inner")),
        (r#"{"error":"invalid_client","reason":"r"}"#, Some("r")),
        (r#"{"error":"x","errorSummary":"s"}"#, Some("s")),
        (r#"{"error":"x","error_description":["a","b"]}"#, Some("a b")),
        (r#"{"error":"x","error_description":"d","hint":"h","error_debug":"e"}"#, Some("d; h; e")),
        (r#"{"error":"x","error_hint":"h"}"#, Some("h")),
        (r#"{"error":"x","elsewhere":[1]}"#, Some(r#"{"error":"x","elsewhere":[1]}"#)),
        (r#"{"error":"x","error_uri":"u"}"#, None),
        ("plain words", Some("plain words")),
        ("", None),
    ] {
        assert_eq!(read(400, body.as_bytes()).unwrap_err().words.as_deref(), words, "{body}");
    }
}

#[test]
fn everything_that_speaks_of_a_token_is_hidden() {
    let body = br#"{"access_token":"a\u0062cd","id_token":"i","token_type":"Bearer","refresh_token":"\ud800r","my_secret":"s3cr"}"#;
    let hidden = Answer { status: 200, headers: &[], body }.read(&[]).hidden;
    let mut hidden: Vec<&str> = hidden.texts.iter().map(Secret::expose).collect();
    hidden.sort_unstable();
    assert_eq!(hidden, [r"\ud800r", "abcd", "s3cr"]);
}

#[test]
fn deep_and_wide_answers_are_read_to_their_end() {
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
