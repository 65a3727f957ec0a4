//! What CONNECT costs compared with the same exchange by plain `reqwest` and by plain `hyper`, over loopback HTTPS, in one run.
//!
//! All three use the same kind of TLS configuration, open a new connection and do a full handshake each time. Warm: the client and the
//! system's roots are kept. Cold: a new client each time, which reads the roots.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program that measures, prints, and may end where it cannot"
)]

use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Bytes, body::Incoming, client::conn, server, service::service_fn};
use hyper_util::rt::TokioIo;
use keyfob_core::{
    authorization::{Environment, OAuth2Draft, OAuth2Fields, SecretInput},
    connect::{Connector, Options, Outcome},
    http::Trust,
    secret::Secret,
};
use rustls::{
    ClientConfig, ServerConfig,
    client::Resumption,
    crypto::ring::default_provider,
    pki_types::{PrivatePkcs8KeyDer, ServerName, pem::PemObject},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};

const ANSWER: &str = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600}"#;
const BODY: &str = "grant_type=client_credentials";
const WARM_ROUNDS: usize = 1_000;
const COLD_ROUNDS: usize = 50;

fn main() {
    let certificate = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("a certificate");
    let pem = certificate.cert.pem();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || runtime().block_on(serve(&certificate, &sender)));
    let address = receiver.recv().expect("the server listens");
    runtime().block_on(compare(address, &pem));
}

async fn compare(address: SocketAddr, pem: &str) {
    let trust = Trust::default().with_roots(pem.as_bytes()).expect("a root");
    let options = Options { trust, ..Options::default() };
    let credentials = credentials(address);
    let connector = Connector::default();
    let (client, config) = (reqwest_client(pem), configuration(pem));
    let warm = medians(
        WARM_ROUNDS,
        || connect(&connector, &credentials, &options),
        || by_reqwest(&client, address),
        || by_hyper(address, Arc::clone(&config)),
    );
    report("warm", warm.await);
    report_steps(&connector, &credentials, &options).await;
    let cold = medians(
        COLD_ROUNDS,
        || async { connect(&Connector::default(), &credentials, &options).await },
        || async { by_reqwest(&reqwest_client(pem), address).await },
        || async { by_hyper(address, configuration(pem)).await },
    );
    report("cold", cold.await);
}

fn report(name: &str, [ours, reqwest, hyper]: [Duration; 3]) {
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    println!(
        "{name}: CONNECT {ours:.2?}, plain reqwest {reqwest:.2?}, plain hyper {hyper:.2?} (medians); CONNECT/reqwest {:.3}, \
         CONNECT/hyper {:.3}, reqwest/hyper {:.3}",
        ratio(ours, reqwest),
        ratio(ours, hyper),
        ratio(reqwest, hyper)
    );
}

/// Prints how long each step of CONNECT takes, warm.
async fn report_steps(connector: &Connector, credentials: &OAuth2Fields, options: &Options) {
    let mut times = [(); 3].map(|()| Vec::with_capacity(WARM_ROUNDS));
    for _ in 0..WARM_ROUNDS {
        let start = Instant::now();
        let prepared = connector.prepare(credentials.clone(), options);
        let ready = Instant::now();
        let attempted = prepared.send().await;
        let sent = Instant::now();
        drop(attempted.conclude());
        for (times, time) in times.iter_mut().zip([ready - start, sent - ready, sent.elapsed()]) {
            times.push(time);
        }
    }
    let [prepare, send, conclude] = times.map(median);
    println!("warm: prepare {prepare:.2?}, send {send:.2?}, conclude {conclude:.2?} (medians)");
}

