//! Fault injection: killed programs, failing disks, damaged and forged files, and checks of what must still be true afterwards.
//!
//! `cargo xtask torture` runs it through the program `keyfob-torture`; [`parts`] lists the parts.

pub mod changed_origin;
pub mod commanded;
pub mod damaged_bytes;
pub mod faults;
pub mod forged_rows;
pub mod kill;
pub mod kill_while_requesting;
pub mod kill_while_resealing;
pub mod kill_while_restoring;
pub mod kill_while_signing_in;
pub mod model;
pub mod parts;
pub mod power;
pub mod power_trace;
pub mod programs;
pub mod random;
pub mod samples;
pub mod worker;

use std::{io, path::Path};

use tempfile::TempDir;

/// Creates a temporary folder, in memory if the system has `/dev/shm`, which is faster than a disk.
///
/// # Errors
/// If it can't be created.
pub fn test_folder() -> io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()) } else { tempfile::tempdir() }
}
