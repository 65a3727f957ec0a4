//! Checking the fields of one environment: each value is parsed once, and every problem is kept.

use super::{Environment, Field, Problem, ProblemCode, SecretInput, limits::as_u32};

/// Collects the problems of one environment's fields.
///
/// Each method returns the checked value, or `None` if it keeps a problem.
pub(super) struct EnvironmentCheck<'a> {
    environment: Environment,
    problems: &'a mut Vec<Problem>,
}

impl<'a> EnvironmentCheck<'a> {
    /// Starts with the problems that were found elsewhere.
    pub(super) fn new(environment: Environment, problems: &'a mut Vec<Problem>) -> Self {
        Self { environment, problems }
    }

    /// Keeps a problem.
    pub(super) fn keep(&mut self, field: Field, index: Option<u32>, code: ProblemCode) {
        self.problems.push(Problem { field, environment: Some(self.environment), index, code });
    }

    /// Takes the result of a field's own check.
    pub(super) fn parsed<T>(&mut self, field: Field, result: Result<T, ProblemCode>) -> Option<T> {
        result.map_err(|code| self.keep(field, None, code)).ok()
    }

    /// Checks a text by the field's rule.
    pub(super) fn text(&mut self, field: Field, text: &str) -> Option<String> {
        self.parsed(field, field.description().check_text(text).map(|()| text.to_owned()))
    }

    /// Checks a list of texts, each by `parse`.
    pub(super) fn texts<'t, T>(
        &mut self,
        field: Field,
        texts: &'t [String],
        mut parse: impl FnMut(&'t str) -> Result<T, ProblemCode>,
    ) -> Option<Vec<T>> {
        let count = self.parsed(field, field.description().check_count(texts.len()));
        let mut checked = Vec::with_capacity(texts.len());
        for (index, text) in texts.iter().enumerate() {
            match parse(text) {
                Ok(value) => checked.push(value),
                Err(code) => self.keep(field, Some(as_u32(index)), code),
            }
        }
        count.filter(|()| checked.len() == texts.len()).map(|()| checked)
    }

    /// Checks a secret by the field's rule; a stored one was checked when it was saved.
    pub(super) fn secret(&mut self, field: Field, input: &SecretInput) -> Option<SecretInput> {
        let rule = field.description();
        let result = match input {
            SecretInput::Stored => Ok(()),
            // The program was restarted since, or the name is made up.
            SecretInput::Held { .. } => Err(ProblemCode::NotAPrivateKey),
            SecretInput::Typed { text } => text.checked(|text| rule.check_text(text)),
            SecretInput::Blank => Err(ProblemCode::Required),
        };
        self.parsed(field, result.map(|()| input.clone()))
    }
}
