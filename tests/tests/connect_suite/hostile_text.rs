//! What a server says is shown safely, cut, and never gives a secret back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{HostileServer, Request, answer, json as json_answer};
use serde_json::{Value, json};

use crate::support::{SECRET, TOKEN, against, assert_fails, configuration, with};

/// Every text of the verdict's error, as a reader gets it.
fn texts(run: &Run) -> Vec<String> {
    fn gather(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::String(text) => into.push(text.clone()),
            Value::Array(values) => values.iter().for_each(|value| gather(value, into)),
            Value::Object(members) => members.values().for_each(|value| gather(value, into)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    gather(&run.verdict["error"], &mut found);
    found
}

fn is_hostile(character: char) -> bool {
    let bidi =
        matches!(character, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    bidi || character.is_control()
}

#[test]
fn control_and_bidi_characters_are_cleaned_out_of_every_text() {
    let evil = "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7} a\u{0}b\u{8}\u{7f}\u{9b}31m \u{202e}evil\u{202c} \u{2066}x\u{2069} \u{200f}end";
    let members = json!({ "error": format!("invalid{evil}"), "error_description": evil, "error_uri": evil });
    for (case, behaviour) in [
        ("OAuth error", json_answer(400, members.to_string())),
        ("body of an error status", answer(500, &[("Content-Type", "text/plain")], evil)),
        ("no JSON", answer(200, &[("Content-Type", "text/plain")], evil)),
        ("redirect target", answer(302, &[("Location", "https://x.example/\u{1b}[31m\u{202e}")], "")),
    ] {
        let run = against(behaviour);
        assert!(!run.connected() && !run.failure().is_empty(), "{case}: {run:#?}");
        for text in texts(&run) {
            assert!(!text.contains(is_hostile), "{case}: {text:?}");
        }
        assert!(!run.stderr.contains(is_hostile_on_a_terminal), "{case}: {:?}", run.stderr);
    }
}

fn is_hostile_on_a_terminal(character: char) -> bool {
    character != '\n' && is_hostile(character)
}

#[test]
fn what_remains_of_hostile_text_is_readable() {
    let said = "<script>alert(1)</script> & <b>bold</b> \u{1b}[31mred \"quoted\" 'single' ünïcödé 漢字";
    let run = against(json_answer(400, json!({ "error": "invalid_client", "error_description": said }).to_string()));
    assert_fails("markup", &run, "oauth.invalid_client");
    let all = texts(&run).join("\n");
    for part in ["<script>alert(1)</script>", "<b>bold</b>", "red", "\"quoted\"", "ünïcödé 漢字"] {
        assert!(all.contains(part), "`{part}` is gone: {all}");
    }
}

#[test]
fn long_words_are_cut() {
    let long = "A very long story. ".repeat(40_000);
    for (case, behaviour) in [
        ("error", json_answer(400, json!({ "error": long, "error_description": long }).to_string())),
        ("description", json_answer(400, json!({ "error": "invalid_client", "error_description": long }).to_string())),
        ("body", answer(500, &[("Content-Type", "text/plain")], &long)),
        ("no JSON", answer(200, &[("Content-Type", "text/plain")], &long)),
        ("redirect", answer(302, &[("Location", &format!("https://x.example/{}", "a".repeat(30_000)))], "")),
    ] {
        let run = against(behaviour);
        assert!(!run.connected() && !run.failure().is_empty(), "{case}: {:.2000}", run.stdout);
        assert!(run.stdout.len() < 16_384, "{case}: {} bytes were printed", run.stdout.len());
    }
}

/// Says the request back in every way that servers do.
fn echo(request: &Request) -> String {
    let basic = request.basic().unwrap_or_default();
    let form: Vec<_> = request.form().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let header = request.header("authorization").unwrap_or_default();
    let plain: Vec<_> = basic.split(':').map(keyfob_tests::form_encoding::decode).collect();
    format!("{header} {basic} {} {} {} {SECRET}", plain.join(" "), request.body, form.join(" "))
}

#[test]
fn a_secret_that_the_server_echoes_is_never_printed() {
    let answers: [fn(&Request) -> Vec<keyfob_tests::hostile::Step>; 6] = [
        |request| {
            json_answer(401, json!({ "error": "invalid_client", "error_description": echo(request) }).to_string())
        },
        |request| json_answer(401, json!({ "error": echo(request) }).to_string()),
        |request| answer(500, &[("Content-Type", "text/plain")], echo(request)),
        |request| answer(200, &[("Content-Type", "text/html")], format!("<p>{}</p>", echo(request))),
        |request| answer(302, &[("Location", &format!("https://x.example/?{}", request.body))], ""),
        |request| {
            json_answer(
                200,
                json!({ "access_token": TOKEN, "token_type": "Bearer", "debug": echo(request) }).to_string(),
            )
        },
    ];
    let encoded = "canary%20secret%3A%20%25%20%2B%20%26%20%3D%20%2F%20%C3%A9%207f3a";
    let in_base64 = STANDARD.encode(SECRET);
    for (number, respond) in answers.into_iter().enumerate() {
        for method in ["client_secret_basic", "client_secret_post"] {
            let server = HostileServer::answering(respond);
            let run = connect(&with(configuration(&server.url("/token")), json!({ "client_auth": method })));
            let sent = server.request().header("authorization").unwrap_or("nothing").replace("Basic ", "");
            for text in [SECRET, encoded, in_base64.trim_end_matches('='), &sent, TOKEN, "7f3a"] {
                assert!(!run.says(text), "answer {number} with {method}: `{text}` was printed: {run:#?}");
            }
        }
    }
}

#[test]
fn a_token_in_an_answer_that_is_refused_is_never_printed() {
    for body in [
        format!(r#"{{"access_token":"{TOKEN}","token_type":"#),
        format!(r#"{{"accessToken":"{TOKEN}"}}"#),
        format!(r#"[{{"access_token":"{TOKEN}"}}]"#),
        format!(r#"{{"access_token":["{TOKEN}"]}}"#),
        format!(r#"{{"error":"invalid_client","access_token":"{TOKEN}"}}"#),
        format!("<p>access_token={TOKEN}</p>"),
    ] {
        let run = against(json_answer(200, &body));
        assert!(!run.says(TOKEN), "{body}: {run:#?}");
    }
}
