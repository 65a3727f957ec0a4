//! What an authorization of the torture says of itself, so that a half-written one shows.
//!
//! Step `n` writes `n` into the description and into the client id of both environments, and the step that last typed the secrets
//! into the description and into both secrets. Any mixture of two steps contradicts itself.

use std::collections::BTreeMap;

use keyfob_core::{
    authorization::{
        Authorization, AuthorizationType, ClientCredentialsDraft, Details, Draft, Environment, ListQuery,
        PerEnvironment, SecretField, SecretInput,
    },
    error::Error,
    keyfob::Keyfob,
    secret::Secret,
};

/// How many authorizations the torture works on.
pub const NAMES: u64 = 12;

/// A step's number and that of the step that last typed the secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The step that saved it.
    pub step: u64,
    /// The step that typed its secrets.
    pub typed: u64,
}

/// The name of an authorization.
#[must_use]
pub fn name(index: u64) -> String {
    format!("torture {index:02}")
}

/// Saves a draft, and agrees as the user does where a step changed the Token URL's origin: the secrets are sealed again then.
///
/// # Errors
/// See [`Keyfob::save`].
pub fn save(keyfob: &Keyfob, draft: &Draft) -> Result<Authorization, Error> {
    let mut agreed = Vec::new();
    loop {
        match keyfob.save(draft, &agreed) {
            Err(Error::OriginChanged(change)) if agreed.len() < Environment::ALL.len() => agreed.push(*change),
            saved => return saved,
        }
    }
}

fn secret(typed: u64, environment: Environment) -> String {
    format!("canary-secret {typed} {environment}")
}

/// The draft that a step saves, on top of what was read, or anew.
#[must_use]
pub fn draft(index: u64, before: Option<&Draft>, step: u64, type_secrets: bool) -> Draft {
    let mut draft = before.cloned().unwrap_or_else(|| Draft::blank(AuthorizationType::OAuth2));
    let typed = match before.map(written) {
        Some(before) if !type_secrets => before.typed,
        _ => step,
    };
    draft.name = name(index);
    draft.description = format!("{step} {typed}");
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        *environments = PerEnvironment::from_fn(|environment| ClientCredentialsDraft {
            token_url: format!("https://host{}.example/token", step % 3),
            client_id: step.to_string(),
            client_secret: if typed == step {
                SecretInput::Typed { text: Secret::new(secret(typed, environment)) }
            } else {
                SecretInput::Stored
            },
            ..ClientCredentialsDraft::default()
        });
    }
    draft
}

fn written(draft: &Draft) -> Written {
    let mut numbers = draft.description.split(' ').map(|number| number.parse().unwrap_or(u64::MAX));
    let mut next = || numbers.next().unwrap_or(u64::MAX);
    Written { step: next(), typed: next() }
}

/// Everything that is saved, by index, each one checked to be whole.
///
/// # Errors
/// The data cannot be read.
///
/// # Panics
/// An authorization is half-written or a secret does not open: that is a finding.
pub fn read_all(keyfob: &Keyfob) -> Result<BTreeMap<u64, Written>, Error> {
    let mut found = BTreeMap::new();
    let page = keyfob.list(&ListQuery::default())?;
    assert_eq!(page.total as usize, page.rows.len(), "the torture keeps to one page");
    for row in page.rows {
        let draft = keyfob.read(row.id)?.draft;
        let index = draft.name.strip_prefix("torture ").and_then(|index| index.parse().ok()).unwrap_or(u64::MAX);
        let written = written(&draft);
        let Details::OAuth2 { environments, .. } = &draft.details else { panic!("a type changed: {draft:?}") };
        for (environment, fields) in environments.iter() {
            assert_eq!(fields.client_id, written.step.to_string(), "half-written: {draft:?}");
            let revealed = keyfob.reveal(row.id, environment, &SecretField::ClientSecret)?;
            let revealed = serde_json::to_value(revealed).unwrap_or_default();
            assert_eq!(revealed, secret(written.typed, environment).as_str(), "a secret of another step: {draft:?}");
        }
        found.insert(index, written);
    }
    Ok(found)
}
