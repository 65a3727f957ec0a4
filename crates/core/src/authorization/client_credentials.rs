//! The fields of an environment for the Client Credentials grant (RFC 6749, section 4.4).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Environment, ExtraDraft, ExtraParameter, ExtraValue, ExtraValueDraft, Field, Note, NoteCode, Problem, ProblemCode,
    Scope, SecretField, SecretInput, TokenUrl, characters, extra, general::at_most, limits, notes_on, scope::as_u32,
};
use crate::secret::Secret;

/// How the client proves who it is, by its OAuth registry name (RFC 7591, section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClientAuthentication {
    /// *Send as Basic Auth header*: in the request's header.
    #[default]
    ClientSecretBasic,
    /// *Send client credentials in body*: in the request's body.
    ClientSecretPost,
}

/// How id and secret are written into a Basic header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BasicEncoding {
    /// Form-urlencoded first, as RFC 6749, section 2.3.1, asks.
    #[default]
    Rfc6749,
    /// As they are, which many servers compare with.
    Raw,
}

/// An environment's fields as typed; all blank is *not configured*.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct ClientCredentialsDraft {
    /// Token URL.
    pub token_url: String,
    /// The user accepts that the secret is sent unencrypted.
    pub accept_cleartext: bool,
    /// Client ID.
    pub client_id: String,
    /// Client Secret.
    pub client_secret: SecretInput,
    /// Scopes, in order.
    pub scopes: Vec<String>,
    /// Client Authentication.
    pub client_authentication: ClientAuthentication,
    /// Encode Basic credentials.
    pub basic_encoding: BasicEncoding,
    /// The audience asked for; blank is none.
    pub audience: String,
    /// The resources asked for (RFC 8707).
    pub resources: Vec<String>,
    /// Extra parameters.
    pub extras: Vec<ExtraDraft>,
}

/// Checked fields of an environment, with secrets (`S`) as they are at hand: a draft's, or the texts themselves.
#[derive(Clone, Debug)]
pub struct ClientCredentials<S = Secret> {
    /// Where the token is requested.
    pub token_url: TokenUrl,
    /// The user accepts that the secret is sent unencrypted.
    pub accept_cleartext: bool,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: S,
    /// The scopes asked for, in order, each once.
    pub scopes: Vec<Scope>,
    /// How the client proves who it is.
    pub client_authentication: ClientAuthentication,
    /// How a Basic header is written.
    pub basic_encoding: BasicEncoding,
    /// The audience asked for.
    pub audience: Option<String>,
    /// The resources asked for.
    pub resources: Vec<String>,
    /// Extra parameters.
    pub extras: Vec<ExtraParameter<S>>,
}

impl ClientCredentialsDraft {
    /// Whether a secret is typed in it, which settings that Keyfob stored never hold.
    pub(crate) fn has_typed_secret(&self) -> bool {
        let extras = self.extras.iter().filter_map(|extra| match &extra.value {
            ExtraValueDraft::Secret { input } => Some(input),
            ExtraValueDraft::Plain { .. } => None,
        });
        std::iter::once(&self.client_secret).chain(extras).any(SecretInput::is_typed)
    }

