//! Tokens of saved authorizations: handed out from what is kept, or requested once for every caller that asks at the same time.
//!
//! A request has three steps, as CONNECT has, and a turn: until it is dropped, no other thread or program requests the same token. A caller
//! that has no turn looks again a moment later, and takes the answer of the one that has it, or its error. The operating system ends the turn
//! of a program that is killed.

use std::{
    fmt,
    time::{Duration, Instant},
};

use super::{
    Keyfob,
    blocking::blocking,
    connect::{PreparedConnect, SentConnect},
    kept_tokens::{Ended, Failed},
    secrets::Place,
    settings,
    token_turns::{Locking, Turn},
};
use crate::{
    authorization::{AuthorizationId, Details, Draft, Environment, OriginChange, SecretField},
    connect::{network::NetworkOverrides, now_ms},
    error::{Error, Result},
    oauth::{Credential, token_format::CredentialKind},
    secret::Secret,
    tokens::{Clock, Demand, Kept, LifeSource, Next, Renewal, Seen, SignInReason, State, TokenFailure},
    vault::same_secret,
};

/// How long a caller without a turn waits before it looks again.
const PAUSE: Duration = Duration::from_millis(15);
/// How much longer than a request's time limit a caller waits for another's: its outcome is still to be recorded.
const GRACE: Duration = Duration::from_secs(5);

/// Which token a caller asks for.
#[derive(Clone, Debug)]
pub struct TokenAsk {
    /// Of which authorization.
    pub id: AuthorizationId,
    /// In which environment.
    pub environment: Environment,
    /// A new token, even if the kept one is fresh.
    pub is_forced: bool,
    /// For how many seconds the token is needed at least. One whose whole life is shorter is handed out all the same.
    pub needed_s: u32,
    /// The changes of origin that the user agreed to.
    pub agreed: Vec<OriginChange>,
}

/// A token for a caller.
#[derive(Clone, Debug)]
pub struct Token {
    secret: Secret,
    /// `token_type` as the server wrote it; `None` if it is missing.
    pub token_type: Option<String>,
    /// The granted scopes.
    pub scopes: Vec<String>,
    /// The scopes that were requested and not granted.
    pub missing_scopes: Vec<String>,
    /// When it expires, in UTC milliseconds.
    pub expires_at_ms: i64,
    /// How much of its life is left, in milliseconds.
    pub left_ms: i64,
    /// How its life is known.
    pub life_source: LifeSource,
    /// Why no newer one could be requested, although one was due.
    pub failure: Option<TokenFailure>,
}

/// Why there is no token.
#[derive(Debug)]
pub enum TokenError {
    /// The request couldn't be made.
    Core(Error),
    /// The request failed, now or a moment ago.
    Failed(Box<TokenFailure>),
    /// Another program has been requesting the token for longer than a request may take.
    Waited,
    /// A user has to sign in.
    SignInNeeded(SignInReason),
}

/// What comes next for a caller.
enum TokenStep {
    /// The token.
    HandedOut(Box<Token>),
    /// Another caller is requesting it: for at most so long.
    Wait(Duration),
    /// It is to be requested.
    Send(Box<PreparedToken>),
}

/// A token request that is ready to be sent, with the turn to send it.
struct PreparedToken {
    prepared: PreparedConnect,
    turn: Turn,
}

/// What was read for a caller, in one transaction.
pub(super) struct Found {
    pub(super) draft: Draft,
    pub(super) state: State,
}

