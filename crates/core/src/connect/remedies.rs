//! Which settings of *Servers that go their own way* an answer suggests. Each has one rule:
//!
//! | setting | suggested by |
//! | --- | --- |
//! | JSON | 415, unless `Accept` or `Accept-Post` names only other types; 400 or 422 with words about a body that isn't valid JSON |
//! | GET | 405 whose `Allow` names GET and not POST |
//! | a form again | 405 for a GET; 415 for JSON, unless the answer asks for JSON; words about a form |
//! | another `Content-Type` | 415, or 400 or 422 with words about it, if no other format is suggested |
//! | another `grant_type` | `unsupported_grant_type`, or words that say the same |
//! | Client ID in the body | a 4xx status with words that miss it, after a Basic header |
//! | another scope separator | an error about several scopes |
//! | another member with the token | a success without a usable token and with strings that may be one; if it has words too, one must have a name that looks like a token's |
//!
//! Nothing is guessed beyond that: what only the server's documentation says, the user enters.

use super::{
    code::Code,
    error::Error,
    hint::Hint,
    hints::names,
    remedy::{Remedy, TokenChoice},
};
use crate::{
    authorization::{ClientAuthentication, OAuth2Fields, RequestFormat, ScopeSeparator},
    http::Response,
    oauth::{Choice, token_choices, token_lookalike::ACCESS_TOKEN},
    redact::{Redactor, plain_text_line},
};

/// The longest name of a member that is offered, in characters.
const NAME_CHARACTERS: usize = 64;
/// The longest path of a member that is offered, in characters.
const PATH_CHARACTERS: usize = 300;

/// What readers of JSON say about a form, in lower case: Go, .NET, Python.
const JSON_READERS: [&str; 4] =
    ["looking for beginning of value", "invalid start of a value", "expecting value: line", "not valid json"];
/// What such words contain beside `json`.
const ABOUT_READING: [&str; 15] = [
    "pars",
    "malformed",
    "invalid",
    "unexpected",
    "expect",
    "decod",
    "deserial",
    "syntax",
    "must be",
    "require",
    "only",
    "read",
    "inválido",
    "unsupported",
    "content",
];
/// How servers call Client ID.
const CLIENT_ID: [&str; 4] = ["client_id", "client id", "clientid", "client-id"];
/// How they say that something is missing.
const MISSING: [&str; 16] = [
    "missing",
    "required",
    "must contain",
    "must be provided",
    "must be present",
    "must include",
    "not provided",
    "not present",
    "not specified",
    "absent",
    "is empty",
    "is null",
    "obrigatóri",
    "ausente",
    "faltando",
    "requerido",
];

/// Returns what an answer suggests.
pub(super) fn of(
    credentials: &OAuth2Fields,
    error: &Error,
    response: Option<&Response>,
    redactor: &Redactor,
) -> Vec<Remedy> {
    let Some(response) = response.filter(|_| !error.is_proxys) else { return Vec::new() };
    let words = error.message.as_ref().map(|message| message.text.to_lowercase()).unwrap_or_default();
    let answer = Answer { credentials, error, response, words: &words };
    let format = answer.format();
    let content_type = (format.is_none() && answer.is_about_content_type()).then_some(Remedy::ContentType);
    let all = [
        format.map(|format| Remedy::RequestFormat { format }),
        content_type,
        answer.is_about_the_grant().then_some(Remedy::GrantTypeValue),
        answer.misses_client_id().then_some(Remedy::ClientIdInBody),
        answer.separator().map(|separator| Remedy::ScopeSeparator { separator }),
        answer.token(redactor),
    ];
    all.into_iter().flatten().collect()
}

/// Returns the hint that goes with what is suggested, which one about the fields or the address would contradict.
pub(super) fn hint(hint: Hint, remedies: &[Remedy]) -> Hint {
    for remedy in remedies {
        match remedy {
            Remedy::RequestFormat { .. } | Remedy::ContentType => return Hint::TryAnotherFormat,
            Remedy::TokenMember { .. } if hint == Hint::ReportResponse => return Hint::ChooseToken,
            Remedy::GrantTypeValue => return Hint::GrantUnsupported,
            Remedy::TokenMember { .. } | Remedy::ClientIdInBody | Remedy::ScopeSeparator { .. } => {}
        }
    }
    hint
}

struct Answer<'a> {
    credentials: &'a OAuth2Fields,
    error: &'a Error,
    response: &'a Response,
    /// The server's words in lower case.
    words: &'a str,
}

