//! CONNECT over real sockets, where only a socket can show it: what arrives, what never leaves, proxies, cancelling.
//!
//! How it judges hundreds of answers is shown beside the code that reads them.
#![expect(clippy::unwrap_used, reason = "tests")]

mod exchange;

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use keyfob_core::{
    authorization::{
        BasicEncoding, ClientAuthentication, Environment, ExtraDraft, ExtraPlace, ExtraValueDraft, OAuth2Draft,
        OAuth2Fields, RequestFormat, SecretInput,
    },
    connect::{Alternative, Concluded, ConnectFailure, Connector, Hint, Options, Outcome, Stage},
    http::{Limits, Proxy, ProxySetting},
    secret::Secret,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

const TOKEN: &str = "tok-CANARY-tok";
const SECRET: &str = "se:cret CANARY/é";

/// A server that hands over each request that it got and answers as told.
struct Server {
    port: u16,
    requests: mpsc::UnboundedReceiver<String>,
}

impl Server {
    async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read_request(&mut stream).await;
                let _ = sender.send(request);
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { port, requests }
    }

    async fn granting() -> Self {
        let body = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":60}}"#);
        Self::answering(http("200 OK", "Set-Cookie: sid=CANARY; Path=/\r\n", &body)).await
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/t//../oken/?own=%20", self.port)
    }
}

fn http(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0usize) {
                return text;
            }
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(read @ 1..) => request.extend_from_slice(&buffer[..read]),
            _ => return text,
        }
    }
}

