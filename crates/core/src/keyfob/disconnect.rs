//! *Disconnect*: forgets a kept token, and revokes it at its server where that is possible.

use super::{
    Keyfob,
    tokens::{Found, blocking},
};
use crate::{
    authorization::{AuthorizationId, Environment},
    connect::{PreparedRevocation, Revocation, network::NetworkOverrides},
    error::{Error, Result},
    tokens::Clock,
};

impl Keyfob {
    /// Forgets a kept token, and revokes it at the server. Runs on a Tokio runtime.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no token is kept; the stored secret can't be opened, or the database can't be written. Then nothing is
    /// forgotten.
    pub async fn disconnect(&self, id: AuthorizationId, environment: Environment) -> Result<Revocation> {
        let keyfob = self.clone();
        // Forgotten first: what another caller requests meanwhile is another token, and stays.
        let forget = move || {
            let prepared = keyfob.prepare_revocation(id, environment)?;
            keyfob.forget_token(id, environment).map(|()| prepared)
        };
        Ok(match blocking(forget).await?? {
            Some(prepared) => prepared.send().await,
            None => Revocation::Expired,
        })
    }

    /// Prepares the request; `None` if the token has expired.
    fn prepare_revocation(&self, id: AuthorizationId, environment: Environment) -> Result<Option<PreparedRevocation>> {
        let Found { draft, state } = self.found(id, environment)?;
        let (token, kept) = state.token().ok_or(Error::NotFound)?;
        if kept.left_ms(&Clock::now()) == 0 {
            return Ok(None);
        }
        let fields = draft.check_environment(environment).map_err(Error::InvalidInput)?;
        let options = self.network_options(&fields.token_url, &NetworkOverrides::default())?;
        let credentials = self.resolve_stored(&draft, environment, fields, &[])?;
        Ok(Some(self.0.connector.prepare_revocation(credentials, token.clone(), &options)))
    }
}
