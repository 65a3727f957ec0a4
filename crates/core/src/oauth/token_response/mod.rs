//! The token response (RFC 6749, sections 5.1 and 5.2): a response and the requested scopes in; a token, or what is wrong, out.
//!
//! A response is judged by its content, not by its `Content-Type`, and an OAuth error is recognized with any status. Nothing here
//! reads a clock or a socket, so that every response a server can send can be tried in a test.

mod error;
mod error_response;
mod expiry;
mod members;
mod place;
mod scopes;
mod warning;

use super::{
    body_kind::BodyKind,
    json_members::{End, JsonMembers, Problem, holds_json_text},
    json_pointer,
    retry_after::{self, RetryAfter},
    server_message::{Origin, ServerMessage, server_message},
    token_lookalike,
};
use crate::{authorization::TokenMember, http::Response, secret::Secret};

use members::{Members, Value};
use place::Place;

pub(crate) use self::error::TokenResponseError;
pub use self::warning::Warning;

/// A token was issued.
#[derive(Debug)]
pub(crate) struct TokenResponse {
    /// The token.
    pub(crate) access_token: Secret,
    /// `token_type` as the server wrote it; `None` if it is missing.
    pub(crate) token_type: Option<String>,
    /// The token's life in seconds; `None` if the server doesn't say.
    pub(crate) expires_in_s: Option<u32>,
    /// The granted scopes: the response's, else the requested ones (RFC 6749, section 5.1).
    pub(crate) scopes: Vec<String>,
    /// The scopes that were requested and not granted.
    pub(crate) missing_scopes: Vec<String>,
    /// Whether the response names the granted scopes.
    pub(crate) names_scopes: bool,
    /// The refresh token, if a user's grant brought one.
    pub(crate) refresh_token: Option<Secret>,
    /// Its life in seconds; `None` if the server doesn't say.
    pub(crate) refresh_expires_in_s: Option<u32>,
    /// The ID token (OpenID Connect Core, section 3.1.3.3), if a user's grant brought one.
    pub(crate) id_token: Option<Secret>,
    /// What is unusual about the response.
    pub(crate) warnings: Vec<Warning>,
}

/// What a token was requested with, as far as the response depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requested<'a> {
    /// The scopes.
    pub(crate) scopes: &'a [&'a str],
    /// Whether the token was to be bound to a key (DPoP).
    pub(crate) binds: bool,
    /// Whether a user agreed to it.
    pub(crate) is_users: bool,
    /// Whether it was requested with a refresh token.
    pub(crate) is_refresh: bool,
}

/// What a response says.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The token, or what is wrong.
    pub(crate) result: Result<TokenResponse, TokenResponseError>,
    /// The server's own words, as they came: still to be redacted.
    pub(crate) message: Option<ServerMessage>,
    /// How long the server asks to wait.
    pub(crate) retry_after: Option<RetryAfter>,
    /// Whether the content ends where a complete body would.
    pub(crate) is_complete: bool,
}

/// What a body contains.
enum Content<'a> {
    /// A JSON object or a form.
    Members(Members<'a>),
    /// A JSON object up to where it breaks.
    Broken(Members<'a>, Problem),
    /// Other JSON.
    OtherJson,
    /// Anything else.
    Other,
}

impl<'a> Content<'a> {
    fn of(text: &'a str, token: &TokenMember) -> Self {
        let json = JsonMembers::read(text);
        match json.end {
            End::Whole => Self::Members(Members::of_json(json)),
            End::NotAnObject => Self::OtherJson,
            End::Broken { problem, .. } => Self::Broken(Members::of_json(json), problem),
            End::NotJson => Members::of_form(text, token).map_or(Self::Other, Self::Members),
        }
    }

    /// The members that an error may be read from; of a body that breaks off, those before the break.
    fn members(&self) -> Option<&Members<'a>> {
        match self {
            Self::Members(members) | Self::Broken(members, _) => Some(members),
            Self::OtherJson | Self::Other => None,
        }
    }
}

/// Reads the response to a request, whose token is at `token`.
pub(crate) fn read(response: &Response, requested: Requested<'_>, token: &TokenMember) -> Reading {
    let text = response.text();
    let content = Content::of(text, token);
    let reader = Reader { response, text, content: &content, token, requested };
    let result = reader.judge();
    Reading {
        message: reader.message(&result),
        retry_after: reader.retry_after(),
        is_complete: reader.is_complete(),
        result,
    }
}

