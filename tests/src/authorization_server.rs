//! Runs `oidc-provider` from npm, a certified authorization server, on loopback.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};

use serde_json::{Value, json};

use crate::built::repository;
use crate::hostile::Identity;
use crate::process::Group;

/// A registered client.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// Its client id.
    pub id: &'static str,
    /// Its client secret.
    pub secret: &'static str,
    /// Its `token_endpoint_auth_method`.
    pub method: &'static str,
    /// The scopes that it may request.
    pub scope: &'static str,
}

/// How long the server's tokens are valid, in seconds.
pub const TOKEN_LIFETIME_S: u64 = 600;

/// A running server. It ends when this is dropped.
#[derive(Debug)]
pub struct AuthorizationServer {
    issuer: String,
    _process: Group,
    // The server exits when its standard input closes, so it also ends if this process is killed.
    _open: ChildStdin,
}

impl AuthorizationServer {
    /// Starts a server over plain HTTP that knows `clients` and the scopes `read`, `write` and `admin`.
    #[must_use]
    pub fn start(clients: &[Client]) -> Self {
        Self::start_with(clients, None)
    }

    /// Starts a server over TLS.
    #[must_use]
    pub fn start_tls(clients: &[Client], identity: &Identity) -> Self {
        Self::start_with(clients, Some(identity))
    }

    fn start_with(clients: &[Client], identity: Option<&Identity>) -> Self {
        Self::start_configured(&configuration(clients, identity))
    }

    /// Starts a server for clients with any metadata (RFC 7591, section 2). `settings` may have `certificate` and `key` for TLS,
    /// `client_authority` for client certificates, `dpop_nonce`, and `clock_offset_s` for a server whose clock is wrong.
    #[must_use]
    pub fn start_for(clients: &[Value], settings: &Value) -> Self {
        let mut configuration = configuration(&[], None);
        configuration["clients"] = clients.into();
        for (name, value) in settings.as_object().expect("settings are an object") {
            configuration[name] = value.clone();
        }
        Self::start_configured(&configuration)
    }

    fn start_configured(configuration: &Value) -> Self {
        let folder = repository("tests/authorization-server");
        install(&folder);
        let mut command = Command::new("node");
        command.arg("server.mjs").current_dir(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Group::start(&mut command);
        let mut stdin = process.child().stdin.take().expect("standard input is a pipe");
        writeln!(stdin, "{configuration}").expect("the server reads its configuration");
        let stdout = process.child().stdout.take().expect("standard output is a pipe");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).expect("the server says where it listens");
        let ready: Value = serde_json::from_str(&line).expect("the authorization server did not start");
        let issuer = ready["issuer"].as_str().expect("the server names its issuer").to_owned();
        Self { issuer, _process: process, _open: stdin }
    }

    /// Returns its URL with a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// Returns the URL of its token endpoint.
    #[must_use]
    pub fn token_url(&self) -> String {
        self.url("/token")
    }
}

fn configuration(clients: &[Client], identity: Option<&Identity>) -> Value {
    let client = |client: &Client| {
        json!({
            "client_id": client.id,
            "client_secret": client.secret,
            "token_endpoint_auth_method": client.method,
            "scope": client.scope,
        })
    };
    json!({
        "clients": clients.iter().map(client).collect::<Vec<_>>(),
        "scopes": ["read", "write", "admin"],
        "token_lifetime_s": TOKEN_LIFETIME_S,
        "certificate": identity.map(Identity::certificate_pem),
        "key": identity.map(Identity::key_pem),
    })
}

/// Installs the server's packages once, from its lock file; tests that run at the same time wait for each other.
fn install(folder: &Path) {
    let lock = File::create(folder.join(".install-lock")).expect("the server's folder can be written");
    lock.lock().expect("the lock is held by tests only, each for the time of one install");
    if !folder.join("node_modules/.package-lock.json").exists() {
        let done = Command::new("npm").arg("ci").current_dir(folder).stdout(Stdio::null()).status();
        assert!(done.is_ok_and(|status| status.success()), "`npm ci` failed in `tests/authorization-server`");
    }
}
