//! A user with a browser: headless Chromium, driven by `tests/authorization-server/browser.mjs`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::built::repository;

/// What a user does at the server's pages.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    /// Signs in and agrees.
    Agree,
    /// Cancels.
    Refuse,
    /// Signs in at the page for another device.
    Device,
    /// Refuses at that page.
    RefuseDevice,
    /// Nothing: the browser opens, and the user goes away.
    Nothing,
}

impl Task {
    fn word(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Refuse => "refuse",
            Self::Device => "device",
            Self::RefuseDevice => "refuse-device",
            Self::Nothing => "nothing",
        }
    }
}

/// The system's browser, in place of the real one: programs find it as `xdg-open`.
#[derive(Debug)]
pub struct Browser {
    folder: TempDir,
}

impl Browser {
    /// Makes a browser whose user does something.
    #[must_use]
    pub fn new(task: Task) -> Self {
        let browser = Self { folder: tempfile::tempdir().expect("a folder for the browser") };
        browser.will(task);
        browser
    }

    /// Changes what the user does.
    pub fn will(&self, task: Task) {
        let script = repository("tests/authorization-server/browser.mjs");
        let at = |name: &str| self.folder.path().join(name).display().to_string();
        let act = match task {
            Task::Nothing => String::new(),
            task => format!(
                "node '{}' \"$1\" {} ana > '{}' 2> '{}' &\n",
                script.display(),
                task.word(),
                at("page"),
                at("errors")
            ),
        };
        let text = format!("#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" > '{}'\n{act}", at("opened"));
        // Programs look for other ones, if this one isn't there.
        for name in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"] {
            let file = self.folder.path().join(name);
            let text = if name == "xdg-open" { text.as_str() } else { "#!/bin/sh\nexit 1\n" };
            fs::write(&file, text).expect("the browser can be written");
            fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).expect("the browser can be run");
        }
    }

    /// Makes every browser fail.
    pub fn breaks(&self) {
        fs::write(self.folder.path().join("xdg-open"), "#!/bin/sh\nexit 3\n").expect("the browser can be written");
    }

    /// Returns the variable `PATH` with which programs find it.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}:{}", self.folder.path().display(), std::env::var("PATH").unwrap_or_default())
    }

    /// Returns the address that was opened, and asserts that it was the only argument.
    #[must_use]
    pub fn opened(&self) -> String {
        let text = self.wait_for("opened");
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("1"), "one argument");
        lines.next().expect("an address").to_owned()
    }

    /// Returns the address that was opened, once it isn't one for the listener at `host` any more.
    #[must_use]
    pub fn opened_after(&self, host: &str) -> String {
        let encoded = host.replace(':', "%3A");
        let begun = Instant::now();
        loop {
            let address = self.opened();
            if !address.contains(&encoded) {
                return address;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "nothing else was opened");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Whether the user has done what they wanted.
    #[must_use]
    pub fn has_finished(&self) -> bool {
        fs::read_to_string(self.folder.path().join("page")).is_ok_and(|text| text.ends_with('\n'))
    }

    /// Whether something was opened.
    #[must_use]
    pub fn has_opened(&self) -> bool {
        self.folder.path().join("opened").exists()
    }

    /// Returns the address and the text of the last page.
    #[must_use]
    pub fn last_page(&self) -> (String, String) {
        let text = self.wait_for("page");
        let page: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        (page["url"].as_str().expect("an address").to_owned(), page["text"].as_str().expect("a text").to_owned())
    }

    /// Does something at an address itself, and returns the address and the text of the last page.
    #[must_use]
    pub fn visit(address: &str, task: Task) -> (String, String) {
        let script = repository("tests/authorization-server/browser.mjs");
        let mut command = Command::new("flock");
        let output = command.arg(turn()).arg("node").arg(script).args([address, task.word(), "ana"]).output();
        let output = output.expect("node runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let page: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error}: {text} {}", String::from_utf8_lossy(&output.stderr)));
        (page["url"].as_str().expect("an address").to_owned(), page["text"].as_str().expect("a text").to_owned())
    }

    fn wait_for(&self, name: &str) -> String {
        let file: PathBuf = self.folder.path().join(name);
        let begun = Instant::now();
        loop {
            let text = fs::read_to_string(&file).unwrap_or_default();
            if text.ends_with('\n') {
                return text;
            }
            let errors = fs::read_to_string(self.folder.path().join("errors")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_mins(2), "no `{name}`: {errors}");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The file whose lock a browser holds: one at a time is slow enough.
fn turn() -> PathBuf {
    std::env::temp_dir().join("keyfob-test-browser.lock")
}
