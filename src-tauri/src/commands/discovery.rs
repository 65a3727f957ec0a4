//! *Fill from issuer*: what a server or an API publishes about itself. The page decides nothing: the user chooses from what is found.

use keyfob_core::{
    authorization::{Draft, Environment},
    connect::{Discovery, DiscoveryAsk, network::NetworkOverrides},
};
use tauri::{AppHandle, command};

use crate::{answer::Answer, state::ask};

/// Looks for the metadata of an issuer or an API, by the network settings of an environment of the form. Only GETs without credentials are sent.
#[command(rename_all = "snake_case")]
pub(crate) async fn discover(
    app: AppHandle,
    text: String,
    accept_cleartext: bool,
    draft: Draft,
    environment: Environment,
) -> Answer<Discovery> {
    let keyfob = ask(app, |keyfob| Ok(keyfob.clone())).await?;
    let asked = DiscoveryAsk { text, is_issuer: false, accept_cleartext };
    Ok(keyfob.discover(asked, Some((draft, environment)), NetworkOverrides::default()).await?)
}
