//! How an environment's requests travel, where that differs from the defaults in Settings.

use super::{
    EnvironmentProxyChoice, Field, NetworkProblemCode, OAuth2Draft, ProblemCode, SecretInput,
    environment_check::EnvironmentCheck,
    limits::{CA_CERTIFICATES, as_u32},
};
use crate::{
    keys::{self, CertificateDer},
    proxy::Proxy,
    secret::Secret,
};

/// The longest time limit that may be set, in seconds.
pub(crate) const LONGEST_TIMEOUT_S: u32 = 3_600;

/// Checked network settings of an environment. The password (`S`) is that of a draft or the text itself.
#[derive(Clone, Debug)]
pub struct EnvironmentNetwork<S = Secret> {
    /// The proxy.
    pub proxy: EnvironmentProxy<S>,
    /// CA certificates that are trusted as well, as PEM; empty for none.
    pub ca_certificates: String,
    /// The time limit of a whole exchange, in seconds; `None` for the one in Settings.
    pub timeout_s: Option<u32>,
    /// Whether any server certificate is accepted.
    pub skip_verification: bool,
}

/// The proxy of an environment.
#[derive(Clone, Debug)]
pub enum EnvironmentProxy<S = Secret> {
    /// The one in Settings.
    Default,
    /// The system's.
    System,
    /// None.
    None,
    /// This one.
    Address {
        /// The address and the user name.
        proxy: Proxy,
        /// The password.
        password: Option<S>,
    },
}

impl<S> Default for EnvironmentNetwork<S> {
    fn default() -> Self {
        Self {
            proxy: EnvironmentProxy::Default,
            ca_certificates: String::new(),
            timeout_s: None,
            skip_verification: false,
        }
    }
}

impl<S> EnvironmentNetwork<S> {
    /// Whether nothing differs from the defaults.
    #[must_use]
    pub fn is_default(&self) -> bool {
        let is_default_proxy = matches!(self.proxy, EnvironmentProxy::Default);
        is_default_proxy && self.ca_certificates.is_empty() && self.timeout_s.is_none() && !self.skip_verification
    }

    /// Returns the proxy that was entered, with its user name.
    #[must_use]
    pub fn proxy(&self) -> Option<&Proxy> {
        if let EnvironmentProxy::Address { proxy, .. } = &self.proxy { Some(proxy) } else { None }
    }

    /// Returns the proxy's password.
    pub fn proxy_password(&self) -> Option<&S> {
        if let EnvironmentProxy::Address { password, .. } = &self.proxy { password.as_ref() } else { None }
    }

    /// Returns the additional CA certificates.
    #[must_use]
    pub fn roots(&self) -> Vec<CertificateDer<'static>> {
        if self.ca_certificates.is_empty() {
            return Vec::new();
        }
        // They were read when they were checked.
        keys::read_roots(self.ca_certificates.as_bytes()).unwrap_or_default()
    }

    /// Returns the same with the password mapped to another form.
    ///
    /// # Errors
    /// The error of `map`.
    pub(crate) fn try_map<T, E>(self, map: impl FnOnce(S) -> Result<T, E>) -> Result<EnvironmentNetwork<T>, E> {
        let Self { proxy, ca_certificates, timeout_s, skip_verification } = self;
        let proxy = match proxy {
            EnvironmentProxy::Default => EnvironmentProxy::Default,
            EnvironmentProxy::System => EnvironmentProxy::System,
            EnvironmentProxy::None => EnvironmentProxy::None,
            EnvironmentProxy::Address { proxy, password } => {
                EnvironmentProxy::Address { proxy, password: password.map(map).transpose()? }
            }
        };
        Ok(EnvironmentNetwork { proxy, ca_certificates, timeout_s, skip_verification })
    }

    /// Puts the settings into a draft.
    pub(super) fn fill(&self, draft: &mut OAuth2Draft) {
        draft.proxy = match &self.proxy {
            EnvironmentProxy::Default => EnvironmentProxyChoice::Default,
            EnvironmentProxy::System => EnvironmentProxyChoice::System,
            EnvironmentProxy::None => EnvironmentProxyChoice::None,
            EnvironmentProxy::Address { proxy, .. } => {
                draft.proxy_address = proxy.url_without_credentials();
                draft.proxy_username = proxy.username().unwrap_or_default();
                EnvironmentProxyChoice::Address
            }
        };
        if self.proxy_password().is_some() {
            draft.proxy_password = SecretInput::Stored;
        }
        draft.ca_certificates.clone_from(&self.ca_certificates);
        draft.timeout_s = self.timeout_s.map(|seconds| seconds.to_string()).unwrap_or_default();
        draft.skip_verification = self.skip_verification;
    }
}

/// Checks how an environment's requests travel.
pub(super) fn check(draft: &OAuth2Draft, on: &mut EnvironmentCheck<'_>) -> Option<EnvironmentNetwork<SecretInput>> {
    let proxy = match draft.proxy {
        EnvironmentProxyChoice::Default => Some(EnvironmentProxy::Default),
        EnvironmentProxyChoice::System => Some(EnvironmentProxy::System),
        EnvironmentProxyChoice::None => Some(EnvironmentProxy::None),
        EnvironmentProxyChoice::Address => check_proxy(draft, on),
    };
    let ca_certificates = if draft.ca_certificates.trim().is_empty() {
        Some(String::new())
    } else {
        let roots = keys::read_roots(draft.ca_certificates.as_bytes());
        let roots = roots.map_err(|error| NetworkProblemCode::of_certificates(error).into()).and_then(|roots| {
            let (limit, found) = (as_u32(CA_CERTIFICATES), as_u32(roots.len()));
            if roots.len() > CA_CERTIFICATES { Err(ProblemCode::TooMany { limit, found }) } else { Ok(roots) }
        });
        on.parsed(Field::CaCertificates, roots.map(|roots| keys::certificates_as_pem(&roots)))
    };
    let timeout_s = on.parsed(Field::TimeoutS, read_timeout(&draft.timeout_s));
    Some(EnvironmentNetwork {
        proxy: proxy?,
        ca_certificates: ca_certificates?,
        timeout_s: timeout_s?,
        skip_verification: draft.skip_verification,
    })
}

fn check_proxy(draft: &OAuth2Draft, on: &mut EnvironmentCheck<'_>) -> Option<EnvironmentProxy<SecretInput>> {
    let read = NetworkProblemCode::read_proxy(&draft.proxy_address).map_err(ProblemCode::from);
    let proxy = on.parsed(Field::ProxyAddress, read)?;
    let typed = if let SecretInput::Typed { text } = &draft.proxy_password { Some(text) } else { None };
    // With the password, to check both; only the user name is kept with the address.
    let with_both = proxy.clone().with_credentials(&draft.proxy_username, typed);
    on.parsed(Field::ProxyUsername, with_both.map_err(|error| NetworkProblemCode::of_proxy(error).into()))?;
    let proxy = proxy.with_credentials(&draft.proxy_username, None).ok()?;
    let password = if draft.proxy_password.is_blank() {
        None
    } else {
        Some(on.secret(Field::ProxyPassword, &draft.proxy_password)?)
    };
    Some(EnvironmentProxy::Address { proxy, password })
}

fn read_timeout(text: &str) -> Result<Option<u32>, ProblemCode> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let seconds = text.parse().ok().filter(|seconds| (1..=LONGEST_TIMEOUT_S).contains(seconds));
    seconds.map(Some).ok_or_else(|| NetworkProblemCode::TimeoutRange { limit: LONGEST_TIMEOUT_S }.into())
}
