//! Problems: which field of a draft breaks a rule, in which environment, and why.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Environment, Field, ProblemCode};

/// One thing wrong with a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Problem {
    /// The field it is about.
    pub field: Field,
    /// The environment, if the field belongs to one.
    pub environment: Option<Environment>,
    /// Which of the field's values, counted from 0, if it has several.
    pub index: Option<u32>,
    /// Why.
    #[serde(flatten)]
    pub code: ProblemCode,
}

impl Problem {
    /// A name that another authorization has, or that looks like another's.
    pub(crate) fn of_name(code: ProblemCode) -> Self {
        Self { field: Field::Name, environment: None, index: None, code }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index = self.index.map_or_else(String::new, |index| format!(" (value {})", index + 1));
        let environment = self.environment.map_or_else(String::new, |environment| format!(" for {environment}"));
        formatter.write_str(&self.code.about(&format!("`{}`{index}{environment}", self.field.as_str())))
    }
}
