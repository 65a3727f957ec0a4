//! How a token request travels unless it says otherwise: the proxy, additional CA certificates and the time limit.
//!
//! [`NetworkDraft`] is what is typed in Settings. [`NetworkDraft::check`] turns it into [`NetworkDefaults`] or returns every problem by
//! field and code. What one CONNECT does differently is in [`NetworkOverrides`], which wins over the defaults.

mod draft;
mod problem;
mod stored;

use std::time::Duration;

pub use self::{
    draft::{NetworkDraft, ProxyChoice},
    problem::{NetworkField, NetworkProblem},
};
use super::options::Options;
use crate::{
    authorization::{EnvironmentNetwork, EnvironmentProxy, TokenUrl},
    http::{CertificateSeen, Limits, Proxy, ProxySetting, Trust, certificates::describe},
    secret::Secret,
};

/// Checked defaults for every CONNECT of the window and of saved authorizations in the shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkDefaults {
    proxy: ProxySetting,
    trust: Trust,
    timeout_s: u32,
}

/// What one CONNECT does differently from the defaults.
#[derive(Clone, Debug, Default)]
pub struct NetworkOverrides {
    /// Another proxy.
    pub proxy: Option<ProxySetting>,
    /// Other certificates.
    pub trust: Option<Trust>,
    /// Other limits.
    pub limits: Option<Limits>,
}

impl Default for NetworkDefaults {
    fn default() -> Self {
        let timeout_s = u32::try_from(Limits::default().whole.as_secs()).unwrap_or(u32::MAX);
        Self { proxy: ProxySetting::System, trust: Trust::default(), timeout_s }
    }
}

impl NetworkDefaults {
    /// Returns how a request to an address is sent: as `overrides` says, then as the environment's `own` settings do, then by these
    /// defaults. The proxy of the defaults isn't used for this machine itself and for what `NO_PROXY` names, as the system's isn't; an
    /// environment's own proxy is meant for its one server.
    pub(crate) fn options(&self, url: &TokenUrl, own: &EnvironmentNetwork, overrides: &NetworkOverrides) -> Options {
        let default_proxy = || match &self.proxy {
            ProxySetting::Address(_) if url.is_loopback() || ProxySetting::is_excepted(url) => ProxySetting::None,
            proxy => proxy.clone(),
        };
        let own_proxy = || match &own.proxy {
            EnvironmentProxy::Default => default_proxy(),
            EnvironmentProxy::System => ProxySetting::System,
            EnvironmentProxy::None => ProxySetting::None,
            EnvironmentProxy::Address { proxy, password } => {
                let username = proxy.username().unwrap_or_default();
                // Both were checked, so this can't fail; without them the proxy refuses.
                let with_password = proxy.clone().with_credentials(&username, password.as_ref());
                ProxySetting::Address(with_password.unwrap_or_else(|_| proxy.clone()))
            }
        };
        let trust = || {
            // They vouch for the environment's own proxy, too, and for no other: its password isn't the environment's.
            let add = if own.proxy().is_some() { Trust::with_root } else { Trust::with_target_root };
            let trust = own.roots().iter().fold(self.trust.clone(), add);
            if own.skip_verification { trust.without_verification() } else { trust }
        };
        Options {
            limits: self.limits(own, overrides),
            trust: overrides.trust.clone().unwrap_or_else(trust),
            proxy: overrides.proxy.clone().unwrap_or_else(own_proxy),
            accept_cleartext_to_proxy: false,
        }
    }

    /// Returns what an exchange may cost.
    pub(crate) fn limits<S>(&self, own: &EnvironmentNetwork<S>, overrides: &NetworkOverrides) -> Limits {
        let seconds = own.timeout_s.unwrap_or(self.timeout_s);
        overrides.limits.unwrap_or_else(|| Limits::within(Duration::from_secs(seconds.into())))
    }

    /// Returns the proxy that was entered; `None` if requests use the system's or none.
    #[must_use]
    pub fn proxy(&self) -> Option<&Proxy> {
        if let ProxySetting::Address(proxy) = &self.proxy { Some(proxy) } else { None }
    }

    /// Returns the proxy's password.
    #[must_use]
    pub fn proxy_password(&self) -> Option<&Secret> {
        self.proxy()?.password()
    }

    /// Returns the additional CA certificates, described.
    #[must_use]
    pub fn certificates(&self) -> Vec<CertificateSeen> {
        self.trust.roots().iter().map(describe).collect()
    }

    /// Whether requests go through a proxy, or trust certificates, that `other` doesn't have.
    #[must_use]
    pub fn redirects_more_than(&self, other: &Self) -> bool {
        let is_other_proxy = self.proxy().is_some() && self.proxy != other.proxy;
        is_other_proxy || self.trust.roots().iter().any(|root| !other.trust.roots().contains(root))
    }
}

#[cfg(test)]
mod tests;
