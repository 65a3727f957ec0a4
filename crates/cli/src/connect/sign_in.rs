//! Signing in from a terminal: what is printed while a browser or another device is waited for.

use std::{
    io::IsTerminal,
    sync::{Arc, Mutex, PoisonError},
};

use keyfob_core::{
    authorization::{Details, Draft, Environment, GrantType},
    clean::escaped,
    connect::{BrowserAddress, QrCode, SignInUser, SignInWaiting},
    keyfob::SignInOptions,
    language::Language,
};

use crate::{exit::Exit, failure::Failure, stderr};

/// What the options say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) no_browser: bool,
    pub(super) device: bool,
}

impl Asked {
    /// Whether a browser is opened for an authorization.
    pub(super) fn opens_browser(self, draft: &Draft) -> bool {
        let has_code = matches!(&draft.details, Details::OAuth2 { grant_type, .. } if grant_type.has_code());
        has_code && !self.no_browser && !self.device && has_display()
    }
}

/// Returns how the user signs in.
///
/// # Errors
/// An option that makes no sense for this authorization.
pub(super) fn options(draft: &Draft, environment: Environment, asked: Asked) -> Result<SignInOptions, Failure> {
    let name = escaped(&draft.name);
    let refused = |message: String| Err(Failure::new(Exit::InvalidInput, message));
    if let Details::OAuth2 { grant_type, environments } = &draft.details {
        let option = if asked.no_browser { "--no-browser" } else { "--device" };
        let is_given = asked.no_browser || asked.device;
        if is_given && !grant_type.signs_in() {
            return refused(format!("`{option}` has no effect: no user signs in for `{name}`."));
        }
        if asked.no_browser && *grant_type == GrantType::DeviceCode {
            return refused(format!("`--no-browser` has no effect: `{name}` uses the device grant."));
        }
        if asked.device && environments.get(environment).device_url.trim().is_empty() {
            return refused(format!(
                "`{name}` has no address for another device. Set it with `keyfob edit {name} -e {environment} --device-url URL`."
            ));
        }
    }
    let user = Terminal { opens_browser: !asked.no_browser && has_display(), told: Mutex::default() };
    let how = SignInOptions::new(Arc::new(user), Language::English);
    Ok(SignInOptions { on_device: asked.device, ..how })
}

/// Whether there is a screen on which a browser could be seen.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// The user at the terminal.
struct Terminal {
    opens_browser: bool,
    told: Mutex<Told>,
}

/// What was printed.
#[derive(Default)]
struct Told {
    address: bool,
    ignored: bool,
}

impl SignInUser for Terminal {
    fn show(&self, waiting: &SignInWaiting) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting {
            SignInWaiting::Browser { address, is_opened, ignored, .. } => {
                // An address that a browser took isn't printed: it is long, and the browser shows it.
                let is_needed = !self.opens_browser || *is_opened == Some(false);
                if is_needed && !told.address {
                    told.address = true;
                    if self.opens_browser {
                        stderr::line("No browser could be opened.");
                    }
                    stderr::line(&format!("Open this address: {address}"));
                } else if is_opened.is_some() && !told.address {
                    told.address = true;
                    stderr::line(
                        "Waiting for you to sign in with your browser. With `--no-browser`, the address is printed instead.",
                    );
                }
                if ignored.is_some() && !told.ignored {
                    told.ignored = true;
                    stderr::line("Ignored a response to a different request. Sign in at the address of this command.");
                }
            }
            SignInWaiting::Device { user_code, verification_uri, complete_uri, qr_code, .. } => {
                if let (Some(qr_code), true) = (qr_code, std::io::stderr().is_terminal()) {
                    stderr::line(&drawn(qr_code));
                }
                stderr::line(&format!(
                    "Open this address: {verification_uri}\nEnter this code: {}",
                    escaped(user_code)
                ));
                if let Some(address) = complete_uri {
                    stderr::line(&format!("Or open this address, which has the code in it: {address}"));
                }
            }
            SignInWaiting::Token => {}
        }
    }

    fn open(&self, address: &BrowserAddress) -> bool {
        self.opens_browser && address.open(&[])
    }
}

/// Draws a QR code with two rows in each line, light on dark as most terminals are, within its quiet zone.
fn drawn(code: &QrCode) -> String {
    const QUIET: usize = 2;
    let width = code.rows.len() + 2 * QUIET;
    let is_dark = |x: usize, y: usize| {
        let (Some(x), Some(y)) = (x.checked_sub(QUIET), y.checked_sub(QUIET)) else { return false };
        code.rows.get(y).is_some_and(|row| row.as_bytes().get(x) == Some(&b'1'))
    };
    let line = |y: usize| -> String {
        let cell = |x: usize| match (is_dark(x, y), is_dark(x, y + 1)) {
            (false, false) => '█',
            (false, true) => '▀',
            (true, false) => '▄',
            (true, true) => ' ',
        };
        (0..width).map(cell).collect()
    };
    (0..width).step_by(2).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_is_drawn_with_two_rows_in_a_line_and_a_quiet_zone() {
        let code = QrCode { rows: vec!["10".to_owned(), "11".to_owned()] };
        assert_eq!(drawn(&code), "██████\n██ ▀██\n██████");
    }
}
