//! A block of the search index: the searched texts of many authorizations one after another, in the order of the list.
//!
//! A search looks through all blocks, because an exact number of matches needs a look at every text that matches, and few large rows take
//! SQLite a fraction of the time of many small ones. Each block has a CRC, so that damage isn't taken for a text that doesn't match.

use memchr::memmem::Finder;
use rusqlite::types::Value;

use crate::authorization::AuthorizationType;

/// A block with more than this is divided.
const MOST_BYTES: usize = 16 << 10;
/// The size of the parts of a block that is divided.
pub(super) const PART_BYTES: usize = 12 << 10;
/// A block with less than this is joined with the next one when it is written.
pub(super) const LEAST_BYTES: usize = 4 << 10;

/// The place of an authorization in the list. The order is SQLite's, by bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) sort_key: String,
    pub(super) name_key: String,
}

/// An authorization in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: Key,
    /// See [`kind_of`].
    pub(super) kind: u8,
    pub(super) text: String,
}

impl Entry {
    /// Reads the columns `sort_key`, `name_key`, `type` and `search_text`; `None` if one isn't text.
    pub(super) fn new(columns: [&Value; 4]) -> Option<Self> {
        let [Value::Text(sort_key), Value::Text(name_key), Value::Text(kind), Value::Text(text)] = columns else {
            return None;
        };
        let key = Key { sort_key: sort_key.clone(), name_key: name_key.clone() };
        Some(Self { key, kind: kind_of(kind), text: text.clone() })
    }

    fn bytes(&self) -> usize {
        self.text.len() + HEAD_BYTES
    }
}

/// Returns the byte for a type. It is stored, so it must never change; 0 is a type that Keyfob doesn't know.
fn kind_of(word: &str) -> u8 {
    let kind = AuthorizationType::ALL.into_iter().find(|kind| kind.as_str() == word);
    kind.map_or(0, byte)
}

fn byte(kind: AuthorizationType) -> u8 {
    match kind {
        AuthorizationType::ApiKey => 1,
        AuthorizationType::OAuth2 => 2,
    }
}

/// The total size of some entries' texts.
pub(super) fn bytes_of(entries: &[Entry]) -> usize {
    entries.iter().map(Entry::bytes).sum()
}

/// Divides entries into blocks.
pub(super) fn divide(mut entries: &[Entry]) -> Vec<&[Entry]> {
    let mut blocks = Vec::new();
    let mut rest = bytes_of(entries);
    while rest > MOST_BYTES {
        let mut part = 0;
        let full = |entry: &Entry| {
            part += entry.bytes();
            part >= PART_BYTES
        };
        let end = entries.iter().position(full).map_or(entries.len(), |last| last + 1);
        blocks.push(&entries[..end]);
        entries = &entries[end..];
        rest -= part;
    }
    if !entries.is_empty() {
        blocks.push(entries);
    }
    blocks
}

/// The column `texts`: a CRC, the number of entries, for each where its text ends and its type, and the texts.
const HEAD_BYTES: usize = 5;
/// The column `keys`: a CRC, for each entry where its sort key and its name key end, and the keys.
const ENDS_BYTES: usize = 8;

/// Writes the columns `texts` and `keys`.
pub(super) fn encode(entries: &[Entry]) -> (Vec<u8>, Vec<u8>) {
    let first = entries.first().map(|entry| &entry.key).cloned().unwrap_or_default();
    let (mut heads, mut texts) = (le32(entries.len()).to_vec(), Vec::new());
    let (mut ends, mut keys) = (Vec::new(), Vec::new());
    for Entry { key, kind, text } in entries {
        texts.extend_from_slice(text.as_bytes());
        heads.extend(le32(texts.len()));
        heads.push(*kind);
        for part in [&key.sort_key, &key.name_key] {
            keys.extend_from_slice(part.as_bytes());
            ends.extend(le32(keys.len()));
        }
    }
    (with_crc(&first, &[&heads, &texts]), with_crc(&first, &[&ends, &keys]))
}

fn with_crc(first: &Key, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&crc(&first.sort_key, &first.name_key, &body).to_le_bytes()[..], &body].concat()
}

/// A block is valid only for the keys that it is stored under.
fn crc(sort_key: &str, name_key: &str, body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&le32(sort_key.len()));
    hasher.update(sort_key.as_bytes());
    hasher.update(name_key.as_bytes());
    hasher.update(body);
    hasher.finalize()
}

