//! A database file as pages, without SQLite, for files that SQLite can't read (<https://www.sqlite.org/fileformat2.html>).

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use crate::{
    error::{Error, Result},
    store::{
        errors::At,
        files::{READ_BYTES, beside},
    },
};

/// The size of every page that Keyfob writes.
pub(in crate::store) const PAGE_BYTES: usize = 4096;

const LOG_HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
/// The magic number of a WAL, without the lowest bit.
const LOG_MAGIC: u32 = 0x377f_0682;

/// The database as of the last commit: the file with the pages of the WAL applied. Unreadable pages are zero.
pub(in crate::store) fn image(database: &Path) -> Result<Vec<u8>> {
    let mut image = read_what_can_be_read(database)?;
    image.resize(image.len().next_multiple_of(PAGE_BYTES), 0);
    lay_over(&mut image, &read_what_can_be_read(&beside(database, "-wal"))?);
    Ok(image)
}

fn read_what_can_be_read(path: &Path) -> Result<Vec<u8>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file.at(path)?,
    };
    let length = file.seek(SeekFrom::End(0)).at(path)?;
    if length > READ_BYTES {
        let why = "it is larger than anything that Keyfob writes. Move it away and start again";
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why)).at(path);
    }
    let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
    for (number, page) in bytes.chunks_mut(PAGE_BYTES).enumerate() {
        let start = (number * PAGE_BYTES) as u64;
        // A page that the disk can't read stays zero, and the others are still read.
        let _ = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(page));
    }
    Ok(bytes)
}

/// Checks the parts of the file's header that never change.
///
/// # Errors
/// [`Error::Damaged`] if SQLite might read the file differently than it was written.
pub(in crate::store) fn check_header(database: &Path) -> Result<()> {
    let mut header = [0; 100];
    match File::open(database).and_then(|mut file| file.read_exact(&mut header)) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(Error::Damaged("the file is cut off".into()));
        }
        result => result.at(database)?,
    }
    // Page size 4096, WAL mode or (in a restored backup) rollback mode, no reserved bytes, the payload fractions; format 4, UTF-8,
    // no vacuum.
    let fixed: [(usize, &[u8]); 5] = [
        (0, b"SQLite format 3\0\x10\0"),
        (20, &[0, 64, 32, 32]),
        (44, &[0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        (64, &[0; 4]),
        (72, &[0; 20]),
    ];
    let as_written = fixed.iter().all(|(at, bytes)| header[*at..].starts_with(bytes));
    if as_written && matches!(header[18..20], [1, 1] | [2, 2]) {
        return Ok(());
    }
    Err(Error::Damaged("the file's header is not as it was written".into()))
}

/// Checks the WAL that a killed program left. SQLite takes a damaged frame for the end of the WAL, and would silently lose what
/// follows.
///
/// A broken end is fine: a power loss leaves it if a save wasn't finished. But a commit that is followed by another frame was synced, so
/// a broken frame before it is damage.
///
/// # Errors
/// [`Error::Damaged`].
pub(in crate::store) fn check_log(database: &Path) -> Result<()> {
    let log = read_what_can_be_read(&beside(database, "-wal"))?;
    let damaged = || Err(Error::Damaged("its log is not as it was written".into()));
    let Some(mut sum) = header_sum(&log) else {
        // The header was synced before the first frame was written.
        return if log.len() > LOG_HEADER_BYTES + FRAME_HEADER_BYTES { damaged() } else { Ok(()) };
    };
    let (mut broken, mut committed_after) = (false, false);
    for frame in frames(&log) {
        if committed_after {
            return damaged();
        }
        sum = checksum(&log, frame.page, checksum(&log, &frame.header[..8], sum));
        broken |= sum != stored_sum(frame.header, 16);
        committed_after = broken && frame.committed_pages() > 0;
    }
    Ok(())
}

/// Returns the checksum of the WAL header; `None` if the stored one differs.
fn header_sum(log: &[u8]) -> Option<(u32, u32)> {
    let header = log.get(..LOG_HEADER_BYTES)?;
    let sum = checksum(log, &header[..24], (0, 0));
    (be32(header, 0) & !1 == LOG_MAGIC && sum == stored_sum(header, 24)).then_some(sum)
}

/// Applies the pages of the WAL to those of the file, up to the last commit. Checksums are ignored, because each row has a digest.
fn lay_over(image: &mut Vec<u8>, log: &[u8]) {
    let frames: Vec<Frame<'_>> = frames(log).collect();
    let Some(last) = frames.iter().rposition(|frame| frame.committed_pages() > 0) else { return };
    // A damaged page number must not allocate all memory.
    let most_pages = image.len() / PAGE_BYTES + frames.len();
    for frame in &frames[..=last] {
        let Some(number) = (be32(frame.header, 0) as usize).checked_sub(1).filter(|number| *number < most_pages) else {
            continue;
        };
        let start = number * PAGE_BYTES;
        image.resize(image.len().max(start + PAGE_BYTES), 0);
        image[start..start + PAGE_BYTES].copy_from_slice(frame.page);
    }
}

/// A page in the WAL.
struct Frame<'l> {
    header: &'l [u8],
    page: &'l [u8],
}

impl Frame<'_> {
    /// The size of the database after the commit that ends with this frame; 0 if none does.
    fn committed_pages(&self) -> u32 {
        be32(self.header, 4)
    }
}

/// Returns the frames written since the WAL was last reset: those with the salts of its header, or of the first frame if the header is
/// damaged.
fn frames(log: &[u8]) -> impl Iterator<Item = Frame<'_>> {
    let frames = log.get(LOG_HEADER_BYTES..).unwrap_or_default().chunks_exact(FRAME_HEADER_BYTES + PAGE_BYTES);
    let mut salts = header_sum(log).map(|_| &log[16..24]);
    frames.map(|frame| frame.split_at(FRAME_HEADER_BYTES)).filter_map(move |(header, page)| {
        let same = *salts.get_or_insert(&header[8..16]) == &header[8..16];
        same.then_some(Frame { header, page })
    })
}

fn stored_sum(header: &[u8], at: usize) -> (u32, u32) {
    (be32(header, at), be32(header, at + 4))
}

/// Returns the WAL checksum, continued from `start`. The magic number says which byte order it uses.
fn checksum(log: &[u8], bytes: &[u8], start: (u32, u32)) -> (u32, u32) {
    let swapped = be32(log, 0) & 1 == 0;
    let number = |bytes: &[u8], at| if swapped { be32(bytes, at).swap_bytes() } else { be32(bytes, at) };
    bytes.chunks_exact(8).fold(start, |(first, second), pair| {
        let first = first.wrapping_add(number(pair, 0)).wrapping_add(second);
        (first, second.wrapping_add(number(pair, 4)).wrapping_add(first))
    })
}

/// Reads a big-endian `u32`; zero beyond the end.
pub(in crate::store) fn be32(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |four| four.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}