/// Returns the text of a successful response that is where the token is said to be, whether it can be one or not.
pub(crate) fn token_text(response: &Response, token: &TokenMember) -> Option<Secret> {
    let text = response.text();
    let content = Content::of(text, token);
    let none = Members::none();
    let place = Place::find(text, content.members().unwrap_or(&none), token);
    match place.token {
        Value::Text(text) if response.is_success() => Some(Secret::new(text)),
        _ => None,
    }
}

/// Returns the refresh token of a successful response whose rest can't be used: the one that it replaces may be of no use any more.
pub(crate) fn refresh_token(response: &Response, token: &TokenMember) -> Option<Secret> {
    let text = response.text();
    let content = Content::of(text, token);
    let place = Place::find(text, content.members()?, token);
    match place.get("refresh_token") {
        Value::Text(text) if response.is_success() && is_visible(&text) => Some(Secret::new(text)),
        _ => None,
    }
}

struct Reader<'a> {
    response: &'a Response,
    text: &'a str,
    content: &'a Content<'a>,
    token: &'a TokenMember,
    requested: Requested<'a>,
}

impl Reader<'_> {
    fn judge(&self) -> Result<TokenResponse, TokenResponseError> {
        let status = self.response.status;
        if (300..400).contains(&status) && status != 304 {
            let target = self.response.header("location").filter(|target| !target.trim().is_empty());
            if target.is_some() || status != 300 {
                return Err(TokenResponseError::Redirect(target));
            }
        }
        let refused = self.content.members().and_then(|members| error_response::of_members(members, status));
        if let Some(refused) = refused.or_else(|| error_response::of_challenge(self.response)) {
            return Err(TokenResponseError::Refused(refused));
        }
        match self.content {
            _ if status < 200 => Err(TokenResponseError::Interim),
            _ if !self.response.is_success() => Err(TokenResponseError::Status),
            Content::Members(members) => self.token_response(members),
            // An array may have the token in it.
            Content::OtherJson if json_pointer::find(self.text, self.token.path()).is_some() => {
                self.token_response(&Members::none())
            }
            Content::OtherJson => Err(TokenResponseError::NotAnObject { is_json_in_text: holds_json_text(self.text) }),
            Content::Broken(_, problem) => {
                Err(TokenResponseError::NotJson { kind: self.kind(), problem: Some(*problem) })
            }
            Content::Other => Err(TokenResponseError::NotJson { kind: self.kind(), problem: None }),
        }
    }

    fn kind(&self) -> BodyKind {
        BodyKind::of(self.text, &self.response.media_type(), self.token)
    }

    /// The server's own words. Those of a success explain nothing.
    fn message(&self, result: &Result<TokenResponse, TokenResponseError>) -> Option<ServerMessage> {
        match result {
            Ok(_) | Err(TokenResponseError::Redirect(_) | TokenResponseError::UnsupportedTokenType(_)) => None,
            Err(TokenResponseError::Refused(refused)) if refused.description.is_some() => {
                refused.description.clone().map(|text| ServerMessage { text, origin: Origin::Member })
            }
            Err(_) => server_message(self.text, &self.response.media_type(), self.response.is_success(), self.token),
        }
    }

    fn retry_after(&self) -> Option<RetryAfter> {
        let header = matches!(self.response.status, 429 | 503).then(|| self.response.header("retry-after"));
        retry_after::read(&header.flatten()?)
    }

    fn is_complete(&self) -> bool {
        match self.content {
            Content::Members(members) => members.is_complete(),
            Content::OtherJson => true,
            // A page that explains an error may end anywhere.
            Content::Broken(..) | Content::Other => !self.response.is_success() || self.text.trim().is_empty(),
        }
    }

    fn token_response(&self, members: &Members<'_>) -> Result<TokenResponse, TokenResponseError> {
        let place = Place::find(self.text, members, self.token);
        let access_token = self.access_token(&place)?;
        let mut warnings = self.warnings(members, &place, &access_token);
        let token_type = match place.get("token_type") {
            Value::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        };
        warnings.extend(check_token_type(token_type.as_deref(), self.requested.binds)?);
        let (expires_in_s, is_odd) = expiry::read(&place.get("expires_in"));
        warnings.extend(is_odd.then_some(Warning::ExpiresInOdd));
        let granted = scopes::read(place.members("scope"), self.requested.scopes);
        warnings.extend(granted.warnings());
        let (scopes, missing_scopes) = (granted.scopes, granted.missing);
        let secret = |name| match place.get(name) {
            // RFC 6749, appendix A.17.
            Value::Text(text) if self.requested.is_users && is_visible(&text) => Some(Secret::new(text)),
            _ => None,
        };
        let (refresh_token, id_token) = (secret("refresh_token"), secret("id_token"));
        // Keycloak's name, and the one that others use.
        let refresh_life =
            ["refresh_expires_in", "refresh_token_expires_in"].map(|name| expiry::read(&place.get(name)).0);
        // Keycloak writes 0 for a token that doesn't expire.
        let refresh_expires_in_s = refresh_life.into_iter().flatten().find(|seconds| *seconds > 0);
        if self.requested.is_users && !self.requested.is_refresh && refresh_token.is_none() {
            warnings.push(Warning::NoRefreshToken);
        }
        Ok(TokenResponse {
            access_token,
            token_type,
            expires_in_s,
            scopes,
            missing_scopes,
            names_scopes: !matches!(place.get("scope"), Value::Absent | Value::Null),
            refresh_token,
            refresh_expires_in_s,
            id_token,
            warnings,
        })
    }

    /// The token: visible characters, and spaces between them (RFC 6749, appendix A.12).
    fn access_token(&self, place: &Place<'_>) -> Result<Secret, TokenResponseError> {
        match &place.token {
            Value::Absent | Value::Null => {
                Err(TokenResponseError::NoAccessToken(token_lookalike(self.text, self.token.is_usual())))
            }
            Value::Text(text) if text.is_empty() => Err(TokenResponseError::EmptyAccessToken),
            Value::Text(text) if text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => {
                Ok(Secret::new(text.clone()))
            }
            Value::Text(_) => Err(TokenResponseError::AccessTokenCharacters),
            _ => Err(TokenResponseError::AccessTokenNotText),
        }
    }

    fn warnings(&self, members: &Members<'_>, place: &Place<'_>, access_token: &Secret) -> Vec<Warning> {
        let media_type = self.response.media_type();
        let is_json = media_type == "application/json" || media_type.ends_with("+json");
        let no_store =
            self.response.all_headers("cache-control").any(|it| it.to_ascii_lowercase().contains("no-store"));
        let has_refresh_token = matches!(place.get("refresh_token"), Value::Text(text) if !text.is_empty());
        let scheme = access_token.expose().get(..7).unwrap_or_default();
        [
            (members.is_form(), Warning::FormEncoded),
            (!is_json && !members.is_form(), Warning::ContentTypeOdd),
            (!no_store, Warning::MayBeCached),
            (self.response.status != 200, Warning::StatusOdd),
            (has_refresh_token && !self.requested.is_users, Warning::RefreshToken),
            (scheme.eq_ignore_ascii_case("bearer "), Warning::TokenHasScheme),
        ]
        .into_iter()
        .filter_map(|(is_so, warning)| is_so.then_some(warning))
        .collect()
    }
}

/// Whether a text has visible ASCII characters, and nothing else but spaces.
fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// A missing type, `bearer` in any case and `BearerToken` are Bearer; a token of any other type can't be used, but for `DPoP` if it was
/// asked for.
fn check_token_type(token_type: Option<&str>, binds: bool) -> Result<Option<Warning>, TokenResponseError> {
    match token_type {
        Some(text) if binds && text.eq_ignore_ascii_case("dpop") => Ok(None),
        // RFC 9449, section 5: the server doesn't support it.
        Some(text) if binds && text.eq_ignore_ascii_case("bearer") => Ok(Some(Warning::TokenNotBound)),
        None => Ok(Some(Warning::TokenTypeMissing)),
        Some(text) if text.eq_ignore_ascii_case("bearer") => Ok(None),
        Some(text) if text.eq_ignore_ascii_case("bearertoken") => Ok(Some(Warning::TokenTypeOdd)),
        Some(text) => Err(TokenResponseError::UnsupportedTokenType(text.to_owned())),
    }
}

#[cfg(test)]
mod tests;