    /// Whether nothing was filled in and nothing chosen.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        characters::trimmed(&self.token_url).is_empty()
            && self.client_id.is_empty()
            && self.client_secret.is_blank()
            && self.scopes.is_empty()
            && self.client_authentication == ClientAuthentication::default()
            && self.basic_encoding == BasicEncoding::default()
            && self.audience.is_empty()
            && self.resources.is_empty()
            && self.extras.is_empty()
    }

    /// Checks every field and adds what is wrong to `problems`.
    #[must_use]
    pub fn check(
        &self,
        environment: Environment,
        problems: &mut Vec<Problem>,
    ) -> Option<ClientCredentials<SecretInput>> {
        let before = problems.len();
        let mut problem =
            |field, index, code| problems.push(Problem { field, environment: Some(environment), index, code });
        let mut keep = |field, result: Result<(), ProblemCode>| {
            if let Err(code) = result {
                problem(field, None, code);
            }
        };
        let token_url = TokenUrl::parse(&self.token_url);
        keep(Field::TokenUrl, token_url.as_ref().map_err(Clone::clone).and_then(|url| self.check_cleartext(url)));
        keep(Field::ClientId, check_client_id(&self.client_id));
        keep(Field::ClientSecret, check_secret(&self.client_secret));
        keep(Field::Audience, check_audience(&self.audience));
        let scopes = check_scopes(&self.scopes, &mut problem);
        check_resources(&self.resources, &mut problem);
        let extras = extra::check(&self.extras, &self.sent(), |field, index, code| problem(field, Some(index), code));
        let (Ok(token_url), Some(extras)) = (token_url, extras) else { return None };
        (problems.len() == before).then(|| ClientCredentials {
            // Consent for an address that needs none isn't kept: going back to `http:` asks again.
            accept_cleartext: self.accept_cleartext && token_url.is_cleartext(),
            token_url,
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            scopes,
            client_authentication: self.client_authentication,
            basic_encoding: self.basic_encoding,
            audience: (!self.audience.is_empty()).then(|| self.audience.clone()),
            resources: self.resources.clone(),
            extras,
        })
    }

    /// Adds what is unusual about the fields to `notes`.
    pub(super) fn note(&self, environment: Environment, notes: &mut Vec<Note>) {
        let sent_as = TokenUrl::parse(&self.token_url).ok().and_then(|url| url.note());
        let found = [
            (Field::TokenUrl, sent_as.into_iter().collect()),
            (Field::ClientId, notes_on(&self.client_id)),
            (Field::ClientSecret, self.client_secret.notes()),
        ];
        notes.extend(found.into_iter().flat_map(|(field, codes): (Field, Vec<NoteCode>)| {
            codes.into_iter().map(move |code| Note { field, environment: Some(environment), index: None, code })
        }));
        for (index, resource) in self.resources.iter().enumerate() {
            if check_resource(resource).is_ok() && url::Url::parse(resource).is_err() {
                let (field, index) = (Field::Resource, Some(as_u32(index)));
                notes.push(Note { field, environment: Some(environment), index, code: NoteCode::NotAUri });
            }
        }
    }

    fn sent(&self) -> extra::Sent {
        let own = [
            (Field::Scopes, self.scopes.is_empty()),
            (Field::Audience, self.audience.is_empty()),
            (Field::Resource, self.resources.is_empty()),
        ];
        extra::Sent {
            client_id: self.client_authentication == ClientAuthentication::ClientSecretPost,
            own: own.into_iter().filter(|(_, is_empty)| !is_empty).map(|(field, _)| field).collect(),
        }
    }

    fn check_cleartext(&self, url: &TokenUrl) -> Result<(), ProblemCode> {
        if url.is_cleartext() && !self.accept_cleartext { Err(ProblemCode::CleartextRefused) } else { Ok(()) }
    }
}

impl ClientCredentials {
    /// Returns what is unusual about Client ID and Client Secret, for CONNECT to point out after `invalid_client`.
    ///
    /// The notes tell kinds and positions only, never a part of the secret.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let found = [(Field::ClientId, notes_on(&self.client_id)), (Field::ClientSecret, self.client_secret.notes())];
        let note = |field, code| Note { field, environment: None, index: None, code };
        found.into_iter().flat_map(|(field, codes)| codes.into_iter().map(move |code| note(field, code))).collect()
    }
}

impl<S> ClientCredentials<S> {
    /// Every secret with its name, in a fixed order.
    pub fn secrets(&self) -> impl Iterator<Item = (SecretField, &S)> {
        let extras = self.extras.iter().filter_map(|extra| match &extra.value {
            ExtraValue::Secret(secret) => Some((extra.secret_field(), secret)),
            ExtraValue::Plain(_) => None,
        });
        std::iter::once((SecretField::ClientSecret, &self.client_secret)).chain(extras)
    }

    /// The same fields with every secret turned into another form of it.
    ///
    /// # Errors
    /// The first error of `turn`.
    pub fn try_map_secrets<T, E>(
        self,
        mut turn: impl FnMut(SecretField, S) -> Result<T, E>,
    ) -> Result<ClientCredentials<T>, E> {
        let client_secret = turn(SecretField::ClientSecret, self.client_secret)?;
        let mut extras = Vec::with_capacity(self.extras.len());
        for extra in self.extras {
            let field = extra.secret_field();
            let value = match extra.value {
                ExtraValue::Plain(text) => ExtraValue::Plain(text),
                ExtraValue::Secret(secret) => ExtraValue::Secret(turn(field, secret)?),
            };
            extras.push(ExtraParameter { slot: extra.slot, place: extra.place, name: extra.name, value });
        }
        Ok(ClientCredentials {
            token_url: self.token_url,
            accept_cleartext: self.accept_cleartext,
            client_id: self.client_id,
            client_secret,
            scopes: self.scopes,
            client_authentication: self.client_authentication,
            basic_encoding: self.basic_encoding,
            audience: self.audience,
            resources: self.resources,
            extras,
        })
    }
}

