//! One configuration as JSON, as the command's contract names its members, turned into what the core tries.
//!
//! No message here repeats a value: it could be the secret.

use std::time::Duration;

use keyfob_core::{
    authorization::{
        Environment, Field, FieldKind, GrantType, OAuth2Draft, OAuth2Fields, Problem, ProblemCode, SecretInput,
    },
    connect::Options,
    http::{Limits, ProxySetting, Trust},
    secret::Secret,
    strict_json::{self as strict, JsonError},
};
use serde_json::{Map, Value, json};

pub(crate) use error::InputError;
use error::Result;
use issuer::Unplaced;
use keys::Keys;
use members::Members;
use preset::PresetGiven;

/// The grant. Grants with which a user signs in need a saved authorization.
const GRANT: GrantType = GrantType::ClientCredentials;
/// The longest time limit, in milliseconds.
const LONGEST_MS: u64 = Limits::LONGEST.as_secs() * 1_000;
/// A configuration to try.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) credentials: OAuth2Fields,
    pub(crate) options: Options,
    /// If the issuer is given in place of the Token URL.
    pub(crate) unplaced: Option<Unplaced>,
}

/// Reads a configuration and checks it.
pub(crate) fn read(text: &str, environment: Environment) -> Result<Trial> {
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
    let preset = PresetGiven::read(&mut members)?;
    if issuer.is_some() && preset.is_some() {
        return Err(InputError::invalid("`issuer` and `preset` can't both be given."));
    }
    let mut draft = draft(&mut members, preset.as_ref(), environment)?;
    let audience = named_audience(&draft.assertion_audience, issuer.as_deref())?;
    draft.assertion_audience = audience;
    let mut options = options(&mut members)?;
    // Accepting that the secret is sent unencrypted includes the way to a proxy.
    options.accept_cleartext_to_proxy = draft.accept_cleartext;
    members.end()?;
    let unplaced = Unplaced::of(issuer, &mut draft)?;
    Ok(Trial { credentials: check(&draft)?, options, unplaced })
}

impl Trial {
    /// Completes a configuration whose Token URL was found, and checks it.
    pub(crate) fn at(self, unplaced: Unplaced, token_url: &str, issuer: &str) -> Result<Self> {
        Ok(Self { credentials: check(&unplaced.at(token_url, issuer))?, ..self })
    }
}

/// Returns the audience of client assertions, which may be given by its role; empty for the Token URL.
fn named_audience(text: &str, issuer: Option<&str>) -> Result<String> {
    match (text, issuer) {
        ("token_endpoint" | "token_url", _) => Ok(String::new()),
        ("issuer", Some(issuer)) => Ok(issuer.to_owned()),
        ("issuer", None) => {
            let what = "is `issuer`, but none is given; give its address here, or `issuer` in place of `token_url`";
            Err(InputError::member("assertion_audience", what))
        }
        (text, _) => Ok(text.to_owned()),
    }
}

fn draft(members: &mut Members, preset: Option<&PresetGiven>, environment: Environment) -> Result<OAuth2Draft> {
    let mut keys = Keys::begin(members)?;
    let mut values = Map::new();
    let mut extras = Vec::new();
    let own = OAuth2Draft::FIELDS.iter().filter(|field| GRANT.uses(**field) && !OAuth2Draft::NETWORK.contains(field));
    for field in own.copied().map(Field::description) {
        let name = field.name;
        let value = match field.kind {
            FieldKind::Text => members.text(name)?.map(Value::String),
            FieldKind::Texts => Some(members.texts(name)?.into()),
            FieldKind::Flag => members.flag(name)?.map(Value::Bool),
            FieldKind::Choice { words } => members.choice(name, words)?.map(Value::String),
            FieldKind::PrivateKey => keys.private_key(members, field.field)?,
            FieldKind::Certificates => keys.certificates(members, field.field)?,
            FieldKind::Secret => members.text(name)?.map(|text| json!({ "kind": "typed", "text": text })),
            FieldKind::Extras { place } => {
                extras.extend(members.extras(place)?);
                None
            }
        };
        values.extend(value.map(|value| (field.member.to_owned(), value)));
    }
    for (member, value) in keys.besides() {
        values.entry(member).or_insert(value);
    }
    let given = values.clone();
    if let Some(preset) = preset {
        preset.complete(environment, &mut values, &mut extras)?;
    }
    // Each value has the type that its description names, so nothing is refused here.
    let draft: OAuth2Draft = serde_json::from_value(Value::Object(values.clone()))
        .map_err(|_| InputError::invalid("Standard input isn't a configuration."))?;
    // A key that isn't used is a mistake. A secret may stay in the configuration of a client that tries several methods.
    let keys = OAuth2Draft::FIELDS.iter().map(|field| field.description());
    let mut keys = keys.filter(|field| matches!(field.kind, FieldKind::PrivateKey));
    if let Some(unused) = keys.find(|key| !draft.uses(GRANT, key.field) && values.contains_key(key.member)) {
        let by =
            if unused.field == Field::DpopKey { "`dpop` is false" } else { "`client_auth` isn't `private_key_jwt`" };
        return Err(InputError::member(unused.name, format!("has no effect, since {by}")));
    }
    assert_used(&draft, &given)?;
    Ok(OAuth2Draft { extras, ..draft })
}

