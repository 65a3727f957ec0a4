//! The listener for the Redirect URL (RFC 8252, section 7.3): on this machine alone, for one path, while a user signs in.
//!
//! It answers only GETs of its two paths with its own `Host`, which a page that reaches it by another name (DNS rebinding) doesn't send.
//! Everything else is 404, also before and after. It reads no body. What is asked is handed to the owner, who decides.

use std::{
    collections::VecDeque,
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, oneshot, watch},
    task::{AbortHandle, JoinSet},
    time::{sleep, timeout},
};

/// The most connections at a time. One more ends the oldest: a browser's own is answered at once, and those of a flood aren't waited for.
const MOST_CONNECTIONS: usize = 64;
/// The time for the head of a request.
const HEAD: Duration = Duration::from_secs(5);
/// The time for a whole connection, and the answer that the owner may wait with.
const WHOLE: Duration = Duration::from_secs(90);
/// The longest head of a request, in bytes; hyper's smallest.
const HEAD_BYTES: usize = 32 * 1024;
/// How long the last answer may take to be sent.
const LAST: Duration = Duration::from_secs(2);
/// A pause if no connection can be taken, because the program has too many files open.
const PAUSE: Duration = Duration::from_millis(50);
/// What a page may do: nothing but look like something.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The listener. Dropping it closes it, and every connection.
pub(crate) struct Loopback {
    port: u16,
    asked: mpsc::Receiver<Asked>,
    stop: watch::Sender<bool>,
    server: JoinSet<()>,
}

/// A request.
pub(crate) struct Asked {
    /// What it is for.
    pub(crate) page: Page,
    answer: oneshot::Sender<Answer>,
}

/// What a browser asks for. The query has the code, so it can't be printed.
#[derive(PartialEq, Eq)]
pub(crate) enum Page {
    /// The Redirect URL, with this query.
    Redirect(String),
    /// The page that says what came of it.
    Result,
}

enum Answer {
    Page(StatusCode, String),
    ToResult,
    NotFound,
}

impl Asked {
    /// Answers with a page.
    pub(crate) fn show(self, is_fine: bool, html: String) {
        let status = if is_fine { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        // A browser that went away needs no answer.
        let _ = self.answer.send(Answer::Page(status, html));
    }

    /// Sends the browser to the page with the result, whose address says nothing.
    pub(crate) fn redirect_to_result(self) {
        let _ = self.answer.send(Answer::ToResult);
    }

    /// Answers that there is nothing.
    pub(crate) fn not_found(self) {
        let _ = self.answer.send(Answer::NotFound);
    }
}

/// What is served.
struct Site {
    hosts: Vec<String>,
    path: String,
    result_path: String,
    asked: mpsc::Sender<Asked>,
}

impl Loopback {
    /// Listens at an address of this machine, at a port or a free one, for a path.
    ///
    /// # Errors
    /// The port is in use, or can't be used.
    pub(crate) async fn bind(address: IpAddr, port: Option<u16>, path: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::new(address, port.unwrap_or(0))).await?;
        let local = listener.local_addr()?;
        let (sender, asked) = mpsc::channel(MOST_CONNECTIONS);
        let site =
            Site { hosts: hosts(local), path: path.to_owned(), result_path: format!("{path}/result"), asked: sender };
        let (stop, stopped) = watch::channel(false);
        let mut server = JoinSet::new();
        server.spawn(serve(listener, Arc::new(site), stopped));
        Ok(Self { port: local.port(), asked, stop, server })
    }

    /// Returns the port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Waits for the next request.
    pub(crate) async fn next(&mut self) -> Asked {
        match self.asked.recv().await {
            Some(asked) => asked,
            // The server runs until this is dropped.
            None => std::future::pending().await,
        }
    }

    /// Takes no more connections, and waits for what has been answered to be sent.
    pub(crate) async fn close(mut self) {
        // What still waits for an answer gets none.
        self.asked.close();
        while let Ok(asked) = self.asked.try_recv() {
            asked.not_found();
        }
        let _ = self.stop.send(true);
        let _ = timeout(LAST, self.server.join_next()).await;
    }
}

/// Returns what browsers name an address by: without its port if it is the scheme's (RFC 9110, section 7.2).
fn hosts(address: SocketAddr) -> Vec<String> {
    let whole = address.to_string();
    let short = whole.strip_suffix(":80").map(str::to_owned);
    std::iter::once(whole.clone()).chain(short).collect()
}

async fn serve(listener: TcpListener, site: Arc<Site>, mut stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    if open.len() >= MOST_CONNECTIONS {
                        open.retain(|connection| !connection.is_finished());
                    }
                    if open.len() >= MOST_CONNECTIONS && let Some(oldest) = open.pop_front() {
                        oldest.abort();
                    }
                    open.push_back(connections.spawn(connection(stream, Arc::clone(&site))));
                }
                Err(_) => sleep(PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn connection(stream: TcpStream, site: Arc<Site>) {
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(site.answer(&request).await) }
    });
    let mut builder = http1::Builder::new();
    builder.keep_alive(false).timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    // A connection that breaks, or a client that is too slow, needs no answer.
    let _ = timeout(WHOLE, builder.serve_connection(TokioIo::new(stream), service)).await;
}

impl Site {
    async fn answer(&self, request: &Request<Incoming>) -> Response<OneChunk> {
        let answer = match self.page(request) {
            Some(page) => self.ask(page).await,
            None => Answer::NotFound,
        };
        let (status, html) = match answer {
            Answer::Page(status, html) => (status, html),
            Answer::ToResult => (StatusCode::SEE_OTHER, String::new()),
            Answer::NotFound => (StatusCode::NOT_FOUND, String::new()),
        };
        let is_redirect = status == StatusCode::SEE_OTHER;
        let mut response = Response::new(OneChunk(Some(Bytes::from(html))));
        *response.status_mut() = status;
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        for (name, value) in headers {
            response.headers_mut().insert(name, header::HeaderValue::from_static(value));
        }
        if let (true, Ok(location)) = (is_redirect, header::HeaderValue::from_str(&self.result_path)) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }

    /// Returns what a request is for; `None` if it isn't for us.
    fn page(&self, request: &Request<Incoming>) -> Option<Page> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let is_own_host =
            hosts.next().is_some_and(|host| self.hosts.iter().any(|own| host.as_bytes() == own.as_bytes()))
                && hosts.next().is_none();
        let uri = request.uri();
        // A proxy's form of a request names another host in its target.
        if request.method() != hyper::Method::GET || !is_own_host || uri.authority().is_some() {
            return None;
        }
        match uri.path() {
            path if path == self.path => Some(Page::Redirect(uri.query().unwrap_or_default().to_owned())),
            path if path == self.result_path => Some(Page::Result),
            _ => None,
        }
    }

    async fn ask(&self, page: Page) -> Answer {
        let (answer, answered) = oneshot::channel();
        if self.asked.send(Asked { page, answer }).await.is_err() {
            return Answer::NotFound;
        }
        answered.await.unwrap_or(Answer::NotFound)
    }
}

/// A body that is there at once.
struct OneChunk(Option<Bytes>);

impl hyper::body::Body for OneChunk {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
        std::task::Poll::Ready(
            self.0.take().filter(|bytes| !bytes.is_empty()).map(|bytes| Ok(hyper::body::Frame::data(bytes))),
        )
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        hyper::body::SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