impl Keyfob {
    /// Returns a token that can be used: the kept one, or a new one. Runs on a Tokio runtime; dropping the future cancels the request, and the
    /// next caller makes it.
    ///
    /// # Errors
    /// See [`TokenError`]; as for [`Keyfob::prepare_connect`].
    pub async fn token(&self, ask: &TokenAsk) -> std::result::Result<Token, TokenError> {
        let began = Instant::now();
        let (mut seen, mut is_again) = (Seen::default(), false);
        loop {
            let (keyfob, of, mut now_seen) = (self.clone(), ask.clone(), seen);
            let (step, then_seen) = blocking(move || (keyfob.token_step(&of, &mut now_seen), now_seen)).await?;
            seen = then_seen;
            match step? {
                TokenStep::HandedOut(token) => return Ok(*token),
                TokenStep::Wait(limit) if began.elapsed() > limit => return Err(TokenError::Waited),
                TokenStep::Wait(_) => tokio::time::sleep(PAUSE).await,
                TokenStep::Send(prepared) => {
                    let PreparedToken { prepared, turn } = *prepared;
                    let sent = Box::pin(prepared.send()).await;
                    let (keyfob, ask) = (self.clone(), ask.clone());
                    // The turn ends when the outcome is recorded, and not before.
                    let recorded = blocking(move || {
                        let token = keyfob.record_token(&ask, sent);
                        drop(turn);
                        token
                    });
                    let (token, has_expired) = recorded.await??;
                    // Once: a server may take longer than its tokens live.
                    if !has_expired || is_again {
                        return Ok(token);
                    }
                    is_again = true;
                }
            }
        }
    }

    /// Decides what comes next for a caller, and prepares the request if it is this caller's turn. May block for the database and a keyring.
    ///
    /// # Errors
    /// As for [`Keyfob::token`].
    fn token_step(&self, ask: &TokenAsk, seen: &mut Seen) -> std::result::Result<TokenStep, TokenError> {
        let demand = ask.demand();
        let (of, mut turn) = ((ask.id, ask.environment), None);
        loop {
            let now = Clock::now();
            let found = self.found(ask.id, ask.environment)?;
            match (found.state.next(demand, seen, &now), turn.take()) {
                (Next::HandOut, _) => {
                    if let Some(token) = Token::of(&found.state, demand, &now) {
                        return Ok(TokenStep::HandedOut(Box::new(token)));
                    }
                    return Err(Error::SecretUnreadable.into());
                }
                // The refresh token was refused: waiting for a pause would bring nothing.
                (Next::Fail, _) if found.needs_user(&now).is_some() => {
                    return Err(found.needs_user(&now).map_or(TokenError::Waited, TokenError::SignInNeeded));
                }
                (Next::Fail, _) => {
                    let failure = found.state.failed().map(|failed| failed.to_failure(&now));
                    return Err(failure.map_or(TokenError::Waited, |failure| TokenError::Failed(Box::new(failure))));
                }
                (Next::Request, _) if found.needs_user(&now).is_some() => {
                    let token = Token::of(&found.state, demand, &now).filter(|_| found.state.has_usable(demand, &now));
                    let reason = found.needs_user(&now).unwrap_or(SignInReason::NotSignedIn);
                    return token
                        .map(|token| TokenStep::HandedOut(Box::new(token)))
                        .ok_or(TokenError::SignInNeeded(reason));
                }
                (Next::Request, Some(turn)) => match self.prepare_token(&found, ask) {
                    Ok(Some(prepared)) => return Ok(TokenStep::Send(Box::new(PreparedToken { prepared, turn }))),
                    // The user signed in again, or forgot the sign-in.
                    Ok(None) => {}
                    Err(error) => {
                        let token =
                            Token::of(&found.state, demand, &now).filter(|_| found.state.has_usable(demand, &now));
                        // What keeps a sign-in from being renewed doesn't keep a valid token from being used.
                        let token = token.filter(|_| found.draft.details.signs_in());
                        return token.map(|token| TokenStep::HandedOut(Box::new(token))).ok_or(error.into());
                    }
                },
                // Another caller's request may have ended just before the turn was taken, so the state is read again.
                (Next::Request, None) => match Turn::take(&self.0.tokens, of, || self.lock_out_others(ask))? {
                    Some(taken) => turn = Some(taken),
                    None => return Ok(TokenStep::Wait(self.longest_wait(&found.draft, ask.environment))),
                },
            }
        }
    }

