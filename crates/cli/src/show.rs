//! `keyfob show`.

use std::fmt::Write as _;

use keyfob_core::{
    authorization::{
        Authorization, ClientCredentialsDraft, Completeness, Details, Environment, ExtraPlace, ExtraValueDraft,
        SecretField,
    },
    error,
    keyfob::Keyfob,
    secret::Revealed,
};
use serde_json::{Map, Value, json};

use crate::{environment::Named, exit::Exit, opening::Opening, output, trouble::Trouble};

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
    /// Print the secrets, too.
    #[arg(long)]
    reveal: bool,
    /// Print a JSON object.
    #[arg(long)]
    json: bool,
}

/// Shows one authorization.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Trouble> {
    let keyfob = if arguments.reveal { opening.open_vault() } else { opening.open() }?;
    let found = keyfob.find(&arguments.name)?;
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
        environments.insert(environment.to_string(), fields(&found.draft.details, &secrets)?);
    }
    let value = json!({
        "id": found.draft.id,
        "name": found.draft.name,
        "description": found.draft.description,
        "type": found.draft.authorization_type(),
        "updated_at_ms": found.updated_at_ms,
        "validated_at_ms": found.validated_at_ms,
        "environments": environments,
    });
    if arguments.json { output::json(&value) } else { output::text(&lines(&value, 0)) }
}

/// Refuses an environment that holds nothing.
pub(crate) fn configured(found: &Authorization, environment: Environment) -> Result<(), Trouble> {
    if *found.draft.examine().completeness.get(environment) == Completeness::NotConfigured {
        let message = format!("`{}` is not configured for {environment}.", found.draft.name);
        return Err(Trouble::new(Exit::NotFound, message));
    }
    Ok(())
}

/// The stored secrets of one environment, as far as they are asked for.
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

fn fields(details: &Details, secrets: &Secrets<'_>) -> error::Result<Value> {
    match details {
        Details::ApiKey { environments } => {
            let fields = environments.get(secrets.environment);
            Ok(json!({ "key": fields.key, "in": fields.place, "value": secrets.get(&SecretField::Value)? }))
        }
        Details::OAuth2 { environments, .. } => {
            let fields = environments.get(secrets.environment);
            Ok(json!({
                "token_url": fields.token_url,
                "accept_cleartext": fields.accept_cleartext,
                "client_id": fields.client_id,
                "client_secret": secrets.get(&SecretField::ClientSecret)?,
                "client_auth": fields.client_authentication,
                "basic_encoding": fields.basic_encoding,
                "scopes": fields.scopes,
                "audience": Some(&fields.audience).filter(|audience| !audience.is_empty()),
                "resource": fields.resources,
                "extra_body": extras(fields, ExtraPlace::Body, secrets)?,
                "extra_headers": extras(fields, ExtraPlace::Header, secrets)?,
                "extra_query": extras(fields, ExtraPlace::Query, secrets)?,
            }))
        }
    }
}

fn extras(
    fields: &ClientCredentialsDraft,
    place: ExtraPlace,
    secrets: &Secrets<'_>,
) -> error::Result<Map<String, Value>> {
    let mut values = Map::new();
    for extra in fields.extras.iter().filter(|extra| extra.place == place) {
        let value = match &extra.value {
            ExtraValueDraft::Plain { text } => json!(text),
            ExtraValueDraft::Secret { .. } => json!(secrets.get(&SecretField::Extra { slot: extra.slot.clone() })?),
        };
        values.insert(extra.name.clone(), value);
    }
    Ok(values)
}

/// The value as lines for people: a member a line, what it holds indented below; what is empty is left out.
fn lines(value: &Value, depth: usize) -> String {
    let mut text = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let label = format!("{:indent$}{name}:", "", indent = depth * 2);
        let _ = match value {
            Value::Object(members) if members.is_empty() => Ok(()),
            Value::Object(_) => write!(text, "{label}\n{}", lines(value, depth + 1)),
            Value::Array(values) if values.is_empty() => Ok(()),
            Value::Array(values) => {
                let words: Vec<_> = values.iter().filter_map(Value::as_str).collect();
                writeln!(text, "{label} {}", words.join(" "))
            }
            Value::String(line) if line.is_empty() => Ok(()),
            Value::String(line) => writeln!(text, "{label} {line}"),
            Value::Null if name == "client_secret" || name == "value" => {
                writeln!(text, "{label} (stored; --reveal shows it)")
            }
            Value::Null => Ok(()),
            other => writeln!(text, "{label} {other}"),
        };
    }
    text
}
