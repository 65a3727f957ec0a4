//! The list and the counts of Home.

use std::{collections::HashMap, ops::Range};

use rusqlite::{Row, params};

use super::{
    read::{Head, ReadTx},
    search::Source,
};
use crate::{
    authorization::{
        AuthorizationId, AuthorizationType, Environment, EnvironmentCounts, GrantType, ListPage, ListQuery, ListRow,
        PerEnvironment, Summary, limits::PAGE_ROWS, search_key,
    },
    error::{Error, Result},
    store::{
        tables::{AUTHORIZATION, ENVIRONMENT},
        tally::{VALIDATED, configured, of_type, read_tally, validated},
    },
};

impl ReadTx<'_> {
    /// Returns a page of the list, sorted by name; the last page if the query asks for a later one.
    ///
    /// # Errors
    /// The database can't be read, or a row of the page or the index of the search is damaged.
    pub(crate) fn page(&self, query: &ListQuery, source: Source) -> Result<ListPage> {
        let text = search_key(query.text.trim());
        let kind = query.authorization_type;
        let (rows, total) = if text.is_empty() {
            let total = self.count(kind)?;
            (self.rows_between(kind, rows_of(query.page, total), total)?, total)
        } else {
            let (names, total) = self.find(&text, kind, source, |total| rows_of(query.page, total))?;
            (self.rows_named(&names, &text)?, total)
        };
        let page = query.page.min(last_page(total));
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(ListPage { rows, total, page, sign_in_ends_at_ms: None })
    }

    /// Returns every match of a query, not only one page, with a single search.
    ///
    /// # Errors
    /// As for [`ReadTx::page`].
    pub(crate) fn rows(&self, query: &ListQuery, source: Source) -> Result<Vec<ListRow>> {
        let text = search_key(query.text.trim());
        let kind = query.authorization_type;
        if text.is_empty() {
            return self.rows_between(kind, 0..usize::MAX, usize::MAX);
        }
        let (names, _) = self.find(&text, kind, source, |total| 0..total)?;
        self.rows_named(&names, &text)
    }

    /// Returns those of some authorizations that match a query, sorted by name.
    ///
    /// # Errors
    /// The database can't be read, or a row is damaged.
    pub(crate) fn rows_of(&self, ids: &[AuthorizationId], query: &ListQuery) -> Result<Vec<ListRow>> {
        let ids = serde_json::to_string(ids).map_err(|_| AUTHORIZATION.damaged())?;
        let rest =
            "WHERE id IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR type = ?2) AND instr(search_text, ?3)
            ORDER BY sort_key, name_key";
        let kind = query.authorization_type.map(AuthorizationType::as_str);
        self.listed(rest, params![ids, kind, search_key(query.text.trim())], row)
    }

    /// Returns the number of authorizations, and for each environment how many are configured, validated, and in need of a user, at a time.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn summary(&self, now_ms: i64) -> Result<Summary> {
        let count = |name| {
            let tally = read_tally(self.connection, name)?;
            Ok::<_, Error>(u32::try_from(tally.row_count).unwrap_or_default())
        };
        let counts = |environment| {
            let (configured, validated) = (count(configured(environment))?, count(validated(environment))?);
            let sign_in_needed = self.count_without_sign_in(environment, now_ms)?;
            Ok::<_, Error>(EnvironmentCounts { configured, validated, sign_in_needed })
        };
        let environments =
            PerEnvironment { staging: counts(Environment::Staging)?, production: counts(Environment::Production)? };
        let (total, validated) = (count(AUTHORIZATION.name)?, count(VALIDATED)?);
        Ok(Summary { total, validated, environments, sign_in_ends_at_ms: None })
    }

    /// Returns the number of authorizations, or of those of a type. It is kept in a tally, because SQLite counts by reading.
    fn count(&self, kind: Option<AuthorizationType>) -> Result<usize> {
        let tally = read_tally(self.connection, kind.map_or(AUTHORIZATION.name, of_type))?;
        Ok(usize::try_from(tally.row_count).unwrap_or_default())
    }

    /// Returns a part of the list, found from the end of the list that is nearer.
    fn rows_between(&self, kind: Option<AuthorizationType>, rows: Range<usize>, total: usize) -> Result<Vec<ListRow>> {
        let is_near_start = rows.start <= total / 2;
        let (order, skipped) = if is_near_start { ("", rows.start) } else { ("DESC", total - rows.end) };
        let found = match kind {
            None => "INDEXED BY authorization_listing WHERE ?3 IS NULL",
            Some(_) => "INDEXED BY authorization_listing_of_type WHERE type = ?3",
        };
        let rest = format!(
            "WHERE rowid IN (SELECT rowid FROM authorization {found}
            ORDER BY sort_key {order}, name_key {order} LIMIT ?1 OFFSET ?2) ORDER BY sort_key, name_key"
        );
        let parameters = params![as_i64(rows.len()), as_i64(skipped), kind.map(AuthorizationType::as_str)];
        self.listed(&rest, parameters, row)
    }

    /// Returns the authorizations with some name keys. Each must contain a folded text.
    fn rows_named(&self, names: &[String], text: &str) -> Result<Vec<ListRow>> {
        let names_json = serde_json::to_string(names).map_err(|_| AUTHORIZATION.damaged())?;
        let rest = "WHERE name_key IN (SELECT value FROM json_each(?1)) ORDER BY sort_key, name_key";
        let rows = self.listed(rest, [names_json], |found| {
            let contains = found.get_ref(4)?.as_str().is_ok_and(|searched| searched.contains(text));
            if contains { row(found) } else { Err(AUTHORIZATION.damaged()) }
        })?;
        if rows.len() == names.len() { Ok(rows) } else { Err(AUTHORIZATION.damaged()) }
    }

    fn listed(
        &self,
        rest: &str,
        parameters: impl rusqlite::Params,
        read: impl Fn(&Row<'_>) -> Result<ListRow>,
    ) -> Result<Vec<ListRow>> {
        let mut rows = self.many(&AUTHORIZATION, rest, parameters, read)?;
        self.mark_losses(&mut rows)?;
        self.mark_unverified(&mut rows)?;
        Ok(rows)
    }

    /// Marks the environments that accept any server certificate.
    fn mark_unverified(&self, rows: &mut [ListRow]) -> Result<()> {
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let ids_json = serde_json::to_string(&ids).map_err(|_| ENVIRONMENT.damaged())?;
        let sql = "SELECT authorization_id, environment FROM environment
            WHERE authorization_id IN (SELECT value FROM json_each(?1))
            AND json_valid(settings) AND json_extract(settings, '$.skip_verification')";
        let mut found = self.connection.prepare_cached(sql)?;
        let found = found.query_map([ids_json], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut unverified: HashMap<String, PerEnvironment<bool>> = HashMap::new();
        for place in found {
            let (id, environment) = place?;
            if let Ok(environment) = environment.parse() {
                *unverified.entry(id).or_default().get_mut(environment) = true;
            }
        }
        if unverified.is_empty() {
            return Ok(());
        }
        for row in rows {
            row.skips_verification = unverified.remove(&row.id.to_string());
        }
        Ok(())
    }
}

/// The rows of a page, or of the last one.
fn rows_of(page: u32, total: usize) -> Range<usize> {
    let start = page.min(last_page(total)) as usize * PAGE_ROWS as usize;
    start..total.min(start + PAGE_ROWS as usize)
}

fn last_page(total: usize) -> u32 {
    u32::try_from(total.saturating_sub(1) / PAGE_ROWS as usize).unwrap_or(u32::MAX)
}

fn as_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn row(row: &Row<'_>) -> Result<ListRow> {
    let head = Head::from_row(row)?;
    Ok(ListRow {
        id: head.id,
        name: head.name,
        description: head.description,
        authorization_type: head.authorization_type,
        environments: head.environments,
        has_losses: false,
        skips_verification: None,
        last_attempts: None,
        signs_in: head.grant_type.is_some_and(GrantType::signs_in),
        sign_in_needed: None,
        token_expires_at_ms: None,
    })
}
