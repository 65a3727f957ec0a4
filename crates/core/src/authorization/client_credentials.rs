//! The fields of an environment for the Client Credentials grant (RFC 6749, section 4.4).

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    BasicEncoding, ClientAuthentication, Environment, ExtraDraft, ExtraParameter, ExtraValue, ExtraValueDraft, Field,
    Note, NoteCode, Problem, ProblemCode, Scope, SecretField, SecretInput, TokenUrl, characters,
    environment_check::EnvironmentCheck, extra, limits::as_u32, notes_on,
};
use crate::secret::Secret;

/// An environment's fields as typed; all blank is *not configured*.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
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
    /// The audience to request; blank for none.
    pub audience: String,
    /// The resources to request (RFC 8707).
    pub resources: Vec<String>,
    /// Extra parameters.
    pub extras: Vec<ExtraDraft>,
}

/// Checked fields of an environment. Secrets (`S`) are those of a draft or the texts themselves.
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
    /// The scopes to request, in order, each once.
    pub scopes: Vec<Scope>,
    /// How the client authenticates.
    pub client_authentication: ClientAuthentication,
    /// How a Basic header is encoded.
    pub basic_encoding: BasicEncoding,
    /// The audience to request.
    pub audience: Option<String>,
    /// The resources to request.
    pub resources: Vec<String>,
    /// Extra parameters.
    pub extras: Vec<ExtraParameter<S>>,
}

impl ClientCredentialsDraft {
    /// The fields, in the order in which they are shown.
    pub const FIELDS: &[Field] = &[
        Field::TokenUrl,
        Field::AcceptCleartext,
        Field::ClientId,
        Field::ClientSecret,
        Field::ClientAuthentication,
        Field::BasicEncoding,
        Field::Scopes,
        Field::Audience,
        Field::Resource,
        Field::ExtraBody,
        Field::ExtraHeaders,
        Field::ExtraQuery,
    ];

    /// Returns the fields that are sent as a parameter of the request's body, with its name and its values, in the order in which they are
    /// sent. Those that are blank are left out.
    #[must_use]
    pub fn parameters(&self) -> Vec<(Field, &'static str, Vec<String>)> {
        let text = |text: String| if text.is_empty() { Vec::new() } else { vec![text] };
        let all = [
            (Field::Scopes, "scope", text(self.scopes.join(" "))),
            (Field::Audience, "audience", text(self.audience.clone())),
            (Field::Resource, "resource", self.resources.clone()),
        ];
        all.into_iter().filter(|(_, _, values)| !values.is_empty()).collect()
    }

    /// Whether a secret is typed in it, which settings that Keyfob stored never contain.
    pub(crate) fn has_typed_secret(&self) -> bool {
        let extras = self.extras.iter().filter_map(|extra| match &extra.value {
            ExtraValueDraft::Secret { input } => Some(input),
            ExtraValueDraft::Plain { .. } => None,
        });
        std::iter::once(&self.client_secret).chain(extras).any(SecretInput::is_typed)
    }

