//! What is wrong with a draft: which field, in which environment, and why.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Environment;

/// A field of the form, by the name that the command line and the OAuth registries give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Field {
    /// The authorization's name.
    Name,
    /// The authorization's description.
    Description,
    /// The Token URL.
    TokenUrl,
    /// The client's id.
    ClientId,
    /// The client's secret.
    ClientSecret,
    /// The scopes asked for.
    Scopes,
    /// The audience of the token.
    Audience,
    /// The resources of the token (RFC 8707).
    Resource,
    /// Extra parameters of the request's body.
    ExtraBody,
    /// Extra headers of the request.
    ExtraHeaders,
    /// Extra parameters of the address's query.
    ExtraQuery,
    /// The API key's name.
    Key,
    /// The API key's value.
    Value,
}

impl Field {
    /// The field's name in JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::TokenUrl => "token_url",
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::Scopes => "scopes",
            Self::Audience => "audience",
            Self::Resource => "resource",
            Self::ExtraBody => "extra_body",
            Self::ExtraHeaders => "extra_headers",
            Self::ExtraQuery => "extra_query",
            Self::Key => "key",
            Self::Value => "value",
        }
    }
}

/// Why a field's value is refused; the page has a text for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum ProblemCode {
    /// The field must be filled in.
    Required,
    /// More characters than the limit.
    TooLong {
        /// The most characters allowed.
        limit: u32,
        /// How many there are.
        found: u32,
    },
    /// More values than the limit.
    TooMany {
        /// The most values allowed.
        limit: u32,
        /// How many there are.
        found: u32,
    },
    /// A control character, such as a line break or a tab.
    ControlCharacter,
    /// Another authorization has that name.
    NameTaken,
    /// No absolute `https:` or `http:` URL.
    NotAUrl,
    /// The URL holds a fragment (`#…`), which RFC 6749 §3.2 forbids.
    UrlFragment,
    /// The URL holds a user name or a password.
    UrlCredentials,
    /// The URL holds a character that must be percent-encoded (RFC 3986).
    UrlCharacter {
        /// The first such character.
        character: char,
    },
    /// Plain `http:` to an address that is not loopback, not accepted.
    CleartextRefused,
    /// A character outside RFC 6749's scope characters.
    ScopeCharacter {
        /// The first such character.
        character: char,
    },
    /// The value stands there already.
    Duplicate,
    /// No HTTP token (RFC 9110 §5.6.2), which a header's or cookie's name must be.
    NotAToken,
    /// A character that no header or cookie can carry.
    HeaderCharacter,
    /// No absolute URI without fragment (RFC 8707 §2).
    NotAUri,
    /// A name that Keyfob itself sends.
    Reserved,
}

/// One thing wrong with a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Problem {
    /// The field it is about.
    pub field: Field,
    /// The environment, where the field belongs to one.
    pub environment: Option<Environment>,
    /// Which of the field's values, counted from 0, where it has many.
    pub index: Option<u32>,
    /// Why.
    #[serde(flatten)]
    pub code: ProblemCode,
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => formatter.write_str("must be filled in"),
            Self::TooLong { limit, found } => write!(formatter, "has {found} characters; at most {limit} are allowed"),
            Self::TooMany { limit, found } => write!(formatter, "has {found} values; at most {limit} are allowed"),
            Self::ControlCharacter => formatter.write_str("holds a control character, such as a line break; remove it"),
            Self::NameTaken => formatter.write_str("is the name of another authorization; choose a different one"),
            Self::NotAUrl => formatter.write_str("must be an absolute URL that starts with `https://` or `http://`"),
            Self::UrlFragment => formatter.write_str("must not hold a fragment (`#…`); remove it (RFC 6749 §3.2)"),
            Self::UrlCredentials => {
                formatter.write_str("must not hold a user name or password; use Client ID and Client Secret")
            }
            Self::UrlCharacter { character } => {
                write!(formatter, "holds `{}`, which must be percent-encoded", character.escape_default())
            }
            Self::CleartextRefused => formatter
                .write_str("would carry the secret unencrypted; use `https:`, or accept that it travels in clear"),
            Self::ScopeCharacter { character } => {
                write!(formatter, "holds `{}`, which no scope may hold (RFC 6749 §3.3)", character.escape_default())
            }
            Self::Duplicate => formatter.write_str("stands there already"),
            Self::NotAToken => {
                formatter.write_str("must be letters, digits and ``!#$%&'*+-.^_`|~`` only (RFC 9110 §5.6.2)")
            }
            Self::HeaderCharacter => formatter.write_str("holds a character that no header or cookie can carry"),
            Self::NotAUri => formatter.write_str("must be an absolute URI without a fragment (RFC 8707 §2)"),
            Self::Reserved => formatter.write_str("is a name that Keyfob itself sends; use the field made for it"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`", self.field.as_str())?;
        if let Some(index) = self.index {
            write!(formatter, " (value {})", index + 1)?;
        }
        if let Some(environment) = self.environment {
            write!(formatter, " for {environment}")?;
        }
        write!(formatter, " {}", self.code)
    }
}
