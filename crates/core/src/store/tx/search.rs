//! The search, and its index.
//!
//! The index has one writer, [`WriteTx::finish`], in the transaction that changes `authorization`. It isn't kept by triggers, which
//! would pack blocks in SQL and read and write a block once for each row. The tally named `search_block` is that of `authorization` when the
//! index was written: if they differ, another program changed the table, and the index isn't used until it is written again.

use std::{collections::BTreeMap, iter::Peekable};

use memchr::memmem::Finder;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::read::ReadTx;
use crate::{
    authorization::AuthorizationType,
    error::{Error, Result},
    store::{
        search_block::{self, Entry, Key, LEAST_BYTES, PART_BYTES, Texts, bytes_of, decode, divide, encode},
        tables::AUTHORIZATION,
        tally::{SEARCH, read_tally},
    },
};

/// What a search reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The index, if it is up to date, else the table.
    Index,
    /// The table.
    Table,
}

/// The changes of a transaction: the new entry at each key, or that there is none.
pub(super) type Changes = BTreeMap<Key, Option<Entry>>;

/// Everything that a search reads of the index.
pub(in crate::store) const BLOCKS: &str =
    "SELECT sort_key, name_key, texts FROM search_block ORDER BY sort_key, name_key";

/// The matches in the table, in the order of the list.
pub(in crate::store) const MATCHES: &str = "SELECT name_key FROM authorization
    WHERE (:type IS NULL OR type = :type) AND instr(search_text, :text) ORDER BY sort_key, name_key";

/// The matches of a search, in the order of the list.
pub(super) struct Matches {
    blocks: Vec<Block>,
    /// Each with the number of its block and its number in the block.
    places: Vec<(usize, usize)>,
}

struct Block {
    first: Key,
    count: usize,
}

impl ReadTx<'_> {
    /// Returns the name keys of the authorizations that contain a folded text, in the order of the list, and how many there are. Only those
    /// that `shown` selects by that number are returned.
    pub(super) fn find(
        &self,
        text: &str,
        kind: Option<AuthorizationType>,
        source: Source,
        shown: impl Fn(usize) -> std::ops::Range<usize>,
    ) -> Result<(Vec<String>, usize)> {
        if source == Source::Index && is_current(self.connection)? {
            let matches = self.matches(text, kind)?;
            let total = matches.places.len();
            return Ok((self.name_keys(&matches, shown(total))?, total));
        }
        let mut statement = self.connection.prepare_cached(MATCHES)?;
        let kind = kind.map(AuthorizationType::as_str);
        let found = statement.query_map(named_params! { ":type": kind, ":text": text }, |row| row.get(0))?;
        let found = found.collect::<rusqlite::Result<Vec<String>>>()?;
        Ok((found.get(shown(found.len())).unwrap_or_default().to_vec(), found.len()))
    }

    fn matches(&self, text: &str, kind: Option<AuthorizationType>) -> Result<Matches> {
        let finder = Finder::new(text);
        let mut statement = self.connection.prepare_cached(BLOCKS)?;
        let mut rows = statement.query([])?;
        let mut matches = Matches { blocks: Vec::new(), places: Vec::new() };
        let mut entries = 0;
        while let Some(row) = rows.next()? {
            let (sort_key, name_key, texts) = (text_at(row, 0)?, text_at(row, 1)?, blob_at(row, 2)?);
            let texts = Texts::read(sort_key, name_key, texts).ok_or_else(damaged)?;
            let number = matches.blocks.len();
            texts.find(&finder, kind, |entry| matches.places.push((number, entry)));
            let first = Key { sort_key: sort_key.to_owned(), name_key: name_key.to_owned() };
            matches.blocks.push(Block { first, count: texts.count() });
            entries += texts.count();
        }
        let expected = read_tally(self.connection, AUTHORIZATION.name)?.row_count;
        if i64::try_from(entries) == Ok(expected) { Ok(matches) } else { Err(damaged()) }
    }

    fn name_keys(&self, matches: &Matches, shown: std::ops::Range<usize>) -> Result<Vec<String>> {
        let places = matches.places.get(shown).unwrap_or_default();
        let mut statement =
            self.connection.prepare_cached("SELECT keys FROM search_block WHERE sort_key = ?1 AND name_key = ?2")?;
        let mut names = Vec::with_capacity(places.len());
        for places in places.chunk_by(|one, next| one.0 == next.0) {
            let Block { first: Key { sort_key, name_key }, count } = &matches.blocks[places[0].0];
            let bytes: Vec<u8> = statement.query_row([sort_key, name_key], |row| row.get(0))?;
            let keys = search_block::name_keys(sort_key, name_key, &bytes, *count).ok_or_else(damaged)?;
            names.extend(places.iter().map(|(_, entry)| keys[*entry].to_owned()));
        }
        Ok(names)
    }
}

/// Whether the index was written for the rows that `authorization` has.
pub(in crate::store) fn is_current(connection: &Connection) -> Result<bool> {
    Ok(read_tally(connection, SEARCH)? == read_tally(connection, AUTHORIZATION.name)?)
}

/// Writes the changes of a transaction to the index: each block once.
///
/// # Errors
/// The index is damaged, or the database can't be written. A part may have been written.
pub(super) fn apply(connection: &Connection, changes: Changes) -> Result<()> {
    let mut changes = changes.into_iter().peekable();
    while let Some((key, _)) = changes.peek() {
        let mut block = block_of(connection, key)?;
        let mut entries = Vec::new();
        loop {
            let (old, next) = match &block {
                Some(first) => (take(connection, first)?, after(connection, first)?),
                None => (Vec::new(), None),
            };
            merge(&mut entries, old, &mut changes, next.as_ref());
            block = next;
            if block.is_none() || bytes_of(&entries) >= LEAST_BYTES {
                break;
            }
        }
        write(connection, &entries)?;
    }
    Ok(())
}

