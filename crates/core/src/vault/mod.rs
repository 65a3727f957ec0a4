//! The vault: the key that seals every secret, and where that key is stored. The only keyring calls and ciphers.
//!
//! It works on values: it knows neither the database nor the network. `Vault` is what the running program holds; `VaultRecord` is what the
//! store keeps of it; `VaultKey` seals and opens.

mod aead;
mod begin;
mod bytes;
mod change;
mod fingerprint;
mod item;
mod key;
mod keyring;
mod lifecycle;
mod moment;
mod passphrase;
mod record;
mod recovery_key;
mod seal;
mod seal_token;
mod state;
mod status;
#[cfg(test)]
mod tests;
mod wrapped;

pub(crate) use change::Change;
pub(crate) use fingerprint::Fingerprinter;
pub use fingerprint::same_secret;
pub(crate) use key::VaultKey;
pub use keyring::Keyring;
pub(crate) use lifecycle::Vault;
pub(crate) use moment::Moment;
pub(crate) use passphrase::long_enough;
pub(crate) use record::VaultRecord;
pub(crate) use seal::SealedTo;
pub(crate) use seal_token::TokenOf;
pub(crate) use state::Unsettled;
pub use status::{KeyHome, VaultNotice, VaultState, VaultStatus};
