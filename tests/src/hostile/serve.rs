//! The server: one thread listens, and each connection has its own thread.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{Authority, Behaviour, Identity, Request, Step};

/// A running hostile server. It ends when this is dropped.
pub struct HostileServer {
    address: SocketAddr,
    secure: bool,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    ended: AtomicBool,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    bytes: Vec<u8>,
    requests: Vec<Request>,
}

type Respond = dyn Fn(&Request) -> Behaviour + Send + Sync;

/// How a connection begins.
#[derive(Clone)]
enum Door {
    /// Plain HTTP.
    Plain,
    /// TLS, then HTTP.
    Tls(Arc<ServerConfig>),
    /// Begins its steps without waiting for a request.
    Rude,
}

impl HostileServer {
    /// Starts a server that answers every request in the same way, over plain HTTP.
    #[must_use]
    pub fn start(behaviour: Behaviour) -> Self {
        Self::answering(move |_| behaviour.clone())
    }

    /// Starts a server that asks a closure what to do with each request, over plain HTTP.
    #[must_use]
    pub fn answering(respond: impl Fn(&Request) -> Behaviour + Send + Sync + 'static) -> Self {
        Self::listen(Door::Plain, Arc::new(respond))
    }

    /// Starts a server that answers every request in the same way, over TLS.
    #[must_use]
    pub fn start_tls(identity: &Identity, behaviour: Behaviour) -> Self {
        Self::listen(Door::Tls(identity.server_config()), Arc::new(move |_| behaviour.clone()))
    }

    /// Starts a server over TLS that requires a client certificate from an authority.
    #[must_use]
    pub fn start_tls_for_clients_of(authority: &Authority, identity: &Identity, behaviour: Behaviour) -> Self {
        let config = identity.server_config_requiring_clients_of(authority);
        Self::listen(Door::Tls(config), Arc::new(move |_| behaviour.clone()))
    }

    /// Starts a server that answers every request in the same way, over plain HTTP on `[::1]` instead of 127.0.0.1.
    #[must_use]
    pub fn start_on_ipv6(behaviour: Behaviour) -> Self {
        Self::listen_on(Ipv6Addr::LOCALHOST.into(), Door::Plain, Arc::new(move |_| behaviour.clone()))
    }

    /// Starts a server that treats every connection in the same way, without waiting for a request.
    #[must_use]
    pub fn start_rude(behaviour: Behaviour) -> Self {
        Self::listen(Door::Rude, Arc::new(move |_| behaviour.clone()))
    }

    fn listen(door: Door, respond: Arc<Respond>) -> Self {
        Self::listen_on(Ipv4Addr::LOCALHOST.into(), door, respond)
    }

    fn listen_on(host: IpAddr, door: Door, respond: Arc<Respond>) -> Self {
        let listener = TcpListener::bind((host, 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let shared = Arc::new(Shared::default());
        let secure = matches!(door, Door::Tls(_));
        let listening = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || accept_each(&listener, &door, &respond, &shared))
        };
        Self { address, secure, shared, listening: Some(listening) }
    }

    /// Returns its address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns its URL with the IP address, a path and a query.
    #[must_use]
    pub fn url(&self, target: &str) -> String {
        self.url_as("127.0.0.1", target)
    }

    /// Returns its URL with another name of this machine.
    #[must_use]
    pub fn url_as(&self, host: &str, target: &str) -> String {
        format!("http{}://{host}:{}{target}", if self.secure { "s" } else { "" }, self.port())
    }

