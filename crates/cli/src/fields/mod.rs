//! The fields of an authorization as options of `keyfob add` and `keyfob edit`.
//!
//! Each field has one `FieldOption`, and its kind decides which values the option takes, so a new field needs no more than its line
//! there. The values are put into a [`Draft`](keyfob_core::authorization::Draft), which the core checks; what it finds wrong is reported
//! by the option that corrects it.

mod apply;
mod given;
mod option;
mod preset;
mod problems;

pub(crate) use apply::Secrets;
pub(crate) use given::{All, ApiKey, Given, OAuth2, Options, pair};
pub(crate) use preset::{entry_option, is_blank, proposed_options};
pub(crate) use problems::{NameGiven, network_advice, note_lines, problem_lines};