/// Returns what follows the CRC, if it is right.
fn body<'b>(sort_key: &str, name_key: &str, bytes: &'b [u8]) -> Option<&'b [u8]> {
    let (stored, body) = bytes.split_first_chunk()?;
    (u32::from_le_bytes(*stored) == crc(sort_key, name_key, body)).then_some(body)
}

/// The column `texts` of a block.
pub(super) struct Texts<'b> {
    heads: &'b [[u8; HEAD_BYTES]],
    texts: &'b [u8],
}

impl<'b> Texts<'b> {
    /// Reads the column of the block with these keys; `None` if it isn't as it was written.
    pub(super) fn read(sort_key: &str, name_key: &str, bytes: &'b [u8]) -> Option<Self> {
        let (count, rest) = body(sort_key, name_key, bytes)?.split_first_chunk()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let (heads, texts) = rest.split_at_checked(count.checked_mul(HEAD_BYTES)?)?;
        Some(Self { heads: heads.as_chunks().0, texts })
    }

    /// How many entries there are.
    pub(super) fn count(&self) -> usize {
        self.heads.len()
    }

    /// Calls `found` with the number of each entry whose text contains what `finder` looks for, in order.
    pub(super) fn find(&self, finder: &Finder<'_>, kind: Option<AuthorizationType>, mut found: impl FnMut(usize)) {
        let kind = kind.map(byte);
        let (mut at, mut entry) = (0, 0);
        while let Some(start) = self.texts.get(at..).and_then(|rest| finder.find(rest)).map(|start| at + start) {
            let ends = self.heads.get(entry..).unwrap_or_default();
            let Some(passed) = ends.iter().position(|head| end(head) > start) else { return };
            entry += passed;
            let head = &self.heads[entry];
            if start + finder.needle().len() > end(head) {
                // It crosses into the next text.
                at = start + 1;
                continue;
            }
            if kind.is_none_or(|kind| head[4] == kind) {
                found(entry);
            }
            at = end(head);
            entry += 1;
        }
    }
}

/// Returns the name keys in the column `keys` of a block with this many entries; `None` if it isn't as it was written.
pub(super) fn name_keys<'b>(sort_key: &str, name_key: &str, bytes: &'b [u8], count: usize) -> Option<Vec<&'b str>> {
    Some(keys(sort_key, name_key, bytes, count)?.into_iter().map(|(_, name_key)| name_key).collect())
}

fn keys<'b>(sort_key: &str, name_key: &str, bytes: &'b [u8], count: usize) -> Option<Vec<(&'b str, &'b str)>> {
    let (ends, keys) = body(sort_key, name_key, bytes)?.split_at_checked(count.checked_mul(ENDS_BYTES)?)?;
    let mut start = 0;
    let mut part = |end: usize| {
        let part = str::from_utf8(keys.get(start..end)?).ok();
        start = end;
        part
    };
    let entry = |ends: &[u8; ENDS_BYTES]| Some((part(end(&ends[..4]))?, part(end(&ends[4..]))?));
    ends.as_chunks().0.iter().map(entry).collect()
}

/// Reads all entries of a block; `None` if it isn't as it was written.
pub(super) fn decode(first: &Key, texts: &[u8], keys_bytes: &[u8]) -> Option<Vec<Entry>> {
    let block = Texts::read(&first.sort_key, &first.name_key, texts)?;
    let keys = keys(&first.sort_key, &first.name_key, keys_bytes, block.count())?;
    let mut start = 0;
    let entry = |(head, (sort_key, name_key)): (&[u8; HEAD_BYTES], (&str, &str))| {
        let text = str::from_utf8(block.texts.get(start..end(head))?).ok()?.to_owned();
        start = end(head);
        let key = Key { sort_key: sort_key.to_owned(), name_key: name_key.to_owned() };
        Some(Entry { key, kind: head[4], text })
    };
    block.heads.iter().zip(keys).map(entry).collect()
}

/// Reads a little-endian number from the first four bytes.
fn end(bytes: &[u8]) -> usize {
    let number = bytes.first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// No block is larger than 4 GB: an authorization's texts are limited, and larger blocks are divided.
fn le32(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}
