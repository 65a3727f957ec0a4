//! The members of a metadata document: types are checked, sizes bounded, and texts cleaned.

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;
use url::Url;

use crate::{
    authorization::{ProblemCode, Scope, TokenUrl},
    clean,
    strict_json::{self, JsonError},
};

/// The largest document that is read, in bytes.
pub(crate) const LIMIT_BYTES: usize = 256 * 1024;
/// The most values of a list that are kept. Scopes have the form's own limit.
const MOST_VALUES: usize = 100;
/// The longest text that is repeated, in characters.
const SHOWN_CHARACTERS: usize = 300;

/// Why a document can't be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[ts(export)]
pub enum MetadataProblem {
    /// It is too large.
    TooLarge,
    /// It isn't JSON.
    NotJson {
        /// The line, from 1.
        line: u32,
        /// The column in it, from 1.
        column: u32,
    },
    /// It is JSON, but not an object.
    NotAnObject,
    /// It has two members of one name, so that it is unclear which one counts.
    DuplicateMember {
        /// The name.
        member: String,
    },
    /// It lacks a member that it must have.
    MissingMember {
        /// The name.
        member: String,
    },
    /// A member that it must have isn't a string.
    WrongMember {
        /// The name.
        member: String,
    },
}

/// What is unusual about metadata that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "warning", rename_all = "snake_case")]
#[ts(export)]
pub enum DiscoveryWarning {
    /// An endpoint has another origin than the issuer.
    OtherOrigin {
        /// The member that names it.
        member: String,
        /// That origin.
        origin: String,
    },
    /// An endpoint is reached without encryption over a network.
    Unencrypted {
        /// The member that names it.
        member: String,
    },
    /// An endpoint can't be used, and is left out.
    EndpointDropped {
        /// The member that names it.
        member: String,
        /// Why.
        why: DroppedReason,
        /// What it says, cleaned.
        text: String,
    },
    /// A member has another type than the specification says, and is left out.
    WrongType {
        /// The member.
        member: String,
    },
    /// Values of a list can't be used, and are left out.
    ValuesDropped {
        /// The member.
        member: String,
        /// How many.
        count: u32,
    },
    /// A list has more values than are kept.
    ListCut {
        /// The member.
        member: String,
        /// How many are kept.
        kept: u32,
    },
    /// The document was sent with another media type than `application/json`.
    ContentType {
        /// That type; empty if the server names none.
        media_type: String,
    },
    /// The server lists its grant types, and Client Credentials isn't one of them. Some servers offer it all the same.
    GrantNotListed,
    /// The document was fetched without encryption over a network: anyone on the way could have changed it.
    FetchedUnencrypted,
    /// The certificate of the server wasn't verified: anyone on the way could have changed the document.
    FetchedUnverified,
}

/// Why an endpoint can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DroppedReason {
    /// It has a fragment (RFC 6749, section 3.2).
    Fragment,
    /// It contains a user name, a password or another secret.
    Credentials,
    /// Its scheme is neither `https` nor `http`.
    Scheme,
    /// It contains a placeholder.
    Placeholder,
    /// It isn't an absolute URL, or contains characters that a URL can't.
    Malformed,
}

/// An endpoint that the metadata names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FoundEndpoint {
    /// Its address.
    pub url: String,
    /// Whether it has another origin than the issuer.
    pub is_elsewhere: bool,
    /// Whether it is reached without encryption over a network.
    pub is_unencrypted: bool,
}

/// The members of a document that are being read.
pub(super) struct Members<'a> {
    object: &'a Map<String, Value>,
    /// Before the names of members in warnings.
    prefix: &'static str,
    pub(super) warnings: Vec<DiscoveryWarning>,
}

/// Reads the object that a document is.
pub(super) fn object(text: &str) -> Result<Map<String, Value>, MetadataProblem> {
    if text.len() > LIMIT_BYTES {
        return Err(MetadataProblem::TooLarge);
    }
    match strict_json::read(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(MetadataProblem::NotAnObject),
        Err(JsonError::DuplicateMember { name }) => Err(MetadataProblem::DuplicateMember { member: name }),
        Err(JsonError::Syntax { line, column }) => {
            Err(MetadataProblem::NotJson { line: as_u32(line), column: as_u32(column) })
        }
    }
}