/// Returns the median of each. They run in every order, so that each follows every other equally often.
async fn medians<A: Future, B: Future, C: Future>(
    rounds: usize,
    mut ours: impl FnMut() -> A,
    mut reqwest: impl FnMut() -> B,
    mut hyper: impl FnMut() -> C,
) -> [Duration; 3] {
    const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let mut times = [(); 3].map(|()| Vec::with_capacity(rounds));
    for round in 0..rounds {
        for one in ORDERS[round % ORDERS.len()] {
            let start = Instant::now();
            match one {
                0 => drop(ours().await),
                1 => drop(reqwest().await),
                _ => drop(hyper().await),
            }
            times[one].push(start.elapsed());
        }
    }
    times.map(median)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

async fn connect(connector: &Connector, credentials: &OAuth2Fields, options: &Options) {
    let outcome = connector.prepare(credentials.clone(), options).send().await.conclude().outcome;
    assert!(matches!(outcome, Outcome::Connected(_)), "{outcome:?}");
}

async fn by_reqwest(client: &reqwest::Client, address: SocketAddr) {
    let request = client
        .post(format!("https://{address}/token"))
        .header("Authorization", "Basic aWQ6cHc=")
        .header("Accept", "application/json")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(BODY);
    let body = request.send().await.expect("an answer").bytes().await.expect("a body");
    let value: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    assert!(value["access_token"].is_string());
}

fn reqwest_client(pem: &str) -> reqwest::Client {
    let config = Arc::unwrap_or_clone(configuration(pem));
    let builder = reqwest::Client::builder().tls_backend_preconfigured(config).no_proxy().pool_max_idle_per_host(0);
    builder.build().expect("a client")
}

async fn by_hyper(address: SocketAddr, config: Arc<ClientConfig>) {
    let tcp = TcpStream::connect(address).await.expect("a connection");
    tcp.set_nodelay(true).expect("a socket");
    let name = ServerName::IpAddress(address.ip().into());
    let tls = TlsConnector::from(config).connect(name, tcp).await.expect("a handshake");
    let (mut sender, connection) = conn::http1::handshake(TokioIo::new(tls)).await.expect("a connection");
    let running = tokio::spawn(connection);
    let request = Request::post("/token")
        .header("Host", address.to_string())
        .header("Authorization", "Basic aWQ6cHc=")
        .header("Accept", "application/json")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from_static(BODY.as_bytes())))
        .expect("a request");
    let answer = sender.send_request(request).await.expect("an answer");
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    let value: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    assert!(value["access_token"].is_string());
    // The time of both includes closing the connection.
    running.abort();
    let _ = running.await;
}

fn configuration(pem: &str) -> Arc<ClientConfig> {
    let provider = Arc::new(default_provider());
    let root = rustls::pki_types::CertificateDer::from_pem_slice(pem.as_bytes()).expect("a root");
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots([root], Arc::clone(&provider));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier.expect("roots")))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.resumption = Resumption::disabled();
    Arc::new(config)
}

async fn serve(
    certificate: &rcgen::CertifiedKey<rcgen::KeyPair>,
    ready: &std::sync::mpsc::Sender<SocketAddr>,
) -> Infallible {
    let key = PrivatePkcs8KeyDer::from(certificate.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.der().clone()], key.into())
        .expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    ready.send(listener.local_addr().expect("an address")).expect("the client waits");
    loop {
        let (tcp, _) = listener.accept().await.expect("a connection");
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let _ = tcp.set_nodelay(true);
            let Ok(tls) = acceptor.accept(tcp).await else { return };
            let _ = server::conn::http1::Builder::new().serve_connection(TokioIo::new(tls), service_fn(answer)).await;
        });
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let _ = request.into_body().collect().await;
    let mut answer = Response::new(Full::new(Bytes::from_static(ANSWER.as_bytes())));
    answer.headers_mut().insert("Content-Type", hyper::header::HeaderValue::from_static("application/json"));
    Ok(answer)
}

fn credentials(address: SocketAddr) -> OAuth2Fields {
    let draft = OAuth2Draft {
        token_url: format!("https://{address}/token"),
        client_id: "id".to_owned(),
        client_secret: SecretInput::Typed { text: Secret::new("pw".to_owned()) },
        ..OAuth2Draft::default()
    };
    let checked = draft
        .check(keyfob_core::authorization::GrantType::default(), Environment::Staging, &mut Vec::new())
        .expect("a valid draft");
    let typed = checked.try_map_secrets(|_, secret| match secret {
        SecretInput::Typed { text } => Ok(text),
        _ => Err(()),
    });
    typed.expect("a typed secret")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}
