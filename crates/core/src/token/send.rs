//! The sending between the two halves: name look-up, connection, TLS, request, answer; every stage timed and bounded.

use std::{pin::pin, sync::Arc};

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Uri,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{CONTENT_LENGTH, HeaderName, HeaderValue},
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use url::Host;

use super::{
    Options, Proxy, Timings, certificates, decode,
    head_bound::HeadBound,
    network,
    received::Received,
    request::Request,
    stream::{Deadline, Stream, drive},
    tls::{self, Configuration},
    trouble::Trouble,
};
use crate::authorization::{ClientCredentials, TokenUrl};

/// The largest head of an answer, in bytes.
const HEAD_BYTES: usize = 64 * 1024;
/// The most bytes before the body of an answer, in bytes: its head and every interim answer before it.
const HEADS_BYTES: usize = 4 * HEAD_BYTES;
/// The most headers of an answer.
const HEADERS: usize = 256;

/// What is known of an exchange so far, also where it fails half way.
#[derive(Default)]
pub(super) struct Progress {
    pub(super) timings: Timings,
    pub(super) tls: Option<super::TlsSeen>,
    pub(super) remote_address: Option<String>,
    pub(super) response: Option<Received>,
    /// Whether the request left this machine, or may have.
    pub(super) is_sent: bool,
    /// Whether the connection broke where only the answer's content can tell whether it is whole.
    pub(super) is_broken: bool,
}

/// One sending of a request.
pub(super) struct Sending<'a> {
    pub(super) url: &'a TokenUrl,
    pub(super) request: &'a Request,
    pub(super) options: &'a Options,
    pub(super) start: Instant,
    pub(super) configuration: Option<Arc<Configuration>>,
}

impl<'a> Sending<'a> {
    pub(super) fn new(
        credentials: &'a ClientCredentials,
        request: &'a Request,
        options: &'a Options,
        start: Instant,
        configuration: Option<Arc<Configuration>>,
    ) -> Self {
        Self { url: &credentials.token_url, request, options, start, configuration }
    }

    /// Whether anything on the way is encrypted.
    pub(super) fn needs_tls(url: &TokenUrl, options: &Options) -> bool {
        url.is_https() || options.proxy.as_ref().is_some_and(Proxy::is_https)
    }

    /// Sends the request and takes the whole answer.
    pub(super) async fn run(&self, progress: &mut Progress) -> Result<(), Trouble> {
        let outgoing = self.outgoing()?;
        let stream = self.connect(progress).await?;
        self.exchange(stream, outgoing, progress).await
    }

    fn whole(&self) -> Deadline {
        Deadline::new(self.start, self.options.limits.whole)
    }

    fn connecting(&self) -> Deadline {
        Deadline::new(self.start, self.options.limits.connect).or(self.whole())
    }

    /// The request in hyper's form. The address goes out to the letter, in absolute form to a proxy (RFC 9112 §3.2.2).
    fn outgoing(&self) -> Result<hyper::Request<Full<Bytes>>, Trouble> {
        let bad = |what: &str| Trouble::new(super::Stage::Input, "invalid_input", format!("{what} cannot be sent."));
        let target = self.request.target.wire();
        let by_proxy = self.options.proxy.as_ref().filter(|_| !self.url.is_https());
        let uri = match by_proxy {
            Some(_) => Uri::try_from(format!("http://{}{}", self.url.authority(), *target)),
            None => Uri::try_from(target.as_str()),
        };
        let body = self.request.body.wire();
        let mut outgoing = hyper::Request::new(Full::new(Bytes::copy_from_slice(body.as_bytes())));
        *outgoing.method_mut() = Method::POST;
        *outgoing.uri_mut() = uri.map_err(|_| bad("`token_url` with `extra_query`"))?;
        let headers = outgoing.headers_mut();
        for (name, text) in &self.request.headers {
            let name = HeaderName::try_from(name).map_err(|_| bad("`extra_headers`"))?;
            headers.append(name, header_value(&text.wire()).ok_or_else(|| bad("`extra_headers`"))?);
        }
        if let Some(authorization) = by_proxy.and_then(Proxy::authorization) {
            let value = header_value(authorization.expose()).ok_or_else(|| bad("`proxy`"))?;
            headers.append(hyper::header::PROXY_AUTHORIZATION, value);
        }
        headers.append(CONTENT_LENGTH, HeaderValue::from(body.len()));
        Ok(outgoing)
    }

    /// Opens a connection that the request can go over.
    async fn connect(&self, progress: &mut Progress) -> Result<Box<dyn Stream>, Trouble> {
        let mut stream = match &self.options.proxy {
            Some(proxy) => self.connect_to_proxy(proxy, progress).await.map_err(Trouble::of_proxy)?,
            None => self.open(&self.url.host(), self.url.port(), progress).await?,
        };
        let start = Instant::now();
        if self.url.is_https() {
            stream = self.encrypt(stream, tls::server_name(&self.url.host())?, &mut progress.tls).await?;
            progress.timings.tls_ms = Some(milliseconds(start));
        }
        Ok(stream)
    }

