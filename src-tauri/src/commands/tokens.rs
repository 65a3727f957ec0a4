//! Tokens of saved authorizations: what is known about them, copying, inspecting and forgetting them, and using them in scripts.

use keyfob_core::{
    authorization::{AuthorizationId, Environment},
    connect::{Introspection, Revocation, SignatureCheck},
    keyfob::{InspectedToken, Keyfob, ScriptLine, TokenCopy, TokenForm, TokenInspection, TokenStatuses},
    secret::Revealed,
    tokens::TokenMark,
};
use tauri::{AppHandle, command};

use crate::{answer::Answer, clipboard, state::ask};

/// Returns what is known about the kept tokens of an authorization.
#[command(rename_all = "snake_case")]
pub(crate) async fn token_status(app: AppHandle, id: AuthorizationId) -> Answer<TokenStatuses> {
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
    match keyfob.token_text(id, environment, form).await? {
        Ok(text) => Ok(if clipboard::copy(&app, text).await { TokenCopy::Copied } else { TokenCopy::NoClipboard }),
        Err(why) => Ok(why),
    }
}

/// Forgets a kept token. It stays valid at the server.
#[command(rename_all = "snake_case")]
pub(crate) async fn forget_token(app: AppHandle, id: AuthorizationId, environment: Environment) -> Answer<()> {
    ask(app, move |keyfob| keyfob.forget_token(id, environment)).await
}

/// Revokes a kept token at the server if that is possible, and forgets it.
#[command(rename_all = "snake_case")]
pub(crate) async fn disconnect(app: AppHandle, id: AuthorizationId, environment: Environment) -> Answer<Revocation> {
    let keyfob = ask(app, |keyfob| Ok(keyfob.clone())).await?;
    Ok(keyfob.disconnect(id, environment).await?)
}

/// Forgets every kept token. They stay valid at their servers.
#[command]
pub(crate) async fn forget_all_tokens(app: AppHandle) -> Answer<()> {
    ask(app, Keyfob::forget_all_tokens).await
}

/// Returns what a kept token says.
#[command(rename_all = "snake_case")]
pub(crate) async fn inspect_token(
    app: AppHandle,
    id: AuthorizationId,
    environment: Environment,
    which: InspectedToken,
) -> Answer<TokenInspection> {
    ask(app, move |keyfob| keyfob.inspect_token(id, environment, which)).await
}

/// Asks the server whether the inspected token is valid.
#[command(rename_all = "snake_case")]
pub(crate) async fn introspect_token(
    app: AppHandle,
    id: AuthorizationId,
    environment: Environment,
    mark: TokenMark,
) -> Answer<Introspection> {
    let keyfob = ask(app, |keyfob| Ok(keyfob.clone())).await?;
    Ok(keyfob.introspect_token(id, environment, mark).await?)
}

/// Verifies the signature of the inspected token with its server's public keys.
#[command(rename_all = "snake_case")]
pub(crate) async fn verify_token(
    app: AppHandle,
    id: AuthorizationId,
    environment: Environment,
    mark: TokenMark,
) -> Answer<SignatureCheck> {
    let keyfob = ask(app, |keyfob| Ok(keyfob.clone())).await?;
    Ok(keyfob.verify_token(id, environment, mark).await?)
}

/// Returns the inspected token to be shown.
#[command(rename_all = "snake_case")]
pub(crate) async fn reveal_token(
    app: AppHandle,
    id: AuthorizationId,
    environment: Environment,
    mark: TokenMark,
) -> Answer<Revealed> {
    ask(app, move |keyfob| keyfob.reveal_token(id, environment, &mark)).await
}

/// Returns the commands that hand a token to a script.
#[command(rename_all = "snake_case")]
pub(crate) async fn script_lines(
    app: AppHandle,
    id: AuthorizationId,
    environment: Environment,
) -> Answer<Vec<ScriptLine>> {
    ask(app, move |keyfob| keyfob.script_lines(id, environment)).await
}
