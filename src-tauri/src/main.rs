//! The Keyfob window: opens the core and answers what the page asks, one short function for each thing.
//!
//! It deliberately knows no rule, no SQL and no HTTP: those are the core's. It adds only what a window needs: where the data lies,
//! what the page may do, and when the window may close.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod attempts;
mod commands;
mod confirm;
mod environment;
mod home;
mod opened;
mod origins;
mod page;
mod ready;
mod shell;
mod watch;

use keyfob_core::hardening;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    environment::settle()?;
    hardening::refuse_core_dumps()?;
    shell::run(home::folder()?)?;
    Ok(())
}