    /// Opens a connection to the proxy, and a tunnel through it where the rest is encrypted.
    async fn connect_to_proxy(&self, proxy: &Proxy, progress: &mut Progress) -> Result<Box<dyn Stream>, Trouble> {
        let mut stream = self.open(&proxy.host(), proxy.port(), progress).await?;
        if proxy.is_https() {
            stream = self.encrypt(stream, tls::server_name(&proxy.host())?, &mut None).await?;
        }
        if self.url.is_https() {
            let authority = format!("{}:{}", self.url.host(), self.url.port());
            let tunnel = proxy.open_tunnel(&mut *stream, &authority);
            self.connecting().keep("waiting for the proxy", tunnel).await??;
        }
        Ok(stream)
    }

    async fn open(&self, host: &Host<&str>, port: u16, progress: &mut Progress) -> Result<Box<dyn Stream>, Trouble> {
        let start = Instant::now();
        let addresses =
            self.connecting().keep("looking the host name up", network::look_up(host.clone(), port)).await??;
        progress.timings.dns_ms = matches!(host, Host::Domain(_)).then(|| milliseconds(start));
        let start = Instant::now();
        let tcp = self.connecting().keep("opening the connection", network::open(&addresses)).await??;
        progress.timings.connect_ms = Some(milliseconds(start));
        progress.remote_address = tcp.peer_addr().ok().map(|address| address.to_string());
        Ok(Box::new(tcp))
    }

    async fn encrypt(
        &self,
        stream: Box<dyn Stream>,
        name: ServerName<'static>,
        seen: &mut Option<super::TlsSeen>,
    ) -> Result<Box<dyn Stream>, Trouble> {
        let configuration = self.configuration.as_ref();
        let configuration =
            configuration.ok_or_else(|| Trouble::new(super::Stage::Tls, "tls_failed", "TLS is not set up."))?;
        let (config, watch) = configuration.for_connection();
        let handshake = TlsConnector::from(config).connect(name, stream);
        let result = self.connecting().keep("setting TLS up", handshake).await?;
        let session = result.as_ref().ok().map(|stream| stream.get_ref().1);
        *seen = certificates::see(session, &watch.seen());
        match result {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => {
                let mut trouble = Trouble::of(&error);
                let is_named = watch.seen().first().is_some_and(|own| self.options.trust.roots.contains(own));
                let is_self_signed = seen.as_ref().is_some_and(certificates::is_self_signed);
                if trouble.code == "certificate_untrusted" && is_self_signed && !is_named {
                    "The server's certificate is signed by itself, so nobody else vouches for it."
                        .clone_into(&mut trouble.message);
                }
                Err(trouble)
            }
        }
    }

    async fn exchange(
        &self,
        stream: Box<dyn Stream>,
        outgoing: hyper::Request<Full<Bytes>>,
        progress: &mut Progress,
    ) -> Result<(), Trouble> {
        let mut builder = http1::Builder::new();
        builder
            .title_case_headers(true)
            .max_headers(HEADERS)
            .max_buf_size(HEAD_BYTES)
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true);
        let (stream, bound) = HeadBound::new(stream, HEADS_BYTES);
        let (mut sender, connection) =
            builder.handshake(TokioIo::new(stream)).await.map_err(|error| Trouble::of(&error))?;
        let mut connection = pin!(Some(connection));
        progress.is_sent = true;
        let start = Instant::now();
        let deadline = Deadline::new(start, self.options.limits.first_byte).or(self.whole());
        let answer =
            deadline.keep("waiting for the answer", drive(&mut connection, sender.send_request(outgoing))).await?;
        let (head, mut body) = answer.map_err(|error| Trouble::of(&error))?.into_parts();
        bound.lift();
        progress.timings.first_byte_ms = Some(milliseconds(start));
        let received = progress.response.insert(Received::of(&head));
        let start = Instant::now();
        let result = self.take_body(&mut connection, &mut body, received, &mut progress.is_broken).await;
        progress.timings.body_ms = Some(milliseconds(start));
        result.map_err(|trouble| trouble.with_status(head.status.as_u16()))
    }

    async fn take_body<C: Future>(
        &self,
        connection: &mut std::pin::Pin<&mut Option<C>>,
        body: &mut Incoming,
        received: &mut Received,
        is_broken: &mut bool,
    ) -> Result<(), Trouble> {
        let limit = self.options.limits.body_bytes;
        let ends_with_connection = !received.has_header("content-length") && !received.has_header("transfer-encoding");
        while let Some(frame) = self.whole().keep("reading the answer", drive(connection, body.frame())).await? {
            match frame {
                Ok(frame) => {
                    let Ok(data) = frame.into_data() else { continue };
                    received.body_bytes = received.body_bytes.saturating_add(data.len());
                    received.body.extend_from_slice(&data[..data.len().min(limit - received.body.len())]);
                    if received.body_bytes > limit {
                        return Err(decode::too_large(limit));
                    }
                }
                // Many servers end TLS without saying so; whether the answer is whole, its content tells.
                Err(error) if ends_with_connection && Trouble::of(&error).code == "connection_closed" => {
                    *is_broken = true;
                    break;
                }
                Err(error) => return Err(Trouble::of(&error)),
            }
        }
        let codings = received.all("content-encoding");
        received.body = decode::decode(std::mem::take(&mut received.body), &codings, limit)?;
        Ok(())
    }
}

fn header_value(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_bytes(text.as_bytes()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Milliseconds since an instant.
pub(super) fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1_000.0
}
