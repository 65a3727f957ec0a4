//! `keyfob token` as a credential helper of git (gitcredentials(7), git-credential(1)) and of Docker (docker/docker-credential-helpers).
//!
//! Either asks for the credential of a host on standard input. It is handed out for the host that the arguments name and for no other, since
//! a helper may be configured for more hosts than its owner thinks of.

use std::io::{self, BufRead, BufReader, IsTerminal, Read};

use keyfob_core::{oauth::CredentialFormat, secret::Secret};
use zeroize::Zeroizing;

use super::arguments::{Arguments, Format};
use crate::{exit::Exit, failure::Failure, opening::Opening, output};

/// The most bytes that are read of what is asked for.
const QUESTION_BYTES: u64 = 64 * 1024;
/// What Docker's client takes for *no such credential*; it reads errors from standard output.
const NOT_FOUND: &str = "credentials not found in native keychain\n";

/// Answers what git or Docker asks.
pub(super) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let operation = arguments.operation.as_deref().unwrap_or("get");
    match (arguments.format, operation) {
        (Format::DockerCredential, "list") => output::text("{}\n"),
        (Format::DockerCredential, "get" | "erase") => docker(arguments, operation, opening),
        (Format::GitCredential, "get" | "erase") => git(arguments, operation, opening),
        // There is nothing to store, and helpers ignore operations that they don't know.
        _ => Ok(Exit::Done),
    }
}

fn git(arguments: &Arguments, operation: &str, opening: &Opening) -> Result<Exit, Failure> {
    let question = Question::read()?;
    // Without an answer, git asks its next helper. A token isn't sent unencrypted.
    if !question.is_for(arguments) || question.value("protocol").is_none_or(|protocol| protocol != "https") {
        return Ok(Exit::Done);
    }
    if operation == "erase" {
        // git names what the server refused, which may be an older token than the kept one.
        let refused = question.value("password").or(question.value("credential"));
        return arguments.wanted.forget(refused.map(|text| Secret::new(text.to_owned())), opening);
    }
    let is_bearer = arguments.bearer && question.has("capability[]", "authtype");
    let username = arguments.username.clone().unwrap_or_else(|| "oauth2".to_owned());
    arguments.print(&CredentialFormat::Git { username, is_bearer }, opening)
}

fn docker(arguments: &Arguments, operation: &str, opening: &Opening) -> Result<Exit, Failure> {
    let question = Question::read()?;
    let server = question.0.first().map(|line| line.trim().to_owned()).unwrap_or_default();
    let host = server.split_once("://").map_or(server.as_str(), |(_, rest)| rest).split('/').next().unwrap_or_default();
    let is_theirs = arguments.host.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(host));
    match operation {
        "erase" if is_theirs => arguments.wanted.forget(None, opening),
        "erase" => Ok(Exit::Done),
        _ if !is_theirs => output::text(NOT_FOUND).map(|_| Exit::Failed),
        _ => {
            let username = arguments.username.clone().unwrap_or_else(|| "oauth2accesstoken".to_owned());
            arguments.print(&CredentialFormat::Docker { server, username }, opening)
        }
    }
}

/// The lines up to a blank one; some contain what was refused.
struct Question(Vec<Zeroizing<String>>);

impl Question {
    fn read() -> Result<Self, Failure> {
        let mut lines = Vec::new();
        if io::stdin().is_terminal() {
            return Ok(Self(lines));
        }
        let mut input = BufReader::new(io::stdin().lock().take(QUESTION_BYTES));
        loop {
            let mut line = Zeroizing::new(String::new());
            input.read_line(&mut line)?;
            if line.trim().is_empty() {
                return Ok(Self(lines));
            }
            lines.push(line);
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        let of = |line: &'_ Zeroizing<String>| line.strip_prefix(name).is_some_and(|rest| rest.starts_with('='));
        let line = self.0.iter().find(|line| of(line))?;
        line.split_once('=').map(|(_, value)| value.trim_end_matches(['\r', '\n']))
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|line| line.trim_end().split_once('=') == Some((name, value)))
    }

    fn is_for(&self, arguments: &Arguments) -> bool {
        let own = arguments.host.as_deref().unwrap_or_default();
        self.value("host").is_some_and(|host| host.eq_ignore_ascii_case(own))
    }
}
