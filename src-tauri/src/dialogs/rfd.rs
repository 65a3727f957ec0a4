//! Dialogs by rfd, on systems other than Linux.

use std::path::PathBuf;

use keyfob_core::dialogs::Dialog;
use rfd::{AsyncFileDialog, AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::WebviewWindow;
use tokio::sync::{OwnedMutexGuard, oneshot};

/// Shows a question over the window. Cancel comes first, which makes it the default.
pub(super) fn ask(window: &WebviewWindow, dialog: &Dialog, answer: oneshot::Sender<bool>, turn: OwnedMutexGuard<()>) {
    let (confirm, cancel) = (dialog.confirm.to_owned(), dialog.cancel.to_owned());
    let shown = AsyncMessageDialog::new()
        .set_level(MessageLevel::Warning)
        .set_title(&dialog.question)
        .set_description(&dialog.explanation)
        .set_buttons(MessageButtons::OkCancelCustom(cancel, confirm.clone()))
        .set_parent(window)
        .show();
    tauri::async_runtime::spawn(async move {
        let result = shown.await;
        drop(turn);
        // Fails if the caller was cancelled and no longer waits.
        answer.send(matches!(result, MessageDialogResult::Custom(button) if button == confirm)).ok();
    });
}

/// Shows the folder dialog over the window.
pub(super) fn choose_folder(
    window: &WebviewWindow,
    title: &str,
    answer: oneshot::Sender<Option<PathBuf>>,
    turn: OwnedMutexGuard<()>,
) {
    let shown = AsyncFileDialog::new().set_title(title).set_parent(window).pick_folder();
    tauri::async_runtime::spawn(async move {
        let folder = shown.await.map(|folder| folder.path().to_owned());
        drop(turn);
        answer.send(folder).ok();
    });
}
