//! `WebKitWebDriver`, one for each window.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
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
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).arg("--host=127.0.0.1");
        command.envs(home.environment());
        command.env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").env("NO_AT_BRIDGE", "1");
        command.env("LANG", "en_US.UTF-8").env("LANGUAGE", "en").env_remove("LC_ALL");
        command.envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = Self { port, process: Group::start(&mut command) };
        driver.wait_until_it_listens();
        driver
    }

    fn wait_until_it_listens(&self) {
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(10), "`WebKitWebDriver` does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(super) async fn open(&self) -> Client {
        let program = built::find("keyfob-desktop");
        let Value::Object(capabilities) = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } })
        else {
            unreachable!("the macro makes an object")
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{}", self.port);
        builder.connect(&address).await.unwrap_or_else(|error| panic!("the window did not open: {error}"))
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

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("a listener has an address").port()
}
