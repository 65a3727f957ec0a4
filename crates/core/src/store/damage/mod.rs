//! Finds damage, and recovers what it can from a damaged database.
//!
//! [`verify`] finds damage with SQLite. If there is some, [`repair`] moves the file away and makes a new one: [`pages`] reads the old file
//! with its WAL, [`rows`] finds rows in the pages, and [`restore`] writes those that belong together and reports what is missing.

pub(super) mod pages;
pub(super) mod repair;
mod restore;
mod rows;
pub(super) mod verify;
