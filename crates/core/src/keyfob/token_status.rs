//! What may be shown of kept tokens. The keyring is never asked for this: without a key at hand, nothing is shown.

use serde::Serialize;
use ts_rs::TS;

use super::{Keyfob, keys::is_current};
use crate::{
    authorization::{
        AuthorizationId, Environment, ListPage, ListQuery, ListRow, PerEnvironment, Summary, limits::PAGE_ROWS,
    },
    connect::now_ms,
    error::Result,
    store::ReadTx,
    tokens::{Clock, SignInStatus, TokenStatus},
    vault::VaultKey,
};

/// What may be shown of an authorization's kept tokens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct TokenStatuses {
    /// What each says; `None` if there is none, or it can't be read.
    pub of: PerEnvironment<Option<TokenStatus>>,
    /// Whether one is kept that can't be read, because the vault is locked or its key wasn't needed yet.
    pub unread: PerEnvironment<bool>,
    /// What may be shown of the sign-in; `None` if no user signs in, or it can't be read.
    pub sign_ins: PerEnvironment<Option<SignInStatus>>,
}

impl Keyfob {
    /// Returns what may be shown of the kept token of each environment.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn token_status(&self, id: AuthorizationId) -> Result<TokenStatuses> {
        let now = Clock::now();
        let read = |key: &VaultKey, tx: &ReadTx<'_>| {
            let mut statuses = TokenStatuses::default();
            let details = tx.read(id)?.draft.details;
            for environment in Environment::ALL {
                let state = self.state(key, tx, id, environment)?;
                *statuses.of.get_mut(environment) = TokenStatus::of(&state, &now);
                let signs_in = details.signs_in() && details.is_configured(environment);
                *statuses.sign_ins.get_mut(environment) = signs_in.then(|| state.sign_in_status(&now));
            }
            Ok(statuses)
        };
        if let Some(statuses) = self.with_key_at_hand(read)? {
            return Ok(statuses);
        }
        let mut unread = PerEnvironment::default();
        for (_, environment) in self.store().read_tx(|tx| tx.with_tokens(&[id]))? {
            *unread.get_mut(environment) = true;
        }
        Ok(TokenStatuses { unread, ..TokenStatuses::default() })
    }

    /// Marks the environments of rows for which a user has to sign in.
    pub(super) fn mark_sign_ins(&self, rows: &mut [ListRow]) {
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let needed = self.store().read_tx(|tx| tx.without_sign_in(&ids, now_ms())).unwrap_or_default();
        let signed_in = self.signed_in_in_memory(&needed);
        for (id, environment) in needed.into_iter().filter(|of| !signed_in.contains(of)) {
            if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
                *row.sign_in_needed.get_or_insert_default().get_mut(environment) = true;
            }
        }
    }

    /// Returns a page of those authorizations that a query finds and for which a user has to sign in.
    pub(super) fn page_of_sign_ins(&self, query: &ListQuery) -> Result<ListPage> {
        let found = self.rows_of_sign_ins(query)?;
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let page = query.page.min(total.saturating_sub(1) / PAGE_ROWS);
        let rows = found.into_iter().skip((page * PAGE_ROWS) as usize).take(PAGE_ROWS as usize).collect();
        Ok(ListPage { rows, total, page, sign_in_ends_at_ms: None })
    }

    /// Returns all authorizations that a query finds and for which a user has to sign in.
    pub(super) fn rows_of_sign_ins(&self, query: &ListQuery) -> Result<Vec<ListRow>> {
        let mut needed = self.store().read_tx(|tx| tx.all_without_sign_in(now_ms()))?;
        let in_memory = self.tokens().ids_in_memory();
        let unsure: Vec<_> = needed.iter().copied().filter(|(id, _)| in_memory.contains(id)).collect();
        let signed_in = self.signed_in_in_memory(&unsure);
        needed.retain(|of| !signed_in.contains(of));
        let ids: Vec<_> = needed.into_iter().map(|(id, _)| id).collect();
        self.store().read_tx(|tx| tx.rows_of(&ids, query))
    }

    /// Returns when the next sign-in ends, in UTC milliseconds, if one is known to.
    pub(super) fn next_sign_in_end(&self) -> Option<i64> {
        let now = now_ms();
        let stored = self.store().read_tx(|tx| tx.next_sign_in_end(now)).ok().flatten();
        let in_memory = self.tokens().next_sign_in_end(now);
        stored.into_iter().chain(in_memory).min()
    }

    /// Takes from the counts of Home those that are signed in only in memory.
    pub(super) fn count_sign_ins_in_memory(&self, summary: &mut Summary) {
        let ids = self.tokens().ids_in_memory();
        if ids.is_empty() {
            return;
        }
        let needed = self.store().read_tx(|tx| tx.without_sign_in(&ids, now_ms())).unwrap_or_default();
        for (_, environment) in self.signed_in_in_memory(&needed) {
            let count = &mut summary.environments.get_mut(environment).sign_in_needed;
            *count = count.saturating_sub(1);
        }
    }

    /// Returns which of some environments a user has signed in for as far as only this process knows.
    pub(super) fn signed_in_in_memory(
        &self,
        of: &[(AuthorizationId, Environment)],
    ) -> Vec<(AuthorizationId, Environment)> {
        let ids: Vec<_> = of.iter().map(|(id, _)| *id).collect();
        let in_memory = self.tokens().kept_of(&ids);
        let now = Clock::now();
        let read = |key: &VaultKey, tx: &ReadTx<'_>| {
            let mut found = Vec::new();
            for of @ (id, environment) in in_memory.iter().copied().filter(|kept| of.contains(kept)) {
                if self.state(key, tx, id, environment)?.sign_in_status(&now).needed.is_none() {
                    found.push(of);
                }
            }
            Ok(found)
        };
        self.with_key_at_hand(read).ok().flatten().unwrap_or_default()
    }

    /// Adds to rows when their kept tokens expire. A row whose token can't be read is shown without one.
    pub(super) fn add_token_expiries(&self, rows: &mut [ListRow]) {
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let in_memory = self.tokens().kept_of(&ids);
        let now = Clock::now();
        let read = |key: &VaultKey, tx: &ReadTx<'_>| {
            let mut found = Vec::new();
            // Most rows have no token, and cost nothing more than this query.
            for of @ (id, environment) in tx.with_tokens(&ids)?.into_iter().chain(in_memory.iter().copied()) {
                if let Some(status) = TokenStatus::of(&self.state(key, tx, id, environment)?, &now) {
                    found.push((of, status.expires_at_ms));
                }
            }
            Ok(found)
        };
        for ((id, environment), expires_at_ms) in self.with_key_at_hand(read).ok().flatten().unwrap_or_default() {
            if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
                *row.token_expires_at_ms.get_or_insert_default().get_mut(environment) = Some(expires_at_ms);
            }
        }
    }

    /// Reads with the vault's key if it is at hand; `None` if it isn't.
    fn with_key_at_hand<T>(&self, read: impl Fn(&VaultKey, &ReadTx<'_>) -> Result<T>) -> Result<Option<T>> {
        let Some(key) = self.vault().key_at_hand() else { return Ok(None) };
        self.store().read_tx(|tx| if is_current(tx, &key)? { read(&key, tx).map(Some) } else { Ok(None) })
    }
}
