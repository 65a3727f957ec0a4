//! From a preset and the values of its variables to proposals for the fields of an environment.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::{
    preset::{AssertionAudience, FixedParameter, Preset},
    text::Text,
    variable::{Variable, VariableKind, VariableProblem, VariableProblemCode},
};
use crate::authorization::{
    ClientAuthentication, Environment, ExtraDraft, ExtraPlace, ExtraValueDraft, Field, GrantType, OAuth2Draft,
    PerEnvironment, TokenUrl,
};

/// The values of an environment's variables, by their names.
pub type Given = BTreeMap<String, String>;

/// What comes of the variables of both environments.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export, export_to = "PresetFilled.ts", rename = "PresetFilled")]
pub struct Filled {
    /// The proposals for each environment.
    pub environments: PerEnvironment<Filling>,
    /// What the user has to enter besides.
    pub to_enter: Vec<ToEnter>,
}

/// What comes of an environment's variables.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export, export_to = "PresetFilling.ts", rename = "PresetFilling")]
#[expect(clippy::large_enum_variant, reason = "one at a time is in memory, and a box would be in every match")]
pub enum Filling {
    /// The environment has variables, and none of them has a value: it isn't filled in.
    Blank,
    /// Values are missing or can't be used.
    Invalid {
        /// Every problem, at most one for each variable.
        problems: Vec<VariableProblem>,
    },
    /// There are proposals.
    Filled {
        /// The proposals.
        proposal: Proposal,
    },
}

/// Proposals for the fields of an environment.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export, export_to = "PresetProposal.ts", rename = "PresetProposal")]
pub struct Proposal {
    /// The fields that there are proposals for, in the order of the form.
    pub fields: Vec<Field>,
    /// The proposals. Members of other fields mean nothing.
    pub draft: OAuth2Draft,
}

/// What the user still has to enter, or may enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ToEnter {
    /// The field.
    pub field: Field,
    /// The extra parameter's name, if the field has several.
    pub name: Option<String>,
    /// What to enter, or where it is found.
    pub help: Text,
    /// How it looks.
    pub example: Option<String>,
    /// Whether there is no token without it.
    pub is_required: bool,
}

impl Preset {
    /// Returns proposals for both environments.
    #[must_use]
    pub fn fill_each(&self, given: &PerEnvironment<Given>, method: Option<ClientAuthentication>) -> Filled {
        let environments =
            PerEnvironment::from_fn(|environment| self.fill(environment, given.get(environment), method));
        Filled { environments, to_enter: self.to_enter(method) }
    }

    /// Returns proposals for an environment, or why there are none. `method` is the method of client authentication; `None` for the usual one.
    #[must_use]
    pub fn fill(&self, environment: Environment, given: &Given, method: Option<ClientAuthentication>) -> Filling {
        self.fill_beside(environment, given, method, false)
    }

    /// Returns the same; if the user gives the Token URL, without need of the variables that only it has.
    #[must_use]
    pub fn fill_beside(
        &self,
        environment: Environment,
        given: &Given,
        method: Option<ClientAuthentication>,
        has_token_url: bool,
    ) -> Filling {
        let asked = self.asked.get(environment);
        let is_needed = |variable: &&Variable| !has_token_url || !self.is_only_in_token_url(variable, method);
        let needs_any = self.variables_of(environment).any(|variable| is_needed(&variable));
        let given: Given = given.iter().map(|(name, text)| (name.clone(), text.trim().to_owned())).collect();
        if needs_any && given.values().all(String::is_empty) {
            return Filling::Blank;
        }
        let problem = |variable: &str, code| VariableProblem { variable: variable.to_owned(), code };
        let unknown = given.keys().filter(|name| !asked.contains(name));
        let mut problems: Vec<_> = unknown.map(|name| problem(name, VariableProblemCode::Unknown)).collect();
        for variable in self.variables_of(environment).filter(is_needed) {
            let text = given.get(&variable.name).map_or("", String::as_str);
            problems.extend(variable.kind.check(text).err().map(|code| problem(&variable.name, code)));
        }
        if !problems.is_empty() {
            return Filling::Invalid { problems };
        }
        let token_url = completed(self.token_url.get(environment), &given);
        if !has_token_url && !is_sent_as_written(&token_url) {
            // The parts of a host are fine, and together they aren't one, such as `1` as its end.
            let hosts = self.variables_of(environment).filter(|variable| variable.kind.is_in_a_host());
            let problems = hosts.map(|variable| problem(&variable.name, VariableProblemCode::NotAHost));
            return Filling::Invalid { problems: problems.collect() };
        }
        Filling::Filled { proposal: self.proposal(token_url, &given, method.unwrap_or_else(|| self.usual_method())) }
    }

