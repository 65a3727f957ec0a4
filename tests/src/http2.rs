//! A server that speaks only HTTP/2, over TLS.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use http::{Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::hostile::Identity;
use crate::server_thread::ServerThread;

/// What the server does with each request.
#[derive(Clone, Debug)]
pub enum Http2Behaviour {
    /// Answers with a status and a JSON body.
    Answer(u16, String),
    /// Refuses the stream, which says that the request wasn't processed and may be sent again (RFC 9113, section 8.7).
    RefuseStream,
    /// Resets the stream.
    Reset,
    /// Closes the connection without an answer, after saying that no request was processed (RFC 9113, section 6.8).
    GoAway,
}

/// A request that the server received.
#[derive(Clone, Debug)]
pub struct Http2Request {
    /// Path and query.
    pub target: String,
    /// The host and port.
    pub authority: String,
    /// The headers in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Http2Request {
    /// Returns the value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(found, value)| (found == name).then_some(value.as_str()))
    }
}

/// A running server. It ends when it is dropped.
pub struct Http2Server {
    running: ServerThread,
    requests: Arc<Mutex<Vec<Http2Request>>>,
}

impl Http2Server {
    /// Starts a server on a free port of 127.0.0.1.
    #[must_use]
    pub fn start(identity: &Identity, behaviour: Http2Behaviour) -> Self {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let acceptor = TlsAcceptor::from(identity.server_config_for(&[b"h2"]));
        let shared = Arc::clone(&requests);
        let running = ServerThread::start(move |listener: TcpListener| async move {
            while let Ok((client, _)) = listener.accept().await {
                let (acceptor, behaviour, shared) = (acceptor.clone(), behaviour.clone(), Arc::clone(&shared));
                tokio::spawn(async move { serve(client, &acceptor, &behaviour, &shared).await });
            }
        });
        Self { running, requests }
    }

    /// Returns its address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.running.port()).into()
    }

    /// Returns its URL with a path and query.
    #[must_use]
    pub fn url(&self, target: &str) -> String {
        format!("https://{}{target}", self.address())
    }

    /// Returns every request that it received.
    #[must_use]
    pub fn requests(&self) -> Vec<Http2Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

type Requests = Mutex<Vec<Http2Request>>;

/// Serves a connection; `None` if the client left.
async fn serve(
    client: TcpStream,
    acceptor: &TlsAcceptor,
    behaviour: &Http2Behaviour,
    requests: &Requests,
) -> Option<()> {
    let tls = acceptor.accept(client).await.ok()?;
    let mut connection = h2::server::handshake(tls).await.ok()?;
    while let Some(accepted) = connection.accept().await {
        let (request, respond) = accepted.ok()?;
        let goes_away = matches!(behaviour, Http2Behaviour::GoAway);
        {
            let answered = answer(request, respond, behaviour, requests);
            tokio::pin!(answered);
            // The body arrives only while the connection is polled.
            tokio::select! {
                done = &mut answered => done?,
                closed = std::future::poll_fn(|context| connection.poll_closed(context)) => closed.ok()?,
            }
        }
        if goes_away {
            connection.abrupt_shutdown(Reason::NO_ERROR);
        }
    }
    Some(())
}

async fn answer(
    request: Request<RecvStream>,
    mut respond: SendResponse<bytes::Bytes>,
    behaviour: &Http2Behaviour,
    requests: &Requests,
) -> Option<()> {
    let (head, mut body) = request.into_parts();
    let mut bytes = Vec::new();
    while let Some(chunk) = body.data().await {
        let chunk = chunk.ok()?;
        let _ = body.flow_control().release_capacity(chunk.len());
        bytes.extend_from_slice(&chunk);
    }
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    requests.lock().unwrap_or_else(PoisonError::into_inner).push(Http2Request {
        target: head.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        authority: head.uri.authority().map(ToString::to_string).unwrap_or_default(),
        headers: head.headers.iter().map(header).collect(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    });
    match behaviour {
        Http2Behaviour::Answer(status, json) => {
            let head = Response::builder()
                .status(*status)
                .header("content-type", "application/json")
                .header("cache-control", "no-store")
                .body(())
                .expect("the status is valid");
            let mut stream = respond.send_response(head, false).ok()?;
            stream.send_data(json.clone().into_bytes().into(), true).ok()
        }
        Http2Behaviour::RefuseStream => {
            respond.send_reset(Reason::REFUSED_STREAM);
            Some(())
        }
        Http2Behaviour::Reset => {
            respond.send_reset(Reason::INTERNAL_ERROR);
            Some(())
        }
        Http2Behaviour::GoAway => Some(()),
    }
}
