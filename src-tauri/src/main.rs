//! The Keyfob window: opens the core and answers the page's commands, one short function for each.
//!
//! It deliberately contains no rule, no SQL and no HTTP: those are the core's. It adds only what a window needs: where the data is,
//! what the page may do, and when the window may close.
//!
//! Modules use only those above them in this list: `answer`, `events`, `state`, `test_hooks`; `attempts`, `clipboard`, `dialogs`; `liveness`, `origins`, `place`; `page`;
//! `watch`; `commands`; `app`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod answer;
mod app;
mod attempts;
mod clipboard;
mod commands;
mod dialogs;
mod environment;
mod events;
mod home;
mod liveness;
mod origins;
mod page;
mod place;
mod state;
mod test_hooks;
mod watch;

use keyfob_core::hardening;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    environment::settle();
    hardening::refuse_core_dumps()?;
    app::run(home::folder()?)?;
    Ok(())
}
