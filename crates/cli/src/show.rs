//! `keyfob show`.

use std::fmt::Write as _;

use keyfob_core::{
    authorization::{
        ApiKeyDraft, Authorization, Completeness, Details, Environment, EnvironmentProxyChoice, ExtraDraft, ExtraPlace,
        ExtraValueDraft, Field, FieldKind, GrantType, LastAttempt, OAuth2Draft, SecretField, SecretInput,
    },
    clean::escaped,
    connect::messages::date,
    error,
    keyfob::Keyfob,
    secret::Revealed,
};
use serde_json::{Map, Value, json};

use crate::{
    certificates,
    environment::Named,
    exit::Exit,
    failure::{Failure, find},
    opening::Opening,
    output, recovery,
};

/// What is shown in place of a secret.
const HIDDEN: &str = "(stored; --reveal shows it)";

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  keyfob show billing-api
  keyfob show billing-api -e production --reveal --json --passphrase-file FILE

Each environment in the JSON has the members that `keyfob connect --stdin` reads; a secret is null without `--reveal`.")]
pub(crate) struct Arguments {
    /// The authorization's name, ignoring case, or its id.
    name: String,
    /// Only this environment.
    #[arg(short, long, value_enum)]
    env: Option<Named>,
    /// Also print the secrets.
    #[arg(long)]
    reveal: bool,
    /// Print a JSON object.
    #[arg(long)]
    json: bool,
}

/// Shows one authorization.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let keyfob = if arguments.reveal { opening.open_vault() } else { opening.open() }?;
    let found = find(&keyfob, &arguments.name)?;
    let named = arguments.env.map(Environment::from);
    if let Some(environment) = named {
        configured(&found, environment)?;
    }
    let completeness = found.draft.examine().completeness;
    let is_shown = |environment: &Environment| {
        named.is_none_or(|named| named == *environment)
            && *completeness.get(*environment) != Completeness::NotConfigured
    };
    let mut environments = Map::new();
    for environment in Environment::ALL.into_iter().filter(is_shown) {
        let secrets = Secrets { keyfob: &keyfob, found: &found, environment, reveal: arguments.reveal };
        let fields = fields(&found.draft.details, &secrets)
            .map_err(|error| Failure::from(error).after(loss(&found, environment)))?;
        environments.insert(environment.to_string(), fields.into());
    }
    if arguments.reveal {
        Opening::tell_notice(&keyfob);
    }
    if !arguments.json {
        for fields in environments.values_mut() {
            for place in [ExtraPlace::Body, ExtraPlace::Header, ExtraPlace::Query] {
                let extras = fields.get_mut(place.field().as_str()).and_then(Value::as_object_mut);
                for value in extras.into_iter().flat_map(Map::values_mut).filter(|value| value.is_null()) {
                    *value = json!(HIDDEN);
                }
            }
            for field in [Field::KeyCertificate, Field::ClientCertificate, Field::CaCertificates] {
                if let Some(Value::String(pem)) = fields.get_mut(field.as_str()) {
                    *pem = certificates::in_words(&keyfob, pem);
                }
            }
        }
        return output::text(&lines(&for_people(&found, environments), 0));
    }
    output::json(&json!({
        "id": found.draft.id,
        "name": found.draft.name,
        "description": found.draft.description,
        "type": found.draft.authorization_type(),
        "grant": grant(&found.draft.details),
        "updated_at_ms": found.updated_at_ms,
        "validated_at_ms": found.validated_at_ms,
        "last_attempt": found.last_attempts,
        "last_revealed_at_ms": found.last_revealed_at_ms,
        "losses": found.losses,
        "environments": environments,
    }))
}

/// Returns how tokens are obtained; `None` for an API key.
fn grant(details: &Details) -> Option<GrantType> {
    if let Details::OAuth2 { grant_type, .. } = details { Some(*grant_type) } else { None }
}

/// Returns what is shown without `--json`: dates instead of milliseconds, and in each environment the last attempt.
fn for_people(found: &Authorization, mut environments: Map<String, Value>) -> Value {
    for (environment, fields) in &mut environments {
        let (Ok(environment), Some(fields)) = (environment.parse::<Environment>(), fields.as_object_mut()) else {
            continue;
        };
        if let Some(at_ms) = found.validated_at_ms.get(environment) {
            fields.insert("validated".to_owned(), json!(date(*at_ms)));
        }
        if let Some(at_ms) = found.last_revealed_at_ms.get(environment) {
            fields.insert("secret last shown".to_owned(), json!(date(*at_ms)));
        }
        if let Some(attempt) = found.last_attempts.get(environment) {
            fields.insert("last attempt".to_owned(), json!(in_words(attempt)));
        }
    }
    let lost = |environment: Environment| {
        Some((environment.to_string(), recovery::lost_of(&found.losses, environment)?.into()))
    };
    let losses: Map<_, _> = Environment::ALL.into_iter().filter_map(lost).collect();
    json!({
        "id": found.draft.id,
        "name": found.draft.name,
        "description": found.draft.description,
        "type": found.draft.authorization_type(),
        "grant": grant(&found.draft.details),
        "updated": date(found.updated_at_ms),
        "not recovered": losses,
        "environments": environments,
    })
}

