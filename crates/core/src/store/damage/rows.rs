//! Finds rows in pages, without SQLite. A row is accepted if its digest is right, no matter where it is found.

use rusqlite::types::Value;

use super::pages::{PAGE_BYTES, be32};
use crate::store::{
    digest,
    tables::{COUNTED, TALLY, Table},
};

/// A row that was found, without its digest.
pub(in crate::store) struct FoundRow {
    pub(in crate::store) table: &'static Table,
    pub(in crate::store) values: Vec<Value>,
    /// Whether its digest is right.
    pub(in crate::store) whole: bool,
}

/// The first byte of each kind of page (file format, 1.6). Index pages contain no rows.
const INDEX_INTERIOR: u8 = 2;
const INDEX_LEAF: u8 = 10;
const TABLE_LEAF: u8 = 13;

/// The serial type of a 16-byte blob, such as the digest at the end of each row.
const DIGEST_KIND: u8 = 12 + 2 * 16;

/// Returns every row in an image of a database: first those in the cell pointers of its pages, then those found by scanning damaged pages.
pub(in crate::store) fn find_rows(image: &[u8]) -> Vec<FoundRow> {
    let mut rows = Vec::new();
    let mut doubtful = Vec::new();
    for number in 0..image.len() / PAGE_BYTES {
        let before = rows.len();
        if matches!(image[number * PAGE_BYTES], INDEX_INTERIOR | INDEX_LEAF) {
            continue;
        }
        let named = named_cells(image, number);
        let cells = named.iter().flatten().filter_map(|at| row_at(image, number, *at));
        rows.extend(cells);
        let found = &rows[before..];
        if named.is_none_or(|cells| cells.len() != found.len()) || found.iter().any(|row| !row.whole) {
            doubtful.push(number);
        }
    }
    for number in doubtful {
        rows.extend((0..PAGE_BYTES).filter_map(|at| row_at(image, number, at)).filter(|row| row.whole));
    }
    rows
}

/// Returns the offsets of the cells of a page, if it is a table leaf (file format, 1.6).
fn named_cells(image: &[u8], number: usize) -> Option<Vec<usize>> {
    let page = &image[number * PAGE_BYTES..][..PAGE_BYTES];
    // The first page begins with the file's header.
    let start = if number == 0 { 100 } else { 0 };
    if page[start] != TABLE_LEAF {
        return None;
    }
    let count = be16(page, start + 3);
    let pointers = page.get(start + 8..start + 8 + 2 * count)?;
    Some((0..count).map(|cell| be16(pointers, 2 * cell)).collect())
}

/// Returns the row whose cell starts there, if it can belong to one of the tables.
fn row_at(image: &[u8], number: usize, at: usize) -> Option<FoundRow> {
    let page = &image[number * PAGE_BYTES..][..PAGE_BYTES];
    let (length, length_bytes) = varint(page.get(at..)?)?;
    let (_rowid, rowid_bytes) = varint(page.get(at + length_bytes..)?)?;
    let start = at + length_bytes + rowid_bytes;
    let length = usize::try_from(length).ok().filter(|length| *length <= image.len())?;
    let kinds = kinds(page.get(start..)?)?;
    let tables = || COUNTED.into_iter().chain([&TALLY]).filter(|table| table.columns.len() + 1 == kinds.len());
    tables().next()?;
    let payload = payload(image, page, start, length)?;
    let mut values = values(&payload, &kinds)?;
    let stored = values.pop()?;
    let is_whole = |table: &&Table| {
        let digest = digest::of(table.name, values.iter().map(Into::into));
        matches!(&stored, Value::Blob(blob) if **blob == digest)
    };
    let table = tables().find(is_whole);
    Some(FoundRow { whole: table.is_some(), table: table.or_else(|| tables().next())?, values })
}

/// Returns the payload of a cell, including its overflow pages.
fn payload(image: &[u8], page: &[u8], start: usize, length: usize) -> Option<Vec<u8>> {
    let most = PAGE_BYTES - 35;
    if length <= most {
        return page.get(start..start + length).map(<[u8]>::to_vec);
    }
    let least = (PAGE_BYTES - 12) * 32 / 255 - 23;
    let wanted = least + (length - least) % (PAGE_BYTES - 4);
    let here = if wanted <= most { wanted } else { least };
    let mut payload = page.get(start..start + here)?.to_vec();
    let mut next = be32(page, start + here) as usize;
    while payload.len() < length {
        let overflow = image.get(next.checked_sub(1)? * PAGE_BYTES..)?.get(..PAGE_BYTES)?;
        let rest = (length - payload.len()).min(PAGE_BYTES - 4);
        payload.extend_from_slice(&overflow[4..4 + rest]);
        next = be32(overflow, 0) as usize;
    }
    Some(payload)
}

/// The largest number of columns of a table, including the digest.
const MOST_COLUMNS: usize = 16;

/// Returns the serial types in the header of a record (file format, 2.1).
fn kinds(record: &[u8]) -> Option<Vec<u64>> {
    let (header_bytes, mut at) = varint(record)?;
    let header = record.get(..usize::try_from(header_bytes).ok()?)?;
    // Checked first, since this runs for every byte of a damaged page.
    if header.last() != Some(&DIGEST_KIND) {
        return None;
    }
    let mut kinds = Vec::new();
    while at < header.len() && kinds.len() <= MOST_COLUMNS {
        let (kind, bytes) = varint(&header[at..])?;
        kinds.push(kind);
        at += bytes;
    }
    (at == header.len()).then_some(kinds)
}

fn values(record: &[u8], kinds: &[u64]) -> Option<Vec<Value>> {
    let (header_bytes, _) = varint(record)?;
    let mut body = record.get(usize::try_from(header_bytes).ok()?..)?;
    let mut values = Vec::with_capacity(kinds.len());
    for &kind in kinds {
        let bytes = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 => 8,
            12.. => (kind - 12) / 2,
            // A floating-point number or a reserved type, which no table contains.
            _ => return None,
        };
        let (value, rest) = body.split_at_checked(usize::try_from(bytes).ok()?)?;
        body = rest;
        values.push(match kind {
            0 => Value::Null,
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            1..=6 => Value::Integer(integer(value)),
            _ if kind % 2 == 0 => Value::Blob(value.to_vec()),
            // Invalid UTF-8 is replaced; the digest then doesn't match.
            _ => Value::Text(String::from_utf8_lossy(value).into_owned()),
        });
    }
    Some(values)
}

fn integer(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    bytes.iter().fold(if negative { -1 } else { 0 }, |number, byte| number << 8 | i64::from(*byte))
}

fn be16(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..at + 2).map_or(0, |two| usize::from(two[0]) << 8 | usize::from(two[1]))
}

/// Reads a varint; returns its value and its length of one to nine bytes.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(8).enumerate() {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, at + 1));
        }
    }
    bytes.get(8).map(|last| (number << 8 | u64::from(*last), 9))
}
