//! How users sign in: the fields of the grant types in which a user takes part.

use super::{
    CodeChallengeMethod, Field, GrantType, OAuth2Draft, ProblemCode, Redirect, TokenUrl,
    authorization_parameters::OWN_PARAMETERS, characters, environment_check::EnvironmentCheck, url_query,
};

/// How users sign in. Empty if the grant type has no user.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// Where users sign in, with the grant types that have a code.
    pub authorization_url: Option<TokenUrl>,
    /// How the code challenge is made, with PKCE.
    pub challenge: Option<CodeChallengeMethod>,
    /// Where the server sends the browser back to.
    pub redirect: Redirect,
    /// Where a code for another device is requested.
    pub device_url: Option<TokenUrl>,
}

impl SignIn {
    /// Puts the fields into a draft.
    pub(super) fn fill(&self, draft: &mut OAuth2Draft) {
        let text = |url: &Option<TokenUrl>| url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default();
        draft.authorization_url = text(&self.authorization_url);
        draft.code_challenge_method = self.challenge.unwrap_or_default();
        draft.redirect_host = self.redirect.host;
        draft.redirect_port = self.redirect.port.map(|port| port.to_string()).unwrap_or_default();
        draft.device_url = text(&self.device_url);
    }
}

/// Checks the fields that the grant type uses. `None` if something is wrong.
pub(super) fn check(
    draft: &OAuth2Draft,
    grant: GrantType,
    token_url: Option<&TokenUrl>,
    on: &mut EnvironmentCheck<'_>,
) -> Option<SignIn> {
    if !grant.signs_in() {
        return Some(SignIn::default());
    }
    let authorization_url = if grant.has_code() {
        let url = TokenUrl::parse(&draft.authorization_url)
            .and_then(|url| draft.with_consent(url))
            .and_then(|url| without_own_parameters(draft, url));
        on.parsed(Field::AuthorizationUrl, url).map(Some)
    } else {
        Some(None)
    };
    let redirect = if grant.has_code() { check_redirect(draft, on) } else { Some(Redirect::default()) };
    let is_optional = grant != GrantType::DeviceCode;
    let device_url = if is_optional && characters::trimmed(&draft.device_url).is_empty() {
        Some(None)
    } else {
        let url = TokenUrl::parse(&draft.device_url)
            .and_then(|url| draft.with_consent(url))
            .and_then(|url| of_same_origin(url, token_url));
        on.parsed(Field::DeviceUrl, url).map(Some)
    };
    let challenge = (grant == GrantType::AuthorizationCodePkce).then_some(draft.code_challenge_method);
    Some(SignIn { authorization_url: authorization_url?, challenge, redirect: redirect?, device_url: device_url? })
}

fn check_redirect(draft: &OAuth2Draft, on: &mut EnvironmentCheck<'_>) -> Option<Redirect> {
    let text = draft.redirect_port.trim();
    let port = if text.is_empty() {
        Ok(None)
    } else {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let port = text.parse().ok().filter(|port| is_number && *port > 0);
        port.map(Some).ok_or(ProblemCode::NotAPort)
    };
    Some(Redirect { host: draft.redirect_host, port: on.parsed(Field::RedirectPort, port)? })
}

/// Refuses a URL whose query has a parameter of the authorization request: the server would get it twice.
fn without_own_parameters(draft: &OAuth2Draft, url: TokenUrl) -> Result<TokenUrl, ProblemCode> {
    let sent: Vec<_> = draft.authorization_parameters().into_iter().map(|(_, name, _)| name).collect();
    let is_own = |name: &String| OWN_PARAMETERS.contains(&name.as_str()) || sent.contains(&name.as_str());
    match url_query::names(url.as_str()).into_iter().find(is_own) {
        Some(name) => Err(ProblemCode::UrlParameter { name: crate::clean::escaped(&name) }),
        None => Ok(url),
    }
}

/// The client's credentials are sent there, too (RFC 8628, section 3.1), and belong to the origin of the Token URL.
fn of_same_origin(url: TokenUrl, token_url: Option<&TokenUrl>) -> Result<TokenUrl, ProblemCode> {
    match token_url {
        Some(token_url) if token_url.origin() != url.origin() => {
            Err(ProblemCode::OtherOrigin { origin: token_url.origin() })
        }
        _ => Ok(url),
    }
}
