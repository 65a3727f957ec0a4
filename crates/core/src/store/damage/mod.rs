//! Damage: how it is found, and what is saved of a damaged database.
//!
//! [`verify`] finds damage with SQLite. If there is some, [`repair`] moves the file away and makes a new one: [`pages`] reads the old file
//! with its log, [`rows`] finds rows in the pages, and [`restore`] writes those that fit together, and says what is missing.

pub(super) mod pages;
pub(super) mod repair;
mod restore;
mod rows;
pub(super) mod verify;
