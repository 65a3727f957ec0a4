//! `keyfob verify`: compares what is stored with what Keyfob saved, and restores or accepts changes.

use keyfob_core::{
    authorization::{AuthorizationId, ListQuery, OutsideChange},
    error::Error,
    keyfob::Keyfob,
};
use serde_json::json;

use crate::{
    exit::Exit,
    failure::{Failure, find},
    opening::Opening,
    output,
};

/// The fewest characters of a token that `--accept` requires.
const TOKEN_CHARACTERS: usize = 16;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  keyfob verify
  keyfob verify billing-api
  keyfob verify billing-api --restore
  keyfob verify billing-api --accept 3f9c2a71d04b6e58

Keyfob seals what it saves with the vault key. Another program can change the database, but not the seal. Until you restore or accept such a change, Keyfob doesn't use the authorization's stored secrets.")]
pub(crate) struct Arguments {
    /// The authorization's name, ignoring case, or its id. Default: all authorizations.
    name: Option<String>,
    /// Restore what Keyfob saved. A stored secret that was replaced is removed and has to be entered again.
    #[arg(long, requires = "name", conflicts_with = "accept")]
    restore: bool,
    /// Accept what is stored now, as shown with this token.
    #[arg(long, value_name = "TOKEN", requires = "name")]
    accept: Option<String>,
    /// Print a JSON object.
    #[arg(long)]
    json: bool,
}

/// Compares what is stored with what was sealed.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let saves = arguments.restore || arguments.accept.is_some();
    let keyfob = if saves { opening.open_vault_to_write() } else { opening.open_vault() }?;
    let exit = match &arguments.name {
        Some(name) => one(name, arguments, &keyfob),
        None => all(arguments, &keyfob),
    }?;
    Opening::tell_notice(&keyfob);
    Ok(exit)
}

fn one(name: &str, arguments: &Arguments, keyfob: &Keyfob) -> Result<Exit, Failure> {
    let found = find(keyfob, name)?;
    let id = found.draft.id.unwrap_or_else(AuthorizationId::generate);
    let change = keyfob.outside_change(id)?;
    match (&change, &arguments.accept) {
        (Some(_), _) if arguments.restore => {
            let restored = keyfob.restore_sealed(id)?;
            let missing = restored.draft.examine();
            let missing: Vec<_> = missing.blocking().map(ToString::to_string).collect();
            if !missing.is_empty() && !arguments.json {
                output::text(&format!("Complete it in the window: {}.\n", missing.join("; ")))?;
            }
            done(arguments, "restored")
        }
        (Some(change), Some(token)) => {
            if token.len() < TOKEN_CHARACTERS || !change.token.starts_with(token.as_str()) {
                let message =
                    format!("`{token}` isn't the token of what is stored now. Check the changes again:\n{change}");
                return Err(Failure::new(Exit::InvalidInput, message));
            }
            keyfob.accept_outside_change(id, &change.token)?;
            done(arguments, "accepted")
        }
        _ => tell(change.as_deref().as_slice(), arguments),
    }
}

fn all(arguments: &Arguments, keyfob: &Keyfob) -> Result<Exit, Failure> {
    let mut changed = Vec::new();
    for row in keyfob.list_all(&ListQuery::default())? {
        match keyfob.outside_change(row.id) {
            // Another program deleted it in the meantime.
            Err(Error::NotFound) => {}
            change => changed.extend(change?),
        }
    }
    tell(&changed.iter().map(AsRef::as_ref).collect::<Vec<_>>(), arguments)
}

fn done(arguments: &Arguments, what: &str) -> Result<Exit, Failure> {
    if arguments.json { output::json(&json!({ what: true })) } else { output::text(&format!("{what}\n")) }
}

/// Prints the changes; the exit status is 0 if there are none.
fn tell(changed: &[&OutsideChange], arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.json {
        let shown = |change: &&OutsideChange| {
            json!({
                "id": change.id,
                "name": change.found.name,
                "changes": change.lines(),
                "can_be_restored": change.sealed.is_some(),
                "token": change.token,
            })
        };
        output::json(&json!({ "changed": changed.iter().map(shown).collect::<Vec<_>>() }))?;
    } else if changed.is_empty() {
        output::text("Nothing was changed outside Keyfob.\n")?;
    } else {
        for change in changed {
            let (id, token) = (change.id, change.token.get(..TOKEN_CHARACTERS).unwrap_or_default());
            let restore = format!("To restore what Keyfob saved: `keyfob verify {id} --restore`\n");
            let restore = if change.sealed.is_some() { restore } else { String::new() };
            output::text(&format!(
                "{change}\n{restore}To accept what is stored now: `keyfob verify {id} --accept {token}`\n"
            ))?;
        }
    }
    Ok(if changed.is_empty() { Exit::Done } else { Exit::InvalidInput })
}
