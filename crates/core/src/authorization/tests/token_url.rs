//! The Token URL.

use proptest::prelude::*;

use crate::authorization::{NoteCode, ProblemCode, TokenUrl};

#[test]
fn path_and_query_are_sent_to_the_letter_but_for_dot_segments_and_apostrophes() {
    for (typed, target) in [
        ("https://a.example", "/"),
        ("https://a.example/", "/"),
        ("https://a.example/token/", "/token/"),
        ("https://a.example//a//b/", "//a//b/"),
        ("https://a.example/a%2Fb%3Fc%20", "/a%2Fb%3Fc%20"),
        ("https://a.example/~u/$&'()*,;=:@!", "/~u/$&'()*,;=:@!"),
        ("https://a.example?tenant=1&x=%20+", "/?tenant=1&x=%20+"),
        ("https://a.example/token?tenant=acme%20br&x=%2F", "/token?tenant=acme%20br&x=%2F"),
        ("https://a.example/t?grant_type=client_credentials", "/t?grant_type=client_credentials"),
        ("HTTPS://A.example:443/T?", "/T?"),
        ("https://a.example/a/../b/./c", "/b/c"),
        ("https://a.example/a/%2e%2E/b", "/b"),
        ("https://a.example/t?x='1'", "/t?x=%271%27"),
    ] {
        assert_eq!(TokenUrl::parse(typed).unwrap().target(), target, "{typed}");
    }
}

#[test]
fn a_url_that_is_changed_before_it_is_sent_says_so() {
    let sent_as = |typed: &str| match TokenUrl::parse(typed).unwrap().note() {
        Some(NoteCode::SentAs { url }) => Some(url),
        Some(other) => panic!("{other:?}"),
        None => None,
    };
    for (typed, url) in [
        ("https://a.example/a/../b", "https://a.example/b"),
        ("https://a.example/%2e%2e/t", "https://a.example/t"),
        ("https://a.example:8443/t?x='1'", "https://a.example:8443/t?x=%271%27"),
        ("https://bücher.example/t", "https://xn--bcher-kva.example/t"),
        ("http://0x7f.1:80/t", "http://127.0.0.1/t"),
        ("https://[0:0::1]:8443/t", "https://[::1]:8443/t"),
    ] {
        assert_eq!(sent_as(typed).as_deref(), Some(url), "{typed}");
    }
    for typed in [
        "HTTPS://A.Example:443",
        "https://a.example?",
        "https://a.example/t?x=%27",
        "http://[::1]:80/",
        "https://[::1]/",
    ] {
        assert_eq!(sent_as(typed), None, "{typed}");
    }
}

#[test]
fn what_is_invisible_around_a_url_is_trimmed() {
    for typed in [
        "  https://a.example/token \t\n",
        "\u{FEFF}https://a.example/token",
        "https://a.example/token\u{A0}",
        "\u{200B}https://a.example/token\u{200B}",
        "https://a.example/token\u{200E}",
        "https://a.example/token\u{FE0F}",
        "\u{2060} \u{3000}https://a.example/token\u{AD}\r\n",
    ] {
        let url = TokenUrl::parse(typed).unwrap();
        assert_eq!((url.as_str(), url.target()), ("https://a.example/token", "/token"), "{typed:?}");
    }
    for typed in ["", "  ", "\u{200B}\u{FEFF}"] {
        assert_eq!(TokenUrl::parse(typed).unwrap_err(), ProblemCode::Required, "{typed:?}");
    }
}

#[test]
fn an_invisible_character_inside_is_named_wherever_it_is() {
    for character in
        "\u{200B}\u{200D}\u{200E}\u{202E}\u{2066}\u{AD}\u{FEFF}\u{2060}\u{FE0F}\u{E0041}\u{A0}\u{3000}".chars()
    {
        for typed in
            ["https://a.exa_mple/token", "https://a.example/to_ken", "https://a.example_:80/", "ht_tps://a.example/"]
        {
            let typed = typed.replace('_', &character.to_string());
            assert_eq!(
                TokenUrl::parse(&typed).unwrap_err(),
                ProblemCode::InvisibleCharacter { character },
                "{typed:?}"
            );
        }
    }
    let code = TokenUrl::parse("http://127.0.0.1\u{200B}:80/").unwrap_err();
    assert_eq!(code.to_string(), "contains an invisible character (U+200B, zero-width space). Remove it.");
}

