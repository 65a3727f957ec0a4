//! Network defaults as bytes to be sealed.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{NetworkDefaults, NetworkDraft};
use crate::{authorization::SecretInput, secret::Secret};

/// What is sealed is a multiple of so many bytes long, so that its length says little about the password.
const PADDED_TO_BYTES: usize = 256;

/// The draft without its password, and the password.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<T> {
    draft: NetworkDraft,
    password: Option<T>,
}

impl NetworkDefaults {
    /// Returns everything, the proxy's password included, to be sealed.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let stored = Stored { draft: self.to_draft(), password: self.proxy_password().map(Secret::expose) };
        // Its final size at once: growing would leave copies behind. JSON escapes a byte with at most six.
        let password_bytes = stored.password.map_or(0, str::len) * 6;
        let bytes = stored.draft.certificates.len() + stored.draft.certificates.len() / 32 + password_bytes;
        let mut written = Zeroizing::new(Vec::with_capacity(bytes + 16 * PADDED_TO_BYTES));
        // Writing into memory fails for none of these types.
        let _ = serde_json::to_writer(&mut *written, &stored);
        let padded = written.len().next_multiple_of(PADDED_TO_BYTES);
        written.resize(padded, b' ');
        written
    }

    /// Reads what [`Self::to_bytes`] wrote; `None` if it can't be read.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let Stored { draft, password } = serde_json::from_slice::<Stored<Secret>>(bytes).ok()?;
        let proxy_password = password.map_or(SecretInput::Blank, |text| SecretInput::Typed { text });
        NetworkDraft { proxy_password, ..draft }.check(None).ok()
    }
}
