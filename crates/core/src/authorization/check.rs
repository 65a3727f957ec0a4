//! Checking a draft: it becomes checked values once, and all problems are reported.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    ApiKey, AuthorizationId, Description, Details, Draft, Environment, EnvironmentNetwork, Field, GrantType, Name,
    Note, OAuth2Fields, PerEnvironment, Problem, ProblemCode, Route, SecretField, SecretInput,
    environment_check::EnvironmentCheck, limits::as_u32, network,
};

/// How far an environment is filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Completeness {
    /// All blank.
    #[default]
    NotConfigured,
    /// Started; something is missing or wrong.
    Incomplete,
    /// Every required field is filled in and all are valid.
    Complete,
}

/// The problems and notes of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Check {
    /// Everything that is wrong; for an environment that is blank, what it would need.
    pub problems: Vec<Problem>,
    /// What is unusual and yet allowed.
    pub notes: Vec<Note>,
    /// How far each environment is filled in.
    pub completeness: PerEnvironment<Completeness>,
    /// Whether a save ends the sign-in that is kept for an environment, because its token depends on what was changed.
    pub ends_sign_in: PerEnvironment<bool>,
}

impl Check {
    /// Returns the problems that prevent a save: all but those of an environment that is left blank.
    pub fn blocking(&self) -> impl Iterator<Item = &Problem> {
        let nothing = self.completeness.iter().all(|(_, state)| *state == Completeness::NotConfigured);
        self.problems.iter().filter(move |problem| {
            nothing || problem.environment.is_none_or(|e| *self.completeness.get(e) != Completeness::NotConfigured)
        })
    }
}

/// A draft with every value checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The authorization that is edited; `None` for a new one.
    pub id: Option<AuthorizationId>,
    /// The revision that was read.
    pub revision: Option<u32>,
    /// Identifies the content that was read.
    pub etag: Option<String>,
    /// Name.
    pub name: Name,
    /// Description.
    pub description: Description,
    /// What depends on the type.
    pub details: CheckedDetails,
}

/// The checked part that depends on the type; `None` for an environment that isn't configured.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time is in memory, and a box would be in every match")]
pub enum CheckedDetails {
    /// A fixed key.
    ApiKey(PerEnvironment<Option<ApiKey<SecretInput>>>),
    /// OAuth 2.
    OAuth2(GrantType, PerEnvironment<Option<OAuth2Fields<SecretInput>>>),
}

impl CheckedDetails {
    /// Whether an environment is configured.
    #[must_use]
    pub fn is_configured(&self, environment: Environment) -> bool {
        match self {
            Self::ApiKey(environments) => environments.get(environment).is_some(),
            Self::OAuth2(_, environments) => environments.get(environment).is_some(),
        }
    }

    /// Returns the secrets of an environment, each with the name under which it is sealed.
    #[must_use]
    pub fn secrets(&self, environment: Environment) -> Vec<(SecretField, &SecretInput)> {
        match self {
            Self::ApiKey(environments) => {
                environments.get(environment).iter().map(|api_key| (SecretField::Value, &api_key.value)).collect()
            }
            Self::OAuth2(_, environments) => {
                environments.get(environment).iter().flat_map(OAuth2Fields::secrets).collect()
            }
        }
    }

    /// Returns which field a secret belongs to, and its number within a field that has several.
    #[must_use]
    pub fn field_of(&self, environment: Environment, secret: &SecretField) -> (Field, Option<u32>) {
        let slot = match secret {
            SecretField::ClientSecret => return (Field::ClientSecret, None),
            SecretField::PrivateKey => return (Field::PrivateKey, None),
            SecretField::ClientKey => return (Field::ClientKey, None),
            SecretField::DpopKey => return (Field::DpopKey, None),
            SecretField::ProxyPassword => return (Field::ProxyPassword, None),
            SecretField::Value => return (Field::Value, None),
            SecretField::Extra { slot } => slot,
        };
        let extras = match self {
            Self::OAuth2(_, environments) => environments.get(environment).as_ref().map(|fields| &fields.extras),
            Self::ApiKey(_) => None,
        };
        let extras = extras.map(Vec::as_slice).unwrap_or_default();
        let Some(place) = extras.iter().find(|extra| extra.slot == *slot).map(|extra| extra.place) else {
            return (Field::ExtraBody, None);
        };
        let index = extras.iter().filter(|extra| extra.place == place).position(|extra| extra.slot == *slot);
        (place.field(), index.map(as_u32))
    }

    /// Returns where a secret of an environment may go; nowhere if no token is requested.
    #[must_use]
    pub fn route(&self, environment: Environment, secret: &SecretField) -> Route {
        match self {
            Self::ApiKey(_) => Route::default(),
            Self::OAuth2(_, environments) => {
                environments.get(environment).as_ref().map(|fields| Route::of(fields, secret)).unwrap_or_default()
            }
        }
    }
}

