//! Why a proxy refused a tunnel. reqwest reports neither the status nor the text of the proxy's response, and users need both
//! behind company proxies (407, 403, 502), so the proxy is asked once more, only to read the status line.

use reqwest::Url;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use zeroize::Zeroizing;

use super::{attempt::Attempt, error::ConnectProblem, resolver};
use crate::proxy::{Proxy, ProxyScheme};

/// The longest status line that is read, in bytes.
const LINE_BYTES: usize = 1_024;

/// Asks an `http:` proxy for a tunnel and returns what its status line says; `None` if it gives none in time, or for another kind
/// of proxy.
pub(super) async fn ask(proxy: &Proxy, target: &Url, attempt: &Attempt) -> Option<ConnectProblem> {
    if proxy.scheme() != ProxyScheme::Http || target.scheme() != "https" {
        return None;
    }
    let line = attempt.while_connecting(status_line(proxy, target)).await.ok()??;
    let mut words = line.split(|byte| *byte == b' ');
    let is_http = words.next().is_some_and(|version| version.starts_with(b"HTTP/1."));
    let status = words.next().and_then(|word| std::str::from_utf8(word.trim_ascii()).ok()?.parse().ok());
    match status.filter(|_| is_http)? {
        407 => Some(ConnectProblem::ProxyAuthentication),
        status @ 300..=999 => Some(ConnectProblem::ProxyStatus(status)),
        _ => None,
    }
}

async fn status_line(proxy: &Proxy, target: &Url) -> Option<Vec<u8>> {
    let authority = format!("{}:{}", target.host_str()?, target.port_or_known_default()?);
    let mut request = Zeroizing::new(format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n"));
    if let Some(authorization) = proxy.basic_authorization() {
        request.push_str("Proxy-Authorization: ");
        request.push_str(authorization.expose());
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    let mut addresses = resolver::look_up(proxy.host().to_string()).await.ok()?;
    for address in &mut addresses {
        address.set_port(proxy.port());
    }
    let mut stream = TcpStream::connect(&addresses[..]).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut line = Vec::new();
    while !line.ends_with(b"\n") && line.len() < LINE_BYTES {
        line.push(stream.read_u8().await.ok()?);
    }
    Some(line)
}
