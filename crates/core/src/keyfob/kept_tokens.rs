//! What is kept of tokens: read, written and forgotten.

use uuid::Uuid;

use super::{Keyfob, keys::is_current};
use crate::{
    authorization::{AuthorizationId, Environment},
    connect::{ConnectFailure, Stage},
    error::{Error, Result},
    secret::Secret,
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
    /// It failed. The refresh token that it was made with, if any.
    Failed(Box<ConnectFailure>, Option<Secret>),
}

impl Ended {
    /// Returns the refresh token that the request was made with.
    fn used(&self) -> Option<&Secret> {
        match self {
            Self::Issued(issued, _) => issued.of_user.as_ref()?.used.as_ref(),
            Self::Failed(_, used) => used.as_ref(),
        }
    }
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

    /// The same, as a transaction sees it.
    pub(super) fn token_epoch_in(tx: &WriteTx<'_>) -> Result<Option<String>> {
        tx.setting(EPOCH)
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
        // The user signed in again meanwhile: what the older refresh token brought is of no use.
        if ended.used().is_some_and(|used| !state.has_refresh_token(used)) {
            return Ok(());
        }
        let state = match ended {
            Ended::Issued(issued, requested) => state.issued(issued, requested),
            // What can't be sent isn't repeated anyway, and a sign-in that came to nothing says nothing about the token.
            Ended::Failed(failure, _) if matches!(failure.stage, Stage::Input | Stage::SignIn) => return Ok(()),
            Ended::Failed(failure, used) => state.failing(failure, used.is_some(), Clock::now(), random_part()),
        };
        self.put_state(tx, key, (id, environment), state)
    }

    /// Marks that a request with the refresh token begins, which may take `limit_ms`. The server may replace the token, so what isn't marked isn't
    /// sent.
    ///
    /// # Errors
    /// The database can't be written.
    pub(super) fn mark_refreshing(
        &self,
        (id, environment): (AuthorizationId, Environment),
        used: &Secret,
        limit_ms: i64,
    ) -> Result<()> {
        self.with_key(|key| {
            self.store().write(|tx| {
                let state = self.state(key, tx, id, environment)?;
                if !is_current(tx, key)? || !state.has_refresh_token(used) {
                    return Err(Error::Busy);
                }
                self.put_state(tx, key, (id, environment), state.refreshing(Clock::now(), limit_ms))
            })
        })
    }

    /// Keeps a state: in memory, and in the database unless the user wants it otherwise.
    pub(super) fn put_state(
        &self,
        tx: &WriteTx<'_>,
        key: &VaultKey,
        (id, environment): (AuthorizationId, Environment),
        state: State,
    ) -> Result<()> {
        let configuration = tx.configuration(id, environment)?;
        let of = TokenOf { authorization: &id, environment, configuration: &configuration };
        let sealed = key.seal_token(&of, &state.facts(), state.secrets().as_ref());
        let signed_in_until_ms = state.signed_in_until_ms();
        // If it can't be written after all, this process still has it.
        self.tokens().keep((id, environment), configuration, state);
        if Self::preferences_in(tx)?.keep_tokens {
            tx.put_token(id, environment, &sealed, signed_in_until_ms)?;
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

/// Returns the sign-ins that a key opens, with whose they are.
pub(super) fn sign_ins(tx: &ReadTx<'_>, key: &VaultKey) -> Result<Vec<((AuthorizationId, Environment), State)>> {
    let mut found = Vec::new();
    for of @ (id, environment) in tx.with_tokens(&tx.ids()?)? {
        let configuration = tx.configuration(id, environment)?;
        let state = stored(key, tx, of, &configuration)?;
        found.extend(state.filter(|state| state.signed_in_until_ms().is_some()).map(|state| (of, state)));
    }
    Ok(found)
}

/// Keeps sign-ins for what is stored now, sealed with a key.
pub(super) fn put_sign_ins(
    tx: &WriteTx<'_>,
    key: &VaultKey,
    sign_ins: Vec<((AuthorizationId, Environment), State)>,
) -> Result<()> {
    for ((id, environment), state) in sign_ins {
        let configuration = tx.configuration(id, environment)?;
        let of = TokenOf { authorization: &id, environment, configuration: &configuration };
        let sealed = key.seal_token(&of, &state.facts(), state.secrets().as_ref());
        tx.put_token(id, environment, &sealed, state.signed_in_until_ms())?;
    }
    Ok(())
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
    Ok(opened.and_then(|(facts, token)| State::new(&facts, token.as_ref())))
}

/// Returns a random number from 0 to 1.
fn random_part() -> f64 {
    f64::from(getrandom::u32().unwrap_or_default()) / f64::from(u32::MAX)
}
