//! `keyfob doctor`: checks what Keyfob depends on. It asks for no password, and shows no secret.

mod data;
mod finding;
mod system;

use std::fmt::Write as _;

use crate::{exit::Exit, failure::Failure, opening::Opening, output};
use finding::{Finding, State};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The exit status is 0 if there is no problem, also if there are warnings, and 1 otherwise. Your keyring isn't asked for the \
key, since it might ask you for its password: `keyfob verify` opens the vault."
)]
pub(crate) struct Arguments {
    /// Print a JSON array.
    #[arg(long)]
    json: bool,
}

/// Checks everything.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    // Opening the database may set its file's time.
    let clock = system::clock(opening);
    let mut found = data::check(opening);
    found.extend([clock, system::proxy(), system::certificates()]);
    if arguments.json {
        output::json(&found)?;
    } else {
        output::text(&lines(&found))?;
    }
    let has_problem = found.iter().any(|finding| finding.state == State::Problem);
    Ok(if has_problem { Exit::Failed } else { Exit::Done })
}

fn lines(found: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { check, state, message, action } in found {
        let state = match state {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Problem => "problem",
        };
        let message = message.replace('\n', "\n                       ");
        let _ = writeln!(text, "{state:7}  {check:12}  {message}");
        if let Some(action) = action {
            let _ = writeln!(text, "{:23}{action}", "");
        }
    }
    text
}
