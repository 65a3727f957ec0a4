//! Sample authorizations of both types with every kind of secret, and a view of everything that a user sees of them.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use keyfob_core::{
    authorization::{
        ApiKeyDraft, AuthorizationId, AuthorizationType, Details, Draft, Environment, ExtraDraft, ExtraPlace,
        ExtraValueDraft, ListQuery, OAuth2Draft, PerEnvironment, SecretField, SecretInput,
    },
    error::Error,
    keyfob::{Keyfob, Settings},
    secret::Secret,
    vault::Keyring,
};

/// The names of the extra secrets of an OAuth 2 sample.
pub const SLOTS: [&str; 2] = ["slot-a", "slot-b"];

/// Creates a keyring in memory.
///
/// # Panics
/// If it can't be created.
#[must_use]
pub fn keyring() -> Keyring {
    let store: Arc<keyring_core::CredentialStore> = keyring_core::mock::Store::new().expect("a store in memory");
    Keyring::over(store)
}

/// Returns the draft of an OAuth 2 client with a Token URL and a secret in Staging, and no more than that.
#[must_use]
pub fn client(name: &str, token_url: &str, secret: &str) -> Draft {
    let mut draft = Draft { name: name.to_owned(), ..Draft::blank(AuthorizationType::OAuth2) };
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        environments.staging = OAuth2Draft {
            token_url: token_url.to_owned(),
            client_id: "client".to_owned(),
            client_secret: SecretInput::Typed { text: Secret::new(secret.to_owned()) },
            ..OAuth2Draft::default()
        };
    }
    draft
}

/// Opens a folder with a keyring.
///
/// # Errors
/// See [`Keyfob::open`].
pub fn open(folder: &Path, keyring: &Keyring) -> Result<Keyfob, Error> {
    let keyfob = Keyfob::open(Settings {
        folder: folder.to_path_buf(),
        keyring: keyring.clone(),
        waiting: keyfob_core::Waiting::default(),
    })?;
    keyfob.lift_reveal_limit();
    Ok(keyfob)
}

/// Returns the secrets that a sample has in each environment.
#[must_use]
pub fn fields(draft: &Draft) -> Vec<SecretField> {
    match draft.details {
        Details::ApiKey { .. } => vec![SecretField::Value],
        Details::OAuth2 { .. } => {
            let extras = SLOTS.map(|slot| SecretField::Extra { slot: slot.to_owned() });
            [SecretField::ClientSecret].into_iter().chain(extras).collect()
        }
    }
}

/// Returns a sample. Every second one is an API key; some have a description that is longer than a database page.
#[must_use]
pub fn draft(number: usize) -> Draft {
    let typed = |environment: Environment, field: &str| SecretInput::Typed {
        text: Secret::new(format!("secret of {number}, {environment}, {field}")),
    };
    let description = if number.is_multiple_of(7) { "ã".repeat(900) } else { format!("the {number}th") };
    let details = if number.is_multiple_of(2) {
        let environments = PerEnvironment::from_fn(|environment| OAuth2Draft {
            // The same origin for all, so that only its place distinguishes a secret.
            token_url: format!("https://login.example/{number}/token"),
            client_id: format!("client {number}"),
            client_secret: typed(environment, "client_secret"),
            extras: SLOTS
                .map(|slot| ExtraDraft {
                    slot: slot.to_owned(),
                    place: ExtraPlace::Body,
                    name: slot.replace('-', "_"),
                    value: ExtraValueDraft::Secret { input: typed(environment, slot) },
                })
                .into(),
            ..OAuth2Draft::default()
        });
        Details::OAuth2 { grant_type: keyfob_core::authorization::GrantType::default(), environments }
    } else {
        let environments = PerEnvironment::from_fn(|environment| ApiKeyDraft {
            key: format!("X-Key-{number}"),
            value: typed(environment, "value"),
            ..ApiKeyDraft::default()
        });
        Details::ApiKey { environments }
    };
    let kind = if number.is_multiple_of(2) { AuthorizationType::OAuth2 } else { AuthorizationType::ApiKey };
    Draft { name: format!("sample {number:02}"), description, details, ..Draft::blank(kind) }
}

/// An authorization as the user sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its row of the list, and what the form shows.
    pub shown: serde_json::Value,
    /// Each secret, or why it can't be opened.
    pub secrets: BTreeMap<(Environment, SecretField), Result<String, String>>,
}

/// All authorizations, by id.
pub type Everything = BTreeMap<String, Seen>;

/// Reads everything that the user can see.
///
/// # Errors
/// If the data can't be read.
pub fn look(keyfob: &Keyfob) -> Result<Everything, Error> {
    let mut everything = Everything::new();
    for page in 0.. {
        let page = keyfob.list(&ListQuery { page, ..ListQuery::default() })?;
        if page.rows.is_empty() || everything.contains_key(&page.rows[0].id.to_string()) {
            break;
        }
        for row in page.rows {
            let mut authorization = keyfob.read(row.id)?;
            // The log has no digest, and a repair omits it.
            authorization.last_attempts = PerEnvironment::default();
            authorization.last_revealed_at_ms = PerEnvironment::default();
            // Known only when the key is available. Its effect on a secret shows in the secret.
            authorization.outside_change = None;
            let secrets = secrets(keyfob, row.id, &authorization.draft);
            let shown = serde_json::json!({ "row": row, "authorization": authorization });
            everything.insert(row.id.to_string(), Seen { shown, secrets });
        }
    }
    Ok(everything)
}

fn secrets(
    keyfob: &Keyfob,
    id: AuthorizationId,
    draft: &Draft,
) -> BTreeMap<(Environment, SecretField), Result<String, String>> {
    let places = Environment::ALL.into_iter().flat_map(|e| fields(draft).into_iter().map(move |field| (e, field)));
    places.map(|(environment, field)| ((environment, field.clone()), reveal(keyfob, id, environment, &field))).collect()
}

/// Returns a secret as the user sees it, or the reason why it can't be opened.
///
/// # Errors
/// If it can't be opened.
pub fn reveal(
    keyfob: &Keyfob,
    id: AuthorizationId,
    environment: Environment,
    field: &SecretField,
) -> Result<String, String> {
    let revealed = keyfob.reveal(id, environment, field).map_err(|error| error.to_string())?;
    let text = serde_json::to_value(revealed).map_err(|error| error.to_string())?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}
