//! Authorizations with contents that reveal whether they are complete.
//!
//! Step `n` writes `n` into the description and into the client id of both environments, and the step that last typed the secrets
//! into the description and into both secrets. Any mixture of two steps contradicts itself.

use std::collections::BTreeMap;

use keyfob_core::{
    authorization::{
        Authorization, AuthorizationType, Details, Draft, Environment, ListQuery, OAuth2Draft, PerEnvironment,
        SecretField, SecretInput,
    },
    error::Error,
    keyfob::Keyfob,
    secret::Secret,
};

/// The number of authorizations.
pub const NAMES: u64 = 12;

/// The number of a step, and of the step that last typed the secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The step that saved the authorization.
    pub step: u64,
    /// The step that typed its secrets.
    pub typed: u64,
}

/// Returns the name of an authorization.
#[must_use]
pub fn name(index: u64) -> String {
    format!("torture {index:02}")
}

/// Saves a draft. If its Token URL has another origin, agrees to the change as the user does, and the secrets are sealed again.
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

/// Returns the draft that a step saves, based on the saved authorization if there is one.
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
        *environments = PerEnvironment::from_fn(|environment| OAuth2Draft {
            token_url: format!("https://host{}.example/token", step % 3),
            client_id: step.to_string(),
            client_secret: if typed == step {
                SecretInput::Typed { text: Secret::new(secret(typed, environment)) }
            } else {
                SecretInput::Stored
            },
            ..OAuth2Draft::default()
        });
    }
    draft
}

fn written(draft: &Draft) -> Written {
    let mut numbers = draft.description.split(' ').map(|number| number.parse().unwrap_or(u64::MAX));
    let mut next = || numbers.next().unwrap_or(u64::MAX);
    Written { step: next(), typed: next() }
}

/// Returns everything that is saved, by index, and checks that each authorization is complete.
///
/// # Errors
/// If the data can't be read.
///
/// # Panics
/// If an authorization is incomplete or a secret can't be opened: that is a bug in Keyfob.
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
