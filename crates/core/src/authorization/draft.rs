//! An authorization as typed in the form, complete or not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    ApiKeyDraft, AuthorizationId, Environment, Field, GrantType, OAuth2Draft, PerEnvironment, SecretField, SecretInput,
};

/// What kind of authorization it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum AuthorizationType {
    /// A fixed key.
    #[serde(rename = "api-key")]
    ApiKey,
    /// OAuth 2 (RFC 6749).
    #[serde(rename = "oauth2")]
    OAuth2,
}

impl AuthorizationType {
    /// Every type, in the order of the picker.
    pub const ALL: [Self; 2] = [Self::ApiKey, Self::OAuth2];

    /// Returns the word used in the database, on the command line and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "api-key",
            Self::OAuth2 => "oauth2",
        }
    }
}

/// An authorization as typed. Reading a saved one returns the same, its secrets only *stored*.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Draft {
    /// The id of the authorization that is edited; `None` for a new one.
    pub id: Option<AuthorizationId>,
    /// The revision that was read, to detect a save on a stale copy; `None` for a new one.
    pub revision: Option<u32>,
    /// Identifies the content that was read, as [`Authorization::draft`](super::Authorization) gives it: another program may have changed
    /// it without a new revision. `None` for a new one.
    #[serde(default)]
    pub etag: Option<String>,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// What depends on the type.
    pub details: Details,
}

/// The part of a draft that depends on its type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", deny_unknown_fields)]
#[ts(export)]
#[expect(clippy::large_enum_variant, reason = "one at a time is in memory, and a box would be in every match")]
pub enum Details {
    /// A fixed key.
    #[serde(rename = "api-key")]
    ApiKey {
        /// The fields of each environment.
        environments: PerEnvironment<ApiKeyDraft>,
    },
    /// OAuth 2.
    #[serde(rename = "oauth2")]
    OAuth2 {
        /// Grant Type.
        grant_type: GrantType,
        /// The fields of each environment.
        environments: PerEnvironment<OAuth2Draft>,
    },
}

impl Details {
    /// Whether there are tokens to request: an API key is sent as it is.
    #[must_use]
    pub fn requests_tokens(&self) -> bool {
        matches!(self, Self::OAuth2 { .. })
    }

    /// Whether users sign in to get tokens.
    #[must_use]
    pub fn signs_in(&self) -> bool {
        matches!(self, Self::OAuth2 { grant_type, .. } if grant_type.signs_in())
    }

    /// Returns the fields of each environment.
    #[must_use]
    pub fn fields(&self) -> &'static [Field] {
        match self {
            Self::ApiKey { .. } => ApiKeyDraft::FIELDS,
            Self::OAuth2 { .. } => OAuth2Draft::FIELDS,
        }
    }

    /// Whether an environment has anything filled in or chosen.
    #[must_use]
    pub fn is_configured(&self, environment: Environment) -> bool {
        match self {
            Self::ApiKey { environments } => !environments.get(environment).is_blank(),
            Self::OAuth2 { grant_type, environments } => !environments.get(environment).is_blank_for(*grant_type),
        }
    }

    /// Whether an environment has the same grant type and fields as in other details. Secrets are the same if both are stored or both blank.
    #[must_use]
    pub fn has_same_fields(&self, other: &Self, environment: Environment) -> bool {
        match (self, other) {
            (Self::ApiKey { environments: one }, Self::ApiKey { environments: other }) => {
                one.get(environment) == other.get(environment)
            }
            (
                Self::OAuth2 { grant_type, environments: one },
                Self::OAuth2 { grant_type: other_type, environments: other },
            ) => grant_type == other_type && one.get(environment) == other.get(environment),
            (Self::ApiKey { .. }, Self::OAuth2 { .. }) | (Self::OAuth2 { .. }, Self::ApiKey { .. }) => false,
        }
    }

    /// Whether the tokens of an environment are the same as with other details, which have the same secrets.
    pub(crate) fn has_same_tokens(&self, other: &Self, environment: Environment) -> bool {
        let for_token = |details: &Self| match details {
            Self::OAuth2 { grant_type, environments } => Some((*grant_type, environments.get(environment).for_token())),
            Self::ApiKey { .. } => None,
        };
        for_token(self) == for_token(other)
    }

    /// Returns the secrets of an environment that are stored.
    pub(crate) fn stored_secrets(&self, environment: Environment) -> Vec<SecretField> {
        let inputs = match self {
            Self::ApiKey { environments } => vec![(SecretField::Value, &environments.get(environment).value)],
            Self::OAuth2 { environments, .. } => environments.get(environment).secret_inputs(),
        };
        inputs.into_iter().filter(|(_, input)| matches!(input, SecretInput::Stored)).map(|(field, _)| field).collect()
    }

    /// Returns a secret of an environment, to change it; `None` if this type has no such secret.
    pub fn secret_mut(&mut self, environment: Environment, field: &SecretField) -> Option<&mut SecretInput> {
        match self {
            Self::ApiKey { environments } => {
                (*field == SecretField::Value).then(|| &mut environments.get_mut(environment).value)
            }
            Self::OAuth2 { environments, .. } => {
                let secrets = environments.get_mut(environment).secret_inputs_mut();
                secrets.into_iter().find(|(own, _)| own == field).map(|(_, input)| input)
            }
        }
    }

    /// Makes secrets of an environment blank.
    pub(crate) fn clear_secrets(&mut self, environment: Environment, which: impl Fn(&SecretField) -> bool) {
        match self {
            Self::ApiKey { environments } => {
                let fields = environments.get_mut(environment);
                if which(&SecretField::Value) {
                    fields.value = SecretInput::Blank;
                }
            }
            Self::OAuth2 { environments, .. } => {
                for (field, input) in environments.get_mut(environment).secret_inputs_mut() {
                    if which(&field) {
                        *input = SecretInput::Blank;
                    }
                }
            }
        }
    }
}

impl Draft {
    /// Creates an empty draft of a type, as the form starts with.
    #[must_use]
    pub fn blank(kind: AuthorizationType) -> Self {
        let details = match kind {
            AuthorizationType::ApiKey => Details::ApiKey { environments: PerEnvironment::default() },
            AuthorizationType::OAuth2 => {
                Details::OAuth2 { grant_type: GrantType::default(), environments: PerEnvironment::default() }
            }
        };
        Self { id: None, revision: None, etag: None, name: String::new(), description: String::new(), details }
    }

    /// Returns the draft's type.
    #[must_use]
    pub fn authorization_type(&self) -> AuthorizationType {
        match self.details {
            Details::ApiKey { .. } => AuthorizationType::ApiKey,
            Details::OAuth2 { .. } => AuthorizationType::OAuth2,
        }
    }
}
