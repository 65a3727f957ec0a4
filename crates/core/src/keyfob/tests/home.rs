//! Where the tests open Keyfob.

use std::sync::Arc;

use keyring_core::{api::CredentialStore, mock};
use tempfile::TempDir;

use crate::{
    keyfob::{Keyfob, Preferences, Settings},
    vault::Keyring,
};

/// A data folder and a keyring that both outlive the programs which open them.
pub(super) struct Home {
    pub(super) folder: TempDir,
    pub(super) keyring: Arc<CredentialStore>,
}

impl Home {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), keyring: mock::Store::new().unwrap() }
    }

    pub(super) fn open(&self) -> Keyfob {
        self.open_with(Keyring::over(self.keyring.clone()))
    }

    /// Opens the facade with the preference whether tokens are kept between starts.
    pub(super) fn open_keeping_tokens(&self, keep_tokens: bool) -> Keyfob {
        let keyfob = self.open();
        let preferences = keyfob.preferences().unwrap();
        keyfob.set_preferences(Preferences { keep_tokens, ..preferences }).unwrap();
        keyfob
    }

    /// How many keys the keyring holds.
    pub(super) fn keys(&self) -> usize {
        let items = self.keyring.search(&std::collections::HashMap::from([("service", "dev.keyfob.Keyfob")])).unwrap();
        items.iter().filter(|entry| entry.get_password().is_ok()).count()
    }

    pub(super) fn open_with(&self, keyring: Keyring) -> Keyfob {
        Keyfob::open(Settings {
            folder: self.folder.path().to_owned(),
            keyring,
            waiting: crate::store::Waiting::default(),
        })
        .unwrap()
    }
}
