//! Private keys and certificates of the form. No private key is given to the page: it has only names of keys, and what is public of them.

use keyfob_core::{
    authorization::{Draft, Environment, SecretField},
    http::CertificateSeen,
    keyfob::{HeldKey, KeyDescription, KeyRead},
    keys::GeneratedKind,
    secret::Secret,
};
use tauri::{AppHandle, command};

use crate::{answer::Answer, state::ask};

/// Reads a private key or certificates from a file that the user chose or text that the user pasted. A key is held until it is saved.
#[command(rename_all = "snake_case")]
pub(crate) async fn hold_key(app: AppHandle, file: Vec<u8>, passphrase: Option<Secret>) -> Answer<KeyRead> {
    ask(app, move |keyfob| Ok(keyfob.hold_key(file, passphrase.as_ref()))).await
}

/// Generates a private key, and holds it until it is saved.
#[command(rename_all = "snake_case")]
pub(crate) async fn generate_key(app: AppHandle, kind: GeneratedKind) -> Answer<HeldKey> {
    ask(app, move |keyfob| keyfob.generate_key(kind)).await
}

/// Returns what is public of a private key of a draft.
#[command(rename_all = "snake_case")]
pub(crate) async fn describe_key(
    app: AppHandle,
    draft: Draft,
    environment: Environment,
    field: SecretField,
) -> Answer<KeyDescription> {
    ask(app, move |keyfob| keyfob.describe_key(&draft, environment, &field)).await
}

/// Returns the certificates in a text, described, and as PEM without anything else that is in it.
#[command(rename_all = "snake_case")]
pub(crate) async fn describe_certificates(app: AppHandle, text: String) -> Answer<Vec<CertificateSeen>> {
    ask(app, move |keyfob| Ok(keyfob.describe_certificates(&text))).await
}
