//! *Fill from issuer*: what a server says about itself, to choose from. Nothing is filled in here.

use super::{
    Keyfob,
    blocking::blocking,
    secrets::{Destination, Place},
    settings,
};
use crate::{
    authorization::{Draft, Environment, EnvironmentNetwork, Route, SecretField, SecretInput},
    connect::{Discovery, DiscoveryAsk, PreparedDiscovery, network::NetworkOverrides},
    error::{Error, Result},
};

impl Keyfob {
    /// Looks for the metadata of an issuer or an API. The requests travel as `overrides`, the network settings of the environment of a draft
    /// and the network defaults say, in this order. Only GETs without credentials are sent. Runs on a Tokio runtime.
    ///
    /// # Errors
    /// The network settings break rules; a stored proxy password was saved for another proxy, or can't be opened; the network defaults
    /// can't be opened, or the database can't be read.
    pub async fn discover(
        &self,
        ask: DiscoveryAsk,
        of: Option<(Draft, Environment)>,
        overrides: NetworkOverrides,
    ) -> Result<Discovery> {
        let keyfob = self.clone();
        let prepare = move || -> Result<PreparedDiscovery> {
            let defaults = keyfob.network_defaults()?;
            let own = of.map(|(draft, environment)| keyfob.network_of(&draft, environment)).transpose()?;
            let own = own.unwrap_or_default();
            Ok(keyfob.0.connector.prepare_discovery(&ask, move |url| defaults.options(url, &own, &overrides)))
        };
        Ok(blocking(prepare).await??.send().await)
    }

    /// Returns how the requests of a draft's environment travel, whether its other fields are filled in or not.
    fn network_of(&self, draft: &Draft, environment: Environment) -> Result<EnvironmentNetwork> {
        let network = draft.check_network(environment).map_err(Error::InvalidInput)?;
        // What another program changed isn't used, as for CONNECT.
        if let Some(id) = draft.id.filter(|_| !network.is_default()) {
            self.assert_not_changed_outside(id)?;
        }
        let route = Route::to_proxy(&network);
        network.try_map(|input| match (input, draft.id) {
            (SecretInput::Typed { text }, _) => Ok(text),
            (SecretInput::Stored, Some(id)) => self.with_key(|key| {
                let (name, rows) = self.store().read_tx(|tx| {
                    let saved = tx.read(id)?;
                    Ok((saved.draft.name.clone(), settings::check(key, tx, &saved)?))
                })?;
                let place = Place { id, environment };
                let to = Destination { route: &route, name: &name, agreed: &[] };
                place.open_for(key, place.find(&rows, &SecretField::ProxyPassword)?, to)
            }),
            _ => Err(Error::NotFound),
        })
    }
}
