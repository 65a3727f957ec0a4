//! CONNECT, and thinking better of it.

use keyfob_core::{
    authorization::{Draft, Environment},
    token::{Options, Outcome},
};
use tauri::{AppHandle, async_runtime, command};
use tokio::sync::oneshot;

use super::Answer;
use crate::opened::Opened;

/// Requests a token with one environment of a draft, under a number by which it can be cancelled.
#[command(rename_all = "snake_case")]
pub(crate) async fn connect(app: AppHandle, draft: Draft, environment: Environment, attempt: u32) -> Answer<Outcome> {
    Opened::of(&app).attempts.run(attempt, connected(app.clone(), draft, environment)).await
}

/// Cancels a connection under way; it fails as cancelled then.
#[command(rename_all = "snake_case")]
pub(crate) async fn cancel_connect(app: AppHandle, attempt: u32) -> Answer<()> {
    Opened::of(&app).attempts.cancel(attempt);
    Ok(())
}

/// Connects on a thread that may block, since opening a stored secret can wait for the keyring. Dropping this future drops the
/// request with it.
async fn connected(app: AppHandle, draft: Draft, environment: Environment) -> Answer<Outcome> {
    let (mut answer, answered) = oneshot::channel();
    async_runtime::spawn_blocking(move || {
        async_runtime::block_on(async move {
            let connecting = async {
                let keyfob = Opened::of(&app).keyfob()?;
                Ok(keyfob.connect(&draft, environment, &Options::default()).await?)
            };
            tokio::select! {
                outcome = connecting => drop(answer.send(outcome)),
                () = answer.closed() => {}
            }
        });
    });
    #[expect(clippy::expect_used, reason = "a panic in the core is no answer, and the thread is never cancelled")]
    answered.await.expect("the core does not panic")
}
