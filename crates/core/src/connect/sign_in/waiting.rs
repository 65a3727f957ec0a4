//! What a user is shown while a sign-in is waited for.

use serde::Serialize;
use ts_rs::TS;

use super::BrowserAddress;

/// What a sign-in waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum SignInWaiting {
    /// A browser.
    Browser {
        /// The address that was opened, or is to be opened.
        address: String,
        /// Where the browser comes back to.
        redirect_url: String,
        /// Whether a browser opened it; `None` if that isn't known yet.
        is_opened: Option<bool>,
        /// Until when it is waited, in UTC milliseconds.
        #[ts(type = "number")]
        until_ms: i64,
        /// The last redirect that was ignored.
        ignored: Option<IgnoredRedirect>,
    },
    /// Another device.
    Device {
        /// The code to enter.
        user_code: String,
        /// Where it is entered.
        verification_uri: String,
        /// The same address with the code in it.
        complete_uri: Option<String>,
        /// That address, or the one without the code, as a QR code.
        qr_code: Option<QrCode>,
        /// Until when it is waited, in UTC milliseconds.
        #[ts(type = "number")]
        until_ms: i64,
    },
    /// The token.
    Token,
}

/// Why a redirect was ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IgnoredRedirect {
    /// Its `state` isn't the one of the request.
    WrongState,
    /// It has no `state`.
    NoState,
}

/// A QR code (ISO/IEC 18004), without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct QrCode {
    /// The rows from top to bottom: a `1` for each dark module, a `0` for each light one.
    pub rows: Vec<String>,
}

impl QrCode {
    /// Encodes a text; `None` if it is too long.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).ok()?;
        let modules = code.to_colors();
        let row = |row: &[qrcode::Color]| row.iter().map(|color| color.select('1', '0')).collect();
        Some(Self { rows: modules.chunks(code.width()).map(row).collect() })
    }
}

/// The user of a sign-in.
pub trait SignInUser: Send + Sync {
    /// Shows what is waited for, again whenever it changes.
    fn show(&self, waiting: &SignInWaiting);

    /// Opens an address in a browser, and returns whether one did. May block for some seconds.
    fn open(&self, address: &BrowserAddress) -> bool;
}
