//! `keyfob connect`: a saved authorization, or a configuration on standard input.

mod all;
mod input;
mod runtime;
mod sign_in;
mod stdin;
mod suggestion;
mod verdict;

use keyfob_core::{
    clean::escaped,
    connect::{Outcome, network::NetworkOverrides},
    error::Error,
};

use crate::{
    consent::{Consent, origin},
    environment::One,
    exit::Exit,
    failure::{Failure, find},
    opening::Opening,
    output, show,
};
pub(crate) use runtime::block_on;
pub(crate) use suggestion::Naming;
pub(crate) use verdict::{Verdict, discovery_exit, discovery_stage};

/// How often a saved authorization is read again because another program changes it at the same time.
const TRIES: u32 = 3;

/// What is said if the database can't be written.
const UNRECORDED: &str = "This result couldn't be recorded.";

const EXAMPLES: &str = "Examples:
  keyfob connect billing-api -e production
  keyfob connect --all -e production --json
  keyfob connect crm --no-browser
  keyfob connect --stdin --json < configuration.json

For an authorization with a code grant, a user has to sign in. It opens the system's browser; without a display or with `--no-browser`, it \
prints `Open this address: URL` on standard error. It waits for at most 5 minutes. `--all` leaves these out, and names them.

With `--all`, the exit status is 0 if every one connected, and 3 if there is none. Otherwise it is the first of these that applies: 5 if a \
server rejected one, 4 if one can't be sent as it is saved, 6 if a server couldn't be reached, else 1. Ctrl-C stops it, prints the results \
so far, and exits with 130.

In place of `token_url`, `issuer` finds it in the metadata that the server publishes (RFC 8414), which must name exactly this issuer. The \
address of the metadata itself is accepted, too.

With `preset`, what isn't given is filled in from a preset for the environment; `variables` is an object with the values that it needs. \
`keyfob presets` lists them.

Other members are called like the options of `keyfob add oauth2`, with `_`: `client_auth`, `key_file`, `client_cert_file`, `dpop`, `audience`, \
`request_format` and so on; `extra_body`, `extra_headers` and `extra_query` are objects. For the network there are `proxy` with `proxy_user` and \
`proxy_password`, `ca_file` or the certificates themselves in `ca`, `timeout_ms`, and `verify_tls`, which is true unless it is set to false.

An example of configuration.json:
  {
    \"token_url\": \"https://login.example/oauth2/token\",
    \"client_id\": \"billing-api\",
    \"client_secret\": \"…\",
    \"client_auth\": \"client_secret_basic\",
    \"scopes\": [\"invoices.read\"],
    \"timeout_ms\": 30000
  }
";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub(crate) struct Arguments {
    /// The authorization's name, ignoring case, or its id.
    #[arg(required_unless_present_any = ["stdin", "all"], conflicts_with_all = ["stdin", "all"])]
    name: Option<String>,
    /// Connect all OAuth 2 authorizations that are configured for the environment, several at once, and print a table of results.
    #[arg(long, conflicts_with_all = ["stdin", "allow_origin"])]
    all: bool,
    /// How many token requests `--all` sends at once.
    #[arg(long, value_name = "N", default_value_t = all::DEFAULT_JOBS, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
    /// Try a configuration given as JSON on standard input, without using the database.
    #[arg(long)]
    stdin: bool,
    #[command(flatten)]
    one: One,
    /// Don't open a browser: print the address where the user signs in, and wait.
    #[arg(long, conflicts_with_all = ["stdin", "all", "device"])]
    no_browser: bool,
    /// Sign in on another device (RFC 8628): print the code and the address, and wait.
    #[arg(long, conflicts_with_all = ["stdin", "all"])]
    device: bool,
    /// Allow stored secrets that were saved for another origin to be sent to this one, such as `https://login.example`.
    #[arg(long, value_name = "ORIGIN", value_parser = origin, conflicts_with = "stdin")]
    allow_origin: Option<String>,
    /// Print the result as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Requests a token, after waiting for the user if one has to sign in, and prints the result.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    if arguments.all {
        return all::run(arguments.one.environment(), arguments.jobs, arguments.json, opening);
    }
    let (verdict, exit) = match &arguments.name {
        Some(name) => Verdict::of(&saved(name, arguments, opening)?, Naming::Options),
        None => stdin::verdict(arguments.one.environment())?,
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
        let explained = |error: Error| Consent::to(None).refusal(error, "sent").after(show::loss(&found, environment));
        if let Some(change) = keyfob.outside_change(id).map_err(explained)? {
            return Err(explained(Error::ChangedOutside(change)));
        }
    }
    show::configured(&found, environment)?;
    if !found.draft.details.requests_tokens() {
        let message = format!(
            "`{}` is an API key, so there is no token to request. `keyfob token` prints its value.",
            escaped(&found.draft.name)
        );
        return Err(Failure::new(Exit::InvalidInput, message));
    }
    let mut consent = Consent::to(arguments.allow_origin.as_deref());
    let asked = sign_in::Asked { no_browser: arguments.no_browser, device: arguments.device };
    if asked.opens_browser(&found.draft) {
        opening.assert_not_inherited(
            "With a browser, `--passphrase-fd` must name a pipe, because the browser could read a file again.",
        )?;
    }
    let how = sign_in::options(&found.draft, environment, asked)?;
    let prepared = loop {
        let prepare = |agreed: &[_]| {
            let overrides = NetworkOverrides::default();
            keyfob.prepare_connect_with_user(&found.draft, environment, &overrides, agreed, &how)
        };
        match consent.with(prepare) {
            // Another program saved it between the two reads: what it saved counts.
            Err(Error::Stale) if tries < TRIES => {
                tries += 1;
                found = find(&keyfob, name)?;
            }
            Err(error) => return Err(consent.refusal(error, "sent").after(show::loss(&found, environment))),
            Ok(prepared) => break prepared,
        }
    };
    consent.tell_if_unused();
    Opening::tell_notice(&keyfob);
    let outcome = block_on(keyfob.send_and_record(prepared))??;
    Opening::tell_unrecorded(&keyfob, UNRECORDED);
    Ok(outcome)
}
