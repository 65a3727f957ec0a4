//! `keyfob network`: the defaults for every token request of a saved authorization.

use std::fs;

use keyfob_tests::{
    hostile::{Authority, HostileServer, Validity, token},
    proxy::{Policy, Protocol, ProxyServer},
};
use serde_json::json;

use crate::Person;

const PASSWORD: &str = "canary p@ss/wörd of the proxy";

fn file(person: &Person, name: &str, text: &str) -> String {
    let path = person.home.all().join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_saved_authorization_is_connected_through_the_proxy_with_the_private_authority() {
    let authority = Authority::new();
    let server = HostileServer::start_tls(&authority.issue(&["id.example"], Validity::Now), token("tok"));
    let proxy = ProxyServer::start(Protocol::Http, Policy::ConnectTo(server.address()));
    let person = Person::new("https://id.example/token");
    let address = format!("http://127.0.0.1:{}", proxy.port());
    let (password, ca) = (file(&person, "password", PASSWORD), file(&person, "ca.pem", &authority.certificate_pem()));

    let credentials = ["--proxy-user", "maria", "--proxy-password-file", &password];
    let set = [&["network", "set", "--proxy", &address][..], &credentials].concat();
    let said = person.with_passphrase(&set);
    let expected = format!("proxy:       {address} as `maria`, with a password\ntime limit:  30 s\n");
    assert!(said.status == 0 && said.out.starts_with(&expected), "{said:?}");
    let said = person.with_passphrase(&["connect", "Billing API", "--json"]);
    assert_eq!(said.json()["error"]["code"], "certificate_untrusted", "{said:?}");

    // What isn't named stays as it is, the password included.
    let said = person.with_passphrase(&["network", "set", "--ca-file", &ca, "--time-limit", "45"]);
    assert!(said.status == 0 && said.out.contains("valid until"), "{said:?}");
    let said = person.with_passphrase(&["connect", "Billing API", "--json"]);
    assert_eq!(said.json()["connected"], true, "{said:?}");
    let expected = format!("maria:{PASSWORD}");
    assert_eq!(proxy.requests().last().unwrap().credentials.as_ref(), Some(&expected));

    let shown = person.with_passphrase(&["network", "--json"]);
    assert!(!format!("{shown:?}").contains("canary"));
    let shown = shown.json();
    assert_eq!((&shown["proxy"], &shown["timeout_s"]), (&json!("address"), &json!(45)));
    assert_eq!((&shown["has_proxy_password"], &shown["certificates"][0]["subject"].is_string()), (&json!(true), &true));

    // Without the passphrase nothing is sent past the proxy.
    let before = proxy.connections();
    assert_eq!(person.keyfob(&["connect", "Billing API"]).status, 7);
    assert_eq!(proxy.connections(), before);

    let said = person.with_passphrase(&["network", "reset"]);
    assert_eq!(said.out, "proxy:       the system's\ntime limit:  30 s\ntrust:       the system's certificates\n");
}

#[test]
fn a_ca_of_an_environment_vouches_for_its_server_and_its_own_proxy_and_for_no_other() {
    let authority = Authority::new();
    let server = HostileServer::start_tls(&authority.issue(&["id.example"], Validity::Now), token("tok"));
    let protocol = Protocol::Https(authority.issue(&["localhost"], Validity::Now));
    let proxy = ProxyServer::start(protocol, Policy::ConnectTo(server.address()));
    let person = Person::new("https://id.example/token");
    let address = format!("https://localhost:{}", proxy.port());
    let (password, ca) = (file(&person, "password", PASSWORD), file(&person, "ca.pem", &authority.certificate_pem()));
    let other = file(&person, "other.pem", &Authority::new().certificate_pem());
    let credentials = ["--proxy-user", "maria", "--proxy-password-file", &password];
    let new = ["add", "oauth2", "Open", "--token-url", "https://id.example/token", "--client-id", "c"];
    let public = ["--client-auth", "none", "--ca-file", &ca];

    assert_eq!(
        person.with_passphrase(&[&["network", "set", "--proxy", &address][..], &credentials].concat()).status,
        0
    );
    assert_eq!(person.with_passphrase(&[&new[..], &public].concat()).status, 0);
    let said = person.with_passphrase(&["connect", "Open", "--json"]);
    assert_eq!(said.json()["error"]["code"], "certificate_untrusted", "{said:?}");
    assert!(said.out.contains("proxy") && proxy.requests().is_empty(), "the defaults' password was sent: {said:?}");

    // Its own proxy is the environment's, too.
    let own = [&["edit", "Open", "--proxy", &address][..], &credentials].concat();
    assert_eq!(person.with_passphrase(&own).status, 0);
    assert_eq!(person.with_passphrase(&["connect", "Open", "--json"]).json()["connected"], true);
    let expected = format!("maria:{PASSWORD}");
    assert_eq!(proxy.requests().last().unwrap().credentials.as_ref(), Some(&expected));

    // Its stored password goes neither to another proxy nor to one that another CA vouches for.
    for (change, says) in [
        (["--ca-file", &other], "CA certificate with the SHA-256 fingerprint"),
        (["--proxy", "socks5://proxy.example:1080"], "--clear proxy-password"),
    ] {
        let said = person.with_passphrase(&[&["edit", "Open"][..], &change].concat());
        assert!(said.status == 4 && said.err.contains(says), "{said:?}");
    }
    let said = person.with_passphrase(&["show", "Open", "--json"]);
    assert!(said.out.contains(&address) && said.out.contains("maria"), "nothing was dropped: {said:?}");
    let said = person.with_passphrase(&["edit", "Open", "--proxy", "none", "--ca-file", &other]);
    assert!(said.status == 0 && said.err.contains("proxy_password"), "{said:?}");
}

#[test]
fn a_mistake_names_its_argument_and_changes_nothing() {
    let person = Person::new("https://id.example/token");
    let ca = file(&person, "ca.pem", "canary: not a certificate");
    let address = "http://maria:canary@proxy.example:3128";
    for (arguments, named, status) in [
        (
            &["--proxy", address][..],
            "Enter them in their own fields. Their options are `--proxy-user` and `--proxy-password-file`.",
            4,
        ),
        (&["--proxy", "http://proxy.example/path"], "`--proxy`: A proxy address ends after the port.", 4),
        (&["--ca-file", &ca], "`--ca-file`: No certificate was found.", 4),
        (
            &["--ca-file", "/nowhere"],
            "Couldn't read certificates from `/nowhere`: No such file or directory. Check its name",
            2,
        ),
        (&["--time-limit", "0"], "`--time-limit`: Enter a whole number of seconds between 1 and 3600.", 4),
        (&["--proxy", "none", "--proxy-user", "maria"], "need the address of a proxy", 2),
    ] {
        let said = person.with_passphrase(&[&["network", "set"], arguments].concat());
        assert!(said.status == status && said.err.contains(named) && !said.err.contains("canary"), "{said:?}");
    }
    assert_eq!(person.with_passphrase(&["network", "--json"]).json()["proxy"], "system");
    assert_eq!(person.keyfob(&["network", "set"]).status, 2);
}

#[test]
fn defaults_that_another_program_changed_are_refused_until_they_are_set_again() {
    let server = HostileServer::start(token("tok"));
    let person = Person::new(&server.url("/token"));
    person.with_passphrase(&["network", "set", "--time-limit", "20"]);
    let forged = "UPDATE setting SET value = 'AAAA' WHERE key = 'network';";
    keyfob_core::torture::forge(&person.home.data(), forged).unwrap();
    let said = person.with_passphrase(&["connect", "Billing API"]);
    assert!(said.status == 4 && said.err.contains("`keyfob network set`"), "{said:?}");
    assert_eq!(server.connections(), 0);
    let shown = person.with_passphrase(&["network"]);
    assert!(shown.status == 4 && shown.err.contains("changed outside Keyfob"), "{shown:?}");
    let said = person.with_passphrase(&["network", "set", "--time-limit", "20"]);
    assert!(said.status == 4 && said.err.contains("`keyfob network reset`"), "{said:?}");
    assert_eq!(person.with_passphrase(&["network", "set", "--proxy", "none", "--no-ca"]).status, 0);
    assert_eq!(person.with_passphrase(&["connect", "Billing API"]).status, 0);
}