impl Answer<'_> {
    fn says_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.words.contains(word))
    }

    /// Whether it is an error status with which servers reject what they can't read.
    fn is_unreadable(&self) -> bool {
        matches!(self.response.status, 400 | 422)
    }

    fn format(&self) -> Option<RequestFormat> {
        let status = self.response.status;
        let is_about_form = self.is_unreadable() && self.says_any(&["urlencoded", "form-encoded"]);
        match self.credentials.request_format {
            RequestFormat::Form | RequestFormat::Json
                if status == 405 && self.allows("GET") && !self.allows("POST") =>
            {
                Some(RequestFormat::Get)
            }
            // The `Content-Type` that the user entered would stay the same in another format.
            RequestFormat::Form if self.credentials.content_type.is_some() => None,
            RequestFormat::Form if self.wants_json() => Some(RequestFormat::Json),
            RequestFormat::Json if is_about_form || (status == 415 && !self.insists_on_json()) => {
                Some(RequestFormat::Form)
            }
            RequestFormat::Get if status == 405 || is_about_form => Some(RequestFormat::Form),
            _ => None,
        }
    }

    fn allows(&self, method: &str) -> bool {
        let headers = self.response.all_headers("allow").collect::<Vec<_>>();
        headers.iter().flat_map(|header| header.split(',')).any(|allowed| allowed.trim() == method)
    }

    /// Returns the media types that the server says it accepts, in lower case.
    fn accepted(&self) -> Vec<String> {
        let accepted = ["accept", "accept-post"].iter().flat_map(|name| self.response.all_headers(name));
        accepted.map(|header| header.to_ascii_lowercase()).collect()
    }

    /// Whether the answer to a request in JSON asks for JSON, as servers do that want another media type of it.
    fn insists_on_json(&self) -> bool {
        let asks = self.words.contains("json") && self.says_any(&["must be", "should be", "expect", "require", "only"]);
        let accepted = self.accepted();
        let takes_form = accepted.iter().any(|types| types.contains("urlencoded"));
        !takes_form && (asks || accepted.iter().any(|types| types.contains("json")))
    }

    fn wants_json(&self) -> bool {
        if self.response.status == 415 {
            let accepted = self.accepted();
            return accepted.is_empty() || accepted.iter().any(|types| types.contains("json") || types.contains("*/*"));
        }
        let is_about_json = self.words.contains("json") && self.says_any(&ABOUT_READING);
        self.is_unreadable() && (is_about_json || self.says_any(&JSON_READERS))
    }

    fn is_about_content_type(&self) -> bool {
        let says =
            || self.is_unreadable() && self.says_any(&["content-type", "content type", "contenttype", "media type"]);
        self.credentials.request_format != RequestFormat::Get && (self.response.status == 415 || says())
    }

    fn is_about_the_grant(&self) -> bool {
        let says = || {
            (names(self.words, "grant_type") || self.words.contains("grant type"))
                && self.says_any(&["unsupported", "not supported", "unknown"])
        };
        match &self.error.code {
            Code::Server(code) => {
                let code = code.to_ascii_lowercase().replace([' ', '-'], "_");
                code == "unsupported_grant_type" || says()
            }
            Code::HttpStatus => says(),
            _ => false,
        }
    }

    fn misses_client_id(&self) -> bool {
        let is_basic = self.credentials.authentication.method() == ClientAuthentication::ClientSecretBasic;
        is_basic
            && !self.credentials.client_id_in_body
            && (400..500).contains(&self.response.status)
            && self.says_any(&CLIENT_ID)
            && self.says_any(&MISSING)
    }

    fn separator(&self) -> Option<ScopeSeparator> {
        if self.error.hint != Hint::CheckScopes || self.credentials.scopes.len() < 2 {
            return None;
        }
        Some(match self.credentials.scope_separator {
            ScopeSeparator::Space => ScopeSeparator::Comma,
            ScopeSeparator::Comma => ScopeSeparator::Space,
        })
    }

    fn token(&self, redactor: &Redactor) -> Option<Remedy> {
        let is_without = matches!(self.error.code, Code::NoAccessToken | Code::BadTokenResponse | Code::NotJson);
        if !is_without || !self.response.is_success() {
            return None;
        }
        // A name that isn't shown as it is can't be chosen.
        let is_plain = |name: &String| plain_text_line(redactor, name, NAME_CHARACTERS) == *name;
        let choices = token_choices(self.response.text());
        // A server that explains itself hardly issued a token.
        if !self.words.is_empty() && !choices.iter().any(Choice::is_likely) {
            return None;
        }
        let choices = choices.into_iter().filter(|choice| choice.path.iter().all(is_plain));
        let choices = choices.map(|choice| TokenChoice {
            member: choice.member(),
            characters: u32::try_from(choice.characters).unwrap_or(u32::MAX),
        });
        let own = self.credentials.token_member.as_str();
        let is_other = |choice: &TokenChoice| choice.member != own && choice.member.chars().count() <= PATH_CHARACTERS;
        let mut choices: Vec<_> = choices.filter(is_other).collect();
        if self.error.hint == Hint::ClearTokenMember {
            choices.retain(|choice| choice.member == ACCESS_TOKEN);
        }
        (!choices.is_empty()).then_some(Remedy::TokenMember { choices })
    }
}

#[cfg(test)]
mod tests;
