//! An OAuth error (RFC 6749 §5.2), wherever a server puts it and under whatever status.

use super::{
    Answer,
    members::{Members, Value},
};
use crate::token::{Stage, trouble::Trouble, words};

/// The error that an answer's members tell of.
pub(super) fn of_members(members: &Members<'_>, status: u16) -> Option<Trouble> {
    let code = members.text("error")?;
    if is_generic(members, &code, status) {
        return None;
    }
    let mut trouble = of_code(&code).with_words(members.words().unwrap_or_default());
    trouble.error_uri = members.text("error_uri").map(Into::into);
    Some(trouble)
}

/// The error of a `WWW-Authenticate` header, where the body tells nothing (RFC 6750 §3).
pub(super) fn of_challenge(answer: &Answer<'_>) -> Option<Trouble> {
    let challenge = answer.header("www-authenticate").filter(|_| answer.status >= 400)?;
    let code = parameter(&challenge, "error")?;
    Some(of_code(&code).with_words(parameter(&challenge, "error_description").unwrap_or_default()))
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
    let number = Value::Number(status.to_string());
    names_status && ["status", "statusCode", "code"].iter().any(|name| members.get(name) == number)
}

/// A parameter of a challenge: `name="value"` or `name=value`.
fn parameter(challenge: &str, name: &str) -> Option<String> {
    let mut rest = challenge;
    loop {
        let at = rest.to_ascii_lowercase().find(name)?;
        let starts = rest[..at].chars().next_back().is_none_or(|before| before == ' ' || before == ',');
        rest = &rest[at + name.len()..];
        let Some(value) = rest.trim_start().strip_prefix('=').filter(|_| starts) else { continue };
        let value = value.trim_start();
        let text = match value.strip_prefix('"') {
            Some(quoted) => quoted_text(quoted),
            None => value.split([',', ' ']).next().unwrap_or_default().to_owned(),
        };
        return Some(text).filter(|text| !text.trim().is_empty());
    }
}

fn quoted_text(quoted: &str) -> String {
    let mut text = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_tells_its_error() {
        for (challenge, code, words) in [
            (
                r#"Bearer error="invalid_client", error_description="no \"such\" client""#,
                "invalid_client",
                "no \"such\" client",
            ),
            (r#"Basic realm="x", error=invalid_client"#, "invalid_client", ""),
            (r#"Bearer error_description="first", error = "late""#, "late", "first"),
        ] {
            assert_eq!(parameter(challenge, "error").as_deref(), Some(code), "{challenge}");
            assert_eq!(parameter(challenge, "error_description").unwrap_or_default(), words, "{challenge}");
        }
        for challenge in ["", "Basic realm=\"error=1\"", "Bearer error", "Bearer error=\"\"", "error_uri=x"] {
            assert_eq!(parameter(challenge, "error"), None, "{challenge}");
        }
    }
}
