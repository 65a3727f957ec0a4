//! [`WriteTx`]: writes in one transaction, and keeps each table's tally.

use std::{cell::RefCell, ops::Deref};

use rusqlite::{Params, Row, Transaction, params_from_iter, types::Value};

use super::{
    read::{ReadTx, SealedRow},
    search::{self, Changes},
};
use crate::{
    authorization::{
        Authorization, AuthorizationId, Details, Draft, Environment, PerEnvironment, look_key, search_key,
    },
    error::{Error, Result},
    store::{
        digest::{self, Digest},
        schema,
        search_block::Entry,
        tables::{
            AUTHORIZATION, COUNTED, ENVIRONMENT, SEALED, SETTING, SETTINGS_SEAL, STATE_COLUMNS, Table, VAULT,
            VAULT_NAME,
        },
        tally::{SEARCH, Tallies, Tally, parts_of, read_tallies, write_tally},
    },
};

/// A transaction that writes, and reads its own writes.
pub(crate) struct WriteTx<'c> {
    read: ReadTx<'c>,
    before: Tallies,
    tallies: RefCell<Tallies>,
    /// What changes in the index of the search.
    searched: RefCell<Changes>,
}

impl<'c> Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;

    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl<'c> WriteTx<'c> {
    /// Begins to write in an open transaction.
    pub(in crate::store) fn begin(transaction: &'c Transaction<'_>) -> Result<Self> {
        // A newer program may have migrated the database since this one opened it.
        schema::refuse_newer(transaction)?;
        let before = read_tallies(transaction)?;
        let tallies = RefCell::new(before.clone());
        let read = ReadTx { connection: transaction };
        Ok(Self { read, before, tallies, searched: RefCell::default() })
    }

    /// Writes the index of the search and the tallies that changed. This is the last step before the commit.
    ///
    /// Returns whether the index could be written. A damaged one prevents no save: it isn't used until the next opening has written it.
    ///
    /// # Errors
    /// The database can't be written.
    pub(in crate::store) fn finish(&self) -> Result<bool> {
        let was_current = self.before.get(SEARCH) == self.before.get(AUTHORIZATION.name);
        let is_written = !was_current || self.index()?;
        let mut tallies = self.tallies.borrow_mut();
        if was_current && is_written {
            let tally = tallies.get(AUTHORIZATION.name).copied().unwrap_or_default();
            tallies.insert(SEARCH.to_owned(), tally);
        }
        let changed = tallies.iter().filter(|(name, tally)| self.before.get(*name) != Some(tally));
        changed.into_iter().try_for_each(|(name, tally)| write_tally(self.connection, name, tally))?;
        Ok(is_written)
    }

    /// Applies the changes to the index of the search, all or none; returns whether it could.
    fn index(&self) -> Result<bool> {
        let changes = self.searched.take();
        if changes.is_empty() {
            return Ok(true);
        }
        self.connection.execute_batch("SAVEPOINT search")?;
        let applied = search::apply(self.connection, changes);
        match applied {
            Ok(()) => {}
            Err(Error::Damaged(_) | Error::DiskFailed(_)) if !self.connection.is_autocommit() => {
                self.connection.execute_batch("ROLLBACK TO search")?;
            }
            Err(error) => return Err(error),
        }
        self.connection.execute_batch("RELEASE search")?;
        Ok(applied.is_ok())
    }

    /// Writes the whole index of the search.
    ///
    /// # Errors
    /// The database can't be read or written.
    pub(in crate::store) fn write_search_index(&self) -> Result<()> {
        search::write_whole(self.connection)?;
        let mut tallies = self.tallies.borrow_mut();
        let tally = tallies.get(AUTHORIZATION.name).copied().unwrap_or_default();
        tallies.insert(SEARCH.to_owned(), tally);
        Ok(())
    }

    /// Replaces the authorization with the same id: its environments, all its sealed secrets, and its sealed settings.
    ///
    /// `draft` has an id and a revision, and every secret only marked as *stored*. An environment is validated if it has a time.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if the name is taken, [`Error::NotFound`] if the draft has no id or revision.
    pub(crate) fn put(
        &self,
        draft: &Draft,
        validated_at_ms: PerEnvironment<Option<i64>>,
        sealed: &[SealedRow],
        settings_seal: Option<&[u8]>,
    ) -> Result<()> {
        let (Some(id), Some(revision)) = (draft.id, draft.revision) else { return Err(Error::NotFound) };
        if let Some(problem) = self.name_problem(&draft.name, Some(id))? {
            return Err(Error::InvalidInput(vec![problem]));
        }
        let settings = settings(draft)?;
        let now_ms = now_ms();
        let (created_at_ms, updated_at_ms) = match self.times_ms(id)? {
            Some((created_at_ms, updated_at_ms)) if self.is_saved(id, draft, sealed) => (created_at_ms, updated_at_ms),
            Some((created_at_ms, _)) => (created_at_ms, now_ms),
            None => (now_ms, now_ms),
        };
        self.delete_rows(id)?;
        let state = |e| settings.get(e).as_ref().map_or(0, |_| 1 + i64::from(validated_at_ms.get(e).is_some()));
        let states = PerEnvironment::from_fn(state);
        self.insert(&AUTHORIZATION, head(draft, id, states, [revision.into(), created_at_ms, updated_at_ms]))?;
        for (environment, settings) in settings.iter() {
            let Some(settings) = settings else { continue };
            let validated_at_ms = *validated_at_ms.get(environment);
            let (id, revision) = (Value::Text(id.to_string()), Value::Integer(revision.into()));
            let (environment, settings) = (Value::Text(environment.to_string()), Value::Text(settings.clone()));
            self.insert(&ENVIRONMENT, vec![id, environment, revision, settings, validated_at_ms.into()])?;
        }
        sealed.iter().try_for_each(|row| self.insert_sealed(row, revision))?;
        settings_seal.map_or(Ok(()), |bytes| self.insert_settings_seal(id, revision, bytes))?;
        self.delete_outdated_tokens(id)
    }

    /// Whether exactly this is already saved; `false` if a part of it can't be read.
    fn is_saved(&self, id: AuthorizationId, draft: &Draft, sealed: &[SealedRow]) -> bool {
        let has_same_fields = self.read(id).is_ok_and(|Authorization { draft: saved, .. }| {
            saved.name == draft.name && saved.description == draft.description && saved.details == draft.details
        });
        let has_same_secrets =
            |saved: Vec<SealedRow>| saved.len() == sealed.len() && sealed.iter().all(|row| saved.contains(row));
        has_same_fields && self.sealed_of(id).is_ok_and(has_same_secrets)
    }

    /// Marks an environment as validated at a time, or as not validated. This changes nothing that the user saved, so the revision and
    /// the time of the last change stay the same.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such authorization, or the environment isn't configured; the database can't be written.
    pub(crate) fn set_validated(
        &self,
        id: AuthorizationId,
        environment: Environment,
        at_ms: Option<i64>,
    ) -> Result<()> {
        let state_column = STATE_COLUMNS[usize::from(environment == Environment::Production)];
        let state = 1 + i64::from(at_ms.is_some());
        self.change(&ENVIRONMENT, &[id.to_string(), environment.to_string()], 4, at_ms.into())?;
        self.change(&AUTHORIZATION, &[id.to_string()], state_column, state.into())
    }

    /// Backdates the last change of an authorization.
    #[cfg(test)]
    pub(in crate::store) fn backdate(&self, id: AuthorizationId, at_ms: i64) -> Result<()> {
        self.change(&AUTHORIZATION, &[id.to_string()], 12, at_ms.into())
    }

    /// Deletes an authorization with its environments, secrets and tokens, if it exists. Its attempts are kept: see
    /// [`WriteTx::delete_attempts`].
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn delete(&self, id: AuthorizationId) -> Result<()> {
        self.delete_rows(id)?;
        self.delete_outdated_tokens(id)
    }

    fn delete_rows(&self, id: AuthorizationId) -> Result<()> {
        self.forget_losses(id)?;
        self.remove(&SETTINGS_SEAL, "authorization_id = ?1", [id.to_string()])?;
        self.remove(&SEALED, "authorization_id = ?1", [id.to_string()])?;
        self.remove(&ENVIRONMENT, "authorization_id = ?1", [id.to_string()])?;
        self.remove(&AUTHORIZATION, "id = ?1", [id.to_string()])
    }

    /// Replaces all sealed secrets, for a key rotation. Secrets without an environment are removed.
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn replace_sealed(&self, rows: &[SealedRow]) -> Result<()> {
        self.remove(&SEALED, "true", [])?;
        for row in rows {
            // A secret without its environment is useless.
            if let Some(revision) = self.revision(row.authorization)?
                && self.has_environment(row.authorization, row.environment)?
            {
                self.insert_sealed(row, revision)?;
            }
        }
        Ok(())
    }

    /// Replaces the sealed settings of an authorization; `None` removes them.
    ///
    /// # Errors
    /// The database can't be written; [`Error::NotFound`] if there is no such authorization.
    pub(crate) fn replace_settings_seal(&self, id: AuthorizationId, bytes: Option<&[u8]>) -> Result<()> {
        self.remove(&SETTINGS_SEAL, "authorization_id = ?1", [id.to_string()])?;
        let Some(bytes) = bytes else { return Ok(()) };
        let revision = self.revision(id)?.ok_or(Error::NotFound)?;
        self.insert_settings_seal(id, revision, bytes)
    }

    /// Writes the vault's record.
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn put_vault_record(&self, record: &str) -> Result<()> {
        self.remove(&VAULT, "name = ?1", [VAULT_NAME])?;
        self.insert(&VAULT, [VAULT_NAME, record].map(|text| Value::Text(text.to_owned())).into())
    }

    /// Writes a setting.
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn put_setting(&self, key: &str, value: &str) -> Result<()> {
        self.remove(&SETTING, "key = ?1", [key])?;
        self.insert(&SETTING, [key, value].map(|text| Value::Text(text.to_owned())).into())
    }

    /// Removes a setting, if there is one.
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn remove_setting(&self, key: &str) -> Result<()> {
        self.remove(&SETTING, "key = ?1", [key])
    }

    fn insert_sealed(&self, row: &SealedRow, revision: u32) -> Result<()> {
        let key = [row.authorization.to_string(), row.environment.to_string(), row.field.to_string()];
        let sealed_with = [row.key_id.to_string(), row.origin.clone()];
        let values = key.map(Value::Text).into_iter().chain([Value::Integer(revision.into())]);
        let values = values.chain(sealed_with.map(Value::Text)).chain([Value::Blob(row.bytes.clone())]);
        self.insert(&SEALED, values.collect())
    }

    fn has_environment(&self, id: AuthorizationId, environment: Environment) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM environment WHERE authorization_id = ?1 AND environment = ?2)";
        let key = [id.to_string(), environment.to_string()];
        Ok(self.connection.prepare_cached(sql)?.query_row(key, |row| row.get(0))?)
    }

    fn insert_settings_seal(&self, id: AuthorizationId, revision: u32, bytes: &[u8]) -> Result<()> {
        let values = [Value::Text(id.to_string()), Value::Integer(revision.into()), Value::Blob(bytes.to_vec())];
        self.insert(&SETTINGS_SEAL, values.into())
    }

    /// Inserts a row with its digest, and updates the tally.
    pub(in crate::store) fn insert(&self, table: &Table, mut values: Vec<Value>) -> Result<()> {
        let digest = digest::of(table.name, values.iter().map(Into::into));
        self.count(table, &values, |tally| tally.add(&digest));
        if let Some(entry) = entry(table, &values) {
            self.searched.borrow_mut().insert(entry.key.clone(), Some(entry));
        }
        values.push(Value::Blob(digest.to_vec()));
        self.connection.prepare_cached(&table.insert())?.execute(params_from_iter(values))?;
        Ok(())
    }

    /// Changes the tallies that count a row.
    fn count(&self, table: &Table, values: &[Value], mut change: impl FnMut(&mut Tally)) {
        let mut tallies = self.tallies.borrow_mut();
        let names = std::iter::once(table.name).chain(parts(table, values));
        names.for_each(|name| change(tallies.entry(name.to_owned()).or_default()));
    }

    /// Changes a value in the row with this key, and the row's digest.
    fn change(&self, table: &Table, key: &[String], column: usize, value: Value) -> Result<()> {
        let names = table.columns.iter().zip(1..=key.len()).map(|(name, number)| format!("{name} = ?{number}"));
        let is_key = names.collect::<Vec<_>>().join(" AND ");
        let row = |row: &Row<'_>| Ok((values(table, row)?, table.check(row)?));
        let found = self.one(table, &format!("WHERE {is_key}"), params_from_iter(key), row)?;
        let (mut values, before) = found.ok_or(Error::NotFound)?;
        self.count(table, &values, |tally| tally.remove(&before));
        values[column] = value.clone();
        let digest = digest::of(table.name, values.iter().map(Into::into));
        let (table_name, name, next) = (table.name, table.columns[column], key.len() + 1);
        let sql = format!("UPDATE {table_name} SET {name} = ?{next}, digest = ?{} WHERE {is_key}", next + 1);
        let parameters = key.iter().cloned().map(Value::Text).chain([value, Value::Blob(digest.to_vec())]);
        self.connection.prepare_cached(&sql)?.execute(params_from_iter(parameters))?;
        self.count(table, &values, |tally| tally.add(&digest));
        Ok(())
    }

    /// Replaces every row with the rows of another database. The log of attempts and reveals stays; tokens don't.
    ///
    /// # Errors
    /// The database can't be written, or the other one read.
    pub(crate) fn copy_everything_from(&self, other: &ReadTx<'_>) -> Result<()> {
        COUNTED.iter().rev().try_for_each(|table| self.remove(table, "true", []))?;
        for table in COUNTED {
            let values = |row: &Row<'_>| values(table, row);
            other.many(table, "", [], values)?.into_iter().try_for_each(|values| self.insert(table, values))?;
        }
        self.delete_tokens()
    }

    fn remove(&self, table: &Table, which: &str, key: impl Params) -> Result<()> {
        let columns = table.columns.join(", ");
        let sql = format!("DELETE FROM {} WHERE {which} RETURNING {columns}, digest", table.name);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(key)?;
        while let Some(row) = rows.next()? {
            let (values, digest): (_, Digest) = (values(table, row)?, row.get(table.columns.len())?);
            self.count(table, &values, |tally| tally.remove(&digest));
            if let Some(entry) = entry(table, &values) {
                self.searched.borrow_mut().insert(entry.key, None);
            }
        }
        Ok(())
    }
}

