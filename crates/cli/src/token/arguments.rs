//! The arguments of `keyfob token`, and printing in the formats that need nothing else.

use clap::ValueEnum;
use keyfob_core::{authorization::KeyPlace, clean::escaped, oauth::CredentialFormat};

use crate::{exit::Exit, failure::Failure, hand_out::Wanted, opening::Opening, output, stderr};

/// The variable of `--format env` and `keyfob exec`.
pub(crate) const VARIABLE: &str = "ACCESS_TOKEN";

const EXAMPLES: &str = "\
The kept token is printed while it is valid for at least a minute, or for a tenth of its life if that is less; otherwise a new one is \
requested. Callers that ask at the same time share one request.

Examples:
  keyfob token billing-api -e production
  keyfob token billing-api --format curl | curl --config - https://api.example/invoices
  eval \"$(keyfob token billing-api --format env)\"
  keyfob token billing-api --format json | jq -r .expires_at

As a credential helper of git or Docker, for the host that `--host` names and for no other:
  git config --global credential.https://git.example.helper \\
    '!keyfob token git-server --format git-credential --host git.example'

With `--bearer`, git 2.46 and later sends a Bearer token. For Docker, an executable file `docker-credential-example` on PATH, which \
`credHelpers` in config.json names for registry.example:
  #!/bin/sh
  exec keyfob token registry --format docker-credential --host registry.example \"$@\"

In a kubeconfig:
  users:
  - name: me
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: keyfob
        args: [token, cluster, --format, exec-credential]
        interactiveMode: Never";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(super) wanted: Wanted,
    /// What git or Docker asks its credential helper to do.
    #[arg(hide = true)]
    pub(super) operation: Option<String>,
    /// How to print it.
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "raw")]
    pub(super) format: Format,
    /// The variable of `--format env`.
    #[arg(long, value_name = "NAME", default_value = VARIABLE, value_parser = variable)]
    var: String,
    /// The user name of `git-credential` (default: `oauth2`) and `docker-credential` (default: `oauth2accesstoken`).
    #[arg(long, value_name = "NAME", value_parser = username)]
    pub(super) username: Option<String>,
    /// The only host that `git-credential` and `docker-credential` hand the token to, such as `git.example` or `registry.example:5000`.
    #[arg(long, value_name = "HOST", required_if_eq_any([("format", "git-credential"), ("format", "docker-credential")]))]
    pub(super) host: Option<String>,
    /// Have git send a Bearer token rather than user name and password.
    #[arg(long)]
    pub(super) bearer: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
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

impl Arguments {
    /// Prints the token or key in a format.
    pub(super) fn print(&self, format: &CredentialFormat, opening: &Opening) -> Result<Exit, Failure> {
        let credential = self.wanted.credential(opening)?;
        let Some(text) = credential.format(format) else {
            let (name, place) = (escaped(&self.wanted.name), word(credential.place()));
            let message = if credential.is_bound() {
                format!(
                    "The token of `{name}` is bound to a key (DPoP): each request with it needs a proof, which programs that take this format \
                     don't make. Use `--format json` in a program that does."
                )
            } else if credential.is_token() {
                format!("The token of `{name}` is sent in a header. Use `--format header`.")
            } else {
                format!("The key of `{name}` is sent as a {place}. Use `--format {place}`.")
            };
            return Err(Failure::new(Exit::InvalidInput, message));
        };
        if credential.is_bound() {
            stderr::message("This token is bound to a key (DPoP): each request with it needs a proof of that key.");
        }
        output::text(text.text())?;
        if text.text().ends_with('\n') { Ok(Exit::Done) } else { output::text("\n") }
    }

    pub(super) fn format(&self) -> CredentialFormat {
        match self.format {
            Format::Raw | Format::GitCredential | Format::DockerCredential => CredentialFormat::Raw,
            Format::Header => CredentialFormat::Header,
            Format::Query => CredentialFormat::Query,
            Format::Cookie => CredentialFormat::Cookie,
            Format::Json => CredentialFormat::Json,
            Format::Env => CredentialFormat::Variable { name: self.var.clone() },
            Format::Curl => CredentialFormat::Curl,
            Format::ExecCredential => CredentialFormat::ExecCredential,
        }
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
