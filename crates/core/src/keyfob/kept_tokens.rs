//! What is kept of tokens: read, written and forgotten.

use uuid::Uuid;

use super::{Keyfob, epoch::Epoch, keys::is_current};
use crate::{
    authorization::{AuthorizationId, Environment},
    connect::{ConnectFailure, Stage},
    error::Result,
    secret::Secret,
    store::{ReadTx, WriteTx},
    tokens::{Clock, Issued, Refresh, State},
    vault::{TokenOf, VaultKey},
};

/// The setting that changes whenever the user forgets tokens. It needs no key, so that they can be forgotten without one.
const EPOCH: &str = "token_epoch";

/// How a request of a saved configuration ended.
pub(super) enum Ended {
    /// A token was issued for a request that was begun at a time.
    Issued(Box<Issued>, Clock),
    /// It failed.
    Failed(Failed),
}

/// A request that failed.
pub(super) struct Failed {
    /// Why.
    pub(super) failure: Box<ConnectFailure>,
    /// The refresh token that it was made with.
    pub(super) used: Option<Secret>,
    /// Whether it was, or may have been, sent.
    pub(super) is_sent: bool,
    /// The refresh token of a response that can't be used otherwise.
    pub(super) rescued: Option<Secret>,
}

impl Ended {
    /// Returns the refresh token that the request was made with.
    fn used(&self) -> Option<&Secret> {
        match self {
            Self::Issued(issued, _) => issued.of_user.as_ref()?.used.as_ref(),
            Self::Failed(failed) => failed.used.as_ref(),
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

    /// Returns what changes whenever an environment's token is forgotten, alone or with all others: a request that began before must not leave one.
    pub(super) fn token_epoch(&self, of: Option<(AuthorizationId, Environment)>) -> Result<Epoch> {
        self.store().read_tx(|tx| epoch_in(tx, of))
    }

    /// Keeps how a request of the saved configuration ended, in the transaction that records it. `epoch` is that of when it was prepared.
    pub(super) fn keep_token(
        &self,
        tx: &WriteTx<'_>,
        key: &VaultKey,
        (id, environment): (AuthorizationId, Environment),
        ended: &Ended,
        epoch: &Epoch,
    ) -> Result<()> {
        // Another program may have replaced the key since the request was compared with what is saved.
        if !is_current(tx, key)? {
            return Ok(());
        }
        // Where a refresh token was used, what is kept says more, since it is the same one.
        if ended.used().is_none() && epoch_in(tx, Some((id, environment)))? != *epoch {
            return Ok(());
        }
        let state = self.state(key, tx, id, environment)?;
        // The user signed in again meanwhile: what the older refresh token brought is of no use.
        if ended.used().is_some_and(|used| !state.has_refresh_token(used)) {
            return Ok(());
        }
        let state = match ended {
            Ended::Issued(issued, requested) => state.issued(issued, requested),
            // What can't be sent isn't repeated anyway.
            Ended::Failed(Failed { failure, used: None, .. }) if failure.stage == Stage::Input => return Ok(()),
            Ended::Failed(Failed { failure, .. }) if failure.stage == Stage::Input => state.not_refreshing(),
            Ended::Failed(Failed { failure, used, is_sent, rescued }) => {
                let refresh = used.is_some().then(|| Refresh { is_sent: *is_sent, rescued: rescued.clone() });
                state.failing(failure, refresh, Clock::now(), random_part())
            }
        };
        self.put_state(tx, key, (id, environment), state)
    }

    /// Marks that a request with the refresh token begins, which may take `limit_ms`. The server may replace the token, so what isn't marked isn't
    /// sent. Returns `false` if another refresh token is kept by now, or none.
    ///
    /// # Errors
    /// The database can't be written.
    pub(super) fn mark_refreshing(
        &self,
        (id, environment): (AuthorizationId, Environment),
        used: &Secret,
        limit_ms: i64,
    ) -> Result<bool> {
        let is_marked = self.with_key(|key| {
            self.store().write(|tx| {
                let state = self.state(key, tx, id, environment)?;
                if !is_current(tx, key)? || !state.has_refresh_token(used) {
                    return Ok(false);
                }
                self.put_state(tx, key, (id, environment), state.refreshing(Clock::now(), limit_ms)).map(|()| true)
            })
        })?;
        self.settle_memory(id, environment);
        Ok(is_marked)
    }

    /// Forgets the access token, but not the sign-in, if a token is still the kept one.
    ///
    /// # Errors
    /// The database can't be written.
    pub(super) fn forget_access_token(
        &self,
        (id, environment): (AuthorizationId, Environment),
        is_kept: impl Fn(&State) -> bool,
    ) -> Result<()> {
        self.with_key(|key| {
            self.store().write(|tx| {
                let state = self.state(key, tx, id, environment)?;
                if is_kept(&state) { self.put_state(tx, key, (id, environment), state.without_token()) } else { Ok(()) }
            })
        })?;
        self.settle_memory(id, environment);
        Ok(())
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

    /// Keeps what a request with a user's grant brought in memory alone: it couldn't be written.
    pub(super) fn keep_in_memory(
        &self,
        key: &VaultKey,
        of: (AuthorizationId, Environment),
        configuration: &[u8],
        ended: &Ended,
    ) {
        let Ended::Issued(issued, requested) = ended else { return };
        let read = |tx: &ReadTx<'_>| Ok((self.state(key, tx, of.0, of.1)?, tx.configuration(of.0, of.1)?));
        let Ok((state, now)) = self.store().read_tx(read) else { return };
        let is_of_kept = ended.used().is_none_or(|used| state.has_refresh_token(used));
        if now == configuration && is_of_kept {
            self.tokens().keep(of, now, state.issued(issued, requested));
        }
    }

    /// Copies the sign-ins in the database into memory, as far as the vault is open: users would have to sign in again at once otherwise.
    pub(super) fn keep_sign_ins_in_memory(&self) {
        let Some(key) = self.vault().key_at_hand() else { return };
        let read = |tx: &ReadTx<'_>| {
            let mut found = Vec::new();
            for (of, state) in sign_ins(tx, &key)? {
                found.push((of, tx.configuration(of.0, of.1)?, state));
            }
            Ok(found)
        };
        for (of, configuration, state) in self.store().read_tx(read).unwrap_or_default() {
            self.tokens().keep(of, configuration, state);
        }
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
            tx.put_setting(&epoch_of(id, environment), &Uuid::now_v7().to_string())
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

/// Returns the epoch as a transaction sees it.
pub(super) fn epoch_in(tx: &ReadTx<'_>, of: Option<(AuthorizationId, Environment)>) -> Result<Epoch> {
    let own = of.map(|(id, environment)| tx.setting(&epoch_of(id, environment))).transpose()?.flatten();
    Ok(Epoch(tx.setting(EPOCH)?, own))
}

/// The setting with the epoch of one environment.
fn epoch_of(id: AuthorizationId, environment: Environment) -> String {
    format!("{EPOCH} {id} {environment}")
}

/// Removes the epochs of an authorization that is deleted.
pub(super) fn remove_epochs(tx: &WriteTx<'_>, id: AuthorizationId) -> Result<()> {
    Environment::ALL.into_iter().try_for_each(|environment| tx.remove_setting(&epoch_of(id, environment)))
}

/// Begins a new epoch for all, in the transaction that deletes tokens.
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
