//! `keyfob connect`: a saved authorization, or a configuration on standard input.

mod input;
mod stdin;
mod verdict;

use std::{future::Future, io};

use keyfob_core::connect::{Options, Outcome};

use crate::{environment::One, exit::Exit, opening::Opening, output, show::configured, trouble::Trouble};
use verdict::Verdict;

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
    /// Try one configuration, given as JSON on standard input; reads and writes no store.
    #[arg(long)]
    stdin: bool,
    #[command(flatten)]
    one: One,
    /// Say what happened as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Makes the token request, and says what came of it.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Trouble> {
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

/// Connects with what is saved; a success marks it as validated.
fn saved(name: &str, arguments: &Arguments, opening: &Opening) -> Result<Outcome, Trouble> {
    let keyfob = opening.open_vault()?;
    let found = keyfob.find(name)?;
    let environment = arguments.one.environment();
    configured(&found, environment)?;
    if !found.draft.details.requests_tokens() {
        let message = format!("`{}` is an API key: there is no token to request.", found.draft.name);
        return Err(Trouble::new(Exit::InvalidInput, message));
    }
    let prepared = keyfob.prepare_connect(&found.draft, environment, &Options::default())?;
    let sent = block_on(prepared.send())?;
    Ok(keyfob.record_connect(sent))
}

/// Waits for a token request, which runs on the network's own thread.
fn block_on<F: Future>(request: F) -> io::Result<F::Output> {
    Ok(tokio::runtime::Builder::new_current_thread().build()?.block_on(request))
}
