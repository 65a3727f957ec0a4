//! How a token request is sent.

use crate::http::{Limits, ProxySetting, Trust};

/// How a token request is sent.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What it may cost.
    pub limits: Limits,
    /// Whom it trusts.
    pub trust: Trust,
    /// The proxy that it goes through.
    pub proxy: ProxySetting,
    /// The user accepts that the secret travels unencrypted to a proxy that isn't on this machine.
    pub accept_cleartext_to_proxy: bool,
}
