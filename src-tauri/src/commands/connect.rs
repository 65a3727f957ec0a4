//! CONNECT, cancelling it, and the raw response on request.

use keyfob_core::{
    authorization::{Draft, Environment, OriginChange},
    connect::{Outcome, RawResponseId, network::NetworkOverrides},
    dialogs::NewOrigin,
    keyfob::SentConnect,
    secret::Revealed,
};
use tauri::{AppHandle, State, WebviewWindow, command};

use crate::{answer::Answer, attempts::Attempts, origins::with_agreements, state::ask};

/// Requests a token with one environment of a draft, under a number by which it can be cancelled.
#[command(rename_all = "snake_case")]
pub(crate) async fn connect(
    app: AppHandle,
    window: WebviewWindow,
    attempts: State<'_, Attempts>,
    draft: Draft,
    environment: Environment,
    attempt: u32,
) -> Answer<Outcome> {
    // What was sent is always recorded: only the steps before that can be cancelled.
    let sent = Box::pin(attempts.run(attempt, send(&app, &window, draft, environment))).await?;
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
async fn send(app: &AppHandle, window: &WebviewWindow, draft: Draft, environment: Environment) -> Answer<SentConnect> {
    let prepare = |agreed: Vec<OriginChange>| {
        let (app, draft) = (app.clone(), draft.clone());
        let options = NetworkOverrides::default();
        async move { ask(app, move |keyfob| keyfob.prepare_connect(&draft, environment, &options, &agreed)).await }
    };
    let prepared = with_agreements(app, window, NewOrigin::Send, prepare).await?;
    Ok(prepared.send().await)
}