/// Writes the whole index.
///
/// # Errors
/// The database can't be read or written.
pub(in crate::store) fn write_whole(connection: &Connection) -> Result<()> {
    connection.execute("DELETE FROM search_block", [])?;
    let (mut part, mut bytes) = (Vec::new(), 0);
    each_entry(connection, |entry| {
        bytes += bytes_of(std::slice::from_ref(&entry));
        part.push(entry);
        if bytes < PART_BYTES {
            return Ok(());
        }
        bytes = 0;
        write(connection, &std::mem::take(&mut part))
    })?;
    write(connection, &part)
}

/// Compares the index with `authorization`.
///
/// # Errors
/// [`Error::Damaged`] if it isn't as it would be written.
pub(in crate::store) fn check(connection: &Connection) -> Result<()> {
    let mut statement =
        connection.prepare("SELECT sort_key, name_key, texts, keys FROM search_block ORDER BY sort_key, name_key")?;
    let mut rows = statement.query([])?;
    let mut block = Vec::new().into_iter();
    let mut next = || -> Result<Option<Entry>> {
        loop {
            if let Some(entry) = block.next() {
                return Ok(Some(entry));
            }
            let Some(row) = rows.next()? else { return Ok(None) };
            let first = Key { sort_key: row.get(0)?, name_key: row.get(1)? };
            let entries = decode(&first, blob_at(row, 2)?, blob_at(row, 3)?);
            let entries = entries.filter(|entries| entries.first().is_some_and(|entry| entry.key == first));
            block = entries.ok_or_else(damaged)?.into_iter();
        }
    };
    each_entry(connection, |entry| if next()? == Some(entry) { Ok(()) } else { Err(damaged()) })?;
    if next()?.is_none() { Ok(()) } else { Err(damaged()) }
}

fn each_entry(connection: &Connection, mut each: impl FnMut(Entry) -> Result<()>) -> Result<()> {
    let sql = "SELECT sort_key, name_key, type, search_text FROM authorization ORDER BY sort_key, name_key";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let columns = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
        each(Entry::new(columns.each_ref()).ok_or_else(|| AUTHORIZATION.damaged())?)?;
    }
    Ok(())
}

/// Returns the first key of the block that a key belongs to: the last one that begins at or before it, or the first; `None` if there is
/// no block.
fn block_of(connection: &Connection, key: &Key) -> Result<Option<Key>> {
    let before = "SELECT sort_key, name_key FROM search_block WHERE (sort_key, name_key) <= (?1, ?2)
        ORDER BY sort_key DESC, name_key DESC LIMIT 1";
    match one_key(connection, before, key)? {
        None => one_key(connection, FIRST_AFTER, &Key::default()),
        found => Ok(found),
    }
}

const FIRST_AFTER: &str = "SELECT sort_key, name_key FROM search_block WHERE (sort_key, name_key) > (?1, ?2)
    ORDER BY sort_key, name_key LIMIT 1";

fn after(connection: &Connection, key: &Key) -> Result<Option<Key>> {
    one_key(connection, FIRST_AFTER, key)
}

fn one_key(connection: &Connection, sql: &str, key: &Key) -> Result<Option<Key>> {
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| Ok(Key { sort_key: row.get(0)?, name_key: row.get(1)? });
    Ok(statement.query_row([&key.sort_key, &key.name_key], read).optional()?)
}

/// Removes a block, and returns its entries.
fn take(connection: &Connection, first: &Key) -> Result<Vec<Entry>> {
    let sql = "DELETE FROM search_block WHERE sort_key = ?1 AND name_key = ?2 RETURNING texts, keys";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([&first.sort_key, &first.name_key])?;
    let row = rows.next()?.ok_or_else(damaged)?;
    let entries = decode(first, blob_at(row, 0)?, blob_at(row, 1)?).ok_or_else(damaged)?;
    while rows.next()?.is_some() {}
    Ok(entries)
}

/// Adds the entries of a block with the changes before the next block.
fn merge(
    entries: &mut Vec<Entry>,
    old: Vec<Entry>,
    changes: &mut Peekable<impl Iterator<Item = (Key, Option<Entry>)>>,
    next: Option<&Key>,
) {
    let mut old = old.into_iter().peekable();
    while let Some((key, new)) = changes.next_if(|(key, _)| next.is_none_or(|next| key < next)) {
        while let Some(before) = old.next_if(|entry| entry.key < key) {
            entries.push(before);
        }
        old.next_if(|entry| entry.key == key);
        entries.extend(new);
    }
    entries.extend(old);
}

fn write(connection: &Connection, entries: &[Entry]) -> Result<()> {
    let sql = "INSERT INTO search_block (sort_key, name_key, texts, keys) VALUES (?1, ?2, ?3, ?4)";
    let mut statement = connection.prepare_cached(sql)?;
    for part in divide(entries) {
        let (texts, keys) = encode(part);
        let Key { sort_key, name_key } = &part[0].key;
        statement.execute(params![sort_key, name_key, texts, keys])?;
    }
    Ok(())
}

fn text_at<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str> {
    row.get_ref(column)?.as_str().map_err(|_| damaged())
}

fn blob_at<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r [u8]> {
    row.get_ref(column)?.as_blob().map_err(|_| damaged())
}

fn damaged() -> Error {
    Error::Damaged("the index of the search is not as it was written".into())
}
