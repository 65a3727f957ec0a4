//! Questions that the user answers outside the page, in a dialog of the system: no script in the page can answer them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
#[cfg(target_os = "linux")]
use std::time::Duration;

use keyfob_core::{
    dialogs::{Dialog, DialogLanguage},
    keyfob::{Keyfob, Language},
};
use tauri::{AppHandle, WebviewWindow};
use tokio::sync::oneshot;

use crate::opened::{Opened, ask};

/// How long the agreeing button stays disabled: a click that was meant for the page must not answer a question before it can be read.
#[cfg(target_os = "linux")]
const READ_FIRST: Duration = Duration::from_secs(1);

/// Whether a question is on the screen. One at a time: a page that asks again and again can't bury the screen in dialogs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asking(Arc<AtomicBool>);

/// The right to have a question on the screen. The dialog holds it, even if the caller has stopped waiting for the answer.
struct Turn(Asking);

impl Asking {
    fn begin(&self) -> Option<Turn> {
        (!self.0.swap(true, Ordering::AcqRel)).then(|| Turn(self.clone()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Release);
    }
}

/// Asks a question and returns whether the user agreed. Closing the dialog is a no, and so is everything that keeps it from being
/// shown, another open question among them. Dropping the future closes the dialog.
pub(crate) async fn confirm(
    app: &AppHandle,
    window: &WebviewWindow,
    dialog: impl FnOnce(DialogLanguage) -> Dialog,
) -> bool {
    let Some(turn) = Opened::of(app).asking.begin() else { return false };
    let dialog = dialog(language(app).await);
    let (sender, answer) = oneshot::channel();
    let shown = window.clone();
    if app.run_on_main_thread(move || show(&shown, &dialog, sender, turn)).is_err() {
        return false;
    }
    answer.await.unwrap_or(false)
}

async fn language(app: &AppHandle) -> DialogLanguage {
    let chosen = ask(app.clone(), Keyfob::preferences).await.map(|chosen| chosen.language);
    match chosen.unwrap_or_default() {
        Language::System => DialogLanguage::of_locale(&sys_locale::get_locale().unwrap_or_default()),
        Language::English => DialogLanguage::English,
        Language::BrazilianPortuguese => DialogLanguage::BrazilianPortuguese,
    }
}

/// Shows a dialog over the window. Its default is the answer that changes nothing.
#[cfg(target_os = "linux")]
fn show(window: &WebviewWindow, dialog: &Dialog, mut answer: oneshot::Sender<bool>, turn: Turn) {
    use gtk::{ButtonsType, DialogFlags, MessageDialog, MessageType, ResponseType, glib, prelude::*};

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

/// Shows a dialog over the window. Cancel comes first, which makes it the default.
#[cfg(not(target_os = "linux"))]
fn show(window: &WebviewWindow, dialog: &Dialog, answer: oneshot::Sender<bool>, turn: Turn) {
    use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};

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
