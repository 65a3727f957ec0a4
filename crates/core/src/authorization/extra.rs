//! Extra parameters of the token request: in its body, its headers or its URL's query.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    ExtraPlace, Field, ProblemCode, RequestFormat, SecretField, SecretInput, allowed_characters,
    authorization_parameters,
    limits::{self, as_u32, at_most},
    url_query,
};
use crate::secret::Secret;

impl ExtraPlace {
    /// Returns the field that such a parameter belongs to.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::Body => Field::ExtraBody,
            Self::Header => Field::ExtraHeaders,
            Self::Query => Field::ExtraQuery,
            Self::Authorization => Field::ExtraAuthorization,
        }
    }
}

/// An extra parameter as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ExtraDraft {
    /// Identifies the row, also after the parameter is renamed; any text that no other row has.
    pub slot: String,
    /// Where it is sent.
    pub place: ExtraPlace,
    /// The parameter's name.
    pub name: String,
    /// The parameter's value.
    pub value: ExtraValueDraft,
}

/// The value of an extra parameter as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum ExtraValueDraft {
    /// Not secret.
    Plain {
        /// The value.
        text: String,
    },
    /// Sealed like the client secret.
    Secret {
        /// The value, or that the stored one stays.
        input: SecretInput,
    },
}

/// A checked extra parameter.
#[derive(Clone, Debug)]
pub struct ExtraParameter<S = Secret> {
    /// Identifies the row.
    pub slot: String,
    /// Where it is sent.
    pub place: ExtraPlace,
    /// The parameter's name.
    pub name: String,
    /// The parameter's value.
    pub value: ExtraValue<S>,
}

/// A checked value.
#[derive(Clone, Debug)]
pub enum ExtraValue<S = Secret> {
    /// Not secret.
    Plain(String),
    /// Sealed.
    Secret(S),
}

impl<S> ExtraParameter<S> {
    /// Returns the name under which the value is sealed.
    #[must_use]
    pub fn secret_field(&self) -> SecretField {
        SecretField::Extra { slot: self.slot.clone() }
    }
}

/// Headers that belong to the request itself or authenticate the client.
const OWN_HEADERS: [&str; 9] = [
    "authorization",
    "connection",
    "content-length",
    "host",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
/// The header that says what the body is.
const CONTENT_TYPE: &str = "content-type";
/// Headers that may be sent only once; any other may be repeated (RFC 9110, section 5.3).
const SINGLE_HEADERS: [&str; 2] = [CONTENT_TYPE, "user-agent"];
/// Body parameters that would authenticate the client a second way, which RFC 6749, section 2.3, forbids.
const OWN_PARAMETERS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];
/// Query parameters that must be sent in the body only.
const OWN_QUERY_PARAMETERS: [&str; 5] =
    ["grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type"];
