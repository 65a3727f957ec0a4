//! The store's guarantees, each test in its own folder.

mod attempts;
mod copies;
mod damage;
mod files;
mod locks;
mod missing;
mod opening;
mod reading_and_writing;
mod restoring;
mod schema;
mod search;
mod search_index;
mod several_programs;
mod waiting;

use tempfile::TempDir;

use super::{SealedRow, Store};
use crate::authorization::{
    ApiKeyDraft, AuthorizationId, AuthorizationType, Details, Draft, Environment, KeyPlace, OAuth2Draft,
    PerEnvironment, SecretField, SecretInput,
};

/// A store in a folder that is deleted when the value is dropped.
struct Fresh {
    folder: TempDir,
    store: Store,
}

impl Fresh {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        Self { folder, store }
    }
}

fn open(folder: &TempDir) -> Store {
    Store::open(folder.path()).unwrap().0
}

/// What a save passes to the store.
struct Saved {
    draft: Draft,
    validated_at_ms: PerEnvironment<Option<i64>>,
    sealed: Vec<SealedRow>,
}

impl Saved {
    fn id(&self) -> AuthorizationId {
        self.draft.id.unwrap()
    }

    fn put(&self, store: &Store) -> crate::error::Result<()> {
        store.write(|tx| tx.put(&self.draft, self.validated_at_ms, &self.sealed, Some(b"sealed settings")))
    }
}

/// An OAuth 2 authorization for Staging.
/// A repaired database with two authorizations, of which the first has lost its secret.
fn with_a_lost_secret() -> (TempDir, Store, [Saved; 2]) {
    let fresh = Fresh::new();
    let (one, other) = (oauth2("one", ""), oauth2("other", ""));
    one.put(&fresh.store).unwrap();
    other.put(&fresh.store).unwrap();
    let sql = format!("UPDATE sealed SET bytes = zeroblob(3) WHERE authorization_id = '{}'", one.id());
    fresh.store.database().writer.connection().execute_batch(&sql).unwrap();
    let folder = fresh.folder;
    drop(fresh.store);
    let store = open(&folder);
    (folder, store, [one, other])
}

fn oauth2(name: &str, description: &str) -> Saved {
    let mut draft = Draft::blank(AuthorizationType::OAuth2);
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        environments.staging = OAuth2Draft {
            token_url: "https://a.example/token".into(),
            client_id: "id".into(),
            client_secret: SecretInput::Stored,
            scopes: vec!["a".into(), "b".into()],
            ..OAuth2Draft::default()
        };
    }
    complete(draft, name, description, &SecretField::ClientSecret, &[Environment::Staging])
}

/// An API key for both environments.
fn api_key(name: &str, description: &str) -> Saved {
    let mut draft = Draft::blank(AuthorizationType::ApiKey);
    if let Details::ApiKey { environments } = &mut draft.details {
        *environments = PerEnvironment::from_fn(|_| ApiKeyDraft {
            key: "X-Key".into(),
            place: KeyPlace::Header,
            value: SecretInput::Stored,
        });
    }
    complete(draft, name, description, &SecretField::Value, &Environment::ALL)
}

fn complete(draft: Draft, name: &str, description: &str, field: &SecretField, environments: &[Environment]) -> Saved {
    let id = AuthorizationId::generate();
    let draft = Draft { id: Some(id), revision: Some(1), name: name.into(), description: description.into(), ..draft };
    let seal = |&environment: &Environment| SealedRow {
        authorization: id,
        environment,
        field: field.clone(),
        key_id: uuid::Uuid::from_u128(7),
        origin: "https://a.example".into(),
        bytes: format!("sealed {name} {environment}").into_bytes(),
    };
    let sealed = environments.iter().map(seal).collect();
    Saved { draft, validated_at_ms: PerEnvironment { staging: Some(5), production: None }, sealed }
}

/// Returns a draft as text, since drafts don't implement `PartialEq`.
fn shown(draft: &Draft) -> String {
    // A draft that was read has an etag; one that is written has none.
    serde_json::to_string(&Draft { etag: None, ..draft.clone() }).unwrap()
}
