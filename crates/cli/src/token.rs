//! `keyfob token`.

use std::io::{self, BufRead, IsTerminal, Read};

use clap::ValueEnum;
use keyfob_core::{authorization::KeyPlace, clean::escaped, oauth::CredentialFormat};

use crate::{exit::Exit, failure::Failure, hand_out::Wanted, opening::Opening, output};

/// The most bytes that are read of what git or Docker asks for.
const QUESTION_BYTES: u64 = 64 * 1024;
/// The variable of `--format env` and `keyfob exec`.
pub(crate) const VARIABLE: &str = "ACCESS_TOKEN";

const EXAMPLES: &str = "\
The token that is kept is printed if it is valid for at least a minute, or for a tenth of its life if that is less; otherwise a new one is
requested. Callers that ask at the same time share one request.

Examples:
  keyfob token billing-api -e production
  keyfob token billing-api --format curl | curl --config - https://api.example/invoices
  eval \"$(keyfob token billing-api --format env)\"
  keyfob token billing-api --format json | jq -r .expires_at

As a credential helper of git, for one host:
  git config --global credential.https://git.example.helper '!keyfob token git-server --format git-credential'

As a credential helper of Docker, in an executable file `docker-credential-keyfob`:
  #!/bin/sh
  exec keyfob token registry --format docker-credential \"$@\"

In a kubeconfig: users: [{name: me, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: keyfob,
  args: [token, cluster, --format, exec-credential], interactiveMode: Never}}}]";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    wanted: Wanted,
    /// What git or Docker asks its credential helper to do.
    #[arg(value_enum, hide = true)]
    operation: Option<Operation>,
    /// How to print it.
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "raw")]
    format: Format,
    /// The variable of `--format env`.
    #[arg(long, value_name = "NAME", default_value = VARIABLE, value_parser = variable)]
    var: String,
    /// The user name of `git-credential` (default: `oauth2`) and `docker-credential` (default: `oauth2accesstoken`).
    #[arg(long, value_name = "NAME", value_parser = username)]
    username: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The token alone
    Raw,
    /// The whole header, such as `Authorization: Bearer …`
    Header,
    /// An API key as a parameter of a query, percent-encoded
    Query,
    /// An API key as a cookie
    Cookie,
    /// A JSON object, with `expires_at`
    Json,
    /// `ACCESS_TOKEN=…`, quoted for a shell
    Env,
    /// A configuration for `curl --config -`
    Curl,
    /// For kubectl (`client.authentication.k8s.io/v1`)
    ExecCredential,
    /// For git, as its credential helper
    GitCredential,
    /// For Docker, as its credential helper
    DockerCredential,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Operation {
    Get,
    Store,
    Erase,
    List,
}

/// Prints a token.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let is_helper = matches!(arguments.format, Format::GitCredential | Format::DockerCredential);
    match arguments.operation {
        Some(_) if !is_helper => {
            let message =
                "`get`, `store`, `erase` and `list` are for `--format git-credential` and `docker-credential`.";
            return Err(Failure::new(Exit::WrongUse, message));
        }
        None | Some(Operation::Get) => {}
        // There is nothing to store, and a list of all servers isn't known.
        Some(Operation::List) => return output::text("{}\n"),
        Some(Operation::Store) => return Ok(Exit::Done),
        // The server refused the token: the next one must be another.
        Some(Operation::Erase) => return arguments.wanted.forget(opening),
    }
    let format = arguments.format()?;
    let credential = arguments.wanted.credential(opening)?;
    let Some(text) = credential.format(&format) else {
        let (name, place) = (escaped(&arguments.wanted.name), word(credential.place()));
        let message = match arguments.format {
            Format::Query | Format::Cookie if credential.is_token() => {
                format!("The token of `{name}` is sent in a header. Use `--format header`.")
            }
            _ => format!("The key of `{name}` is sent as a {place}. Use `--format {place}`."),
        };
        return Err(Failure::new(Exit::InvalidInput, message));
    };
    output::text(text.text())?;
    if text.text().ends_with('\n') { Ok(Exit::Done) } else { output::text("\n") }
}

impl Arguments {
    fn format(&self) -> Result<CredentialFormat, Failure> {
        let username = |default: &str| self.username.clone().unwrap_or_else(|| default.to_owned());
        Ok(match self.format {
            Format::Raw => CredentialFormat::Raw,
            Format::Header => CredentialFormat::Header,
            Format::Query => CredentialFormat::Query,
            Format::Cookie => CredentialFormat::Cookie,
            Format::Json => CredentialFormat::Json,
            Format::Env => CredentialFormat::Variable { name: self.var.clone() },
            Format::Curl => CredentialFormat::Curl,
            Format::ExecCredential => CredentialFormat::ExecCredential,
            Format::GitCredential => {
                let has_authtype = self.question()?.iter().any(|line| line == "capability[]=authtype");
                CredentialFormat::Git { username: username("oauth2"), has_authtype }
            }
            Format::DockerCredential => {
                let server = self.question()?.into_iter().next().unwrap_or_default();
                CredentialFormat::Docker { server, username: username("oauth2accesstoken") }
            }
        })
    }

    /// Reads what git or Docker asks for, up to a blank line.
    fn question(&self) -> Result<Vec<String>, Failure> {
        if self.operation.is_none() || io::stdin().is_terminal() {
            return Ok(Vec::new());
        }
        let lines = io::stdin().lock().take(QUESTION_BYTES).lines();
        let lines = lines.take_while(|line| line.as_ref().is_ok_and(|line| !line.trim().is_empty()));
        Ok(lines.collect::<io::Result<_>>()?)
    }
}

fn word(place: KeyPlace) -> &'static str {
    match place {
        KeyPlace::Header => "header",
        KeyPlace::Query => "query",
        KeyPlace::Cookie => "cookie",
    }
}

/// Reads the name of a variable that shells accept (POSIX, XBD 8.1).
pub(crate) fn variable(text: &str) -> Result<String, &'static str> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let begins_well = text.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    if begins_well && text.bytes().all(is_name) {
        Ok(text.to_owned())
    } else {
        Err("it must have letters, digits and underscores only, and no digit at its start, such as `ACCESS_TOKEN`")
    }
}

/// Reads a user name: git's protocol has one attribute a line.
fn username(text: &str) -> Result<String, &'static str> {
    if text.chars().any(char::is_control) { Err("it has a control character") } else { Ok(text.to_owned()) }
}
