//! The list and the counts of Home.

use rusqlite::{named_params, types::Value};

use super::read::{Head, ReadTx};
use crate::{
    authorization::{
        EnvironmentCounts, ListPage, ListQuery, ListRow, PerEnvironment, Summary, limits::PAGE_ROWS, search_key,
    },
    error::Result,
    store::tables::AUTHORIZATION,
};

/// The matches of a query in the order of the list, read only from the index `authorization_listing`.
pub(in crate::store) const FOUND: &str = "SELECT rowid FROM authorization INDEXED BY authorization_listing
    WHERE (:type IS NULL OR type = :type) AND (:text = '' OR instr(search_text, :text))
    ORDER BY sort_key, name_key";

impl ReadTx<'_> {
    /// Returns a page of the list, sorted by name; the last page if the query asks for a later one.
    ///
    /// # Errors
    /// The database can't be read, or a row of the page is damaged.
    pub(crate) fn page(&self, query: &ListQuery) -> Result<ListPage> {
        let text = search_key(query.text.trim());
        if text.is_empty() && query.authorization_type.is_none() {
            let total =
                self.connection.prepare_cached("SELECT count(*) FROM authorization")?.query_one([], |r| r.get(0))?;
            let page = query.page.min(last_page(total));
            let rest = "WHERE rowid IN (SELECT rowid FROM authorization INDEXED BY authorization_listing
                ORDER BY sort_key, name_key LIMIT ?1 OFFSET ?2) ORDER BY sort_key, name_key";
            let mut rows = self.many(&AUTHORIZATION, rest, (PAGE_ROWS, i64::from(page) * i64::from(PAGE_ROWS)), row)?;
            self.mark_losses(&mut rows)?;
            return Ok(ListPage { rows, total, page });
        }
        let found = self.found(&text, query)?;
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let page = query.page.min(last_page(total));
        let shown = found.chunks(PAGE_ROWS as usize).nth(page as usize).unwrap_or_default();
        let rest = "WHERE rowid IN (SELECT value FROM json_each(?1)) ORDER BY sort_key, name_key";
        let mut rows = self.many(&AUTHORIZATION, rest, [Value::Text(format!("{shown:?}"))], row)?;
        self.mark_losses(&mut rows)?;
        Ok(ListPage { rows, total, page })
    }

    /// Returns every match of a query, not only one page, with a single search.
    ///
    /// # Errors
    /// The database can't be read, or a row is damaged.
    pub(crate) fn rows(&self, query: &ListQuery) -> Result<Vec<ListRow>> {
        let found = self.found(&search_key(query.text.trim()), query)?;
        let rest = "WHERE rowid IN (SELECT value FROM json_each(?1)) ORDER BY sort_key, name_key";
        let mut rows = self.many(&AUTHORIZATION, rest, [Value::Text(format!("{found:?}"))], row)?;
        self.mark_losses(&mut rows)?;
        Ok(rows)
    }

    fn found(&self, text: &str, query: &ListQuery) -> Result<Vec<i64>> {
        let kind = query.authorization_type.map(crate::authorization::AuthorizationType::as_str);
        let mut statement = self.connection.prepare_cached(FOUND)?;
        let rows = statement.query_map(named_params! { ":type": kind, ":text": text }, |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the number of authorizations, and for each environment how many are configured and validated.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn summary(&self) -> Result<Summary> {
        let sql =
            "SELECT count(*), count(*) FILTER (WHERE staging <> 1 AND production <> 1 AND staging + production > 0),
                count(*) FILTER (WHERE staging > 0), count(*) FILTER (WHERE staging = 2),
                count(*) FILTER (WHERE production > 0), count(*) FILTER (WHERE production = 2)
            FROM authorization";
        let mut statement = self.connection.prepare_cached(sql)?;
        let summary = statement.query_one([], |row| {
            let counts = |at: usize| -> rusqlite::Result<_> {
                Ok(EnvironmentCounts { configured: row.get(at)?, validated: row.get(at + 1)? })
            };
            let environments = PerEnvironment { staging: counts(2)?, production: counts(4)? };
            Ok(Summary { total: row.get(0)?, validated: row.get(1)?, environments })
        });
        Ok(summary?)
    }
}

fn last_page(total: u32) -> u32 {
    total.saturating_sub(1) / PAGE_ROWS
}

fn row(row: &rusqlite::Row<'_>) -> Result<ListRow> {
    let head = Head::from_row(row)?;
    Ok(ListRow {
        id: head.id,
        name: head.name,
        description: head.description,
        authorization_type: head.authorization_type,
        environments: head.environments,
        has_losses: false,
        last_attempts: None,
    })
}
