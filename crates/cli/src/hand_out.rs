//! What `token` and `exec` hand out: a token that can be used, or the value of an API key.

use keyfob_core::{
    authorization::Environment,
    clean::escaped,
    error::Error,
    keyfob::{Keyfob, Token, TokenAsk, TokenError},
    oauth::Credential,
    secret::Secret,
};

use crate::{
    certificates,
    connect::block_on,
    consent::{Consent, origin},
    environment::One,
    exit::Exit,
    failure::{Failure, find_to_use},
    opening::Opening,
    show, stderr,
};

/// Which token or key is wanted.
#[derive(Debug, clap::Args)]
pub(crate) struct Wanted {
    /// The authorization's name, ignoring case, or its id.
    pub(crate) name: String,
    #[command(flatten)]
    one: One,
    /// Request a new token, even if the kept one is valid.
    #[arg(long)]
    refresh: bool,
    /// Request a new token if the kept one expires in less than this many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, hide_default_value = true)]
    min_life: u32,
    /// Allow stored secrets that were saved for another origin to be sent to this one, such as `https://login.example`.
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Option<String>,
}

impl Wanted {
    /// Returns the token: the kept one, or a new one. What is worth knowing about it is printed on standard error.
    pub(crate) fn credential(&self, opening: &Opening) -> Result<Credential, Failure> {
        let keyfob = opening.open_vault()?;
        let found = find_to_use(&keyfob, &self.name)?;
        let environment = self.one.environment();
        let Some(id) = found.draft.id else { return Err(Error::NotFound.into()) };
        let mut consent = Consent::to(self.allow_origin.as_deref());
        // Before any message about the settings, which may not be what was saved.
        let explained =
            |consent: &Consent<'_>, error: Error| consent.refusal(error, "sent").after(show::loss(&found, environment));
        if let Some(change) = keyfob.outside_change(id).map_err(|error| explained(&consent, error))? {
            return Err(explained(&consent, Error::ChangedOutside(change)));
        }
        show::configured(&found, environment)?;
        if !found.draft.details.requests_tokens() {
            return self.api_key(&keyfob, &found);
        }
        let asked = consent.with(|agreed| {
            let (is_forced, needed_s) = (self.refresh, self.min_life);
            let ask = TokenAsk { id, environment, is_forced, needed_s, agreed: agreed.to_vec() };
            match block_on(keyfob.token(&ask)) {
                Ok(Err(TokenError::Core(error))) => Err(error),
                asked => Ok(asked),
            }
        });
        let asked = asked.map_err(|error| explained(&consent, error))?;
        consent.tell_if_unused();
        Opening::tell_notice(&keyfob);
        Opening::tell_unrecorded(&keyfob, "The result of the token request couldn't be saved.");
        let token = asked?.map_err(|error| match &error {
            TokenError::Failed(failure) => Failure::new(failure.stage.into(), error.to_string()),
            TokenError::SignInNeeded(_) => {
                Failure::new(Exit::SignInNeeded, format!("{error} {}", sign_in_hint(&self.name, environment)))
            }
            TokenError::Core(_) | TokenError::Waited => Failure::new(Exit::Failed, error.to_string()),
        })?;
        self.tell(&token);
        if let Some(warning) = certificates::unverified(&found.draft, environment) {
            stderr::message(&warning);
        }
        Ok(token.credential())
    }

    /// Forgets the kept token, and the sign-in with it; if one is given, only if it is that one.
    pub(crate) fn forget(&self, refused: Option<Secret>, opening: &Opening) -> Result<Exit, Failure> {
        let keyfob = if refused.is_some() { opening.open_vault() } else { opening.open() }?;
        if let Some(id) = find_to_use(&keyfob, &self.name)?.draft.id {
            match refused {
                Some(refused) => keyfob.forget_refused_token(id, self.one.environment(), &refused)?,
                None => keyfob.forget_token(id, self.one.environment())?,
            }
        }
        Ok(Exit::Done)
    }

    fn api_key(
        &self,
        keyfob: &Keyfob,
        found: &keyfob_core::authorization::Authorization,
    ) -> Result<Credential, Failure> {
        let name = escaped(&found.draft.name);
        for (option, is_given) in [
            ("--refresh", self.refresh),
            ("--min-life", self.min_life > 0),
            ("--allow-origin", self.allow_origin.is_some()),
        ] {
            if is_given {
                stderr::message(&format!("`{option}` had no effect: `{name}` is an API key, which doesn't expire."));
            }
        }
        let id = found.draft.id.ok_or(Error::NotFound)?;
        Ok(keyfob.api_key(id, self.one.environment())?)
    }

    /// Prints what a user should know of a token that is handed out all the same.
    fn tell(&self, token: &Token) {
        let left_s = token.left_ms / 1_000;
        if let Some(failure) = &token.failure {
            stderr::message(&format!(
                "No new token could be requested, so the kept one is used. It expires in {left_s} s. {failure}"
            ));
        }
        if left_s < i64::from(self.min_life) {
            stderr::message(&format!(
                "The server's tokens live for less than `--min-life`: this one expires in {left_s} s."
            ));
        }
        if !token.missing_scopes.is_empty() {
            stderr::message(&format!("Not granted: {}", token.missing_scopes.join(" ")));
        }
    }
}

/// Says how to sign in.
fn sign_in_hint(name: &str, environment: Environment) -> String {
    let option = if environment == Environment::Production { " -e production" } else { "" };
    format!("Run `keyfob connect {}{option}`.", quoted(name))
}

/// Returns a name as a word of a shell.
fn quoted(name: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if !name.is_empty() && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("'{}'", escaped(name).replace('\'', r"'\''"))
    }
}