    /// Returns what is proposed with the usual method, with the variables in braces.
    #[must_use]
    pub fn patterns(&self, environment: Environment) -> Proposal {
        let in_braces = self.variables.iter().map(|variable| (variable.name.clone(), variable.in_braces())).collect();
        self.proposal(self.token_url.get(environment).clone(), &in_braces, self.usual_method())
    }

    /// Returns what the user has to enter besides the variables.
    #[must_use]
    pub fn to_enter(&self, method: Option<ClientAuthentication>) -> Vec<ToEnter> {
        let method = method.unwrap_or_else(|| self.usual_method());
        let found = &self.where_found;
        let entry = |field, help: Option<&Text>, is_required| {
            help.map(|help| ToEnter { field, name: None, help: help.clone(), example: None, is_required })
        };
        let signs = method == ClientAuthentication::PrivateKeyJwt;
        let is_for_tls = self.client_certificate || method.needs_certificate();
        let credentials = [
            entry(Field::ClientId, Some(&found.client_id), true),
            entry(Field::ClientSecret, found.client_secret.as_ref().filter(|_| method.uses_secret()), true),
            entry(Field::PrivateKey, found.private_key.as_ref().filter(|_| signs), true),
            entry(Field::KeyId, found.kid.as_ref().filter(|_| signs), false),
            entry(
                Field::KeyCertificate,
                found.certificate.as_ref().filter(|_| signs && self.assertion_certificate),
                true,
            ),
            entry(Field::ClientCertificate, found.certificate.as_ref().filter(|_| is_for_tls), true),
        ];
        let scopes = self.scopes.as_ref().map(|needed| ToEnter {
            field: Field::Scopes,
            name: None,
            help: needed.help.clone(),
            example: Some(needed.example.join(" ")),
            is_required: needed.required,
        });
        let texts = [(Field::Audience, &self.audience), (Field::Resource, &self.resource)];
        let texts = texts.into_iter().filter_map(|(field, needed)| {
            let needed = needed.as_ref()?;
            let (help, example) = (needed.help.clone(), Some(needed.example.clone()));
            Some(ToEnter { field, name: None, help, example, is_required: needed.required })
        });
        let extras =
            self.parameters().filter(|(_, parameter)| parameter.value.is_none()).filter_map(|(place, parameter)| {
                let (name, help) = (Some(parameter.name.clone()), parameter.help.clone()?);
                Some(ToEnter { field: place.field(), name, help, example: None, is_required: false })
            });
        credentials.into_iter().flatten().chain(scopes).chain(texts).chain(extras).collect()
    }

    /// Returns the method that is proposed unless the user chooses another one.
    #[must_use]
    pub fn usual_method(&self) -> ClientAuthentication {
        self.client_authentication.first().copied().unwrap_or_default()
    }

    /// Returns the variables of an environment, in their order.
    pub fn variables_of(&self, environment: Environment) -> impl Iterator<Item = &Variable> {
        let asked = self.asked.get(environment);
        self.variables.iter().filter(|variable| asked.contains(&variable.name))
    }

    /// Whether nothing but the Token URL has a variable.
    fn is_only_in_token_url(&self, variable: &Variable, method: Option<ClientAuthentication>) -> bool {
        let uses_assertion = method.unwrap_or_else(|| self.usual_method()).uses_assertion();
        let is_audience = uses_assertion && matches!(self.assertion_audience, Some(AssertionAudience::Issuer));
        let issuer = self.issuer.as_deref().filter(|_| is_audience);
        let mut others = issuer.into_iter().chain(self.parameters().filter_map(|(_, other)| other.value.as_deref()));
        !others.any(|pattern| pattern.contains(&variable.in_braces()))
    }

