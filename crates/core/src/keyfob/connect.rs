//! CONNECT in three steps: prepare, send, record. Only the second waits for the network, and no lock is held meanwhile.

use super::{
    Keyfob,
    attempts::{self, Made, Verdict},
    blocking::blocking,
    epoch::Epoch,
    fingerprint::Fingerprint,
    kept_tokens::{Ended, Failed},
    secrets::{Place, ReadFrom, resolve},
    sign_in::{PreparedSignIn, ResultPage, SignInOptions},
};
use crate::{
    authorization::{AuthorizationId, Draft, Environment, OAuth2Fields, OriginChange, SecretInput},
    connect::{Attempted, OfUser, Options, Outcome, Prepared, RawResponseId, network::NetworkOverrides, now_ms},
    error::{Error, KeyringError, Result},
    oauth::{grant::Grant, token_request::TokenKind},
    secret::{Revealed, Secret},
    tokens::{Clock, Issued, SignInReason},
    vault::VaultState,
};

/// A CONNECT that is ready to be sent.
pub struct PreparedConnect {
    way: Way,
    subject: Subject,
}

/// How a CONNECT comes to its token.
enum Way {
    /// By a request alone.
    Request(Box<Prepared>),
    /// By a user.
    SignIn(Box<PreparedSignIn>),
}

/// A CONNECT that was sent and is still to be recorded.
pub struct SentConnect {
    attempted: Attempted,
    subject: Subject,
    begun: Clock,
    /// Where the browser of a user who signs in is told what came of it.
    page: Option<ResultPage>,
}

/// What came of a CONNECT.
pub(super) struct Recorded {
    /// What may be shown.
    pub(super) outcome: Outcome,
    /// The token, or why there is none.
    pub(super) ended: Option<Ended>,
}

/// What a CONNECT is for.
struct Subject {
    draft: Draft,
    environment: Environment,
    fingerprint: Fingerprint,
    /// See [`Keyfob::token_epoch`].
    epoch: Epoch,
    /// The refresh token that is used.
    used: Option<Secret>,
}

/// Everything that a request needs.
struct ToSend {
    fields: OAuth2Fields,
    options: Options,
    subject: Subject,
}

impl PreparedConnect {
    /// Sends the token request, after waiting for the user if one has to sign in; that needs a Tokio runtime with sockets and timers. Dropping the
    /// future cancels it; nothing is recorded then.
    pub async fn send(self) -> SentConnect {
        let (attempted, begun, page) = match self.way {
            Way::Request(prepared) => {
                let begun = Clock::now();
                (prepared.send().await, begun, None)
            }
            Way::SignIn(sign_in) => Box::pin(sign_in.run()).await,
        };
        SentConnect { attempted, subject: self.subject, begun, page }
    }
}

impl SentConnect {
    /// Returns the draft that it was made with.
    pub(super) fn draft(&self) -> &Draft {
        &self.subject.draft
    }
}

impl Keyfob {
    /// Checks one environment of a draft, opens its stored secrets and prepares the token request. May block for a keyring.
    ///
    /// The request travels as `overrides`, the environment and the network defaults say, in this order.
    ///
    /// A stored secret is opened for the origin of the draft's Token URL and the way to it. `agreed` names the changes of origin that the user was asked
    /// about, outside the page, and agreed to.
    ///
    /// # Errors
    /// The environment breaks rules; its stored secret can't be opened, or was saved again since the draft was read;
    /// [`Error::OriginChanged`] if it was saved for another origin; [`Error::ChangedOutside`] and [`Error::NetworkUnreadable`] if what is
    /// saved isn't what was sealed; [`Error::SignInNeeded`] if a user has to sign in.
    pub fn prepare_connect(
        &self,
        draft: &Draft,
        environment: Environment,
        overrides: &NetworkOverrides,
        agreed: &[OriginChange],
    ) -> Result<PreparedConnect> {
        let ToSend { fields, options, subject } = self.fields_to_send(draft, environment, overrides, agreed)?;
        if fields.grant_type.signs_in() {
            return Err(Error::SignInNeeded(SignInReason::NotSignedIn));
        }
        Ok(PreparedConnect { way: Way::Request(Box::new(self.0.connector.prepare(fields, &options))), subject })
    }

    /// Does the same for an environment whose user signs in, or not. May block for a keyring.
    ///
    /// # Errors
    /// As for [`Self::prepare_connect`].
    pub fn prepare_connect_with_user(
        &self,
        draft: &Draft,
        environment: Environment,
        overrides: &NetworkOverrides,
        agreed: &[OriginChange],
        how: &SignInOptions,
    ) -> Result<PreparedConnect> {
        if !draft.details.signs_in() {
            return self.prepare_connect(draft, environment, overrides, agreed);
        }
        let ToSend { fields, options, subject } = self.fields_to_send(draft, environment, overrides, agreed)?;
        let nothing = Secret::new(String::new());
        let question = self.0.connector.prepare_question(fields.clone(), nothing, TokenKind::Access, &options);
        let sign_in = PreparedSignIn { keyfob: self.clone(), fields, options, question, how: how.clone() };
        Ok(PreparedConnect { way: Way::SignIn(Box::new(sign_in)), subject })
    }

