//! Sending: one request in, one response or a typed error out, with everything that was observed on the way.

use std::{sync::Arc, time::Duration};

use hyper::body::Bytes;
use reqwest::{
    Method, Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde::Serialize;
use tokio::time::{Instant, timeout, timeout_at};
use ts_rs::TS;
use zeroize::Zeroizing;

use super::{
    attempt::{Attempt, Seen},
    body,
    certificates::{self, TlsSeen},
    decode,
    error::{ConnectProblem, Error, ErrorKind, Phase},
    limits::Limits,
    network, proxy_status,
    response::Response,
    transport::Transport,
};
use crate::proxy::Proxy;

/// How long after its limit an exchange is given up that doesn't end by itself.
const GRACE: Duration = Duration::from_millis(200);

/// A request, ready to be sent.
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// Headers in the order in which they are sent.
    pub headers: Vec<(String, Zeroizing<String>)>,
    /// The body.
    pub body: Zeroizing<String>,
}

/// How long each stage took, in milliseconds; `None` for a stage that wasn't needed or reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Timings {
    /// Looking up the host name.
    pub dns_ms: Option<f64>,
    /// Opening the connection, through the proxy if there is one.
    pub connect_ms: Option<f64>,
    /// The TLS handshake.
    pub tls_ms: Option<f64>,
    /// From the open connection to the head of the response.
    pub first_byte_ms: Option<f64>,
    /// The rest of the response.
    pub body_ms: Option<f64>,
    /// Everything together.
    pub total_ms: f64,
}

/// What came of sending a request.
#[derive(Debug, Default)]
pub struct Sent {
    /// The response, as far as it came.
    pub response: Option<Response>,
    /// Why the response isn't complete.
    pub error: Option<Error>,
    /// How long each stage took.
    pub timings: Timings,
    /// The encryption, also of a handshake that failed.
    pub tls: Option<TlsSeen>,
    /// The address of the server or proxy, as `host:port`.
    pub remote_address: Option<String>,
    /// Whether the request was, or may have been, sent.
    pub is_sent: bool,
    /// The connection ended where only the content can tell whether the body is complete.
    pub may_be_cut: bool,
}

/// Sends a request and reads the whole response. Dropping the future closes the connection. The caller's runtime needs timers.
pub async fn send(transport: Arc<Transport>, request: Request, limits: Limits) -> Sent {
    if request.url.scheme() == "https" || transport.greets_proxy() {
        // Before the exchange begins: the time that this machine needs for it isn't the server's.
        let _ = timeout(limits.connect, transport.roots.read()).await;
    }
    let attempt = Attempt::new(limits, transport.greets_proxy());
    if let Some(address) = literal_address(&transport, &request.url) {
        attempt.seen().remote_address = Some(address);
    }
    let network = transport.network.clone();
    let sending = Arc::new(Sending { transport, attempt, limits });
    let exchange = Box::pin(Arc::clone(&sending).exchange(request));
    // A server that floods its connection can keep the network's thread from its own timers for a while.
    let deadline = sending.attempt.started() + limits.whole + GRACE;
    match timeout_at(deadline, network::run_on(&network, exchange)).await {
        Ok(sent) => sent,
        Err(_) => sending.given_up(),
    }
}

/// The address that is connected to if no name has to be looked up.
fn literal_address(transport: &Transport, url: &Url) -> Option<std::net::SocketAddr> {
    if transport.proxy.is_some() {
        return None;
    }
    let port = url.port_or_known_default()?;
    match url.host()? {
        url::Host::Domain(_) => None,
        url::Host::Ipv4(address) => Some((address, port).into()),
        url::Host::Ipv6(address) => Some((address, port).into()),
    }
}

struct Sending {
    transport: Arc<Transport>,
    attempt: Arc<Attempt>,
    limits: Limits,
}

impl Sending {
    async fn exchange(self: Arc<Self>, request: Request) -> Sent {
        let mut sent = Sent::default();
        if let Err(error) = self.run(request, &mut sent).await {
            sent.error = Some(error);
        }
        self.describe(sent)
    }

