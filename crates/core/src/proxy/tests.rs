//! Which addresses are accepted, and where they lead.

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Proxy {
    Proxy::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn an_address_leads_to_the_host_and_port_that_were_typed() {
    for (text, url) in [
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("http://proxy.example:3128/", "http://proxy.example:3128"),
        ("  proxy.example:8080\n", "http://proxy.example:8080"),
        ("proxy.example", "http://proxy.example:80"),
        ("HTTP://Proxy.Example", "http://proxy.example:80"),
        ("https://proxy.example", "https://proxy.example:443"),
        ("socks5://proxy.example", "socks5://proxy.example:1080"),
        ("SOCKS5H://127.0.0.1:9050", "socks5h://127.0.0.1:9050"),
        ("socks5://Proxy.Example:9050", "socks5://proxy.example:9050"),
        ("http://[::1]:3128", "http://[::1]:3128"),
        ("[2001:DB8::1]:3128", "http://[2001:db8::1]:3128"),
        ("http://[::1]", "http://[::1]:80"),
        ("http://maria:secret@10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("maria:secret@proxy.example:8080", "http://proxy.example:8080"),
        ("http://bücher.example:8080", "http://xn--bcher-kva.example:8080"),
        ("http://my_proxy:8080", "http://my_proxy:8080"),
        ("http://proxy.example:08080", "http://proxy.example:8080"),
    ] {
        assert_eq!(parse(text).url_without_credentials(), url, "{text}");
    }
}

#[test]
fn user_name_and_password_are_decoded_byte_by_byte() {
    for (text, username, password, basic) in [
        ("http://CORP%5Cmaria:p4ss-word99@h:1", "CORP\\maria", Some("p4ss-word99"), "CORP\\maria:p4ss-word99"),
        ("http://us%40er:p%3Aw@h:1", "us@er", Some("p:w"), "us@er:p:w"),
        ("http://maria:a:b:c@h", "maria", Some("a:b:c"), "maria:a:b:c"),
        ("http://maria:%2F%3f%23%40%25%5B+@h", "maria", Some("/?#@%[+"), "maria:/?#@%[+"),
        ("http://maria@h", "maria", None, "maria:"),
        ("http://maria:@h", "maria", None, "maria:"),
        ("http://:token@h", "", Some("token"), ":token"),
        ("http://josé:sénha%20x@h", "josé", Some("sénha x"), "josé:sénha x"),
        ("http://m:[x]{y}\"'<>|^`@h", "m", Some("[x]{y}\"'<>|^`"), "m:[x]{y}\"'<>|^`"),
        ("maria:secret@h:1", "maria", Some("secret"), "maria:secret"),
    ] {
        let proxy = parse(text);
        assert_eq!(proxy.username().as_deref(), Some(username), "{text}");
        assert_eq!(proxy.password().map(Secret::expose), password, "{text}");
        let authorization = proxy.basic_authorization().unwrap();
        let pair = STANDARD.decode(authorization.expose().strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(String::from_utf8(pair).unwrap(), basic, "{text}");
    }
    let latin1 = parse("http://jos%E9:p@h").basic_authorization().unwrap();
    assert_eq!(latin1.expose(), format!("Basic {}", STANDARD.encode(b"jos\xe9:p")));
    for text in ["http://h:1", "http://@h", "http://:@h"] {
        let proxy = parse(text);
        assert!(proxy.basic_authorization().is_none() && proxy.username().is_none() && proxy.password().is_none());
    }
}

#[test]
fn an_address_that_could_lead_elsewhere_is_refused_with_what_to_write() {
    use ProxyError::{
        Backslash, Brackets, ColonInUsername, ControlCharacter, Empty, Fragment, MissingHost, PacFile, Path, Percent,
        Port, Query, Scheme, Space, Unescaped,
    };
    for (text, error) in [
        ("", Empty),
        (" \t", Empty),
        (r"http://CORP\maria:p4ss-word99@127.0.0.1:3128", Backslash),
        (r"CORP\maria:p4ss-word99@127.0.0.1:3128", Backslash),
        (r"http:\\127.0.0.1:3128", Backslash),
        (r"http://127.0.0.1:3128\", Backslash),
        ("http://maria:p4ss/word99@127.0.0.1:3128", Unescaped('/')),
        ("http://maria:p4ss?word99@127.0.0.1:3128", Unescaped('?')),
        ("http://maria:p4ss#word99@127.0.0.1:3128", Unescaped('#')),
        ("http://maria:p4ss@word99@127.0.0.1:3128", Unescaped('@')),
        ("http://maria@corp.example:p4ss@127.0.0.1:3128", Unescaped('@')),
        ("http://maria:1/2@x?y@127.0.0.1:3128", Unescaped('/')),
        ("http://127.0.0.1:3128/@proxy.example", Unescaped('/')),
        ("maria:p://x@127.0.0.1:3128", Unescaped('/')),
        ("http://maria:100%@127.0.0.1:3128", Percent),
        ("http://maria:%zz@127.0.0.1:3128", Percent),
        ("http://maria:%4@127.0.0.1:3128", Percent),
        ("http://a%3Ab:secret@127.0.0.1:3128", ColonInUsername),
        ("http://maria:a%0D%0Ab@127.0.0.1:3128", ControlCharacter),
        ("http://ma%00ria:ab@127.0.0.1:3128", ControlCharacter),
        ("http://maria:a b@127.0.0.1:3128", Space),
        ("http://127.0.0.1:3128 /", Space),
        ("http://127.0.\t0.1:3128", Space),
        ("http://proxy\u{a0}.example", Space),
        ("http://127.0.0.1:\u{0}3128", Space),
        ("a b", Space),
        ("http://127.0.0.1:3128/proxy.pac", PacFile),
        ("https://proxy.example/a/PROXY.PAC?x=1", PacFile),
        ("http://wpad/wpad.dat", PacFile),
        ("http://127.0.0.1:3128/x", Path),
        ("http://127.0.0.1:3128//", Path),
        ("proxy.example/x", Path),
        ("http://127.0.0.1:3128?x=1", Query),
        ("http://127.0.0.1:3128/?", Query),
        ("http://127.0.0.1:3128#x", Fragment),
        ("http://127.0.0.1:3128/#", Fragment),
        ("http://", MissingHost),
        ("http:///", MissingHost),
        ("http:///proxy.example", MissingHost),
        ("http://:3128", MissingHost),
        (":3128", MissingHost),
        ("http://maria:secret@", MissingHost),
        ("http://maria:secret@:3128", MissingHost),
        ("http://proxy.example:0", Port),
        ("http://proxy.example:", Port),
        ("http://proxy.example:65536", Port),
        ("http://proxy.example:+80", Port),
        ("http://proxy.example:-1", Port),
        ("http://proxy.example:http", Port),
        ("http://[::1]3128", Port),
        ("http://::1:3128", Brackets),
        ("::1", Brackets),
        ("ftp://proxy.example", Scheme),
        ("socks4://proxy.example", Scheme),
        ("pac+http://proxy.example", Scheme),
        ("http:proxy.example:3128", Scheme),
        ("http:/proxy.example:3128", Scheme),
        ("socks5:9050", Scheme),
    ] {
        assert_eq!(Proxy::parse(text).unwrap_err(), error, "{text}");
    }
}

#[test]
fn a_host_in_an_ambiguous_form_is_refused() {
    for host in
        ["010.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "%31.example", "a<b", "[::g]", "[::1", "1.2.3.4.5", "a..b|c"]
    {
        assert_eq!(Proxy::parse(&format!("http://{host}:3128")).unwrap_err(), ProxyError::Host, "{host}");
    }
}

#[test]
fn a_message_says_what_to_write_instead_and_never_repeats_the_password() {
    for (text, part) in [
        (r"http://CORP\maria:p4ss-word99@127.0.0.1:1", "`%5C`"),
        ("http://maria:p4ss-word99/@127.0.0.1:1", "`%2F`"),
        ("http://maria:p4ss-word99?@127.0.0.1:1", "`%3F`"),
        ("http://maria:p4ss-word99#@127.0.0.1:1", "`%23`"),
        ("http://maria:p4ss-word99@@127.0.0.1:1", "`%40`"),
        ("http://maria:p4ss-word99%@127.0.0.1:1", "`%25`"),
        ("http://maria:p4ss-word99 @127.0.0.1:1", "`%20`"),
        ("http://maria:p4ss-word99@127.0.0.1/proxy.pac", "PAC file"),
    ] {
        let error = Proxy::parse(text).unwrap_err();
        assert!(error.to_string().contains(part), "{text}: {error}");
        assert!(!format!("{error} {error:?}").contains("p4ss"), "{error}");
    }
    let debug = format!("{:?}", parse("http://maria:p4ss-word99@127.0.0.1:1"));
    assert_eq!(debug, "Proxy(http://127.0.0.1:1, with credentials)");
}

#[test]
fn a_setting_is_the_system_none_or_an_address() {
    assert_eq!(ProxySetting::default(), ProxySetting::System);
    assert_eq!(ProxySetting::parse(" System "), Ok(ProxySetting::System));
    assert_eq!(ProxySetting::parse("none"), Ok(ProxySetting::None));
    assert_eq!(ProxySetting::parse("none:1"), Ok(ProxySetting::Address(parse("http://none:1"))));
    assert_eq!(ProxySetting::parse(""), Err(ProxyError::Empty));
}

#[test]
fn proxies_are_equal_if_they_are_the_same_with_the_same_credentials() {
    assert_eq!(parse("http://u:p@h:80/"), parse("u:%70@H"));
    for other in ["http://u:q@h", "http://v:p@h", "http://h", "https://u:p@h:80", "http://u:p@h:81", "http://u:p@g"] {
        assert_ne!(parse("http://u:p@h"), parse(other), "{other}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "(http://|socks5:)?\\PC{0,40}") {
        let _ = Proxy::parse(&text);
    }

    #[test]
    fn what_is_accepted_is_read_the_same_by_the_url_crate(
        text in "http://([a-z%\\\\/?#@:\\[\\]é .0-9]{0,12}@)?[a-z0-9.:%\\[\\]\\\\@/?#-]{1,16}"
    ) {
        if let Ok(proxy) = Proxy::parse(&text) {
            let url = url::Url::parse(&text).unwrap();
            prop_assert_eq!(url.host(), Some(match proxy.host() {
                Host::Domain(name) => Host::Domain(name.as_str()),
                Host::Ipv4(address) => Host::Ipv4(*address),
                Host::Ipv6(address) => Host::Ipv6(*address),
            }));
            prop_assert_eq!(url.port_or_known_default(), Some(proxy.port()));
            let again = Proxy::parse(&proxy.url_without_credentials()).unwrap();
            prop_assert_eq!((again.host(), again.port()), (proxy.host(), proxy.port()));
        }
    }
}
