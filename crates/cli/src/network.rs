//! `keyfob network`.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use keyfob_core::{
    authorization::SecretInput,
    clean::escaped,
    connect::{
        messages::date,
        network::{NetworkDraft, NetworkField, NetworkProblem, ProxyChoice},
    },
    keyfob::{Keyfob, NetworkShown},
};
use serde_json::json;

use crate::{
    exit::Exit,
    failure::{Failure, unreadable},
    fields::network_advice,
    opening::{Opening, first_line},
    output,
    secret_file::named,
};

/// The most that is read of a certificate file, in bytes: more than is accepted, so that a longer one is refused.
const FILE_BYTES: u64 = 1024 * 1024 + 1;

#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "They apply to every command that requests a token for a saved authorization, and to the window, unless an environment has its own settings: \
                      see `keyfob edit --help`. `keyfob connect --stdin` has its own members `proxy`, `ca_file` and `timeout_ms`.

Examples: keyfob network set --proxy http://proxy.example:3128 --proxy-user maria --proxy-password-file FILE
          keyfob network set --ca-file corporate-ca.pem --time-limit 60
          keyfob network set --proxy system --no-ca"
)]
pub(crate) struct Arguments {
    /// Print a JSON object.
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Changes the given defaults and keeps the others.
    Set(Changes),
    /// Goes back to the system's settings.
    Reset,
}

#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
struct Changes {
    /// `system`, `none`, or the proxy's address without user name and password, such as `http://proxy.example:3128`.
    #[arg(long, value_name = "PROXY")]
    proxy: Option<String>,
    /// The user name for the proxy.
    #[arg(long, value_name = "NAME")]
    proxy_user: Option<String>,
    /// Read the password for the proxy from the first line of this file, `-` for standard input.
    #[arg(long, value_name = "FILE")]
    proxy_password_file: Option<PathBuf>,
    /// Also trust the CA certificates in this file, in place of those that were given before.
    #[arg(long, value_name = "FILE", conflicts_with = "no_ca")]
    ca_file: Option<PathBuf>,
    /// Trust only the system's certificates.
    #[arg(long)]
    no_ca: bool,
    /// How long a token request may take.
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<u32>,
}

/// Shows or changes the network defaults.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    match &arguments.command {
        None => show(&opening.open_vault()?.network()?, arguments.json),
        Some(Command::Set(changes)) => {
            let keyfob = opening.open_vault_to_write()?;
            let shown = keyfob.network()?;
            if shown.is_unreadable && !changes.is_complete() {
                let message = "The network defaults were changed outside Keyfob or sealed with another key. Give `--proxy` and `--ca-file` or \
                               `--no-ca`, so that nothing is taken from them, or use `keyfob network reset`.";
                return Err(Failure::new(Exit::InvalidInput, message));
            }
            set(&keyfob, &changes.apply(shown.draft)?)
        }
        Some(Command::Reset) => set(&opening.open_vault_to_write()?, &NetworkDraft::default()),
    }
}

impl Changes {
    /// Whether they say everything that decides where requests go.
    fn is_complete(&self) -> bool {
        self.proxy.is_some() && (self.no_ca || self.ca_file.is_some())
    }

