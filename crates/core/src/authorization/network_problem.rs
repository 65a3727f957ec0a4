//! Why network settings are invalid, in Settings or in an environment.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    keys::CertificateFileError,
    messages::{self, MESSAGES},
    proxy::{Proxy, ProxyError},
};

/// Why a network setting is invalid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum NetworkProblemCode {
    /// There is no address.
    ProxyRequired,
    /// Not the scheme of a proxy.
    ProxyScheme,
    /// The address contains a user name or password, or a `\`, `@` or `%` that looks like a part of one.
    ProxyCredentials,
    /// The address contains a space or a control character.
    ProxySpace,
    /// The address has a path, a query or a fragment.
    ProxyPath,
    /// The address is that of a proxy auto-configuration file.
    ProxyPac,
    /// The host is missing, or neither a name nor an IP address.
    ProxyHost,
    /// The port isn't between 1 and 65535.
    ProxyPort,
    /// The user name has a `:`, which HTTP proxies can't accept (RFC 7617, section 2).
    UsernameColon,
    /// The user name or password contains a control character.
    CredentialsControl,
    /// The stored password belongs to another proxy.
    PasswordOfAnotherProxy,
    /// The certificates are larger than 1 MiB.
    CertificatesTooLarge,
    /// There is no certificate in the text.
    NoCertificate,
    /// A private key instead of a certificate.
    PrivateKey,
    /// A PKCS#12 file.
    Pkcs12,
    /// A certificate can't be read.
    CertificateDamaged {
        /// Its place among the certificates, from 1.
        number: u32,
    },
    /// Servers can't be verified with a certificate.
    CertificateUnusable {
        /// Its place among the certificates, from 1.
        number: u32,
    },
    /// Not a whole number of seconds in the range.
    TimeoutRange {
        /// The longest time, in seconds.
        limit: u32,
    },
}

impl NetworkProblemCode {
    /// Reads the address of a proxy, whose user name and password have their own fields.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read_proxy(address: &str) -> Result<Proxy, Self> {
        // A user name in an address that can't be read is no reason to send it to another host.
        if address.contains('@') {
            return Err(Self::ProxyCredentials);
        }
        Proxy::parse(address).map_err(Self::of_proxy)
    }

    /// Returns the code for an error about a proxy.
    pub(crate) fn of_proxy(error: ProxyError) -> Self {
        match error {
            ProxyError::ColonInUsername => Self::UsernameColon,
            ProxyError::ControlCharacter => Self::CredentialsControl,
            ProxyError::Empty => Self::ProxyRequired,
            ProxyError::Scheme => Self::ProxyScheme,
            ProxyError::Backslash | ProxyError::Unescaped(_) | ProxyError::Percent => Self::ProxyCredentials,
            ProxyError::Space => Self::ProxySpace,
            ProxyError::Path | ProxyError::Query | ProxyError::Fragment => Self::ProxyPath,
            ProxyError::PacFile => Self::ProxyPac,
            ProxyError::MissingHost | ProxyError::Host | ProxyError::Brackets => Self::ProxyHost,
            ProxyError::Port => Self::ProxyPort,
        }
    }

    /// Returns the code for an error about CA certificates.
    pub(crate) fn of_certificates(error: CertificateFileError) -> Self {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        match error {
            CertificateFileError::TooLarge => Self::CertificatesTooLarge,
            CertificateFileError::PrivateKey => Self::PrivateKey,
            CertificateFileError::Pkcs12 => Self::Pkcs12,
            CertificateFileError::Damaged { number: at, .. } => Self::CertificateDamaged { number: number(at) },
            CertificateFileError::Unusable { number: at } => Self::CertificateUnusable { number: number(at) },
            CertificateFileError::Empty
            | CertificateFileError::NoCertificate
            | CertificateFileError::PublicKey
            | CertificateFileError::Request
            | CertificateFileError::RevocationList => Self::NoCertificate,
        }
    }
}

/// The message in the catalogue.
impl fmt::Display for NetworkProblemCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(Value::Object(values)) = serde_json::to_value(self) else { return Err(fmt::Error) };
        let code = values.get("code").and_then(Value::as_str).unwrap_or_default();
        let template = MESSAGES.network.get(code).map_or("", String::as_str);
        formatter.write_str(&messages::fill(template, |name| values.get(name).map(ToString::to_string)))
    }
}
