//! Transactions: [`ReadTx`] reads from one snapshot, [`WriteTx`] writes in one transaction, which is saved completely or not at all.

mod attempts;
mod list;
mod read;
mod recovery;
pub(super) mod search;
mod tokens;
mod write;

pub(super) use self::write::now_ms;
pub(crate) use self::{
    read::{ReadTx, SealedRow},
    search::Source,
    write::WriteTx,
};
