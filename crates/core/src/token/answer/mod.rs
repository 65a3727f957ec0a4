//! The answer's pure half: status, headers and body in; a grant, or what went wrong, out.
//!
//! An answer is judged by its content, whatever its type header says; an OAuth error is one whatever its status. Nothing here
//! reads a clock or a socket, so that every answer a server can send can be tried in a test.

mod challenge;
mod expiry;
mod form_members;
mod hidden;
mod json;
mod kind;
mod members;
mod refusal;
mod retry;
mod scopes;
mod text;

use self::members::{Members, Value};
pub(super) use self::{hidden::Hidden, text::decode as text};
use super::{Stage, Warning, trouble::Trouble};
use crate::secret::Secret;

/// What a server sent, decompressed.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) headers: &'a [(String, Vec<u8>)],
    pub(super) body: &'a [u8],
}

/// What an answer says.
pub(super) struct Reading {
    pub(super) verdict: Result<Grant, Trouble>,
    /// Every text of the answer that must not be shown.
    pub(super) hidden: Hidden,
    /// Whether the body ends where its content says that it ends.
    pub(super) is_whole: bool,
}

/// A token was issued.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) access_token: Secret,
    pub(super) token_type: Option<String>,
    pub(super) expires_in: Option<u32>,
    pub(super) scopes: Vec<String>,
    pub(super) missing_scopes: Vec<String>,
    pub(super) warnings: Vec<Warning>,
}

impl Answer<'_> {
    /// The first header of a name, as text.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.all(name).next()
    }

    /// Every header of a name, as text.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        let found = self.headers.iter().filter(move |(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Reads the answer to a request for `asked` scopes.
    pub(super) fn read(&self, asked: &[&str]) -> Reading {
        let text = text::decode(self.body);
        let content = Content::of(&text);
        let hidden = match &content {
            Content::Members(members) if members.is_form() => hidden::of_form(members),
            Content::Members(_) | Content::OtherJson | Content::Other => hidden::of_json(&text),
        };
        let is_whole = match &content {
            Content::Members(members) => form_members::is_whole(members),
            Content::OtherJson => true,
            // A page that explains an error may end anywhere.
            Content::Other => !self.is_success() || text.trim().is_empty(),
        };
        Reading { verdict: self.judge(&content, &text, asked), hidden, is_whole }
    }

    fn judge(&self, content: &Content<'_>, text: &str, asked: &[&str]) -> Result<Grant, Trouble> {
        if let Some(trouble) = self.redirect() {
            return Err(trouble);
        }
        let refusal = content.members().and_then(|members| refusal::of_members(members, text, self.status));
        if let Some(trouble) = refusal.or_else(|| refusal::of_challenge(self)) {
            return Err(self.with_wait(trouble.with_status(self.status)));
        }
        if !self.is_success() {
            let words = content.members().and_then(Members::words).unwrap_or_else(|| text.to_owned());
            return Err(self.with_wait(self.status_trouble()).with_words(words));
        }
        let result = match content {
            Content::Members(members) => self.grant(members, asked),
            Content::OtherJson => Err(token_trouble("bad_token_response", "The answer is JSON, but no object.")),
            Content::Other if text.trim().is_empty() => Err(token_trouble("not_json", "The server's answer is empty.")),
            Content::Other => Err(self.no_json(text)),
        };
        result.map_err(|trouble| trouble.with_status(self.status))
    }

    fn redirect(&self) -> Option<Trouble> {
        let is_redirect = (300..400).contains(&self.status) && self.status != 304;
        let target = self.header("location").filter(|target| is_redirect && !target.trim().is_empty())?;
        let message = "The server redirects to another address; credentials are not sent there.";
        let mut trouble = Trouble::http("redirect_refused", message).with_status(self.status);
        trouble.redirect_target = Some(target.into());
        Some(trouble)
    }

    /// What is no JSON says what it looks like: its words could be the token itself.
    fn no_json(&self, text: &str) -> Trouble {
        let bytes = self.body.len();
        let message = match kind::of(text) {
            Some(kind) => {
                format!("The server's answer is {kind} of {bytes} bytes, not JSON; this is no token endpoint.")
            }
            None => format!("The server's answer of {bytes} bytes begins like JSON, but is broken or cut."),
        };
        token_trouble("not_json", message).with_words(kind::title(text).unwrap_or_default())
    }

    /// Says how long the server asks to wait, where it does.
    fn with_wait(&self, mut trouble: Trouble) -> Trouble {
        if matches!(self.status, 429 | 503) {
            trouble.wait = self.header("retry-after").and_then(|value| retry::read(&value));
        }
        trouble
    }

    fn status_trouble(&self) -> Trouble {
        let status = self.status;
        let trouble = match status {
            301 | 302 | 303 | 307 | 308 => {
                Trouble::http("redirect_refused", "The server redirects, but does not say where to.")
            }
            100..=199 => {
                Trouble::http("bad_response", format!("The server never came to an answer (status {status})."))
            }
            _ => Trouble::http("http_status", format!("The server answered with status {status} and no token.")),
        };
        trouble.with_status(status)
    }

    fn grant(&self, members: &Members<'_>, asked: &[&str]) -> Result<Grant, Trouble> {
        let access_token = access_token(members)?;
        let mut warnings = self.warnings(members);
        let token_type = match members.get("token_type") {
            Value::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        };
        match &token_type {
            None => warnings.push(Warning::TokenTypeMissing),
            Some(text) if !text.eq_ignore_ascii_case("bearer") => warnings.push(Warning::TokenTypeUnknown),
            Some(_) => {}
        }
        let (expires_in, is_odd) = expiry::read(&members.get("expires_in"));
        warnings.extend(is_odd.then_some(Warning::ExpiresInOdd));
        let granted = scopes::read(members, asked);
        warnings.extend(granted.warnings());
        let (scopes, missing_scopes) = (granted.scopes, granted.missing);
        Ok(Grant { access_token, token_type, expires_in, scopes, missing_scopes, warnings })
    }

    fn warnings(&self, members: &Members<'_>) -> Vec<Warning> {
        let content_type = self.header("content-type").unwrap_or_default().to_ascii_lowercase();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        let is_json = media_type == "application/json" || media_type.ends_with("+json");
        let no_store =
            self.header("cache-control").is_some_and(|value| value.to_ascii_lowercase().contains("no-store"));
        let refresh_token = matches!(members.get("refresh_token"), Value::Text(text) if !text.is_empty());
        [
            (members.is_form(), Warning::FormEncoded),
            (!is_json && !members.is_form(), Warning::ContentTypeOdd),
            (!no_store, Warning::MayBeCached),
            (self.status != 200, Warning::StatusOdd),
            (refresh_token, Warning::RefreshToken),
        ]
        .into_iter()
        .filter_map(|(is_so, warning)| is_so.then_some(warning))
        .collect()
    }
}

