//! What is wrong with network defaults.

use std::fmt;

use serde::Serialize;
use ts_rs::TS;

use crate::{authorization::NetworkProblemCode, http::ProxyError, keys::CertificateFileError};

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

impl NetworkProblem {
    pub(super) fn new(field: NetworkField, code: NetworkProblemCode) -> Self {
        Self { field, code }
    }

    pub(super) fn of_proxy(error: ProxyError) -> Self {
        let is_of_user = matches!(error, ProxyError::ColonInUsername | ProxyError::ControlCharacter);
        let field = if is_of_user { NetworkField::ProxyUsername } else { NetworkField::ProxyAddress };
        Self { field, code: NetworkProblemCode::of_proxy(error) }
    }

    pub(super) fn of_certificates(error: CertificateFileError) -> Self {
        Self { field: NetworkField::Certificates, code: NetworkProblemCode::of_certificates(error) }
    }
}

/// The message in the catalogue.
impl fmt::Display for NetworkProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.fmt(formatter)
    }
}
