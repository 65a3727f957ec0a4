//! What happened, as the command's contract writes it: never the token, never the secret.

use keyfob_core::token::{ConnectError, Connection, Outcome, Stage, Warning};
use serde::Serialize;

use super::input::Refused;
use crate::exit::Exit;

/// The verdict on one configuration.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Verdict {
    Connected(Connected),
    Failed(Failed),
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the contract names the member")]
pub(crate) struct Connected {
    connected: bool,
    token_type: Option<String>,
    expires_in: Option<u32>,
    scopes: Vec<String>,
    missing_scopes: Vec<String>,
    elapsed_ms: u64,
    warnings: Vec<Warning>,
}

#[derive(Serialize)]
pub(crate) struct Failed {
    connected: bool,
    error: Error,
}

#[derive(Serialize)]
struct Error {
    stage: Stage,
    code: String,
    http_status: Option<u16>,
    message: String,
    hint: String,
}

impl Verdict {
    /// The verdict of a token request, and how the command ends.
    pub(crate) fn of(outcome: &Outcome) -> (Self, Exit) {
        match outcome {
            Outcome::Connected(connection) => (Self::Connected(connected(connection)), Exit::Done),
            Outcome::Failed(error) => (failed(error), error.stage.into()),
        }
    }

    /// The verdict on input that cannot be tried.
    pub(crate) fn of_refused(refused: Refused) -> (Self, Exit) {
        let Refused { code, message, hint } = refused;
        let error = Error { stage: Stage::Input, code: code.into(), http_status: None, message, hint: hint.into() };
        (Self::Failed(Failed { connected: false, error }), Exit::InvalidInput)
    }

    /// A sentence for people.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Connected(connected) => {
                let kind = connected.token_type.as_deref().unwrap_or("token of unnamed type");
                let life = connected.expires_in.map(|seconds| format!(", expires in {seconds} s")).unwrap_or_default();
                format!("Connected in {} ms: {kind}{life}.", connected.elapsed_ms)
            }
            Self::Failed(Failed { error, .. }) => format!("{}\n{}", error.message, error.hint),
        }
    }
}

fn connected(connection: &Connection) -> Connected {
    Connected {
        connected: true,
        token_type: connection.token_type.clone(),
        expires_in: connection.expires_in,
        scopes: connection.scopes.clone(),
        missing_scopes: connection.missing_scopes.clone(),
        elapsed_ms: whole_ms(connection.elapsed_ms),
        warnings: connection.warnings.clone(),
    }
}

fn failed(error: &ConnectError) -> Verdict {
    let details = [
        error.server_words.as_ref().map(|words| format!(" The server says: {words}")),
        error.redirect_target.as_ref().map(|target| format!(" It points to: {target}")),
    ];
    let message = std::iter::once(error.message.clone()).chain(details.into_iter().flatten()).collect();
    Verdict::Failed(Failed {
        connected: false,
        error: Error {
            stage: error.stage,
            code: error.code.clone(),
            http_status: error.http_status,
            message,
            hint: error.hint_text.clone(),
        },
    })
}

fn whole_ms(milliseconds: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a time since a start is small and positive"
    )]
    let whole = milliseconds.round() as u64;
    whole
}