    /// What is known of an exchange whose thread doesn't answer in time.
    fn given_up(&self) -> Sent {
        let (phase, is_sent) = {
            let seen = self.attempt.seen();
            (seen.phase, seen.connected_at.is_some())
        };
        let error = ErrorKind::TimedOut { phase, limit: self.limits.whole };
        self.describe(Sent { error: Some(error.into()), is_sent, ..Sent::default() })
    }

    async fn run(&self, request: Request, sent: &mut Sent) -> Result<(), Error> {
        let url = request.url.clone();
        let executing = self.transport.client.execute(build(request)?);
        let executed = self.attempt.while_whole(self.attempt.scope(executing)).await;
        let connected_at = self.attempt.seen().connected_at;
        sent.is_sent = connected_at.is_some();
        let head = match executed? {
            Ok(head) => head,
            Err(error) => return Err(self.sort(&error.without_url(), &url).await),
        };
        sent.timings.first_byte_ms = connected_at.map(milliseconds_since);
        let started = Instant::now();
        self.attempt.seen().phase = Phase::Reading;
        let response = sent.response.insert(Response::of(&head));
        let read = self.read_body(head, response).await;
        sent.timings.body_ms = Some(milliseconds_since(started));
        sent.may_be_cut = read?;
        let codings = response.all_headers("content-encoding").collect::<Vec<_>>().join(",");
        response.body = decode::decode(std::mem::take(&mut response.body), &codings, self.limits.body_bytes)?;
        Ok(())
    }

    /// Reads the body within the limit; returns whether its end may be missing.
    async fn read_body(&self, mut head: reqwest::Response, response: &mut Response) -> Result<bool, Error> {
        let limit = self.limits.body_bytes;
        // HTTP/2 frames say where a body ends.
        let ends_with_connection = head.version() < hyper::Version::HTTP_2
            && response.header("content-length").is_none()
            && response.header("transfer-encoding").is_none();
        loop {
            match self.attempt.while_whole(head.chunk()).await? {
                Ok(None) => return Ok(false),
                Ok(Some(data)) => {
                    response.wire_bytes = response.wire_bytes.saturating_add(data.len());
                    let room = limit - response.body.len();
                    body::append(&mut response.body, &data[..data.len().min(room)]);
                    if response.wire_bytes > limit {
                        return Err(decode::too_large(limit));
                    }
                }
                Err(error) => {
                    let error = Error::find_in(&error).unwrap_or_else(|| ErrorKind::Closed.into());
                    // Many servers end TLS without saying so.
                    return if ends_with_connection && error.kind == ErrorKind::Closed { Ok(true) } else { Err(error) };
                }
            }
        }
    }

    /// Sorts an error of the client, and blames the proxy if it is to blame.
    async fn sort(&self, error: &reqwest::Error, url: &Url) -> Error {
        let found = Error::find_in(error);
        let (is_connecting, greeted_target) = {
            let seen = self.attempt.seen();
            (seen.connected_at.is_none(), seen.handshake_since.is_some())
        };
        // An `http:` request is sent to the proxy itself, which answers for the server.
        let forwards = |proxy: &&Proxy| !proxy.is_socks() && url.scheme() == "http";
        let is_proxys = |proxy: &&Proxy| (is_connecting && !greeted_target) || forwards(proxy);
        let Some(proxy) = self.transport.proxy.as_ref().filter(is_proxys) else {
            let found = found.unwrap_or_else(|| self.unknown());
            return self.with_self_signed(found);
        };
        match found {
            // With `socks5:`, the server's name is looked up here.
            Some(error) if error.kind == ErrorKind::NameNotFound && !self.is_name_of(proxy) => error,
            Some(error) => error.of_proxy(),
            // hyper-util's SOCKS errors aren't exported, and there is no status to ask for.
            None if !is_connecting => self.unknown().of_proxy(),
            None if proxy.is_socks() => Error::from(ErrorKind::NotConnected(ConnectProblem::Other)).of_proxy(),
            // Nor are its tunnel errors. A rejected password isn't sent again, since that could lock the account; otherwise the proxy is
            // asked once more, to read its status.
            None if wants_authentication(error) => {
                Error::from(ErrorKind::NotConnected(ConnectProblem::ProxyAuthentication)).of_proxy()
            }
            None => {
                let problem = proxy_status::ask(proxy, url, &self.attempt).await;
                Error::from(ErrorKind::NotConnected(problem.unwrap_or(ConnectProblem::ProxyProtocol))).of_proxy()
            }
        }
    }