#[test]
fn a_url_copied_from_text_or_documentation_says_what_to_correct() {
    let placeholder = |text: &str| ProblemCode::UrlPlaceholder { text: text.to_owned() };
    let look_alike = |character, ascii| ProblemCode::LookAlike { character, ascii };
    for (typed, code) in [
        ("“https://a.example/token”", ProblemCode::Quoted),
        ("\"https://a.example/token\"", ProblemCode::Quoted),
        ("'https://a.example/token'", ProblemCode::Quoted),
        ("<https://a.example/token>", ProblemCode::Quoted),
        ("https://a.example/token\"", ProblemCode::Quoted),
        ("https：//a.example/token", look_alike('：', ':')),
        ("https://a.example／token", look_alike('／', '/')),
        ("https://login–a.example/", look_alike('–', '-')),
        ("https://a.example/o’brien", look_alike('’', '\'')),
        ("https://a.example/tok en", ProblemCode::Space),
        ("https://a b.example/", ProblemCode::Space),
        ("https://a.ex\tample/", ProblemCode::ControlCharacter { character: '\t' }),
        ("https://a.example/\0", ProblemCode::ControlCharacter { character: '\0' }),
        ("https://a.example/{tenant}/token", placeholder("{tenant}")),
        ("https://a.example/<your tenant>/token", placeholder("<your tenant>")),
        ("{{base_url}}/token", placeholder("{{base_url}}")),
    ] {
        assert_eq!(TokenUrl::parse(typed).unwrap_err(), code, "{typed}");
    }
}

#[test]
fn what_is_no_token_url_is_refused_with_its_reason() {
    use ProblemCode::{NotAUrl, UrlCharacter, UrlCredentials, UrlFragment};
    for (typed, reason) in [
        ("a.example/token", NotAUrl),
        ("/token", NotAUrl),
        ("ftp://a.example/", NotAUrl),
        ("https:/a.example", NotAUrl),
        ("https:\\\\a.example", NotAUrl),
        ("https://", NotAUrl),
        ("https:///token", NotAUrl),
        ("https://a.example:99999/", NotAUrl),
        ("https://a.example:0/", NotAUrl),
        ("https://a.example/#x", UrlFragment),
        ("https://a.example/#", UrlFragment),
        ("https://u:p@a.example/", UrlCredentials),
        ("https://u@a.example/", UrlCredentials),
        ("https://a.example/é", UrlCharacter { character: 'é' }),
        ("https://a.example/%2", UrlCharacter { character: '%' }),
        ("https://a.example/{", UrlCharacter { character: '{' }),
        ("https://a\\b.example/", UrlCharacter { character: '\\' }),
    ] {
        assert_eq!(TokenUrl::parse(typed).unwrap_err(), reason, "{typed}");
    }
}

#[test]
fn only_loopback_may_be_plain_http_without_consent() {
    for (typed, cleartext) in [
        ("http://localhost:1/", false),
        ("http://app.localhost/", false),
        ("http://LocalHost./", false),
        ("http://notlocalhost/", true),
        ("http://127.9.9.9/", false),
        ("http://[::1]:8/", false),
        ("http://[::ffff:127.0.0.1]/", false),
        ("https://a.example/", false),
        ("http://a.example/", true),
        ("http://localhost.a.example/", true),
        ("http://10.0.0.1/", true),
        ("http://0.0.0.0/", true),
    ] {
        assert_eq!(TokenUrl::parse(typed).unwrap().is_cleartext(), cleartext, "{typed}");
    }
}

#[test]
fn the_host_and_port_are_where_the_url_leads() {
    for (typed, authority, port, origin) in [
        ("https://Login.Example/t", "login.example", 443, "https://login.example"),
        ("https://login.example:443/t", "login.example", 443, "https://login.example"),
        ("http://login.example/t", "login.example", 80, "http://login.example"),
        ("http://login.example:443/t", "login.example:443", 443, "http://login.example:443"),
        ("https://[::1]:8443/t", "[::1]:8443", 8443, "https://[::1]:8443"),
        ("https://bücher.example/", "xn--bcher-kva.example", 443, "https://xn--bcher-kva.example"),
    ] {
        let url = TokenUrl::parse(typed).unwrap();
        assert_eq!((url.authority().as_str(), url.port()), (authority, port), "{typed}");
        assert_eq!(url.origin(), origin, "{typed}");
        assert!(authority.starts_with(&url.host().to_string()), "{typed}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic_and_what_it_takes_it_keeps(text in "(https?://)?\\PC{0,60}") {
        if let Ok(url) = TokenUrl::parse(&text) {
            prop_assert!(text.contains(url.as_str()));
            let to_the_letter = url.as_str().ends_with(url.target()) || url.target() == "/" || url.target().starts_with("/?");
            prop_assert!(to_the_letter || url.note().is_some(), "{}", url.target());
            prop_assert!(url.target().bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }

    #[test]
    fn a_path_and_query_without_dot_segments_and_apostrophes_are_sent_to_the_letter(
        target in "/[a-z0-9~!$&()*+,;=:@%/-]{0,20}(\\?[a-z0-9~!$&()*+,;=:@/?.-]{0,20})?",
    ) {
        let url = TokenUrl::parse(&format!("https://a.example{}", target.replace('%', "%2F")));
        if let Ok(url) = url {
            prop_assert_eq!(url.target(), target.replace('%', "%2F"));
            prop_assert_eq!(url.note(), None);
        }
    }
}
