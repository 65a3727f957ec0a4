//! [`ReadTx`]: reads from one snapshot. Every row is checked against its digest.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use crate::{
    authorization::{
        ApiKeyDraft, Authorization, AuthorizationId, AuthorizationType, Details, Draft, Environment, EnvironmentState,
        GrantType, OAuth2Draft, PerEnvironment, Problem, ProblemCode, SecretField, limits::SHOWN_NAME_CHARACTERS,
        look_key, name_key,
    },
    clean::line,
    error::{Error, Result},
    store::tables::{AUTHORIZATION, ENVIRONMENT, SEALED, SETTING, SETTINGS_SEAL, Table, VAULT, VAULT_NAME},
};

/// A secret as the vault sealed it, with everything that the seal is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SealedRow {
    /// The authorization it belongs to.
    pub(crate) authorization: AuthorizationId,
    /// The environment it belongs to.
    pub(crate) environment: Environment,
    /// Which secret it is.
    pub(crate) field: SecretField,
    /// The vault key that sealed it.
    pub(crate) key_id: uuid::Uuid,
    /// The token endpoint's origin that the seal is bound to.
    pub(crate) origin: String,
    /// The sealed bytes.
    pub(crate) bytes: Vec<u8>,
}

/// A snapshot of the database.
pub(crate) struct ReadTx<'c> {
    pub(in crate::store) connection: &'c Connection,
}

