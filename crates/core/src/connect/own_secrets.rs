//! The secrets of a request: searched for in what a server sends, and masked where the user typed them a second time, in a field that
//! isn't secret.
//!
//! The request is our own text: its secrets are masked where they are put in, and nothing that a server sends changes how it is shown.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::{
    authorization::OAuth2Fields,
    http::Proxy,
    oauth::{
        form,
        grant::Grant,
        secret_text::MASKED,
        token_request::{self, Proofs},
    },
    redact::Redactor,
};

/// The shortest secret that is masked, in bytes: a shorter one is in too many words.
const SHORTEST_BYTES: usize = 8;

/// Returns what masks the secrets of a request in what a server sends.
pub(super) fn redactor(credentials: &OAuth2Fields, grant: &Grant, proofs: &Proofs, proxy: Option<&Proxy>) -> Redactor {
    let mut redactor = Redactor::builder();
    for proof in proofs.assertion.iter().chain(&proofs.dpop) {
        redactor.add_token(proof.expose());
    }
    for (secret, ..) in grant.secrets() {
        redactor.add_secret(secret.expose());
    }
    for (_, secret) in credentials.secrets() {
        redactor.add_secret(secret.expose());
    }
    for pair in token_request::basic_pairs(credentials) {
        redactor.add_base64(&pair);
    }
    if let Some(password) = proxy.and_then(Proxy::password) {
        redactor.add_secret(password.expose());
    }
    let proxy_authorization = proxy.and_then(Proxy::basic_authorization);
    if let Some(pair) = proxy_authorization.as_ref().and_then(|header| header.expose().strip_prefix("Basic ")) {
        redactor.add_secret(pair);
    }
    redactor.build()
}

/// The secrets of a request, in each form that a request or a shell gives them.
pub(super) struct OwnSecrets(Vec<Zeroizing<String>>);

impl OwnSecrets {
    /// Returns the secrets of checked fields.
    pub(super) fn of(credentials: &OAuth2Fields) -> Self {
        let mut forms = Vec::new();
        for (_, secret) in credentials.secrets() {
            let text = secret.expose();
            forms.push(Zeroizing::new(text.to_owned()));
            forms.push(Zeroizing::new(form::encode(text)));
            forms.push(json_inner(text));
            forms.push(Zeroizing::new(text.replace('\'', r"'\''")));
            forms.push(Zeroizing::new(json_inner(text).replace('\'', r"'\''")));
        }
        for pair in token_request::basic_pairs(credentials) {
            forms.push(Zeroizing::new(STANDARD.encode(pair.as_bytes())));
        }
        forms.retain(|form| form.len() >= SHORTEST_BYTES);
        // A secret may contain another one.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms.dedup();
        Self(forms)
    }

    /// Returns a text with every secret masked.
    pub(super) fn masked(&self, text: String) -> String {
        self.0.iter().fold(text, |text, form| if text.contains(&**form) { text.replace(&**form, MASKED) } else { text })
    }
}

/// Returns a text as it is between the quotation marks of a JSON string.
fn json_inner(text: &str) -> Zeroizing<String> {
    let mut quoted = Zeroizing::new(serde_json::to_string(text).unwrap_or_default());
    quoted.pop();
    Zeroizing::new(quoted.get(1..).unwrap_or_default().to_owned())
}