/// Returns a text of a document as it may be shown.
pub(super) fn shown(text: &str) -> String {
    clean::line(text, SHOWN_CHARACTERS)
}

impl<'a> Members<'a> {
    pub(super) fn of(object: &'a Map<String, Value>, prefix: &'static str) -> Self {
        Self { object, prefix, warnings: Vec::new() }
    }

    /// Returns a member that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&'a str, MetadataProblem> {
        let member = name.to_owned();
        match self.get(name) {
            None => Err(MetadataProblem::MissingMember { member }),
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(MetadataProblem::WrongMember { member }),
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<&'a str> {
        self.typed(name, Value::as_str)
    }

    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        self.typed(name, Value::as_bool)
    }

    pub(super) fn object(&mut self, name: &str) -> Option<&'a Map<String, Value>> {
        self.typed(name, Value::as_object)
    }

    /// Returns a list of words; `None` if there is none. Each word once, without those that couldn't be sent.
    pub(super) fn words(&mut self, name: &str) -> Option<Vec<String>> {
        self.list(name, MOST_VALUES, |text| Scope::new(text).is_ok())
    }

    /// Returns a list of scopes that the form takes.
    pub(super) fn scopes(&mut self, name: &str) -> Vec<String> {
        self.list(name, crate::authorization::limits::SCOPES, |text| Scope::new(text).is_ok()).unwrap_or_default()
    }

    /// Returns a list of texts that a rule allows.
    pub(super) fn list(&mut self, name: &str, limit: usize, is_good: fn(&str) -> bool) -> Option<Vec<String>> {
        let values = self.typed(name, Value::as_array)?;
        let (mut kept, mut known) = (Vec::new(), std::collections::HashSet::new());
        let (mut dropped, mut is_cut) = (0_usize, false);
        for value in values {
            match value.as_str().filter(|text| is_good(text)) {
                None => dropped += 1,
                Some(text) if known.contains(text) => {}
                Some(_) if kept.len() >= limit => is_cut = true,
                Some(text) => {
                    known.insert(text);
                    kept.push(text.to_owned());
                }
            }
        }
        let member = self.named(name);
        if dropped > 0 {
            self.warnings.push(DiscoveryWarning::ValuesDropped { member: member.clone(), count: as_u32(dropped) });
        }
        if is_cut {
            self.warnings.push(DiscoveryWarning::ListCut { member, kept: as_u32(limit) });
        }
        Some(kept)
    }

    /// Returns an endpoint; `None` if there is none, or none that can be used.
    pub(super) fn endpoint(&mut self, name: &str, issuer: &Url) -> Option<FoundEndpoint> {
        let text = self.text(name)?;
        let member = self.named(name);
        let url = match TokenUrl::parse(text) {
            Ok(url) => url,
            Err(problem) => {
                let why = dropped_reason(text, &problem);
                self.warnings.push(DiscoveryWarning::EndpointDropped { member, why, text: shown(text) });
                return None;
            }
        };
        let is_elsewhere = url.origin() != issuer.origin().ascii_serialization();
        if is_elsewhere {
            self.warnings.push(DiscoveryWarning::OtherOrigin { member: member.clone(), origin: url.origin() });
        }
        let is_unencrypted = url.is_cleartext();
        if is_unencrypted {
            self.warnings.push(DiscoveryWarning::Unencrypted { member });
        }
        Some(FoundEndpoint { url: url.as_str().to_owned(), is_elsewhere, is_unencrypted })
    }

    /// `null` counts as not given.
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    fn typed<T>(&mut self, name: &str, read: fn(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.get(name)?;
        let typed = read(value);
        if typed.is_none() {
            self.warnings.push(DiscoveryWarning::WrongType { member: self.named(name) });
        }
        typed
    }

    fn named(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

fn dropped_reason(text: &str, problem: &ProblemCode) -> DroppedReason {
    let is_other_scheme = || Url::parse(text).is_ok_and(|url| !matches!(url.scheme(), "https" | "http"));
    match problem {
        ProblemCode::UrlFragment => DroppedReason::Fragment,
        ProblemCode::UrlCredentials | ProblemCode::UrlSecret { .. } => DroppedReason::Credentials,
        ProblemCode::UrlPlaceholder { .. } => DroppedReason::Placeholder,
        _ if is_other_scheme() => DroppedReason::Scheme,
        _ => DroppedReason::Malformed,
    }
}

pub(super) fn as_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