impl ReadTx<'_> {
    /// Reads an authorization, with its secrets only marked as *stored* and without its last attempts, because an unreadable log
    /// must not end
    /// this transaction.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Damaged`] if a row isn't as it was written, or one is missing.
    pub(crate) fn read(&self, id: AuthorizationId) -> Result<Authorization> {
        let head = self.one(&AUTHORIZATION, "WHERE id = ?1", [id.to_string()], Head::from_row)?;
        let head = head.ok_or(Error::NotFound)?;
        let mut settings = PerEnvironment::<Option<Settings>>::default();
        let mut is_torn = false;
        for environment in Environment::ALL {
            let key = (id.to_string(), environment.as_str());
            let found = self.one(&ENVIRONMENT, "WHERE authorization_id = ?1 AND environment = ?2", key, |row| {
                Ok(Settings { revision: row.get(2)?, text: row.get(3)?, validated_at_ms: row.get(4)? })
            })?;
            let expected = match head.environments.get(environment) {
                EnvironmentState::NotConfigured => None,
                _ => Some(head.revision),
            };
            // Each row is intact, but they weren't written together.
            let fits = found.as_ref().map(|settings| settings.revision) == expected;
            is_torn |= !fits;
            *settings.get_mut(environment) = found.filter(|_| fits);
        }
        let validated_at_ms = PerEnvironment::from_fn(|e| settings.get(e).as_ref()?.validated_at_ms);
        let settings = settings.map(|_, found| found.map(|settings| settings.text));
        let etag = Some(etag(&head, &settings));
        let (details, is_unreadable) = details(head.authorization_type, head.grant_type, &settings)?;
        let draft = Draft {
            id: Some(head.id),
            revision: Some(head.revision),
            etag,
            name: head.name,
            description: head.description,
            details,
        };
        Ok(Authorization {
            draft,
            validated_at_ms,
            last_attempts: PerEnvironment::default(),
            last_revealed_at_ms: PerEnvironment::default(),
            outside_change: None,
            losses: Vec::new(),
            updated_at_ms: head.updated_at_ms,
            has_unreadable_settings: is_torn || is_unreadable,
        })
    }

    /// Finds an authorization by name, ignoring case and what can't be seen.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn find_by_name(&self, name: &str) -> Result<Option<AuthorizationId>> {
        Ok(self.namesake(name, None)?.map(|head| head.id))
    }

    /// Returns the problem of a name that an authorization other than `except` has, or that looks like another's.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn name_problem(&self, name: &str, except: Option<AuthorizationId>) -> Result<Option<Problem>> {
        let code = self.namesake(name, except)?.map(|other| {
            if name_key(&other.name) == name_key(name.trim()) {
                ProblemCode::NameTaken
            } else {
                ProblemCode::NameLooksLike { name: line(&other.name, SHOWN_NAME_CHARACTERS) }
            }
        });
        Ok(code.map(Problem::of_name))
    }

    /// Whether a row has this key of a name.
    ///
    /// # Errors
    /// The database can't be read.
    pub(in crate::store) fn has_name_key(&self, key: &str) -> Result<bool> {
        Ok(self.one(&AUTHORIZATION, "WHERE name_key = ?1", [key], Head::from_row)?.is_some())
    }

    /// Returns the authorization other than `except` whose name is the same or looks the same.
    fn namesake(&self, name: &str, except: Option<AuthorizationId>) -> Result<Option<Head>> {
        // Rows of older versions have the key of the name itself.
        let (exact, look) = (name_key(name.trim()), look_key(name));
        let except = except.map(|id| id.to_string()).unwrap_or_default();
        let rest = "WHERE name_key IN (?1, ?2) AND id <> ?3 ORDER BY name_key = ?1 DESC";
        self.one(&AUTHORIZATION, rest, [exact, look, except], Head::from_row)
    }

    /// Returns the revision of an authorization; `None` if there is no such authorization.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn revision(&self, id: AuthorizationId) -> Result<Option<u32>> {
        let head = self.one(&AUTHORIZATION, "WHERE id = ?1", [id.to_string()], Head::from_row)?;
        Ok(head.map(|head| head.revision))
    }

    /// Returns a sealed secret.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such authorization; [`Error::SecretUnreadable`] if it has no such secret.
    pub(crate) fn sealed(
        &self,
        id: AuthorizationId,
        environment: Environment,
        field: &SecretField,
    ) -> Result<SealedRow> {
        let key = (id.to_string(), environment.as_str(), field.to_string());
        let rest = "WHERE authorization_id = ?1 AND environment = ?2 AND field = ?3";
        match self.one(&SEALED, rest, key, |row| Ok(sealed_from_row(row)))? {
            // A row that Keyfob never wrote counts as missing.
            Some(sealed) => sealed.map_err(|_| Error::SecretUnreadable),
            None if self.revision(id)?.is_none() => Err(Error::NotFound),
            None => Err(Error::SecretUnreadable),
        }
    }

    /// Returns every sealed secret. A row that Keyfob never wrote, such as one of an unknown field, is left out.
    ///
    /// # Errors
    /// The database can't be read, or a row is damaged.
    pub(crate) fn all_sealed(&self) -> Result<Vec<SealedRow>> {
        let rows =
            self.many(&SEALED, "ORDER BY authorization_id, environment, field", [], |row| Ok(sealed_from_row(row)))?;
        Ok(rows.into_iter().filter_map(Result::ok).collect())
    }

    /// Returns the id of every authorization.
    ///
    /// # Errors
    /// The database can't be read, or a row is damaged.
    pub(crate) fn ids(&self) -> Result<Vec<AuthorizationId>> {
        self.many(&AUTHORIZATION, "ORDER BY id", [], |row| Head::from_row(row).map(|head| head.id))
    }

    /// Whether there is anything that requires a vault: a sealed secret, sealed settings, or an environment, which always has a secret.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn needs_vault(&self) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sealed) OR EXISTS (SELECT 1 FROM settings_seal)
            OR EXISTS (SELECT 1 FROM environment)";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Whether settings of any authorization are sealed.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn has_settings_seals(&self) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM settings_seal)";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Returns how many rows of sealed secrets an authorization has, including unreadable ones.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn sealed_count(&self, id: AuthorizationId) -> Result<usize> {
        let sql = "SELECT count(*) FROM sealed WHERE authorization_id = ?1";
        let count: i64 = self.connection.prepare_cached(sql)?.query_row([id.to_string()], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Returns the sealed settings of an authorization.
    ///
    /// # Errors
    /// The database can't be read, or the row is damaged.
    pub(crate) fn settings_seal(&self, id: AuthorizationId) -> Result<Option<Vec<u8>>> {
        self.one(&SETTINGS_SEAL, "WHERE authorization_id = ?1", [id.to_string()], |row| Ok(row.get(2)?))
    }

    /// Returns every sealed secret of an authorization. A row that Keyfob never wrote is left out; [`Self::sealed_count`] counts it.
    ///
    /// # Errors
    /// The database can't be read, or a row is damaged.
    pub(crate) fn sealed_of(&self, id: AuthorizationId) -> Result<Vec<SealedRow>> {
        let rest = "WHERE authorization_id = ?1 ORDER BY environment, field";
        let rows = self.many(&SEALED, rest, [id.to_string()], |row| Ok(sealed_from_row(row)))?;
        Ok(rows.into_iter().filter_map(Result::ok).collect())
    }

    /// Returns the vault's record, which only the vault understands; `None` before there is a vault.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn vault_record(&self) -> Result<Option<String>> {
        self.one(&VAULT, "WHERE name = ?1", [VAULT_NAME], |row| Ok(row.get(1)?))
    }

    /// Returns a setting; `None` if it was never set.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn setting(&self, key: &str) -> Result<Option<String>> {
        self.one(&SETTING, "WHERE key = ?1", [key], |row| Ok(row.get(1)?))
    }

    pub(in crate::store) fn one<T>(
        &self,
        table: &Table,
        rest: &str,
        key: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.connection.prepare_cached(&table.select(rest))?;
        let mut rows = statement.query(key)?;
        let Some(row) = rows.next()? else { return Ok(None) };
        table.check(row)?;
        read(row).map(Some)
    }

    pub(in crate::store) fn many<T>(
        &self,
        table: &Table,
        rest: &str,
        key: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(&table.select(rest))?;
        let mut rows = statement.query(key)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            table.check(row)?;
            all.push(read(row)?);
        }
        Ok(all)
    }

    /// The times at which an authorization was made and last changed, in UTC milliseconds.
    pub(in crate::store) fn times_ms(&self, id: AuthorizationId) -> Result<Option<(i64, i64)>> {
        let sql = "SELECT created_at_ms, updated_at_ms FROM authorization WHERE id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }
}

