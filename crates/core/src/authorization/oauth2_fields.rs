//! The checked fields of an environment of OAuth 2.

use std::collections::HashSet;

use super::{
    Authentication, BasicEncoding, ClientAuthentication, ClientCertificate, Dpop, Environment, EnvironmentNetwork,
    ExtraDraft, ExtraParameter, ExtraPlace, ExtraValue, ExtraValueDraft, Field, GrantType, Note, NoteCode, OAuth2Draft,
    Problem, ProblemCode, RequestFormat, Scope, ScopeSeparator, SecretField, SecretInput, SignIn, TokenMember,
    TokenUrl, authentication, environment_check::EnvironmentCheck, extra, limits::as_u32, network, notes_on, sign_in,
    url_query,
};
use crate::secret::Secret;

/// Checked fields of an environment. Secrets (`S`) are those of a draft or the texts themselves.
#[derive(Clone, Debug)]
pub struct OAuth2Fields<S = Secret> {
    /// How tokens are obtained.
    pub grant_type: GrantType,
    /// How users sign in.
    pub sign_in: SignIn,
    /// Where the token is requested.
    pub token_url: TokenUrl,
    /// The user accepts that the secret is sent unencrypted.
    pub accept_cleartext: bool,
    /// The client's id.
    pub client_id: String,
    /// How the client authenticates, and with what.
    pub authentication: Authentication<S>,
    /// The TLS client certificate.
    pub client_certificate: Option<ClientCertificate<S>>,
    /// The key that tokens are bound to.
    pub dpop: Option<Dpop<S>>,
    /// The scopes to request, in order, each once.
    pub scopes: Vec<Scope>,
    /// How a Basic header is encoded.
    pub basic_encoding: BasicEncoding,
    /// The audience to request.
    pub audience: Option<String>,
    /// The resources to request.
    pub resources: Vec<String>,
    /// Extra parameters.
    pub extras: Vec<ExtraParameter<S>>,
    /// How the parameters of the request are sent.
    pub request_format: RequestFormat,
    /// Whether Client ID is in the body beside a Basic header.
    pub client_id_in_body: bool,
    /// What is between the scopes.
    pub scope_separator: ScopeSeparator,
    /// Another value of `grant_type`.
    pub grant_type_value: Option<String>,
    /// Another media type of the body.
    pub content_type: Option<String>,
    /// Where the token is in the response.
    pub token_member: TokenMember,
    /// How requests travel.
    pub network: EnvironmentNetwork<S>,
}

impl OAuth2Draft {
    /// Checks every field and adds what is wrong to `problems`.
    #[must_use]
    pub fn check(
        &self,
        grant: GrantType,
        environment: Environment,
        problems: &mut Vec<Problem>,
    ) -> Option<OAuth2Fields<SecretInput>> {
        let mut check = EnvironmentCheck::new(environment, problems);
        let token_url = TokenUrl::parse(&self.token_url)
            .and_then(|url| self.with_consent(url))
            .and_then(|url| self.without_sent(grant, url));
        let token_url = check.parsed(Field::TokenUrl, token_url);
        let client_id = check.text(Field::ClientId, &self.client_id);
        let sign_in = sign_in::check(self, grant, token_url.as_ref(), &mut check);
        let authentication = authentication::check(self, grant, &mut check);
        let client_certificate = authentication::check_client_certificate(self, &mut check);
        let dpop = authentication::check_dpop(self, &mut check);
        let mut known = HashSet::new();
        let scopes = check.texts(Field::Scopes, &self.scopes, |text| {
            let scope = Scope::new(text)?;
            if known.insert(text) { Ok(scope) } else { Err(ProblemCode::Duplicate) }
        });
        let audience = check.text(Field::Audience, &self.audience);
        let resource = Field::Resource.description();
        let resources =
            check.texts(Field::Resource, &self.resources, |text| resource.check_text(text).map(|()| text.to_owned()));
        let extras = extra::check(&self.extras_used(grant), &self.sent(grant), |field, index, code| {
            check.keep(field, Some(index), code);
        });
        let own_grant = if grant.uses(Field::GrantTypeValue) { self.grant_type_value.as_str() } else { "" };
        let grant_type_value = check.text(Field::GrantTypeValue, own_grant);
        let content_type = if self.uses(grant, Field::ContentType) { self.content_type.as_str() } else { "" };
        let content_type = check.text(Field::ContentType, content_type);
        let token_member = check.text(Field::TokenMember, &self.token_member);
        let token_member =
            token_member.and_then(|text| check.parsed(Field::TokenMember, TokenMember::parse_or_usual(&text)));
        let given = |text: &String| !text.is_empty();
        let network = network::check(self, &mut check);
        let token_url = token_url?;
        Some(OAuth2Fields {
            // Consent for an address that needs none isn't kept: going back to `http:` asks again.
            accept_cleartext: self.accept_cleartext && self.has_cleartext(grant),
            grant_type: grant,
            sign_in: sign_in?,
            token_url,
            client_id: client_id?,
            authentication: authentication?,
            client_certificate: client_certificate?,
            dpop: dpop?,
            scopes: scopes?,
            basic_encoding: self.basic_encoding,
            audience: Some(audience?).filter(|audience| !audience.is_empty()),
            resources: resources?,
            extras: extras?,
            request_format: self.request_format,
            client_id_in_body: self.client_id_in_body && self.uses(grant, Field::ClientIdInBody),
            scope_separator: self.scope_separator,
            grant_type_value: Some(grant_type_value?).filter(given),
            content_type: Some(content_type?).filter(given),
            token_member: token_member?,
            network: network?,
        })
    }

