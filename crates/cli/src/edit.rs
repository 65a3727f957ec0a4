//! `keyfob edit`.

use keyfob_core::clean::escaped;

use crate::{
    consent::origin,
    environment::One,
    exit::Exit,
    failure::{Failure, find},
    fields::{All, NameGiven, Options, Secrets},
    opening::Opening,
    save::Change,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
What isn't given stays as it is. Fields of an environment that isn't configured yet configure it; Keyfob asks for its secret at the terminal \
unless a file is given. A list such as `--scope` replaces the saved one. `--body`, `--header`, `--query` and their secret forms replace the \
parameters of the same name and leave the others. `--remove-body NAME`, `--remove-header NAME` and `--remove-query NAME` remove those of a \
name, secret ones too.

`--clear` takes the name of any option above, without `-file`: `--clear scope`, `--clear body`, `--clear client-auth`. Only `key-file` keeps it.

Examples:
  keyfob edit billing-api --name billing --description 'Invoices'
  keyfob edit billing-api -e production --token-url https://login.example/token --client-id billing --client-secret-file secret.txt
  keyfob edit billing-api --clear scope --header X-Tenant=acme --connect
  keyfob edit billing-api --remove-body tenant
  keyfob edit billing-api --token-url https://new.example/token --allow-origin https://new.example")]
pub(crate) struct Arguments {
    /// The authorization's name, ignoring case, or its id.
    #[arg(id = "authorization", value_name = "NAME")]
    authorization: String,
    /// A new name.
    #[arg(long = "name", id = "new_name", value_name = "NAME")]
    new_name: Option<String>,
    /// A description.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    one: One,
    /// Request a token first, and save nothing if that fails.
    #[arg(long)]
    connect: bool,
    /// Allow stored secrets that were saved for another origin to be kept for this one, such as `https://login.example`.
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Option<String>,
    /// Allow stored secrets to be sent with the new network settings: through another proxy, to servers that other CA certificates vouch
    /// for, or without verification.
    #[arg(long)]
    allow_network: bool,
    #[command(flatten)]
    options: Options<All>,
}

/// Changes an authorization.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let given = &arguments.options.given;
    let has_words = arguments.new_name.is_some() || arguments.description.is_some();
    if given.is_empty() && !has_words {
        let message = "There is nothing to change. `keyfob edit --help` lists the options.";
        return Err(Failure::new(Exit::WrongUse, message));
    }
    opening.assert_one_reads_standard_input(given)?;
    let secrets = Secrets::read(given)?;
    // Name and description can be changed without the key.
    let keyfob =
        if given.changes_settings() || arguments.connect { opening.open_or_create_vault() } else { opening.open() }?;
    keyfob.assert_writable()?;
    let found = find(&keyfob, &arguments.authorization)?;
    let details = &found.draft.details;
    let is_oauth2 = details.requests_tokens();
    if let Some(option) = given.foreign(details.fields(), is_oauth2) {
        let (name, kind) = (escaped(&found.draft.name), if is_oauth2 { "an OAuth 2 client" } else { "an API key" });
        let message = format!(
            "`--{option}` doesn't apply to `{name}`, which is {kind}. `keyfob edit --help` lists the options of each."
        );
        return Err(Failure::new(Exit::WrongUse, message));
    }
    if arguments.connect && !is_oauth2 {
        let message = format!(
            "`{}` is an API key, so there is no token to request. Leave out `--connect`.",
            escaped(&found.draft.name)
        );
        return Err(Failure::new(Exit::InvalidInput, message));
    }
    let change = Change {
        given,
        name: arguments.new_name.as_deref(),
        description: arguments.description.as_deref(),
        environment: arguments.one.environment(),
        connect: arguments.connect,
        allow_origin: arguments.allow_origin.as_deref(),
        allow_network: arguments.allow_network,
        name_given: NameGiven::Option,
        done: "Saved",
        start: None,
    };
    // By its id: another program may rename it in the meantime.
    let id = found.draft.id.map_or_else(|| arguments.authorization.clone(), |id| id.to_string());
    change.save(&keyfob, secrets, || Ok(find(&keyfob, &id)?.draft))
}