/// Identifies the content of an authorization: everything that the user can edit, except secrets.
fn etag(head: &Head, settings: &PerEnvironment<Option<String>>) -> String {
    let mut hasher = blake3::Hasher::new();
    let (kind, grant_type) = (head.authorization_type.as_str(), head.grant_type.map_or("", GrantType::as_str));
    let fixed = [head.name.as_str(), &head.description, kind, grant_type];
    let settings = settings.iter().map(|(_, text)| text.as_deref().unwrap_or_default());
    for part in fixed.into_iter().chain(settings) {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// What is stored of an environment.
struct Settings {
    revision: u32,
    text: String,
    validated_at_ms: Option<i64>,
}

/// A row of `authorization`, without the columns for sorting and searching.
pub(in crate::store) struct Head {
    pub(in crate::store) id: AuthorizationId,
    pub(in crate::store) name: String,
    pub(in crate::store) description: String,
    pub(in crate::store) authorization_type: AuthorizationType,
    pub(in crate::store) grant_type: Option<GrantType>,
    pub(in crate::store) environments: PerEnvironment<EnvironmentState>,
    pub(in crate::store) revision: u32,
    pub(in crate::store) updated_at_ms: i64,
}

impl Head {
    /// Converts a checked row.
    pub(in crate::store) fn from_row(row: &Row<'_>) -> Result<Self> {
        let (kind, grant_type): (String, Option<String>) = (row.get(6)?, row.get(7)?);
        let grant_type = grant_type
            .map(|word| GrantType::ALL.into_iter().find(|grant| grant.as_str() == word).ok_or(AUTHORIZATION.damaged()));
        Ok(Self {
            id: row.get::<_, String>(0)?.parse().map_err(|_| AUTHORIZATION.damaged())?,
            name: row.get(1)?,
            description: row.get(5)?,
            authorization_type: AuthorizationType::ALL
                .into_iter()
                .find(|known| known.as_str() == kind)
                .ok_or(AUTHORIZATION.damaged())?,
            grant_type: grant_type.transpose()?,
            environments: PerEnvironment { staging: state(row.get(8)?)?, production: state(row.get(9)?)? },
            revision: row.get(10)?,
            updated_at_ms: row.get(12)?,
        })
    }
}

fn state(number: i64) -> Result<EnvironmentState> {
    match number {
        0 => Ok(EnvironmentState::NotConfigured),
        1 => Ok(EnvironmentState::Configured),
        2 => Ok(EnvironmentState::Validated),
        _ => Err(AUTHORIZATION.damaged()),
    }
}

fn details(
    kind: AuthorizationType,
    grant_type: Option<GrantType>,
    settings: &PerEnvironment<Option<String>>,
) -> Result<(Details, bool)> {
    match (kind, grant_type) {
        (AuthorizationType::ApiKey, None) => {
            let (environments, is_unreadable) = parse(settings, ApiKeyDraft::has_typed_secret);
            Ok((Details::ApiKey { environments }, is_unreadable))
        }
        (AuthorizationType::OAuth2, Some(grant_type)) => {
            let (environments, is_unreadable) = parse(settings, OAuth2Draft::has_typed_secret);
            Ok((Details::OAuth2 { grant_type, environments }, is_unreadable))
        }
        _ => Err(AUTHORIZATION.damaged()),
    }
}

/// Reads settings, in which secrets are only marked as stored. A typed secret in them was written by another program and would be sent
/// as if
/// the user had typed it. Unreadable settings become blank and are reported as such: their digest is right, so another program wrote
/// them, and the sealed settings can be restored.
fn parse<T: Default + serde::de::DeserializeOwned>(
    settings: &PerEnvironment<Option<String>>,
    has_typed_secret: fn(&T) -> bool,
) -> (PerEnvironment<T>, bool) {
    let mut is_unreadable = false;
    let read = |environment| {
        let Some(text) = settings.get(environment) else { return T::default() };
        let fields = serde_json::from_str(text).ok().filter(|fields| !has_typed_secret(fields));
        is_unreadable |= fields.is_none();
        fields.unwrap_or_default()
    };
    (PerEnvironment::from_fn(read), is_unreadable)
}

/// Converts a checked row of `sealed`.
pub(in crate::store) fn sealed_from_row(row: &Row<'_>) -> Result<SealedRow> {
    let field: String = row.get(2)?;
    Ok(SealedRow {
        authorization: row.get::<_, String>(0)?.parse().map_err(|_| SEALED.damaged())?,
        environment: row.get::<_, String>(1)?.parse().map_err(|()| SEALED.damaged())?,
        field: SecretField::named(&field).ok_or_else(|| SEALED.damaged())?,
        key_id: row.get::<_, String>(4)?.parse().map_err(|_| SEALED.damaged())?,
        origin: row.get(5)?,
        bytes: row.get(6)?,
    })
}