    /// Adds what is unusual about the fields to `notes`.
    pub(super) fn note(&self, grant: GrantType, environment: Environment, notes: &mut Vec<Note>) {
        let sent_as = TokenUrl::parse(&self.token_url).ok().and_then(|url| url.note());
        let uses_secret = self.client_authentication.uses_secret();
        let secret = if uses_secret { self.client_secret.notes() } else { Vec::new() };
        let found = [
            (Field::GrantType, self.drops_fields(grant).into_iter().collect()),
            (Field::TokenUrl, sent_as.into_iter().collect()),
            (Field::ClientId, notes_on(&self.client_id)),
            (Field::ClientSecret, secret),
            (Field::ClientAuthentication, self.drops()),
            (Field::ClientAuthentication, self.public_client(grant).into_iter().collect()),
            (Field::Dpop, self.drops_unused(Field::DpopKey, &self.dpop_key)),
            (Field::Proxy, self.drops_unused(Field::ProxyPassword, &self.proxy_password)),
            (
                Field::RequestFormat,
                self.has_secret_in_url(grant).then_some(NoteCode::SecretInUrl).into_iter().collect(),
            ),
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

    /// Returns the extra parameters that the grant type uses.
    fn extras_used(&self, grant: GrantType) -> Vec<ExtraDraft> {
        let is_used = |extra: &&ExtraDraft| grant.uses(extra.place.field());
        self.extras.iter().filter(is_used).cloned().collect()
    }

    /// Whether one of the addresses that count sends what it gets unencrypted.
    fn has_cleartext(&self, grant: GrantType) -> bool {
        let own = [(Field::AuthorizationUrl, &self.authorization_url), (Field::DeviceUrl, &self.device_url)];
        let own = own.into_iter().filter(|(field, _)| grant.uses(*field)).map(|(_, text)| text);
        own.chain([&self.token_url]).any(|text| TokenUrl::parse(text).is_ok_and(|url| url.is_cleartext()))
    }

    fn sent(&self, grant: GrantType) -> extra::Sent {
        let named = |(field, name, _): (Field, &'static str, Vec<String>)| (name, field);
        extra::Sent {
            signs_in: grant.signs_in(),
            dpop: self.dpop,
            client_id: self.client_id_in_body || self.client_authentication != ClientAuthentication::ClientSecretBasic,
            content_type: self.uses(grant, Field::ContentType) && !self.content_type.is_empty(),
            format: self.request_format,
            own: self.parameters(grant).into_iter().map(named).collect(),
            own_of_authorization: self.authorization_parameters().into_iter().map(named).collect(),
        }
    }

    /// Refuses a URL whose query has a parameter that a GET sends too: the server would get it twice.
    fn without_sent(&self, grant: GrantType, url: TokenUrl) -> Result<TokenUrl, ProblemCode> {
        if self.request_format != RequestFormat::Get {
            return Ok(url);
        }
        let sent = self.sent(grant);
        let own =
            sent.own.iter().map(|(name, _)| *name).chain(["grant_type"]).chain(sent.client_id.then_some("client_id"));
        let is_sent = |extra: &&ExtraDraft| matches!(extra.place, ExtraPlace::Body | ExtraPlace::Query);
        let extras = self.extras.iter().filter(is_sent);
        let names: Vec<_> = own.chain(extras.map(|extra| extra.name.as_str())).collect();
        match url_query::names(url.as_str()).into_iter().find(|name| names.contains(&name.as_str())) {
            Some(name) => Err(ProblemCode::UrlParameter { name: crate::clean::escaped(&name) }),
            None => Ok(url),
        }
    }

    pub(super) fn with_consent(&self, url: TokenUrl) -> Result<TokenUrl, ProblemCode> {
        if url.is_cleartext() && !self.accept_cleartext { Err(ProblemCode::CleartextRefused) } else { Ok(url) }
    }
}

impl OAuth2Fields {
    /// Returns what is unusual about Client ID and Client Secret, for CONNECT to point out after `invalid_client`.
    ///
    /// The notes reveal only kind and position, never a part of the secret.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let secret = self.authentication.client_secret().map(Secret::notes).unwrap_or_default();
        let found = [(Field::ClientId, notes_on(&self.client_id)), (Field::ClientSecret, secret)];
        let note = |field, code| Note { field, environment: None, index: None, code };
        found.into_iter().flat_map(|(field, codes)| codes.into_iter().map(move |code| note(field, code))).collect()
    }
}

impl<S> OAuth2Fields<S> {
    /// Returns every secret with its name, in a fixed order.
    pub fn secrets(&self) -> impl Iterator<Item = (SecretField, &S)> {
        let extras = self.extras.iter().filter_map(|extra| match &extra.value {
            ExtraValue::Secret(secret) => Some((extra.secret_field(), secret)),
            ExtraValue::Plain(_) => None,
        });
        let certificate = self.client_certificate.iter().map(|certificate| (SecretField::ClientKey, &certificate.key));
        let dpop = self.dpop.iter().map(|dpop| (SecretField::DpopKey, &dpop.key));
        let proxy = self.network.proxy_password().map(|password| (SecretField::ProxyPassword, password));
        self.authentication.secret().into_iter().chain(certificate).chain(dpop).chain(extras).chain(proxy)
    }

    /// Returns the same fields with every secret mapped to another form.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map_secrets<T, E>(
        self,
        mut map: impl FnMut(SecretField, S) -> Result<T, E>,
    ) -> Result<OAuth2Fields<T>, E> {
        let authentication = self.authentication.try_map(&mut map)?;
        let client_certificate = match self.client_certificate {
            Some(ClientCertificate { chain, key }) => {
                Some(ClientCertificate { chain, key: map(SecretField::ClientKey, key)? })
            }
            None => None,
        };
        let dpop = match self.dpop {
            Some(Dpop { key, algorithm }) => Some(Dpop { key: map(SecretField::DpopKey, key)?, algorithm }),
            None => None,
        };
        let mut extras = Vec::with_capacity(self.extras.len());
        for extra in self.extras {
            let field = extra.secret_field();
            let value = match extra.value {
                ExtraValue::Plain(text) => ExtraValue::Plain(text),
                ExtraValue::Secret(secret) => ExtraValue::Secret(map(field, secret)?),
            };
            extras.push(ExtraParameter { slot: extra.slot, place: extra.place, name: extra.name, value });
        }
        let network = self.network.try_map(|password| map(SecretField::ProxyPassword, password))?;
        Ok(OAuth2Fields {
            grant_type: self.grant_type,
            sign_in: self.sign_in,
            token_url: self.token_url,
            accept_cleartext: self.accept_cleartext,
            client_id: self.client_id,
            authentication,
            client_certificate,
            dpop,
            scopes: self.scopes,
            basic_encoding: self.basic_encoding,
            audience: self.audience,
            resources: self.resources,
            extras,
            request_format: self.request_format,
            client_id_in_body: self.client_id_in_body,
            scope_separator: self.scope_separator,
            grant_type_value: self.grant_type_value,
            content_type: self.content_type,
            token_member: self.token_member,
            network,
        })
    }

    /// Returns the fields as reading the saved authorization gives them.
    #[must_use]
    pub fn to_stored_draft(&self) -> OAuth2Draft {
        let extra = |extra: &ExtraParameter<S>| ExtraDraft {
            slot: extra.slot.clone(),
            place: extra.place,
            name: extra.name.clone(),
            value: match &extra.value {
                ExtraValue::Plain(text) => ExtraValueDraft::Plain { text: text.clone() },
                ExtraValue::Secret(_) => ExtraValueDraft::Secret { input: SecretInput::Stored },
            },
        };
        let mut draft = OAuth2Draft {
            token_url: self.token_url.as_str().to_owned(),
            accept_cleartext: self.accept_cleartext,
            client_id: self.client_id.clone(),
            scopes: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            basic_encoding: self.basic_encoding,
            audience: self.audience.clone().unwrap_or_default(),
            resources: self.resources.clone(),
            extras: self.extras.iter().map(extra).collect(),
            request_format: self.request_format,
            client_id_in_body: self.client_id_in_body,
            scope_separator: self.scope_separator,
            grant_type_value: self.grant_type_value.clone().unwrap_or_default(),
            content_type: self.content_type.clone().unwrap_or_default(),
            token_member: self.token_member.typed().to_owned(),
            ..OAuth2Draft::default()
        };
        self.sign_in.fill(&mut draft);
        self.authentication.fill(&mut draft);
        self.network.fill(&mut draft);
        if let Some(certificate) = &self.client_certificate {
            draft.client_certificate.clone_from(&certificate.chain);
            draft.client_key = SecretInput::Stored;
        }
        if let Some(dpop) = &self.dpop {
            draft.dpop = true;
            draft.dpop_key = SecretInput::Stored;
            draft.dpop_algorithm = dpop.algorithm;
        }
        draft
    }
}