    /// Prepares the request for a new token. If it is made with a refresh token, which the server may replace, that is marked first.
    /// `None` if what was found is no longer so.
    fn prepare_token(&self, found: &Found, ask: &TokenAsk) -> Result<Option<PreparedConnect>> {
        if !found.draft.details.signs_in() {
            let prepared =
                self.prepare_connect(&found.draft, ask.environment, &NetworkOverrides::default(), &ask.agreed)?;
            return Ok(Some(prepared));
        }
        let token = found.state.refresh_token().cloned().ok_or(Error::SignInNeeded(SignInReason::NotSignedIn))?;
        let prepared =
            self.prepare_refresh(&found.draft, ask.environment, &ask.agreed, (token.clone(), found.state.subject()))?;
        let limit_ms = i64::try_from(self.longest_wait(&found.draft, ask.environment).as_millis()).unwrap_or(i64::MAX);
        let is_marked = self.mark_refreshing((ask.id, ask.environment), &token, limit_ms)?;
        Ok(is_marked.then_some(prepared))
    }

    fn lock_out_others(&self, ask: &TokenAsk) -> Result<Locking> {
        if !self.preferences()?.keep_tokens {
            return Ok(Locking::NotShared);
        }
        match self.store().lock_token(ask.id, ask.environment) {
            // What can't be kept isn't shared either.
            Err(Error::ReadOnly(_) | Error::DiskFull) => Ok(Locking::NotShared),
            lock => Ok(lock?.map_or(Locking::ByOther, Locking::Locked)),
        }
    }

    /// Returns how long another caller's request may take.
    fn longest_wait(&self, draft: &Draft, environment: Environment) -> Duration {
        let fields = draft.check_environment(environment).ok();
        let limits = fields.zip(self.network_defaults().ok());
        let limits = limits.map(|(fields, defaults)| defaults.limits(&fields.network, &NetworkOverrides::default()));
        limits.unwrap_or_default().whole + GRACE
    }

    /// Records how a request ended, and returns the token, and whether it has expired meanwhile, because the machine slept or the server was slow; the
    /// kept one if the request failed and that one is still valid.
    fn record_token(&self, ask: &TokenAsk, sent: SentConnect) -> std::result::Result<(Token, bool), TokenError> {
        let sent_draft = sent.draft().clone();
        match self.conclude(sent).ended {
            Some(Ended::Issued(issued, requested)) => {
                let (kept, now) = (Kept::new(&issued, requested), Clock::now());
                Ok((Token::new(&issued.access_token, &kept, None, &now), !kept.is_valid_at_birth(&now)))
            }
            Some(Ended::Failed(Failed { failure, .. })) => {
                let now = Clock::now();
                let state = self.found(ask.id, ask.environment).map(|found| found.state).unwrap_or_default();
                // What is kept of it may be another caller's failure: only the pause is taken from there.
                let retry_in_s = state.failed().map_or(0, |failed| failed.to_failure(&now).retry_in_s);
                let failure = TokenFailure { retry_in_s, ..TokenFailure::of(&failure) };
                let is_usable = state.has_usable(ask.demand(), &now);
                let found = Found { draft: sent_draft, state };
                match (Token::of(&found.state, ask.demand(), &now).filter(|_| is_usable), found.needs_user(&now)) {
                    (Some(token), _) => Ok((Token { failure: Some(failure), ..token }, false)),
                    (None, Some(reason)) => Err(TokenError::SignInNeeded(reason)),
                    (None, None) => Err(TokenError::Failed(Box::new(failure))),
                }
            }
            None => Err(Error::SecretUnreadable.into()),
        }
    }

    /// Reads an authorization, compares it with what was sealed, and opens what is kept for one of its environments.
    pub(super) fn found(&self, id: AuthorizationId, environment: Environment) -> Result<Found> {
        self.with_key(|key| {
            self.store().read_tx(|tx| {
                let saved = tx.read(id)?;
                settings::check(key, tx, &saved)?;
                let state = self.state(key, tx, id, environment)?;
                Ok(Found { draft: saved.draft, state })
            })
        })
    }

