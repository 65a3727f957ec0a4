use super::*;
use crate::authorization::{NetworkProblemCode, SecretInput};

fn ca(name: &str) -> String {
    rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap().cert.pem()
}

fn typed(text: &str) -> SecretInput {
    SecretInput::Typed { text: Secret::new(text.to_owned()) }
}

fn through(address: &str) -> NetworkDraft {
    NetworkDraft { proxy: ProxyChoice::Address, proxy_address: address.to_owned(), ..NetworkDraft::default() }
}

fn problems(draft: &NetworkDraft, stored: Option<&NetworkDefaults>) -> Vec<(NetworkField, NetworkProblemCode)> {
    let problems = draft.check(stored).unwrap_err();
    problems.into_iter().map(|problem| (problem.field, problem.code)).collect()
}

#[test]
fn the_defaults_are_the_systems_proxy_and_thirty_seconds() {
    let draft = NetworkDraft::default();
    assert_eq!((draft.proxy, draft.timeout_s.as_str(), draft.certificates.as_str()), (ProxyChoice::System, "30", ""));
    assert_eq!(draft.check(None).unwrap(), NetworkDefaults::default());
}

#[test]
fn each_mistake_is_reported_at_its_field() {
    use crate::authorization::NetworkProblemCode as C;
    use NetworkField as F;
    let with = |change: fn(&mut NetworkDraft)| {
        let mut draft = through("http://proxy.example:3128");
        change(&mut draft);
        draft
    };
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let cases = [
        (through(""), F::ProxyAddress, C::ProxyRequired),
        (through("ftp://proxy.example"), F::ProxyAddress, C::ProxyScheme),
        (through("http://maria:CANARY@proxy.example"), F::ProxyAddress, C::ProxyCredentials),
        (through(r"http://proxy.example\@other.example"), F::ProxyAddress, C::ProxyCredentials),
        (through(r"CORP\maria"), F::ProxyAddress, C::ProxyCredentials),
        (through("http://proxy example"), F::ProxyAddress, C::ProxySpace),
        (through("http://proxy.example/path"), F::ProxyAddress, C::ProxyPath),
        (through("http://proxy.example/proxy.pac"), F::ProxyAddress, C::ProxyPac),
        (through("http://010.0.0.1"), F::ProxyAddress, C::ProxyHost),
        (through("http://proxy.example:0"), F::ProxyAddress, C::ProxyPort),
        (with(|draft| draft.proxy_username = "a:b".into()), F::ProxyUsername, C::UsernameColon),
        (with(|draft| draft.proxy_password = typed("a\n")), F::ProxyUsername, C::CredentialsControl),
        (with(|draft| draft.certificates = "hello".into()), F::Certificates, C::NoCertificate),
        (NetworkDraft { certificates: key, ..NetworkDraft::default() }, F::Certificates, C::PrivateKey),
        (with(|draft| draft.timeout_s = "0".into()), F::TimeoutS, C::TimeoutRange { limit: 3600 }),
        (with(|draft| draft.timeout_s = "1.5".into()), F::TimeoutS, C::TimeoutRange { limit: 3600 }),
        (with(|draft| draft.timeout_s = "3601".into()), F::TimeoutS, C::TimeoutRange { limit: 3600 }),
    ];
    for (draft, field, code) in cases {
        assert_eq!(problems(&draft, None), [(field, code)], "{draft:?}");
        let text = draft.check(None).unwrap_err()[0].to_string();
        assert!(text.ends_with('.') && !text.contains(['{', '}']) && !text.contains("CANARY"), "{text}");
    }
    let several = NetworkDraft { certificates: "x".into(), timeout_s: String::new(), ..through("") };
    assert_eq!(problems(&several, None).len(), 3);
}

