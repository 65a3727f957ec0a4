//! The commands that hand a token to a script, ready to be pasted into a shell.

use serde::Serialize;
use ts_rs::TS;

use super::{Keyfob, token_copy::called_address};
use crate::{
    authorization::{AuthorizationId, Environment},
    clean::escaped,
    error::Result,
    oauth::shell_word::word,
};

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScriptUse {
    /// Prints the token.
    Print,
    /// Runs another program with the token in its environment.
    Run,
    /// Calls an API with curl.
    Call,
}

/// A command of the shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ScriptLine {
    /// What it does.
    pub purpose: ScriptUse,
    /// The command, its arguments quoted for a POSIX shell.
    pub command: String,
}

impl Keyfob {
    /// Returns the commands that hand the token of an environment to a script. None of them contains a token.
    ///
    /// # Errors
    /// There is no such authorization, or the database can't be read.
    pub fn script_lines(&self, id: AuthorizationId, environment: Environment) -> Result<Vec<ScriptLine>> {
        let draft = self.store().read_tx(|tx| Ok(tx.read(id)?.draft))?;
        let of = format!("{} -e {environment}", argument(&draft.name, id));
        let address = word(&called_address(&draft, environment));
        let line = |purpose, command| ScriptLine { purpose, command };
        Ok(vec![
            line(ScriptUse::Print, format!("keyfob token {of}")),
            line(ScriptUse::Run, format!("keyfob exec {of} -- ./script.sh")),
            line(ScriptUse::Call, format!("keyfob token {of} --format curl | curl --config - {address}")),
        ])
    }
}

/// Returns the argument that names an authorization: its id if the name would be taken for something else, or can't be read in a terminal.
fn argument(name: &str, id: AuthorizationId) -> String {
    let is_ambiguous = name.starts_with('-') || name.parse::<AuthorizationId>().is_ok() || escaped(name) != name;
    if is_ambiguous { id.to_string() } else { word(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_argument_of_a_shell_or_replaced_by_the_id() {
        let id = AuthorizationId::generate();
        let itself = id.to_string();
        for (name, written) in [
            ("billing-api", "billing-api"),
            ("São Paulo", "'São Paulo'"),
            ("$(rm -rf ~)`'", r"'$(rm -rf ~)`'\'''"),
            ("a\"b;c", "'a\"b;c'"),
            ("-x", itself.as_str()),
            ("a\u{202e}b", itself.as_str()),
            (itself.as_str(), itself.as_str()),
        ] {
            assert_eq!(argument(name, id), written, "{name}");
        }
    }
}
