//! A keyring that never answers, like one with an open prompt.

use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};

use super::{ONE_AT_A_TIME, Window};
use crate::user_home::Home;

/// The session's keyring service, stopped until this is dropped.
pub(super) struct StoppedKeyring(Pid);

impl StoppedKeyring {
    /// Stops the service of the session that the test runs in.
    ///
    /// # Panics
    /// If the session has none.
    pub(super) fn stop() -> Self {
        let mut ask = Command::new("dbus-send");
        ask.args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
        ask.args(["org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"]);
        let reply = String::from_utf8(ask.output().expect("`dbus-send` is installed").stdout).expect("text");
        let id = reply.split_whitespace().last().and_then(|id| id.parse().ok()).and_then(Pid::from_raw);
        let id = id.expect("the session has a keyring service");
        kill_process(id, Signal::STOP).expect("the service is the session's own");
        Self(id)
    }
}

impl Window {
    /// Opens the program while the session's keyring doesn't answer. [`Window::resume_keyring`] or dropping the window resumes it.
    ///
    /// # Panics
    /// If the session has no keyring.
    pub async fn open_with_stopped_keyring(home: &Home) -> Self {
        // No other test's window may be open: all of them share the keyring.
        let turn = ONE_AT_A_TIME.lock().await;
        let stopped = StoppedKeyring::stop();
        let mut window = Self::open_in_turn(home, &[], turn).await;
        window.stopped_keyring = Some(stopped);
        window
    }

    /// Lets the keyring answer again.
    pub fn resume_keyring(&mut self) {
        self.stopped_keyring = None;
    }
}

impl Drop for StoppedKeyring {
    fn drop(&mut self) {
        // Fails only if the service has ended.
        let _ = kill_process(self.0, Signal::CONT);
    }
}
