//! The kept tokens, which only the vault can open.
//!
//! Losing one costs a request, so nothing depends on this table: its rows have no digest and aren't counted, a repair leaves them out, and
//! if it is damaged, everything else is written without it.

use rusqlite::{OptionalExtension, params};

use super::{attempts::hash_of, read::ReadTx, write::WriteTx};
use crate::{
    authorization::{AuthorizationId, Environment, OAuth2Draft},
    error::{Error, Result},
};

impl ReadTx<'_> {
    /// Returns a hash of the grant type and an environment's settings and sealed values as they are stored. A token belongs to one such
    /// configuration. What only says how a user gets to the server and back doesn't affect it.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn configuration(&self, id: AuthorizationId, environment: Environment) -> Result<Vec<u8>> {
        hash_of(self.connection, id, environment, for_token)
    }

    /// Returns what is kept for an environment as it is stored now; `None` if there is nothing, or it can't be read.
    ///
    /// # Errors
    /// The rest of the database can't be read.
    pub(crate) fn token(&self, id: AuthorizationId, environment: Environment) -> Result<Option<Vec<u8>>> {
        let configuration = self.configuration(id, environment)?;
        let sql = "SELECT bytes FROM token WHERE authorization_id = ?1 AND environment = ?2 AND configuration = ?3";
        let key = params![id.to_string(), environment.as_str(), configuration];
        let found = self.connection.prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional();
        undamaged(found.map_err(Error::from))
    }

    /// Returns the environments of some authorizations for which something is kept, as it is stored now or was stored before; none if that
    /// can't be read.
    ///
    /// # Errors
    /// The rest of the database can't be read.
    pub(crate) fn with_tokens(&self, ids: &[AuthorizationId]) -> Result<Vec<(AuthorizationId, Environment)>> {
        let sql = "SELECT authorization_id, environment FROM token
            WHERE authorization_id IN (SELECT value FROM json_each(?1))";
        let ids = serde_json::to_string(ids).unwrap_or_default();
        let read = || -> Result<Option<Vec<_>>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([ids])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let (id, environment): (String, String) = (row.get(0)?, row.get(1)?);
                // A row that Keyfob didn't write belongs to nothing.
                found.extend(id.parse().ok().zip(environment.parse().ok()));
            }
            Ok(Some(found))
        };
        Ok(undamaged(read())?.unwrap_or_default())
    }

    /// Returns the environments of some authorizations for which a user has to sign in, as far as the database says: they are configured for
    /// signing in, and no token can be had without it.
    ///
    /// # Errors
    /// The rest of the database can't be read.
    pub(crate) fn without_sign_in(
        &self,
        ids: &[AuthorizationId],
        now_ms: i64,
    ) -> Result<Vec<(AuthorizationId, Environment)>> {
        let ids = serde_json::to_string(ids).unwrap_or_default();
        let read = || -> Result<Option<Vec<_>>> {
            let mut found = Vec::new();
            for environment in Environment::ALL {
                let sql =
                    format!("SELECT id {} AND id IN (SELECT value FROM json_each(?3))", needing_sign_in(environment));
                let mut statement = self.connection.prepare_cached(&sql)?;
                let mut rows = statement.query(params![environment.as_str(), now_ms, ids])?;
                while let Some(row) = rows.next()? {
                    let id: String = row.get(0)?;
                    found.extend(id.parse().ok().map(|id| (id, environment)));
                }
            }
            Ok(Some(found))
        };
        Ok(undamaged(read())?.unwrap_or_default())
    }

    /// Returns all environments of which [`Self::without_sign_in`] says that.
    ///
    /// # Errors
    /// The rest of the database can't be read.
    pub(crate) fn all_without_sign_in(&self, now_ms: i64) -> Result<Vec<(AuthorizationId, Environment)>> {
        let read = || -> Result<Option<Vec<_>>> {
            let mut found = Vec::new();
            for environment in Environment::ALL {
                let sql = format!("SELECT id {}", needing_sign_in(environment));
                let mut statement = self.connection.prepare_cached(&sql)?;
                let mut rows = statement.query(params![environment.as_str(), now_ms])?;
                while let Some(row) = rows.next()? {
                    let id: String = row.get(0)?;
                    found.extend(id.parse().ok().map(|id| (id, environment)));
                }
            }
            Ok(Some(found))
        };
        Ok(undamaged(read())?.unwrap_or_default())
    }

    /// Returns when the next sign-in ends after a time, in UTC milliseconds; `None` if none is known to.
    ///
    /// # Errors
    /// The rest of the database can't be read.
    pub(crate) fn next_sign_in_end(&self, now_ms: i64) -> Result<Option<i64>> {
        let sql = "SELECT min(signed_in_until_ms) FROM token WHERE signed_in_until_ms > ?1 AND signed_in_until_ms < ?2";
        let read = || -> Result<Option<i64>> {
            // A refresh token without a known end has the last of all times.
            Ok(self.connection.prepare_cached(sql)?.query_row([now_ms, i64::MAX], |row| row.get(0))?)
        };
        undamaged(read())
    }

    /// Returns how many authorizations there are of which [`Self::without_sign_in`] says that.
    ///
    /// # Errors
    /// The rest of the database can't be read.
    pub(crate) fn count_without_sign_in(&self, environment: Environment, now_ms: i64) -> Result<u32> {
        let sql = format!("SELECT count(*) {}", needing_sign_in(environment));
        let count = || -> Result<Option<u32>> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            Ok(Some(statement.query_row(params![environment.as_str(), now_ms], |row| row.get(0))?))
        };
        Ok(undamaged(count())?.unwrap_or_default())
    }
}

