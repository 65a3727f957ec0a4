//! CONNECT with a user: what the browser is sent and brings, and how it ends.

use std::{net::TcpListener, thread, time::Duration};

use super::{
    sign_in_server::{User, UsersServer, get, rotating, send, sign_in, sign_in_with},
    tokens::run,
    *,
};
use crate::{
    authorization::GrantType,
    connect::{Code, Hint, IgnoredRedirect, Outcome, SignInWaiting, Stage, network::NetworkOverrides},
    keyfob::SignInOptions,
};

const PKCE: GrantType = GrantType::AuthorizationCodePkce;

fn failed(outcome: Outcome) -> crate::connect::ConnectFailure {
    match outcome {
        Outcome::Failed(failure) => failure,
        Outcome::Connected(connection) => panic!("{connection:?}"),
    }
}

fn is_connected(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Connected(_))
}

#[test]
fn a_code_becomes_a_token_with_everything_that_the_server_must_get() {
    for grant in [GrantType::AuthorizationCode, PKCE] {
        let (home, server, user) = (Home::new(), UsersServer::new(rotating(3600)), User::signing_in());
        let keyfob = home.open();
        let outcome = sign_in(&keyfob, &server.draft(grant), &user);
        let Outcome::Connected(connection) = outcome else { panic!("{outcome:?}") };
        assert!(connection.signed_in.as_ref().is_some_and(|signed_in| signed_in.has_refresh_token));
        assert!(!serde_json::to_string(&connection).unwrap().contains("canary"), "nothing secret is shown");
        let seen = server.seen.lock().unwrap();
        let request = &seen[0];
        assert_eq!((request.get("grant_type"), request.get("code")), ("authorization_code", "canary-code"));
        assert!(request.head.contains("Authorization: Basic ") || request.head.contains("authorization: Basic "));
        let shown = user.shown.lock().unwrap();
        let SignInWaiting::Browser { redirect_url, address, .. } = &shown[0] else { panic!("{shown:?}") };
        assert_eq!(request.get("redirect_uri"), redirect_url);
        assert!(!address.contains("canary"));
        let has_verifier = request.get("code_verifier").len() == 43;
        assert_eq!((has_verifier, address.contains("code_challenge_method=S256")), (grant == PKCE, grant == PKCE));
        assert_eq!(shown.last(), Some(&SignInWaiting::Token));
        let answers = user.answers();
        assert!(answers[0].starts_with("HTTP/1.1 303") && answers[0].contains("You’re signed in"), "{answers:?}");
        assert!(!answers[0].contains("canary") && answers[0].contains("no-store"), "{answers:?}");
    }
}

#[test]
fn a_client_without_a_secret_is_a_public_one() {
    let (home, server, user) = (Home::new(), UsersServer::new(rotating(3600)), User::signing_in());
    let mut draft = server.draft(PKCE);
    staging(&mut draft).client_secret = SecretInput::Blank;
    assert!(is_connected(&sign_in(&home.open(), &draft, &user)));
    let seen = server.seen.lock().unwrap();
    assert!(!seen[0].head.to_ascii_lowercase().contains("authorization:"));
    assert_eq!(seen[0].get("client_id"), "client");
}

#[test]
fn a_foreign_redirect_changes_nothing_and_is_told() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let user = User::new(|asked| {
        let state = asked.get("state");
        vec![
            "/callback?code=canary-forged&state=other".to_owned(),
            "/callback?code=canary-forged".to_owned(),
            format!("/callback?code=canary-forged&state={state}&state={state}"),
            format!("/elsewhere?code=canary-forged&state={state}"),
            "/callback/result".to_owned(),
            format!("/callback?code=canary-code&state={state}"),
        ]
    });
    assert!(is_connected(&sign_in(&home.open(), &server.draft(PKCE), &user)));
    assert_eq!(server.seen.lock().unwrap()[0].get("code"), "canary-code");
    let shown = user.shown.lock().unwrap();
    let ignored: Vec<_> = shown
        .iter()
        .filter_map(|waiting| match waiting {
            SignInWaiting::Browser { ignored, .. } => *ignored,
            _ => None,
        })
        .collect();
    assert!(ignored.starts_with(&[IgnoredRedirect::WrongState, IgnoredRedirect::NoState]), "{ignored:?}");
    let answers = user.answers();
    for (at, status) in ["400", "400", "400", "404", "404", "303"].into_iter().enumerate() {
        assert!(answers[at].starts_with(&format!("HTTP/1.1 {status}")), "{at}: {}", answers[at]);
        assert!(!answers[at].contains("forged"), "{}", answers[at]);
    }
}

