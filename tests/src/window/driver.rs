//! `WebKitWebDriver`, one for each window.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::built;
use crate::process::{self, Group};
use crate::user_home::Home;

/// A running driver. The program and the page run in its process group and end with it.
pub(super) struct Driver {
    port: u16,
    process: Group,
}

impl Driver {
    pub(super) fn start(home: &Home, environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new("WebKitWebDriver");
        // The system chooses the port, so that nothing else can take it between the choice and the driver's start.
        command.args(["--port=0", "--host=127.0.0.1"]);
        command.envs(home.environment());
        command.env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").env("NO_AT_BRIDGE", "1");
        command.env("LANG", "en_US.UTF-8").env("LANGUAGE", "en").env_remove("LC_ALL");
        command.envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = Group::start(&mut command);
        let port = port_of(&process);
        Self { port, process }
    }

    /// Opens the program.
    ///
    /// # Errors
    /// If the driver doesn't answer, with whether it still runs.
    pub(super) async fn open(&mut self) -> Result<Client, String> {
        let program = built::find("keyfob-desktop");
        let Value::Object(capabilities) = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } })
        else {
            unreachable!("the macro makes an object")
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{}", self.port);
        let opened = builder.connect(&address).await;
        opened.map_err(|error| format!("{error} (the driver's status: {:?})", self.process.child().try_wait()))
    }

    /// Whether a program with this name runs in the driver's group.
    pub(super) fn runs(&self, program: &str) -> bool {
        let names = process::names_in_group(self.process.id());
        // The system cuts a name at 15 characters.
        names.iter().any(|name| program.starts_with(name.as_str()) && name.len() >= program.len().min(15))
    }

    pub(super) fn process_group(&self) -> u32 {
        self.process.id()
    }
}

/// Waits until the driver listens, and returns its port.
fn port_of(process: &Group) -> u16 {
    let started = Instant::now();
    loop {
        if let Some(port) = process::listening_port(process.id()) {
            return port;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "`WebKitWebDriver` does not listen");
        std::thread::sleep(Duration::from_millis(10));
    }
}
