//! What the core finds wrong or unusual, by the option that corrects it.

use keyfob_core::{
    authorization::{
        Details, Draft, Environment, ExtraDraft, ExtraValueDraft, Field, FieldKind, NetworkProblemCode, Note, Problem,
        ProblemCode,
    },
    clean::escaped,
};

use super::option::{FieldOption, secret_extra};

/// How the command is given the authorization's name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NameGiven {
    /// As the argument NAME.
    Argument,
    /// By `--name`.
    Option,
}

/// Returns a line for each problem.
pub(crate) fn problem_lines(problems: &[Problem], draft: &Draft, environment: Environment, name: NameGiven) -> String {
    let line = |problem: &Problem| {
        let subject = subject(draft, environment, problem.field, problem.environment, problem.index, name);
        let advice = match &problem.code {
            ProblemCode::CleartextRefused => " Use `--accept-cleartext` to accept that.",
            ProblemCode::ContentType => " The field's option is `--content-type`.",
            ProblemCode::Network { problem } => network_advice(problem),
            ProblemCode::UrlSecret { .. } => " Their options are `--client-secret-file` and `--secret-query`.",
            _ => "",
        };
        format!("\n  {}{advice}", problem.code.about(&subject))
    };
    problems.iter().map(line).collect()
}

/// Returns which options hold what a proxy's address must not contain.
pub(crate) const fn network_advice(problem: &NetworkProblemCode) -> &'static str {
    match problem {
        NetworkProblemCode::ProxyCredentials => " Their options are `--proxy-user` and `--proxy-password-file`.",
        _ => "",
    }
}

/// Returns a line for each note on an environment.
pub(crate) fn note_lines(notes: &[Note], draft: &Draft, environment: Environment) -> Vec<String> {
    let is_shown = |note: &&Note| note.environment.is_none_or(|e| e == environment);
    let line = |note: &Note| {
        let subject = subject(draft, environment, note.field, note.environment, note.index, NameGiven::Argument);
        format!("{subject} {}.", note.code)
    };
    notes.iter().filter(is_shown).map(line).collect()
}

/// Returns the option that a problem or note is about, with the value's name or number if there are several.
fn subject(
    draft: &Draft,
    environment: Environment,
    field: Field,
    of: Option<Environment>,
    index: Option<u32>,
    name: NameGiven,
) -> String {
    let option = FieldOption::of(field).long;
    let other = of.filter(|of| *of != environment).map(|of| format!(" with `-e {of}`")).unwrap_or_default();
    if field == Field::Name && matches!(name, NameGiven::Argument) {
        return "NAME".to_owned();
    }
    if let (FieldKind::Extras { place }, Details::OAuth2 { environments, .. }) =
        (field.description().kind, &draft.details)
    {
        let extras = &environments.get(of.unwrap_or(environment)).extras;
        let mut rows = extras.iter().filter(|extra| extra.place == place);
        let row = index.and_then(|index| rows.nth(index as usize));
        let secret = secret_extra(place).filter(|_| row.is_some_and(is_secret));
        let option = secret.map_or(option, |(option, _)| option);
        let name = row.map(|row| format!(" {}", escaped(&row.name))).unwrap_or_default();
        return format!("`--{option}{name}`{other}");
    }
    let number = index.map(|index| format!(" (value {})", index + 1)).unwrap_or_default();
    format!("`--{option}`{number}{other}")
}

fn is_secret(extra: &ExtraDraft) -> bool {
    matches!(extra.value, ExtraValueDraft::Secret { .. })
}
