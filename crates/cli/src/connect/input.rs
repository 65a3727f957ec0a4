//! One configuration as JSON, as the command's contract names its members, turned into what the core tries.
//!
//! No message here repeats a value: it could be the secret.

use std::{fs, io::Read as _, time::Duration};

use keyfob_core::{
    authorization::{
        ClientCredentials, ClientCredentialsDraft, Environment, ExtraDraft, ExtraPlace, ExtraValueDraft, Field,
        FieldKind, Problem, ProblemCode, SecretInput,
    },
    connect::Options,
    http::{Limits, ProxySetting, Trust, TrustError},
    secret::Secret,
    strict_json::{self as strict, JsonError},
};
use serde_json::{Map, Value, json};

pub(crate) use error::InputError;
use error::Result;
use issuer::Unplaced;

/// The most that is read of a file, in bytes: more than any certificate file that is accepted, so that a longer one is refused.
const FILE_BYTES: u64 = 1024 * 1024 + 1;
/// The longest time limit, in milliseconds.
const LONGEST_MS: u64 = Limits::LONGEST.as_secs() * 1_000;
/// A shorter extra value is hardly a secret, and masking it would remove ordinary words from the server's answer.
const SECRET_CHARACTERS: usize = 8;
/// Extra parameters and headers that are never secret, whatever their length.
const NEVER_SECRET: [&str; 7] =
    ["audience", "client_id", "content-type", "grant_type", "resource", "scope", "user-agent"];
/// Members that a later version will know.
const LATER: [&str; 4] = ["key_file", "key_alg", "key_id", "assertion_audience"];
/// Client authentication methods that a later version will know.
const LATER_METHODS: [&str; 5] =
    ["none", "client_secret_jwt", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"];

/// A configuration to try.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) credentials: ClientCredentials,
    pub(crate) options: Options,
    /// If the issuer is given in place of the Token URL.
    pub(crate) unplaced: Option<Unplaced>,
}

/// Reads a configuration and checks it.
pub(crate) fn read(text: &str) -> Result<Trial> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(InputError::unreadable("Standard input is empty."));
    }
    let value = strict::read(text).map_err(|error| match error {
        JsonError::Syntax { line, column } => {
            InputError::unreadable(format!("Standard input isn't JSON (line {line}, column {column})."))
        }
        JsonError::DuplicateMember { name } => InputError::member(&name, "is given twice"),
    })?;
    let Value::Object(object) = value else {
        return Err(InputError::unreadable("Standard input isn't a JSON object."));
    };
    let mut members = Members(object);
    let issuer = members.text("issuer")?;
    let mut draft = draft(&mut members)?;
    let mut options = options(&mut members)?;
    // Accepting that the secret is sent unencrypted includes the way to a proxy.
    options.accept_cleartext_to_proxy = draft.accept_cleartext;
    members.end()?;
    let unplaced = Unplaced::of(issuer, &mut draft)?;
    Ok(Trial { credentials: check(&draft)?, options, unplaced })
}

impl Trial {
    /// Completes a configuration whose Token URL was found, and checks it.
    pub(crate) fn at(self, unplaced: Unplaced, token_url: &str) -> Result<Self> {
        Ok(Self { credentials: check(&unplaced.at(token_url))?, ..self })
    }
}

fn draft(members: &mut Members) -> Result<ClientCredentialsDraft> {
    for name in LATER {
        if members.take(name).is_some() {
            return Err(InputError::member(name, "is not supported yet"));
        }
    }
    let mut values = Map::new();
    let mut extras = Vec::new();
    for field in ClientCredentialsDraft::FIELDS.iter().copied().map(Field::description) {
        let name = field.name;
        let value = match field.kind {
            FieldKind::Text => members.text(name)?.map(Value::String),
            FieldKind::Texts => Some(members.texts(name)?.into()),
            FieldKind::Flag => members.flag(name)?.map(Value::Bool),
            FieldKind::Choice { words } => members.choice(name, words)?.map(Value::String),
            FieldKind::Secret => members.text(name)?.map(|text| json!({ "kind": "typed", "text": text })),
            FieldKind::Extras { place } => {
                extras.extend(members.extras(place)?);
                None
            }
        };
        values.extend(value.map(|value| (field.member.to_owned(), value)));
    }
    // Each value has the type that its description names, so nothing is refused here.
    let draft = serde_json::from_value(Value::Object(values))
        .map_err(|_| InputError::invalid("Standard input isn't a configuration."))?;
    Ok(ClientCredentialsDraft { extras, ..draft })
}

fn options(members: &mut Members) -> Result<Options> {
    let limits = match members.take("timeout_ms").map(|value| value.as_u64()) {
        None => Limits::default(),
        Some(Some(milliseconds @ 1..=LONGEST_MS)) => Limits::within(Duration::from_millis(milliseconds)),
        Some(_) => {
            let what = format!("must be a whole number of milliseconds between 1 and {LONGEST_MS}");
            return Err(InputError::member("timeout_ms", what));
        }
    };
    let proxy = match members.text("proxy")?.filter(|text| !text.trim().is_empty()) {
        Some(text) => ProxySetting::parse(&text).map_err(|error| InputError::member("proxy", error))?,
        None => ProxySetting::default(),
    };
    Ok(Options { limits, trust: trust(members)?, proxy, ..Options::default() })
}

