//! Questions that the user answers outside the page, in a dialog of the system: no script in the page can answer them.

use std::sync::atomic::{AtomicBool, Ordering};

use keyfob_core::{
    dialogs::{Dialog, DialogLanguage},
    keyfob::{Keyfob, Language},
};
use tauri::{AppHandle, WebviewWindow};
use tokio::sync::oneshot;

use crate::opened::{Opened, ask};

/// Whether a question is being asked. One at a time: a page that asks again and again can't bury the screen in dialogs.
#[derive(Debug, Default)]
pub(crate) struct Asking(AtomicBool);

/// Asks until it is dropped.
struct Turn<'a>(&'a Asking);

impl Asking {
    fn begin(&self) -> Option<Turn<'_>> {
        (!self.0.swap(true, Ordering::AcqRel)).then_some(Turn(self))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Release);
    }
}

/// Asks a question and returns whether the user agreed. Closing the dialog is a no, and so is everything that keeps it from being
/// shown, another open question among them.
pub(crate) async fn confirm(
    app: &AppHandle,
    window: &WebviewWindow,
    dialog: impl FnOnce(DialogLanguage) -> Dialog,
) -> bool {
    let state = Opened::of(app);
    let Some(_turn) = state.asking.begin() else { return false };
    let dialog = dialog(language(app).await);
    let (sender, answer) = oneshot::channel();
    let shown = window.clone();
    if app.run_on_main_thread(move || show(&shown, &dialog, sender)).is_err() {
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
fn show(window: &WebviewWindow, dialog: &Dialog, answer: oneshot::Sender<bool>) {
    use std::cell::Cell;

    use gtk::{ButtonsType, DialogFlags, MessageDialog, MessageType, ResponseType, prelude::*};

    let parent = window.gtk_window().ok();
    let flags = DialogFlags::MODAL | DialogFlags::DESTROY_WITH_PARENT;
    let shown = MessageDialog::new(parent.as_ref(), flags, MessageType::Warning, ButtonsType::None, &dialog.question);
    shown.set_title("Keyfob");
    shown.set_secondary_text(Some(&dialog.explanation));
    shown.add_button(dialog.cancel, ResponseType::Cancel);
    shown.add_button(dialog.confirm, ResponseType::Accept);
    shown.set_default_response(ResponseType::Cancel);
    let answer = Cell::new(Some(answer));
    shown.connect_response(move |shown, response| {
        if let Some(answer) = answer.take() {
            // Nobody may be waiting any more: what was asked about can be cancelled.
            answer.send(response == ResponseType::Accept).ok();
            shown.close();
        }
    });
    shown.show_all();
}

/// Shows a dialog over the window.
#[cfg(not(target_os = "linux"))]
fn show(window: &WebviewWindow, dialog: &Dialog, answer: oneshot::Sender<bool>) {
    use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};

    let (confirm, cancel) = (dialog.confirm.to_owned(), dialog.cancel.to_owned());
    let shown = AsyncMessageDialog::new()
        .set_level(MessageLevel::Warning)
        .set_title(&dialog.question)
        .set_description(&dialog.explanation)
        .set_buttons(MessageButtons::OkCancelCustom(confirm.clone(), cancel))
        .set_parent(window)
        .show();
    tauri::async_runtime::spawn(async move {
        let result = shown.await;
        let is_agreed = matches!(&result, MessageDialogResult::Custom(button) if *button == confirm);
        // Nobody may be waiting any more: what was asked about can be cancelled.
        answer.send(is_agreed || result == MessageDialogResult::Ok).ok();
    });
}