    /// Prepares a request with the refresh token of a saved environment. May block for a keyring.
    ///
    /// # Errors
    /// As for [`Self::prepare_connect`].
    pub(super) fn prepare_refresh(
        &self,
        draft: &Draft,
        environment: Environment,
        agreed: &[OriginChange],
        (token, of): (Secret, Option<String>),
    ) -> Result<PreparedConnect> {
        let ToSend { fields, options, subject } =
            self.fields_to_send(draft, environment, &NetworkOverrides::default(), agreed)?;
        let prepared =
            self.0.connector.prepare_with(fields, Grant::Refresh { token: token.clone(), subject: of }, &options);
        let subject = Subject { used: Some(token), ..subject };
        Ok(PreparedConnect { way: Way::Request(Box::new(prepared)), subject })
    }

    fn fields_to_send(
        &self,
        draft: &Draft,
        environment: Environment,
        overrides: &NetworkOverrides,
        agreed: &[OriginChange],
    ) -> Result<ToSend> {
        let fields = self.with_held_keys(draft).check_environment(environment).map_err(Error::InvalidInput)?;
        let epoch = self.token_epoch(draft.id.map(|id| (id, environment)))?;
        let defaults = self.network_defaults()?;
        let fields = self.resolve_stored(draft, environment, fields, agreed)?;
        let options = defaults.options(&fields.token_url, &fields.network, overrides);
        let fingerprint = self.fingerprint(&fields);
        let subject = Subject { draft: draft.clone(), environment, fingerprint, epoch, used: None };
        Ok(ToSend { fields, options, subject })
    }

    /// Reads the response, decides the outcome and records it. May block for the database and a keyring.
    ///
    /// A success is remembered, so that a save of the same configuration is validated; if the draft is as it is saved, the saved
    /// authorization is marked at once, and the attempt is logged with it. A failure ends a validation only if it disproves it: an
    /// outage is logged and doesn't. A record that can't be written doesn't change the outcome.
    #[must_use]
    pub fn record_connect(&self, sent: SentConnect) -> Outcome {
        self.conclude(sent).outcome
    }

    /// Sends a prepared CONNECT and records it. Returns once the browser of a user who signed in has been told what came of it, so that the caller's
    /// runtime may end then.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if the runtime ends.
    pub async fn send_and_record(&self, prepared: PreparedConnect) -> Result<Outcome> {
        let mut sent = Box::pin(prepared.send()).await;
        let shown = sent.page.as_mut().and_then(ResultPage::take_task);
        let keyfob = self.clone();
        let outcome = blocking(move || keyfob.record_connect(sent)).await?;
        if let Some(shown) = shown {
            // A page that can't be shown changes nothing.
            let _ = shown.await;
        }
        Ok(outcome)
    }

    /// Records several as [`Self::record_connect`] does, in one transaction: many small ones would take longer than the requests.
    #[must_use]
    pub fn record_connects(&self, sent: Vec<SentConnect>) -> Vec<Outcome> {
        let (outcomes, made): (_, Vec<_>) = sent.into_iter().map(|sent| self.outcome_of(sent)).unzip();
        self.note(&made);
        outcomes
    }

    /// The same for one, with the token.
    pub(super) fn conclude(&self, mut sent: SentConnect) -> Recorded {
        let page = sent.page.take();
        let (outcome, made) = self.outcome_of(sent);
        self.note(std::slice::from_ref(&made));
        if let Some(page) = page {
            page.tell(matches!(outcome, Outcome::Connected(_)));
        }
        Recorded { outcome, ended: made.ended }
    }

    /// Records attempts. If that fails, their outcomes are the same, and a save of the same fields finds the fingerprint.
    fn note(&self, made: &[Made]) {
        if let Err(error) = self.note_saved(made) {
            *super::lock(&self.0.unrecorded) = Some(error);
        }
    }

    /// Returns why an outcome couldn't be recorded, or its token kept, since this was asked last.
    #[must_use]
    pub fn take_unrecorded(&self) -> Option<Error> {
        super::lock(&self.0.unrecorded).take()
    }

