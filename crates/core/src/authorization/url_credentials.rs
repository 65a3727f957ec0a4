//! Credentials in the Token URL's query, moved to the fields that are meant for them.
//!
//! [`Draft::move_url_credentials`] returns the new value of each field once they are moved. `url_query` refuses those that stay.

use serde::Serialize;
use ts_rs::TS;

use super::{
    Details, Draft, Environment, ExtraPlace, GrantType, OAuth2Draft, Scope, SecretInput, characters, limits,
    url_query::{Parameter, Parts},
};
use crate::secret::{Revealed, Secret};

/// The changes that *Move into their fields* makes: the remaining URL, and the new values of the other fields.
///
/// A parameter whose field has another value stays in the URL and is listed in `kept`, so that nothing is lost. It serializes with the
/// secrets: they were in the URL, which the page has.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct MovedCredentials {
    /// The Token URL without the parameters that were moved; the rest is unchanged.
    pub token_url: String,
    /// The new Client ID; `None` to keep the present one.
    pub client_id: Option<String>,
    /// The new Client Secret; `None` to keep the present one.
    pub client_secret: Option<Revealed>,
    /// The scopes to add.
    pub scopes: Vec<String>,
    /// The extra parameters to add.
    pub extras: Vec<MovedExtra>,
    /// The parameters that stay in the URL because their fields have other values.
    pub kept: Vec<String>,
}

/// An extra parameter that is moved out of the URL.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct MovedExtra {
    /// Where it is sent.
    pub place: ExtraPlace,
    /// The parameter's name.
    pub name: String,
    /// The parameter's value.
    pub value: Revealed,
    /// Whether the value is a secret.
    pub secret: bool,
}

impl Draft {
    /// Moves credentials, scopes and the grant type out of the query of an environment's Token URL, into their fields; secrets without
    /// a field become secret query parameters. `None` if the draft isn't for OAuth 2.
    #[must_use]
    pub fn move_url_credentials(&self, environment: Environment) -> Option<MovedCredentials> {
        match &self.details {
            Details::OAuth2 { environments, .. } => Some(Mover::new(environments.get(environment)).run()),
            Details::ApiKey { .. } => None,
        }
    }
}

/// Takes the parameters out of the query one by one.
struct Mover<'a> {
    fields: &'a OAuth2Draft,
    moved: MovedCredentials,
    client_secret: Option<Secret>,
}

impl<'a> Mover<'a> {
    fn new(fields: &'a OAuth2Draft) -> Self {
        let moved = MovedCredentials {
            token_url: String::new(),
            client_id: None,
            client_secret: None,
            scopes: Vec::new(),
            extras: Vec::new(),
            kept: Vec::new(),
        };
        Self { fields, moved, client_secret: None }
    }

    fn run(mut self) -> MovedCredentials {
        let parts = Parts::of(characters::trimmed(&self.fields.token_url));
        let rest: Vec<&str> = parts.parameters().filter(|one| !self.takes(one)).map(|one| one.raw).collect();
        let query = rest.join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        self.moved.token_url = format!("{}{mark}{query}{}", parts.before, parts.fragment);
        self.moved.client_secret = self.client_secret.map(Secret::reveal);
        self.moved
    }

    /// Whether a parameter leaves the URL.
    fn takes(&mut self, parameter: &Parameter) -> bool {
        let name = parameter.known_name();
        let value = parameter.value.as_ref();
        let taken = match name.as_str() {
            "client_id" => self.takes_client_id(value),
            "client_secret" => self.takes_client_secret(value),
            "scope" => self.takes_scopes(value),
            "grant_type" => self.takes_grant_type(value),
            // Its authentication method has no field yet.
            "client_assertion" => value.is_empty(),
            _ if parameter.secret_name().is_some() => self.takes_secret(&parameter.name, value),
            _ => return false,
        };
        if !taken && !self.moved.kept.contains(&name) {
            self.moved.kept.push(name);
        }
        taken
    }

    fn takes_client_id(&mut self, value: &str) -> bool {
        let present = self.moved.client_id.as_ref().unwrap_or(&self.fields.client_id);
        if !present.is_empty() || value.is_empty() {
            return value.is_empty() || present == value;
        }
        self.moved.client_id = Some(value.to_owned());
        true
    }

    fn takes_client_secret(&mut self, value: &str) -> bool {
        if value.is_empty() {
            return true;
        }
        match (&self.client_secret, &self.fields.client_secret) {
            (Some(present), _) => present.is(value),
            (None, SecretInput::Stored | SecretInput::Held { .. }) => false,
            (None, SecretInput::Typed { text }) if !text.is_empty() => text.is(value),
            (None, SecretInput::Typed { .. } | SecretInput::Blank) => {
                self.client_secret = Some(Secret::new(value.to_owned()));
                true
            }
        }
    }

    /// Adds scopes to those that are present; if one of them isn't valid, all stay in the URL.
    fn takes_scopes(&mut self, value: &str) -> bool {
        let mut added: Vec<String> = Vec::new();
        for scope in value.split_whitespace() {
            let mut present = self.fields.scopes.iter().chain(&self.moved.scopes).chain(&added);
            if Scope::new(scope).is_err() {
                return false;
            }
            if !present.any(|other| other == scope) {
                added.push(scope.to_owned());
            }
        }
        if self.fields.scopes.len() + self.moved.scopes.len() + added.len() > limits::SCOPES {
            return false;
        }
        self.moved.scopes.append(&mut added);
        true
    }

    /// Drops the grant type that is sent anyway; another one becomes a body parameter, which replaces it.
    fn takes_grant_type(&mut self, value: &str) -> bool {
        if value.is_empty() || value == GrantType::ClientCredentials.as_str() {
            return true;
        }
        let own = self.fields.extras.iter().map(|extra| (extra.place, &extra.name));
        let moved = self.moved.extras.iter().map(|extra| (extra.place, &extra.name));
        if own.chain(moved).any(|(place, name)| place == ExtraPlace::Body && name == "grant_type") {
            return false;
        }
        self.add(ExtraPlace::Body, "grant_type", value, false);
        true
    }

    fn takes_secret(&mut self, name: &str, value: &str) -> bool {
        if !value.is_empty() {
            self.add(ExtraPlace::Query, name, value, true);
        }
        true
    }

    fn add(&mut self, place: ExtraPlace, name: &str, value: &str, secret: bool) {
        let value = Secret::new(value.to_owned()).reveal();
        self.moved.extras.push(MovedExtra { place, name: name.to_owned(), value, secret });
    }
}
