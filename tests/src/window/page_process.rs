//! Stops or kills the process that runs the page, as a fault in WebKit would.

use rustix::process::{Pid, Signal, kill_process};

use super::{PATIENCE, PAUSE, Window};
use crate::process;

/// The name of WebKit's process, cut as the system does.
const NAME: &str = "WebKitWebProces";

impl Window {
    /// Kills the page's process.
    ///
    /// # Panics
    /// If there isn't one.
    pub fn crash_page(&self) {
        self.signal_page(Signal::KILL);
    }

    /// Stops the page's process, so that it doesn't respond.
    ///
    /// # Panics
    /// If there isn't one.
    pub fn hang_page(&self) {
        self.signal_page(Signal::STOP);
    }

    /// Resumes a stopped page.
    ///
    /// # Panics
    /// If there isn't one.
    pub fn resume_page(&self) {
        self.signal_page(Signal::CONT);
    }

    /// Waits until a dialog of the system is on the screen.
    ///
    /// # Panics
    /// If none appears in time.
    pub async fn dialog_appears(&self) {
        self.dialog_count(1).await;
    }

    /// Waits until no dialog of the system is on the screen.
    ///
    /// # Panics
    /// If one stays.
    pub async fn dialog_disappears(&self) {
        self.dialog_count(0).await;
    }

    async fn dialog_count(&self, wanted: usize) {
        let started = std::time::Instant::now();
        while self.dialogs() != wanted {
            assert!(started.elapsed() < PATIENCE, "{} dialogs are on the screen, not {wanted}", self.dialogs());
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn signal_page(&self, signal: Signal) {
        let found = process::processes_in_group(self.process_group())
            .into_iter()
            .filter(|process| std::fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == NAME));
        let ids: Vec<Pid> =
            found.filter_map(|process| process.file_name()?.to_str()?.parse().ok()).filter_map(Pid::from_raw).collect();
        assert!(!ids.is_empty(), "no page process runs");
        for id in ids {
            kill_process(id, signal).expect("the process is ours");
        }
    }
}
