//! The network defaults: sealed, never used as another program left them, and used by every CONNECT.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, mpsc},
    thread,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::pki_types::PrivateKeyDer;

use super::{
    network::NewNetworkDefaults,
    renewal::{secret, text_of},
    *,
};
use crate::{
    authorization::NetworkProblemCode,
    connect::{
        Outcome,
        network::{NetworkDraft, NetworkOverrides, ProxyChoice},
    },
    store::forge::{forge, forge_beside},
};

const PASSWORD: &str = "canary p@ss/wörd of the proxy";

fn through(address: &str) -> NetworkDraft {
    NetworkDraft {
        proxy: ProxyChoice::Address,
        proxy_address: address.to_owned(),
        proxy_username: "CORP\\maria".into(),
        proxy_password: typed(PASSWORD),
        ..NetworkDraft::default()
    }
}

fn new(keyfob: &Keyfob, draft: &NetworkDraft) -> NewNetworkDefaults {
    keyfob.new_network(draft).unwrap().unwrap()
}

fn set(keyfob: &Keyfob, draft: &NetworkDraft) -> NetworkShown {
    keyfob.set_network(&new(keyfob, draft)).unwrap()
}

fn prepared(keyfob: &Keyfob) -> Result<PreparedConnect> {
    keyfob.prepare_connect(&draft("a", "s"), STAGING, &NetworkOverrides::default(), &[])
}

fn refused(keyfob: &Keyfob) -> bool {
    matches!(prepared(keyfob), Err(Error::NetworkUnreadable))
}

fn stored(home: &Home) -> Option<String> {
    home.open().store().setting("network").unwrap()
}

