//! What an ID token says (OpenID Connect Core, section 2): who signed in, and whether it belongs to this client and this sign-in.
//!
//! Its signature isn't needed for that: it came from the token endpoint itself (OpenID Connect Core, section 3.1.3.7, rule 6). Who signed in is
//! shown and decides nothing.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::jwt::Jwt;
use crate::clean;

/// The longest claim that is shown, in characters.
const CLAIM_CHARACTERS: usize = 200;

/// Who signed in, as the server says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SignedInUser {
    /// The claim `name`.
    pub name: Option<String>,
    /// The claim `preferred_username`.
    pub username: Option<String>,
    /// The claim `email`.
    pub email: Option<String>,
    /// The claim `sub`, which identifies the user at this server.
    pub subject: Option<String>,
}

/// Why an ID token doesn't belong to a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdTokenProblem {
    /// It isn't a JSON Web Token.
    NotAToken,
    /// It is for another client.
    Audience,
    /// It was issued for another request.
    Nonce,
    /// It is of another user.
    Subject,
}

/// Checks an ID token, and returns who signed in. One that is encrypted can't be read, and says nothing.
///
/// # Errors
/// Why it doesn't belong to this sign-in.
pub(crate) fn check(token: &str, client_id: &str, nonce: Option<&str>) -> Result<SignedInUser, IdTokenProblem> {
    let jwt = Jwt::read(token).ok_or(IdTokenProblem::NotAToken)?;
    let Some(claims) = &jwt.claims else { return Ok(SignedInUser::default()) };
    if !is_for(claims, client_id) {
        return Err(IdTokenProblem::Audience);
    }
    if nonce.is_some_and(|nonce| claims.get("nonce").and_then(Value::as_str) != Some(nonce)) {
        return Err(IdTokenProblem::Nonce);
    }
    Ok(user(claims))
}

/// Whether a token is for a client: its audience names it, and no other party is authorized.
pub(crate) fn is_for(claims: &Map<String, Value>, client_id: &str) -> bool {
    let is_named = match claims.get("aud") {
        Some(Value::String(audience)) => audience == client_id,
        Some(Value::Array(audiences)) => audiences.iter().any(|audience| audience == client_id),
        _ => false,
    };
    is_named && claims.get("azp").is_none_or(|party| party == client_id)
}

fn user(claims: &Map<String, Value>) -> SignedInUser {
    let claim = |name: &str| {
        let text = claims.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        text.map(|text| clean::line(text.trim(), CLAIM_CHARACTERS))
    };
    SignedInUser {
        name: claim("name"),
        username: claim("preferred_username"),
        email: claim("email"),
        subject: claim("sub"),
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde_json::json;

    use super::*;

    fn token(claims: &Value) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(&claims.to_string()), part("s"))
    }

    #[test]
    fn it_says_who_signed_in_in_cleaned_words() {
        let claims =
            json!({ "aud": ["x", "me"], "azp": "me", "nonce": "N", "sub": "1", "name": "Ana\u{202E}\n", "email": 7 });
        let user = check(&token(&claims), "me", Some("N")).unwrap();
        assert_eq!((user.subject.as_deref(), user.email), (Some("1"), None));
        let name = user.name.unwrap();
        assert!(name.starts_with("Ana") && !name.contains(['\u{202E}', '\n']), "{name}");
    }

    #[test]
    fn one_for_another_client_or_another_request_is_refused() {
        let good = json!({ "aud": "me", "nonce": "N", "sub": "1" });
        assert!(check(&token(&good), "me", Some("N")).is_ok());
        for (name, value, problem) in [
            ("aud", json!("other"), IdTokenProblem::Audience),
            ("aud", json!(["other"]), IdTokenProblem::Audience),
            ("aud", json!(null), IdTokenProblem::Audience),
            ("azp", json!("other"), IdTokenProblem::Audience),
            ("nonce", json!("M"), IdTokenProblem::Nonce),
            ("nonce", json!(null), IdTokenProblem::Nonce),
        ] {
            let mut changed = good.clone();
            changed[name] = value;
            assert_eq!(check(&token(&changed), "me", Some("N")), Err(problem), "{changed}");
        }
        assert_eq!(check("opaque", "me", None), Err(IdTokenProblem::NotAToken));
        // Nothing was asked for that it could repeat.
        assert!(check(&token(&json!({ "aud": "me" })), "me", None).is_ok());
    }
}
