//! Network defaults as typed, valid or not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{NetworkDefaults, NetworkField, NetworkProblem};
use crate::{
    authorization::{LONGEST_TIMEOUT_S, NetworkProblemCode, SecretInput},
    http::{CertificateSeen, Proxy, ProxySetting, Trust, certificates::describe},
    secret::Secret,
};

/// Which proxy requests use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProxyChoice {
    /// The one that the operating system or the environment names.
    #[default]
    System,
    /// No proxy.
    None,
    /// The one that is entered.
    Address,
}

/// Network defaults as typed, valid or not. The proxy's fields count only if its address is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NetworkDraft {
    /// Which proxy requests use.
    pub proxy: ProxyChoice,
    /// `scheme://host:port`.
    pub proxy_address: String,
    /// The user name; empty if the proxy needs none.
    pub proxy_username: String,
    /// The password.
    pub proxy_password: SecretInput,
    /// Additional CA certificates as PEM.
    pub certificates: String,
    /// The time limit of a whole exchange, in seconds.
    pub timeout_s: String,
}

impl Default for NetworkDraft {
    fn default() -> Self {
        NetworkDefaults::default().to_draft()
    }
}

impl NetworkDraft {
    /// Checks all fields. `stored` are the present defaults, whose password stays with its proxy if the draft says so.
    ///
    /// # Errors
    /// Returns every problem.
    pub fn check(&self, stored: Option<&NetworkDefaults>) -> Result<NetworkDefaults, Vec<NetworkProblem>> {
        let mut problems = Vec::new();
        let proxy = match self.proxy {
            ProxyChoice::System => Ok(ProxySetting::System),
            ProxyChoice::None => Ok(ProxySetting::None),
            ProxyChoice::Address => self.check_proxy(stored).map(ProxySetting::Address),
        };
        let proxy = proxy.map_err(|problem| problems.push(problem));
        let trust = if self.certificates.trim().is_empty() {
            Ok(Trust::default())
        } else {
            Trust::default().with_roots(self.certificates.as_bytes())
        };
        let trust = trust.map_err(|error| problems.push(NetworkProblem::of_certificates(error)));
        let limit = LONGEST_TIMEOUT_S;
        let timeout_s = self.timeout_s.trim().parse().ok().filter(|seconds| (1..=limit).contains(seconds)).ok_or(());
        let timeout_s = timeout_s.map_err(|()| {
            let code = NetworkProblemCode::TimeoutRange { limit };
            problems.push(NetworkProblem::new(NetworkField::TimeoutS, code));
        });
        let (Ok(proxy), Ok(trust), Ok(timeout_s)) = (proxy, trust, timeout_s) else { return Err(problems) };
        Ok(NetworkDefaults { proxy, trust, timeout_s })
    }

    /// Whether the draft keeps the password that is stored.
    #[must_use]
    pub fn keeps_password(&self) -> bool {
        self.proxy == ProxyChoice::Address && matches!(self.proxy_password, SecretInput::Stored)
    }

    /// Returns the same draft with the certificates of a file, which may also be DER, PKCS#7 or UTF-16.
    ///
    /// # Errors
    /// Returns what is wrong with the file.
    pub fn with_certificate_file(self, file: &[u8]) -> Result<Self, NetworkProblem> {
        let trust = Trust::default().with_roots(file).map_err(NetworkProblem::of_certificates)?;
        Ok(Self { certificates: trust.roots_as_pem(), ..self })
    }

    /// Returns the certificates, described and as PEM; none if they can't be read.
    pub(crate) fn readable_certificates(&self) -> (Vec<CertificateSeen>, String) {
        let trust = Trust::default().with_roots(self.certificates.as_bytes()).unwrap_or_default();
        (trust.roots().iter().map(describe).collect(), trust.roots_as_pem())
    }

    fn check_proxy(&self, stored: Option<&NetworkDefaults>) -> Result<Proxy, NetworkProblem> {
        let proxy = NetworkProblemCode::read_proxy(&self.proxy_address);
        let proxy = proxy.map_err(|code| NetworkProblem::new(NetworkField::ProxyAddress, code))?;
        let password = match &self.proxy_password {
            SecretInput::Blank | SecretInput::Held { .. } => None,
            SecretInput::Typed { text } => Some(text),
            // A stored password goes only to the proxy that it was saved for.
            SecretInput::Stored => {
                let found = stored.and_then(NetworkDefaults::proxy).filter(|stored| stored.is_same_address(&proxy));
                let password: Option<&Secret> = found.and_then(Proxy::password);
                let code = NetworkProblemCode::PasswordOfAnotherProxy;
                Some(password.ok_or_else(|| NetworkProblem::new(NetworkField::ProxyPassword, code))?)
            }
        };
        proxy.with_credentials(&self.proxy_username, password).map_err(NetworkProblem::of_proxy)
    }
}

impl NetworkDefaults {
    /// Returns the draft that these were checked from; a password is only marked as stored.
    #[must_use]
    pub fn to_draft(&self) -> NetworkDraft {
        let proxy = self.proxy();
        NetworkDraft {
            proxy: match self.proxy {
                ProxySetting::System => ProxyChoice::System,
                ProxySetting::None => ProxyChoice::None,
                ProxySetting::Address(_) => ProxyChoice::Address,
            },
            proxy_address: proxy.map(Proxy::url_without_credentials).unwrap_or_default(),
            proxy_username: proxy.and_then(Proxy::username).unwrap_or_default(),
            proxy_password: self.proxy_password().map_or(SecretInput::Blank, |_| SecretInput::Stored),
            certificates: self.trust.roots_as_pem(),
            timeout_s: self.timeout_s.to_string(),
        }
    }
}