    fn proposal(&self, token_url: String, given: &Given, method: ClientAuthentication) -> Proposal {
        let mut fields = vec![Field::TokenUrl, Field::ClientAuthentication];
        let mut draft = OAuth2Draft { token_url, client_authentication: method, ..Default::default() };
        if let Some(encoding) = self.basic_encoding.filter(|_| method == ClientAuthentication::ClientSecretBasic) {
            fields.push(Field::BasicEncoding);
            draft.basic_encoding = encoding;
        }
        if self.key_alg.is_some() && method == ClientAuthentication::PrivateKeyJwt {
            fields.push(Field::AssertionAlgorithm);
            draft.assertion_algorithm = self.key_alg;
        }
        if let Some(audience) = self.assertion_audience.filter(|_| method.uses_assertion()) {
            fields.push(Field::AssertionAudience);
            // The Token URL is what an empty field means.
            draft.assertion_audience = match audience {
                AssertionAudience::TokenUrl => String::new(),
                AssertionAudience::Issuer => self.issuer.as_deref().map_or_else(String::new, |i| completed(i, given)),
            };
        }
        self.propose_own_way(&mut fields, &mut draft);
        for (place, parameter) in self.parameters() {
            let Some(value) = &parameter.value else { continue };
            if !fields.contains(&place.field()) {
                fields.push(place.field());
            }
            let slot = format!("preset-{}", draft.extras.len());
            let value = ExtraValueDraft::Plain { text: completed(value, given) };
            draft.extras.push(ExtraDraft { slot, place, name: parameter.name.clone(), value });
        }
        fields.sort_by_key(|field| OAuth2Draft::FIELDS.iter().position(|other| other == field));
        Proposal { fields, draft }
    }

    /// Proposes how the request and the response differ from the usual ones.
    fn propose_own_way(&self, fields: &mut Vec<Field>, draft: &mut OAuth2Draft) {
        if let Some(format) = self.request_format {
            fields.push(Field::RequestFormat);
            draft.request_format = format;
        }
        if self.client_id_in_body && draft.uses(GrantType::ClientCredentials, Field::ClientIdInBody) {
            fields.push(Field::ClientIdInBody);
            draft.client_id_in_body = true;
        }
        if let Some(separator) = self.scope_separator {
            fields.push(Field::ScopeSeparator);
            draft.scope_separator = separator;
        }
        let texts = [
            (Field::GrantTypeValue, &self.grant_type_value, &mut draft.grant_type_value),
            (Field::ContentType, &self.content_type, &mut draft.content_type),
            (Field::TokenMember, &self.token_member, &mut draft.token_member),
        ];
        for (field, text, member) in texts {
            if let Some(text) = text {
                fields.push(field);
                member.clone_from(text);
            }
        }
    }

    fn parameters(&self) -> impl Iterator<Item = (ExtraPlace, &FixedParameter)> {
        let places = [
            (ExtraPlace::Body, &self.extra_body),
            (ExtraPlace::Header, &self.extra_headers),
            (ExtraPlace::Query, &self.extra_query),
        ];
        places.into_iter().flat_map(|(place, parameters)| parameters.iter().map(move |parameter| (place, parameter)))
    }
}

impl VariableKind {
    fn is_in_a_host(self) -> bool {
        matches!(self, Self::Label | Self::Host | Self::Address)
    }
}

/// Returns a pattern with its variables replaced. Values are never read as patterns.
fn completed(pattern: &str, given: &Given) -> String {
    crate::messages::fill(pattern, |name| given.get(name).cloned())
}

/// Whether a Token URL reaches the host and the path that are written in it.
fn is_sent_as_written(text: &str) -> bool {
    TokenUrl::parse(text).is_ok_and(|url| url.note().is_none())
}