/// Returns the entry of a row in the index of the search.
fn entry(table: &Table, values: &[Value]) -> Option<Entry> {
    (table.name == AUTHORIZATION.name).then(|| Entry::new([3, 2, 6, 4].map(|column| &values[column])))?
}

/// Returns the names of the tallies of parts of a table that count a row.
fn parts(table: &Table, values: &[Value]) -> impl Iterator<Item = &'static str> {
    let row = match (values, STATE_COLUMNS.map(|column| values.get(column))) {
        (
            [_, _, _, _, _, _, Value::Text(kind), ..],
            [Some(Value::Integer(staging)), Some(Value::Integer(production))],
        ) if table.name == AUTHORIZATION.name => Some((kind, [*staging, *production])),
        _ => None,
    };
    row.into_iter().flat_map(|(kind, states)| parts_of(kind, states))
}

/// Returns the values of a row, without its digest.
fn values(table: &Table, row: &Row<'_>) -> Result<Vec<Value>> {
    (0..table.columns.len()).map(|at| Ok(row.get(at)?)).collect()
}

fn head(draft: &Draft, id: AuthorizationId, states: PerEnvironment<i64>, numbers: [i64; 3]) -> Vec<Value> {
    let (name, description) = (search_key(&draft.name), search_key(&draft.description));
    let texts = [
        id.to_string(),
        draft.name.clone(),
        look_key(&draft.name),
        name.clone(),
        // Neither name nor description can contain this character, so no search matches across the two.
        format!("{name}\u{1}{description}"),
        draft.description.clone(),
        draft.authorization_type().as_str().to_owned(),
    ];
    let grant_type = match &draft.details {
        Details::ApiKey { .. } => Value::Null,
        Details::OAuth2 { grant_type, .. } => Value::Text(grant_type.as_str().to_owned()),
    };
    let numbers = [states.staging, states.production].into_iter().chain(numbers).map(Value::Integer);
    texts.map(Value::Text).into_iter().chain([grant_type]).chain(numbers).collect()
}

/// Returns the settings of each configured environment as they are stored.
fn settings(draft: &Draft) -> Result<PerEnvironment<Option<String>>> {
    let mut settings = PerEnvironment::default();
    for environment in Environment::ALL {
        let text = match &draft.details {
            Details::ApiKey { environments } => {
                let fields = environments.get(environment);
                (!fields.is_blank()).then(|| serde_json::to_string(fields))
            }
            Details::OAuth2 { environments, .. } => {
                let fields = environments.get(environment);
                (!fields.is_blank()).then(|| serde_json::to_string(fields))
            }
        };
        *settings.get_mut(environment) = text.transpose().map_err(|_| ENVIRONMENT.damaged())?;
    }
    Ok(settings)
}

pub(in crate::store) fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
