use proptest::prelude::*;

use super::*;
use crate::token::mask::{Look, Secrets};

/// A text as it is shown where nothing else is to be masked.
fn shown(text: &str) -> String {
    Secrets::default().mask().apply(text, text.len(), Look::Names).0
}

#[test]
fn tokens_are_found_in_what_is_no_json_or_cut() {
    for (text, masked) in [
        (r#"{"access_token":"abc","token_type":"Bearer"}"#, r#"{"access_token":"••••••","token_type":"Bearer"}"#),
        (r#"{"access_token" : "a\"bc"#, r#"{"access_token" : "••••••"#),
        (r#"{"access_token":["abc"]}"#, r#"{"access_token":["••••••"]}"#),
        (r#"{"access_token":7001}"#, r#"{"access_token":••••••}"#),
        (r#"{"data":{"refreshToken":"r","expires_in":3}}"#, r#"{"data":{"refreshToken":"••••••","expires_in":3}}"#),
        (r#""{\"id_token\":\"x\"}""#, r#""{\"id_token\":\"••••••\"}""#),
        ("access_token=abc&scope=a", "access_token=••••••&scope=a"),
        ("https://a.example/?client_secret=x#f", "https://a.example/?client_secret=••••••"),
        ("see eyJhbGciOiJub25lIn0.eyJhIjoxfQ.sig here", "see •••••• here"),
        ("Authorization: Bearer abc", "Authorization: Bearer ••••••"),
    ] {
        assert_eq!(shown(text), masked);
    }
}

#[test]
fn tokens_are_found_in_every_notation() {
    for (before, after) in [
        ("<access_token>", "</access_token><token_type>Bearer</token_type>"),
        ("<wst:RequestedSecurityToken>", "</wst:RequestedSecurityToken>"),
        ("<token>", "</token>"),
        ("<access_token><![CDATA[", "]]></access_token>"),
        ("access_token: ", "\ntoken_type: Bearer"),
        ("{access_token: ", "}"),
        ("Array ( [access_token] => ", " )"),
        ("array ('access_token' => '", "')"),
        (r#"<input name="access_token" value=""#, r#"">"#),
        ("<td>access_token</td><td>", "</td>"),
        ("{&quot;access_token&quot;:&quot;", "&quot;}"),
        (r"{\u0022access_token\u0022:\u0022", r"\u0022}"),
        ("https%3A%2F%2Fx%2Fcb%3Faccess_token%3D", "%26x%3D1"),
        ("access_token%253D", "%2526x"),
    ] {
        for token in ["tok-2b9", "onlyletters"] {
            assert_eq!(shown(&format!("{before}{token}{after}")), format!("{before}{MASKED}{after}"));
        }
    }
}

#[test]
fn a_token_that_a_text_names_is_found_where_it_is_repeated() {
    for text in [
        r#"x{"accessToken":"onlyletters","message":"got onlyletters"}"#,
        "{&quot;access_token&quot;:&quot;onlyletters&quot;,&quot;error&quot;:&quot;x_onlyletters&quot;}",
    ] {
        let shown = Secrets::default().mask().apply(text, text.len(), Look::Words).0;
        assert!(!shown.contains("onlyletters") && shown.matches(MASKED).count() == 2, "{shown}");
    }
}

#[test]
fn sentences_stay_readable() {
    for text in [
        "Invalid token: expired",
        "Invalid token: expired.",
        "Missing client_secret: required",
        "<p>Invalid access_token</p><p>Expired yesterday</p>",
        "<p>Invalid token</p><p>Please log in again.</p>",
        r#"{"token":{"a":1},"access_token":null}"#,
        r#"{"token_expires_in":"30"}"#,
        "<error>The token</error><status>expired</status>",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn a_cookie_keeps_its_name_and_attributes() {
    assert_eq!(mask_cookie("sid=abc; Path=/; Secure"), "sid=••••••; Path=/; Secure");
    assert_eq!(mask_cookie("abc"), "=••••••");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(access_token|secret|value=|[\"':=<>/\\\\ &é]|\\PC){0,40}") {
        let _ = shown(&text);
    }
}