#[test]
fn what_is_set_is_read_again_without_the_password() {
    let home = Home::new();
    let keyfob = home.open();
    let shown = keyfob.network().unwrap();
    assert_eq!((shown.draft, shown.is_unreadable), (NetworkDraft::default(), false));
    assert_eq!(home.keys(), 0, "the system's settings need no key");

    set(&keyfob, &through("http://proxy.example:3128"));
    let shown = home.open().network().unwrap();
    let text = serde_json::to_string(&shown).unwrap();
    assert!(text.contains(r#""proxy_password":{"kind":"stored"}"#) && !text.contains("canary"), "{text}");
    assert_eq!(text_of(&keyfob.reveal_proxy_password().unwrap()), PASSWORD);
    assert!(!format!("{:?}", new(&keyfob, &shown.draft)).contains("canary"));

    // The password stays with a new time limit, and doesn't go to another proxy.
    set(&keyfob, &NetworkDraft { timeout_s: "60".into(), ..shown.draft.clone() });
    assert_eq!(text_of(&keyfob.reveal_proxy_password().unwrap()), PASSWORD);
    let moved = NetworkDraft { proxy_address: "http://other.example".into(), ..shown.draft };
    let problems = keyfob.check_network(&moved).unwrap().problems;
    assert_eq!(problems[0].code, NetworkProblemCode::PasswordOfAnotherProxy);
    assert!(keyfob.new_network(&moved).unwrap().is_err());

    set(&keyfob, &NetworkDraft::default());
    assert!(stored(&home).is_none());
    assert!(matches!(keyfob.reveal_proxy_password(), Err(Error::NotFound)));
}

#[test]
fn the_user_is_asked_about_another_proxy_and_other_certificates_only() {
    let home = Home::new();
    let keyfob = home.open();
    let proxy = through("http://proxy.example:3128");
    let asks = |draft: &NetworkDraft| new(&keyfob, draft).to_agree().is_some();
    assert!(asks(&proxy) && !asks(&NetworkDraft { proxy: ProxyChoice::None, ..NetworkDraft::default() }));
    let shown = set(&keyfob, &proxy).draft;
    let pem = rcgen::generate_simple_self_signed(vec!["a.example".into()]).unwrap().cert.pem();
    assert!(!asks(&NetworkDraft { timeout_s: "60".into(), ..shown.clone() }));
    assert!(asks(&NetworkDraft { certificates: pem, ..shown }));
    forge(home.folder.path(), "UPDATE setting SET value = 'AAAA' WHERE key = 'network';").unwrap();
    assert!(asks(&proxy), "what was changed outside is nothing that the user agreed to");
}

#[test]
fn connect_refuses_what_another_program_changed_until_it_is_set_again() {
    let home = Home::new();
    let keyfob = home.open();
    set(&keyfob, &through("http://proxy.example:3128"));
    let own = stored(&home).unwrap();
    let mut flipped = STANDARD.decode(&own).unwrap();
    flipped[40] ^= 1;

    // Sealed by the same format in another vault.
    let other_home = Home::new();
    set(&other_home.open(), &through("http://attacker.example:3128"));
    let others = stored(&other_home).unwrap();

    for value in [STANDARD.encode(&flipped), others, String::new(), "not base64".into()] {
        forge(home.folder.path(), &format!("UPDATE setting SET value = '{value}' WHERE key = 'network';")).unwrap();
        for keyfob in [&keyfob, &home.open()] {
            assert!(refused(keyfob), "{value}");
            let shown = keyfob.network().unwrap();
            assert_eq!((shown.is_unreadable, shown.draft), (true, NetworkDraft::default()));
            assert!(matches!(keyfob.reveal_proxy_password(), Err(Error::NetworkUnreadable)));
        }
        assert!(!set(&keyfob, &through("http://proxy.example:3128")).is_unreadable);
        assert!(prepared(&keyfob).is_ok());
    }
    forge(home.folder.path(), "UPDATE setting SET value = '' WHERE key = 'network';").unwrap();
    set(&keyfob, &NetworkDraft::default());
    assert!(prepared(&keyfob).is_ok(), "the system's settings can always be chosen");
}

#[test]
fn defaults_without_a_vault_are_refused() {
    let home = Home::new();
    let keyfob = home.open();
    forge(home.folder.path(), "INSERT INTO setting (key, value, digest) VALUES ('network', 'AAAA', x'');").unwrap();
    assert!(refused(&keyfob) && keyfob.network().unwrap().is_unreadable);
}

#[test]
fn a_locked_vault_is_unlocked_before_anything_is_sent_past_the_proxy() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.create_passphrase_vault(&secret("correct horse")).unwrap();
    assert!(prepared(&keyfob).is_ok());
    set(&keyfob, &through("http://proxy.example:3128"));
    keyfob.lock_vault().unwrap();
    assert!(matches!(prepared(&keyfob), Err(Error::VaultLocked)));
    keyfob.unlock(&secret("correct horse")).unwrap();
    assert!(prepared(&keyfob).is_ok());
}

type Change = fn(&Keyfob) -> bool;

#[test]
fn every_new_key_seals_them_again_and_an_old_row_is_refused() {
    let home = Home::new();
    let keyfob = home.open();
    set(&keyfob, &through("http://proxy.example:3128"));
    let changes: [(&str, Change); 4] = [
        ("rotate", |keyfob| keyfob.rotate_key(OldBackups::Update).is_ok()),
        ("recovery", |keyfob| keyfob.make_recovery_key(OldBackups::Update).is_ok()),
        ("passphrase", |keyfob| keyfob.move_to_passphrase(&secret("correct horse"), OldBackups::Update).is_ok()),
        ("keyring", |keyfob| keyfob.move_to_keyring(&secret("correct horse"), OldBackups::Update).is_ok()),
    ];
    for (name, change) in changes {
        let before = stored(&home).unwrap();
        assert!(change(&keyfob), "{name}");
        assert_ne!(stored(&home).unwrap(), before, "{name}");
        assert_eq!(text_of(&keyfob.reveal_proxy_password().unwrap()), PASSWORD, "{name}");
        let after = stored(&home).unwrap();
        forge(home.folder.path(), &format!("UPDATE setting SET value = '{before}' WHERE key = 'network';")).unwrap();
        assert!(refused(&keyfob), "{name}");
        forge(home.folder.path(), &format!("UPDATE setting SET value = '{after}' WHERE key = 'network';")).unwrap();
        assert!(prepared(&keyfob).is_ok(), "{name}");
    }
}

#[test]
fn a_restored_backup_brings_its_own_and_nothing_moves_from_it_into_the_data() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    set(&keyfob, &through("http://old.example:3128"));
    let backup = keyfob.back_up().unwrap();
    set(&keyfob, &through("http://new.example:3128"));
    keyfob.rotate_key(OldBackups::Update).unwrap();

    let own = stored(&home).unwrap();
    let copy =
        "UPDATE setting SET value = (SELECT value FROM older.setting WHERE key = 'network') WHERE key = 'network';";
    forge_beside(home.folder.path(), Some(&backup), copy).unwrap();
    assert!(refused(&keyfob), "the backup is sealed for another database");
    forge(home.folder.path(), &format!("UPDATE setting SET value = '{own}' WHERE key = 'network';")).unwrap();

    keyfob.restore_backup(&keyfob.restorable_backup(&backup).unwrap()).unwrap();
    let shown = keyfob.network().unwrap();
    assert_eq!((shown.draft.proxy_address.as_str(), shown.is_unreadable), ("http://old.example:3128", false));
    assert_eq!(text_of(&keyfob.reveal_proxy_password().unwrap()), PASSWORD);
}

