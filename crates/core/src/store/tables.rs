//! The tables as the rest of the store uses them: names, columns, and the digest at the end of each row.

use rusqlite::{Row, types::ValueRef};

use super::digest::{self, Digest};
use crate::error::{Error, Result};

/// A table. Each row ends with its digest, which isn't in `columns`.
#[derive(Debug)]
pub(super) struct Table {
    /// The table's name.
    pub(super) name: &'static str,
    /// Every column but the digest, in the order in which they are stored.
    pub(super) columns: &'static [&'static str],
    /// How many of the first columns form the key.
    pub(super) key_columns: usize,
    /// The database version that introduced it.
    pub(super) since: u32,
}

pub(super) static AUTHORIZATION: Table = Table {
    name: "authorization",
    columns: &[
        "id",
        "name",
        "name_key",
        "sort_key",
        "search_text",
        "description",
        "type",
        "grant_type",
        "staging",
        "production",
        "revision",
        "created_at_ms",
        "updated_at_ms",
    ],
    key_columns: 1,
    since: 1,
};
pub(super) static ENVIRONMENT: Table = Table {
    name: "environment",
    columns: &["authorization_id", "environment", "revision", "settings", "validated_at_ms"],
    key_columns: 2,
    since: 1,
};
pub(super) static SEALED: Table = Table {
    name: "sealed",
    columns: &["authorization_id", "environment", "field", "revision", "key_id", "origin", "bytes"],
    key_columns: 3,
    since: 1,
};
pub(super) static SETTINGS_SEAL: Table =
    Table { name: "settings_seal", columns: &["authorization_id", "revision", "bytes"], key_columns: 1, since: 3 };
pub(super) static VAULT: Table = Table { name: "vault", columns: &["name", "record"], key_columns: 1, since: 1 };
pub(super) static SETTING: Table = Table { name: "setting", columns: &["key", "value"], key_columns: 1, since: 1 };
pub(super) static TALLY: Table =
    Table { name: "tally", columns: &["name", "row_count", "sum"], key_columns: 1, since: 1 };

/// The key of the one row of `vault`.
pub(super) const VAULT_NAME: &str = "vault";
/// The setting that holds a copy of the vault's record, for when the record can't be read: without it, nothing opens the secrets.
pub(crate) const VAULT_RECORD_COPY: &str = "vault_record_copy";

/// The columns of `authorization` with the state of each environment, in the order of the environments.
pub(super) const STATE_COLUMNS: [usize; 2] = [8, 9];

/// The tables that `tally` counts, parents before children.
pub(super) static COUNTED: [&Table; 6] = [&AUTHORIZATION, &ENVIRONMENT, &SEALED, &SETTINGS_SEAL, &VAULT, &SETTING];

impl Table {
    /// A query for whole rows, digest last.
    pub(super) fn select(&self, rest: &str) -> String {
        format!("SELECT {}, digest FROM {} {rest}", self.columns.join(", "), self.name)
    }

    /// A statement that inserts a whole row, digest last.
    pub(super) fn insert(&self) -> String {
        let places = vec!["?"; self.columns.len() + 1].join(", ");
        format!("INSERT INTO {} ({}, digest) VALUES ({places})", self.name, self.columns.join(", "))
    }

    /// Checks a row that [`Table::select`] returned, and returns its digest.
    pub(super) fn check(&self, row: &Row<'_>) -> Result<Digest> {
        let count = self.columns.len();
        let values = (0..count).map(|at| row.get_ref(at).unwrap_or(ValueRef::Null));
        let digest = digest::of(self.name, values);
        match row.get_ref(count)? {
            ValueRef::Blob(stored) if stored == digest => Ok(digest),
            _ => Err(self.damaged()),
        }
    }

    /// Returns the error for an invalid row of this table.
    pub(super) fn damaged(&self) -> Error {
        Error::Damaged(format!("a row of `{}` is not as it was written", self.name))
    }
}
