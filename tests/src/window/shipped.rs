//! The program as it is shipped, without the hooks for tests.

use std::process::{Command, Stdio};
use std::time::Instant;

use tokio::sync::MutexGuard;

use super::{ONE_AT_A_TIME, PATIENCE, PAUSE, close};
use crate::built;
use crate::process::{self, Group};
use crate::user_home::Home;

/// A running program without test hooks; it ends when this is dropped.
pub struct Shipped {
    process: Group,
    _turn: MutexGuard<'static, ()>,
}

impl Shipped {
    /// Opens the program and waits until its window is visible.
    ///
    /// # Panics
    /// If no window appears.
    pub async fn open(home: &Home, environment: &[(&str, &str)]) -> Self {
        let turn = ONE_AT_A_TIME.lock().await;
        let mut command = Command::new(built::find("keyfob-desktop-shipped"));
        command.envs(home.environment()).envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let shipped = Self { process: Group::start(&mut command), _turn: turn };
        let started = Instant::now();
        while !close::is_window_open() {
            assert!(started.elapsed() < PATIENCE, "the window does not open");
            tokio::time::sleep(PAUSE).await;
        }
        shipped
    }

    /// Returns the environments of the processes that the program started, as `NAME=value` lines. Its own shows what it was started with,
    /// not what it uses.
    #[must_use]
    pub fn environments(&self) -> Vec<String> {
        let read = |process: std::path::PathBuf| std::fs::read(process.join("environ")).ok();
        let own = std::path::PathBuf::from(format!("/proc/{}", self.process.id()));
        let started = process::processes_in_group(self.process.id()).into_iter().filter(|process| *process != own);
        let texts = started.filter_map(read);
        texts.map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', "\n")).collect()
    }
}