    /// Whether the name that has no address is the proxy's.
    fn is_name_of(&self, proxy: &Proxy) -> bool {
        self.attempt.seen().unknown_name.as_ref().is_none_or(|name| *name == proxy.host().to_string())
    }

    /// What an error is whose type isn't known: before the connection there is none, after it the server closed it.
    fn unknown(&self) -> Error {
        let seen = self.attempt.seen();
        match (seen.connected_at, seen.handshake_since) {
            (Some(_), _) => ErrorKind::Closed.into(),
            (None, Some(_)) => ErrorKind::Tls(super::TlsProblem::Other).into(),
            (None, None) => ErrorKind::NotConnected(ConnectProblem::Other).into(),
        }
    }

    /// Reports an untrusted certificate as self-signed if it is its own issuer. One that may also sign others, as `openssl req -x509`
    /// writes it, isn't rejected for its issuer but as a server's certificate.
    fn with_self_signed(&self, error: Error) -> Error {
        use super::error::CertificateProblem::{SelfSigned, UnknownIssuer, Unverifiable};
        let own = self.attempt.seen().certificates.first().map(certificates::describe);
        let is_self_signed = own.as_ref().is_some_and(certificates::is_self_signed);
        if is_self_signed && matches!(error.kind, ErrorKind::Certificate(UnknownIssuer | Unverifiable)) {
            return ErrorKind::Certificate(SelfSigned).into();
        }
        error
    }

    fn describe(&self, mut sent: Sent) -> Sent {
        let seen = self.attempt.seen();
        let timings = &mut sent.timings;
        timings.total_ms = milliseconds_since(self.attempt.started());
        timings.dns_ms = seen.look_up.map(|took| took.as_secs_f64() * 1_000.0);
        let connected = seen.handshake_since.or(seen.connected_at);
        timings.connect_ms = between(seen.connecting_since, connected);
        timings.tls_ms = between(seen.handshake_since, seen.connected_at);
        sent.tls = tls_seen(&seen);
        sent.remote_address = seen.remote_address.map(|address| address.to_string());
        sent
    }
}

/// Whether a proxy responded with 407. hyper-util's error for it isn't exported, so it is known by its text; a test with a real proxy
/// fails if that changes.
fn wants_authentication(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .any(|error| error.to_string() == "tunnel error: proxy authorization required")
}

fn tls_seen(seen: &Seen) -> Option<TlsSeen> {
    let is_known = seen.tls_version.is_some() || !seen.certificates.is_empty();
    is_known.then(|| certificates::see(seen.tls_version.unwrap_or_default(), &seen.certificates))
}

/// Turns a request into the client's without a copy of its secrets: body and header values are wiped with the last reference to them.
fn build(request: Request) -> Result<reqwest::Request, Error> {
    let bad = |part| Error::from(ErrorKind::BadRequest(part));
    let mut built = reqwest::Request::new(request.method, request.url);
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers {
        let name = HeaderName::try_from(name.as_str()).map_err(|_| bad("extra_headers"))?;
        let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(value)).map_err(|_| bad("extra_headers"))?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    *built.headers_mut() = headers;
    *built.body_mut() = Some(Bytes::from_owner(request.body).into());
    Ok(built)
}

fn milliseconds_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1_000.0
}

fn between(from: Option<Instant>, until: Option<Instant>) -> Option<f64> {
    Some(until?.saturating_duration_since(from?).as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_gets_the_secrets_of_a_request_without_a_copy() {
        let request = Request {
            method: Method::POST,
            url: Url::parse("https://login.example/token").unwrap(),
            headers: vec![("Authorization".into(), Zeroizing::new("Basic canary".into()))],
            body: Zeroizing::new("client_secret=canary".into()),
        };
        let own = (request.body.as_ptr(), request.headers[0].1.as_ptr());
        let built = build(request).unwrap();
        let body = built.body().and_then(reqwest::Body::as_bytes).unwrap();
        assert_eq!((body.as_ptr(), built.headers()["authorization"].as_bytes().as_ptr()), own);
    }
}
