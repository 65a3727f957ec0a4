//! What the user does about a database that is gone, damaged or missing.

use keyfob_core::{
    dialogs,
    error::Error,
    keyfob::{DatabaseState, Keyfob},
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
    let newest = |keyfob: &Keyfob| {
        if keyfob.summary()?.total > 0 {
            return Err(Error::NotEmpty);
        }
        keyfob.restorable_backup()
    };
    let backup = ask(app.clone(), newest).await?;
    if !confirm(&app, &window, |language| dialogs::restore_backup(&backup, language)).await {
        return Err(Error::Cancelled.into());
    }
    ask(app, move |keyfob| keyfob.restore_backup(&backup.path)).await
}