/// A TLS server with a certificate of a private authority, which grants a token; returns its port and the authority's PEM.
pub(super) fn tls_server() -> (u16, String) {
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate =
        rcgen::CertificateParams::new(vec!["id.example".into()]).unwrap().signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap();
    let (listener, config) = (TcpListener::bind("127.0.0.1:0").unwrap(), Arc::new(config));
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let config = config.clone();
            thread::spawn(move || grant_token(&mut stream.unwrap(), config));
        }
    });
    (port, authority_pem)
}

fn grant_token(stream: &mut TcpStream, config: Arc<rustls::ServerConfig>) {
    let mut session = rustls::ServerConnection::new(config).unwrap();
    let mut tls = rustls::Stream::new(&mut session, stream);
    let (mut request, mut byte) = (Vec::new(), [0]);
    while !request.ends_with(b"grant_type=client_credentials") {
        // A client that rejects the certificate sends nothing.
        let Ok(1) = tls.read(&mut byte) else { return };
        request.push(byte[0]);
    }
    let body = r#"{"access_token":"tok","token_type":"Bearer"}"#;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json";
    let _ = write!(tls, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
}

/// A proxy that leads every tunnel to one port of this machine, and reports the head of each request.
pub(super) fn proxy_to(port: u16) -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own_port = listener.local_addr().unwrap().port();
    let (sender, heads) = mpsc::channel();
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read > 0) {
                head.push(byte[0]);
            }
            let _ = sender.send(String::from_utf8_lossy(&head).into_owned());
            client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
            thread::spawn(move || std::io::copy(&mut server, &mut client));
        }
    });
    (own_port, heads)
}

#[test]
fn connect_goes_through_the_proxy_with_its_credentials_and_trusts_the_private_authority() {
    let home = Home::new();
    let keyfob = home.open();
    let (port, authority) = tls_server();
    let (proxy_port, heads) = proxy_to(port);
    let mut draft = draft("a", "s");
    staging(&mut draft).token_url = "https://id.example/token".into();
    let saved = keyfob.save(&draft, &[]).unwrap().draft;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let connect = || {
        let prepared = keyfob.prepare_connect(&saved, STAGING, &NetworkOverrides::default(), &[]).unwrap();
        keyfob.record_connect(runtime.block_on(prepared.send()))
    };

    let network = through(&format!("http://127.0.0.1:{proxy_port}"));
    set(&keyfob, &network);
    let Outcome::Failed(failure) = connect() else { panic!("the authority isn't trusted yet") };
    assert_eq!(failure.code.as_str(), "certificate_untrusted");
    assert!(heads.recv().unwrap().starts_with("CONNECT id.example:443 "));

    set(&keyfob, &NetworkDraft { certificates: authority, ..network });
    let outcome = connect();
    assert!(matches!(outcome, Outcome::Connected(_)), "{outcome:?}");
    let expected = STANDARD.encode(format!("CORP\\maria:{PASSWORD}"));
    let head = heads.recv().unwrap();
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic") && head.contains(&expected), "{head}");
    let shown = format!("{outcome:?}{}", serde_json::to_string(&outcome).unwrap());
    assert!(!shown.contains("canary") && !shown.contains(&expected), "{shown}");
    assert!(keyfob.read(saved.id.unwrap()).unwrap().validated_at_ms.staging.is_some());
}
