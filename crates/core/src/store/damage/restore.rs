//! Writes the rows found in a damaged database into a new one. Keeps what belongs together and reports what is missing.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;

use super::rows::FoundRow;
use crate::{
    authorization::{AuthorizationId, Environment, Loss, LostPart},
    error::{Error, Result},
    store::{
        report::Recovery,
        tables::{
            AUTHORIZATION, COUNTED, ENVIRONMENT, SEALED, SETTING, SETTINGS_SEAL, STATE_COLUMNS, TALLY, Table, VAULT,
            VAULT_RECORD_COPY,
        },
        tx::WriteTx,
    },
};

/// Writes the intact rows, and returns what was recovered and what was lost.
pub(in crate::store) fn restore(rows: &[FoundRow], tx: &WriteTx<'_>) -> Result<Recovery> {
    let found = Found::new(rows);
    let is_tallied = |table: &&Table| {
        found.expected(table).is_some() || (table.name == SETTINGS_SEAL.name && found.seals_no_settings())
    };
    let all_tallied = COUNTED.iter().all(is_tallied);
    let mut recovery = Recovery { all_losses_known: all_tallied, ..Recovery::default() };
    for head in found.rows(&AUTHORIZATION) {
        found.restore(head, tx, &mut recovery)?;
    }
    for table in [&VAULT, &SETTING] {
        found.rows(table).try_for_each(|values| tx.insert(table, values.to_vec()))?;
    }
    found.count_lost_authorizations(rows, &mut recovery);
    let lost = |part| Loss { part, id: None, name: None, environment: None };
    let sealed = found.rows(&SEALED).next().is_some();
    let vault_found = found.rows(&VAULT).next().is_some() || found.0[SETTING.name].contains_key(VAULT_RECORD_COPY);
    if !vault_found && found.expected(&VAULT).map_or(sealed, |count| count > 0) {
        recovery.lost.push(lost(LostPart::Vault));
    }
    let settings = found.rows(&SETTING).count();
    let lost_settings = found.expected(&SETTING).unwrap_or_default().saturating_sub(settings);
    recovery.lost.extend((0..lost_settings).map(|_| lost(LostPart::Setting)));
    Ok(recovery)
}

/// The intact rows of each table, by key.
struct Found<'r>(BTreeMap<&'static str, BTreeMap<String, &'r [Value]>>);

impl<'r> Found<'r> {
    fn new(rows: &'r [FoundRow]) -> Self {
        let mut found = Self(COUNTED.into_iter().chain([&TALLY]).map(|table| (table.name, BTreeMap::new())).collect());
        for row in rows.iter().filter(|row| row.whole) {
            let names: Vec<&str> = (0..row.table.key_columns).map(|column| text(&row.values, column)).collect();
            let kept = found.0.entry(row.table.name).or_default().entry(names.join("\0")).or_insert(&row.values);
            if revision(row.table, &row.values) > revision(row.table, kept) {
                *kept = &row.values;
            }
        }
        found
    }

