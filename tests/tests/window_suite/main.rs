//! The real window: what a user does in it from the first start on, and what it must never show or lose.
//!
//! Runs inside `cargo xtask test`, which brings up a private screen, bus and keyring.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic here is the failing test")]

mod credentials;
mod form;
mod injection;
mod ipc;
mod issuer;
mod keyboard;
mod keys;
mod layout;
mod leaving;
mod limits;
mod list;
mod main_job;
mod missing_database;
mod network;
mod no_keyring;
mod origins;
mod outside;
mod page_process;
mod pictures;
mod place;
mod reveal;
mod save_lock;
mod secrets;
mod settings;
mod shipped_window;
mod shortcuts;
mod sign_in;
mod sign_in_endings;
mod steps;
mod tokens;
mod unusable_folder;
mod waiting;
mod window_and_shell;
