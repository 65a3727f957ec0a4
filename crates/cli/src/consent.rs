//! `--allow-origin`: the user's consent to use stored secrets for another origin than the one they were saved for.

use keyfob_core::{
    authorization::{OriginChange, Route, SecretField, TokenUrl},
    clean::escaped,
    error::{Error, Result},
};

use crate::{exit::Exit, failure::Failure, stderr};

/// What `--allow-origin` names, and what the user has agreed to by it.
#[derive(Debug)]
pub(crate) struct Consent<'a> {
    allowed: Option<&'a str>,
    /// Whether `--allow-network` agrees to new network settings.
    allows_network: bool,
    agreed: Vec<OriginChange>,
}

impl<'a> Consent<'a> {
    pub(crate) fn to(allowed: Option<&'a str>) -> Self {
        Self { allowed, allows_network: false, agreed: Vec::new() }
    }

    /// Agrees to new network settings as well.
    pub(crate) fn with_network(self, allows_network: bool) -> Self {
        Self { allows_network, ..self }
    }

    fn allows(&self, change: &OriginChange) -> bool {
        let allows_origin = change.new_origin().is_none_or(|origin| self.allowed == Some(origin.as_str()));
        allows_origin && (self.allows_network || !change.has_new_way())
    }

    /// Does what needs consent, again after each change that is allowed: an environment's secrets may have been saved for different
    /// origins.
    ///
    /// # Errors
    /// [`Error::OriginChanged`] for a change that isn't allowed, and other errors of `act`.
    pub(crate) fn with<T>(&mut self, mut act: impl FnMut(&[OriginChange]) -> Result<T>) -> Result<T> {
        loop {
            match act(&self.agreed) {
                Err(Error::OriginChanged(change))
                    if self.allows(&change) && !self.agreed.iter().any(|known| known.covers(&change)) =>
                {
                    self.agreed.push(*change);
                }
                result => return result,
            }
        }
    }

    /// Prints to standard error if the option wasn't needed.
    pub(crate) fn tell_if_unused(&self) {
        if let Some(origin) = self.allowed.filter(|_| self.agreed.is_empty()) {
            let what = "had no effect: no stored secret was saved for another origin.";
            stderr::message(&format!("`--allow-origin {origin}` {what}"));
        }
        if self.allows_network && !self.agreed.iter().any(OriginChange::has_new_way) {
            stderr::message("`--allow-network` had no effect: no stored secret needed it.");
        }
    }

    /// Returns the failure for an error, with how to agree to a change that was refused. `what` was or wasn't done, such as *sent*.
    pub(crate) fn refusal(&self, error: Error, what: &str) -> Failure {
        let change = match error {
            Error::OriginChanged(change) => change,
            Error::ChangedOutside(change) => {
                let message = format!("{change}\nTo restore or accept it, run `keyfob verify {}`.", change.id);
                return Failure::new(Exit::InvalidInput, message);
            }
            error => return error.into(),
        };
        let new_origin = change.new_origin();
        let other = self
            .allowed
            .filter(|origin| new_origin.as_deref().is_some_and(|new| new != *origin))
            .map(|origin| format!("`--allow-origin {origin}` doesn't match it.\n"))
            .unwrap_or_default();
        let keep = if what == "sent" { " To keep the new server, save the authorization in the window." } else { "" };
        let needs_network = change.has_new_way() && !self.allows_network;
        let needs_origin = new_origin.as_deref().filter(|origin| self.allowed != Some(*origin));
        let options = [
            needs_origin.map(|origin| format!("--allow-origin {origin}")),
            needs_network.then(|| "--allow-network".to_owned()),
        ];
        let options = options.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let advice = if change.field == SecretField::ProxyPassword {
            "Give the password again with `--proxy-password-file`, or remove it with `--clear proxy-password`."
                .to_owned()
        } else if needs_network && what != "saved" {
            // Only a save takes new network settings.
            "If you changed the network settings yourself, save them with `keyfob edit --allow-network`, or in the window."
                .to_owned()
        } else if needs_origin.is_some() {
            format!("If you changed the Token URL yourself and trust the new server, add `{options}`.{keep}")
        } else {
            format!("If you changed the network settings yourself, add `{options}`.")
        };
        let ways = new_ways(&change);
        let message = format!(
            "Nothing was {what} for `{}` ({}). {change}\n{ways}{other}{advice}",
            escaped(&change.authorization),
            change.environment,
        );
        Failure::new(Exit::InvalidInput, message)
    }
}

/// Lists what is new on the way of a secret, a line each.
fn new_ways(change: &OriginChange) -> String {
    let Route { proxy, roots, is_unverified, .. } = change.new_way();
    let proxy = proxy.map(|proxy| format!("  the proxy {}\n", escaped(&proxy)));
    let roots =
        roots.iter().map(|root| format!("  the CA certificate with the SHA-256 fingerprint {}\n", escaped(root)));
    let unverified = is_unverified.then(|| "  no verification of the server's certificate\n".to_owned());
    let lines: String = proxy.into_iter().chain(roots).chain(unverified).collect();
    if lines.is_empty() { lines } else { format!("New since the secret was saved:\n{lines}") }
}

/// Reads an origin: a URL of nothing but scheme, host and port.
pub(crate) fn origin(text: &str) -> std::result::Result<String, &'static str> {
    let url = TokenUrl::parse(text).ok().filter(|url| url.target() == "/");
    url.map(|url| url.origin())
        .ok_or("it must be a scheme, a host and optionally a port, such as `https://login.example:8443`")
}
