//! `keyfob connect`: a saved authorization, or a configuration on standard input.

mod input;
mod runtime;
mod stdin;
mod verdict;

use std::io::{self, Write};

use keyfob_core::{
    authorization::{OriginChange, TokenUrl},
    clean::escaped,
    connect::{Options, Outcome},
    error::Error,
};

use crate::{
    environment::One,
    exit::Exit,
    failure::{Failure, find},
    opening::Opening,
    output, show,
};
use runtime::block_on;
use verdict::Verdict;

/// How often a saved authorization is read again because another program changes it at the same time.
const TRIES: u32 = 3;

const EXAMPLES: &str = r#"Examples:
  keyfob connect billing-api -e production
  keyfob connect --stdin --json < configuration.json

An example of configuration.json:
  {
    "token_url": "https://login.example/oauth2/token",
    "client_id": "billing-api",
    "client_secret": "…",
    "client_auth": "client_secret_basic",
    "scopes": ["invoices.read"],
    "timeout_ms": 30000
  }
"#;

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The authorization's name, ignoring case, or its id.
    #[arg(required_unless_present = "stdin", conflicts_with = "stdin")]
    name: Option<String>,
    /// Try a configuration given as JSON on standard input, without using the database.
    #[arg(long)]
    stdin: bool,
    #[command(flatten)]
    one: One,
    /// Allow stored secrets that were saved for another origin to be sent to this one, such as `https://login.example`.
    #[arg(long, value_name = "ORIGIN", value_parser = origin, conflicts_with = "stdin")]
    allow_origin: Option<String>,
    /// Print the result as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Requests a token, and prints the result.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let (verdict, exit) = match &arguments.name {
        Some(name) => Verdict::of(&saved(name, arguments, opening)?),
        None => stdin::verdict()?,
    };
    if arguments.json {
        output::json(&verdict)?;
    } else {
        output::text(&format!("{}\n", verdict.sentence()))?;
    }
    Ok(exit)
}

/// Connects with what is saved; a success marks it as validated, unless the user had to agree to another origin.
fn saved(name: &str, arguments: &Arguments, opening: &Opening) -> Result<Outcome, Failure> {
    let keyfob = opening.open_vault()?;
    let mut found = find(&keyfob, name)?;
    let mut tries = 0;
    let environment = arguments.one.environment();
    // Before any message about the settings, which may not be what was saved.
    if let Some(id) = found.draft.id
        && found.draft.details.requests_tokens()
    {
        let explained = |error: Error| refusal(error, None).after(show::loss(&found, environment));
        if let Some(change) = keyfob.outside_change(id).map_err(explained)? {
            return Err(explained(Error::ChangedOutside(change)));
        }
    }
    show::configured(&found, environment)?;
    if !found.draft.details.requests_tokens() {
        let message = format!("`{}` is an API key, so there is no token to request.", escaped(&found.draft.name));
        return Err(Failure::new(Exit::InvalidInput, message));
    }
    let mut agreed: Vec<OriginChange> = Vec::new();
    let prepared = loop {
        match keyfob.prepare_connect(&found.draft, environment, &Options::default(), &agreed) {
            // An environment's secrets may have been saved for different origins.
            Err(Error::OriginChanged(change))
                if arguments.allow_origin.as_ref() == Some(&change.to)
                    && !agreed.iter().any(|known| known.covers(&change)) =>
            {
                agreed.push(*change);
            }
            // Another program saved it between the two reads: what it saved counts.
            Err(Error::Stale) if tries < TRIES => {
                tries += 1;
                found = find(&keyfob, name)?;
            }
            Err(error) => {
                let refusal = refusal(error, arguments.allow_origin.as_deref());
                return Err(refusal.after(show::loss(&found, environment)));
            }
            Ok(prepared) => break prepared,
        }
    };
    if let Some(origin) = arguments.allow_origin.as_ref().filter(|_| agreed.is_empty()) {
        writeln!(
            io::stderr(),
            "keyfob: `--allow-origin {origin}` had no effect: no stored secret was saved for another origin."
        )?;
    }
    Opening::tell_notice(&keyfob)?;
    let sent = block_on(prepared.send())?;
    Ok(keyfob.record_connect(sent))
}

/// Adds how to agree to a change that was refused.
fn refusal(error: Error, allowed: Option<&str>) -> Failure {
    let change = match error {
        Error::OriginChanged(change) => change,
        Error::ChangedOutside(change) => {
            let message = format!("{change}\nTo restore or accept it, run `keyfob verify {}`.", change.id);
            return Failure::new(Exit::InvalidInput, message);
        }
        error => return error.into(),
    };
    let other = allowed.map(|origin| format!("`--allow-origin {origin}` doesn't match it.\n")).unwrap_or_default();
    let message = format!(
        "Nothing was sent for `{}` ({}). {change}\n{other}If you changed the Token URL yourself and trust the new server, add \
         `--allow-origin {}`. To keep the new server, save the authorization in the window.",
        escaped(&change.authorization),
        change.environment,
        change.to
    );
    Failure::new(Exit::InvalidInput, message)
}

/// Reads an origin: a URL of nothing but scheme, host and port.
fn origin(text: &str) -> Result<String, &'static str> {
    let url = TokenUrl::parse(text).ok().filter(|url| url.target() == "/");
    url.map(|url| url.origin())
        .ok_or("it must be a scheme, a host and optionally a port, such as `https://login.example:8443`")
}
