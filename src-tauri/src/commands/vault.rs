//! The vault: opening, locking and moving it, and a copy of everything.

use keyfob_core::{
    dialogs::{self, VaultChange},
    error::Error,
    keyfob::{Backup, Keyfob, OldBackups},
    secret::{Revealed, Secret},
    vault::{KeyHome, VaultStatus},
};
use tauri::{AppHandle, WebviewWindow, command};

use super::Answer;
use crate::{confirm::confirm, opened::ask};

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

/// Replaces the passphrase, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn change_passphrase(
    app: AppHandle,
    window: WebviewWindow,
    current: Secret,
    new: Secret,
    backups: OldBackups,
) -> Answer<VaultStatus> {
    let typed = (current.clone(), new.clone());
    ask(app.clone(), move |keyfob| keyfob.check_new_passphrase(&typed.1).and_then(|()| keyfob.unlock(&typed.0)))
        .await?;
    agree(&app, &window, VaultChange::ChangePassphrase, backups).await?;
    ask(app, move |keyfob| keyfob.change_passphrase(&current, &new, backups)).await
}

/// Moves the vault from under its passphrase into the keyring, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn move_to_keyring(
    app: AppHandle,
    window: WebviewWindow,
    passphrase: Secret,
    backups: OldBackups,
) -> Answer<VaultStatus> {
    let typed = passphrase.clone();
    ask(app.clone(), move |keyfob| keyfob.unlock(&typed)).await?;
    agree(&app, &window, VaultChange::MoveToKeyring, backups).await?;
    ask(app, move |keyfob| keyfob.move_to_keyring(&passphrase, backups)).await
}

/// Moves the vault from the keyring under a passphrase, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn move_to_passphrase(
    app: AppHandle,
    window: WebviewWindow,
    passphrase: Secret,
    backups: OldBackups,
) -> Answer<VaultStatus> {
    let typed = passphrase.clone();
    let status = ask(app.clone(), move |keyfob| {
        keyfob.check_new_passphrase(&typed)?;
        keyfob.vault_status()
    });
    // A vault that its recovery key opened has a passphrase already, which is forgotten.
    let is_new = status.await?.home != Some(KeyHome::Passphrase);
    let change = if is_new { VaultChange::MoveToPassphrase } else { VaultChange::ChangePassphrase };
    agree(&app, &window, change, backups).await?;
    ask(app, move |keyfob| keyfob.move_to_passphrase(&passphrase, backups)).await
}

/// Replaces the key, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn rotate_key(app: AppHandle, window: WebviewWindow, backups: OldBackups) -> Answer<VaultStatus> {
    agree(&app, &window, VaultChange::RotateKey, backups).await?;
    ask(app, move |keyfob| keyfob.rotate_key(backups)).await
}

/// Makes a recovery key, to be shown once, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn make_recovery_key(app: AppHandle, window: WebviewWindow, backups: OldBackups) -> Answer<Revealed> {
    agree(&app, &window, VaultChange::MakeRecoveryKey, backups).await?;
    ask(app, move |keyfob| keyfob.make_recovery_key(backups)).await
}

/// Gives a lost key up for a new one, under a passphrase if one is given, else in the keyring, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn replace_lost_key(
    app: AppHandle,
    window: WebviewWindow,
    passphrase: Option<Secret>,
) -> Answer<VaultStatus> {
    if let Some(typed) = passphrase.clone() {
        ask(app.clone(), move |keyfob| keyfob.check_new_passphrase(&typed)).await?;
    }
    agree(&app, &window, VaultChange::ReplaceLostKey, OldBackups::Keep).await?;
    ask(app, move |keyfob| keyfob.replace_lost_key(passphrase.as_ref())).await
}

/// Forgets what the status says that Keyfob did by itself: the user was told.
#[command]
pub(crate) async fn dismiss_vault_notice(app: AppHandle) -> Answer<VaultStatus> {
    ask(app, Keyfob::dismiss_vault_notice).await
}

/// The backups, oldest first.
#[command]
pub(crate) async fn backups(app: AppHandle) -> Answer<Vec<Backup>> {
    ask(app, Keyfob::backups).await
}

/// Deletes the backups that the present key doesn't open, after the user has agreed outside the page; returns those that are left.
#[command]
pub(crate) async fn delete_old_backups(app: AppHandle, window: WebviewWindow) -> Answer<Vec<Backup>> {
    agree(&app, &window, VaultChange::DeleteOldBackups, OldBackups::Delete).await?;
    ask(app, Keyfob::delete_old_backups).await
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

/// Asks the user outside the page.
async fn agree(app: &AppHandle, window: &WebviewWindow, change: VaultChange, backups: OldBackups) -> Answer<()> {
    let of_old_key = change == VaultChange::DeleteOldBackups;
    let found = ask(app.clone(), Keyfob::backups).await?;
    let count = found.iter().filter(|backup| backup.is_readable && backup.is_current != of_old_key).count();
    if confirm(app, window, |language| dialogs::vault_change(change, backups, count, language)).await {
        Ok(())
    } else {
        Err(Error::Cancelled.into())
    }
}