fn credentials(url: &str, change: impl FnOnce(&mut OAuth2Draft)) -> OAuth2Fields {
    let mut draft = OAuth2Draft {
        token_url: url.to_owned(),
        client_id: "it's:id".to_owned(),
        client_secret: SecretInput::Typed { text: Secret::new(SECRET.to_owned()) },
        scopes: vec!["a".to_owned(), "b".to_owned()],
        ..OAuth2Draft::default()
    };
    change(&mut draft);
    let checked =
        draft.check(keyfob_core::authorization::GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
    let typed = checked.try_map_secrets(|_, secret| match secret {
        SecretInput::Typed { text } => Ok(text),
        _ => Err(()),
    });
    typed.unwrap()
}

fn secret_extra(place: ExtraPlace, name: &str) -> ExtraDraft {
    let text = Secret::new(r#"extra CANARY's "\"#.to_owned());
    let value = ExtraValueDraft::Secret { input: SecretInput::Typed { text } };
    ExtraDraft { slot: name.to_owned(), place, name: name.to_owned(), value }
}

fn failed(outcome: Outcome) -> ConnectFailure {
    match outcome {
        Outcome::Failed(error) => error,
        Outcome::Connected(connection) => panic!("connected: {connection:?}"),
    }
}

fn within(milliseconds: u64) -> Options {
    Options { limits: Limits::within(Duration::from_millis(milliseconds)), ..Options::default() }
}

/// Makes one token request with a new connector.
async fn connect(credentials: &OAuth2Fields, options: &Options) -> Outcome {
    Connector::default().prepare(credentials.clone(), options).send().await.conclude().outcome
}

#[tokio::test]
async fn the_address_arrives_without_dot_segments_and_the_exchange_shows_no_secret_and_no_token() {
    let mut server = Server::granting().await;
    let outcome = connect(&credentials(&server.url(), |_| {}), &Options::default()).await;
    let request = server.requests.recv().await.unwrap();
    assert!(request.starts_with("POST /t/oken/?own=%20 HTTP/1.1\r\nHost: 127.0.0.1:"), "{request}");
    assert!(request.ends_with("\r\n\r\ngrant_type=client_credentials&scope=a%20b"), "{request}");
    let text = serde_json::to_string(&outcome).unwrap();
    assert!(!text.contains("CANARY"), "{text}");
    let Outcome::Connected(connection) = outcome else { panic!("{text}") };
    let exchange = connection.exchange;
    assert_eq!(exchange.response.unwrap().status, 200);
    assert!(exchange.timings.connect_ms.is_some() && exchange.timings.first_byte_ms.is_some());
    assert!(exchange.timings.dns_ms.is_none() && exchange.timings.tls_ms.is_none());
}

#[tokio::test]
async fn an_echoed_secret_is_masked_wherever_it_is_echoed() {
    let echo = "se:cret CANARY/é se%3Acret%20CANARY%2F%C3%A9 se:cret CANARY\\/\\u00e9";
    let body = format!(r#"{{"error":"invalid_client","error_description":"{echo}"}}"#);
    let answer = http(
        "401 Unauthorized",
        "X-Echo: se%3acret+CANARY%2f%c3%a9\r\nLocation: /?x=se%3Acret%20CANARY%2F%C3%A9\r\n",
        &body,
    );
    let server = Server::answering(answer).await;
    let outcome = connect(&credentials(&server.url(), |_| {}), &Options::default()).await;
    let text = serde_json::to_string(&outcome).unwrap();
    assert!(!text.contains("CANARY"), "{text}");
    let error = failed(outcome);
    assert_eq!(
        (error.stage, error.code.as_str(), error.hint),
        (Stage::Oauth, "invalid_client", Hint::CheckCredentials)
    );
    let other = |client_authentication, basic_encoding| Alternative { client_authentication, basic_encoding };
    let expected = [
        other(ClientAuthentication::ClientSecretBasic, BasicEncoding::Raw),
        other(ClientAuthentication::ClientSecretPost, BasicEncoding::Rfc6749),
    ];
    assert_eq!(error.alternatives, expected);
}

#[tokio::test]
async fn a_token_that_is_not_recognized_as_one_is_in_no_part_of_the_exchange() {
    const TOKEN: &str = "tok-CANARY-2b91c4-7f";
    for body in [
        TOKEN.to_owned(),
        format!("{TOKEN}=="),
        format!("a=b&{TOKEN}"),
        format!("<access_token>{TOKEN}</access_token>"),
        format!("access_token: {TOKEN}\n"),
        format!("<input value='{TOKEN}' name='access_token'>"),
        format!(r#"{{"result":{{"token":{{"value":"{TOKEN}"}}}},"message":"issued {TOKEN}"}}"#),
        format!(r#"{{"answer":"{TOKEN}"}}"#),
        format!(r#""{TOKEN}""#),
    ] {
        for status in ["200 OK", "500 Failed"] {
            let headers = format!("X-Access-Token: {TOKEN}\r\nX-Link: https://x.example/#access_token={TOKEN}\r\n");
            let server = Server::answering(http(status, &headers, &body)).await;
            let outcome = connect(&credentials(&server.url(), |_| {}), &Options::default()).await;
            let text = serde_json::to_string(&outcome).unwrap();
            assert!(!text.contains("CANARY"), "{status} {body}: {text}");
        }
    }
}

#[tokio::test]
async fn no_redirect_carries_anything_to_a_second_host() {
    for status in [301, 302, 303, 307, 308] {
        for placement in [ClientAuthentication::ClientSecretBasic, ClientAuthentication::ClientSecretPost] {
            let mut second = Server::granting().await;
            let location = format!("Location: http://127.0.0.1:{}/\r\n", second.port);
            let first = Server::answering(http(&format!("{status} Moved"), &location, "")).await;
            let credentials = credentials(&first.url(), |draft| draft.client_authentication = placement);
            let error = failed(connect(&credentials, &Options::default()).await);
            assert_eq!((error.code.as_str(), error.http_status), ("redirect_refused", Some(status)));
            assert_eq!(error.redirect_target, Some(format!("http://127.0.0.1:{}/", second.port)));
            assert!(second.requests.try_recv().is_err(), "something reached the second host");
        }
    }
}

#[tokio::test]
async fn the_curl_command_sends_what_was_sent() {
    use ClientAuthentication::{ClientSecretBasic, ClientSecretPost};
    for (placement, encoding) in [
        (ClientSecretBasic, BasicEncoding::Rfc6749),
        (ClientSecretBasic, BasicEncoding::Raw),
        (ClientSecretPost, BasicEncoding::Rfc6749),
    ] {
        for format in [RequestFormat::Form, RequestFormat::Json, RequestFormat::Get] {
            let mut server = Server::granting().await;
            let credentials = credentials(&server.url(), |draft| {
                draft.client_authentication = placement;
                draft.basic_encoding = encoding;
                draft.request_format = format;
                draft.client_id_in_body = true;
                draft.extras = vec![
                    secret_extra(ExtraPlace::Query, "q"),
                    secret_extra(ExtraPlace::Body, "b"),
                    secret_extra(ExtraPlace::Header, "X-Key"),
                ];
            });
            let Outcome::Connected(connection) = connect(&credentials, &Options::default()).await else { panic!() };
            assert!(!serde_json::to_string(&connection).unwrap().contains("CANARY"), "{connection:?}");
            let ours = server.requests.recv().await.unwrap();
            let script = with_secrets(&connection.exchange.curl);
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(&script).stdout(Stdio::null()).stderr(Stdio::null());
            let status = tokio::task::spawn_blocking(move || shell.status()).await.unwrap().unwrap();
            assert!(status.success(), "{script}");
            let theirs = server.requests.recv().await.unwrap();
            assert_eq!(sorted_lines(&theirs), sorted_lines(&ours), "{script}");
        }
    }
}

/// Returns the command with its variables filled in, as a user would do it.
fn with_secrets(command: &str) -> String {
    let fill = |line: &str| match line.split_once("='...' # ") {
        Some(("CLIENT_SECRET", _)) => format!("CLIENT_SECRET='{SECRET}'"),
        Some((name, _)) => format!(r#"{name}='extra CANARY'\''s "\'"#),
        None => line.to_owned(),
    };
    command.lines().map(fill).collect::<Vec<_>>().join("\n")
}

fn sorted_lines(request: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = request.lines().collect();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn a_proxy_gets_the_whole_address_and_the_server_nothing_of_the_proxys() {
    let mut proxy = Server::granting().await;
    let url = format!("http://us:pw@127.0.0.1:{}", proxy.port);
    let options = Options { proxy: ProxySetting::Address(Proxy::parse(&url).unwrap()), ..Options::default() };
    let credentials = credentials("http://localhost:1/a/../b?c", |_| {});
    assert!(matches!(connect(&credentials, &options).await, Outcome::Connected(_)));
    let request = proxy.requests.recv().await.unwrap();
    assert!(request.starts_with("POST http://localhost:1/b?c HTTP/1.1\r\nHost: localhost:1\r\n"), "{request}");
    assert!(request.contains("\r\nProxy-Authorization: Basic dXM6cHc=\r\n"), "{request}");
}

#[tokio::test]
async fn the_password_of_a_proxy_is_in_no_part_of_the_outcome() {
    let body =
        r#"{"error":"invalid_client","error_description":"pw-CANARY/é pw-CANARY%2F%C3%A9 dXM6cHctQ0FOQVJZL8Op"}"#;
    let headers = "X-Echo: pw-CANARY\r\nVia: Basic dXM6cHctQ0FOQVJZL8Op\r\n";
    for (url, answer) in [
        ("http://localhost:1/token", http("401 Unauthorized", headers, body)),
        ("http://localhost:1/token", http("407 Proxy Authentication Required", headers, body)),
        ("https://a.example/token", http("407 Proxy Authentication Required", headers, body)),
        ("https://a.example/token", http("200 OK", headers, "")),
        ("https://a.example/token", String::new()),
    ] {
        let mut proxy = Server::answering(answer).await;
        let address = format!("http://us:pw-CANARY%2F%C3%A9@127.0.0.1:{}", proxy.port);
        let options = Options { proxy: ProxySetting::Address(Proxy::parse(&address).unwrap()), ..within(2_000) };
        let outcome = connect(&credentials(url, |_| {}), &options).await;
        let request = proxy.requests.recv().await.unwrap();
        assert!(request.contains("\r\nProxy-Authorization: Basic dXM6cHctQ0FOQVJZL8Op\r\n"), "{request}");
        let text = serde_json::to_string(&outcome).unwrap() + &format!("{outcome:?}");
        assert!(!text.contains("CANARY") && !text.contains("cHctQ0FO"), "{text}");
    }
}

#[tokio::test]
async fn a_proxy_is_asked_for_a_tunnel_before_anything_secret_is_said() {
    for (answer, code) in [
        (http("407 Proxy Authentication Required", "", ""), "connect"),
        ("garbage\r\n\r\n".to_owned(), "connect"),
        (String::new(), "connect"),
        (http("200 OK", "", ""), "connection_closed"),
    ] {
        let mut proxy = Server::answering(answer).await;
        let url = format!("http://127.0.0.1:{}", proxy.port);
        let options = Options { proxy: ProxySetting::Address(Proxy::parse(&url).unwrap()), ..within(2_000) };
        let error = failed(connect(&credentials("https://a.example/token", |_| {}), &options).await);
        assert_eq!(error.code.as_str(), code);
        let request = proxy.requests.recv().await.unwrap();
        assert_eq!(request, "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n");
    }
}

#[tokio::test]
async fn a_server_that_never_answers_costs_no_more_than_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for scheme in ["http", "https"] {
        let start = Instant::now();
        let error = failed(connect(&credentials(&format!("{scheme}://localhost:{port}/"), |_| {}), &within(300)).await);
        assert_eq!((error.stage, error.code.as_str(), error.hint), (Stage::Network, "timeout", Hint::TryAgain));
        assert!(start.elapsed() < Duration::from_millis(1_300), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn dropping_the_request_cancels_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}/", listener.local_addr().unwrap().port());
    let prepared = Connector::default().prepare(credentials(&url, |_| {}), &Options::default());
    let accepted = tokio::select! {
        _ = prepared.send() => panic!("answered"),
        accepted = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let request = read_request(&mut stream).await;
            assert!(request.starts_with("POST / "));
            stream
        } => accepted,
    };
    let mut stream = accepted;
    assert!(matches!(stream.read(&mut [0; 16]).await, Ok(0) | Err(_)), "the connection is still open");
}

#[tokio::test]
async fn a_token_is_handed_over_only_where_it_is_asked_for() {
    let server = Server::granting().await;
    let prepared = Connector::default().prepare(credentials(&server.url(), |_| {}), &Options::default());
    let Concluded { outcome, token, .. } = prepared.send().await.conclude();
    assert!(matches!(outcome, Outcome::Connected(_)));
    assert_eq!(token.unwrap().expose(), TOKEN);
}
