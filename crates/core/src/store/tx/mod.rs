//! Transactions: [`ReadTx`] reads from one snapshot, [`WriteTx`] writes in one transaction, which is saved completely or not at all.

mod attempts;
pub(super) mod list;
mod read;
mod recovery;
mod write;

pub(crate) use self::{
    read::{ReadTx, SealedRow},
    write::WriteTx,
};
