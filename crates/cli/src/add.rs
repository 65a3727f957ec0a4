//! `keyfob add`.

use clap::Subcommand;
use keyfob_core::authorization::{AuthorizationType, Draft};

use crate::{
    environment::One,
    exit::Exit,
    failure::Failure,
    fields::{ApiKey, Given, NameGiven, OAuth2, Options, Secrets},
    opening::Opening,
    presets::Start,
    save::Change,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Adds an OAuth 2 client.
    #[command(name = "oauth2", after_help = OAUTH2_HELP)]
    OAuth2 {
        #[command(flatten)]
        common: Common,
        /// Request a token first, and save nothing if that fails.
        #[arg(long)]
        connect: bool,
        #[command(flatten)]
        start: Start,
        #[command(flatten)]
        options: Options<OAuth2>,
    },
    /// Adds an API key.
    #[command(after_help = API_KEY_HELP)]
    ApiKey {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        options: Options<ApiKey>,
    },
}

const OAUTH2_HELP: &str = "\
A secret is never an argument. Without `--client-secret-file`, Keyfob asks for it at the terminal.

If there is no vault yet and `--passphrase-file` or `--passphrase-fd` is given, a vault with this passphrase is created.

Examples:
  keyfob add oauth2 billing-api --token-url https://login.example/oauth2/token --client-id billing --scope invoices.read
  keyfob add oauth2 billing-api -e production --token-url https://login.example/oauth2/token --client-id billing \\
    --client-secret-file secret.txt --body tenant=acme --connect
  keyfob add oauth2 billing-api --preset keycloak --var server=keycloak.example --var realm=acme --client-id billing
  pass show billing | keyfob add oauth2 billing-api --token-url https://login.example/token --client-id billing --client-secret-file -";

const API_KEY_HELP: &str = "\
A value is never an argument. Without `--value-file`, Keyfob asks for it at the terminal.

If there is no vault yet and `--passphrase-file` or `--passphrase-fd` is given, a vault with this passphrase is created.

Examples:
  keyfob add api-key maps --key X-Api-Key --in header
  keyfob add api-key maps -e production --key X-Api-Key --value-file key.txt";

#[derive(Debug, clap::Args)]
pub(crate) struct Common {
    /// The new authorization's name.
    name: String,
    /// A description.
    #[arg(long, value_name = "TEXT", default_value = "")]
    description: String,
    #[command(flatten)]
    one: One,
}

/// Adds an authorization.
pub(crate) fn run(command: &Command, opening: &Opening) -> Result<Exit, Failure> {
    match command {
        Command::OAuth2 { common, connect, start, options } => {
            let draft = Draft::blank(AuthorizationType::OAuth2);
            let draft = start.draft(draft, common.one.environment(), &options.given)?;
            add(&draft, common, &options.given, *connect, Some(start), opening)
        }
        Command::ApiKey { common, options } => {
            add(&Draft::blank(AuthorizationType::ApiKey), common, &options.given, false, None, opening)
        }
    }
}

fn add(
    draft: &Draft,
    common: &Common,
    given: &Given,
    connect: bool,
    start: Option<&Start>,
    opening: &Opening,
) -> Result<Exit, Failure> {
    opening.assert_one_reads_standard_input(given)?;
    let secrets = Secrets::read(given)?;
    let keyfob = opening.open_or_create_vault()?;
    let change = Change {
        given,
        name: Some(&common.name),
        description: Some(&common.description),
        environment: common.one.environment(),
        connect,
        allow_origin: None,
        allow_network: false,
        name_given: NameGiven::Argument,
        done: "Added",
        start,
    };
    change.save(&keyfob, secrets, || Ok(draft.clone()))
}
