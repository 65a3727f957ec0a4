//! An address that the system's browser may open.

use std::{
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use url::Url;

/// How long a program that opens addresses is waited for. One that still runs has become the browser.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it is looked at.
const PAUSE: Duration = Duration::from_millis(20);

/// An `https:` or `http:` address, and nothing else that a system may have a program for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserAddress(String);

impl BrowserAddress {
    /// Takes an address; `None` if a browser must not open it.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_web = matches!(url.scheme(), "https" | "http") && url.has_host();
        // As the URL standard writes it: without spaces, quotation marks and control characters.
        is_web.then(|| Self(url.into()))
    }

    /// Returns the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Opens the address in the system's browser, without environment variables of some names, which are meant for this program. Returns whether
    /// a program took it. May block for some seconds.
    #[must_use]
    pub fn open(&self, without_variables: &[&str]) -> bool {
        open::commands(&self.0).into_iter().any(|mut command| {
            for name in without_variables {
                command.env_remove(name);
            }
            has_opened(&mut command)
        })
    }
}

/// Starts a program, and waits for what comes of it.
fn has_opened(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Ok(None) => break,
            Err(_) => return true,
        }
    }
    // Reaps the child process.
    let _ = thread::Builder::new().name("browser".into()).spawn(move || child.wait());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_opened() {
        for text in ["https://a.example/authorize?x=1", "http://127.0.0.1:8080/", "HTTPS://a.example/"] {
            assert!(BrowserAddress::new(text).is_some(), "{text}");
        }
        for text in [
            "",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "vscode://x",
            "mailto:a@b.example",
            "/usr/bin/xterm",
            "-x",
            "https:",
            "data:text/html,x",
            "ms-msdt:/id",
        ] {
            assert_eq!(BrowserAddress::new(text), None, "{text}");
        }
        let odd = BrowserAddress::new("https://a.example/\" --x 'y'\n&z").unwrap();
        assert!(!odd.as_str().contains([' ', '"', '\n']), "{}", odd.as_str());
    }
}