fn trust(members: &mut Members) -> Result<Trust> {
    let mut trust = Trust::default();
    if let Some(pem) = members.file("ca_file")? {
        trust = trust.with_roots(&pem).map_err(|error| InputError::member("ca_file", error))?;
    }
    match (members.file("client_cert_file")?, members.file("client_key_file")?) {
        (Some(certificate), Some(key)) => {
            let name = |error: TrustError| if error.is_about_key() { "client_key_file" } else { "client_cert_file" };
            trust = trust.with_identity(&certificate, &key).map_err(|error| InputError::member(name(error), error))?;
        }
        (None, None) => {}
        (Some(_), None) => return Err(InputError::member("client_key_file", "must be given with `client_cert_file`")),
        (None, Some(_)) => return Err(InputError::member("client_cert_file", "must be given with `client_key_file`")),
    }
    Ok(if members.flag("verify_tls")? == Some(false) { trust.without_verification() } else { trust })
}

fn check(draft: &ClientCredentialsDraft) -> Result<ClientCredentials> {
    let mut problems = Vec::new();
    let checked = draft.check(Environment::Staging, &mut problems);
    let Some(checked) = checked else { return Err(of_problems(draft, &problems)) };
    checked.try_map_secrets(|_, secret| match secret {
        SecretInput::Typed { text } => Ok(text),
        SecretInput::Stored | SecretInput::Blank => Err(InputError::member("client_secret", "must be given")),
    })
}

fn of_problems(draft: &ClientCredentialsDraft, problems: &[Problem]) -> InputError {
    let is_cleartext = |problem: &Problem| problem.code == ProblemCode::CleartextRefused;
    let sentences = problems.iter().map(|problem| sentence(draft, problem));
    let message = sentences.collect::<Vec<_>>().join(" ");
    if problems.iter().all(is_cleartext) {
        let hint = "Use an `https:` address, or set `accept_cleartext` to true.";
        return InputError { code: "cleartext_refused", message, hint };
    }
    InputError::invalid(message)
}

/// What is wrong, in words; an extra parameter is called by its name, since an object has no order.
fn sentence(draft: &ClientCredentialsDraft, problem: &Problem) -> String {
    let mut rows = draft.extras.iter().filter(|extra| extra.place.field() == problem.field);
    let field = problem.field.as_str();
    match problem.index.and_then(|index| rows.nth(index as usize)) {
        Some(extra) if extra.name.is_empty() => format!("`{field}` contains a parameter without a name."),
        Some(extra) => problem.code.about(&format!("`{}` in `{field}`", strict::shown(&extra.name))),
        None => Problem { environment: None, ..problem.clone() }.to_string(),
    }
}

fn extra_value(name: &str, text: String) -> ExtraValueDraft {
    let is_open = NEVER_SECRET.contains(&name.to_ascii_lowercase().as_str());
    if is_open || text.chars().count() < SECRET_CHARACTERS {
        ExtraValueDraft::Plain { text }
    } else {
        ExtraValueDraft::Secret { input: SecretInput::Typed { text: Secret::new(text) } }
    }
}

/// The members of the object that haven't been read yet.
struct Members(Map<String, Value>);

impl Members {
    /// Takes a member out; null counts as not given.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(name).filter(|value| !value.is_null())
    }

    fn text(&mut self, name: &str) -> Result<Option<String>> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(InputError::member(name, "must be a string")),
        }
    }

    fn flag(&mut self, name: &str) -> Result<Option<bool>> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(InputError::member(name, "must be true or false")),
        }
    }

    fn choice(&mut self, name: &str, words: &[&str]) -> Result<Option<String>> {
        let Some(word) = self.text(name)? else { return Ok(None) };
        if words.contains(&word.as_str()) {
            Ok(Some(word))
        } else if name == Field::ClientAuthentication.as_str() && LATER_METHODS.contains(&word.as_str()) {
            Err(InputError::member(name, format!("`{word}` is not supported yet")))
        } else {
            Err(InputError::member(name, format!("must be `{}`", words.join("` or `"))))
        }
    }

    fn texts(&mut self, name: &str) -> Result<Vec<String>> {
        let wrong = || InputError::member(name, "must be an array of strings");
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(values)) => values
                .into_iter()
                .map(|value| if let Value::String(text) = value { Ok(text) } else { Err(wrong()) })
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    /// Extra parameters; an array gives a name several values. The input doesn't say which are secret, so long ones are treated as such.
    fn extras(&mut self, place: ExtraPlace) -> Result<Vec<ExtraDraft>> {
        let member = place.field().as_str();
        let wrong = || InputError::member(member, "must be an object of strings or arrays of strings");
        let values = match self.take(member) {
            None => return Ok(Vec::new()),
            Some(Value::Object(values)) => values,
            Some(_) => return Err(wrong()),
        };
        let mut extras = Vec::new();
        for (name, value) in values {
            let values = if let Value::Array(values) = value { values } else { vec![value] };
            for value in values {
                let Value::String(text) = value else { return Err(wrong()) };
                let slot = format!("{member}-{}", extras.len());
                extras.push(ExtraDraft { slot, place, value: extra_value(&name, text), name: name.clone() });
            }
        }
        Ok(extras)
    }

    fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(path) = self.text(name)? else { return Ok(None) };
        let read = |path: &str| {
            let mut bytes = Vec::new();
            fs::File::open(path)?.take(FILE_BYTES).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let cannot = |error: std::io::Error| InputError::member(name, format!("can't be read ({})", error.kind()));
        read(&path).map(Some).map_err(cannot)
    }

    /// Refuses a member that isn't known.
    fn end(self) -> Result<()> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(InputError::member(&strict::shown(name), "isn't a known member")),
        }
    }
}

mod error;
mod issuer;
#[cfg(test)]
mod tests;
