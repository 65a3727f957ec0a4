//! `issuer` in place of `token_url`: the address is found by discovery before the token request.

use keyfob_core::{
    authorization::OAuth2Draft,
    connect::{DiscoveryAsk, DiscoveryFailure},
};

use super::error::{InputError, Result};

/// A configuration whose Token URL is still to be found.
#[derive(Debug)]
pub(crate) struct Unplaced {
    pub(crate) ask: DiscoveryAsk,
    draft: OAuth2Draft,
}

impl Unplaced {
    /// Checks that a configuration has one of the two, and completes it with the issuer for now, so that everything else can be checked before
    /// anything is sent.
    pub(super) fn of(issuer: Option<String>, draft: &mut OAuth2Draft) -> Result<Option<Self>> {
        let Some(text) = issuer else {
            let is_given = !draft.token_url.is_empty();
            return if is_given {
                Ok(None)
            } else {
                Err(InputError::invalid("`token_url` or `issuer` must be given."))
            };
        };
        if !draft.token_url.is_empty() {
            return Err(InputError::invalid("`token_url` and `issuer` can't both be given."));
        }
        let ask = DiscoveryAsk { text, is_issuer: true, accept_cleartext: draft.accept_cleartext };
        if let Some(failure) = ask.refusal() {
            return Err(of_refusal(&failure));
        }
        draft.token_url.clone_from(&ask.text);
        Ok(Some(Self { ask, draft: draft.clone() }))
    }

    /// Completes the configuration with the address that was found.
    pub(super) fn at(mut self, token_url: &str, issuer: &str) -> OAuth2Draft {
        // What was given may be the address of the metadata.
        if self.draft.assertion_audience == self.ask.text {
            issuer.clone_into(&mut self.draft.assertion_audience);
        }
        token_url.clone_into(&mut self.draft.token_url);
        self.draft
    }
}

fn of_refusal(failure: &DiscoveryFailure) -> InputError {
    let message = failure.message();
    let joint = if message.starts_with(char::is_lowercase) { " " } else { ": " };
    let error = InputError::invalid(format!("`issuer`{joint}{message}"));
    if *failure == DiscoveryFailure::CleartextRefused {
        let hint = "Use an `https:` address, or set `accept_cleartext` to true.";
        return InputError { code: "cleartext_refused", hint, ..error };
    }
    error
}