    fn rows(&self, table: &Table) -> impl Iterator<Item = &'r [Value]> {
        self.0[table.name].values().copied()
    }

    fn starting_with(&self, table: &Table, key: String) -> impl Iterator<Item = &'r [Value]> {
        let rows = self.0[table.name].range(key.clone()..);
        rows.take_while(move |(found, _)| found.starts_with(&key)).map(|(_, values)| *values)
    }

    /// How many rows a table had, if its tally is intact.
    fn expected(&self, table: &Table) -> Option<usize> {
        match self.0[TALLY.name].get(table.name)?.get(1)? {
            Value::Integer(count) => usize::try_from(*count).ok(),
            _ => None,
        }
    }

    /// Whether the database was written by an older Keyfob, or no settings are sealed yet.
    fn seals_no_settings(&self) -> bool {
        self.expected(&SETTINGS_SEAL).unwrap_or(0) == 0 && self.0[SETTINGS_SEAL.name].is_empty()
    }

    /// Writes an authorization with the environments and secrets that were found.
    fn restore(&self, head: &[Value], tx: &WriteTx<'_>, recovery: &mut Recovery) -> Result<()> {
        let (id, name, newest) = (text(head, 0), text(head, 1), revision(&AUTHORIZATION, head));
        let mut lose = |part: LostPart, environment| {
            let id = if part == LostPart::Authorization { None } else { id.parse().ok() };
            recovery.lost.push(Loss { part, id, name: Some(name.to_owned()), environment });
        };
        if tx.has_name_key(text(head, 2))? {
            // An older row of another authorization has the same name, because one of the two was renamed or deleted.
            lose(LostPart::Authorization, None);
            return Ok(());
        }
        let mut head = head.to_vec();
        let mut environments = Vec::new();
        for (environment, state) in Environment::ALL.into_iter().zip(STATE_COLUMNS) {
            let key = format!("{id}\0{environment}");
            let row = self.0[ENVIRONMENT.name].get(&key).filter(|row| revision(&ENVIRONMENT, row) == newest);
            match row {
                Some(row) => environments.push((environment, key, *row)),
                None if head[state] == Value::Integer(0) => {}
                None => {
                    head[state] = Value::Integer(0);
                    lose(LostPart::Environment, Some(environment));
                }
            }
        }
        tx.insert(&AUTHORIZATION, head)?;
        for (_, key, row) in &environments {
            tx.insert(&ENVIRONMENT, row.to_vec())?;
            let sealed = self.starting_with(&SEALED, format!("{key}\0"));
            for row in sealed.filter(|row| revision(&SEALED, row) == newest) {
                tx.insert(&SEALED, row.to_vec())?;
            }
        }
        // With any revision: if it doesn't match the other rows, it shows what was saved.
        match self.0[SETTINGS_SEAL.name].get(id) {
            Some(row) => tx.insert(&SETTINGS_SEAL, row.to_vec())?,
            None if self.seals_no_settings() => {}
            None => lose(LostPart::SettingsSeal, None),
        }
        for (environment, ..) in environments {
            for _ in 0..missing_secrets(tx, id, environment)? {
                lose(LostPart::Secret, Some(environment));
            }
        }
        recovery.recovered += 1;
        Ok(())
    }

    /// Reports the authorizations whose own row is damaged or missing, if other rows of them were found.
    fn count_lost_authorizations(&self, rows: &[FoundRow], recovery: &mut Recovery) {
        let mut lost: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row.whole && row.table.name == AUTHORIZATION.name) {
            lost.insert(text(&row.values, 0), Some(text(&row.values, 1)).filter(|name| !name.is_empty()));
        }
        for row in self.rows(&ENVIRONMENT).chain(self.rows(&SEALED)) {
            lost.entry(text(row, 0)).or_default();
        }
        let whole: BTreeSet<&str> = self.rows(&AUTHORIZATION).map(|row| text(row, 0)).collect();
        lost.retain(|id, _| !whole.contains(id));
        let mut names: Vec<Option<&str>> = lost.into_values().collect();
        // An authorization whose id is damaged is found twice, so the tally limits the number. Those with a name come first.
        names.sort_by_key(Option::is_none);
        if let Some(expected) = self.expected(&AUTHORIZATION) {
            names.resize(expected.saturating_sub(whole.len()), None);
        }
        let without_row = |name: Option<&str>| Loss {
            part: LostPart::Authorization,
            id: None,
            name: name.map(str::to_owned),
            environment: None,
        };
        recovery.lost.extend(names.into_iter().map(without_row));
    }
}

/// Returns how many secrets an environment's settings refer to that are missing.
fn missing_secrets(tx: &WriteTx<'_>, id: &str, environment: Environment) -> Result<usize> {
    let id: AuthorizationId = id.parse().map_err(|_| AUTHORIZATION.damaged())?;
    let mut missing = 0;
    for field in tx.read(id)?.draft.details.stored_secrets(environment) {
        match tx.sealed(id, environment, &field) {
            Ok(_) => {}
            Err(Error::SecretUnreadable) => missing += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(missing)
}

fn text(values: &[Value], column: usize) -> &str {
    match values.get(column) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// Returns the revision that a row was written with; 0 for tables without one.
fn revision(table: &Table, values: &[Value]) -> i64 {
    let column = table.columns.iter().position(|column| *column == "revision");
    match column.and_then(|column| values.get(column)) {
        Some(Value::Integer(revision)) => *revision,
        _ => 0,
    }
}
