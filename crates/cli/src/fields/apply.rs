//! Putting what the options say into a draft.

use std::{
    collections::{HashMap, hash_map::Entry},
    path::PathBuf,
};

use keyfob_core::{
    authorization::{
        ApiKeyDraft, AssertionAlgorithm, Details, Draft, Environment, EnvironmentProxyChoice, ExtraDraft, ExtraPlace,
        ExtraValueDraft, Field, FieldKind, OAuth2Draft, Problem, ProblemCode, SecretInput,
    },
    clean::escaped,
    keys::{GeneratedKind, KeyFile, PrivateKey, SigningAlgorithm, certificates_as_pem},
    secret::Secret,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use super::{
    given::{Given, KEY_PASSPHRASE, Value},
    option::{FieldOption, prompt, removed_extra},
};
use crate::{failure::Failure, key_file, secret_file, terminal};

/// The secrets that were read, since a file such as standard input can be read only once.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    read: HashMap<PathBuf, Secret>,
    keys: Vec<(Field, KeyFile)>,
    certificates: Vec<(Field, String, Option<PrivateKey>)>,
    prompted: Option<Secret>,
}

impl Secrets {
    /// Reads all files: of secrets, keys and certificates.
    pub(crate) fn read(given: &Given) -> Result<Self, Failure> {
        let mut secrets = Self::default();
        let passphrase = given.key_passphrase.as_ref().map(|path| secret_file::passphrase(KEY_PASSPHRASE, path));
        let passphrase = passphrase.transpose()?;
        for (option, path) in given.secret_files() {
            if let Entry::Vacant(entry) = secrets.read.entry(path) {
                let secret = secret_file::read(&option, entry.key())?;
                entry.insert(secret);
            }
        }
        let passphrase = passphrase.as_ref();
        for (field, value) in &given.values {
            let option = format!("--{}", FieldOption::of(*field).long);
            match value {
                Value::KeyFile(path) => {
                    let key = key_file::private_key(&option, path, passphrase)?;
                    secrets.keys.push((*field, key));
                }
                Value::CertificateFile(path) => {
                    let (pem, key) = key_file::certificates_and_key(&option, path, passphrase)?;
                    secrets.certificates.push((*field, pem, key));
                }
                _ => {}
            }
        }
        Ok(secrets)
    }

    fn of(&self, path: &PathBuf) -> SecretInput {
        self.read.get(path).map_or(SecretInput::Blank, |text| SecretInput::Typed { text: text.clone() })
    }

    /// Asks for a secret if it is all that is missing and there is a user to ask. Returns whether it is in the draft now.
    pub(crate) fn prompt(
        &mut self,
        problems: &[Problem],
        draft: &mut Draft,
        environment: Environment,
    ) -> Result<bool, Failure> {
        let [problem] = problems else { return Ok(false) };
        let field = problem.field;
        // A key has several lines, so it can't be typed.
        let is_missing = problem.code == ProblemCode::Required && field.description().kind == FieldKind::Secret;
        if !is_missing || problem.environment != Some(environment) || !terminal::can_ask() {
            return Ok(false);
        }
        let text = match self.prompted.take() {
            Some(text) => text,
            None => terminal::secret(&format!("{}: ", prompt(field)))?,
        };
        put_secret(draft, environment, field, SecretInput::Typed { text: text.clone() });
        self.prompted = Some(text);
        Ok(true)
    }
}

/// Sets a secret of an environment.
fn put_secret(draft: &mut Draft, environment: Environment, field: Field, input: SecretInput) {
    if let Some(secret) = field.secret().and_then(|name| draft.details.secret_mut(environment, &name)) {
        *secret = input;
    }
}

impl Given {
    /// Puts the values into an environment of a draft. What wasn't given stays.
    pub(crate) fn apply(&self, draft: &mut Draft, environment: Environment, secrets: &Secrets) {
        match &mut draft.details {
            Details::ApiKey { environments } => {
                let fields = environments.get_mut(environment);
                *fields = self.with_members(fields, &ApiKeyDraft::default());
            }
            Details::OAuth2 { grant_type, environments } => {
                let fields = environments.get_mut(environment);
                let extras = std::mem::take(&mut fields.extras);
                *fields = self.with_members(fields, &OAuth2Draft::default());
                fields.extras = self.with_extras(extras, secrets);
                self.apply_proxy(fields);
                *grant_type = self.grant.unwrap_or(*grant_type);
            }
        }
        for (field, value) in &self.values {
            if let Value::SecretFile(path) = value {
                put_secret(draft, environment, *field, secrets.of(path));
            }
        }
        self.apply_keys(draft, environment, secrets);
    }

