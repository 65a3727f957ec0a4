//! Listing, editing and deleting authorizations, and showing a secret at the user's request.

use keyfob_core::{
    authorization::{
        Authorization, AuthorizationId, AuthorizationType, Check, Draft, Environment, ListPage, ListQuery,
        MovedCredentials, OriginChange, ScopesRead, SecretField, Summary,
    },
    dialogs::NewOrigin,
    keyfob::Keyfob,
    secret::{Revealed, Secret},
};
use tauri::{AppHandle, WebviewWindow, command};

use crate::{answer::Answer, origins::with_agreements, state::ask, test_hooks};

/// Returns a page of the authorizations that match a query.
#[command(rename_all = "snake_case")]
pub(crate) async fn list(app: AppHandle, query: ListQuery) -> Answer<ListPage> {
    let page = ask(app, move |keyfob| keyfob.list(&query)).await;
    test_hooks::listed();
    page
}

/// Returns how many authorizations there are, and how many are validated.
#[command]
pub(crate) async fn summary(app: AppHandle) -> Answer<Summary> {
    ask(app, Keyfob::summary).await
}

/// Returns a saved authorization, without its secrets.
#[command(rename_all = "snake_case")]
pub(crate) async fn read(app: AppHandle, id: AuthorizationId) -> Answer<Authorization> {
    ask(app, move |keyfob| keyfob.read(id)).await
}

/// Returns an empty draft of a type.
#[command(rename_all = "snake_case")]
pub(crate) async fn blank(app: AppHandle, authorization_type: AuthorizationType) -> Answer<Draft> {
    ask(app, move |keyfob| Ok(keyfob.blank(authorization_type))).await
}

/// Checks a draft and returns its problems and states.
#[command(rename_all = "snake_case")]
pub(crate) async fn check(app: AppHandle, draft: Draft) -> Answer<Check> {
    ask(app, move |keyfob| keyfob.check(&draft)).await
}

/// Splits typed or pasted text into scopes, and returns which of them can be added to the present ones.
#[command(rename_all = "snake_case")]
pub(crate) async fn read_scopes(app: AppHandle, text: String, present: Vec<String>) -> Answer<ScopesRead> {
    ask(app, move |keyfob| Ok(keyfob.read_scopes(&text, &present))).await
}

/// Moves credentials out of the query of an environment's Token URL; `None` if the draft is no OAuth 2 authorization.
#[command(rename_all = "snake_case")]
pub(crate) async fn move_url_credentials(
    app: AppHandle,
    draft: Draft,
    environment: Environment,
) -> Answer<Option<MovedCredentials>> {
    ask(app, move |keyfob| Ok(keyfob.move_url_credentials(&draft, environment))).await
}

/// Removes from typed text what the notes beside it name.
#[command(rename_all = "snake_case")]
pub(crate) async fn tidy(app: AppHandle, text: Secret) -> Answer<Revealed> {
    ask(app, move |keyfob| Ok(keyfob.tidy(&text))).await
}

/// Saves a draft, both environments at once.
#[command(rename_all = "snake_case")]
pub(crate) async fn save(app: AppHandle, window: WebviewWindow, draft: Draft) -> Answer<Authorization> {
    let save = |agreed: Vec<OriginChange>| {
        let (app, draft) = (app.clone(), draft.clone());
        async move { ask(app, move |keyfob| keyfob.save(&draft, &agreed)).await }
    };
    with_agreements(&app, &window, NewOrigin::Save, save).await
}

/// Deletes an authorization.
#[command(rename_all = "snake_case")]
pub(crate) async fn remove(app: AppHandle, id: AuthorizationId) -> Answer<()> {
    ask(app, move |keyfob| keyfob.remove(id)).await
}

/// Restores the sealed version of an authorization that another program changed.
#[command(rename_all = "snake_case")]
pub(crate) async fn restore_sealed(app: AppHandle, id: AuthorizationId) -> Answer<Authorization> {
    ask(app, move |keyfob| keyfob.restore_sealed(id)).await
}

/// Seals an authorization as another program changed it; `token` identifies the version that the user compared.
#[command(rename_all = "snake_case")]
pub(crate) async fn accept_outside_change(app: AppHandle, id: AuthorizationId, token: String) -> Answer<Authorization> {
    ask(app, move |keyfob| keyfob.accept_outside_change(id, &token)).await
}

/// Returns a stored secret to be shown.
#[command(rename_all = "snake_case")]
pub(crate) async fn reveal(
    app: AppHandle,
    id: AuthorizationId,
    environment: Environment,
    field: SecretField,
) -> Answer<Revealed> {
    ask(app, move |keyfob| keyfob.reveal(id, environment, &field)).await
}

/// Whether typed text equals the stored secret, so that a change that is undone by hand is recognized.
#[command(rename_all = "snake_case")]
pub(crate) async fn secret_matches(
    app: AppHandle,
    id: AuthorizationId,
    environment: Environment,
    field: SecretField,
    text: Secret,
) -> Answer<bool> {
    ask(app, move |keyfob| keyfob.secret_matches(id, environment, &field, &text)).await
}
