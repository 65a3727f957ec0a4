//! Settings that a server's answer suggests.

use serde::Serialize;
use ts_rs::TS;

use crate::authorization::{Field, RequestFormat, ScopeSeparator};

/// A setting of *Servers that go their own way* that an answer suggests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Remedy {
    /// Send the parameters in another format.
    RequestFormat {
        /// The format.
        format: RequestFormat,
    },
    /// Take the token from another member of the response.
    TokenMember {
        /// The members that may be the token, the likely ones first.
        choices: Vec<TokenChoice>,
    },
    /// Send another `grant_type`. Which one only the server's documentation says.
    GrantTypeValue,
    /// Send Client ID in the body beside the Basic header.
    ClientIdInBody,
    /// Join the scopes in another way.
    ScopeSeparator {
        /// What is between them.
        separator: ScopeSeparator,
    },
    /// Send another `Content-Type`. Which one only the server's documentation says.
    ContentType,
}

/// A member of a response that may be the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TokenChoice {
    /// The text of the field that leads to it, safe to show.
    pub member: String,
    /// The length of its value, in characters.
    pub characters: u32,
}

impl Remedy {
    /// Returns the field that it sets.
    #[must_use]
    pub fn field(&self) -> Field {
        match self {
            Self::RequestFormat { .. } => Field::RequestFormat,
            Self::TokenMember { .. } => Field::TokenMember,
            Self::GrantTypeValue => Field::GrantTypeValue,
            Self::ClientIdInBody => Field::ClientIdInBody,
            Self::ScopeSeparator { .. } => Field::ScopeSeparator,
            Self::ContentType => Field::ContentType,
        }
    }
}
