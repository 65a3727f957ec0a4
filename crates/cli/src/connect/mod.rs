//! `keyfob connect`: a saved authorization, or a configuration on standard input.

mod input;
mod stdin;
mod verdict;

use std::{
    future::Future,
    io,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

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

/// How often the runtime's threads are woken.
const WAKE_AFTER: Duration = Duration::from_millis(100);

/// Runs a token request.
///
/// The connection runs on the runtime's threads: a server that floods it may keep one busy for seconds, and neither the time limit nor
/// the end of the program waits for that. The other thread is woken regularly; otherwise tokio leaves the timers to the busy one.
fn block_on<F: Future>(request: F) -> io::Result<F::Output> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (handle, (done, is_done)) = (runtime.handle().clone(), mpsc::channel::<()>());
    let wake = move || {
        while is_done.recv_timeout(WAKE_AFTER) == Err(RecvTimeoutError::Timeout) {
            handle.spawn(async {});
        }
    };
    thread::Builder::new().name("wake".into()).spawn(wake)?;
    let output = runtime.block_on(request);
    drop(done);
    runtime.shutdown_background();
    Ok(output)
}
