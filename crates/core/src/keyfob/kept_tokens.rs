//! What is kept of tokens: read, written and forgotten.

use uuid::Uuid;

use super::{Keyfob, keys::is_current};
use crate::{
    authorization::{AuthorizationId, Environment},
    connect::{ConnectFailure, Stage},
    error::Result,
    store::{ReadTx, WriteTx},
    tokens::{Clock, Issued, State},
    vault::{TokenOf, VaultKey},
};

/// The setting that changes whenever the user forgets tokens. It needs no key, so that they can be forgotten without one.
const EPOCH: &str = "token_epoch";

/// How a request of a saved configuration ended.
pub(super) enum Ended {
    /// A token was issued for a request that was begun at a time.
    Issued(Box<Issued>, Clock),
    /// It failed.
    Failed(Box<ConnectFailure>),
}

impl Keyfob {
    /// Returns what is kept for an environment as it is saved: in the database, or in memory if that is newer.
    pub(super) fn state(
        &self,
        key: &VaultKey,
        tx: &ReadTx<'_>,
        id: AuthorizationId,
        environment: Environment,
    ) -> Result<State> {
        let configuration = tx.configuration(id, environment)?;
        let stored = stored(key, tx, (id, environment), &configuration)?.unwrap_or_default();
        let tokens = self.tokens();
        let in_memory = tokens.in_memory(&(id, environment), &configuration);
        Ok(in_memory.filter(|state| state.is_newer_than(&stored)).cloned().unwrap_or(stored))
    }

    /// Returns what changes whenever tokens are forgotten: a request that began before must not leave one.
    pub(super) fn token_epoch(&self) -> Result<Option<String>> {
        self.store().setting(EPOCH)
    }

    /// Keeps how a request of the saved configuration ended, in the transaction that records it. `epoch` is that of when it was prepared.
    pub(super) fn keep_token(
        &self,
        tx: &WriteTx<'_>,
        key: &VaultKey,
        (id, environment): (AuthorizationId, Environment),
        ended: &Ended,
        epoch: Option<&str>,
    ) -> Result<()> {
        // Another program may have replaced the key since the request was compared with what is saved.
        if !is_current(tx, key)? || tx.setting(EPOCH)?.as_deref() != epoch {
            return Ok(());
        }
        let state = self.state(key, tx, id, environment)?;
        let state = match ended {
            Ended::Issued(issued, requested) => state.issued(Issued::clone(issued), requested.clone()),
            // What can't be sent isn't repeated anyway.
            Ended::Failed(failure) if failure.stage == Stage::Input => return Ok(()),
            Ended::Failed(failure) => state.failing(failure, Clock::now(), random_part()),
        };
        let configuration = tx.configuration(id, environment)?;
        let of = TokenOf { authorization: &id, environment, configuration: &configuration };
        let sealed = key.seal_token(&of, &state.facts(), state.token().map(|(token, _)| token));
        // If it can't be written after all, this process still has it.
        self.tokens().keep((id, environment), configuration, state);
        if Self::preferences_in(tx)?.keep_tokens {
            tx.put_token(id, environment, &sealed)?;
        }
        Ok(())
    }

    /// Drops the copy in memory of what is kept in the database, so that it can be forgotten by any program.
    pub(super) fn settle_memory(&self, id: AuthorizationId, environment: Environment) {
        let Some(key) = self.vault().key_at_hand() else {
            self.tokens().forget((id, environment));
            return;
        };
        let stored = self.store().read_tx(|tx| {
            let configuration = tx.configuration(id, environment)?;
            Ok((stored(&key, tx, (id, environment), &configuration)?, configuration))
        });
        let Ok((Some(stored), configuration)) = stored else { return };
        let mut tokens = self.tokens();
        if tokens.in_memory(&(id, environment), &configuration).is_none_or(|state| !state.is_newer_than(&stored)) {
            tokens.forget((id, environment));
        }
    }

    /// Forgets what is kept for an environment. The token stays valid at the server.
    ///
    /// # Errors
    /// The database can't be written.
    pub fn forget_token(&self, id: AuthorizationId, environment: Environment) -> Result<()> {
        self.store().write(|tx| {
            tx.delete_token(id, environment)?;
            begin_epoch(tx)
        })?;
        self.tokens().forget((id, environment));
        Ok(())
    }

    /// Forgets every kept token. They stay valid at their servers.
    ///
    /// # Errors
    /// The database can't be written.
    pub fn forget_all_tokens(&self) -> Result<()> {
        self.store().write(|tx| {
            tx.delete_tokens()?;
            begin_epoch(tx)
        })?;
        self.tokens().forget_all();
        Ok(())
    }
}

/// Begins a new epoch, in the transaction that deletes tokens.
pub(super) fn begin_epoch(tx: &WriteTx<'_>) -> Result<()> {
    tx.put_setting(EPOCH, &Uuid::now_v7().to_string())
}

/// Returns what the database keeps for a configuration.
fn stored(
    key: &VaultKey,
    tx: &ReadTx<'_>,
    (id, environment): (AuthorizationId, Environment),
    configuration: &[u8],
) -> Result<Option<State>> {
    let of = TokenOf { authorization: &id, environment, configuration };
    let opened = tx.token(id, environment)?.and_then(|bytes| key.open_token(&of, &bytes));
    Ok(opened.and_then(|(facts, token)| State::new(&facts, token)))
}

/// Returns a random number from 0 to 1.
fn random_part() -> f64 {
    f64::from(getrandom::u32().unwrap_or_default()) / f64::from(u32::MAX)
}