impl<S> ClientCredentials<S> {
    /// The fields as reading them back gives them.
    #[must_use]
    pub fn to_stored_draft(&self) -> ClientCredentialsDraft {
        let extra = |extra: &ExtraParameter<S>| ExtraDraft {
            slot: extra.slot.clone(),
            place: extra.place,
            name: extra.name.clone(),
            value: match &extra.value {
                ExtraValue::Plain(text) => ExtraValueDraft::Plain { text: text.clone() },
                ExtraValue::Secret(_) => ExtraValueDraft::Secret { input: SecretInput::Stored },
            },
        };
        ClientCredentialsDraft {
            token_url: self.token_url.as_str().to_owned(),
            accept_cleartext: self.accept_cleartext,
            client_id: self.client_id.clone(),
            client_secret: SecretInput::Stored,
            scopes: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            client_authentication: self.client_authentication,
            basic_encoding: self.basic_encoding,
            audience: self.audience.clone().unwrap_or_default(),
            resources: self.resources.clone(),
            extras: self.extras.iter().map(extra).collect(),
        }
    }
}

fn check_client_id(client_id: &str) -> Result<(), ProblemCode> {
    if client_id.is_empty() {
        return Err(ProblemCode::Required);
    }
    at_most(client_id, limits::VALUE_CHARACTERS)?;
    characters::printable(client_id)
}

/// Checks a secret that will be sent: required, printable (RFC 6749, appendix A.2), other Unicode accepted.
pub(super) fn check_secret(secret: &SecretInput) -> Result<(), ProblemCode> {
    match secret {
        SecretInput::Stored => Ok(()),
        SecretInput::Typed { text } if !text.is_empty() => {
            text.checked(characters::printable)?;
            text.within(limits::VALUE_CHARACTERS)
        }
        _ => Err(ProblemCode::Required),
    }
}

fn check_audience(audience: &str) -> Result<(), ProblemCode> {
    at_most(audience, limits::VALUE_CHARACTERS)?;
    characters::printable(audience)
}

fn check_scopes(scopes: &[String], problem: &mut impl FnMut(Field, Option<u32>, ProblemCode)) -> Vec<Scope> {
    if scopes.len() > limits::SCOPES {
        let code = ProblemCode::TooMany { limit: as_u32(limits::SCOPES), found: as_u32(scopes.len()) };
        problem(Field::Scopes, None, code);
    }
    let mut known = std::collections::HashSet::new();
    let mut checked = Vec::with_capacity(scopes.len());
    for (index, text) in scopes.iter().enumerate() {
        let result =
            Scope::new(text).and_then(|s| if known.insert(text) { Ok(s) } else { Err(ProblemCode::Duplicate) });
        match result {
            Ok(scope) => checked.push(scope),
            Err(code) => problem(Field::Scopes, Some(as_u32(index)), code),
        }
    }
    checked
}

fn check_resources(resources: &[String], problem: &mut impl FnMut(Field, Option<u32>, ProblemCode)) {
    if resources.len() > limits::EXTRAS {
        let code = ProblemCode::TooMany { limit: as_u32(limits::EXTRAS), found: as_u32(resources.len()) };
        problem(Field::Resource, None, code);
    }
    for (index, resource) in resources.iter().enumerate() {
        if let Err(code) = check_resource(resource) {
            problem(Field::Resource, Some(as_u32(index)), code);
        }
    }
}

/// Checks one resource: any printable text without white space and fragment, since some servers want a GUID instead of the absolute URI
/// of RFC 8707, section 2.
fn check_resource(resource: &str) -> Result<(), ProblemCode> {
    if resource.is_empty() {
        return Err(ProblemCode::Required);
    }
    at_most(resource, limits::URL_CHARACTERS)?;
    characters::unbroken(resource)?;
    if resource.contains('#') { Err(ProblemCode::ResourceFragment) } else { Ok(()) }
}
