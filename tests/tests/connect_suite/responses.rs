//! How responses are read: by their content, not by what their headers claim.

use keyfob_tests::connect::Run;
use keyfob_tests::hostile::{Behaviour, answer, chunked, deflated, gzipped, json, send};
use serde_json::{Value, json};

use crate::support::{TOKEN, against, assert_connects, assert_fails};

/// `{"access_token":"BROTLI-TOKEN","token_type":"Bearer","expires_in":3600}` in Brotli.
const BROTLI: &[u8] =
    b"\x0b\x23\x80{\"access_token\":\"BROTLI-TOKEN\",\"token_type\":\"Bearer\",\"expires_in\":3600}\x03";

/// A good answer's body.
fn good() -> String {
    format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":3600}}"#)
}

/// A good answer with other members behind the token.
fn good_with(members: &str) -> Behaviour {
    json(200, format!(r#"{{"access_token":"{TOKEN}",{members}}}"#))
}

fn error(status: u16, code: &str) -> Behaviour {
    json(status, format!(r#"{{"error":"{code}","error_description":"The server says so."}}"#))
}

fn encoded(encoding: &str, body: impl AsRef<[u8]>) -> Behaviour {
    answer(200, &[("Content-Type", "application/json"), ("Content-Encoding", encoding)], body)
}

fn typed(content_type: &str, body: impl AsRef<[u8]>) -> Behaviour {
    answer(200, &[("Content-Type", content_type)], body)
}

#[test]
fn a_token_is_found_however_the_answer_is_wrapped() {
    let body = good();
    let (half, rest) = body.split_at(20);
    for (case, behaviour) in [
        ("plain", json(200, &body)),
        ("byte order mark", json(200, format!("\u{feff}{body}"))),
        ("white space around", json(200, format!("\r\n\t {body} \n"))),
        ("JSON called HTML", typed("text/html; charset=utf-8", &body)),
        ("JSON called a form", typed("application/x-www-form-urlencoded", &body)),
        ("JSON called nonsense", typed(";;;", &body)),
        ("no type", answer(200, &[], &body)),
        (
            "form",
            typed(
                "application/x-www-form-urlencoded",
                format!("access_token={TOKEN}&token_type=Bearer&expires_in=3600"),
            ),
        ),
        ("form called text", typed("text/plain", format!("access_token={TOKEN}&token_type=Bearer&expires_in=3600"))),
        ("gzip", encoded("gzip", gzipped(body.as_bytes()))),
        ("deflate", encoded("deflate", deflated(body.as_bytes()))),
        ("brotli", encoded("br", BROTLI)),
        ("identity", encoded("identity", &body)),
        (
            "chunked",
            chunked(&format!("14\r\n{half}\r\n{:x};why=not\r\n{rest}\r\n0\r\nX-Trailer: 1\r\n\r\n", rest.len())),
        ),
        ("until the end of the connection", send(format!("HTTP/1.1 200 OK\r\n\r\n{body}"))),
        ("HTTP/1.0", send(format!("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{body}"))),
        ("no reason phrase", send(format!("HTTP/1.1 200\r\nContent-Length: {}\r\n\r\n{body}", body.len()))),
        (
            "an interim answer first",
            send(format!(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )),
        ),
        ("under 201", json(201, &body)),
    ] {
        let run = against(behaviour);
        assert_connects(case, &run);
        assert_eq!(run.verdict["token_type"], "Bearer", "{case}: {run:#?}");
        assert_eq!(run.verdict["expires_in"], 3600, "{case}: {run:#?}");
        assert!(!run.says("BROTLI-TOKEN"), "{case}: the token was printed: {run:#?}");
    }
}

#[test]
fn a_bearer_token_is_accepted_however_its_type_is_written_and_also_without_one() {
    for (members, expected) in [
        (r#""token_type":"Bearer""#, json!("Bearer")),
        (r#""token_type":"bEaReR""#, json!("bEaReR")),
        (r#""token_type":"BearerToken""#, json!("BearerToken")),
        (r#""expires_in":3600"#, Value::Null),
        (r#""token_type":null"#, Value::Null),
        (r#""token_type":"""#, Value::Null),
    ] {
        let run = against(good_with(members));
        assert_connects(members, &run);
        let found = match &run.verdict["token_type"] {
            Value::String(text) if text.is_empty() => &Value::Null,
            other => other,
        };
        assert_eq!(found, &expected, "{members}: {run:#?}");
    }
}

#[test]
fn a_token_of_a_type_that_cannot_be_used_is_no_success() {
    for token_type in ["DPoP", "mac", "N_A", "pop"] {
        let run = against(good_with(&format!(r#""token_type":"{token_type}""#)));
        assert_fails(token_type, &run, "token.unsupported_token_type");
        assert!(run.says(&format!("`{token_type}`")), "{run:#?}");
    }
}

/// What is promised of `expires_in`.
enum Expiry {
    /// Just this.
    Is(u64),
    /// Unknown.
    Unknown,
    /// A number, clamped to what can be shown.
    Clamped,
    /// Unknown, or over at once; never a time in the future.
    NotLater,
}

#[test]
fn the_expiry_is_a_number_a_numeric_text_or_unknown_and_never_absurd() {
    use Expiry::{Clamped, Is, NotLater, Unknown};
    for (value, expected) in [
        ("3600", Is(3600)),
        (r#""3600""#, Is(3600)),
        (r#"" 3600 ""#, Is(3600)),
        ("3600.0", Is(3600)),
        ("3.6e3", Is(3600)),
        ("0", Is(0)),
        ("null", Unknown),
        (r#""soon""#, Unknown),
        (r#""""#, Unknown),
        ("true", Unknown),
        ("[3600]", Unknown),
        ("{}", Unknown),
        ("99999999999999999999", Clamped),
        ("1e300", Clamped),
        (r#""99999999999999999999""#, Clamped),
        ("-1", NotLater),
        (r#""-3600""#, NotLater),
        ("-1e300", NotLater),
    ] {
        let run = against(good_with(&format!(r#""token_type":"Bearer","expires_in":{value}"#)));
        assert_connects(value, &run);
        let found = &run.verdict["expires_in"];
        let right = match expected {
            Is(seconds) => found.as_u64() == Some(seconds),
            Unknown => found.is_null(),
            Clamped => found.as_u64().is_some_and(|seconds| (86_400..=4_294_967_295).contains(&seconds)),
            NotLater => found.is_null() || found.as_u64() == Some(0),
        };
        assert!(right, "expires_in {value} became {found}: {run:#?}");
    }
    let run = against(good_with(r#""token_type":"Bearer""#));
    assert_eq!(run.verdict["expires_in"], Value::Null, "absent is unknown: {run:#?}");
}

#[test]
fn the_granted_scopes_are_told_and_the_missing_ones_marked() {
    for (members, scopes, missing) in [
        (r#""scope":"read write""#, json!(["read", "write"]), json!([])),
        (r#""scope":"write read extra""#, json!(["write", "read", "extra"]), json!([])),
        (r#""scope":"read""#, json!(["read"]), json!(["write"])),
        (r#""scope":"  read   ""#, json!(["read"]), json!(["write"])),
        (r#""token_type":"Bearer""#, json!(["read", "write"]), json!([])),
        (r#""scope":null"#, json!(["read", "write"]), json!([])),
    ] {
        let run = against(good_with(members));
        assert_connects(members, &run);
        assert_eq!(run.verdict["scopes"], scopes, "{members}: {run:#?}");
        assert_eq!(run.verdict["missing_scopes"], missing, "{members}: {run:#?}");
    }
}

#[test]
fn members_that_nobody_knows_do_no_harm() {
    for members in [
        r#""id_token":"x","nested":{"a":[1,{"b":null}]},"expires_at":"2030-01-01""#,
        r#""refresh_token":"another-secret","":"""#,
        r#""error":null,"error_description":"""#,
        r#""scope":["read","write"]"#,
        r#""scope":5"#,
    ] {
        assert_connects(members, &against(good_with(members)));
    }
}

/// Checks the code, the status, and that the server's words arrive.
fn assert_refused(case: &str, run: &Run, code: &str, status: u64) {
    assert_fails(case, run, &format!("oauth.{code}"));
    assert_eq!(run.http_status(), Some(status), "{case}: {run:#?}");
    assert!(run.verdict["error"].to_string().contains("The server says so."), "{case}: server's words: {run:#?}");
}

#[test]
fn an_oauth_error_is_one_whatever_its_status() {
    for code in [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_target",
        "scope_invalid",
        "custom.Error-5",
    ] {
        assert_refused(code, &against(error(400, code)), code, 400);
    }
    for status in [200, 201, 401, 403, 404, 429, 500, 503] {
        assert_refused(&status.to_string(), &against(error(status, "invalid_client")), "invalid_client", status.into());
    }
}

#[test]
fn an_oauth_error_is_found_however_it_is_wrapped() {
    let body = r#"{"error":"invalid_client","error_description":"The server says so."}"#;
    for (case, behaviour) in [
        ("byte order mark", json(401, format!("\u{feff}{body}"))),
        ("called HTML", answer(401, &[("Content-Type", "text/html")], body)),
        (
            "form",
            answer(
                401,
                &[("Content-Type", "application/x-www-form-urlencoded")],
                "error=invalid_client&error_description=The+server+says+so.",
            ),
        ),
        ("gzip", answer(401, &[("Content-Encoding", "gzip")], gzipped(body.as_bytes()))),
    ] {
        assert_refused(case, &against(behaviour), "invalid_client", 401);
    }
}

#[test]
fn an_answer_that_is_neither_token_nor_error_is_called_by_its_status() {
    for (case, status, behaviour) in [
        ("empty 403", 403, answer(403, &[], "")),
        ("empty 401", 401, answer(401, &[("WWW-Authenticate", "Basic realm=\"x\"")], "")),
        ("HTML 404", 404, answer(404, &[("Content-Type", "text/html")], "<h1>Not Found</h1>")),
        ("text 500", 500, answer(500, &[("Content-Type", "text/plain")], "Internal Server Error")),
        ("JSON without error", 400, json(400, r#"{"message":"nope"}"#)),
        ("error that is an object", 400, json(400, r#"{"error":{"code":400,"message":"nope"}}"#)),
        ("error that is empty", 400, json(400, r#"{"error":""}"#)),
        ("too many requests", 429, answer(429, &[("Retry-After", "30")], "")),
        ("method not allowed", 405, answer(405, &[("Allow", "GET")], "")),
        ("proxy wants credentials", 407, answer(407, &[], "")),
    ] {
        let run = against(behaviour);
        assert_fails(case, &run, "http.http_status");
        assert_eq!(run.http_status(), Some(status), "{case}: {run:#?}");
    }
}

#[test]
fn a_success_without_a_token_is_none() {
    for (case, behaviour, expected) in [
        ("HTML", typed("text/html", "<!doctype html><title>Login</title>"), "token.not_json"),
        ("HTML called JSON", json(200, "<html>access_token=1</html>"), "token.not_json"),
        ("empty", json(200, ""), "token.not_json"),
        ("empty 204", send("HTTP/1.1 204 No Content\r\n\r\n"), "token.not_json|http.http_status"),
        ("half of it", json(200, format!(r#"{{"access_token":"{TOKEN}","token_"#)), "token.not_json"),
        ("two of them", json(200, format!("{}{}", good(), good())), "token.not_json"),
        ("no UTF-8", json(200, b"{\"access_token\":\"\xff\xfe\"}"), "token.not_json|token.bad_token_response"),
        ("an array", json(200, format!("[{}]", good())), "token.bad_token_response|token.no_access_token"),
        ("a text", json(200, format!("\"{TOKEN}\"")), "token.bad_token_response|token.no_access_token"),
        ("null", json(200, "null"), "token.bad_token_response|token.no_access_token"),
        ("nothing in it", json(200, "{}"), "token.no_access_token"),
        ("another name", json(200, format!(r#"{{"accessToken":"{TOKEN}"}}"#)), "token.no_access_token"),
        ("an empty token", json(200, r#"{"access_token":""}"#), "token.no_access_token|token.bad_token_response"),
        ("no token", json(200, r#"{"access_token":null}"#), "token.no_access_token|token.bad_token_response"),
        ("a number", json(200, r#"{"access_token":12345}"#), "token.bad_token_response"),
        ("an object", json(200, r#"{"access_token":{"value":"x"}}"#), "token.bad_token_response"),
        ("a line break in it", json(200, r#"{"access_token":"a\r\nX-Evil: 1"}"#), "token.bad_token_response"),
        (
            "a form without it",
            typed("application/x-www-form-urlencoded", "a=b"),
            "token.no_access_token|token.not_json",
        ),
    ] {
        let run = against(behaviour);
        assert_fails(case, &run, expected);
    }
}
