//! Name look-up and TCP connection.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs},
    time::Duration,
};

use tokio::{net::TcpStream, sync::oneshot, task::JoinSet};
use url::Host;

use super::trouble::Trouble;

/// The most addresses of a host that are tried.
const ADDRESSES: usize = 16;
/// How long an address is tried alone before the next one is tried beside it (RFC 8305 §5).
const HEAD_START: Duration = Duration::from_millis(250);

/// The addresses of a host, in the order in which to try them.
///
/// The look-up blocks a thread of its own, which nobody waits for: one that hangs outlives neither the limit nor the program.
pub(super) async fn look_up(host: Host<&str>, port: u16) -> Result<Vec<SocketAddr>, Trouble> {
    let name = match host {
        Host::Ipv4(address) => return Ok(vec![(address, port).into()]),
        Host::Ipv6(address) => return Ok(vec![(address, port).into()]),
        Host::Domain(name) => name.to_owned(),
    };
    if is_localhost(&name) {
        return Ok([IpAddr::V6(Ipv6Addr::LOCALHOST), Ipv4Addr::LOCALHOST.into()].map(|ip| (ip, port).into()).into());
    }
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new()
        .name("look-up".into())
        .stack_size(256 * 1024)
        .spawn(move || {
            let found: io::Result<Vec<SocketAddr>> = (name.as_str(), port).to_socket_addrs().map(Iterator::collect);
            let _ = sender.send(found);
        })
        .map_err(|_| dns("This machine cannot look names up now."))?;
    match receiver.await {
        Ok(Ok(found)) if !found.is_empty() => Ok(alternate(found)),
        _ => Err(dns("The host name was not found.")),
    }
}

fn dns(message: &str) -> Trouble {
    Trouble::network("dns", message)
}

/// `localhost` is always this machine, whatever a resolver says (RFC 6761 §6.3): cleartext to it needs no one's word.
fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// Both families in turn, so that one that leads nowhere costs little (RFC 8305 §4).
fn alternate(found: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = found.first().is_some_and(SocketAddr::is_ipv6);
    let (mut one, mut other): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    one.reverse();
    other.reverse();
    let mut ordered = Vec::new();
    while ordered.len() < ADDRESSES && !(one.is_empty() && other.is_empty()) {
        ordered.extend(one.pop().into_iter().chain(other.pop()));
    }
    ordered
}

/// Connects to whichever address answers first, giving each a head start over the next.
pub(super) async fn open(addresses: &[SocketAddr]) -> Result<TcpStream, Trouble> {
    if let [address] = addresses {
        return TcpStream::connect(address).await.map(finish).map_err(|error| of_connect(&error));
    }
    let mut waiting = addresses.iter().copied();
    let mut attempts = JoinSet::new();
    let mut failure = None;
    loop {
        if let Some(address) = waiting.next() {
            attempts.spawn(TcpStream::connect(address));
        }
        let ended = if waiting.len() == 0 {
            attempts.join_next().await
        } else {
            match tokio::time::timeout(HEAD_START, attempts.join_next()).await {
                Ok(ended) => ended,
                Err(_) => continue,
            }
        };
        match ended {
            Some(Ok(Ok(stream))) => return Ok(finish(stream)),
            Some(Ok(Err(error))) => {
                failure.get_or_insert(error);
            }
            Some(Err(_)) => {}
            None => return Err(failure.map_or_else(|| dns("The host has no address."), |error| of_connect(&error))),
        }
    }
}

fn finish(stream: TcpStream) -> TcpStream {
    // It fails where the server is gone already, which reading tells better.
    let _ = stream.set_nodelay(true);
    stream
}

fn of_connect(error: &io::Error) -> Trouble {
    let mut trouble = Trouble::of(error);
    // A reset comes from a server that took the connection and dropped it, however soon.
    if trouble.code == "connection_closed" && error.kind() != io::ErrorKind::ConnectionReset {
        "connect".clone_into(&mut trouble.code);
        "The connection could not be opened.".clone_into(&mut trouble.message);
    }
    trouble
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_is_an_end_and_not_a_failure_to_connect() {
        for (kind, code) in [
            (io::ErrorKind::ConnectionReset, "connection_closed"),
            (io::ErrorKind::ConnectionRefused, "connect"),
            (io::ErrorKind::Other, "connect"),
        ] {
            assert_eq!(of_connect(&kind.into()).code, code);
        }
    }

    #[test]
    fn families_are_tried_in_turn() {
        let all = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let found = all(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "2.2.2.2:1"]);
        assert_eq!(alternate(found), all(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "[::3]:1"]));
    }

    #[tokio::test]
    async fn localhost_is_this_machine_whatever_a_resolver_says() {
        for name in ["localhost", "localhost.", "app.localhost"] {
            let found = look_up(Host::Domain(name), 8).await.unwrap();
            assert!(found.len() == 2 && found.iter().all(|address| address.ip().is_loopback()), "{name}");
        }
    }

    #[tokio::test]
    async fn an_address_that_refuses_does_not_hide_one_that_answers() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let refusing = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port());
        assert_eq!(open(&[refusing, address]).await.unwrap().peer_addr().unwrap(), address);
    }
}