    /// Puts what `--proxy` says into a draft: a word, or an address.
    fn apply_proxy(&self, fields: &mut OAuth2Draft) {
        let given = self.values.iter().find(|(field, _)| *field == Field::Proxy);
        let Some((_, Value::Text(text))) = given else { return };
        let words = [
            ("default", EnvironmentProxyChoice::Default),
            ("system", EnvironmentProxyChoice::System),
            ("none", EnvironmentProxyChoice::None),
        ];
        let text = text.trim();
        if let Some((_, choice)) = words.into_iter().find(|(word, _)| text.eq_ignore_ascii_case(word)) {
            fields.proxy = choice;
            return;
        }
        fields.proxy = EnvironmentProxyChoice::Address;
        // A stored password of another proxy is refused by the core.
        text.clone_into(&mut fields.proxy_address);
    }

    /// Puts keys and certificates into a draft. What a file says besides counts unless it is given: the name and the algorithm of a JWK,
    /// and the key beside a client certificate.
    fn apply_keys(&self, draft: &mut Draft, environment: Environment, secrets: &Secrets) {
        let is_given = |field: Field| self.values.iter().any(|(given, _)| *given == field);
        let typed = |key: &PrivateKey| SecretInput::Typed { text: key.to_secret() };
        for (field, read) in &secrets.keys {
            put_secret(draft, environment, *field, typed(&read.key));
            let Details::OAuth2 { environments, .. } = &mut draft.details else { continue };
            if *field != Field::PrivateKey {
                continue;
            }
            let fields = environments.get_mut(environment);
            // What belongs to the key before it doesn't stay.
            if !is_given(Field::KeyId) {
                fields.key_id = read.key_id.clone().unwrap_or_default();
            }
            if !is_given(Field::AssertionAlgorithm) {
                fields.assertion_algorithm = read.algorithm.map(AssertionAlgorithm::from);
            }
            if !is_given(Field::KeyCertificate) {
                fields.key_certificate = certificates_as_pem(&read.certificates);
            }
        }
        if let Details::OAuth2 { environments, .. } = &mut draft.details {
            let fields = environments.get_mut(environment);
            // A key that is brought for it, or `--dpop` alone, which generates one.
            fields.dpop |= is_given(Field::DpopKey);
            if is_given(Field::Dpop)
                && fields.dpop_key.is_blank()
                && let Ok(key) = PrivateKey::generate(kind_for(fields.dpop_algorithm))
            {
                fields.dpop_key = typed(&key);
            }
        }
        for (field, pem, key) in &secrets.certificates {
            if let Details::OAuth2 { environments, .. } = &mut draft.details {
                let fields = environments.get_mut(environment);
                let text = match field {
                    Field::KeyCertificate => &mut fields.key_certificate,
                    Field::CaCertificates => &mut fields.ca_certificates,
                    _ => &mut fields.client_certificate,
                };
                text.clone_from(pem);
            }
            if let (Field::ClientCertificate, Some(key), false) = (field, key, is_given(Field::ClientKey)) {
                put_secret(draft, environment, Field::ClientKey, typed(key));
            }
        }
    }

    /// Sets the members that aren't secret; a secret is only emptied.
    fn with_members<D: Serialize + DeserializeOwned + Clone>(&self, fields: &D, blank: &D) -> D {
        let mut members = members(fields);
        let blank = self::members(blank);
        for field in &self.clear {
            let member = field.description().member;
            if let Some(value) = blank.get(member) {
                members.insert(member.to_owned(), value.clone());
            }
        }
        for (field, value) in &self.values {
            // `--timeout`, for an API key.
            if !blank.contains_key(field.description().member) {
                continue;
            }
            let value = match value {
                Value::Text(_) if *field == Field::Proxy => continue,
                Value::Text(text) => Json::from(text.as_str()),
                Value::Texts(texts) => Json::from(texts.clone()),
                Value::Flag => Json::from(true),
                Value::SecretFile(_) | Value::KeyFile(_) | Value::CertificateFile(_) | Value::Extras { .. } => continue,
            };
            members.insert(field.description().member.to_owned(), value);
        }
        // Each value has the kind that the field's description names.
        serde_json::from_value(Json::Object(members)).unwrap_or_else(|_| fields.clone())
    }

