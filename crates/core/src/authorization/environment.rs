//! The two environments that an authorization is configured for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an authorization is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Environment {
    /// The test environment; Test Mode uses its data.
    Staging,
    /// The real environment.
    Production,
}

impl Environment {
    /// Both, in the order of the tabs.
    pub const ALL: [Self; 2] = [Self::Staging, Self::Production];

    /// Returns the word used in the database, on the command line and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|environment| environment.as_str() == text).ok_or(())
    }
}

/// One value for each environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct PerEnvironment<T> {
    /// The value for Staging.
    pub staging: T,
    /// The value for Production.
    pub production: T,
}

impl<T> PerEnvironment<T> {
    /// Makes a value for each environment.
    pub fn from_fn(mut make: impl FnMut(Environment) -> T) -> Self {
        Self { staging: make(Environment::Staging), production: make(Environment::Production) }
    }

    /// Returns the value for one environment.
    pub fn get(&self, environment: Environment) -> &T {
        match environment {
            Environment::Staging => &self.staging,
            Environment::Production => &self.production,
        }
    }

    /// Returns the value for one environment, to change it.
    pub fn get_mut(&mut self, environment: Environment) -> &mut T {
        match environment {
            Environment::Staging => &mut self.staging,
            Environment::Production => &mut self.production,
        }
    }

    /// Maps each value.
    pub fn map<U>(self, mut change: impl FnMut(Environment, T) -> U) -> PerEnvironment<U> {
        PerEnvironment {
            staging: change(Environment::Staging, self.staging),
            production: change(Environment::Production, self.production),
        }
    }

    /// Returns both values with their environments, in the order of the tabs.
    pub fn iter(&self) -> impl Iterator<Item = (Environment, &T)> {
        Environment::ALL.into_iter().map(|environment| (environment, self.get(environment)))
    }
}
