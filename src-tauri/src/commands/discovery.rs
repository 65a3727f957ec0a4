//! *Fill from issuer*: what a server or an API publishes about itself. The page decides nothing: the user chooses from what is found.

use keyfob_core::connect::{Discovery, DiscoveryAsk, network::NetworkOverrides};
use tauri::{AppHandle, command};

use crate::{answer::Answer, state::ask};

/// Looks for the metadata of an issuer or an API. Only GETs without credentials are sent.
#[command(rename_all = "snake_case")]
pub(crate) async fn discover(app: AppHandle, text: String, accept_cleartext: bool) -> Answer<Discovery> {
    let keyfob = ask(app, |keyfob| Ok(keyfob.clone())).await?;
    let asked = DiscoveryAsk { text, is_issuer: false, accept_cleartext };
    Ok(keyfob.discover(asked, NetworkOverrides::default()).await?)
}
