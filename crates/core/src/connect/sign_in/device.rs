//! Waiting for a user who signs in on another device (RFC 8628).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{QrCode, SignInError, SignInUser, SignInWaiting};
use crate::{
    authorization::OAuth2Fields,
    connect::{
        Attempted, Connector, Options, Prepared, clock::now_ms, code::Code, detail::Detail, error::Error, hint::Hint,
        proof,
    },
    oauth::{
        device::{self, DeviceCode, LONGEST_INTERVAL, SLOWER_BY},
        grant::Grant,
        token_request::TokenRequest,
        token_response::{self, TokenResponseError},
    },
};

/// How long before a code expires the server is asked for the last time.
const LAST_POLL: Duration = Duration::from_millis(500);

/// A code for another device, and when the server is asked next.
pub(crate) struct Device {
    code: DeviceCode,
    until: Instant,
    interval: Duration,
}

/// What came of asking.
pub(crate) enum Polled {
    /// The user hasn't signed in yet.
    Pending,
    /// The answer is final.
    Final(Box<Attempted>),
}

impl Connector {
    /// Prepares the request for a code for another device. May block for some milliseconds.
    pub(crate) fn prepare_device(&self, credentials: OAuth2Fields, options: &Options) -> Prepared {
        // The grant types that have a device have its address.
        let endpoint = credentials.sign_in.device_url.clone().unwrap_or_else(|| credentials.token_url.clone());
        let assertion = proof::assertion(&credentials);
        let signed = assertion.as_ref().map(Option::as_ref).unwrap_or_default();
        let request = TokenRequest::for_device(&credentials, signed, &endpoint);
        self.prepare_request(credentials, Grant::default(), request, assertion.map(drop), options)
    }
}

impl Device {
    /// Takes the response to the request for a code, and shows it to the user.
    ///
    /// # Errors
    /// The request failed, or its response can't be used.
    pub(crate) fn of(attempted: Attempted, user: &Arc<dyn SignInUser>) -> Result<Self, Box<Attempted>> {
        let response = attempted.sent.as_ref().ok().filter(|sent| sent.error.is_none());
        let response = response.and_then(|sent| sent.response.as_ref()).filter(|response| response.is_success());
        let Some(code) = response.and_then(|response| device::read(response.text())) else {
            return Err(Box::new(Attempted { is_for_device: true, ..attempted }));
        };
        let address = code.complete_uri.as_ref().unwrap_or(&code.verification_uri);
        user.show(&SignInWaiting::Device {
            user_code: code.user_code.clone(),
            verification_uri: code.verification_uri.as_str().to_owned(),
            complete_uri: code.complete_uri.as_ref().map(|url| url.as_str().to_owned()),
            qr_code: QrCode::of(address.as_str()),
            until_ms: now_ms().saturating_add(i64::try_from(code.life.as_millis()).unwrap_or(i64::MAX)),
        });
        Ok(Self { until: Instant::now() + code.life, interval: code.interval, code })
    }

    /// Waits until the server may be asked again, and returns what it is asked with.
    ///
    /// # Errors
    /// The code has expired.
    pub(crate) async fn next(&self) -> Result<Grant, Box<SignInError>> {
        // Once more before the code expires.
        let now = Instant::now();
        let last = self.until.checked_sub(LAST_POLL).unwrap_or(now);
        let at = (now + self.interval).min(last);
        if at <= now {
            tokio::time::sleep_until(self.until.into()).await;
            let detail = Detail::NobodySignedIn { seconds: self.code.life.as_secs() };
            return Err(Error::of_sign_in(Code::SignInTimedOut, Some(detail), Hint::SignInAgain).into());
        }
        tokio::time::sleep_until(at.into()).await;
        Ok(Grant::Device { code: self.code.secret.clone() })
    }

    /// Takes an answer.
    pub(crate) fn polled(&mut self, attempted: Attempted) -> Polled {
        match attempted.oauth_error().as_deref() {
            Some("authorization_pending") => Polled::Pending,
            Some("slow_down") => {
                self.interval += SLOWER_BY;
                Polled::Pending
            }
            // RFC 8628, section 3.5: a connection that breaks is tried again, less often.
            None if attempted.has_no_response() => {
                self.interval = self.interval.saturating_mul(2).min(LONGEST_INTERVAL);
                Polled::Pending
            }
            _ => Polled::Final(Box::new(attempted)),
        }
    }
}

impl Attempted {
    /// Returns the code of the OAuth error that the server answered with.
    fn oauth_error(&self) -> Option<String> {
        let response = self.sent.as_ref().ok()?.response.as_ref()?;
        let reading = token_response::read(response, self.requested(&[]), &self.credentials.token_member);
        match reading.result {
            Err(TokenResponseError::Refused(refused)) => Some(refused.code),
            _ => None,
        }
    }

    /// Whether a request was sent, and its connection broke.
    fn has_no_response(&self) -> bool {
        self.sent.as_ref().is_ok_and(|sent| sent.error.as_ref().is_some_and(|error| !error.is_tls()))
    }
}