#[test]
fn each_ending_says_what_it_was_and_requests_no_token() {
    let error =
        |query: &'static str| User::new(move |asked| vec![format!("/callback?{query}&state={}", asked.get("state"))]);
    for (user, stage, code, words) in [
        (error("error=access_denied&error_description=Not+you"), Stage::SignIn, Code::SignInDenied, Some("Not you")),
        (error("error=invalid_scope"), Stage::Oauth, Code::Server("invalid_scope".into()), None),
        (error("iss=https%3A%2F%2Fevil.example&code=c"), Stage::SignIn, Code::IssuerMismatch, None),
        (error("nothing=1"), Stage::SignIn, Code::BadRedirect, None),
        (error("code=c&error=x"), Stage::SignIn, Code::BadRedirect, None),
    ] {
        let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
        let failure = failed(sign_in(&home.open(), &server.draft(PKCE), &user));
        assert_eq!((failure.stage, &failure.code), (stage, &code));
        assert_eq!(failure.server_message.as_deref(), words);
        assert_eq!(server.seen.lock().unwrap().len(), 0);
        let answers = user.answers();
        assert!(answers[0].contains("You’re not signed in"), "{answers:?}");
    }
}

#[test]
fn nobody_is_waited_for_forever_and_only_foreign_answers_are_said_to_have_come() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let nobody = User::new(|_| Vec::new());
    let stranger = User::new(|_| vec!["/callback?code=c&state=other".to_owned()]);
    for (user, code) in [(nobody, Code::SignInTimedOut), (stranger, Code::StateMismatch)] {
        let how = SignInOptions { patience: Duration::from_millis(500), ..user.options() };
        assert_eq!(failed(sign_in_with(&home.open(), &server.draft(PKCE), &how)).code, code);
        // Nothing listens any more.
        let shown = user.shown.lock().unwrap();
        let SignInWaiting::Browser { redirect_url, .. } = &shown[0] else { panic!("{shown:?}") };
        let port = url::Url::parse(redirect_url).unwrap().port().unwrap();
        assert_eq!(get(port, "/callback?code=c"), "");
    }
}

#[test]
fn a_port_that_is_taken_is_named_and_a_fixed_one_is_used() {
    let (home, server, user) = (Home::new(), UsersServer::new(rotating(3600)), User::signing_in());
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut draft = server.draft(PKCE);
    staging(&mut draft).redirect_port = port.to_string();
    let keyfob = home.open();
    let failure = failed(sign_in(&keyfob, &draft, &user));
    assert_eq!(failure.code, Code::PortInUse);
    assert!(failure.message.contains(&port.to_string()), "{}", failure.message);
    drop(taken);
    assert!(is_connected(&sign_in(&keyfob, &draft, &user)));
    assert!(server.seen.lock().unwrap()[0].get("redirect_uri").contains(&format!(":{port}/callback")));
}

/// Holds a sign-in open, and lets something happen to its listener.
fn while_waiting(act: impl FnOnce(u16) + Send + 'static) {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let (sender, port) = std::sync::mpsc::channel();
    let user = User::new(move |asked| {
        let url = url::Url::parse(asked.get("redirect_uri")).unwrap();
        sender.send((url.port().unwrap(), asked.get("state").to_owned())).unwrap();
        Vec::new()
    });
    let acting = thread::spawn(move || {
        let (port, state) = port.recv().unwrap();
        act(port);
        get(port, &format!("/callback?code=canary-code&state={state}"))
    });
    assert!(is_connected(&sign_in(&home.open(), &server.draft(PKCE), &user)));
    assert!(acting.join().unwrap().contains("You’re signed in"));
}