#[test]
fn a_stored_password_stays_only_with_its_proxy() {
    let first = NetworkDraft { proxy_password: typed("s3cret"), ..through("http://proxy.example:3128") };
    let first = first.check(None).unwrap();
    let kept = NetworkDraft { proxy_username: "maria".into(), ..first.to_draft() };
    let kept = kept.check(Some(&first)).unwrap();
    assert_eq!(kept.proxy_password().unwrap().expose(), "s3cret");
    let addresses = ["http://other.example:3128", "http://proxy.example:3129", "socks5h://proxy.example:3128"];
    for address in addresses {
        let moved = NetworkDraft { proxy_address: address.into(), ..first.to_draft() };
        let expected = (NetworkField::ProxyPassword, NetworkProblemCode::PasswordOfAnotherProxy);
        assert_eq!(problems(&moved, Some(&first)), std::slice::from_ref(&expected), "{address}");
        assert_eq!(problems(&first.to_draft(), None), [expected]);
    }
}

#[test]
fn what_is_sealed_is_read_again_and_its_length_hides_the_passwords() {
    let draft = |password: &str| NetworkDraft {
        proxy_username: "CORP\\maria: \"é\"".into(),
        proxy_password: typed(password),
        certificates: ca("a.example") + &ca("b.example"),
        timeout_s: "45".into(),
        ..through("socks5h://[2001:db8::1]:1080")
    };
    let defaults = draft("p@ss/wörd%:\\\"").check(None).unwrap();
    assert_eq!(NetworkDefaults::from_bytes(&defaults.to_bytes()).unwrap(), defaults);
    assert_eq!(defaults.proxy_password().unwrap().expose(), "p@ss/wörd%:\\\"");
    assert_eq!(defaults.certificates().len(), 2);
    assert_eq!(NetworkDefaults::from_bytes(b"{}"), None);
    let length = |password: &str| NetworkDraft { certificates: String::new(), ..draft(password) };
    let length = |password: &str| length(password).check(None).unwrap().to_bytes().len();
    assert_eq!(length("1"), length("123456789012"));
}

#[test]
fn a_private_key_beside_the_certificate_is_not_kept() {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let draft = NetworkDraft { certificates: key + &ca("a.example"), ..NetworkDraft::default() };
    let kept = draft.check(None).unwrap().to_draft().certificates;
    assert!(kept.starts_with("-----BEGIN CERTIFICATE-----\n") && !kept.contains("PRIVATE"), "{kept}");
}

#[test]
fn this_machine_is_reached_directly_and_overrides_win() {
    let defaults = NetworkDraft { timeout_s: "5".into(), ..through("http://proxy.example:3128") }.check(None).unwrap();
    let url = |text: &str| TokenUrl::parse(text).unwrap();
    let remote = url("https://id.example/token");
    let options = defaults.options(&remote, &EnvironmentNetwork::default(), &NetworkOverrides::default());
    assert_eq!((options.limits.whole.as_secs(), options.proxy), (5, defaults.proxy.clone()));
    for loopback in ["http://127.0.0.1:8080/token", "http://localhost/token", "https://[::1]/token"] {
        assert_eq!(
            defaults.options(&url(loopback), &EnvironmentNetwork::default(), &NetworkOverrides::default()).proxy,
            ProxySetting::None
        );
    }
    let overrides = NetworkOverrides {
        proxy: Some(ProxySetting::System),
        trust: Some(Trust::default().without_verification()),
        limits: Some(Limits::within(Duration::from_secs(1))),
    };
    let options = defaults.options(&remote, &EnvironmentNetwork::default(), &overrides);
    assert!(
        options.trust.is_unverified() && options.proxy == ProxySetting::System && options.limits.whole.as_secs() == 1
    );
}

#[test]
fn only_another_proxy_or_another_certificate_redirects_more() {
    let check = |draft: NetworkDraft| draft.check(None).unwrap();
    let (one, two) = (ca("a.example"), ca("b.example"));
    let full = NetworkDraft {
        proxy_password: typed("s"),
        certificates: one.clone() + &two,
        ..through("http://proxy.example")
    };
    let (full, none) = (check(full), NetworkDefaults::default());
    assert!(full.redirects_more_than(&none) && !none.redirects_more_than(&full) && !full.redirects_more_than(&full));
    let less = NetworkDraft { proxy: ProxyChoice::None, certificates: one, timeout_s: "60".into(), ..full.to_draft() };
    assert!(!check(less).redirects_more_than(&full));
    let other = NetworkDraft { proxy_password: typed("another"), ..full.to_draft() };
    assert!(check(other).redirects_more_than(&full));
}
