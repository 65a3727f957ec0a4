//! Asks before a stored secret is used for another origin than the one it was saved for.

use std::future::Future;

use keyfob_core::{
    authorization::OriginChange,
    dialogs::{self, NewOrigin},
};
use tauri::{AppHandle, WebviewWindow};

use crate::{answer::Answer, dialogs::confirm};

/// Does something that may need an agreement, and asks for it where the core says so. The core checks each agreement against what it
/// finds then, so what changes while the dialog is open isn't covered by it.
pub(crate) async fn with_agreements<T, F: Future<Output = Answer<T>>>(
    app: &AppHandle,
    window: &WebviewWindow,
    purpose: NewOrigin,
    act: impl Fn(Vec<OriginChange>) -> F,
) -> Answer<T> {
    let mut agreed: Vec<OriginChange> = Vec::new();
    loop {
        let failure = match act(agreed.clone()).await {
            Err(failure) => failure,
            answer => return answer,
        };
        let change = failure.origin_change.clone().filter(|change| !agreed.iter().any(|agreed| agreed.covers(change)));
        let Some(change) = change else { return Err(failure) };
        if !confirm(app, window, |language| dialogs::origin_change(&change, purpose, language)).await {
            return Err(failure);
        }
        agreed.push(*change);
    }
}
