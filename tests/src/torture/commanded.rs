//! A process with the core open that obeys commands line by line, for tests that change its surroundings meanwhile.

use std::{
    io::{self, BufRead as _},
    path::Path,
};

use keyfob_core::{
    authorization::{Environment, ListQuery, SecretField},
    error::Error,
    keyfob::Keyfob,
};
use serde_json::{Value, json};

use super::{model, worker};

/// Answers each line of standard input with a line of JSON.
///
/// # Errors
/// If the folder can't be opened, or the output can't be written.
pub fn obey(folder: &Path) -> io::Result<()> {
    let keyfob = worker::open(folder).map_err(io::Error::other)?;
    for order in io::stdin().lock().lines() {
        let answer = perform(&keyfob, &order?).unwrap_or_else(|error| json!({ "error": error.kind() }));
        worker::say(&answer.to_string(), "");
    }
    Ok(())
}

fn perform(keyfob: &Keyfob, order: &str) -> Result<Value, Error> {
    let (word, index) = order.split_once(' ').unwrap_or((order, "0"));
    let index = index.parse().unwrap_or(0);
    match word {
        "retry" => Ok(json!(keyfob.retry_keyring()?)),
        "save" => keyfob.save(&model::draft(index, None, 1, true), &[]).map(|_| json!("saved")),
        "reveal" => {
            let Some((id, _)) = worker::find(keyfob, index)? else { return Err(Error::NotFound) };
            keyfob.reveal(id, Environment::Staging, &SecretField::ClientSecret).map(|_| json!(true))
        }
        _ => Ok(json!(keyfob.list(&ListQuery::default())?.total)),
    }
}