/// Returns the result of an attempt, and when it was.
fn in_words(attempt: &LastAttempt) -> String {
    let at = date(attempt.at_ms);
    match &attempt.code {
        None => format!("connected {at}"),
        Some(code) => format!("failed ({code}) {at}"),
    }
}

/// Fails if an environment isn't configured.
pub(crate) fn configured(found: &Authorization, environment: Environment) -> Result<(), Failure> {
    if *found.draft.examine().completeness.get(environment) == Completeness::NotConfigured {
        let message = loss(found, environment)
            .unwrap_or_else(|| {
                format!(
                    "`{}` isn't configured for {environment}. Name another environment with `-e`, or use `keyfob edit` to configure this one.",
                    escaped(&found.draft.name)
                )
            });
        return Err(Failure::new(Exit::NotFound, message));
    }
    Ok(())
}

/// Returns what an environment lost when the database was damaged, and what to do; `None` if it lost nothing.
pub(crate) fn loss(found: &Authorization, environment: Environment) -> Option<String> {
    let lost = recovery::lost_of(&found.losses, environment)?;
    let name = escaped(&found.draft.name);
    Some(format!(
        "`{name}`, {environment}, lost data when the database was damaged: {lost}. Enter what is missing again in the window, or with `keyfob edit`."
    ))
}

/// The stored secrets of one environment; `None` for each without `--reveal`.
struct Secrets<'a> {
    keyfob: &'a Keyfob,
    found: &'a Authorization,
    environment: Environment,
    reveal: bool,
}

impl Secrets<'_> {
    fn get(&self, field: &SecretField) -> error::Result<Option<Revealed>> {
        match self.found.draft.id {
            Some(id) if self.reveal => self.keyfob.reveal(id, self.environment, field).map(Some),
            _ => Ok(None),
        }
    }
}

/// Returns an environment's fields under the names that `keyfob connect --stdin` reads. A blank text and a secret that isn't revealed
/// are null.
fn fields(details: &Details, secrets: &Secrets<'_>) -> error::Result<Map<String, Value>> {
    let environment = secrets.environment;
    let (values, extras) = match details {
        Details::ApiKey { environments } => (json!(environments.get(environment)), [].as_slice()),
        Details::OAuth2 { environments, .. } => {
            let fields = environments.get(environment);
            (json!(fields), fields.extras.as_slice())
        }
    };
    let mut shown = Map::new();
    // The fields of other grant types aren't those of the authorization.
    let is_used = |field: Field| !matches!(details, Details::OAuth2 { grant_type, .. } if !grant_type.uses(field));
    let own = details.fields().iter();
    let own = own.filter(|field| is_used(**field) && !OAuth2Draft::NETWORK.contains(field));
    for field in own.copied().map(Field::description) {
        let value = match field.kind {
            FieldKind::Text
            | FieldKind::Texts
            | FieldKind::Flag
            | FieldKind::Certificates
            | FieldKind::Choice { .. } => {
                Some(&values[field.member]).filter(|value| *value != "").cloned().unwrap_or_default()
            }
            // A method of client authentication has only some of them.
            FieldKind::Secret | FieldKind::PrivateKey if values[field.member]["kind"] != "stored" => continue,
            FieldKind::Secret | FieldKind::PrivateKey => {
                json!(field.field.secret().map_or(Ok(None), |secret| secrets.get(&secret))?)
            }
            FieldKind::Extras { place } => self::extras(extras, place, secrets)?.into(),
        };
        shown.insert(field.name.to_owned(), value);
    }
    if let Details::OAuth2 { environments, .. } = details {
        network(environments.get(environment), secrets, &mut shown)?;
    }
    Ok(shown)
}

