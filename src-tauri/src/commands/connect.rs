//! CONNECT, cancelling it, and the raw response on request.

use std::sync::Arc;

use keyfob_core::{
    authorization::{Draft, Environment, OriginChange},
    connect::{BrowserAddress, Outcome, RawResponseId, SignInUser, SignInWaiting, network::NetworkOverrides},
    dialogs::NewOrigin,
    keyfob::{CoreEvent, Keyfob, SentConnect, SignInOptions},
    secret::Revealed,
};
use tauri::{AppHandle, Manager, State, WebviewWindow, command};

use crate::{
    answer::Answer, attempts::Attempts, dialogs, environment, events::Events, origins::with_agreements, state::ask,
};

/// Requests a token with one environment of a draft, under a number by which it can be cancelled. If a user has to sign in, the page is told what is
/// waited for; `on_device` says whether it is another device.
#[command(rename_all = "snake_case")]
pub(crate) async fn connect(
    app: AppHandle,
    window: WebviewWindow,
    attempts: State<'_, Attempts>,
    draft: Draft,
    environment: Environment,
    attempt: u32,
    on_device: bool,
) -> Answer<Outcome> {
    let language = dialogs::language(&app);
    let user = Arc::new(PageUser { app: app.clone(), attempt });
    let how = SignInOptions { on_device, ..SignInOptions::new(user, language) };
    // What was sent is always recorded: only the steps before that can be cancelled.
    let sent = Box::pin(attempts.run(attempt, send(&app, &window, draft, environment, how))).await?;
    ask(app, move |keyfob| Ok(keyfob.record_connect(sent))).await
}

/// Cancels a running CONNECT, which then fails as cancelled.
#[command(rename_all = "snake_case")]
pub(crate) async fn cancel_connect(attempts: State<'_, Attempts>, attempt: u32) -> Answer<()> {
    attempts.cancel(attempt);
    Ok(())
}

/// Returns a response as it was received, to be shown.
#[command(rename_all = "snake_case")]
pub(crate) async fn raw_response(app: AppHandle, id: RawResponseId) -> Answer<Revealed> {
    ask(app, move |keyfob| keyfob.raw_response(id)).await
}

/// Prepares the request, which may block for a keyring, and sends it, which holds nothing. Dropping this future while the request is
/// under way closes its connection.
async fn send(
    app: &AppHandle,
    window: &WebviewWindow,
    draft: Draft,
    environment: Environment,
    how: SignInOptions,
) -> Answer<SentConnect> {
    let prepare = |agreed: Vec<OriginChange>| {
        let (app, draft, how) = (app.clone(), draft.clone(), how.clone());
        let options = NetworkOverrides::default();
        let prepare =
            move |keyfob: &Keyfob| keyfob.prepare_connect_with_user(&draft, environment, &options, &agreed, &how);
        async move { ask(app, prepare).await }
    };
    let prepared = with_agreements(app, window, NewOrigin::Send, prepare).await?;
    Ok(prepared.send().await)
}

/// The user of the page, as a sign-in sees them.
struct PageUser {
    app: AppHandle,
    attempt: u32,
}

impl SignInUser for PageUser {
    fn show(&self, waiting: &SignInWaiting) {
        let event = CoreEvent::SignIn { attempt: self.attempt, waiting: waiting.clone() };
        self.app.state::<Events>().send(event);
    }

    fn open(&self, address: &BrowserAddress) -> bool {
        address.open(&environment::OWN)
    }
}
