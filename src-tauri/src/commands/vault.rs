//! The vault: opening, locking and moving it, and its backups.

use keyfob_core::{
    dialogs::{VaultChange, vault_change},
    error::{Error, Result},
    keyfob::{Backup, BackupKey, Keyfob, OldBackups},
    secret::{Revealed, Secret},
    vault::{KeyHome, VaultStatus},
};
use tauri::{AppHandle, WebviewWindow, command};

use crate::{answer::Answer, dialogs::confirm, state::ask};

/// Returns the vault's state.
#[command]
pub(crate) async fn vault_status(app: AppHandle) -> Answer<VaultStatus> {
    ask(app, Keyfob::vault_status).await
}

/// Asks the keyring again.
#[command]
pub(crate) async fn retry_keyring(app: AppHandle) -> Answer<VaultStatus> {
    ask(app, Keyfob::retry_keyring).await
}

/// Stops waiting for the keyring. The commands that waited for it fail.
#[command]
pub(crate) async fn cancel_keyring(app: AppHandle) -> Answer<()> {
    ask(app, |keyfob| {
        keyfob.cancel_keyring();
        Ok(())
    })
    .await
}

/// Creates a vault whose key is wrapped with a passphrase.
#[command(rename_all = "snake_case")]
pub(crate) async fn create_passphrase_vault(app: AppHandle, passphrase: Secret) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.create_passphrase_vault(&passphrase)).await
}

/// Unlocks a passphrase vault.
#[command(rename_all = "snake_case")]
pub(crate) async fn unlock(app: AppHandle, passphrase: Secret) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.unlock(&passphrase)).await
}

/// Unlocks the vault with its recovery key.
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
    let check = move |keyfob: &Keyfob| {
        keyfob.check_new_passphrase(&typed.1)?;
        keyfob.unlock(&typed.0)?;
        Ok(VaultChange::ChangePassphrase)
    };
    agreed(app, window, backups, check, move |keyfob| keyfob.change_passphrase(&current, &new, backups)).await
}

/// Moves the key of a passphrase vault to the keyring, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn move_to_keyring(
    app: AppHandle,
    window: WebviewWindow,
    passphrase: Secret,
    backups: OldBackups,
) -> Answer<VaultStatus> {
    let typed = passphrase.clone();
    let check = move |keyfob: &Keyfob| keyfob.unlock(&typed).map(|_| VaultChange::MoveToKeyring);
    agreed(app, window, backups, check, move |keyfob| keyfob.move_to_keyring(&passphrase, backups)).await
}

/// Protects the vault with a passphrase instead of the keyring, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn move_to_passphrase(
    app: AppHandle,
    window: WebviewWindow,
    passphrase: Secret,
    backups: OldBackups,
) -> Answer<VaultStatus> {
    let typed = passphrase.clone();
    let check = move |keyfob: &Keyfob| {
        keyfob.check_new_passphrase(&typed)?;
        // A vault that was unlocked with its recovery key has a passphrase already, which is replaced.
        let has_passphrase = keyfob.vault_status()?.home == Some(KeyHome::Passphrase);
        Ok(if has_passphrase { VaultChange::ChangePassphrase } else { VaultChange::MoveToPassphrase })
    };
    agreed(app, window, backups, check, move |keyfob| keyfob.move_to_passphrase(&passphrase, backups)).await
}

/// Replaces the key, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn rotate_key(app: AppHandle, window: WebviewWindow, backups: OldBackups) -> Answer<VaultStatus> {
    let check = |_: &Keyfob| Ok(VaultChange::RotateKey);
    agreed(app, window, backups, check, move |keyfob| keyfob.rotate_key(backups)).await
}

/// Makes a recovery key, to be shown once, after the user has agreed outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn make_recovery_key(app: AppHandle, window: WebviewWindow, backups: OldBackups) -> Answer<Revealed> {
    let check = |_: &Keyfob| Ok(VaultChange::MakeRecoveryKey);
    agreed(app, window, backups, check, move |keyfob| keyfob.make_recovery_key(backups)).await
}

/// Replaces a lost key with a new one, wrapped with the passphrase if one is given, else in the keyring, after the user has agreed
/// outside the page.
#[command(rename_all = "snake_case")]
pub(crate) async fn replace_lost_key(
    app: AppHandle,
    window: WebviewWindow,
    passphrase: Option<Secret>,
) -> Answer<VaultStatus> {
    let typed = passphrase.clone();
    let check = move |keyfob: &Keyfob| {
        typed.as_ref().map_or(Ok(()), |typed| keyfob.check_new_passphrase(typed))?;
        Ok(VaultChange::ReplaceLostKey)
    };
    agreed(app, window, OldBackups::Keep, check, move |keyfob| keyfob.replace_lost_key(passphrase.as_ref())).await
}

/// Dismisses the status's notice about what Keyfob did to the vault by itself.
#[command]
pub(crate) async fn dismiss_vault_notice(app: AppHandle) -> Answer<VaultStatus> {
    ask(app, Keyfob::dismiss_vault_notice).await
}

/// Returns the backups, newest first.
#[command]
pub(crate) async fn backups(app: AppHandle) -> Answer<Vec<Backup>> {
    ask(app, Keyfob::backups).await
}

/// Deletes the backups that the present key doesn't open, after the user has agreed outside the page; returns those that are left.
#[command]
pub(crate) async fn delete_old_backups(app: AppHandle, window: WebviewWindow) -> Answer<Vec<Backup>> {
    let check = |_: &Keyfob| Ok(VaultChange::DeleteOldBackups);
    agreed(app, window, OldBackups::Delete, check, Keyfob::delete_old_backups).await
}

/// Sets after how many minutes without use a passphrase vault locks; 0 for never.
#[command(rename_all = "snake_case")]
pub(crate) async fn set_auto_lock(app: AppHandle, minutes: u32) -> Answer<VaultStatus> {
    ask(app, move |keyfob| keyfob.set_auto_lock(minutes)).await
}

/// Writes a consistent copy of the database, and returns its path.
#[command]
pub(crate) async fn back_up(app: AppHandle) -> Answer<String> {
    ask(app, |keyfob| keyfob.back_up().map(|path| path.display().to_string())).await
}

/// Changes the vault after the user has agreed outside the page. `check` comes first, so that no one is asked about a change that would
/// be refused; it returns what to ask.
async fn agreed<T: Send + 'static>(
    app: AppHandle,
    window: WebviewWindow,
    backups: OldBackups,
    check: impl FnOnce(&Keyfob) -> Result<VaultChange> + Send + 'static,
    act: impl FnOnce(&Keyfob) -> Result<T> + Send + 'static,
) -> Answer<T> {
    let (change, found) = ask(app.clone(), |keyfob| Ok((check(keyfob)?, keyfob.backups()?))).await?;
    let is_affected = |backup: &&Backup| match change {
        VaultChange::DeleteOldBackups => backup.key.is_old(),
        _ => backup.key == BackupKey::Current,
    };
    let count = found.iter().filter(is_affected).count();
    if confirm(&app, &window, |language| vault_change(change, backups, count, language)).await {
        ask(app, act).await
    } else {
        Err(Error::Cancelled.into())
    }
}