/// Adds the network settings that differ from the defaults.
fn network(fields: &OAuth2Draft, secrets: &Secrets<'_>, shown: &mut Map<String, Value>) -> error::Result<()> {
    let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    match fields.proxy {
        EnvironmentProxyChoice::Default => {}
        EnvironmentProxyChoice::System => drop(put("proxy", json!("system"))),
        EnvironmentProxyChoice::None => drop(put("proxy", json!("none"))),
        EnvironmentProxyChoice::Address => {
            put("proxy", json!(fields.proxy_address));
            if !fields.proxy_username.is_empty() {
                put("proxy_user", json!(fields.proxy_username));
            }
            if matches!(fields.proxy_password, SecretInput::Stored) {
                put("proxy_password", json!(secrets.get(&SecretField::ProxyPassword)?));
            }
        }
    }
    if !fields.ca_certificates.is_empty() {
        put("ca", json!(fields.ca_certificates));
    }
    if let Ok(seconds) = fields.timeout_s.parse::<u64>() {
        put("timeout_ms", json!(seconds * 1_000));
    }
    if fields.skip_verification {
        put("verify_tls", json!(false));
    }
    Ok(())
}

fn extras(extras: &[ExtraDraft], place: ExtraPlace, secrets: &Secrets<'_>) -> error::Result<Map<String, Value>> {
    let mut values = Map::new();
    for extra in extras.iter().filter(|extra| extra.place == place) {
        let value = match &extra.value {
            ExtraValueDraft::Plain { text } => json!(text),
            ExtraValueDraft::Secret { .. } => json!(secrets.get(&SecretField::Extra { slot: extra.slot.clone() })?),
        };
        values.insert(extra.name.clone(), value);
    }
    Ok(values)
}

/// Whether a name is that of a secret field.
fn is_secret(name: &str) -> bool {
    let mut fields = OAuth2Draft::FIELDS.iter().chain(ApiKeyDraft::FIELDS);
    fields.any(|field| field.as_str() == name && field.secret().is_some())
}

/// Returns a value as lines: one per member, its own members indented below it. Empty ones are left out, and control, direction and
/// invisible characters are escaped.
fn lines(value: &Value, depth: usize) -> String {
    let mut text = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let label = format!("{:indent$}{}:", "", escaped(name), indent = depth * 2);
        let _ = match value {
            Value::Object(members) if members.is_empty() => Ok(()),
            Value::Object(_) => write!(text, "{label}\n{}", lines(value, depth + 1)),
            Value::Array(values) if values.is_empty() => Ok(()),
            Value::Array(values) => {
                let words: Vec<_> = values.iter().filter_map(Value::as_str).map(escaped).collect();
                writeln!(text, "{label} {}", words.join(" "))
            }
            Value::String(line) if line.is_empty() => Ok(()),
            Value::String(line) => writeln!(text, "{label} {}", escaped(line)),
            Value::Null if is_secret(name) => {
                writeln!(text, "{label} {HIDDEN}")
            }
            Value::Null => Ok(()),
            other => writeln!(text, "{label} {other}"),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use keyfob_core::authorization::{AuthorizationType, Draft, PerEnvironment};

    use super::*;

    #[test]
    fn people_read_when_an_environment_was_validated_and_what_came_of_the_last_attempt() {
        let attempt = |code: Option<&str>| LastAttempt {
            at_ms: 1_800_000_000_000,
            stage: code.map(|_| "network".to_owned()),
            code: code.map(str::to_owned),
            total_ms: 1.0,
        };
        let found = Authorization {
            draft: Draft {
                name: "a\u{202e}".to_owned(),
                description: "first\nname: second".to_owned(),
                ..Draft::blank(AuthorizationType::OAuth2)
            },
            validated_at_ms: PerEnvironment { staging: Some(1_700_000_000_000), production: None },
            last_attempts: PerEnvironment { staging: Some(attempt(Some("dns"))), production: Some(attempt(None)) },
            last_revealed_at_ms: PerEnvironment::default(),
            outside_change: None,
            losses: Vec::new(),
            updated_at_ms: i64::MAX,
            has_unreadable_settings: false,
        };
        let environments = Environment::ALL.map(|environment| (environment.to_string(), json!({ "client_id": "c" })));
        let text = lines(&for_people(&found, environments.into_iter().collect()), 0);
        assert!(
            text.starts_with("id: ") || text.starts_with("name: a\\u{202e}\ndescription: first\\nname: second\n"),
            "{text}"
        );
        let (staging, production) = text.split_once("  production:\n").unwrap();
        assert!(staging.ends_with(
            "    client_id: c\n    validated: Tue, 14 Nov 2023 22:13:20 GMT\n    last attempt: failed (dns) Fri, 15 Jan 2027 08:00:00 GMT\n"
        ));
        assert_eq!(production, "    client_id: c\n    last attempt: connected Fri, 15 Jan 2027 08:00:00 GMT\n");
        assert!(staging.contains("\nupdated: Fri, 01 Jan 9999 00:00:00 GMT\n"), "{staging}");
    }
}
