//! What happened, as the command's contract writes it: never the token, never the secret.

use keyfob_core::{
    clean::escaped,
    connect::{Asked, Came, ConnectFailure, Connection, DiscoveryFailure, Hint, Outcome, Stage, messages},
    oauth::Warning,
};
use serde::Serialize;

use super::{input::InputError, suggestion::Naming};
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
    stage: &'static str,
    code: String,
    http_status: Option<u16>,
    message: String,
    hint: String,
}

impl Verdict {
    /// The verdict of a token request, and how the command ends.
    pub(crate) fn of(outcome: &Outcome, naming: Naming) -> (Self, Exit) {
        match outcome {
            Outcome::Connected(connection) => (Self::Connected(connected(connection)), Exit::Done),
            Outcome::Failed(error) => (failed(error, naming), error.stage.into()),
        }
    }

    /// Returns the verdict on invalid input.
    pub(crate) fn of_input_error(error: InputError) -> (Self, Exit) {
        let InputError { code, message, hint } = error;
        let error =
            Error { stage: Stage::Input.as_str(), code: code.into(), http_status: None, message, hint: hint.into() };
        (Self::Failed(Failed { connected: false, error }), Exit::InvalidInput)
    }

    /// Returns the verdict on an issuer whose metadata wasn't found.
    pub(crate) fn of_discovery(failure: &DiscoveryFailure, asked: &[Asked]) -> (Self, Exit) {
        let mut message = failure.message();
        let mut http_status = None;
        if *failure == DiscoveryFailure::NoMetadata {
            let answers = asked.iter().map(|asked| format!("{}: {}", asked.url, asked.came.words()));
            message = format!("{message} Asked: {}.", answers.collect::<Vec<_>>().join("; ").trim_end_matches('.'));
            http_status = asked.iter().find_map(|asked| match asked.came {
                Came::Status { status, .. } | Came::Html { status } | Came::Redirect { status, .. } => Some(status),
                _ => None,
            });
        }
        let (code, hint) = (failure.code().to_owned(), failure.hint().to_owned());
        let error = Error { stage: discovery_stage(failure), code, http_status, message, hint };
        (Self::Failed(Failed { connected: false, error }), discovery_exit(failure))
    }

    /// Returns the verdict on a saved authorization that couldn't be connected.
    pub(crate) fn of_refusal(code: String, message: String) -> Self {
        let error = Error { stage: Stage::Input.as_str(), code, http_status: None, message, hint: String::new() };
        Self::Failed(Failed { connected: false, error })
    }

    /// Returns what a table says in two columns: the result, and about it.
    pub(crate) fn cells(&self) -> (&'static str, String) {
        match self {
            Self::Connected(connected) => ("connected", format!("{} ms", connected.elapsed_ms)),
            Self::Failed(Failed { error, .. }) => {
                ("failed", format!("{}: {}", escaped(&error.code), escaped(&one_line(&error.message))))
            }
        }
    }

    /// A sentence for people.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Connected(connected) => {
                let kind = connected.token_type.as_deref().unwrap_or("token of unnamed type");
                let life = connected.expires_in.map(|seconds| format!(", expires in {seconds} s")).unwrap_or_default();
                let first = format!("Connected in {} ms: {kind}{life}.", connected.elapsed_ms);
                let missing = (!connected.missing_scopes.is_empty())
                    .then(|| format!("Not granted: {}", connected.missing_scopes.join(" ")));
                let warnings = connected.warnings.iter().filter(|warning| warning.is_actionable());
                let warnings = warnings.map(|warning| format!("Warning: {}", messages::warning(*warning)));
                std::iter::once(first).chain(missing).chain(warnings).collect::<Vec<_>>().join("\n")
            }
            Self::Failed(Failed { error, .. }) => format!("{}\n{}", error.message, error.hint),
        }
    }
}

/// Returns the stage of a search that found nothing, as the command's contract calls it.
pub(crate) fn discovery_stage(failure: &DiscoveryFailure) -> &'static str {
    failure.connect_stage().map_or("discovery", Stage::as_str)
}

/// Returns how a command ends whose search found nothing.
pub(crate) fn discovery_exit(failure: &DiscoveryFailure) -> Exit {
    failure.connect_stage().map_or(Exit::Refused, Exit::from)
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

fn failed(failure: &ConnectFailure, naming: Naming) -> Verdict {
    let details = [
        failure.server_message.as_ref().map(|words| quoted(&one_line(words))),
        failure.error_uri.as_ref().map(|uri| format!("More information: {uri}.")),
        failure.redirect_target.as_ref().map(|target| format!("The redirect points to {target}.")),
    ];
    let notes = failure.notes.iter().map(|note| format!("{note}."));
    let facts = details.into_iter().flatten().chain(notes);
    let message = std::iter::once(failure.message.clone()).chain(facts).collect::<Vec<_>>().join(" ");
    let suggestions = failure.remedies.iter().map(|remedy| naming.sentence(remedy));
    // The suggestion itself names the members to choose from.
    let hint = Some(failure.hint_text.clone()).filter(|_| failure.hint != Hint::ChooseToken);
    let hint = hint.into_iter().chain(suggestions);
    Verdict::Failed(Failed {
        connected: false,
        error: Error {
            stage: failure.stage.as_str(),
            code: failure.code.as_str().to_owned(),
            http_status: failure.http_status,
            message,
            hint: hint.collect::<Vec<_>>().join(" "),
        },
    })
}

/// The server's message as a sentence, with one full stop.
fn quoted(words: &str) -> String {
    let stop = if words.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("Server message: \"{words}\"{stop}")
}

/// A message of several lines as one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