/// What a body is, by its content.
enum Content<'a> {
    Members(Members<'a>),
    OtherJson,
    Other,
}

impl<'a> Content<'a> {
    fn of(text: &'a str) -> Self {
        match json::read(text) {
            Ok(members) => Self::Members(members),
            Err(json::NoObject::OtherJson) => Self::OtherJson,
            Err(json::NoObject::NoJson) => form_members::read(text).map_or(Self::Other, Self::Members),
        }
    }

    fn members(&self) -> Option<&Members<'a>> {
        match self {
            Self::Members(members) => Some(members),
            Self::OtherJson | Self::Other => None,
        }
    }
}

fn token_trouble(code: &str, message: impl Into<String>) -> Trouble {
    Trouble::new(Stage::Token, code, message)
}

/// The token: visible characters, and spaces between them (RFC 6749 appendix A.12).
fn access_token(members: &Members<'_>) -> Result<Secret, Trouble> {
    let bad = |message| Err(token_trouble("bad_token_response", message));
    match members.get("access_token") {
        Value::Absent | Value::Null => {
            let trouble = token_trouble("no_access_token", "The server's answer holds no access token.");
            Err(trouble.with_words(members.words().unwrap_or_default()))
        }
        Value::Text(text) if text.is_empty() => {
            Err(token_trouble("no_access_token", "The access token in the server's answer is empty."))
        }
        Value::Text(text) if text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => {
            Ok(Secret::new(text))
        }
        Value::Text(_) => bad("The access token holds characters that no header can carry."),
        _ => bad("The access token in the server's answer is no text."),
    }
}

#[cfg(test)]
mod tests;
