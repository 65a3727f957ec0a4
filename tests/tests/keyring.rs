//! The real keyring on a real bus: each reason why it isn't available has its own error, and one that starts later is found.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic here is the failing test")]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a bus or a keyring may take to come up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A private bus. It doesn't start services: the test starts every program on it.
struct Bus {
    folder: TempDir,
    daemon: Child,
}

impl Bus {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let configuration = folder.path().join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>\
             </policy></busconfig>",
            socket(folder.path())
        );
        fs::write(&configuration, text).unwrap();
        let mut daemon = Command::new("dbus-daemon");
        daemon.arg("--nofork").arg(format!("--config-file={}", configuration.display())).stderr(Stdio::null());
        let daemon = daemon.spawn().unwrap();
        let bus = Self { folder, daemon };
        wait("the bus", || Path::new(&socket(bus.folder.path())).exists());
        bus
    }

    fn address(&self) -> String {
        format!("unix:path={}", socket(self.folder.path()))
    }

    /// Starts a keyring service; with a password it makes a keyring or opens the one that is there.
    fn keyring(&self, password: Option<&str>) -> Service {
        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon.args(["--foreground", "--components=secrets"]).args(password.map(|_| "--unlock"));
        for name in ["HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"] {
            daemon.env(name, self.folder.path());
        }
        daemon
            .env("DBUS_SESSION_BUS_ADDRESS", self.address())
            .env_remove("GNOME_KEYRING_CONTROL")
            .env_remove("DISPLAY");
        let mut daemon = daemon.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        daemon.stdin.take().unwrap().write_all(password.unwrap_or_default().as_bytes()).unwrap();
        let service = Service(daemon);
        wait("the keyring", || self.has_keyring());
        service
    }

    fn has_keyring(&self) -> bool {
        let address = format!("--bus={}", self.address());
        let ask = Command::new("dbus-send")
            .args([&address, "--dest=org.freedesktop.DBus", "--print-reply=literal", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
            .output();
        String::from_utf8_lossy(&ask.unwrap().stdout).contains("true")
    }

    fn program(&self) -> Program {
        Program::start(&self.address(), &self.folder.path().join("keyfob"))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        end(&mut self.daemon);
    }
}

/// A keyring service; it ends with the value.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        end(&mut self.0);
    }
}

/// A program with the core open that runs commands line by line.
struct Program {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Program {
    fn start(bus: &str, folder: &Path) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_keyfob-torture"));
        program.arg("vault").arg(folder).env("DBUS_SESSION_BUS_ADDRESS", bus).env_remove("DISPLAY");
        // Without an address, a bus is looked for there.
        program.env("XDG_RUNTIME_DIR", folder.parent().unwrap());
        let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (orders, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, orders, answers }
    }

    fn ask(&mut self, order: &str) -> Value {
        writeln!(self.orders, "{order}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{order}: {line:?}: {error}"))
    }

    /// What the keyring is found to be, and so the vault.
    fn probe(&mut self) -> (Value, Value) {
        let status = self.ask("retry");
        (status["state"].clone(), status["keyring"].clone())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn socket(folder: &Path) -> String {
    folder.join("bus").display().to_string()
}

fn end(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn wait(what: &str, is_there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_there() {
        assert!(begun.elapsed() < PATIENCE, "{what} did not come up");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn without_a_bus_there_is_no_service_and_the_rest_works() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start("unix:path=/nowhere/at/all", &folder.path().join("keyfob"));
    assert_eq!(program.probe(), (json!("needed"), json!("no_service")));
    assert_eq!(program.ask("save 1")["error"], json!("vault_needed"));
    assert_eq!(program.ask("count"), json!(0));
}

#[test]
fn a_service_that_appears_later_is_found_without_a_restart() {
    let bus = Bus::start();
    let mut program = bus.program();
    assert_eq!(program.probe(), (json!("needed"), json!("no_service")));
    let _keyring = bus.keyring(Some("test-only"));
    assert_eq!(program.probe(), (json!("ready"), Value::Null));
    assert_eq!(program.ask("save 1"), json!("saved"));
    assert_eq!(program.ask("reveal 1"), json!(true));
}

#[test]
fn a_service_without_a_keyring_is_told_from_a_locked_one() {
    let bus = Bus::start();
    let mut program = bus.program();
    let empty = bus.keyring(None);
    assert_eq!(program.probe(), (json!("needed"), json!("no_collection")));
    drop(empty);
    // The first password makes the keyring.
    drop(bus.keyring(Some("test-only")));
    let _locked = bus.keyring(None);
    assert_eq!(program.probe(), (json!("needed"), json!("locked")));
}

#[test]
fn a_vault_whose_keyring_is_locked_or_gone_opens_as_soon_as_it_is_back() {
    let bus = Bus::start();
    let open = bus.keyring(Some("test-only"));
    assert_eq!(bus.program().ask("save 1"), json!("saved"));
    drop(open);

    let mut program = bus.program();
    assert_eq!(program.probe(), (json!("key_out_of_reach"), json!("no_service")));
    assert_eq!(program.ask("count"), json!(1), "the list needs no key");
    let locked = bus.keyring(None);
    assert_eq!(program.probe(), (json!("key_out_of_reach"), json!("locked")));
    assert_eq!(program.ask("reveal 1")["error"], json!("key_out_of_reach"));
    drop(locked);
    let _open = bus.keyring(Some("test-only"));
    assert_eq!(program.probe(), (json!("ready"), Value::Null));
    assert_eq!(program.ask("reveal 1"), json!(true));
}

#[test]
fn a_keyring_that_was_reset_is_told_to_have_lost_the_key() {
    let bus = Bus::start();
    let open = bus.keyring(Some("test-only"));
    assert_eq!(bus.program().ask("save 1"), json!("saved"));
    drop(open);
    fs::remove_dir_all(bus.folder.path().join("keyrings")).unwrap();
    let _anew = bus.keyring(Some("test-only"));
    assert_eq!(bus.program().probe(), (json!("key_out_of_reach"), json!("key_lost")));
}
