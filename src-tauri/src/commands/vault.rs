//! The vault: opening, locking and moving it, and a copy of everything.

use keyfob_core::{
    keyfob::Keyfob,
    secret::{Revealed, Secret},
    vault::VaultStatus,
};
use tauri::{AppHandle, command};

use super::Answer;
use crate::opened::ask;

/// The vault's state.
#[command]
pub(crate) async fn vault_status(app: AppHandle) -> Answer<VaultStatus> {
    ask(app, Keyfob::vault_status).await
}

/// Asks the keyring once more.
#[command]
pub(crate) async fn retry_keyring(app: AppHandle) -> Answer<VaultStatus> {
    ask(app, Keyfob::retry_keyring).await
}

/// Makes a vault whose key is wrapped under a passphrase.
#[command(rename_all = "snake_case")]
pub(crate) async fn create_passphrase_vault(app: AppHandle, passphrase: Secret) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.create_passphrase_vault(&passphrase)).await
}

/// Opens a passphrase vault.
#[command(rename_all = "snake_case")]
pub(crate) async fn unlock(app: AppHandle, passphrase: Secret) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.unlock(&passphrase)).await
}

/// Opens the vault with its recovery key.
#[command(rename_all = "snake_case")]
pub(crate) async fn unlock_with_recovery_key(app: AppHandle, recovery_key: Secret) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.unlock_with_recovery_key(&recovery_key)).await
}

/// Forgets the key until the passphrase is entered again.
#[command]
pub(crate) async fn lock(app: AppHandle) -> Answer<VaultStatus> {
    ask(app, Keyfob::lock_vault).await
}

/// Replaces the passphrase.
#[command(rename_all = "snake_case")]
pub(crate) async fn change_passphrase(app: AppHandle, current: Secret, new: Secret) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.change_passphrase(&current, &new)).await
}

/// Moves the key from under its passphrase into the keyring.
#[command(rename_all = "snake_case")]
pub(crate) async fn move_to_keyring(app: AppHandle, passphrase: Secret) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.move_to_keyring(&passphrase)).await
}

/// Moves the key from the keyring under a passphrase.
#[command(rename_all = "snake_case")]
pub(crate) async fn move_to_passphrase(app: AppHandle, passphrase: Secret) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.move_to_passphrase(&passphrase)).await
}

/// Replaces the key and seals everything anew.
#[command]
pub(crate) async fn rotate_key(app: AppHandle) -> Answer<VaultStatus> {
    ask(app, Keyfob::rotate_key).await
}

/// Makes a recovery key, to be shown once.
#[command]
pub(crate) async fn make_recovery_key(app: AppHandle) -> Answer<Revealed> {
    ask(app, Keyfob::make_recovery_key).await
}

/// Gives a lost key up for a new one, under a passphrase where one is given, else in the keyring.
#[command(rename_all = "snake_case")]
pub(crate) async fn replace_lost_key(app: AppHandle, passphrase: Option<Secret>) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.replace_lost_key(passphrase.as_ref())).await
}

/// Sets after how many minutes without use a passphrase vault locks; 0 for never.
#[command(rename_all = "snake_case")]
pub(crate) async fn set_auto_lock(app: AppHandle, minutes: u32) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.set_auto_lock(minutes)).await
}

/// Makes a consistent copy of the database, and says where it lies.
#[command]
pub(crate) async fn back_up(app: AppHandle) -> Answer<String> {
    ask(app, |keyfob| keyfob.back_up().map(|path| path.display().to_string())).await
}
