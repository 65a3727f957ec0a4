//! Name look-up.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::{sync::oneshot, time::Instant};

use super::{
    attempt::Attempt,
    error::{Error, ErrorKind, Phase},
};

/// The most addresses of a host that are tried.
const ADDRESSES: usize = 16;

/// Looks up names as the operating system does, and reports how long it took.
#[derive(Debug)]
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        Box::pin(async move {
            let attempt = Attempt::current();
            let started = Instant::now();
            if let Some(attempt) = &attempt {
                attempt.seen().phase = Phase::LookUp;
            }
            let found = look_up(name.clone()).await;
            if let Some(attempt) = &attempt {
                let mut seen = attempt.seen();
                seen.unknown_name = found.is_err().then_some(name);
                seen.look_up = Some(started.elapsed());
                seen.phase = Phase::Connecting;
                seen.connecting_since = Some(Instant::now());
            }
            let found: Addrs = Box::new(found?.into_iter());
            Ok(found)
        })
    }
}

/// Returns the addresses of a host; the port is left to the caller.
///
/// The look-up blocks a separate thread that nothing waits for: one that hangs delays neither the time limit nor the program's exit.
pub(super) async fn look_up(name: String) -> Result<Vec<SocketAddr>, Error> {
    look_up_with(name, |name| Ok((name, 0).to_socket_addrs()?.take(ADDRESSES).collect())).await
}

async fn look_up_with(
    name: String,
    system: impl FnOnce(&str) -> io::Result<Vec<SocketAddr>> + Send + 'static,
) -> Result<Vec<SocketAddr>, Error> {
    // With `socks5:`, reqwest asks for the address of an address too, and writes IPv6 in brackets.
    if let Ok(address) = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        return Ok(vec![(address, 0).into()]);
    }
    if is_localhost(&name) {
        return Ok([IpAddr::V6(Ipv6Addr::LOCALHOST), Ipv4Addr::LOCALHOST.into()].map(|ip| (ip, 0).into()).into());
    }
    let (sender, receiver) = oneshot::channel();
    let look_up = move || {
        let _ = sender.send(system(&name));
    };
    let thread = std::thread::Builder::new().name("look-up".into()).stack_size(256 * 1024).spawn(look_up);
    thread.map_err(|_| Error::from(ErrorKind::NameNotFound))?;
    match receiver.await {
        Ok(Ok(found)) if !found.is_empty() => Ok(found),
        _ => Err(ErrorKind::NameNotFound.into()),
    }
}

/// `localhost` is always this machine, even if a resolver disagrees (RFC 6761, section 6.3), so cleartext to it needs no consent.
fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unused(name: &str) -> io::Result<Vec<SocketAddr>> {
        panic!("`{name}` was looked up")
    }

    #[tokio::test]
    async fn localhost_is_this_machine_whatever_a_resolver_says() {
        for name in ["localhost", "localhost.", "app.localhost", "LOCALHOST"] {
            let found = look_up_with(name.to_owned(), unused).await.unwrap();
            assert!(found.len() == 2 && found.iter().all(|address| address.ip().is_loopback()), "{name}");
        }
    }

    #[tokio::test]
    async fn an_address_is_its_own_address() {
        for (name, expected) in [("192.0.2.1", "192.0.2.1:0"), ("2001:db8::1", "[2001:db8::1]:0"), ("[::1]", "[::1]:0")]
        {
            assert_eq!(
                look_up_with(name.to_owned(), unused).await.unwrap(),
                [expected.parse::<SocketAddr>().unwrap()],
                "{name}"
            );
        }
    }

    #[tokio::test]
    async fn a_name_without_an_address_is_not_found() {
        for found in [|_: &str| Ok(Vec::new()), |_: &str| Err(io::ErrorKind::NotFound.into())] {
            let error = look_up_with("login.example".to_owned(), found).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::NameNotFound);
        }
    }

    #[tokio::test]
    async fn a_name_has_the_addresses_that_the_system_finds() {
        let address: SocketAddr = ([192, 0, 2, 1], 0).into();
        let system = move |name: &str| {
            assert_eq!(name, "login.example");
            Ok(vec![address])
        };
        assert_eq!(look_up_with("login.example".to_owned(), system).await.unwrap(), [address]);
    }
}
