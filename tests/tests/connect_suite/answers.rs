//! What CONNECT makes of an answer: the server's words in every shape, and a hint that follows from what is known.

use keyfob_tests::hostile::{Behaviour, answer, json};

use crate::support::{TOKEN, against, assert_connects, assert_fails};

fn html(status: u16, body: &str) -> Behaviour {
    answer(status, &[("Content-Type", "text/html")], body)
}

fn xml(status: u16, body: &str) -> Behaviour {
    answer(status, &[("Content-Type", "text/xml")], body)
}

#[test]
fn a_type_that_was_not_asked_for_is_no_success_and_bearer_is_in_any_case() {
    let of = |kind: &str| json(200, format!(r#"{{"access_token":"{TOKEN}"{kind}}}"#));
    for kind in ["mac", "N_A", "DPoP", "pop", "Basic"] {
        assert_fails(kind, &against(of(&format!(r#","token_type":"{kind}""#))), "token.unsupported_token_type");
    }
    for kind in ["", r#","token_type":"bearer""#, r#","token_type":"BEARER""#, r#","token_type":"BearerToken""#] {
        assert_connects(kind, &against(of(kind)));
    }
}

#[test]
fn the_words_of_a_server_are_found_in_whatever_shape_they_come() {
    let words = "No such client here";
    for (case, behaviour) in [
        ("RFC 6749", json(400, r#"{"error":"invalid_client","error_description":"WORDS"}"#)),
        ("errors", json(400, r#"{"errors":[{"message":"WORDS"}]}"#)),
        ("erros", json(400, r#"{"erros":[{"codigo":"1","mensagem":"WORDS"}]}"#)),
        ("error.message", json(400, r#"{"error":{"code":400,"message":"WORDS"}}"#)),
        ("fault", json(400, r#"{"fault":{"faultstring":"WORDS"}}"#)),
        ("message", json(400, r#"{"message":"WORDS"}"#)),
        ("RFC 9457", json(400, r#"{"type":"about:blank","title":"Bad","detail":"WORDS"}"#)),
        ("a list of details", json(422, r#"{"detail":[{"loc":["body"],"msg":"WORDS","type":"value_error"}]}"#)),
        ("XML", xml(400, "<error><message>WORDS</message></error>")),
        (
            "SOAP",
            xml(
                500,
                "<s:Envelope xmlns:s=\"x\"><s:Body><s:Fault><faultstring>WORDS</faultstring></s:Fault></s:Body></s:Envelope>",
            ),
        ),
        ("a title", html(400, "<html><script>var a='no'</script><style>b{}</style><title>WORDS</title></html>")),
        ("a heading", html(400, "<html><h1>No such client here</h1></html>")),
        ("entities", html(400, "<title>No such&#32;client&nbsp;here</title>")),
        ("text", answer(400, &[("Content-Type", "text/plain")], words)),
        (
            "another charset",
            answer(
                400,
                &[("Content-Type", "text/plain; charset=utf-16le")],
                words.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
            ),
        ),
    ]
    .map(|(case, behaviour)| (case, replaced(behaviour, words)))
    {
        let run = against(behaviour);
        assert!(!run.connected());
        let message = run.verdict["error"]["message"].as_str().unwrap_or_default().replace('\u{a0}', " ");
        assert!(message.contains(words), "{case}: {run:#?}");
        assert!(!message.contains(['<', '>']), "markup is never shown raw: {case}: {run:#?}");
    }
}

/// Puts the words into an answer in place of `WORDS`, and corrects its length.
fn replaced(behaviour: Behaviour, words: &str) -> Behaviour {
    use keyfob_tests::hostile::Step;

    let each = |step| match step {
        Step::Send(bytes) => {
            let Ok(text) = String::from_utf8(bytes.clone()) else { return Step::Send(bytes) };
            let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
            let new = body.replace("WORDS", words);
            let head =
                head.replace(&format!("Content-Length: {}", body.len()), &format!("Content-Length: {}", new.len()));
            Step::Send(format!("{head}\r\n\r\n{new}").into_bytes())
        }
        other => other,
    };
    behaviour.into_iter().map(each).collect()
}

#[test]
fn a_hint_follows_from_what_is_known_and_contradicts_no_word_beside_it() {
    let oauth = |status, code: &str, words: &str| {
        json(status, format!(r#"{{"error":"{code}","error_description":"{words}"}}"#))
    };
    for (case, behaviour, says, hint) in [
        ("405", answer(405, &[("Allow", "PUT")], ""), "only accepts PUT", "POST"),
        ("405 in JSON", json(405, r#"{"error":"method_not_allowed"}"#), "", "POST"),
        ("407", answer(407, &[], ""), "407", "proxy"),
        ("415", answer(415, &[], ""), "415", "another format"),
        ("415 in JSON", json(415, r#"{"error":"unsupported_media_type"}"#), "", "another format"),
        ("426", answer(426, &[("Upgrade", "TLS/1.2")], ""), "426", "https"),
        ("511", html(511, "<title>Sign in</title>"), "511", "sign in"),
        (
            "server_error",
            oauth(400, "server_error", "The client_secret is wrong"),
            "client_secret is wrong",
            "Client Secret",
        ),
        (
            "Entra",
            oauth(401, "invalid_client", "AADSTS7000215: Invalid client secret provided."),
            "AADSTS",
            "Client Secret",
        ),
        ("invalid_client_secret", oauth(400, "invalid_client_secret", "x"), "", "Client Secret"),
        ("audience", oauth(400, "invalid_target", "Unknown audience"), "audience", "Audience"),
        (
            "certificate",
            oauth(401, "invalid_client", "No client certificate presented"),
            "certificate",
            "client certificate",
        ),
        ("TLS", html(400, "The plain HTTP request was sent to HTTPS port"), "HTTPS port", "https"),
        ("sign-in", answer(302, &[("Location", "/login")], ""), "/login", "sign-in"),
        ("cut", json(200, r#"{"access_token":"x""#), "unexpected end", "malformed"),
        (
            "preceded",
            json(200, format!("Warning: x\n{{\"access_token\":\"{TOKEN}\"}}")),
            "before the JSON",
            "malformed",
        ),
    ] {
        let run = against(behaviour);
        assert!(!run.connected(), "{case}: {run:#?}");
        let text = |member: &str| run.verdict["error"][member].as_str().unwrap_or_default().to_owned();
        assert!(text("message").contains(says), "{case}: {run:#?}");
        assert!(text("hint").to_lowercase().contains(&hint.to_lowercase()), "{case}: {run:#?}");
    }
}