#[test]
fn the_listener_answers_nothing_but_a_get_with_its_own_host() {
    while_waiting(|port| {
        let host = format!("Host: 127.0.0.1:{port}\r\n");
        for request in [
            format!("POST /callback?code=c HTTP/1.1\r\n{host}Content-Length: 0\r\n\r\n"),
            format!("HEAD /callback?code=c HTTP/1.1\r\n{host}\r\n"),
            format!("GET /callback?code=c HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"),
            format!("GET /callback?code=c HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"),
            format!("GET /callback?code=c HTTP/1.1\r\n{host}{host}\r\n"),
            format!("GET http://evil.example/callback?code=c HTTP/1.1\r\n{host}\r\n"),
            "GET /callback?code=c HTTP/1.0\r\n\r\n".to_owned(),
            format!("GET /callback/ HTTP/1.1\r\n{host}\r\n"),
            format!("GET /Callback HTTP/1.1\r\n{host}\r\n"),
            format!("GET / HTTP/1.1\r\n{host}\r\n"),
        ] {
            let answer = send(port, &request);
            assert!(answer.contains(" 404 "), "{request}{answer}");
        }
        // What isn't HTTP is no request.
        for garbage in ["\x16\x03\x01\r\n\r\n", "GET\r\n\r\n", "\r\n\r\n\r\n\r\n"] {
            assert!(!send(port, garbage).contains(" 200 "));
        }
    });
}

#[test]
fn slow_clients_and_a_flood_of_connections_dont_keep_the_browser_out() {
    while_waiting(|port| {
        // More than the listener holds, each with a part of a request.
        let slow: Vec<_> = (0..300)
            .filter_map(|_| {
                let mut connection = std::net::TcpStream::connect(("127.0.0.1", port)).ok()?;
                std::io::Write::write_all(&mut connection, b"GET /callback?code=c HT").ok()?;
                Some(connection)
            })
            .collect();
        assert!(slow.len() > 200);
        for _ in 0..10_000 {
            drop(std::net::TcpStream::connect(("127.0.0.1", port)));
        }
    });
}

#[test]
fn a_listener_on_ipv6_answers_by_that_name() {
    if TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let user = User::new(|asked| {
        let url = url::Url::parse(asked.get("redirect_uri")).unwrap();
        assert_eq!(url.host_str(), Some("[::1]"));
        let port = url.port().unwrap();
        // Nothing listens on the other address.
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
        let mut connection = std::net::TcpStream::connect(("::1", port)).unwrap();
        let request =
            format!("GET /callback?code=c&state={} HTTP/1.1\r\nHost: [::1]:{port}\r\n\r\n", asked.get("state"));
        std::io::Write::write_all(&mut connection, request.as_bytes()).unwrap();
        Vec::new()
    });
    let mut draft = server.draft(PKCE);
    staging(&mut draft).redirect_host = crate::authorization::RedirectHost::Ipv6;
    assert!(is_connected(&sign_in(&home.open(), &draft, &user)));
}

