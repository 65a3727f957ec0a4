//! Tokens of saved authorizations: what is known about them, copying one, and forgetting it.

use keyfob_core::{
    authorization::{AuthorizationId, Environment, PerEnvironment},
    keyfob::{TokenCopy, TokenForm},
    tokens::TokenStatus,
};
use tauri::{AppHandle, command};

use crate::{answer::Answer, clipboard, state::ask};

/// Returns what is known about the kept tokens of an authorization.
#[command(rename_all = "snake_case")]
pub(crate) async fn token_status(app: AppHandle, id: AuthorizationId) -> Answer<PerEnvironment<Option<TokenStatus>>> {
    ask(app, move |keyfob| keyfob.token_status(id)).await
}

/// Puts a token into the clipboard, the kept one or a new one. The page doesn't get it.
#[command(rename_all = "snake_case")]
pub(crate) async fn copy_token(
    app: AppHandle,
    id: AuthorizationId,
    environment: Environment,
    form: TokenForm,
) -> Answer<TokenCopy> {
    let keyfob = ask(app.clone(), |keyfob| Ok(keyfob.clone())).await?;
    Ok(match keyfob.token_text(id, environment, form).await? {
        Ok(text) if clipboard::copy(&app, text).await => TokenCopy::Copied,
        Ok(_) => TokenCopy::NoClipboard,
        Err(why) => why,
    })
}

/// Forgets a kept token. It stays valid at the server.
#[command(rename_all = "snake_case")]
pub(crate) async fn forget_token(app: AppHandle, id: AuthorizationId, environment: Environment) -> Answer<()> {
    ask(app, move |keyfob| keyfob.forget_token(id, environment)).await
}
