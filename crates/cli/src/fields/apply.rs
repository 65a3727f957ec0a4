//! Putting what the options say into a draft.

use std::{
    collections::{HashMap, hash_map::Entry},
    path::PathBuf,
};

use keyfob_core::{
    authorization::{
        ApiKeyDraft, ClientCredentialsDraft, Details, Draft, Environment, ExtraDraft, ExtraPlace, ExtraValueDraft,
        FieldKind, Problem, ProblemCode, SecretInput,
    },
    clean::escaped,
    secret::Secret,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use super::{
    given::{Given, Value},
    option::{FieldOption, prompt, removed_extra},
};
use crate::{failure::Failure, secret_file, terminal};

/// The secrets that were read, since a file such as standard input can be read only once.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    read: HashMap<PathBuf, Secret>,
    prompted: Option<Secret>,
}

impl Secrets {
    /// Reads the files of all secrets.
    pub(crate) fn read(given: &Given) -> Result<Self, Failure> {
        let mut read = HashMap::new();
        for (option, path) in given.files() {
            if let Entry::Vacant(entry) = read.entry(path) {
                let secret = secret_file::read(&option, entry.key())?;
                entry.insert(secret);
            }
        }
        Ok(Self { read, prompted: None })
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
        let is_missing = problem.code == ProblemCode::Required && field.secret().is_some();
        if !is_missing || problem.environment != Some(environment) || !terminal::can_ask() {
            return Ok(false);
        }
        let text = match self.prompted.take() {
            Some(text) => text,
            None => terminal::secret(&format!("{}: ", prompt(field)))?,
        };
        *secret_of(draft, environment) = SecretInput::Typed { text: text.clone() };
        self.prompted = Some(text);
        Ok(true)
    }
}

/// Returns the draft's own secret in an environment.
fn secret_of(draft: &mut Draft, environment: Environment) -> &mut SecretInput {
    match &mut draft.details {
        Details::ApiKey { environments } => &mut environments.get_mut(environment).value,
        Details::OAuth2 { environments, .. } => &mut environments.get_mut(environment).client_secret,
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
                *fields = self.with_members(fields, &ClientCredentialsDraft::default());
                fields.extras = self.with_extras(extras, secrets);
                *grant_type = self.grant.unwrap_or(*grant_type);
            }
        }
        let own = self
            .values
            .iter()
            .find_map(|(_, value)| if let Value::SecretFile(path) = value { Some(path) } else { None });
        if let Some(path) = own {
            *secret_of(draft, environment) = secrets.of(path);
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
            let value = match value {
                Value::Text(text) => Json::from(text.as_str()),
                Value::Texts(texts) => Json::from(texts.clone()),
                Value::Flag => Json::from(true),
                Value::SecretFile(_) | Value::Extras { .. } => continue,
            };
            members.insert(field.description().member.to_owned(), value);
        }
        // Each value has the kind that the field's description names.
        serde_json::from_value(Json::Object(members)).unwrap_or_else(|_| fields.clone())
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

/// Whether an extra parameter has a name in a place; a header has it in any case (RFC 9110, section 5.1).
fn is_named(extra: &ExtraDraft, place: ExtraPlace, name: &str) -> bool {
    let is_same = match place {
        ExtraPlace::Header => extra.name.eq_ignore_ascii_case(name),
        ExtraPlace::Body | ExtraPlace::Query => extra.name == name,
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
