//! The list, its search, and the counts of Home.

use super::{
    Store,
    tx::{ReadTx, Source, now_ms},
};
use crate::{
    authorization::{ListPage, ListQuery, ListRow, Summary},
    error::{Error, Result},
};

impl Store {
    /// See [`ReadTx::page`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn page(&self, query: &ListQuery) -> Result<ListPage> {
        self.search(|tx, source| tx.page(query, source))
    }

    /// See [`ReadTx::rows`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn rows(&self, query: &ListQuery) -> Result<Vec<ListRow>> {
        self.search(|tx, source| tx.rows(query, source))
    }

    /// See [`ReadTx::summary`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn summary(&self) -> Result<Summary> {
        self.read_tx(|tx| tx.summary(now_ms()))
    }

    /// Searches the index, or the table if the index is damaged: everything in the index is also in the table.
    fn search<T>(&self, search: impl Fn(&ReadTx<'_>, Source) -> Result<T>) -> Result<T> {
        match self.read_tx(|tx| search(tx, Source::Index)) {
            Err(Error::Damaged(_) | Error::DiskFailed(_)) => self.read_tx(|tx| search(tx, Source::Table)),
            result => result,
        }
    }
}