    fn apply(&self, mut draft: NetworkDraft) -> Result<NetworkDraft, Failure> {
        match self.proxy.as_deref().map(str::trim) {
            None => {}
            Some(word) if word.eq_ignore_ascii_case("system") => draft.proxy = ProxyChoice::System,
            Some(word) if word.eq_ignore_ascii_case("none") => draft.proxy = ProxyChoice::None,
            Some(address) => {
                // The user name and password of another proxy don't belong to this one.
                if draft.proxy_address != address {
                    draft.proxy_username.clear();
                    draft.proxy_password = SecretInput::Blank;
                }
                draft.proxy = ProxyChoice::Address;
                address.clone_into(&mut draft.proxy_address);
            }
        }
        let has_credentials = self.proxy_user.is_some() || self.proxy_password_file.is_some();
        if has_credentials && draft.proxy != ProxyChoice::Address {
            let message = "`--proxy-user` and `--proxy-password-file` need the address of a proxy in `--proxy`.";
            return Err(Failure::new(Exit::WrongUse, message));
        }
        if let Some(user) = &self.proxy_user {
            user.clone_into(&mut draft.proxy_username);
        }
        if let Some(path) = &self.proxy_password_file {
            let input: Box<dyn Read> = if path == Path::new("-") {
                Box::new(io::stdin().lock())
            } else {
                Box::new(File::open(path).map_err(|error| unreadable("the password", &named(path), &error))?)
            };
            let text = first_line(input).map_err(|error| unreadable("the password", &named(path), &error))?;
            draft.proxy_password = SecretInput::Typed { text };
        }
        if let Some(path) = &self.ca_file {
            let mut bytes = Vec::new();
            let read = File::open(path).and_then(|file| file.take(FILE_BYTES).read_to_end(&mut bytes));
            read.map_err(|error| unreadable("certificates", &named(path), &error))?;
            draft = draft.with_certificate_file(&bytes).map_err(|problem| invalid(&[problem]))?;
        } else if self.no_ca {
            draft.certificates.clear();
        }
        if let Some(seconds) = self.time_limit {
            draft.timeout_s = seconds.to_string();
        }
        Ok(draft)
    }
}

fn set(keyfob: &Keyfob, draft: &NetworkDraft) -> Result<Exit, Failure> {
    let new = keyfob.new_network(draft)?.map_err(|problems| invalid(&problems))?;
    show(&keyfob.set_network(&new)?, false)
}

fn show(shown: &NetworkShown, as_json: bool) -> Result<Exit, Failure> {
    let NetworkShown { draft, certificates, is_unreadable } = shown;
    if *is_unreadable {
        let message = "The network defaults were changed outside Keyfob or sealed with another key, so `keyfob connect` sends nothing. Set them \
                       again with `keyfob network set`, or use `keyfob network reset`.";
        return Err(Failure::new(Exit::InvalidInput, message));
    }
    let has_password = draft.keeps_password();
    if as_json {
        return output::json(&json!({
            "proxy": draft.proxy,
            "proxy_address": draft.proxy_address,
            "proxy_username": draft.proxy_username,
            "has_proxy_password": has_password,
            "certificates": certificates,
            "timeout_s": draft.timeout_s.parse::<u32>().ok(),
        }));
    }
    let password = if has_password { ", with a password" } else { "" };
    let proxy = match draft.proxy {
        ProxyChoice::System => "the system's".to_owned(),
        ProxyChoice::None => "none".to_owned(),
        ProxyChoice::Address if draft.proxy_username.is_empty() => format!("{}{password}", draft.proxy_address),
        ProxyChoice::Address => {
            format!("{} as `{}`{password}", draft.proxy_address, escaped(&draft.proxy_username))
        }
    };
    let mut text = format!("proxy:       {proxy}\ntime limit:  {} s\n", draft.timeout_s);
    let _ = match certificates.len() {
        0 => writeln!(text, "trust:       the system's certificates"),
        _ => writeln!(text, "trust:       the system's certificates, and"),
    };
    for certificate in certificates {
        let _ = writeln!(text, "  {}, valid until {}", escaped(&certificate.subject), date(certificate.not_after_ms));
    }
    output::text(&text)
}

fn invalid(problems: &[NetworkProblem]) -> Failure {
    let sentence = |problem: &NetworkProblem| {
        let argument = match problem.field {
            NetworkField::ProxyAddress => "--proxy",
            NetworkField::ProxyUsername => "--proxy-user",
            NetworkField::ProxyPassword => "--proxy-password-file",
            NetworkField::Certificates => "--ca-file",
            NetworkField::TimeoutS => "--time-limit",
        };
        format!("`{argument}`: {problem}{}", network_advice(&problem.code))
    };
    Failure::new(Exit::InvalidInput, problems.iter().map(sentence).collect::<Vec<_>>().join(" "))
}
