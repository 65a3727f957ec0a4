//! Every rule of an authorization, each with cases that fail without it.

mod api_key;
mod arbitrary;
mod authentication;
mod environments;
mod extras;
mod fields;
mod name_and_description;
mod notes;
mod oauth2;
mod own_way;
mod scopes;
mod serialization;
mod token_url;
mod url_credentials;

use super::{
    ApiKeyDraft, Details, Draft, Environment, Field, GrantType, OAuth2Draft, PerEnvironment, Problem, ProblemCode,
    SecretInput,
};
use crate::secret::Secret;

/// What is wrong, as the cases write it down: the field, which of its values, and why.
type Wrong = (Field, Option<u32>, ProblemCode);

fn typed(text: &str) -> SecretInput {
    SecretInput::Typed { text: Secret::new(text.to_owned()) }
}

/// An OAuth 2 environment with every required field and no other.
fn connectable() -> OAuth2Draft {
    OAuth2Draft {
        token_url: "https://login.example/token".into(),
        client_id: "client".into(),
        client_secret: typed("secret"),
        ..Default::default()
    }
}

/// An API key's environment with every field.
fn keyed() -> ApiKeyDraft {
    ApiKeyDraft { key: "X-Key".into(), value: typed("secret"), ..Default::default() }
}

fn oauth2(staging: OAuth2Draft, production: OAuth2Draft) -> Draft {
    let environments = PerEnvironment { staging, production };
    named(Details::OAuth2 { grant_type: GrantType::ClientCredentials, environments })
}

fn api_key(staging: ApiKeyDraft, production: ApiKeyDraft) -> Draft {
    named(Details::ApiKey { environments: PerEnvironment { staging, production } })
}

fn named(details: Details) -> Draft {
    Draft { id: None, revision: None, etag: None, name: "Billing".into(), description: String::new(), details }
}

/// What is wrong with an OAuth 2 environment once `change` was made to a complete one.
fn wrong_after(change: impl FnOnce(&mut OAuth2Draft)) -> Vec<Wrong> {
    let mut draft = connectable();
    change(&mut draft);
    let mut problems = Vec::new();
    let checked = draft.check(crate::authorization::GrantType::default(), Environment::Production, &mut problems);
    assert_eq!(
        checked.is_some(),
        problems.is_empty(),
        "a value is returned if and only if nothing is wrong: {problems:?}"
    );
    assert!(problems.iter().all(|problem| problem.environment == Some(Environment::Production)));
    wrong(&problems)
}

fn wrong(problems: &[Problem]) -> Vec<Wrong> {
    problems.iter().map(|problem| (problem.field, problem.index, problem.code.clone())).collect()
}

const fn too_long(limit: u32, found: u32) -> ProblemCode {
    ProblemCode::TooLong { limit, found }
}

const fn too_many(limit: u32, found: u32) -> ProblemCode {
    ProblemCode::TooMany { limit, found }
}
