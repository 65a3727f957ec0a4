//! Asking a server whether a token is valid (RFC 7662).

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::token_question::{EndpointProblem, TokenQuestion};
use crate::{
    oauth::{
        JwtMember,
        inspection::{DATES, members},
    },
    redact::{Redactor, shown_value},
};

/// Members in which a server may send another token: none of them belongs in an introspection (RFC 7662, section 2.2).
const TOKENS: [&str; 5] = ["access_token", "refresh_token", "id_token", "token", "client_secret"];

/// What a server says about a token.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub enum Introspection {
    /// It is valid.
    Active {
        /// What else the server says about it, with secrets masked.
        members: Vec<JwtMember>,
    },
    /// It isn't valid: it has expired, was revoked, or isn't for this client to know about.
    Inactive,
    /// The server doesn't say.
    NotAnswered {
        /// Why.
        why: EndpointProblem,
    },
}

impl TokenQuestion {
    /// Asks the server whether the token is valid.
    pub(crate) async fn introspect(&self) -> Introspection {
        let response = match self.ask(|metadata| metadata.introspection).await {
            Ok(response) => response,
            Err(why) => return Introspection::NotAnswered { why },
        };
        let Ok(mut said) = serde_json::from_str::<Map<String, Value>>(response.text()) else {
            return Introspection::NotAnswered { why: EndpointProblem::Unreadable };
        };
        match said.shift_remove("active") {
            Some(Value::Bool(true)) => {
                let mut redactor = Redactor::builder();
                for value in TOKENS.iter().filter_map(|name| said.get(*name)?.as_str()) {
                    redactor.add_token(value);
                }
                let redactor = redactor.add_to(self.redactor());
                let shown = |text: &str, limit_characters| shown_value(&redactor, text, limit_characters);
                Introspection::Active { members: members(&said, &DATES, shown) }
            }
            Some(Value::Bool(false)) => Introspection::Inactive,
            _ => Introspection::NotAnswered { why: EndpointProblem::Unreadable },
        }
    }
}