    /// Decides the outcome, and remembers which configurations work.
    fn outcome_of(&self, sent: SentConnect) -> (Outcome, Made) {
        let SentConnect { attempted, subject, begun, page: _ } = sent;
        let Subject { mut draft, environment, fingerprint, epoch, used } = subject;
        draft.id = draft.id.or_else(|| self.saved_meanwhile(environment, fingerprint.token));
        self.0.connector.learn(&attempted);
        let timings = attempted.timings();
        let concluded = attempted.conclude();
        let mut outcome = concluded.outcome;
        // A locked vault wants nothing secret in memory.
        let is_locked = self.vault_status().is_ok_and(|status| status.state == VaultState::Locked);
        if let (Some(raw), Some(response), false) = (concluded.raw, response_of(&mut outcome), is_locked) {
            response.raw = Some(self.0.raw_responses.keep(raw));
        }
        let brought = Brought {
            token: concluded.token,
            jwt_expires_at_ms: concluded.jwt_expires_at_ms,
            of_user: concluded.of_user,
            used,
            is_sent: concluded.is_sent,
            rescued: concluded.rescued,
        };
        // A sign-in that came to nothing says nothing about what is kept.
        let is_new_sign_in = draft.details.signs_in() && brought.used.is_none();
        let ended =
            ended(&outcome, brought, begun).filter(|ended| !(is_new_sign_in && matches!(ended, Ended::Failed(_))));
        let attempt = attempts::attempt(&outcome, timings, now_ms());
        let verdict = Verdict::of(&outcome, draft.details.signs_in());
        match verdict {
            Verdict::Works => {
                self.connected().remember(fingerprint.whole, attempt.at_ms);
                self.hold_sign_in((draft.id, environment, fingerprint.token), ended.as_ref(), &epoch);
            }
            Verdict::Fails => self.connected().forget(&fingerprint.whole),
            Verdict::Unknown => {}
        }
        (outcome, Made { draft, environment, fingerprint, verdict, attempt, ended, epoch })
    }

    /// Returns a response's body as it came, for a user who asked to see it.
    ///
    /// # Errors
    /// It is no longer kept.
    pub fn raw_response(&self, id: RawResponseId) -> Result<Revealed> {
        self.0.raw_responses.get(id).map(Secret::reveal).ok_or(Error::NotFound)
    }

    /// Wipes raw responses that were kept for ten minutes. A long-running program calls this regularly.
    pub fn expire_raw_responses(&self) {
        self.0.raw_responses.expire();
    }

    /// Opens the stored secrets of checked fields.
    pub(super) fn resolve_stored(
        &self,
        draft: &Draft,
        environment: Environment,
        fields: OAuth2Fields<SecretInput>,
        agreed: &[OriginChange],
    ) -> Result<OAuth2Fields> {
        let stored = fields.secrets().any(|(_, input)| matches!(input, SecretInput::Stored));
        let (Some(id), true) = (draft.id, stored) else {
            // A typed secret isn't sent with settings that another program changed either, if that can be determined.
            if let Some(id) = draft.id {
                self.assert_not_changed_outside(id)?;
            }
            return resolve(fields, |_| Err(Error::NotFound));
        };
        let place = Place { id, environment };
        self.with_key(|key| self.open_to_send(key, place, fields.clone(), ReadFrom::of(draft), agreed))
    }

    /// Refuses settings that another program changed, if that can be determined.
    ///
    /// # Errors
    /// [`Error::ChangedOutside`]; the user stopped waiting for the keyring.
    pub(super) fn assert_not_changed_outside(&self, id: AuthorizationId) -> Result<()> {
        match self.key() {
            Ok(key) => self.assert_as_sealed(&key, id),
            // The user stopped waiting for the keyring, so nothing is sent.
            Err(error @ Error::KeyOutOfReach(KeyringError::Cancelled)) => Err(error),
            Err(_) => Ok(()),
        }
    }
}

/// Returns the response in an outcome.
fn response_of(outcome: &mut Outcome) -> Option<&mut crate::connect::ResponseShown> {
    let exchange = match outcome {
        Outcome::Connected(connection) => Some(&mut connection.exchange),
        Outcome::Failed(failure) => failure.exchange.as_mut(),
    };
    exchange?.response.as_mut()
}

/// What a response brought beside what is shown of it.
struct Brought {
    token: Option<Secret>,
    jwt_expires_at_ms: Option<i64>,
    of_user: Option<OfUser>,
    /// The refresh token that was used.
    used: Option<Secret>,
    is_sent: bool,
    /// See [`Failed::rescued`].
    rescued: Option<Secret>,
}

/// Joins the token with what is shown of its response.
fn ended(outcome: &Outcome, brought: Brought, begun: Clock) -> Option<Ended> {
    let Brought { token, jwt_expires_at_ms, of_user, used, is_sent, rescued } = brought;
    match (outcome, token) {
        (Outcome::Connected(connection), Some(access_token)) => {
            let issued = Issued {
                access_token,
                token_type: connection.token_type.clone(),
                scopes: connection.scopes.clone(),
                missing_scopes: connection.missing_scopes.clone(),
                expires_in_s: connection.expires_in,
                jwt_expires_at_ms,
                of_user,
            };
            Some(Ended::Issued(Box::new(issued), begun))
        }
        (Outcome::Connected(_), None) => None,
        (Outcome::Failed(failure), _) => {
            Some(Ended::Failed(Failed { failure: Box::new(failure.clone()), used, is_sent, rescued }))
        }
    }
}