    /// Returns how many connections were opened.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.seen(|seen| seen.connections)
    }

    /// Returns every byte that it received, after decryption.
    #[must_use]
    pub fn received(&self) -> Vec<u8> {
        self.seen(|seen| seen.bytes.clone())
    }

    /// Returns every complete request.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.seen(|seen| seen.requests.clone())
    }

    /// Returns the only request.
    ///
    /// # Panics
    /// If there wasn't exactly one.
    #[must_use]
    pub fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "exactly one request was expected: {requests:?}");
        requests.into_iter().next().expect("there is one")
    }

    fn seen<T>(&self, read: impl FnOnce(&Seen) -> T) -> T {
        read(&self.shared.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for HostileServer {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // Wakes the listener, which waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

fn accept_each(listener: &TcpListener, door: &Door, respond: &Arc<Respond>, shared: &Arc<Shared>) {
    while let Ok((connection, _)) = listener.accept() {
        if shared.ended.load(Ordering::SeqCst) {
            return;
        }
        shared.note(|seen| seen.connections += 1);
        let (door, respond, shared) = (door.clone(), Arc::clone(respond), Arc::clone(shared));
        // An error only means that the client disconnected.
        thread::spawn(move || drop(serve(connection, door, &*respond, &shared)));
    }
}

fn serve(connection: TcpStream, door: Door, respond: &Respond, shared: &Shared) -> io::Result<()> {
    let raw = connection.try_clone()?;
    match door {
        Door::Plain => exchange(connection, &raw, respond, shared),
        Door::Tls(config) => {
            let session = ServerConnection::new(config).map_err(io::Error::other)?;
            exchange(StreamOwned::new(session, connection), &raw, respond, shared)
        }
        Door::Rude => {
            let nothing =
                Request { target: String::new(), method: String::new(), headers: Vec::new(), body: String::new() };
            perform(&mut { connection }, &raw, respond(&nothing), shared)?;
            drain(&raw, shared)
        }
    }
}

fn exchange(mut connection: impl Read + Write, raw: &TcpStream, respond: &Respond, shared: &Shared) -> io::Result<()> {
    let request = Request::read(&mut connection, |bytes| shared.note(|seen| seen.bytes.extend_from_slice(bytes)))?;
    shared.note(|seen| seen.requests.push(request.clone()));
    perform(&mut connection, raw, respond(&request), shared)?;
    connection.flush()?;
    raw.shutdown(std::net::Shutdown::Write)
}

fn perform(connection: &mut impl Write, raw: &TcpStream, steps: Behaviour, shared: &Shared) -> io::Result<()> {
    for step in steps {
        match step {
            Step::Send(bytes) => connection.write_all(&bytes)?,
            Step::Repeat { bytes, times } => repeat(connection, &bytes, times, shared)?,
            Step::Drip { bytes, pause } => {
                for byte in bytes {
                    connection.write_all(&[byte])?;
                    connection.flush()?;
                    thread::sleep(pause);
                }
            }
            Step::Silence => {
                connection.flush()?;
                return wait_for_the_end(raw, shared);
            }
            Step::Reset => {
                connection.flush()?;
                // With a linger time of zero, the system sends a reset when the connection is dropped.
                rustix::net::sockopt::set_socket_linger(raw, Some(Duration::ZERO))?;
                return Err(io::ErrorKind::ConnectionReset.into());
            }
        }
    }
    Ok(())
}

fn repeat(connection: &mut impl Write, bytes: &[u8], times: u64, shared: &Shared) -> io::Result<()> {
    for _ in 0..times {
        if shared.ended.load(Ordering::SeqCst) {
            return Ok(());
        }
        connection.write_all(bytes)?;
    }
    Ok(())
}

/// Keeps the connection open until the client disconnects or the server ends.
fn wait_for_the_end(raw: &TcpStream, shared: &Shared) -> io::Result<()> {
    raw.set_read_timeout(Some(Duration::from_millis(50)))?;
    let mut buffer = [0; 4096];
    while !shared.ended.load(Ordering::SeqCst) {
        match (&*raw).read(&mut buffer) {
            Ok(0) => return Ok(()),
            Err(error) if !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return Err(error);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads what the client sends to a server that doesn't wait for requests.
fn drain(mut raw: &TcpStream, shared: &Shared) -> io::Result<()> {
    raw.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut buffer = [0; 4096];
    loop {
        let count = raw.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        shared.note(|seen| seen.bytes.extend_from_slice(&buffer[..count]));
    }
}

impl Shared {
    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
