//! Signing in: the browser or another device brings what a token is requested with.
//!
//! `browser` waits for the redirect, `device` polls. Both end with a [`Grant`], or with the error that CONNECT reports.

mod address;
mod browser;
mod device;
mod page;
mod waiting;

pub use self::{
    address::BrowserAddress,
    waiting::{IgnoredRedirect, QrCode, SignInUser, SignInWaiting},
};
pub(crate) use self::{
    browser::Browser,
    device::{Device, Polled},
};
use super::{
    OfUser, Options, Prepared,
    code::{Code, Stage},
    detail::Detail,
    error::Error,
    hint::Hint,
};
use crate::{
    authorization::OAuth2Fields,
    oauth::{
        grant::Grant,
        id_token::{self, IdTokenProblem},
        token_request::{Proofs, TokenRequest},
        token_response::TokenResponse,
    },
    secret::Secret,
};

/// Returns what a response brought beside the access token.
///
/// # Errors
/// The ID token belongs to another client or another sign-in.
pub(super) fn of_user(
    credentials: &OAuth2Fields,
    grant: &Grant,
    response: &TokenResponse,
) -> Result<OfUser, Box<Error>> {
    let (nonce, refresh_token) = match grant {
        Grant::Code { nonce, .. } => (nonce.clone(), None),
        Grant::Refresh { token, .. } => (None, Some(token.clone())),
        Grant::ClientCredentials | Grant::Device { .. } => (None, None),
    };
    let check = |token: &Secret| {
        let user = id_token::check(token.expose(), &credentials.client_id, nonce.as_deref())?;
        match (grant, &user.subject) {
            // OpenID Connect Core, section 12.2.
            (Grant::Refresh { subject: Some(before), .. }, Some(now)) if now != before => Err(IdTokenProblem::Subject),
            _ => Ok(user),
        }
    };
    let user = response.id_token.as_ref().map(check).transpose().map_err(|problem| {
        let detail = match problem {
            IdTokenProblem::NotAToken => Detail::IdTokenUnreadable,
            IdTokenProblem::Audience => Detail::IdTokenOfAnotherClient,
            IdTokenProblem::Nonce => Detail::IdTokenOfAnotherRequest,
            IdTokenProblem::Subject => Detail::IdTokenOfAnotherUser,
        };
        Error::of_sign_in(Code::IdTokenMismatch, Some(detail), Hint::SignInAgain)
    })?;
    Ok(OfUser {
        refresh_token: response.refresh_token.clone(),
        refresh_expires_in_s: response.refresh_expires_in_s,
        names_scopes: response.names_scopes,
        id_token: response.id_token.clone(),
        nonce,
        user,
        used: refresh_token,
    })
}

/// Says what to do about an error of a user's grant.
pub(super) fn explain(error: &mut Error, grant: &Grant, is_users: bool, is_for_device: bool) {
    // RFC 8628, section 3.5: the user's answer, and not the client's fault.
    if let (Grant::Device { .. }, Code::Server(code)) = (grant, &error.code) {
        let ending = match code.as_str() {
            "access_denied" => Some(Code::SignInDenied),
            "expired_token" => Some(Code::SignInTimedOut),
            _ => None,
        };
        if let Some(ending) = ending {
            error.code = ending;
            error.hint = Hint::SignInAgain;
        }
    }
    if is_for_device && error.code.stage() == Stage::Token {
        error.code = Code::BadDeviceResponse;
        error.details = Vec::new();
        error.hint = Hint::CheckDeviceUrl;
    }
    if is_for_device && error.hint == Hint::CheckTokenUrl {
        error.hint = Hint::CheckDeviceUrl;
    }
    if is_users && matches!(error.hint, Hint::AskForGrant | Hint::GrantUnsupported) {
        error.hint = Hint::AskForUsersGrant;
    }
    let is_refused = matches!(&error.code, Code::Server(code) if code == "invalid_grant");
    if is_users && is_refused {
        error.hint = Hint::SignInAgain;
    }
}

impl Prepared {
    /// Returns a sign-in that failed before a token was requested.
    pub(crate) fn of_failed_sign_in(credentials: OAuth2Fields, error: SignInError, options: &Options) -> Self {
        let request = TokenRequest::new(&credentials, &Grant::default(), &Proofs::default());
        Self {
            credentials,
            grant: Grant::default(),
            request,
            options: options.clone(),
            proxy: None,
            ready: Err(Box::new(error.0)),
        }
    }
}

/// Why a sign-in failed before a token was requested.
#[derive(Debug)]
pub(crate) struct SignInError(Error);

impl From<Box<Error>> for Box<SignInError> {
    fn from(error: Box<Error>) -> Self {
        Self::new(SignInError(*error))
    }
}

impl Error {
    /// A sign-in that failed.
    pub(super) fn of_sign_in(code: Code, detail: Option<Detail>, hint: Hint) -> Box<Self> {
        Box::new(Self {
            code,
            status: None,
            details: detail.into_iter().collect(),
            message: None,
            error_uri: None,
            redirect_target: None,
            hint,
            is_proxys: false,
        })
    }
}
