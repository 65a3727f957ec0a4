//! CONNECT beside the same exchange by plain `hyper`, over loopback HTTPS, in one run: what telling the whole truth costs.
//!
//! Both open a new connection and do a full handshake each time. Warm: roots read before. Cold: roots read each time.
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
    authorization::{ClientCredentials, ClientCredentialsDraft, Environment, SecretInput},
    secret::Secret,
    token::{Client, Options, Outcome, Trust},
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
    let client = Client::default();
    let config = configuration(pem);
    let warm =
        ratio(WARM_ROUNDS, || connect(&client, &credentials, &options), || plain(address, Arc::clone(&config))).await;
    report("warm", warm);
    let cold = ratio(
        COLD_ROUNDS,
        || async { connect(&Client::default(), &credentials, &options).await },
        || async { plain(address, configuration(pem)).await },
    );
    report("cold", cold.await);
}

fn report(name: &str, (ours, plain): (Duration, Duration)) {
    let ratio = ours.as_secs_f64() / plain.as_secs_f64();
    println!("{name}: CONNECT {ours:.2?}, plain hyper {plain:.2?} (medians), ratio {ratio:.3}");
}

/// The median of each, taken in turns so that both meet the same weather.
async fn ratio<A: Future, B: Future>(
    rounds: usize,
    mut ours: impl FnMut() -> A,
    mut plain: impl FnMut() -> B,
) -> (Duration, Duration) {
    let (mut our_times, mut plain_times) = (Vec::new(), Vec::new());
    for round in 0..rounds * 2 {
        let start = Instant::now();
        // In pairs (ours, plain, plain, ours): each follows the other as often as itself.
        if matches!(round % 4, 0 | 3) {
            ours().await;
            our_times.push(start.elapsed());
        } else {
            plain().await;
            plain_times.push(start.elapsed());
        }
    }
    (median(our_times), median(plain_times))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

async fn connect(client: &Client, credentials: &ClientCredentials, options: &Options) {
    let outcome = client.connect(credentials, options).await;
    assert!(matches!(outcome, Outcome::Connected(_)), "{outcome:?}");
}

async fn plain(address: SocketAddr, config: Arc<ClientConfig>) {
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
    // Both close their connection within their own time.
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
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
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

fn credentials(address: SocketAddr) -> ClientCredentials {
    let draft = ClientCredentialsDraft {
        token_url: format!("https://{address}/token"),
        client_id: "id".to_owned(),
        client_secret: SecretInput::Typed { text: Secret::new("pw".to_owned()) },
        ..ClientCredentialsDraft::default()
    };
    let checked = draft.check(Environment::Staging, &mut Vec::new()).expect("a valid draft");
    let typed = checked.try_map_secrets(|_, secret| match secret {
        SecretInput::Typed { text } => Ok(text),
        SecretInput::Blank | SecretInput::Stored => Err(()),
    });
    typed.expect("a typed secret")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}