#[test]
fn cancelling_closes_the_listener() {
    let (home, server) = (Home::new(), UsersServer::new(rotating(3600)));
    let keyfob = home.open();
    let user = User::new(|_| Vec::new());
    let how = user.options();
    let prepared =
        keyfob.prepare_connect_with_user(&server.draft(PKCE), STAGING, &NetworkOverrides::default(), &[], &how);
    run(async {
        let waiting = tokio::time::timeout(Duration::from_millis(300), Box::pin(prepared.unwrap().send()));
        assert!(waiting.await.is_err());
    });
    let shown = user.shown.lock().unwrap();
    let SignInWaiting::Browser { redirect_url, .. } = &shown[0] else { panic!("{shown:?}") };
    let port = url::Url::parse(redirect_url).unwrap().port().unwrap();
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn an_id_token_for_another_request_is_refused() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    let id_token = |claims: &str| {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(claims), part("s"))
    };
    for (claims, code) in [
        (r#"{"aud":"client","nonce":"other","sub":"1"}"#, Some(Code::IdTokenMismatch)),
        (r#"{"aud":"other","sub":"1"}"#, Some(Code::IdTokenMismatch)),
    ] {
        let token = id_token(claims);
        let server = UsersServer::new(move |_| {
            (200, format!(r#"{{"access_token":"a","token_type":"Bearer","id_token":"{token}","refresh_token":"r"}}"#))
        });
        let mut draft = server.draft(PKCE);
        staging(&mut draft).scopes = vec!["openid".to_owned()];
        let home = Home::new();
        let outcome = sign_in(&home.open(), &draft, &User::signing_in());
        assert_eq!(Some(failed(outcome).code), code);
    }
}

#[test]
fn another_device_is_polled_until_its_user_has_signed_in() {
    let polls = std::sync::Mutex::new(0);
    let server = UsersServer::new(move |request| {
        if request.head.starts_with("POST /device") {
            let body = r#"{"device_code":"canary-device","user_code":"WDJB-MJHT","verification_uri":"https://a.example/device","verification_uri_complete":"https://a.example/device?user_code=WDJB-MJHT","expires_in":60,"interval":1}"#;
            return (200, body.to_owned());
        }
        let mut polls = polls.lock().unwrap();
        *polls += 1;
        if *polls < 2 { (400, r#"{"error":"authorization_pending"}"#.to_owned()) } else { rotating(3600)(request) }
    });
    let (home, user) = (Home::new(), User::signing_in());
    let keyfob = home.open();
    let saved = keyfob.save(&server.draft(GrantType::DeviceCode), &[]).unwrap();
    let outcome = sign_in(&keyfob, &saved.draft, &user);
    assert!(is_connected(&outcome), "{outcome:?}");
    let shown = user.shown.lock().unwrap();
    let SignInWaiting::Device { user_code, verification_uri, qr_code, .. } = &shown[0] else { panic!("{shown:?}") };
    assert_eq!((user_code.as_str(), verification_uri.as_str()), ("WDJB-MJHT", "https://a.example/device"));
    let rows = &qr_code.as_ref().unwrap().rows;
    assert!(rows.len() >= 21 && rows.iter().all(|row| row.len() == rows.len()));
    assert_eq!(server.count("urn:ietf:params:oauth:grant-type:device_code"), 2);
    assert!(!format!("{shown:?}").contains("canary"));
}

#[test]
fn a_device_that_is_denied_or_expires_or_gets_no_code_is_told_so() {
    for (device, token, code) in [
        (
            r#"{"device_code":"d","user_code":"u","verification_uri":"https://a.example/","expires_in":60,"interval":1}"#,
            r#"{"error":"access_denied"}"#,
            Code::SignInDenied,
        ),
        (
            r#"{"device_code":"d","user_code":"u","verification_uri":"https://a.example/","expires_in":60,"interval":1}"#,
            r#"{"error":"expired_token"}"#,
            Code::SignInTimedOut,
        ),
        (
            r#"{"device_code":"d","user_code":"u","verification_uri":"https://a.example/","expires_in":1,"interval":5}"#,
            r#"{"error":"authorization_pending"}"#,
            Code::SignInTimedOut,
        ),
        (
            r#"{"device_code":"d","user_code":"u","verification_uri":"file:///etc/passwd"}"#,
            "{}",
            Code::BadDeviceResponse,
        ),
        ("{}", "{}", Code::BadDeviceResponse),
    ] {
        let server = UsersServer::new(move |request| {
            if request.head.starts_with("POST /device") { (200, device.to_owned()) } else { (400, token.to_owned()) }
        });
        let home = Home::new();
        let failure = failed(sign_in(&home.open(), &server.draft(GrantType::DeviceCode), &User::signing_in()));
        assert_eq!(failure.code, code);
    }
    // An address that isn't the server's points to the field with that address.
    let server = UsersServer::new(|_| (404, "<html>Not found</html>".to_owned()));
    let home = Home::new();
    let failure = failed(sign_in(&home.open(), &server.draft(GrantType::DeviceCode), &User::signing_in()));
    assert_eq!(failure.hint, Hint::CheckDeviceUrl, "{}", failure.code.as_str());
    let server = UsersServer::new(|_| (401, r#"{"error":"invalid_client"}"#.to_owned()));
    let home = Home::new();
    let failure = failed(sign_in(&home.open(), &server.draft(GrantType::DeviceCode), &User::signing_in()));
    assert_eq!(failure.code, Code::Server("invalid_client".into()));
}
