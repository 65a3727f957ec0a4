//! Dialogs by GTK, as Tauri uses it on Linux.

use std::{path::PathBuf, time::Duration};

use gtk::{
    ButtonsType, DialogFlags, FileChooserAction, FileChooserNative, MessageDialog, MessageType, ResponseType, glib,
    prelude::*,
};
use keyfob_core::dialogs::Dialog;
use tauri::WebviewWindow;
use tokio::sync::{OwnedMutexGuard, oneshot};

/// How long the confirm button stays disabled: a click that was meant for the page must not answer a question before it can be read.
const READ_FIRST: Duration = Duration::from_secs(1);

/// Shows a question over the window. Its default button is the one that changes nothing.
pub(super) fn ask(
    window: &WebviewWindow,
    dialog: &Dialog,
    mut answer: oneshot::Sender<bool>,
    turn: OwnedMutexGuard<()>,
) {
    let parent = window.gtk_window().ok();
    let flags = DialogFlags::MODAL | DialogFlags::DESTROY_WITH_PARENT;
    let shown = MessageDialog::new(parent.as_ref(), flags, MessageType::Warning, ButtonsType::None, &dialog.question);
    shown.set_title("Keyfob");
    shown.set_secondary_text(Some(&dialog.explanation));
    shown.add_button(dialog.cancel, ResponseType::Cancel);
    shown.add_button(dialog.confirm, ResponseType::Accept);
    shown.set_default_response(ResponseType::Cancel);
    shown.set_response_sensitive(ResponseType::Accept, false);
    let later = shown.downgrade();
    glib::timeout_add_local_once(READ_FIRST, move || {
        if let Some(shown) = later.upgrade() {
            shown.set_response_sensitive(ResponseType::Accept, true);
        }
    });
    glib::MainContext::default().spawn_local(async move {
        let response = tokio::select! {
            response = shown.run_future() => Some(response),
            // What was asked about was cancelled.
            () = answer.closed() => None,
        };
        shown.close();
        drop(turn);
        answer.send(response == Some(ResponseType::Accept)).ok();
    });
}

/// Shows the folder dialog over the window.
pub(super) fn choose_folder(
    window: &WebviewWindow,
    title: &str,
    mut answer: oneshot::Sender<Option<PathBuf>>,
    turn: OwnedMutexGuard<()>,
) {
    let parent = window.gtk_window().ok();
    let chooser = FileChooserNative::new(Some(title), parent.as_ref(), FileChooserAction::SelectFolder, None, None);
    chooser.set_modal(true);
    if let Some(home) = dirs::home_dir() {
        chooser.set_current_folder(home);
    }
    glib::MainContext::default().spawn_local(async move {
        let response = tokio::select! {
            response = chooser.run_future() => Some(response),
            () = answer.closed() => None,
        };
        let folder = chooser.filename().filter(|_| response == Some(ResponseType::Accept));
        chooser.hide();
        drop(turn);
        answer.send(folder).ok();
    });
}