/// Returns the part of a query that finds the authorizations whose user has to sign in for an environment, `?1`, at a time, `?2`.
fn needing_sign_in(environment: Environment) -> String {
    // The column of the environment's state is called like it.
    format!(
        "FROM authorization WHERE grant_type <> 'client_credentials' AND {environment} > 0
        AND NOT EXISTS (SELECT 1 FROM token WHERE authorization_id = id AND environment = ?1 AND signed_in_until_ms > ?2)"
    )
}

impl WriteTx<'_> {
    /// Keeps something for an environment as it is stored now, in place of what was kept before. `signed_in_until_ms` says until when a token can
    /// be had without the user, if one signs in.
    ///
    /// # Errors
    /// It can't be written. Then this transaction must not be committed.
    pub(crate) fn put_token(
        &self,
        id: AuthorizationId,
        environment: Environment,
        bytes: &[u8],
        signed_in_until_ms: Option<i64>,
    ) -> Result<()> {
        let configuration = self.configuration(id, environment)?;
        let sql = "INSERT OR REPLACE INTO token VALUES (?, ?, ?, ?, ?)";
        let row = params![id.to_string(), environment.as_str(), configuration, bytes, signed_in_until_ms];
        self.connection.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// Deletes what is kept for an environment.
    ///
    /// # Errors
    /// It can't be written.
    pub(crate) fn delete_token(&self, id: AuthorizationId, environment: Environment) -> Result<()> {
        let sql = "DELETE FROM token WHERE authorization_id = ?1 AND environment = ?2";
        self.connection.prepare_cached(sql)?.execute([id.to_string().as_str(), environment.as_str()])?;
        Ok(())
    }

    /// Deletes every kept token.
    ///
    /// # Errors
    /// The rest of the database can't be written.
    pub(crate) fn delete_tokens(&self) -> Result<()> {
        self.without_damage(|| Ok(self.connection.execute_batch("DELETE FROM token")?))
    }

    /// Deletes the tokens of an authorization that were requested with other settings or secrets than are stored now.
    ///
    /// # Errors
    /// The rest of the database can't be written.
    pub(in crate::store) fn delete_outdated_tokens(&self, id: AuthorizationId) -> Result<()> {
        let sql = "DELETE FROM token WHERE authorization_id = ?1 AND environment = ?2 AND configuration <> ?3";
        self.without_damage(|| {
            for environment in Environment::ALL {
                let configuration = self.configuration(id, environment)?;
                let key = params![id.to_string(), environment.as_str(), configuration];
                self.connection.prepare_cached(sql)?.execute(key)?;
            }
            Ok(())
        })
    }

    /// Deletes; a damaged table prevents nothing else, since the next opening leaves it out.
    fn without_damage(&self, delete: impl FnOnce() -> Result<()>) -> Result<()> {
        self.connection.execute_batch("SAVEPOINT token")?;
        if undamaged(delete().map(Some))?.is_none() {
            self.connection.execute_batch("ROLLBACK TO token")?;
        }
        Ok(self.connection.execute_batch("RELEASE token")?)
    }
}

/// Returns the part of settings that a token depends on; settings that can't be read, as they are.
fn for_token(settings: Vec<u8>) -> Vec<u8> {
    let fields = serde_json::from_slice::<OAuth2Draft>(&settings).ok();
    fields.and_then(|fields| serde_json::to_vec(&fields.for_token()).ok()).unwrap_or(settings)
}

/// Returns `None` in place of damage.
fn undamaged<T>(result: Result<Option<T>>) -> Result<Option<T>> {
    match result {
        Err(Error::Damaged(_)) => Ok(None),
        result => result,
    }
}
