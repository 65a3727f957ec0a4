//! CONNECT with a user: the browser or another device comes before the token request.

use std::{sync::Arc, time::Duration};

use tokio::{sync::oneshot, task::JoinHandle};

use super::{Keyfob, blocking::blocking_to_the_end};
use crate::{
    authorization::{GrantType, OAuth2Fields},
    connect::{Attempted, Browser, Device, Options, Polled, Prepared, SignInError, SignInUser, TokenQuestion},
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

/// A page in the browser that waits to be told what came of a sign-in. If it isn't told, it says that there is no token.
pub(super) struct ResultPage {
    tell: oneshot::Sender<bool>,
    shown: Option<JoinHandle<()>>,
}

impl ResultPage {
    /// Tells whether there is a token.
    pub(super) fn tell(self, is_connected: bool) {
        // A browser that went away needs no answer.
        let _ = self.tell.send(is_connected);
    }

    /// Returns the task that ends when the page is shown.
    pub(super) fn take_task(&mut self) -> Option<JoinHandle<()>> {
        self.shown.take()
    }
}

/// A sign-in with its token request, when that was begun, and the page in the browser.
type Run = (Attempted, Clock, Option<ResultPage>);

impl PreparedSignIn {
    /// Waits for the user, and requests the token.
    pub(super) async fn run(self) -> Run {
        let keyfob = self.keyfob.clone();
        // What the user does in the browser isn't seen here. Without the key the sign-in couldn't be kept.
        let _awaited = keyfob.vault().await_user();
        let is_on_device = self.how.on_device || self.fields.grant_type == GrantType::DeviceCode;
        if is_on_device && self.fields.sign_in.device_url.is_some() {
            Box::pin(self.on_device()).await
        } else {
            Box::pin(self.in_browser()).await
        }
    }

    async fn in_browser(self) -> Run {
        let Self { keyfob, fields, options, question, how } = self;
        let SignInOptions { language, patience, user, .. } = how;
        let browser = Browser { fields: fields.clone(), question, language, patience, user };
        match browser.wait().await {
            Ok(brought) => {
                let begun = Clock::now();
                let grant = brought.grant.clone();
                let (tell, told) = oneshot::channel();
                let shown = tokio::spawn(async move { brought.finish(told.await.unwrap_or(false)).await });
                let page = ResultPage { tell, shown: Some(shown) };
                let attempted = prepare(&keyfob, fields, grant, &options).await.send().await;
                (attempted, begun, Some(page))
            }
            Err(error) => (failed(fields, *error, &options).await, Clock::now(), None),
        }
    }

    async fn on_device(self) -> Run {
        let Self { keyfob, fields, options, how, .. } = self;
        let prepared = {
            let (keyfob, fields, options) = (keyfob.clone(), fields.clone(), options.clone());
            blocking_to_the_end(move || keyfob.0.connector.prepare_device(fields, &options)).await
        };
        let begun = Clock::now();
        let mut device = match Device::of(prepared.send().await, &how.user) {
            Ok(device) => device,
            Err(attempted) => return (*attempted, begun, None),
        };
        loop {
            let grant = match device.next().await {
                Ok(grant) => grant,
                Err(error) => return (failed(fields, *error, &options).await, Clock::now(), None),
            };
            let begun = Clock::now();
            let prepared = prepare(&keyfob, fields.clone(), grant, &options).await;
            if let Polled::Final(attempted) = device.polled(prepared.send().await) {
                return (*attempted, begun, None);
            }
        }
    }
}

async fn prepare(keyfob: &Keyfob, fields: OAuth2Fields, grant: Grant, options: &Options) -> Prepared {
    let (keyfob, options) = (keyfob.clone(), options.clone());
    blocking_to_the_end(move || keyfob.0.connector.prepare_with(fields, grant, &options)).await
}

async fn failed(fields: OAuth2Fields, error: SignInError, options: &Options) -> Attempted {
    Prepared::of_failed_sign_in(fields, error, options).send().await
}
