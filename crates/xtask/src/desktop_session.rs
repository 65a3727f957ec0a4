//! A temporary desktop session for tests: X server, session bus, unlocked keyring and private folders.
//!
//! It doesn't need or change the user's own session. On other systems than Linux, the command runs in the user's session.

use std::env;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::stop::Stop;
use crate::{command, say};

/// The password of the session's keyring, which contains only test data.
const KEYRING_PASSWORD: &[u8] = b"test-only";
/// The longest time until the keyring is ready.
const KEYRING_PATIENCE: Duration = Duration::from_secs(20);
/// Variables that a session must not inherit.
const NOT_OURS: &[&str] =
    &["DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL", "SSH_AUTH_SOCK", "LC_ALL", "KEYFOB_HOME"];
/// Makes windows draw quickly and in the same way everywhere, without a graphics card.
const WINDOW: &[(&str, &str)] =
    &[("WEBKIT_DISABLE_DMABUF_RENDERER", "1"), ("NO_AT_BRIDGE", "1"), ("GDK_BACKEND", "x11"), ("LANG", "C.UTF-8")];

/// Runs a command in a new session. It inherits standard output and standard error.
///
/// # Errors
/// If the session can't be started, or the command fails.
pub(crate) fn run(inner: &Command) -> Result<(), Stop> {
    let mut inner_words = vec![inner.get_program().to_owned()];
    inner_words.extend(inner.get_args().map(OsString::from));
    if !cfg!(target_os = "linux") {
        return command::run(Command::new(&inner_words[0]).args(&inner_words[1..]).envs(changes(inner)));
    }
    let folders = Folders::make()?;
    let mut session = Command::new("xvfb-run");
    session.args(["-a", "-s", "-screen 0 1600x1000x24 -nolisten tcp", "dbus-run-session", "--"]);
    session.arg(env::current_exe()?).arg("in-session").arg(&folders.top).args(&inner_words);
    prepare(&mut session, &folders);
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => session.env(name, value),
            None => session.env_remove(name),
        };
    }
    contained(&mut session)
}

/// Starts the keyring inside a session, runs a command and ends the keyring.
///
/// # Errors
/// If the keyring can't be started, or the command fails.
pub(crate) fn inside(folder: &Path, words: &[OsString]) -> Result<(), Stop> {
    let _keyring = Keyring::start(folder)?;
    let (program, arguments) = words.split_first().ok_or_else(|| Stop::new("No command to run in the session."))?;
    let status = Command::new(program).args(arguments).status()?;
    if status.success() {
        return Ok(());
    }
    let words = format!("`{}` failed ({status}).", Path::new(program).file_name().unwrap_or(program).display());
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Err(Stop::new(words).with_status(code))
}

fn changes(inner: &Command) -> impl Iterator<Item = (&std::ffi::OsStr, &std::ffi::OsStr)> {
    inner.get_envs().filter_map(|(name, value)| value.map(|value| (name, value)))
}

/// Sets the session's folders and variables. The folders of cargo, rustup and npm remain the user's.
fn prepare(session: &mut Command, folders: &Folders) {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    for (name, usual) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup"), ("npm_config_cache", ".npm")] {
        session.env(name, env::var_os(name).unwrap_or_else(|| home.join(usual).into()));
    }
    session.env("npm_config_userconfig", home.join(".npmrc"));
    for name in NOT_OURS {
        session.env_remove(name);
    }
    session.envs(WINDOW.iter().copied()).envs(folders.variables());
}

/// Runs a command, then ends the processes that outlived it, which would keep standard output open.
fn contained(session: &mut Command) -> Result<(), Stop> {
    #[cfg(target_os = "linux")]
    crate::leftovers::adopt();
    let done = session.status();
    #[cfg(target_os = "linux")]
    match crate::leftovers::end() {
        0 => {}
        1 => say::note("Ended one process that had outlived the session."),
        count => say::note(&format!("Ended {count} processes that had outlived the session.")),
    }
    let status = done.map_err(|error| Stop::new(format!("Can't start `xvfb-run`: {error}.")))?;
    if status.success() { Ok(()) } else { Err(Stop::new(format!("The command in the session failed ({status})."))) }
}

/// A session's private folders. They are deleted when this is dropped.
struct Folders {
    top: PathBuf,
}

impl Folders {
    fn make() -> Result<Self, Stop> {
        // In the system's temporary folder, because the path of a socket may not exceed 107 bytes.
        let top = env::temp_dir().join(format!("keyfob-session-{}", std::process::id()));
        let folders = Self { top };
        private_folder(&folders.top)?;
        for (_, folder) in folders.variables() {
            private_folder(&folder)?;
        }
        Ok(folders)
    }

    fn variables(&self) -> [(&'static str, PathBuf); 6] {
        [
            ("HOME", self.top.join("home")),
            ("XDG_DATA_HOME", self.top.join("data")),
            ("XDG_CONFIG_HOME", self.top.join("config")),
            ("XDG_STATE_HOME", self.top.join("state")),
            ("XDG_CACHE_HOME", self.top.join("cache")),
            ("XDG_RUNTIME_DIR", self.top.join("run")),
        ]
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        // If this fails, private files remain in the system's temporary folder.
        let _ = fs::remove_dir_all(&self.top);
    }
}

fn private_folder(path: &Path) -> Result<(), Stop> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| Stop::new(format!("Can't create `{}`: {error}.", path.display())))
}

/// The session's unlocked keyring. It ends when this is dropped.
struct Keyring {
    daemon: Child,
}

impl Keyring {
    fn start(folder: &Path) -> Result<Self, Stop> {
        let log = File::create(folder.join("keyring.log"))?;
        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        let mut daemon = daemon.stdout(log.try_clone()?).stderr(log).spawn()?;
        let given = daemon.stdin.take().map(|mut stdin| stdin.write_all(KEYRING_PASSWORD));
        let mut keyring = Self { daemon };
        given.transpose()?;
        keyring.wait()?;
        Ok(keyring)
    }

    fn wait(&mut self) -> Result<(), Stop> {
        let begun = Instant::now();
        while !is_there() {
            if begun.elapsed() > KEYRING_PATIENCE || self.daemon.try_wait()?.is_some() {
                return Err(Stop::new("The session's keyring (`gnome-keyring-daemon`) didn't start."));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// Returns whether a secret service is on the bus. The query doesn't start one.
fn is_there() -> bool {
    let mut ask = Command::new("dbus-send");
    ask.args(["--session", "--dest=org.freedesktop.DBus", "--print-reply=literal", "/org/freedesktop/DBus"]);
    ask.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
    command::read(&mut ask).is_ok_and(|answer| answer.contains("true"))
}