impl Checked {
    /// Returns the draft as reading the saved authorization gives it: checked values, and every secret only *stored*.
    #[must_use]
    pub fn to_stored_draft(&self, id: AuthorizationId, revision: u32) -> Draft {
        let details = match &self.details {
            CheckedDetails::ApiKey(environments) => Details::ApiKey {
                environments: PerEnvironment::from_fn(|e| {
                    environments.get(e).as_ref().map(ApiKey::to_stored_draft).unwrap_or_default()
                }),
            },
            CheckedDetails::OAuth2(grant_type, environments) => Details::OAuth2 {
                grant_type: *grant_type,
                environments: PerEnvironment::from_fn(|e| {
                    environments.get(e).as_ref().map(OAuth2Fields::to_stored_draft).unwrap_or_default()
                }),
            },
        };
        Draft {
            id: Some(id),
            revision: Some(revision),
            etag: None,
            name: self.name.as_str().to_owned(),
            description: self.description.as_str().to_owned(),
            details,
        }
    }
}

impl Draft {
    /// Returns what is wrong and what is unusual.
    #[must_use]
    pub fn examine(&self) -> Check {
        self.run().0
    }

    /// Checks everything.
    ///
    /// # Errors
    /// Everything that is wrong, if the draft can't be saved.
    pub fn check(&self) -> Result<Checked, Check> {
        let (check, checked) = self.run();
        match checked {
            Some(checked) if check.blocking().next().is_none() => Ok(checked),
            _ => Err(check),
        }
    }

    /// Checks one OAuth 2 environment alone, as CONNECT does.
    ///
    /// # Errors
    /// What is wrong with that environment; empty if the draft isn't for OAuth 2.
    pub fn check_environment(&self, environment: Environment) -> Result<OAuth2Fields<SecretInput>, Vec<Problem>> {
        let mut problems = Vec::new();
        let checked = match &self.details {
            Details::OAuth2 { grant_type, environments } => {
                environments.get(environment).check(*grant_type, environment, &mut problems)
            }
            Details::ApiKey { .. } => None,
        };
        checked.ok_or(problems)
    }

    /// Checks how the requests of an OAuth 2 environment travel, whatever is wrong with its other fields.
    ///
    /// # Errors
    /// What is wrong with that; empty if the draft isn't for OAuth 2.
    pub(crate) fn check_network(
        &self,
        environment: Environment,
    ) -> Result<EnvironmentNetwork<SecretInput>, Vec<Problem>> {
        let mut problems = Vec::new();
        let checked = match &self.details {
            Details::OAuth2 { environments, .. } => {
                let mut check = EnvironmentCheck::new(environment, &mut problems);
                network::check(environments.get(environment), &mut check)
            }
            Details::ApiKey { .. } => None,
        };
        checked.ok_or(problems)
    }

    fn run(&self) -> (Check, Option<Checked>) {
        let mut problems = Vec::new();
        let mut notes = Vec::new();
        let mut keep =
            |field, code: ProblemCode| problems.push(Problem { field, environment: None, index: None, code });
        let name = Name::new(&self.name).map_err(|code| keep(Field::Name, code)).ok();
        let description = Description::new(&self.description).map_err(|code| keep(Field::Description, code)).ok();
        let (completeness, details) = match &self.details {
            Details::ApiKey { environments } => {
                environments.iter().for_each(|(environment, fields)| fields.note(environment, &mut notes));
                let (states, values) = check_each(environments, &mut problems, |d, e, p| (d.is_blank(), d.check(e, p)));
                (states, CheckedDetails::ApiKey(values))
            }
            Details::OAuth2 { grant_type, environments } => {
                environments.iter().for_each(|(environment, fields)| fields.note(*grant_type, environment, &mut notes));
                let (states, values) = check_each(environments, &mut problems, |d, e, p| {
                    (d.is_blank_for(*grant_type), d.check(*grant_type, e, p))
                });
                (states, CheckedDetails::OAuth2(*grant_type, values))
            }
        };
        let checked = name.zip(description).map(|(name, description)| Checked {
            id: self.id,
            revision: self.revision,
            etag: self.etag.clone(),
            name,
            description,
            details,
        });
        (Check { problems, notes, completeness, ..Check::default() }, checked)
    }
}

fn check_each<D, C>(
    drafts: &PerEnvironment<D>,
    problems: &mut Vec<Problem>,
    check: impl Fn(&D, Environment, &mut Vec<Problem>) -> (bool, Option<C>),
) -> (PerEnvironment<Completeness>, PerEnvironment<Option<C>>) {
    let mut states = PerEnvironment::default();
    let values = PerEnvironment::from_fn(|environment| {
        let (blank, value) = check(drafts.get(environment), environment, problems);
        *states.get_mut(environment) = match &value {
            _ if blank => Completeness::NotConfigured,
            Some(_) => Completeness::Complete,
            None => Completeness::Incomplete,
        };
        value
    });
    (states, values)
}