    /// Forgets the kept token if it is the one that a server refused: a newer one stays.
    ///
    /// # Errors
    /// As for [`Keyfob::api_key`]; the database can't be written.
    pub fn forget_refused_token(&self, id: AuthorizationId, environment: Environment, refused: &Secret) -> Result<()> {
        let found = self.found(id, environment)?;
        let is_kept = found.state.token().is_some_and(|(token, _)| same_secret(token, refused));
        match is_kept {
            false => Ok(()),
            // The sign-in stays: a new token can be had with the refresh token.
            true if found.draft.details.signs_in() => self.forget_access_token((id, environment), |state| {
                state.token().is_some_and(|(token, _)| same_secret(token, refused))
            }),
            true => self.forget_token(id, environment),
        }
    }

    /// Returns the value of a saved API key, to be used as configured.
    ///
    /// # Errors
    /// There is none, its key is out of reach, or it can't be opened; [`Error::ChangedOutside`].
    pub fn api_key(&self, id: AuthorizationId, environment: Environment) -> Result<Credential> {
        self.with_key(|key| {
            let (saved, rows) = self.store().read_tx(|tx| {
                let saved = tx.read(id)?;
                let rows = settings::check(key, tx, &saved)?;
                Ok((saved, rows))
            })?;
            let Details::ApiKey { environments } = &saved.draft.details else { return Err(Error::NotFound) };
            let fields = environments.get(environment);
            let place = Place { id, environment };
            let secret = place.open(key, place.find(&rows, &SecretField::Value)?)?;
            let kind = CredentialKind::ApiKey { place: fields.place, name: fields.key.clone() };
            Ok(Credential { secret, kind })
        })
    }
}

impl Found {
    /// Returns why only a user can get a new token; `None` if a request can.
    fn needs_user(&self, now: &Clock) -> Option<SignInReason> {
        match self.state.renewal(now) {
            Renewal::SignIn(reason) if self.draft.details.signs_in() => Some(reason),
            Renewal::SignIn(_) | Renewal::Refresh => None,
        }
    }
}

impl TokenAsk {
    fn demand(&self) -> Demand {
        Demand { is_forced: self.is_forced, needed_ms: i64::from(self.needed_s) * 1_000 }
    }
}

impl Token {
    /// Returns the token as it is handed out.
    #[must_use]
    pub fn credential(&self) -> Credential {
        let kind = CredentialKind::Token {
            token_type: self.token_type.clone(),
            scopes: self.scopes.clone(),
            missing_scopes: self.missing_scopes.clone(),
            expires_at_s: self.expires_at_ms / 1_000,
            expires_in_s: self.left_ms / 1_000,
        };
        Credential { secret: self.secret.clone(), kind }
    }

    /// Returns the token of a state.
    fn of(state: &State, demand: Demand, now: &Clock) -> Option<Self> {
        let (token, kept) = state.token()?;
        // A failure says nothing about a token that isn't to be renewed yet.
        let failed = state.failed().filter(|_| !kept.is_fresh(now, demand.needed_ms));
        Some(Self::new(token, kept, failed.map(|failed| failed.to_failure(now)), now))
    }

    fn new(token: &Secret, kept: &Kept, failure: Option<TokenFailure>, now: &Clock) -> Self {
        let left_ms = kept.left_ms(now);
        Self {
            secret: token.clone(),
            token_type: kept.token_type.clone(),
            scopes: kept.scopes.clone(),
            missing_scopes: kept.missing_scopes.clone(),
            expires_at_ms: now_ms().saturating_add(left_ms),
            left_ms,
            life_source: kept.life_source,
            failure,
        }
    }
}

impl From<Error> for TokenError {
    fn from(error: Error) -> Self {
        match error {
            Error::SignInNeeded(reason) => Self::SignInNeeded(reason),
            error => Self::Core(error),
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Core(error) => error.fmt(formatter),
            Self::Failed(failure) => failure.fmt(formatter),
            Self::SignInNeeded(reason) => Error::SignInNeeded(*reason).fmt(formatter),
            Self::Waited => formatter.write_str(
                "Another program has been requesting this token for longer than a request may take. Try again.",
            ),
        }
    }
}

impl std::error::Error for TokenError {}
