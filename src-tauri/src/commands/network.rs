//! The network defaults in Settings.

use keyfob_core::{
    connect::network::NetworkDraft,
    dialogs,
    error::{Error, Failure},
    keyfob::{Keyfob, NetworkCheck, NetworkShown},
    secret::Revealed,
};
use tauri::{AppHandle, WebviewWindow, command};

use crate::{answer::Answer, dialogs::confirm, state::ask};

/// Returns the network defaults, without the proxy's password.
#[command]
pub(crate) async fn network(app: AppHandle) -> Answer<NetworkShown> {
    ask(app, Keyfob::network).await
}

/// Checks a draft of the network defaults.
#[command(rename_all = "snake_case")]
pub(crate) async fn check_network(app: AppHandle, draft: NetworkDraft) -> Answer<NetworkCheck> {
    ask(app, move |keyfob| keyfob.check_network(&draft)).await
}

/// Stores network defaults, after the user has agreed outside the page to another proxy or other certificates.
#[command(rename_all = "snake_case")]
pub(crate) async fn set_network(app: AppHandle, window: WebviewWindow, draft: NetworkDraft) -> Answer<NetworkShown> {
    let new = ask(app.clone(), move |keyfob| keyfob.new_network(&draft)).await?;
    // The page shows each problem at its field before it can get here.
    let new = new.map_err(|_| Failure::from(Error::InvalidInput(Vec::new())))?;
    if let Some(defaults) = new.to_agree()
        && !confirm(&app, &window, |language| dialogs::network_defaults(defaults, language)).await
    {
        return Err(Error::Cancelled.into());
    }
    ask(app, move |keyfob| keyfob.set_network(&new)).await
}

/// Returns the proxy's password, to be shown.
#[command]
pub(crate) async fn reveal_proxy_password(app: AppHandle) -> Answer<Revealed> {
    ask(app, Keyfob::reveal_proxy_password).await
}
