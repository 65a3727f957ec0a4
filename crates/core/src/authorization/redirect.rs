//! Where the server sends the browser back to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The path of the Redirect URL.
pub const REDIRECT_PATH: &str = "/callback";

/// The host of the Redirect URL: this machine (RFC 8252, section 7.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum RedirectHost {
    /// IPv4.
    #[default]
    #[serde(rename = "127.0.0.1")]
    Ipv4,
    /// IPv6.
    #[serde(rename = "::1")]
    Ipv6,
}

impl RedirectHost {
    /// Every host, as JSON has it.
    pub(super) const WORDS: [&str; 2] = ["127.0.0.1", "::1"];

    /// Returns the host as it is in the URL.
    #[must_use]
    pub fn in_url(self) -> &'static str {
        ["127.0.0.1", "[::1]"][self as usize]
    }

    /// Returns the address to listen on.
    #[must_use]
    pub fn address(self) -> IpAddr {
        match self {
            Self::Ipv4 => Ipv4Addr::LOCALHOST.into(),
            Self::Ipv6 => Ipv6Addr::LOCALHOST.into(),
        }
    }
}

/// Where the server sends the browser back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redirect {
    /// The host.
    pub host: RedirectHost,
    /// The port; `None` for one that is chosen when it is needed.
    pub port: Option<u16>,
}

impl Redirect {
    /// Returns the Redirect URL with the port that is listened on.
    #[must_use]
    pub fn url(self, port: u16) -> String {
        format!("http://{}:{port}{REDIRECT_PATH}", self.host.in_url())
    }
}