    /// Returns an option that was given for a field that isn't used, with the option that decides that.
    pub(crate) fn unused(&self, draft: &Draft, environment: Environment) -> Option<(&'static str, &'static str)> {
        let Details::OAuth2 { grant_type, environments } = &draft.details else { return None };
        let fields = environments.get(environment);
        let unused = self.values.iter().map(|(field, _)| *field).find(|field| !fields.uses(*grant_type, *field))?;
        let by = match unused {
            field if !grant_type.uses(field) => Field::GrantType,
            Field::DpopAlgorithm => Field::Dpop,
            Field::ContentType => Field::RequestFormat,
            Field::ProxyUsername | Field::ProxyPassword => Field::Proxy,
            _ => Field::ClientAuthentication,
        };
        Some((FieldOption::of(unused).long, FieldOption::of(by).long))
    }

    /// Returns an option that is to remove an extra parameter that isn't there.
    pub(crate) fn absent(&self, draft: &Draft, environment: Environment) -> Option<String> {
        let Details::OAuth2 { environments, .. } = &draft.details else { return None };
        let extras = &environments.get(environment).extras;
        self.values.iter().find_map(|(_, value)| {
            let Value::Extras { place, removed, .. } = value else { return None };
            let is_there = |name: &&String| extras.iter().any(|extra| is_named(extra, *place, name));
            let absent = removed.iter().find(|name| !is_there(name))?;
            Some(format!("--{} {}", removed_extra(*place).0, escaped(absent)))
        })
    }

    /// Removes and adds extra parameters. One with the name of some that are there replaces them.
    fn with_extras(&self, mut extras: Vec<ExtraDraft>, secrets: &Secrets) -> Vec<ExtraDraft> {
        for field in &self.clear {
            if let FieldKind::Extras { place } = field.description().kind {
                extras.retain(|extra| extra.place != place);
            }
        }
        for (_, value) in &self.values {
            let Value::Extras { place, removed, plain, secret } = value else { continue };
            let (plain_names, secret_names) = (plain.iter().map(|(name, _)| name), secret.iter().map(|(name, _)| name));
            let names: Vec<_> = removed.iter().chain(plain_names).chain(secret_names).collect();
            extras.retain(|extra| !names.iter().any(|name| is_named(extra, *place, name)));
            for (name, text) in plain {
                add(&mut extras, *place, name, ExtraValueDraft::Plain { text: text.clone() });
            }
            for (name, path) in secret {
                add(&mut extras, *place, name, ExtraValueDraft::Secret { input: secrets.of(path) });
            }
        }
        extras
    }
}

/// Returns the kind of key to generate for an algorithm; one that no generated key has is refused by the check.
fn kind_for(algorithm: Option<SigningAlgorithm>) -> GeneratedKind {
    match algorithm {
        Some(SigningAlgorithm::ES384) => GeneratedKind::P384,
        Some(SigningAlgorithm::ES512) => GeneratedKind::P521,
        Some(SigningAlgorithm::EdDSA) => GeneratedKind::Ed25519,
        _ => GeneratedKind::P256,
    }
}

/// Whether an extra parameter has a name in a place; a header has it in any case (RFC 9110, section 5.1).
fn is_named(extra: &ExtraDraft, place: ExtraPlace, name: &str) -> bool {
    let is_same = match place {
        ExtraPlace::Header => extra.name.eq_ignore_ascii_case(name),
        ExtraPlace::Body | ExtraPlace::Query | ExtraPlace::Authorization => extra.name == name,
    };
    extra.place == place && is_same
}

/// Adds an extra parameter with a slot that no other has.
fn add(extras: &mut Vec<ExtraDraft>, place: ExtraPlace, name: &str, value: ExtraValueDraft) {
    let option = FieldOption::of(place.field()).long;
    let is_free = |slot: &String| !extras.iter().any(|extra| extra.slot == *slot);
    let slot = (0..=extras.len()).map(|number| format!("{option}-{number}")).find(is_free).unwrap_or_default();
    extras.push(ExtraDraft { slot, place, name: name.to_owned(), value });
}

fn members(fields: &impl Serialize) -> Map<String, Json> {
    match serde_json::to_value(fields) {
        Ok(Json::Object(members)) => members,
        _ => Map::new(),
    }
}
