//! Extra parameters of the token request: in its body, its headers or its address's query.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Field, ProblemCode, SecretField, SecretInput, general::at_most, limits, scope::as_u32};
use crate::secret::Secret;

/// Where an extra parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ExtraPlace {
    /// A parameter of the form-encoded body.
    Body,
    /// A header.
    Header,
    /// A parameter added to the Token URL's query.
    Query,
}

impl ExtraPlace {
    /// The field that such a parameter belongs to.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::Body => Field::ExtraBody,
            Self::Header => Field::ExtraHeaders,
            Self::Query => Field::ExtraQuery,
        }
    }
}

/// An extra parameter as typed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ExtraDraft {
    /// A name of the row that stays the same while the parameter is renamed; any text unlike the other rows'.
    pub slot: String,
    /// Where it goes.
    pub place: ExtraPlace,
    /// The parameter's name.
    pub name: String,
    /// The parameter's value.
    pub value: ExtraValueDraft,
}

/// The value of an extra parameter as typed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum ExtraValueDraft {
    /// Anybody may read it.
    Plain {
        /// The value.
        text: String,
    },
    /// Sealed like the client secret.
    Secret {
        /// The value, or that it stays.
        input: SecretInput,
    },
}

/// A checked extra parameter.
#[derive(Clone, Debug)]
pub struct ExtraParameter<S = Secret> {
    /// The row's lasting name.
    pub slot: String,
    /// Where it goes.
    pub place: ExtraPlace,
    /// The parameter's name.
    pub name: String,
    /// The parameter's value.
    pub value: ExtraValue<S>,
}

/// A checked value.
#[derive(Clone, Debug)]
pub enum ExtraValue<S = Secret> {
    /// Anybody may read it.
    Plain(String),
    /// Sealed.
    Secret(S),
}

impl<S> ExtraParameter<S> {
    /// The name under which the value is sealed.
    #[must_use]
    pub fn secret_field(&self) -> SecretField {
        SecretField::Extra { slot: self.slot.clone() }
    }
}

/// Headers that carry the request itself.
const OWN_HEADERS: [&str; 10] = [
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
/// Body parameters that have a field of their own, or would prove the client a second way (RFC 6749 §3.2 allows none twice,
/// §2.3 no second way).
const OWN_PARAMETERS: [&str; 8] = [
    "grant_type",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "scope",
    "audience",
    "resource",
];
/// What an address must not say beside the body; scopes and the like may be wanted there alone.
const OWN_QUERY_PARAMETERS: [&str; 5] =
    ["grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type"];

/// Checks the rows of every place; problems come with the row's number within its place.
pub(super) fn check(
    drafts: &[ExtraDraft],
    mut problem: impl FnMut(Field, u32, ProblemCode),
) -> Option<Vec<ExtraParameter<SecretInput>>> {
    let mut fine = true;
    let mut names = HashSet::new();
    let mut slots = HashSet::new();
    let mut counts = [0u32; 3];
    let mut checked = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let count = &mut counts[draft.place as usize];
        let at = *count;
        *count += 1;
        let name = if draft.place == ExtraPlace::Header { draft.name.to_ascii_lowercase() } else { draft.name.clone() };
        let result = check_name(draft.place, &draft.name)
            .and_then(|()| if names.insert((draft.place, name)) { Ok(()) } else { Err(ProblemCode::Duplicate) })
            .and_then(|()| if slots.insert(&draft.slot) { Ok(()) } else { Err(ProblemCode::Duplicate) })
            .and_then(|()| if (at as usize) < limits::EXTRAS { Ok(()) } else { Err(too_many(at)) })
            .and_then(|()| check_value(draft.place, &draft.value));
        match result {
            Ok(value) => checked.push(ExtraParameter {
                slot: draft.slot.clone(),
                place: draft.place,
                name: draft.name.clone(),
                value,
            }),
            Err(code) => {
                fine = false;
                problem(draft.place.field(), at, code);
            }
        }
    }
    fine.then_some(checked)
}

fn too_many(at: u32) -> ProblemCode {
    ProblemCode::TooMany { limit: as_u32(limits::EXTRAS), found: at + 1 }
}

fn check_name(place: ExtraPlace, name: &str) -> Result<(), ProblemCode> {
    if name.is_empty() {
        return Err(ProblemCode::Required);
    }
    at_most(name, limits::KEY_CHARACTERS)?;
    match place {
        ExtraPlace::Header if !is_token(name) => Err(ProblemCode::NotAToken),
        ExtraPlace::Header if OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) => Err(ProblemCode::Reserved),
        ExtraPlace::Body if OWN_PARAMETERS.contains(&name) => Err(ProblemCode::Reserved),
        ExtraPlace::Query if OWN_QUERY_PARAMETERS.contains(&name) => Err(ProblemCode::Reserved),
        _ => Ok(()),
    }
}

fn check_value(place: ExtraPlace, value: &ExtraValueDraft) -> Result<ExtraValue<SecretInput>, ProblemCode> {
    let rule = |character: char| place != ExtraPlace::Header || is_header_character(character);
    match value {
        ExtraValueDraft::Plain { text } => {
            at_most(text, limits::VALUE_CHARACTERS)?;
            if text.chars().all(rule) { Ok(ExtraValue::Plain(text.clone())) } else { Err(ProblemCode::HeaderCharacter) }
        }
        ExtraValueDraft::Secret { input } if input.is_blank() => Err(ProblemCode::Required),
        ExtraValueDraft::Secret { input: SecretInput::Typed { text } } if !text.all_chars(rule) => {
            Err(ProblemCode::HeaderCharacter)
        }
        ExtraValueDraft::Secret { input: input @ SecretInput::Typed { text } } => {
            text.within(limits::VALUE_CHARACTERS)?;
            Ok(ExtraValue::Secret(input.clone()))
        }
        ExtraValueDraft::Secret { input } => Ok(ExtraValue::Secret(input.clone())),
    }
}

/// Whether a text is an HTTP token (RFC 9110 §5.6.2).
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether a header's value can carry a character (RFC 9110 §5.5: visible characters, space, tab and bytes above 7F).
pub(super) fn is_header_character(character: char) -> bool {
    character == '\t' || !character.is_control()
}