/// Refuses members of a server's own way that have no effect, as `keyfob add` does.
fn assert_used(draft: &OAuth2Draft, given: &Map<String, Value>) -> Result<()> {
    let own_way = [
        (Field::ContentType, "`request_format` is `get`"),
        (Field::ClientIdInBody, "`client_auth` isn't `client_secret_basic`"),
    ];
    let is_set = |field: Field| match given.get(field.description().member) {
        Some(Value::String(text)) => !text.is_empty(),
        value => value == Some(&Value::Bool(true)),
    };
    match own_way.into_iter().find(|(field, _)| is_set(*field) && !draft.uses(GRANT, *field)) {
        Some((field, by)) => Err(InputError::member(field.as_str(), format!("has no effect, since {by}"))),
        None => Ok(()),
    }
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
    Ok(Options { limits, trust: trust(members)?, proxy: proxy(members)?, ..Options::default() })
}

/// Reads the proxy. Its user name and password are in its address or in `proxy_user` and `proxy_password`.
fn proxy(members: &mut Members) -> Result<ProxySetting> {
    let is_given = |text: &String| !text.trim().is_empty() && !text.trim().eq_ignore_ascii_case("default");
    let proxy = match members.text("proxy")?.filter(is_given) {
        Some(text) => ProxySetting::parse(&text).map_err(|error| InputError::member("proxy", error))?,
        None => ProxySetting::default(),
    };
    let username = members.text("proxy_user")?;
    let password = members.text("proxy_password")?.map(Secret::new);
    let name = if username.is_some() { "proxy_user" } else { "proxy_password" };
    match proxy {
        proxy if username.is_none() && password.is_none() => Ok(proxy),
        ProxySetting::Address(proxy) if !proxy.has_credentials() => {
            let with_both = proxy.with_credentials(&username.unwrap_or_default(), password.as_ref());
            with_both.map(ProxySetting::Address).map_err(|error| InputError::member(name, error))
        }
        ProxySetting::Address(_) => {
            Err(InputError::member(name, "has no effect, since `proxy` has a user name or password itself"))
        }
        _ => Err(InputError::member(name, "has no effect without the address of a proxy in `proxy`")),
    }
}

fn trust(members: &mut Members) -> Result<Trust> {
    let mut trust = Trust::default();
    if let Some(pem) = members.text("ca")? {
        trust = trust.with_roots(pem.as_bytes()).map_err(|error| InputError::member("ca", error))?;
    }
    if let Some(pem) = members.file("ca_file")? {
        trust = trust.with_roots(&pem).map_err(|error| InputError::member("ca_file", error))?;
    }
    Ok(if members.flag("verify_tls")? == Some(false) { trust.without_verification() } else { trust })
}

fn check(draft: &OAuth2Draft) -> Result<OAuth2Fields> {
    let mut problems = Vec::new();
    let checked = draft.check(GRANT, Environment::Staging, &mut problems);
    let Some(checked) = checked else { return Err(of_problems(draft, &problems)) };
    checked.try_map_secrets(|_, secret| match secret {
        SecretInput::Typed { text } => Ok(text),
        SecretInput::Stored | SecretInput::Held { .. } | SecretInput::Blank => {
            Err(InputError::member("client_secret", "must be given"))
        }
    })
}

fn of_problems(draft: &OAuth2Draft, problems: &[Problem]) -> InputError {
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
fn sentence(draft: &OAuth2Draft, problem: &Problem) -> String {
    let mut rows = draft.extras.iter().filter(|extra| extra.place.field() == problem.field);
    let field = problem.field.as_str();
    match problem.index.and_then(|index| rows.nth(index as usize)) {
        Some(extra) if extra.name.is_empty() => format!("`{field}` contains a parameter without a name."),
        Some(extra) => problem.code.about(&format!("`{}` in `{field}`", strict::shown(&extra.name))),
        None => Problem { environment: None, ..problem.clone() }.to_string(),
    }
}

mod error;
mod issuer;
mod keys;
mod members;
mod preset;
#[cfg(test)]
mod tests;
