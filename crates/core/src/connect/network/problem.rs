//! What is wrong with network defaults.

use std::fmt;

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::{
    http::{ProxyError, TrustError},
    keys::CertificateFileError,
    messages::{self, MESSAGES},
};

/// A field of the network defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NetworkField {
    /// The proxy's address.
    ProxyAddress,
    /// The user name for the proxy.
    ProxyUsername,
    /// The password for the proxy.
    ProxyPassword,
    /// The additional CA certificates.
    Certificates,
    /// The time limit.
    TimeoutS,
}

/// One thing wrong with network defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct NetworkProblem {
    /// The field it is about.
    pub field: NetworkField,
    /// Why.
    #[serde(flatten)]
    pub code: NetworkProblemCode,
}

/// Why a field is invalid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
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

impl NetworkProblem {
    pub(super) fn new(field: NetworkField, code: NetworkProblemCode) -> Self {
        Self { field, code }
    }

    pub(super) fn of_proxy(error: ProxyError) -> Self {
        use NetworkProblemCode as C;
        let (field, code) = match error {
            ProxyError::ColonInUsername => (NetworkField::ProxyUsername, C::UsernameColon),
            ProxyError::ControlCharacter => (NetworkField::ProxyUsername, C::CredentialsControl),
            ProxyError::Empty => (NetworkField::ProxyAddress, C::ProxyRequired),
            ProxyError::Scheme => (NetworkField::ProxyAddress, C::ProxyScheme),
            ProxyError::Backslash | ProxyError::Unescaped(_) | ProxyError::Percent => {
                (NetworkField::ProxyAddress, C::ProxyCredentials)
            }
            ProxyError::Space => (NetworkField::ProxyAddress, C::ProxySpace),
            ProxyError::Path | ProxyError::Query | ProxyError::Fragment => (NetworkField::ProxyAddress, C::ProxyPath),
            ProxyError::PacFile => (NetworkField::ProxyAddress, C::ProxyPac),
            ProxyError::MissingHost | ProxyError::Host | ProxyError::Brackets => {
                (NetworkField::ProxyAddress, C::ProxyHost)
            }
            ProxyError::Port => (NetworkField::ProxyAddress, C::ProxyPort),
        };
        Self { field, code }
    }

    pub(super) fn of_certificates(error: TrustError) -> Self {
        use NetworkProblemCode as C;
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let code = match error {
            TrustError::UnusableRoot { number: at } => C::CertificateUnusable { number: number(at) },
            TrustError::CertificateFile(error) => match error {
                CertificateFileError::TooLarge => C::CertificatesTooLarge,
                CertificateFileError::PrivateKey => C::PrivateKey,
                CertificateFileError::Pkcs12 => C::Pkcs12,
                CertificateFileError::Damaged { number: at, .. } => C::CertificateDamaged { number: number(at) },
                CertificateFileError::Empty
                | CertificateFileError::NoCertificate
                | CertificateFileError::PublicKey
                | CertificateFileError::Request
                | CertificateFileError::RevocationList => C::NoCertificate,
            },
            // There is no client certificate in the defaults.
            TrustError::KeyFile(_) | TrustError::KeyNotForTls | TrustError::KeyMismatch => C::NoCertificate,
        };
        Self { field: NetworkField::Certificates, code }
    }
}

/// The message in the catalogue.
impl fmt::Display for NetworkProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(Value::Object(values)) = serde_json::to_value(&self.code) else { return Err(fmt::Error) };
        let code = values.get("code").and_then(Value::as_str).unwrap_or_default();
        let template = MESSAGES.network.get(code).map_or("", String::as_str);
        formatter.write_str(&messages::fill(template, |name| values.get(name).map(ToString::to_string)))
    }
}