    /// Whether nothing was filled in and nothing chosen. Consent alone fills nothing in.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        // Most of what there is to copy below.
        if !self.scopes.is_empty() {
            return false;
        }
        let mut rest = self.clone();
        rest.accept_cleartext = false;
        if characters::trimmed(&rest.token_url).is_empty() {
            rest.token_url.clear();
        }
        if rest.client_secret.is_blank() {
            rest.client_secret = SecretInput::Blank;
        }
        rest == Self::default()
    }

    /// Checks every field and adds what is wrong to `problems`.
    #[must_use]
    pub fn check(
        &self,
        environment: Environment,
        problems: &mut Vec<Problem>,
    ) -> Option<ClientCredentials<SecretInput>> {
        let mut check = EnvironmentCheck::new(environment, problems);
        let token_url = TokenUrl::parse(&self.token_url).and_then(|url| self.with_consent(url));
        let token_url = check.parsed(Field::TokenUrl, token_url);
        let client_id = check.text(Field::ClientId, &self.client_id);
        let client_secret = check.secret(Field::ClientSecret, &self.client_secret);
        let mut known = HashSet::new();
        let scopes = check.texts(Field::Scopes, &self.scopes, |text| {
            let scope = Scope::new(text)?;
            if known.insert(text) { Ok(scope) } else { Err(ProblemCode::Duplicate) }
        });
        let audience = check.text(Field::Audience, &self.audience);
        let resource = Field::Resource.description();
        let resources =
            check.texts(Field::Resource, &self.resources, |text| resource.check_text(text).map(|()| text.to_owned()));
        let extras =
            extra::check(&self.extras, &self.sent(), |field, index, code| check.keep(field, Some(index), code));
        let token_url = token_url?;
        Some(ClientCredentials {
            // Consent for an address that needs none isn't kept: going back to `http:` asks again.
            accept_cleartext: self.accept_cleartext && token_url.is_cleartext(),
            token_url,
            client_id: client_id?,
            client_secret: client_secret?,
            scopes: scopes?,
            client_authentication: self.client_authentication,
            basic_encoding: self.basic_encoding,
            audience: Some(audience?).filter(|audience| !audience.is_empty()),
            resources: resources?,
            extras: extras?,
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
        let resource = Field::Resource.description();
        for (index, text) in self.resources.iter().enumerate() {
            if resource.check_text(text).is_ok() && url::Url::parse(text).is_err() {
                let (field, index) = (Field::Resource, Some(as_u32(index)));
                notes.push(Note { field, environment: Some(environment), index, code: NoteCode::NotAUri });
            }
        }
    }

    fn sent(&self) -> extra::Sent {
        extra::Sent {
            client_id: self.client_authentication == ClientAuthentication::ClientSecretPost,
            own: self.parameters().into_iter().map(|(field, name, _)| (name, field)).collect(),
        }
    }

    fn with_consent(&self, url: TokenUrl) -> Result<TokenUrl, ProblemCode> {
        if url.is_cleartext() && !self.accept_cleartext { Err(ProblemCode::CleartextRefused) } else { Ok(url) }
    }
}

impl ClientCredentials {
    /// Returns what is unusual about Client ID and Client Secret, for CONNECT to point out after `invalid_client`.
    ///
    /// The notes reveal only kind and position, never a part of the secret.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let found = [(Field::ClientId, notes_on(&self.client_id)), (Field::ClientSecret, self.client_secret.notes())];
        let note = |field, code| Note { field, environment: None, index: None, code };
        found.into_iter().flat_map(|(field, codes)| codes.into_iter().map(move |code| note(field, code))).collect()
    }
}

impl<S> ClientCredentials<S> {
    /// Returns every secret with its name, in a fixed order.
    pub fn secrets(&self) -> impl Iterator<Item = (SecretField, &S)> {
        let extras = self.extras.iter().filter_map(|extra| match &extra.value {
            ExtraValue::Secret(secret) => Some((extra.secret_field(), secret)),
            ExtraValue::Plain(_) => None,
        });
        std::iter::once((SecretField::ClientSecret, &self.client_secret)).chain(extras)
    }

    /// Returns the same fields with every secret mapped to another form.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map_secrets<T, E>(
        self,
        mut map: impl FnMut(SecretField, S) -> Result<T, E>,
    ) -> Result<ClientCredentials<T>, E> {
        let client_secret = map(SecretField::ClientSecret, self.client_secret)?;
        let mut extras = Vec::with_capacity(self.extras.len());
        for extra in self.extras {
            let field = extra.secret_field();
            let value = match extra.value {
                ExtraValue::Plain(text) => ExtraValue::Plain(text),
                ExtraValue::Secret(secret) => ExtraValue::Secret(map(field, secret)?),
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

    /// Returns the fields as reading the saved authorization gives them.
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
