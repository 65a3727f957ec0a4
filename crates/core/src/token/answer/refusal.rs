//! An OAuth error (RFC 6749 §5.2), wherever a server puts it and under whatever status.

use super::{
    Answer, challenge,
    members::{Members, Value},
};
use crate::token::{Stage, trouble::Trouble, words};

/// The error that an answer's members tell of; `text` is the whole body, for the words that stand elsewhere in it.
pub(super) fn of_members(members: &Members<'_>, text: &str, status: u16) -> Option<Trouble> {
    let code = members.text("error")?;
    if is_generic(members, &code, status) {
        return None;
    }
    let has_more = members.say_more_than(&["error", "error_uri", "status", "statusCode", "code", "timestamp", "path"]);
    let words = members.words().or_else(|| has_more.then(|| text.to_owned()));
    let mut trouble = of_code(&code).with_words(words.unwrap_or_default());
    trouble.error_uri = members.text("error_uri").map(Into::into);
    Some(trouble)
}

/// The error of a `WWW-Authenticate` header, where the body tells nothing (RFC 6750 §3).
pub(super) fn of_challenge(answer: &Answer<'_>) -> Option<Trouble> {
    if answer.status < 400 {
        return None;
    }
    let challenges = answer.all("www-authenticate").flat_map(|header| challenge::read(&header)).collect::<Vec<_>>();
    let challenge = challenges.iter().find(|challenge| challenge.get("error").is_some())?;
    let code = challenge.get("error")?;
    Some(of_code(code).with_words(challenge.get("error_description").unwrap_or_default()))
}

fn of_code(code: &str) -> Trouble {
    Trouble::new(Stage::Oauth, code.trim(), words::oauth_message(code.trim()))
}

/// Whether `error` only names the status, as web frameworks do for any address: `{"status":404,"error":"Not Found",…}`.
fn is_generic(members: &Members<'_>, code: &str, status: u16) -> bool {
    let names_status = hyper::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .is_some_and(|reason| reason.eq_ignore_ascii_case(code));
    let number = status.to_string();
    let is_number = |value| matches!(value, Value::Number(text) | Value::Text(text) if text == number);
    // A framework knows nothing of OAuth's own member.
    names_status
        && members.text("error_description").is_none()
        && ["status", "statusCode", "code"].iter().any(|name| is_number(members.get(name)))
}