/// Parameters that RFC 6749, section 3.2, allows once; any other may be repeated, as `resource` is (RFC 8707, section 2).
const SINGLE_PARAMETERS: [&str; 3] = ["grant_type", "client_id", "scope"];
/// The parameters of a token request that belong to a user's grant (RFC 6749, sections 4.1.3 and 6; RFC 7636, section 4.5; RFC 8628, section
/// 3.4).
const PARAMETERS_OF_GRANT: [&str; 6] =
    ["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "device_code"];
/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// What the other fields of the environment send, which an extra parameter must not contradict.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of the environment")]
pub(super) struct Sent {
    /// Whether a user signs in.
    pub(super) signs_in: bool,
    /// Whether a DPoP proof is in a header.
    pub(super) dpop: bool,
    /// Whether Client ID is in the body.
    pub(super) client_id: bool,
    /// Whether the field for the `Content-Type` is filled in.
    pub(super) content_type: bool,
    /// How the parameters are sent.
    pub(super) format: RequestFormat,
    /// The parameters of the token request that other fields send, with those fields.
    pub(super) own: Vec<(&'static str, Field)>,
    /// The same of the authorization request.
    pub(super) own_of_authorization: Vec<(&'static str, Field)>,
}

impl Sent {
    /// Returns the field that already sends a parameter, if any.
    fn own(&self, name: &str) -> Option<Field> {
        self.own.iter().find(|(own, _)| *own == name).map(|(_, field)| *field)
    }

    /// Returns the field that already sends a parameter of the authorization request, if any.
    fn own_of_authorization(&self, name: &str) -> Option<Field> {
        self.own_of_authorization.iter().find(|(own, _)| *own == name).map(|(_, field)| *field)
    }
}

/// Checks all rows. A problem's index is the row's number among those of the same place.
pub(super) fn check(
    drafts: &[ExtraDraft],
    sent: &Sent,
    mut problem: impl FnMut(Field, u32, ProblemCode),
) -> Option<Vec<ExtraParameter<SecretInput>>> {
    let mut fine = true;
    let mut known = Known::default();
    let mut counts = [0u32; 4];
    let mut checked = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let count = &mut counts[draft.place as usize];
        let at = *count;
        *count += 1;
        let result = check_name(draft.place, &draft.name, sent)
            .and_then(|()| known.check(draft, sent.format == RequestFormat::Get))
            .and_then(|()| if (at as usize) < limits::EXTRAS { Ok(()) } else { Err(too_many(at)) })
            .and_then(|()| check_value(draft));
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

/// The rows that were checked before.
#[derive(Default)]
struct Known<'a> {
    slots: HashSet<&'a str>,
    names: HashSet<(ExtraPlace, String)>,
    plain: HashSet<(ExtraPlace, String, &'a str)>,
}

impl<'a> Known<'a> {
    /// Refuses a row that repeats another one: its slot, its name and value, or a name that may be given only once.
    fn check(&mut self, draft: &'a ExtraDraft, is_get: bool) -> Result<(), ProblemCode> {
        // The parameters of a GET are all in its query.
        let place = if is_get && draft.place == ExtraPlace::Body { ExtraPlace::Query } else { draft.place };
        let name = if place == ExtraPlace::Header { draft.name.to_ascii_lowercase() } else { draft.name.clone() };
        let single = match place {
            ExtraPlace::Header => SINGLE_HEADERS.contains(&name.as_str()),
            ExtraPlace::Body | ExtraPlace::Query | ExtraPlace::Authorization => {
                SINGLE_PARAMETERS.contains(&name.as_str())
            }
        };
        let repeats_value = match &draft.value {
            ExtraValueDraft::Plain { text } => !self.plain.insert((place, name.clone(), text)),
            ExtraValueDraft::Secret { .. } => false,
        };
        let repeats_name = !self.names.insert((place, name));
        let repeats_slot = !self.slots.insert(&draft.slot);
        if repeats_slot || repeats_value || (single && repeats_name) { Err(ProblemCode::Duplicate) } else { Ok(()) }
    }
}

fn too_many(at: u32) -> ProblemCode {
    ProblemCode::TooMany { limit: as_u32(limits::EXTRAS), found: at + 1 }
}

fn check_name(place: ExtraPlace, name: &str, sent: &Sent) -> Result<(), ProblemCode> {
    if name.is_empty() {
        return Err(ProblemCode::Required);
    }
    at_most(name, limits::KEY_CHARACTERS)?;
    match place {
        ExtraPlace::Header if !allowed_characters::is_token(name) => Err(ProblemCode::NotAToken),
        ExtraPlace::Header if sent.dpop && name.eq_ignore_ascii_case("dpop") => Err(ProblemCode::Reserved),
        ExtraPlace::Header if name.eq_ignore_ascii_case(CONTENT_TYPE) && sent.content_type => {
            Err(ProblemCode::FieldFilledIn { own: Field::ContentType.as_str().to_owned() })
        }
        // Whatever its value, which may be stored: a form isn't sent.
        ExtraPlace::Header if name.eq_ignore_ascii_case(CONTENT_TYPE) && sent.format != RequestFormat::Form => {
            Err(ProblemCode::ContentType)
        }
        ExtraPlace::Header if OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) => Err(ProblemCode::Reserved),
        ExtraPlace::Header => Ok(()),
        ExtraPlace::Body if OWN_PARAMETERS.contains(&name) => Err(ProblemCode::Reserved),
        ExtraPlace::Body | ExtraPlace::Query if sent.signs_in && PARAMETERS_OF_GRANT.contains(&name) => {
            Err(ProblemCode::Reserved)
        }
        ExtraPlace::Body if name == "client_id" && sent.client_id => Err(ProblemCode::SentWithCredentials),
        ExtraPlace::Query if OWN_QUERY_PARAMETERS.contains(&name) => Err(ProblemCode::Reserved),
        ExtraPlace::Authorization if authorization_parameters::OWN_PARAMETERS.contains(&name) => {
            Err(ProblemCode::Reserved)
        }
        ExtraPlace::Authorization if url_query::SECRET_PARAMETERS.contains(&name) => Err(ProblemCode::Reserved),
        ExtraPlace::Authorization => sent
            .own_of_authorization(name)
            .map_or(Ok(()), |own| Err(ProblemCode::FieldFilledIn { own: own.as_str().to_owned() })),
        ExtraPlace::Body | ExtraPlace::Query => {
            sent.own(name).map_or(Ok(()), |own| Err(ProblemCode::FieldFilledIn { own: own.as_str().to_owned() }))
        }
    }
}

fn check_value(draft: &ExtraDraft) -> Result<ExtraValue<SecretInput>, ProblemCode> {
    match &draft.value {
        // Browsers show the address, and keep it in their history.
        ExtraValueDraft::Secret { .. } if draft.place == ExtraPlace::Authorization => Err(ProblemCode::SecretInAddress),
        ExtraValueDraft::Plain { text } => {
            at_most(text, limits::VALUE_CHARACTERS)?;
            check_text(draft, text)?;
            Ok(ExtraValue::Plain(text.clone()))
        }
        ExtraValueDraft::Secret { input } if input.is_blank() => Err(ProblemCode::Required),
        // Only keys are held.
        ExtraValueDraft::Secret { input: SecretInput::Held { .. } } => Err(ProblemCode::Required),
        ExtraValueDraft::Secret { input: input @ SecretInput::Typed { text } } => {
            text.within(limits::VALUE_CHARACTERS)?;
            text.checked(|text| check_text(draft, text))?;
            Ok(ExtraValue::Secret(input.clone()))
        }
        ExtraValueDraft::Secret { input } => Ok(ExtraValue::Secret(input.clone())),
    }
}

fn check_text(draft: &ExtraDraft, text: &str) -> Result<(), ProblemCode> {
    match draft.place {
        ExtraPlace::Header => {
            // RFC 9110, section 5.5: visible characters, space, tab and bytes above 7F.
            allowed_characters::printable_but(text, &['\t'])?;
            let media_type = text.split(';').next().unwrap_or_default().trim();
            let is_content_type = draft.name.eq_ignore_ascii_case(CONTENT_TYPE);
            if is_content_type && !media_type.eq_ignore_ascii_case(FORM) {
                Err(ProblemCode::ContentType)
            } else {
                Ok(())
            }
        }
        // Without a grant type there is no token request.
        ExtraPlace::Body if draft.name == "grant_type" && text.is_empty() => Err(ProblemCode::Required),
        ExtraPlace::Body | ExtraPlace::Query | ExtraPlace::Authorization => Ok(()),
    }
}
