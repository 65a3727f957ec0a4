//! A token that the server issued is never printed in any notation, and the rest stays readable.

use keyfob_tests::hostile::answer;

use crate::support::{TOKEN, against, assert_fails};

/// Answers that hold the token where no token endpoint puts it.
fn notations() -> Vec<String> {
    let around = [
        ("", ""),
        ("Bearer ", "\n"),
        ("<?xml version=\"1.0\"?><OAuth><id>x</id><access_token>", "</access_token></OAuth>"),
        ("<wst:RequestedSecurityToken>", "</wst:RequestedSecurityToken>"),
        ("access_token: ", "\ntoken_type: Bearer"),
        ("{access_token: ", "}"),
        ("Array ( [access_token] => ", " )"),
        ("array ('access_token' => '", "')"),
        ("<input name=\"access_token\" value=\"", "\">"),
        ("<input value=\"", "\" name=\"access_token\">"),
        ("<td>access_token</td><td>", "</td>"),
        ("{&quot;access_token&quot;:&quot;", "&quot;}"),
        (r"{\u0022access_token\u0022:\u0022", r"\u0022}"),
        ("https%3A%2F%2Fx%2Fcb%3Faccess_token%3D", "%26x%3D1"),
        ("{\"code\":0,\"data\":{\"access_token\":\"", "\"}}"),
        ("{\"result\":{\"token\":{\"value\":\"", "\"}}}"),
        ("{\"access_token\":\"", "\",}"),
        ("access_token=", ";token_type=bearer"),
    ];
    around.iter().map(|(before, after)| format!("{before}{TOKEN}{after}")).collect()
}

#[test]
fn a_token_is_never_printed_in_whatever_notation_it_stands() {
    for body in notations() {
        for (status, expected) in [(200, "token.not_json|token.no_access_token"), (500, "http.http_status")] {
            assert_fails(&format!("{status} {body}"), &against(answer(status, &[], &body)), expected);
        }
    }
}

#[test]
fn a_token_that_is_repeated_elsewhere_is_never_printed() {
    let body = format!(r#"{{"code":0,"message":"issued {TOKEN}","data":{{"access_token":"{TOKEN}"}}}}"#);
    let run = against(answer(200, &[], body));
    assert_fails("nested", &run, "token.no_access_token");
    assert!(run.says("issued ••••••"), "{run:#?}");
}

#[test]
fn a_body_that_is_not_json_is_named_with_its_type_and_size() {
    for (headers, body, kind) in [
        (&[][..], "<!doctype html><title>Log in</title>", "got an HTML page (no content type, 36 bytes)"),
        (&[("Content-Type", "application/xml; charset=utf-8")], "<a/>", "got XML (application/xml, 4 bytes)"),
        (&[("Content-Type", "text/plain")], "hello", "got text (text/plain, 5 bytes)"),
    ] {
        let run = against(answer(200, headers, body));
        assert_fails(body, &run, "token.not_json");
        assert!(run.says(kind), "{run:#?}");
    }
    assert!(against(answer(200, &[], "<title>Log in</title>")).says("Log in"));
}

#[test]
fn the_words_of_an_error_page_stay_readable() {
    let said = "java.lang.IllegalArgumentException: no such tenant, see https://docs.example/api/v2/errors.html";
    let run = against(answer(500, &[], said));
    assert!(run.says(said), "{run:#?}");
}
