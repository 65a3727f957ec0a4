//! What the user does about a database that is gone, damaged or missing, and restoring backups.

use std::path::PathBuf;

use keyfob_core::{
    dialogs,
    error::{Error, Result},
    keyfob::{DatabaseState, Keyfob, RestorableBackup},
};
use tauri::{AppHandle, WebviewWindow, command};

use crate::{answer::Answer, dialogs::confirm, state::ask};

/// Writes a new database file with everything that is open, if the old one is gone.
#[command]
pub(crate) async fn rewrite_missing_database(app: AppHandle) -> Answer<DatabaseState> {
    ask(app, |keyfob| keyfob.rewrite_missing_database().map(|()| keyfob.database_state())).await
}

/// Goes on without saving, if the database is gone.
#[command]
pub(crate) async fn continue_without_saving(app: AppHandle) -> Answer<DatabaseState> {
    ask(app, |keyfob| {
        keyfob.continue_without_saving();
        Ok(keyfob.database_state())
    })
    .await
}

/// Dismisses the report about a damaged or missing database.
#[command]
pub(crate) async fn dismiss_recovery(app: AppHandle) -> Answer<()> {
    ask(app, Keyfob::dismiss_recovery).await
}

/// Restores the newest usable backup into a database without authorizations, after the user has agreed to this one outside the page.
#[command]
pub(crate) async fn restore_newest_backup(app: AppHandle, window: WebviewWindow) -> Answer<()> {
    restore(app, window, Keyfob::newest_restorable_backup).await.map(drop)
}

/// Restores a backup over what is saved now, after the user has agreed to it outside the page. Returns the backup that was made of what it
/// replaced; `None` if there were no authorizations.
#[command(rename_all = "snake_case")]
pub(crate) async fn restore_backup(app: AppHandle, window: WebviewWindow, path: PathBuf) -> Answer<Option<PathBuf>> {
    restore(app, window, move |keyfob| keyfob.restorable_backup(&path)).await
}

async fn restore(
    app: AppHandle,
    window: WebviewWindow,
    check: impl FnOnce(&Keyfob) -> Result<RestorableBackup> + Send + 'static,
) -> Answer<Option<PathBuf>> {
    let backup = ask(app.clone(), check).await?;
    if !confirm(&app, &window, |language| dialogs::restore_backup(&backup.facts, language)).await {
        return Err(Error::Cancelled.into());
    }
    ask(app, move |keyfob| keyfob.restore_backup(&backup)).await
}
