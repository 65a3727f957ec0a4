//! The defaults for how every CONNECT travels, sealed under the vault key.
//!
//! A program that can change the database must not be able to send requests through its own proxy with its own certificates. So what
//! isn't as it was sealed is never used, and CONNECT refuses until the user has set it again. Without a row, the system's settings are
//! used: a program that removes the row achieves no more than that.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use ts_rs::TS;

use super::{Keyfob, keys::assert_current};
use crate::{
    authorization::{EnvironmentNetwork, TokenUrl},
    connect::{
        Options,
        network::{NetworkDefaults, NetworkDraft, NetworkOverrides, NetworkProblem},
    },
    error::{Error, Result},
    http::CertificateSeen,
    secret::{Revealed, Secret},
    store::WriteTx,
    vault::VaultKey,
};

/// The setting with the sealed defaults.
pub(super) const SETTING: &str = "network";
/// What the seal is for.
const PURPOSE: &str = "network defaults";

/// The network defaults as Settings shows them.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct NetworkShown {
    /// The defaults; the password is only marked as stored.
    pub draft: NetworkDraft,
    /// The additional CA certificates, described.
    pub certificates: Vec<CertificateSeen>,
    /// Whether what is stored was changed outside Keyfob, or sealed with another key. The draft is the system's defaults then.
    pub is_unreadable: bool,
}

/// What is to be said about a draft of the network defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct NetworkCheck {
    /// What is wrong with which field.
    pub problems: Vec<NetworkProblem>,
    /// The additional CA certificates, described, if they can be read.
    pub certificates: Vec<CertificateSeen>,
    /// The same as PEM, one block for each and nothing else.
    pub pem: String,
}

/// Checked network defaults that aren't stored yet.
#[derive(Clone, Debug)]
pub struct NewNetworkDefaults {
    defaults: NetworkDefaults,
    /// Whether requests would go through a proxy, or trust certificates, that they don't now.
    redirects_more: bool,
}

impl NewNetworkDefaults {
    /// Returns what the user must agree to outside the page: another proxy, or other certificates; `None` if there is nothing to ask.
    #[must_use]
    pub fn to_agree(&self) -> Option<&NetworkDefaults> {
        self.redirects_more.then_some(&self.defaults)
    }
}

impl Keyfob {
    /// Returns the network defaults. May wait for the vault's key if there are any.
    ///
    /// # Errors
    /// The key is out of reach, or the database can't be read.
    pub fn network(&self) -> Result<NetworkShown> {
        let (defaults, is_unreadable) = match self.network_defaults() {
            Err(Error::NetworkUnreadable) => (NetworkDefaults::default(), true),
            defaults => (defaults?, false),
        };
        Ok(NetworkShown { draft: defaults.to_draft(), certificates: defaults.certificates(), is_unreadable })
    }

    /// Checks a draft of the network defaults.
    ///
    /// # Errors
    /// The key is needed for a password that is to stay, and out of reach; or the database can't be read.
    pub fn check_network(&self, draft: &NetworkDraft) -> Result<NetworkCheck> {
        let problems = draft.check(self.for_password(draft)?.as_ref()).err().unwrap_or_default();
        let (certificates, pem) = draft.readable_certificates();
        Ok(NetworkCheck { problems, certificates, pem })
    }

    /// Checks a draft that is to be stored; the outer error is about the present defaults, the inner one about the draft.
    ///
    /// # Errors
    /// The key is out of reach, or the database can't be read.
    pub fn new_network(
        &self,
        draft: &NetworkDraft,
    ) -> Result<std::result::Result<NewNetworkDefaults, Vec<NetworkProblem>>> {
        let current = match self.network_defaults() {
            Err(Error::NetworkUnreadable) => NetworkDefaults::default(),
            current => current?,
        };
        Ok(draft.check(Some(&current)).map(|defaults| {
            let redirects_more = defaults.redirects_more_than(&current);
            NewNetworkDefaults { defaults, redirects_more }
        }))
    }

    /// Seals and stores new network defaults. With the system's settings nothing is stored, so that a CONNECT needs no key for them.
    ///
    /// # Errors
    /// The key is out of reach, or the database can't be written.
    pub fn set_network(&self, new: &NewNetworkDefaults) -> Result<NetworkShown> {
        if new.defaults == NetworkDefaults::default() {
            self.store().write(|tx| tx.remove_setting(SETTING))?;
            return self.network();
        }
        self.key_for_sealing()?;
        self.with_key(|key| {
            self.store().write(|tx| {
                assert_current(tx, Some(key))?;
                tx.put_setting(SETTING, &seal(key, &new.defaults))
            })
        })?;
        self.network()
    }

    /// Returns the proxy's password for a user who asked to see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none; [`Error::NetworkUnreadable`]; the key is out of reach.
    pub fn reveal_proxy_password(&self) -> Result<Revealed> {
        self.network_defaults()?.proxy_password().cloned().map(Secret::reveal).ok_or(Error::NotFound)
    }

    /// Returns how a request of an environment to an address is sent.
    pub(super) fn network_options(&self, url: &TokenUrl, own: &EnvironmentNetwork) -> Result<Options> {
        Ok(self.network_defaults()?.options(url, own, &NetworkOverrides::default()))
    }

    /// Returns the network defaults; the key is asked for only if some are stored.
    pub(super) fn network_defaults(&self) -> Result<NetworkDefaults> {
        if self.store().setting(SETTING)?.is_none() {
            return Ok(NetworkDefaults::default());
        }
        let opened = self.with_key(|key| match self.store().setting(SETTING)? {
            None => Ok(NetworkDefaults::default()),
            Some(sealed) => open(key, &sealed).ok_or(Error::NetworkUnreadable),
        });
        // Without a vault, nothing can have been sealed.
        opened.map_err(|error| if matches!(error, Error::VaultNeeded) { Error::NetworkUnreadable } else { error })
    }

    /// Returns the present defaults if a draft keeps the password in them.
    fn for_password(&self, draft: &NetworkDraft) -> Result<Option<NetworkDefaults>> {
        if !draft.keeps_password() {
            return Ok(None);
        }
        match self.network_defaults() {
            Err(Error::NetworkUnreadable) => Ok(None),
            defaults => defaults.map(Some),
        }
    }
}

/// Seals the defaults that the old key opens under the new one. What it doesn't open stays as it is, and isn't used.
pub(super) fn reseal(tx: &WriteTx<'_>, old: &VaultKey, new: &VaultKey) -> Result<()> {
    match tx.setting(SETTING)?.and_then(|sealed| open(old, &sealed)) {
        Some(defaults) => tx.put_setting(SETTING, &seal(new, &defaults)),
        None => Ok(()),
    }
}

fn seal(key: &VaultKey, defaults: &NetworkDefaults) -> String {
    STANDARD.encode(key.seal_bytes(PURPOSE, &key.in_database(&[]), &defaults.to_bytes()))
}

fn open(key: &VaultKey, sealed: &str) -> Option<NetworkDefaults> {
    let sealed = STANDARD.decode(sealed).ok()?;
    NetworkDefaults::from_bytes(&key.open_bytes(PURPOSE, &key.in_database(&[]), &sealed)?)
}
