//! The vault: every secret sealed, the key that seals them, and where that key lives. The only keyring calls.

mod status;

pub use status::{KeyHome, VaultState, VaultStatus};
