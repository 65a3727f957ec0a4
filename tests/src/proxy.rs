//! A proxy for tests: HTTP, HTTPS or SOCKS 5.
//!
//! It connects to one server on this machine for any requested host, and records the requests. So a test can use host names that don't
//! exist, and see who looked them up.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::hostile::{ClientCertificates, Identity};
use crate::server_thread::ServerThread;

/// What a proxy speaks.
pub enum Protocol {
    /// HTTP in clear.
    Http,
    /// HTTP over TLS. The proxy asks for a client certificate, and also accepts clients without one.
    Https(Identity),
    /// SOCKS 5 (RFC 1928), without authentication.
    Socks5,
    /// SOCKS 5 that accepts only this user name and password (RFC 1929).
    Socks5WithUser(&'static str, &'static str),
}

/// What a proxy does when it is asked for a connection.
#[derive(Clone, Copy, Debug)]
pub enum Policy {
    /// Connects to this server, for any requested host.
    ConnectTo(SocketAddr),
    /// Answers with this HTTP status or SOCKS 5 reply.
    Refuse(u16),
}

/// What a proxy was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyRequest {
    /// The host and port. A name means that the proxy has to look it up.
    pub target: String,
    /// `user:password`, as the proxy received it.
    pub credentials: Option<String>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<ProxyRequest>,
}

/// A running proxy. It ends when it is dropped.
pub struct ProxyServer {
    running: ServerThread,
    seen: Arc<Mutex<Seen>>,
    client_certificates: ClientCertificates,
}

impl ProxyServer {
    /// Starts a proxy on a free port of 127.0.0.1.
    #[must_use]
    pub fn start(protocol: Protocol, policy: Policy) -> Self {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let client_certificates = ClientCertificates::default();
        let speaks = Arc::new(match protocol {
            Protocol::Http => Speaks::Http,
            Protocol::Https(identity) => {
                Speaks::Https(TlsAcceptor::from(identity.server_config_asking_clients(&client_certificates)))
            }
            Protocol::Socks5 => Speaks::Socks5(None),
            Protocol::Socks5WithUser(user, password) => Speaks::Socks5(Some(format!("{user}:{password}"))),
        });
        let shared = Arc::clone(&seen);
        let running = ServerThread::start(move |listener: TcpListener| async move {
            while let Ok((client, _)) = listener.accept().await {
                note(&shared, |seen| seen.connections += 1);
                let (speaks, shared) = (Arc::clone(&speaks), Arc::clone(&shared));
                // An error only means that the client disconnected.
                tokio::spawn(async move { serve(client, &speaks, policy, &shared).await });
            }
        });
        Self { running, seen, client_certificates }
    }

    /// Returns its port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.running.port()
    }

    /// Returns how many connections were opened to it.
    #[must_use]
    pub fn connections(&self) -> usize {
        note(&self.seen, |seen| seen.connections)
    }

    /// Returns everything that it was asked for.
    #[must_use]
    pub fn requests(&self) -> Vec<ProxyRequest> {
        note(&self.seen, |seen| seen.requests.clone())
    }

    /// Returns how many client certificates it received.
    #[must_use]
    pub fn client_certificates(&self) -> usize {
        self.client_certificates.count()
    }
}

fn note<T>(seen: &Mutex<Seen>, change: impl FnOnce(&mut Seen) -> T) -> T {
    change(&mut seen.lock().unwrap_or_else(PoisonError::into_inner))
}

enum Speaks {
    Http,
    Https(TlsAcceptor),
    Socks5(Option<String>),
}

async fn serve(client: TcpStream, speaks: &Speaks, policy: Policy, seen: &Mutex<Seen>) -> io::Result<()> {
    match speaks {
        Speaks::Http => http(client, policy, seen).await,
        Speaks::Https(acceptor) => http(acceptor.accept(client).await?, policy, seen).await,
        Speaks::Socks5(user) => socks5(client, user.as_deref(), policy, seen).await,
    }
}

async fn http(mut client: impl AsyncRead + AsyncWrite + Unpin, policy: Policy, seen: &Mutex<Seen>) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    let mut words = text.split(' ');
    let method = words.next().unwrap_or_default();
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let encoded = value.trim().strip_prefix("Basic ")?;
        let pair = STANDARD.decode(encoded).ok()?;
        name.eq_ignore_ascii_case("proxy-authorization").then(|| String::from_utf8_lossy(&pair).into_owned())
    };
    let target = words.next().unwrap_or_default().to_owned();
    let request = ProxyRequest { target, credentials: text.lines().find_map(header) };
    note(seen, |seen| seen.requests.push(request));
    match policy {
        Policy::Refuse(status) => {
            let answer = format!("HTTP/1.1 {status} Reason\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            client.write_all(answer.as_bytes()).await?;
            client.shutdown().await
        }
        Policy::ConnectTo(server) => {
            let mut server = TcpStream::connect(server).await?;
            if method == "CONNECT" {
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            } else {
                server.write_all(&head).await?;
            }
            copy_bidirectional(&mut client, &mut server).await.map(drop)
        }
    }
}

async fn socks5(mut client: TcpStream, user: Option<&str>, policy: Policy, seen: &Mutex<Seen>) -> io::Result<()> {
    let wanted = if user.is_some() { 2 } else { 0 };
    let _version = client.read_u8().await?;
    let methods = read_counted(&mut client).await?;
    if !methods.contains(&wanted) {
        note(seen, |seen| seen.requests.push(ProxyRequest::default()));
        return client.write_all(&[5, 0xff]).await;
    }
    client.write_all(&[5, wanted]).await?;
    let mut credentials = None;
    if let Some(user) = user {
        let _version = client.read_u8().await?;
        let (name, password) = (read_counted(&mut client).await?, read_counted(&mut client).await?);
        let pair = format!("{}:{}", String::from_utf8_lossy(&name), String::from_utf8_lossy(&password));
        let is_right = pair == user;
        credentials = Some(pair);
        client.write_all(&[1, u8::from(!is_right)]).await?;
        if !is_right {
            note(seen, |seen| seen.requests.push(ProxyRequest { target: String::new(), credentials }));
            return Ok(());
        }
    }
    let mut start = [0; 4];
    client.read_exact(&mut start).await?;
    let host = match start[3] {
        1 => Ipv4Addr::from(client.read_u32().await?).to_string(),
        4 => format!("[{}]", Ipv6Addr::from(client.read_u128().await?)),
        _ => String::from_utf8_lossy(&read_counted(&mut client).await?).into_owned(),
    };
    let target = format!("{host}:{}", client.read_u16().await?);
    note(seen, |seen| seen.requests.push(ProxyRequest { target, credentials }));
    let reply = |code| [5, code, 0, 1, 0, 0, 0, 0, 0, 0];
    match policy {
        Policy::Refuse(code) => client.write_all(&reply(u8::try_from(code).unwrap_or(1))).await,
        Policy::ConnectTo(server) => {
            let mut server = TcpStream::connect(server).await?;
            client.write_all(&reply(0)).await?;
            copy_bidirectional(&mut client, &mut server).await.map(drop)
        }
    }
}

/// Reads a byte and as many bytes as it says.
async fn read_counted(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; client.read_u8().await?.into()];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}
