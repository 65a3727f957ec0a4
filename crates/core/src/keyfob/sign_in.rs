//! CONNECT with a user: the browser or another device comes before the token request.

use std::{sync::Arc, time::Duration};

use super::{Keyfob, blocking::blocking};
use crate::{
    authorization::{GrantType, OAuth2Fields},
    connect::{Attempted, Browser, Device, Options, Polled, Prepared, SignInError, SignInUser, TokenQuestion},
    error::Result,
    language::Language,
    oauth::grant::Grant,
    tokens::Clock,
};

/// How long a browser is waited for.
const PATIENCE: Duration = Duration::from_mins(5);

/// How a user signs in.
#[derive(Clone)]
pub struct SignInOptions {
    /// On another device, if the environment has an address for it.
    pub on_device: bool,
    /// The language of the pages in the browser.
    pub language: Language,
    /// How long a browser is waited for.
    pub patience: Duration,
    /// Who is shown what is waited for.
    pub user: Arc<dyn SignInUser>,
}

impl SignInOptions {
    /// Returns the usual options for a user.
    #[must_use]
    pub fn new(user: Arc<dyn SignInUser>, language: Language) -> Self {
        Self { on_device: false, language, patience: PATIENCE, user }
    }
}

/// A sign-in that is ready to begin.
pub(super) struct PreparedSignIn {
    pub(super) keyfob: Keyfob,
    pub(super) fields: OAuth2Fields,
    pub(super) options: Options,
    /// Asks the server for its metadata.
    pub(super) question: TokenQuestion,
    pub(super) how: SignInOptions,
}

impl PreparedSignIn {
    /// Waits for the user, and requests the token. Returns when the token request was begun.
    pub(super) async fn run(self) -> Result<(Attempted, Clock)> {
        let is_on_device = self.how.on_device || self.fields.grant_type == GrantType::DeviceCode;
        if is_on_device && self.fields.sign_in.device_url.is_some() {
            Box::pin(self.on_device()).await
        } else {
            Box::pin(self.in_browser()).await
        }
    }

    async fn in_browser(self) -> Result<(Attempted, Clock)> {
        let Self { keyfob, fields, options, question, how } = self;
        let SignInOptions { language, patience, user, .. } = how;
        let browser = Browser { fields: fields.clone(), question, language, patience, user };
        match browser.wait().await {
            Ok(brought) => {
                let begun = Clock::now();
                let grant = brought.grant.clone();
                let prepared = prepare(&keyfob, fields, grant, &options).await?;
                let attempted = prepared.send().await;
                brought.finish(attempted.has_token()).await;
                Ok((attempted, begun))
            }
            Err(error) => Ok((failed(fields, *error, &options).await, Clock::now())),
        }
    }

    async fn on_device(self) -> Result<(Attempted, Clock)> {
        let Self { keyfob, fields, options, how, .. } = self;
        let prepared = {
            let (keyfob, fields, options) = (keyfob.clone(), fields.clone(), options.clone());
            blocking(move || keyfob.0.connector.prepare_device(fields, &options)).await?
        };
        let begun = Clock::now();
        let mut device = match Device::of(prepared.send().await, &how.user) {
            Ok(device) => device,
            Err(attempted) => return Ok((*attempted, begun)),
        };
        loop {
            let grant = match device.next().await {
                Ok(grant) => grant,
                Err(error) => return Ok((failed(fields, *error, &options).await, Clock::now())),
            };
            let begun = Clock::now();
            let prepared = prepare(&keyfob, fields.clone(), grant, &options).await?;
            if let Polled::Final(attempted) = device.polled(prepared.send().await) {
                return Ok((*attempted, begun));
            }
        }
    }
}

async fn prepare(keyfob: &Keyfob, fields: OAuth2Fields, grant: Grant, options: &Options) -> Result<Prepared> {
    let (keyfob, options) = (keyfob.clone(), options.clone());
    blocking(move || keyfob.0.connector.prepare_with(fields, grant, &options)).await
}

async fn failed(fields: OAuth2Fields, error: SignInError, options: &Options) -> Attempted {
    Prepared::of_failed_sign_in(fields, error, options).send().await
}
