//! What a report about a problem needs: no secret, and nothing that the user named.

use std::fmt::Write;

use serde::Serialize;
use ts_rs::TS;

use super::Keyfob;
use crate::{error::Result, messages::key_of};

/// Facts about the program and its data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Diagnostics {
    /// The data folder. It isn't in the text, because it often contains the user's name.
    pub folder: String,
    /// Lines to paste into a report, in English: versions, sizes, counts and states. No name, URL, path or secret.
    pub text: String,
}

impl Keyfob {
    /// Returns facts for a report about a problem. `program` has lines about the program that asks.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn diagnostics(&self, program: &[(&str, String)]) -> Result<Diagnostics> {
        let data = self.store().facts();
        let (summary, vault) = (self.summary()?, self.vault_status()?);
        let home = vault.home.map_or_else(|| "none".to_owned(), |home| key_of(&home));
        let keyring = vault.keyring.map_or_else(String::new, |error| format!(", keyring {}", key_of(&error)));
        let lines = [
            ("Keyfob", env!("CARGO_PKG_VERSION").to_owned()),
            ("SQLite", format!("{}, schema {}", data.sqlite, data.schema)),
            ("Database", format!("{} bytes, {}", data.bytes, key_of(&self.database_state()))),
            ("Authorizations", format!("{}, of which {} validated", summary.total, summary.validated)),
            ("Backups", self.backups()?.len().to_string()),
            ("Vault", format!("{home}, {}{keyring}", key_of(&vault.state))),
        ];
        let mut text = String::new();
        for (name, value) in lines.iter().chain(program) {
            // Writing to a string can't fail.
            let _ = writeln!(text, "{name}: {value}");
        }
        Ok(Diagnostics { folder: data.folder.display().to_string(), text })
    }
}
