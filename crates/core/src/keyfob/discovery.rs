//! *Fill from issuer*: what a server says about itself, to choose from. Nothing is filled in here.

use super::{Keyfob, tokens::blocking};
use crate::{
    connect::{Discovery, DiscoveryAsk, PreparedDiscovery, network::NetworkOverrides},
    error::Result,
};

impl Keyfob {
    /// Looks for the metadata of an issuer or an API, by the network defaults except for what `overrides` contains. Only GETs without
    /// credentials are sent. Runs on a Tokio runtime.
    ///
    /// # Errors
    /// The network defaults can't be opened, or the database can't be read.
    pub async fn discover(&self, ask: DiscoveryAsk, overrides: NetworkOverrides) -> Result<Discovery> {
        let keyfob = self.clone();
        let prepare = move || -> Result<PreparedDiscovery> {
            let defaults = keyfob.network_defaults()?;
            Ok(keyfob.0.connector.prepare_discovery(&ask, move |url| defaults.options(url, &overrides)))
        };
        Ok(blocking(prepare).await??.send().await)
    }
}
