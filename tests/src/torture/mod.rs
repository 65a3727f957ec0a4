//! Faults on purpose: programs killed in the middle of their work, disks that fail, files that rot or were forged, and what must
//! still be true afterwards.

pub mod all;
pub mod faults;
pub mod flips;
pub mod kill;
pub mod model;
pub mod power;
pub mod power_trace;
pub mod programs;
pub mod race;
pub mod random;
pub mod renew;
pub mod samples;
pub mod swap;
pub mod vault;
pub mod worker;

use std::{io, path::Path};

use tempfile::TempDir;

/// A folder for what is tried, in memory where the system has such a place: there the disk's own speed costs nothing.
///
/// # Errors
/// It cannot be made.
pub fn room() -> io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()) } else { tempfile::tempdir() }
}
